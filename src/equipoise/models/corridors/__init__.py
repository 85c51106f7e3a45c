"""Corridors: routes by state, and what it costs when a transit state closes."""
