"""Track records of the models of intervention: who joins disputes, who comes in for governments.

Two sorts. The records that ship with the package were made with models fitted on earlier years of the tables at hand
and forecast the later ones (`computed_records`). A folder of the user with later years is forecast by the shipped
models, which are not fitted anew (`records_on`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.errors import DataError
from equipoise.interval import Interval
from equipoise.models.intervention.covariates import LAG, PAIR_COLUMNS, STATE_COLUMNS
from equipoise.models.intervention.disputes import SOURCES
from equipoise.models.intervention.features import features
from equipoise.models.intervention.fit import OUTCOME_TABLES, sources_of
from equipoise.models.intervention.fitting import fit_task, forecast, past_of, rates_of
from equipoise.models.intervention.parameters import FittedTask, RateHistory, shipped
from equipoise.models.intervention.recalibration import CHOICES, History, merged
from equipoise.models.intervention.record.baselines import (
    pact_ranking,
    reliability_by_magnitude,
    rolling_rates,
    unit_history,
)
from equipoise.models.intervention.ridge import expit
from equipoise.models.intervention.rows import TaskRows, rows_of
from equipoise.scores.arrays import Numbers
from equipoise.scores.bootstrap import score_interval
from equipoise.scores.probabilities import brier_score
from equipoise.scores.ranking import auc, average_precision, within_unit_auc
from equipoise.scores.record import BASE_RATE, UNIT_HISTORY, Metric, TrackRecord
from equipoise.scores.record_building import About, Resampling, record_of
from equipoise.sources.history.catalogue import history_table
from equipoise.sources.history.reading import history_folder
from equipoise.world.world import World

CUTS = {"joiners": 1980, "helpers": 2001}
"""First year that is forecast by the records that ship; what comes before is learnt from."""

USED = frozenset((*STATE_COLUMNS, *PAIR_COLUMNS))
RANKED = "AUC and average precision are those of the ranking, before recalibration, unless they say otherwise"
PACT_RULE = "defence pact alone"
LEARNT = "rows of years that the model learnt from"
HOW = Resampling(resamples=300)
"""Fewer resamples than elsewhere: a record has tens of thousands of rows."""


@dataclass(frozen=True, slots=True)
class ScoredRows:
    """Forecasts of rows, and all that a record of them needs.

    Parameters
    ----------
    rows : TaskRows
        TaskRows forecast.
    fitted : FittedTask
        The model.
    past : mapping of int to YearCounts
        Earlier years, for the recalibration.
    rates : mapping of int to mapping
        TaskRows and events of earlier years by class of defence pact, for the rivals.
    """

    rows: TaskRows
    fitted: FittedTask
    past: History
    rates: RateHistory

    @property
    def probabilities(self) -> Numbers:
        """Recalibrated probabilities."""
        return forecast(self.fitted, self.rows, self.past)

    @property
    def ranking(self) -> Numbers:
        """Probabilities before recalibration, which rank rows of different years alike."""
        return expit(self.fitted.ridge.logits(self.rows.features))

    @property
    def rivals(self) -> dict[str, Numbers]:
        """The rolling base rate, and that of the row's class of defence pact."""
        return {
            BASE_RATE: rolling_rates(self.rows, self.rates),
            PACT_RULE: rolling_rates(self.rows, self.rates, by_pact=True),
        }


def computed_records(model: str, folder: str | Path | None = None) -> tuple[TrackRecord, ...]:
    """Fit every task of a model on the years before its cut, and forecast the years from there on.

    Parameters
    ----------
    model : str
        "joiners" or "helpers".
    folder : str or pathlib.Path, optional
        Folder with the tables; by default what EQUIPOISE_DATA names.

    Returns
    -------
    tuple of TrackRecord
        One per task.

    Raises
    ------
    UnknownNameError
        If the model is unknown.
    DataError
        If a table is missing or malformed.
    """
    cut = CUTS.get(model, 0)
    hashes = {table: str(found["sha256"]) for table, found in sources_of(model, folder).items()} if cut else {}
    return tuple(_computed(rows, cut, hashes) for rows in rows_of(model, folder).values())


