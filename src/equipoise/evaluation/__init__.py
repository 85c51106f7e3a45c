"""Track records of every model against the simplest rivals, out of sample."""
