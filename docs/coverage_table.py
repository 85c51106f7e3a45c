"""Lines that the tests reach, by folder: `make coverage` measures, and this writes docs/reference/coverage.md."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from docs.markdown import markdown_table

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "coverage.md"
PACKAGE = ("src", "equipoise")
COUNTS = ("num_statements", "covered_lines", "num_branches", "covered_branches")

INTRODUCTION = """# What the tests reach

Written by `make coverage`: statements and branches of the package that run in all tests but the slow ones, and in the
processes that these tests start. Functions that are compiled run outside of Python and can't be followed: of
`models/crisis` and `engine` the table counts what ran as plain Python, which the compiled form is held equal to.
Readers of historical tables run where `EQUIPOISE_DATA` is set, as it was here. A line that was reached is not yet a
line that is tested.
"""


def measured() -> dict[str, dict[str, dict[str, int]]]:
    """Return what coverage.py found, by file."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        command = [sys.executable, "-m", "coverage", "json", "--quiet", "-o", str(report)]
        subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own words
        found: dict[str, dict[str, dict[str, int]]] = json.loads(report.read_text(encoding="utf-8"))["files"]
        return found


def folder_of(file: str) -> str:
    """Return the folder of a file below the package, one more for models."""
    parts = Path(file).parts
    inner = parts[parts.index(PACKAGE[1]) + 1 : -1]
    depth = 2 if inner[:1] == ("models",) else 1
    return "/".join(inner[:depth]) or "(top)"


def by_folder(files: dict[str, dict[str, dict[str, int]]]) -> list[tuple[str, str, str, str, str]]:
    """Return a row for each folder and one for all: statements and branches, and how much of them was reached [%]."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    for file, found in files.items():
        for name in (folder_of(file), "all"):
            for count in COUNTS:
                sums[name][count] += found["summary"][count]
    order = sorted(sums, key=lambda name: (name == "all", name))
    return [_row(name, sums[name]) for name in order]


def _row(name: str, counts: dict[str, int]) -> tuple[str, str, str, str, str]:
    statements, reached, branches, taken = (counts[count] for count in COUNTS)
    return name, f"{statements:,}", _share(reached, statements), f"{branches:,}", _share(taken, branches)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else ""


def main() -> None:
    """Write the page."""
    table = markdown_table(("folder", "statements", "reached [%]", "branches", "taken [%]"), by_folder(measured()))
    told = (
        f"Measured on {datetime.now(UTC):%-d %B %Y} with Python {sys.version_info[0]}.{sys.version_info[1]} on Linux."
    )
    PAGE.write_text(f"{INTRODUCTION}\n{told}\n\n{table}\n", encoding="utf-8")
    sys.stdout.write(f"written: {PAGE.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
