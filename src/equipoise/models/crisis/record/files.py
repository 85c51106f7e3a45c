"""Other files of crises, in the form of the shared one: read and checked before anything is scored on them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from equipoise.models.calls.panel import CallPanel, usable_panel
from equipoise.models.calls.record.files import read_other_calls
from equipoise.world.schema import conform, read_csv
from equipoise.world.world import World

ASSUMED = "no calls.csv beside the file: every crisis asks one regional state without instrument or border"


def other_crises(path: Path, world: World) -> tuple[pl.DataFrame, CallPanel, tuple[str, ...]]:
    """Read a file of crises, and the calls beside it.

    Parameters
    ----------
    path : pathlib.Path
        CSV file in the form of `episodes.csv`, or a folder that holds it.
    world : World
        World with the shared panel: it says which body the words for an addressee stand for.

    Returns
    -------
    episodes : polars.DataFrame
        Table `episodes`.
    calls : CallPanel
        Usable calls of the crises.
    notes : tuple of str
        What had to be assumed.

    Raises
    ------
    DataError
        If a file cannot be read or has not the declared form.
    """
    file = path / "episodes.csv" if path.is_dir() else path
    episodes = read_csv(file, "episodes")
    beside = file.with_name("calls.csv")
    if beside.is_file():
        known = {*world.episodes["episode_id"]}
        calls = read_other_calls(beside, world.calls, pl.concat([world.episodes, _new(episodes, known)]))
        return episodes, calls, ()
    return episodes, _assumed(episodes, world), (ASSUMED,)


def _new(episodes: pl.DataFrame, known: set[str]) -> pl.DataFrame:
    return episodes.filter(~pl.col("episode_id").is_in(list(known)))


def _assumed(episodes: pl.DataFrame, world: World) -> CallPanel:
    """Return one call per crisis to a typical addressee: a regional state bound by nothing. Its answer is not read."""
    begun = pl.coalesce("onset_date", pl.date(pl.col("year"), 1, 1))
    made = episodes.select(
        "episode_id",
        call_id=pl.col("episode_id") + "-assumed",
        addressee=pl.lit("a state of the region"),
        addressee_type=pl.lit("regional_state"),
        instrument=pl.lit("none"),
        instrument_predates_call=pl.lit("na"),
        request_date=begun,
        answer=pl.lit("refused"),
        shares_border=pl.lit(value=False),
        addressee_troops_already_there=pl.lit(value=False),
        use_for_calibration=pl.lit(value=True),
        mandate_internal=pl.lit("none"),
        mandate_external=pl.lit("none"),
        source_ids=pl.lit(""),
    )
    return usable_panel(conform(made, "calls"), pl.concat([episodes, _new(world.episodes, {*episodes["episode_id"]})]))
