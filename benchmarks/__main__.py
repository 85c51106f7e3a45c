"""Run all timings and print them: `python -m benchmarks ROUNDS`; `make bench` writes them to RESULTS.md too."""

from __future__ import annotations

import argparse
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from docs.markdown import markdown_table
from rich.console import Console
from rich.table import Table

from benchmarks.jobs import comparisons
from benchmarks.timing import Timing, compare

ROUNDS = 3
RESULTS = Path(__file__).with_name("RESULTS.md")
COLUMNS = ("job", "ms", "against", "ms", "ratio")
NAMED = ("numpy", "scipy", "polars", "numba")

INTRODUCTION = """# Timings

Written by `make bench`. Each job stands beside what a perfect implementation could not beat, or beside a peer that does
the same. In every round both run in turn, so a slow minute touches both: the ratio is the median over rounds and means
much the same on any machine, the milliseconds do not. Nothing is asserted.
"""


def rows_of(timings: list[Timing]) -> list[tuple[str, str, str, str, str]]:
    """Return timings as the cells of a table."""
    return [
        (
            timing.name,
            f"{1000 * timing.seconds:,.1f}",
            timing.floor_name,
            f"{1000 * timing.floor_seconds:,.1f}",
            f"{timing.ratio:.2f}",
        )
        for timing in timings
    ]


def machine(before: float, after: float) -> str:
    """Return on what the timings were made, and how busy it was with other things.

    Parameters
    ----------
    before, after : float
        Mean number of runnable processes over a minute, before and after the timings [1].
    """
    libraries = ", ".join(f"{name} {version(name)}" for name in NAMED)
    return (
        f"{datetime.now(UTC):%-d %B %Y}: {_processor()}, {os.cpu_count()} cores, {platform.system()}, Python "
        f"{platform.python_version()}, {libraries}. Load {before:.1f} before and {after:.1f} after: "
        f"{'others were at work' if before > 1 else 'nothing else ran'}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def main() -> None:
    """Print a table of medians and ratios, and write it where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Time all jobs against their floors.")
    parser.add_argument("rounds", nargs="?", type=int, default=ROUNDS)
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    given = parser.parse_args()
    before = os.getloadavg()[0]
    rows = rows_of(compare(comparisons(), given.rounds))
    title = f"Medians of {given.rounds} interleaved rounds"
    table = Table(title=title, box=None, header_style="dim", title_justify="left")
    for name in COLUMNS:
        table.add_column(name, justify="right" if name in ("ms", "ratio") else "left")
    for row in rows:
        table.add_row(*row)
    console = Console()
    console.print(table)
    if given.write:
        told = f"{title}. {machine(before, os.getloadavg()[0])}"
        RESULTS.write_text(f"{INTRODUCTION}\n{told}\n\n{markdown_table(COLUMNS, rows)}\n", encoding="utf-8")
        console.print(f"written: {RESULTS}")


if __name__ == "__main__":
    main()
