"""Run all timings and print them: `make bench`, or `python -m benchmarks ROUNDS`."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

from benchmarks.jobs import comparisons
from benchmarks.timing import compare

ROUNDS = 3


def main(rounds: int) -> None:
    """Print a table of medians and ratios; nothing is asserted, since machines differ."""
    table = Table(title=f"Medians of {rounds} interleaved rounds", box=None, header_style="dim", title_justify="left")
    for name, side in (("job", "left"), ("ms", "right"), ("against", "left"), ("ms ", "right"), ("ratio", "right")):
        table.add_column(name, justify="right" if side == "right" else "left")
    for timing in compare(comparisons(), rounds):
        table.add_row(
            timing.name,
            f"{1000 * timing.seconds:,.1f}",
            timing.floor_name,
            f"{1000 * timing.floor_seconds:,.1f}",
            f"{timing.ratio:.2f}",
        )
    Console(width=None if sys.stdout.isatty() else 110).print(table)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
