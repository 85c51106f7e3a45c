"""Parameters of the calls model as data: priors with reasons, former rulers, land borders."""
