"""How the model of crises is scored: on past crises in which help was asked for."""
