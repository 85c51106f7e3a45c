"""How the model of corridors is scored: on figures of later years."""
