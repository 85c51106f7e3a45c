"""What ships beside the record of the crisis model: every forecast, help and survival, refusals, tables of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

from equipoise.errors import DataError
from equipoise.models import crisis as package
from equipoise.models.calls.panel import usable_panel
from equipoise.models.crisis.record.association import (
    Association,
    associations,
    in_words,
    priors_without_effect,
    without_effect,
)
from equipoise.models.crisis.record.panel import (
    Prediction,
    case_of,
    crises_of,
    helpers_of,
    lessons_without,
    predict,
)
from equipoise.models.crisis.record.refusals import RefusalForecast, refusal_forecasts
from equipoise.models.crisis.record.scoring import PanelForecasts, hashes_of, records_of
from equipoise.models.crisis.record.warning import (
    Frequency,
    ResponseSkill,
    frequencies,
    hashes,
    orders_in_words,
    responses,
)
from equipoise.scores.record import TrackRecord
from equipoise.world.world import World

FILE = "panel_findings.json"


@dataclass(frozen=True, slots=True)
class ScoredPrediction:
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
class PanelFindings:
    """What was found on the panel beside the scores.

    Parameters
    ----------
    forecasts : tuple of ScoredPrediction
        Every crisis.
    associations : tuple of Association
        In office after 30 days by what help came.
    asked : tuple of RefusalForecast
        Calls of the crises with a scenario.
    responses : tuple of ResponseSkill
        Logits of what states do to protests.
    frequencies : tuple of Frequency
        The model beside the tables of others.
    tables : dict of str to str
        Hashes of those tables.
    """

    forecasts: tuple[ScoredPrediction, ...]
    associations: tuple[Association, ...]
    asked: tuple[RefusalForecast, ...]
    responses: tuple[ResponseSkill, ...]
    frequencies: tuple[Frequency, ...]
    tables: dict[str, str]


@cache
def panel_findings() -> PanelFindings:
    """Return what ships beside the record.

    Raises
    ------
    DataError
        If the file is not in the declared form.
    """
    text = resources.files(package).joinpath(FILE).read_text(encoding="utf-8")
    return from_json(text)


def to_json(whole: PanelFindings) -> str:
    """Return the findings as JSON, ending with a line feed; `from_json` gives it back."""
    from pydantic import TypeAdapter

    return TypeAdapter(PanelFindings).dump_json(whole, indent=1).decode() + "\n"


def from_json(text: str) -> PanelFindings:
    """Return the findings that a text holds.

    Raises
    ------
    DataError
        If the text is not in the declared form; the message names the first fault.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(PanelFindings).validate_json(text)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"]) or "the text"
        raise DataError(f"not the findings on the panel of crises: {place}: {fault['msg']}") from error


def computed(world: World, folder: Path | None = None) -> tuple[tuple[TrackRecord, ...], PanelFindings]:
    """Compute the record and what stands beside it: some minutes.

    Parameters
    ----------
    world : World
        World with the panel.
    folder : pathlib.Path, optional
        Folder with the tables of protests and campaigns; by default what EQUIPOISE_DATA names.

    Returns
    -------
    records : tuple of TrackRecord
        What `records.json` holds.
    findings : PanelFindings
        What `panel_findings.json` holds.

    Raises
    ------
    DataError
        If a table is missing or malformed.
    """
    tables = hashes(folder)
    made, idle = _predictions(world)
    rows = associations(made.crises, made.predictions, idle)
    calls = refusal_forecasts(world)
    shares = frequencies(world, folder)
    words = (*in_words(rows), *(entry.in_words() for entry in calls), *orders_in_words(shares))
    findings = PanelFindings(
        forecasts=_listed(made),
        associations=rows,
        asked=calls,
        responses=responses(folder),
        frequencies=shares,
        tables=tables,
    )
    return records_of(made, hashes_of(world), words), findings


def predictions_of(world: World, episode_ids: Sequence[str]) -> list[Prediction]:
    """ScoredPrediction some crises of the panel anew, each from all others."""
    panel = usable_panel(world.calls, world.episodes)
    crises, _ = crises_of(world.episodes, panel)
    rows = {row["episode_id"]: row for row in crises.iter_rows(named=True)}
    found = []
    for episode_id, lessons in zip(episode_ids, lessons_without(panel, episode_ids), strict=True):
        helpers = helpers_of(lessons, panel.only([episode_id]).frame)
        found.append(predict(*case_of(world, rows[episode_id], helpers)))
    return found


def _predictions(world: World) -> tuple[PanelForecasts, list[Prediction]]:
    """Return the forecasts of all crises, and what the model says of them where troops do nothing."""
    panel = usable_panel(world.calls, world.episodes)
    crises, left_out = crises_of(world.episodes, panel)
    ids = crises["episode_id"].to_list()
    made, idle = [], []
    for row, lessons in zip(crises.iter_rows(named=True), lessons_without(panel, ids), strict=True):
        case, readings = case_of(world, row, helpers_of(lessons, panel.only([row["episode_id"]]).frame))
        made.append(predict(case, readings))
        idle.append(predict(without_effect(case), readings, priors_without_effect()))
    return PanelForecasts(crises, tuple(made), left_out), idle


def _listed(made: PanelForecasts) -> tuple[ScoredPrediction, ...]:
    rows = made.crises.select("episode_id", "trigger", "help", "in_office_30_days").iter_rows()
    return tuple(
        ScoredPrediction(
            episode_id,
            trigger,
            came,
            None if np.isnan(entry.in_office) else round(entry.in_office, 4),
            entry.count,
            None if outcome is None else outcome > 0,
        )
        for (episode_id, trigger, came, outcome), entry in zip(rows, made.predictions, strict=True)
    )
