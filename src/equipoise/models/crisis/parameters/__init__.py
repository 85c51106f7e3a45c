"""Parameters of the crisis model as data: every prior with its unit, reason and source."""
