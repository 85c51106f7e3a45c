"""How the regression of recovery is scored: on later events."""