def _computed(rows: TaskRows, cut: int, hashes: Mapping[str, str]) -> TrackRecord:
    fitted = fit_task(rows, cut)
    past, later = past_of(fitted.ridge, rows), rows.years >= cut
    scored = ScoredRows(rows.where(later), fitted, past, rates_of(rows))
    tried = {
        str(setting): brier_score(forecast(replace(fitted, setting=setting), scored.rows, past), scored.rows.happened)
        for setting in CHOICES
    }
    about = About(
        target=rows.task.name,
        split=f"before_{cut}",
        scored_on=f"{OUTCOME_TABLES[rows.task.model]}, {cut} to {int(rows.years.max())}",
        data=hashes,
        left_out={**rows.left_out, LEARNT: int((~later).sum())},
        tried=tried,
        caveats=(RANKED, _recalibration_in_words(fitted), *_missing_in_words(scored.rows)),
    )
    return record_for(scored, about, {UNIT_HISTORY: unit_history(rows, cut)[later]})


def score_joiners_on_file(world: World, path: Path) -> tuple[TrackRecord, ...]:  # noqa: ARG001 - one form for all
    """Forecast a folder of tables with the shipped model of joiners; see `records_on`."""
    return records_on("joiners", path)


def score_helpers_on_file(world: World, path: Path) -> tuple[TrackRecord, ...]:  # noqa: ARG001 - one form for all
    """Forecast a folder of tables with the shipped model of helpers; see `records_on`."""
    return records_on("helpers", path)


def records_on(model: str, path: Path) -> tuple[TrackRecord, ...]:
    """Forecast the later years of a folder of tables with the shipped model, which is not fitted anew.

    Parameters
    ----------
    model : str
        "joiners" or "helpers".
    path : pathlib.Path
        Folder laid out like the one that EQUIPOISE_DATA names, or like its sub-folder `ir`.

    Returns
    -------
    tuple of TrackRecord
        One per task and, for joiners, per list of disputes that the folder holds.

    Raises
    ------
    UnknownNameError
        If the model is unknown.
    DataError
        If the folder, or a table in it, is missing or malformed, or holds no year after those learnt from.
    """
    parameters, place = shipped(model), history_folder(path)
    sources = [name for name, table in SOURCES.items() if (place / history_table(table).file).is_file()]
    if model == "helpers" or not sources:
        sources = ["gml"]
    records = []
    for source in sources:
        for rows in rows_of(model, place, source).values():
            fitted = parameters.tasks[rows.task.name]
            later = rows.years > fitted.last
            if later.any():
                records.append(_record_on(rows, later, fitted, model, source, place))
    if not records:
        last = max(fitted.last for fitted in parameters.tasks.values())
        raise DataError(f"{place}: no case begins after {last}, the last year that the shipped model learnt from")
    return tuple(records)


def record_for(scored: ScoredRows, about: About, more_rivals: Mapping[str, Numbers] | None = None) -> TrackRecord:
    """Return the record of forecasts: ranking and probability, against the rolling base rate and the pact alone.

    Parameters
    ----------
    scored : ScoredRows
        Forecasts.
    about : About
        What they are of.
    more_rivals : mapping of str to numpy.ndarray, optional
        Further rivals.

    Returns
    -------
    TrackRecord
        Clustered by dispute or conflict. "AUC" and "average precision" are those of the ranking, before recalibration.
    """
    rows = scored.rows
    chances, ranking = scored.probabilities, scored.ranking
    happened = rows.happened.astype(np.float64)
    rivals = {**scored.rivals, **(more_rivals or {})}
    made = record_of(
        rows.task.model,
        happened,
        chances,
        rivals,
        rows.cases,
        rows.years,
        about=about,
        periods=rows.cases,
        resampling=HOW,
    )
    renamed = {"AUC": "AUC of the probabilities", "average precision": "average precision of the probabilities"}
    kept = [replace(metric, name=renamed.get(metric.name, metric.name)) for metric in made.metrics]
    extra = [
        Metric(name, score(ranking, happened), "higher", _interval(score, ranking, happened, rows.cases))
        for name, score in (("AUC", auc), ("average precision", average_precision))
    ]
    within = within_unit_auc(ranking, happened, rows.cases, **HOW.options).auc
    extra.append(Metric("AUC within cases", None if within is None else within.value, "higher", within))
    extra += [
        Metric(f"AUC, {rival}", auc(values, happened), "higher")
        for rival, values in {PACT_RULE: pact_ranking(rows), **(more_rivals or {})}.items()
    ]
    extra.append(
        Metric("expected per event", float(chances.sum() / happened.sum()) if happened.any() else None, "neither")
    )
    return replace(made, metrics=(*kept, *extra), reliability=reliability_by_magnitude(chances, happened, made.level))


