"""How the models of bargaining are scored: on decisions that they had not learnt from."""
