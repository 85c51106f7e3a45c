"""Other files of calls, in the form of the shared one: read and checked before anything is scored on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from equipoise.errors import UnknownNameError
from equipoise.models.calls.panel import CallPanel, usable_panel
from equipoise.world.schema import read_csv

RETIRED_COLUMNS = ("mandate_internal_informed",)
"""Columns of older files that were coded knowing the answers; never read."""


def read_other_calls(path: Path, calls: pl.DataFrame, episodes: pl.DataFrame) -> CallPanel:
    """Read a file of calls in the form of the shared one.

    Parameters
    ----------
    path : pathlib.Path
        CSV file, or a folder with `calls.csv`.
    calls : polars.DataFrame
        Known calls: they say which body or state the words for an addressee stand for, where the file does not.
    episodes : polars.DataFrame
        Known crises; those in an `episodes.csv` beside the file come on top.

    Returns
    -------
    CallPanel
        Its usable calls.

    Raises
    ------
    DataError
        If a file cannot be read or has not the declared form.
    """
    file = path / "calls.csv" if path.is_dir() else path
    read = _named(read_csv(file, "calls", RETIRED_COLUMNS), calls)
    beside = file.with_name("episodes.csv")
    if beside.is_file():
        own = read_csv(beside, "episodes", RETIRED_COLUMNS)
        known = episodes.filter(~pl.col("episode_id").is_in(own["episode_id"].to_list()))
        episodes = pl.concat([own, known.select(own.columns)])
    return usable_panel(read, episodes)


def _named(read: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return calls with the ids of addressees filled in where the file gives them in words only."""
    look_up = _name_index(known)
    rows = read.select("addressee", "addressee_org", "addressee_iso3", "addressee_type").iter_rows()
    found = [
        (org_id, iso3) if org_id or iso3 else look_up(words, organisation=coded == "IO")
        for words, org_id, iso3, coded in rows
    ]
    return read.with_columns(
        pl.Series("addressee_org", [org_id for org_id, _ in found], dtype=pl.String),
        pl.Series("addressee_iso3", [iso3 for _, iso3 in found], dtype=pl.String),
    )


def _name_index(known: pl.DataFrame) -> Callable[..., tuple[str | None, str | None]]:
    """Return the function from the words for an addressee to an organisation and a state; words not known give none."""
    from equipoise.world.names import UnknownStateError
    from equipoise.world.organisations import resolve_organisation
    from equipoise.world.world import World

    seen = {
        words: (org_id, iso3)
        for words, org_id, iso3 in known.select("addressee", "addressee_org", "addressee_iso3").iter_rows()
    }
    world = World.load()

    def look_up(words: str, *, organisation: bool) -> tuple[str | None, str | None]:
        if words in seen:
            return seen[words]
        try:
            return (resolve_organisation(world, words), None) if organisation else (None, world.names.resolve(words))
        except (UnknownNameError, UnknownStateError):
            return None, None

    return look_up
