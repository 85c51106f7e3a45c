"""How the models of intervention are scored: on years that they had not learnt from."""
