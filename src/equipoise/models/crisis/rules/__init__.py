"""Rules of the crisis model: one small function each, in plain Python, that anybody can read, test or replace.

A rule takes numbers and gives a number. It is compiled as it stands; `p` holds the parameters of the trajectory.
"""
