"""How the model of calls is scored: on past calls that it had not learnt from."""
