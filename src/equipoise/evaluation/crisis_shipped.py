"""The record of the crisis model as it ships: scores, every forecast, help and survival, tables of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

from equipoise.errors import DataError
from equipoise.evaluation.crisis_association import (
    Association,
    associations,
    in_words,
    priors_without_effect,
    without_effect,
)
from equipoise.evaluation.crisis_panel import Told, case_of, crises_of, helpers_of, lessons_without, told
from equipoise.evaluation.crisis_record import Forecasts, hashes_of, records_of
from equipoise.evaluation.crisis_refusals import Asked, asked
from equipoise.evaluation.crisis_warning import Frequency, Response, frequencies, hashes, orders_in_words, responses
from equipoise.models import crisis as package
from equipoise.models.calls.panel import usable_panel
from equipoise.scores.record import Record
from equipoise.world.world import World

FILE = "records.json"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the model said of one crisis of the panel, and what happened.

    Parameters
    ----------
    episode_id, trigger, help : str
        The crisis, its sort, and what help came.
    said : float or None
        Probability of being in office after 30 days; None where none could be made.
    trajectories : int
        Replays that it rests on.
    in_office : bool or None
        What happened; None where contested, planned or unknown.
    """

    episode_id: str
    trigger: str
    help: str
    said: float | None
    trajectories: int
    in_office: bool | None

    @property
    def miss(self) -> bool:
        """Whether the likelier outcome did not come about."""
        return self.said is not None and self.in_office is not None and (self.said > HALF) != self.in_office


HALF = 0.5


@dataclass(frozen=True, slots=True)
class Shipped:
    """All that ships of the record.

    Parameters
    ----------
    records : tuple of Record
        Scores on the panel.
    forecasts : tuple of Forecast
        Every crisis.
    associations : tuple of Association
        In office after 30 days by what help came.
    asked : tuple of Asked
        Calls of the crises with a scenario.
    responses : tuple of Response
        Logits of what states do to protests.
    frequencies : tuple of Frequency
        The model beside the tables of others.
    tables : dict of str to str
        Hashes of those tables.
    """

    records: tuple[Record, ...]
    forecasts: tuple[Forecast, ...]
    associations: tuple[Association, ...]
    asked: tuple[Asked, ...]
    responses: tuple[Response, ...]
    frequencies: tuple[Frequency, ...]
    tables: dict[str, str]


@cache
def shipped() -> Shipped:
    """Return the record that ships.

    Raises
    ------
    DataError
        If the file is not in the declared form.
    """
    text = resources.files(package).joinpath(FILE).read_text(encoding="utf-8")
    return from_json(text)


def to_json(whole: Shipped) -> str:
    """Return the record as JSON, ending with a line feed; `from_json` gives it back."""
    from pydantic import TypeAdapter

    return TypeAdapter(Shipped).dump_json(whole, indent=1).decode() + "\n"


def from_json(text: str) -> Shipped:
    """Return the record that a text holds.

    Raises
    ------
    DataError
        If the text is not in the declared form; the message names the first fault.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Shipped).validate_json(text)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"]) or "the text"
        raise DataError(f"not the record of the crisis model: {place}: {fault['msg']}") from error


def computed(world: World, folder: Path | None = None) -> Shipped:
    """Compute the whole record: some minutes.

    Parameters
    ----------
    world : World
        World with the panel.
    folder : pathlib.Path, optional
        Folder with the tables of protests and campaigns; by default what EQUIPOISE_DATA names.

    Returns
    -------
    Shipped
        What `records.json` holds.

    Raises
    ------
    DataError
        If a table is missing or malformed.
    """
    tables = hashes(folder)
    made, idle = _told(world)
    rows = associations(made.crises, made.told, idle)
    calls = asked(world)
    shares = frequencies(world, folder)
    words = (*in_words(rows), *(entry.in_words() for entry in calls), *orders_in_words(shares))
    return Shipped(
        records=records_of(made, hashes_of(world), words),
        forecasts=_listed(made),
        associations=rows,
        asked=calls,
        responses=responses(folder),
        frequencies=shares,
        tables=tables,
    )


def told_of(world: World, episode_ids: Sequence[str]) -> list[Told]:
    """Forecast some crises of the panel anew, each from all others."""
    panel = usable_panel(world.calls, world.episodes)
    crises, _ = crises_of(world.episodes, panel)
    rows = {row["episode_id"]: row for row in crises.iter_rows(named=True)}
    found = []
    for episode_id, lessons in zip(episode_ids, lessons_without(panel, episode_ids), strict=True):
        helpers = helpers_of(lessons, panel.only([episode_id]).frame)
        found.append(told(*case_of(world, rows[episode_id], helpers)))
    return found


def _told(world: World) -> tuple[Forecasts, list[Told]]:
    """Return the forecasts of all crises, and what the model says of them where troops do nothing."""
    panel = usable_panel(world.calls, world.episodes)
    crises, left_out = crises_of(world.episodes, panel)
    ids = crises["episode_id"].to_list()
    made, idle = [], []
    for row, lessons in zip(crises.iter_rows(named=True), lessons_without(panel, ids), strict=True):
        case, readings = case_of(world, row, helpers_of(lessons, panel.only([row["episode_id"]]).frame))
        made.append(told(case, readings))
        idle.append(told(without_effect(case), readings, priors_without_effect()))
    return Forecasts(crises, tuple(made), left_out), idle


def _listed(made: Forecasts) -> tuple[Forecast, ...]:
    rows = made.crises.select("episode_id", "trigger", "help", "in_office_30_days").iter_rows()
    return tuple(
        Forecast(
            episode_id,
            trigger,
            came,
            None if np.isnan(entry.in_office) else round(entry.in_office, 4),
            entry.count,
            None if outcome is None else outcome > 0,
        )
        for (episode_id, trigger, came, outcome), entry in zip(rows, made.told, strict=True)
    )