def _record_on(
    rows: TaskRows, later: NDArray[np.bool_], fitted: FittedTask, model: str, source: str, place: Path
) -> TrackRecord:
    new = rows.where(later)
    past = merged([fitted.history, past_of(fitted.ridge, new)])
    rates = {**rates_of(new), **fitted.rates}
    table = SOURCES[source] if model == "joiners" else OUTCOME_TABLES[model]
    other_list = () if source == "gml" else ("the years before are those of another list of disputes (GML)",)
    about = About(
        target=rows.task.name if source == "gml" else f"{rows.task.name} ({source})",
        split=f"shipped, learnt to {fitted.last}",
        scored_on=f"{place}, {table}, {int(new.years.min())} to {int(new.years.max())}",
        data={name: str(found["sha256"]) for name, found in sources_of(model, place).items()},
        left_out={**rows.left_out, LEARNT: int((~later).sum())},
        caveats=(
            RANKED,
            _recalibration_in_words(fitted),
            "coefficients as shipped",
            *other_list,
            *_missing_in_words(new),
        ),
    )
    return record_for(ScoredRows(new, fitted, past, rates), about)


def _interval(
    score: Callable[[Numbers, Numbers], float | None], ranking: Numbers, happened: Numbers, cases: NDArray[np.int64]
) -> Interval | None:
    return score_interval(score, ranking, happened, cases, **HOW.options) if HOW.can_tell(cases) else None


def _recalibration_in_words(fitted: FittedTask) -> str:
    checked = fitted.validation
    return (
        f"recalibrated each year on the years before alone ({fitted.setting}); chosen with the ridge "
        f"({fitted.penalty:g}) on {checked.first}-{checked.last}, {checked.events} events: log score "
        f"{checked.log_score:.5f} against {checked.log_score_raw:.5f} without, Brier {checked.brier:.6f} against "
        f"{checked.brier_raw:.6f}"
    )


def _missing_in_words(rows: TaskRows) -> tuple[str, ...]:
    """Return which groups of features are not wholly known of how many rows, and why."""
    groups: dict[str, list[str]] = {}
    for feature in features(rows.task.features):
        if feature.transform != "product":
            groups.setdefault(feature.group, []).append(feature.name)
    lacking = {
        group: rows.features.select(pl.any_horizontal(pl.col(names).is_null()).sum()).item()
        for group, names in groups.items()
    }
    listed = ", ".join(f"{group} {count}" for group, count in lacking.items() if count)
    told = [f"rows of {rows.happened.size} without all of a group, taken as average there: {listed}"] if listed else []
    beyond = int(rows.years.max()) - LAG
    ends = {column: last for column, last in rows.known.reach.items() if last < beyond and column in USED}
    if ends:
        told.append(", ".join(f"{column} ends {last}{_carried(rows, column)}" for column, last in sorted(ends.items())))
    if rows.known.absent:
        told.append(f"the folder lacks {', '.join(rows.known.absent)}: not known of any row")
    return tuple(told)


def _carried(rows: TaskRows, column: str) -> str:
    to = rows.known.carried.get(column)
    return " (not known after)" if to is None else f" (carried forward to {to})"
