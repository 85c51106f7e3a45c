"""`python -m equipoise`: the command line, where the command itself is not on the path."""

from equipoise.cli.main import run

run()
