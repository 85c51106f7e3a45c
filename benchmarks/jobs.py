"""What is timed: loading, measuring, forecasting, writing a brief, starting."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import polars as pl

from benchmarks import corridor_atlas, corridors, crisis, dyad_years, negotiation, setback
from benchmarks.bayes_fit import fit_comparisons
from benchmarks.timing import Comparison
from equipoise.brief.compose import compose, load_subject
from equipoise.brief.render import render
from equipoise.measures.balance import balance
from equipoise.measures.indicators import sovereign_states
from equipoise.models.calls import answer_call
from equipoise.world.package import embedded_package
from equipoise.world.world import World

DAY = date(2022, 1, 5)


def comparisons() -> list[Comparison]:
    """Return every job with its floor."""
    world = World.load()
    states = sovereign_states(world)
    eve = World.load(as_of=DAY)
    subject = load_subject("kazakhstan-2022")
    page = compose(subject)
    return [
        Comparison("load the world", World.load, "the same Parquet files, bare polars", _bare_read),
        Comparison("load it as of 2022", lambda: World.load(as_of=DAY), "load the world", World.load),
        Comparison(
            f"balance of {len(states)} states",
            lambda: [balance(world, iso3) for iso3 in states],
            "one filter of the ties per state and layer",
            lambda: [world.ties.filter(pl.col("iso3") == iso3) for iso3 in states for _ in range(7)],
        ),
        Comparison("one call forecast", lambda: answer_call(eve, "KAZ", "CSTO", on=DAY), "load the world", World.load),
        Comparison("compose a brief", lambda: compose(subject), "load the world", World.load),
        Comparison("render a brief", lambda: render(page), "load the world", World.load),
        Comparison("import equipoise", lambda: _started("equipoise"), "import polars", lambda: _started("polars")),
        Comparison(
            "equipoise --version",
            lambda: _run([sys.executable, "-c", "from equipoise.cli.main import run; run(['--version'])"]),
            "import polars",
            lambda: _started("polars"),
        ),
        *fit_comparisons(world),
        *negotiation.cases(),
        *corridors.cases(world),
        *corridor_atlas.cases(),
        *setback.cases(),
        *dyad_years.cases(),
        *crisis.cases(),
    ]


def _bare_read() -> list[pl.DataFrame]:
    return [pl.read_parquet(path) for path in sorted(embedded_package().glob("*.parquet"))]


def _started(module: str) -> None:
    _run([sys.executable, "-c", f"import {module}"])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed words
