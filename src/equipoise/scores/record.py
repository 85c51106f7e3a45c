"""A track record: how a model did on rows it had not seen, against its baselines, and what that rests on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from equipoise.errors import DataError
from equipoise.interval import Interval
from equipoise.scores.bootstrap import Beats
from equipoise.scores.ranking import AlertPoint
from equipoise.scores.reliability import ReliabilityBin

BASE_RATE = "base rate"
UNIT_HISTORY = "unit's history"

_VERBS = {"yes": "beats", "no": "loses to", "cannot be told": "cannot be told from"}


def score_in_words(score: float) -> str:
    """Return a score with four decimals, or three figures where events are so rare that four decimals say little."""
    return f"{score:.4f}" if abs(score) >= FEW_DECIMALS or score == 0 else f"{score:.3g}"


FEW_DECIMALS = 0.01


@dataclass(frozen=True, slots=True)
class Metric:
    """One score of the model.

    Parameters
    ----------
    name : str
        "Brier score", "AUC" ...
    value : float or None
        The score; None where it is undefined, as an AUC is where nothing happened.
    better : {"lower", "higher", "neither"}
        Which way is better; neither for a part that only describes.
    interval : Interval or None
        From resampling whole clusters; None where clusters are too few or none was made.
    """

    name: str
    value: float | None
    better: Literal["lower", "higher", "neither"]
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The model against one baseline, on the same rows.

    Parameters
    ----------
    baseline : str
        Its name: "base rate", "unit's history", the name of another model.
    score : str
        Score compared; lower is better.
    model, baseline_value : float
        Score of each.
    skill : Interval or None
        1 - model / baseline_value, with its interval; None where the baseline is perfect or clusters are too few.
    difference : Interval or None
        Score of the baseline less that of the model, row by row, with its interval: above 0 where the model is better;
        None where clusters are too few.
    beats : {"yes", "no", "cannot be told"}
        Whether the model beats the baseline, told from the interval; no means that it loses.
    """

    baseline: str
    score: str
    model: float
    baseline_value: float
    skill: Interval | None
    difference: Interval | None
    beats: Beats

    @property
    def loses(self) -> bool:
        """Whether the model is worse than the baseline, as far as the interval can tell."""
        return self.beats == "no"

    def in_words(self) -> str:
        """Return the comparison in one line."""
        told = f"{_VERBS[self.beats]} {self.baseline}: {self.score} {score_in_words(self.model)} against "
        told += score_in_words(self.baseline_value)
        if self.skill is None:
            return told
        return f"{told}, skill {self.skill.midpoint:+.1%} ({self.skill.low:+.1%} to {self.skill.high:+.1%})"


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """The track record of one model on one target.

    Parameters
    ----------
    model, version : str
        What was scored.
    target : str
        What was forecast.
    split : str
        How rows were cut into learnt from and forecast.
    scored_on : str
        The data, in words.
    data : mapping of str to str
        Hash of each table or file used.
    n : int
        Rows used.
    left_out : mapping of str to int
        Rows not used, by reason.
    positives : int or None
        Rows in which the event happened; None for quantities.
    clusters : int
        Groups of rows that depend on each other, the unit of resampling.
    first_year, last_year : int or None
        Years of the rows, where known.
    level : float
        Coverage of every interval.
    metrics : tuple of Metric
        Scores of the model; the first is the one that baselines are compared by.
    baselines : tuple of Comparison
        Against every baseline.
    reliability : tuple of ReliabilityBin
        Forecasts against what happened; empty for quantities.
    alerts : tuple of AlertPoint
        Hits per alert budget; empty where rows have no period.
    tried : mapping of str to float
        First score of every variant that was tried on these rows: choosing the best of many flatters.
    caveats : tuple of str
        What a reader must know.
    made_on : datetime.date
        Day on which the record was made.
    """

    model: str
    version: str
    target: str
    split: str
    scored_on: str
    n: int
    clusters: int
    metrics: tuple[Metric, ...]
    baselines: tuple[Comparison, ...]
    made_on: date
    level: float = 0.9
    positives: int | None = None
    first_year: int | None = None
    last_year: int | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    reliability: tuple[ReliabilityBin, ...] = ()
    alerts: tuple[AlertPoint, ...] = ()
    tried: Mapping[str, float] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()

    @property
    def rows_used(self) -> int:
        """Rows that were scored."""
        return self.n

    @property
    def rows_left_out(self) -> int:
        """Rows that were not, for all reasons together."""
        return sum(self.left_out.values())

    @property
    def loses(self) -> bool:
        """Whether the model loses to any baseline."""
        return any(comparison.loses for comparison in self.baselines)

    @property
    def worst_skill(self) -> float:
        """Lowest skill over any baseline; 0 where there is none."""
        return min((c.skill.midpoint for c in self.baselines if c.skill is not None), default=0.0)

    def metric(self, name: str) -> Metric | None:
        """Return a score by name, or None where the record has none of that name."""
        return next((metric for metric in self.metrics if metric.name == name), None)


def worst_first(records: tuple[TrackRecord, ...]) -> tuple[TrackRecord, ...]:
    """Return records, those that lose to a baseline in front, the lowest skill first; the others keep their order."""
    losing = sorted((record for record in records if record.loses), key=lambda record: record.worst_skill)
    return (*losing, *(record for record in records if not record.loses))


def record_to_json(record: TrackRecord) -> str:
    """Return a record as JSON.

    Parameters
    ----------
    record : TrackRecord
        The record.

    Returns
    -------
    str
        One JSON object; `record_from_json` gives the same record back.
    """
    from pydantic import TypeAdapter

    return TypeAdapter(TrackRecord).dump_json(record, indent=2).decode()


def record_from_json(text: str) -> TrackRecord:
    """Return the record that a JSON text holds.

    Parameters
    ----------
    text : str
        What `record_to_json` gave.

    Returns
    -------
    TrackRecord
        The record.

    Raises
    ------
    DataError
        If the text is not JSON or not a record; the message names the first fault.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(TrackRecord).validate_json(text)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"]) or "the text"
        raise DataError(f"not a track record: {place}: {fault['msg']}") from error


def records_from_lines(text: str) -> tuple[TrackRecord, ...]:
    """Return the records of a text with one JSON object a line.

    Parameters
    ----------
    text : str
        What `records_to_lines` gave.

    Returns
    -------
    tuple of TrackRecord
        In their order.

    Raises
    ------
    DataError
        As for `record_from_json`.
    """
    return tuple(record_from_json(line) for line in text.splitlines() if line.strip())


def records_to_lines(records: Iterable[TrackRecord]) -> str:
    """Return records as JSON, one object a line; `records_from_lines` gives them back."""
    from pydantic import TypeAdapter

    adapter = TypeAdapter(TrackRecord)
    return "".join(f"{json.dumps(json.loads(adapter.dump_json(record)))}\n" for record in records)
