"""Timings of the main jobs, each as a ratio to a floor measured in the same run."""
