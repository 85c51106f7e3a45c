"""Models of political processes, one folder each with rules, parameters and a CARD.md."""
