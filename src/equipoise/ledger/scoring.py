"""Scores of what a ledger holds: forecasts that have been resolved, against their base rate."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from equipoise.errors import DataError, UnknownNameError
from equipoise.ledger.book import Ledger
from equipoise.ledger.entries import NO, VOID, YES, Forecast
from equipoise.scores.distributions import crps_of_quantiles, interval_coverage
from equipoise.scores.record import Metric, TrackRecord
from equipoise.scores.record_building import About, Resampling, record_of

SPLIT = "written down before"


def ledger_record(
    ledger: Ledger, *, model: str | None = None, today: date | None = None, resampling: Resampling | None = None
) -> TrackRecord:
    """Return the track record of the resolved probabilities of a ledger.

    Parameters
    ----------
    ledger : Ledger
        The ledger.
    model : str, optional
        Only forecasts of this model; by default all.
    today : datetime.date, optional
        Day from which a forecast counts as overdue; by default the current one.
    resampling : Resampling, optional
        How intervals are made.

    Returns
    -------
    TrackRecord
        Brier score, log score and the rest against the base rate of the resolved ones. Forecasts of the same question
        form one cluster.

    Raises
    ------
    UnknownNameError
        If no forecast is by that model.
    DataError
        If no probability has been resolved.
    """
    chosen = _chosen(ledger, model)
    settled = [forecast for forecast in chosen if _outcome(ledger, forecast) in (YES, NO)]
    left_out = _left_out(ledger, chosen)
    if not settled:
        why = ", ".join(f"{count} {reason}" for reason, count in left_out.items()) or "it is empty"
        raise DataError(f"no probability in {ledger.path} has been resolved: nothing to score ({why})")
    overdue = [forecast for forecast in ledger.overdue(today or _today()) if forecast in chosen]
    about = About(
        target="questions answered yes or no",
        split=SPLIT,
        scored_on=ledger.path.name,
        data={ledger.path.name: ledger.head},
        left_out=left_out,
        caveats=_caveats(settled, overdue),
    )
    return record_of(
        model or "ledger",
        [float(_outcome(ledger, forecast) == YES) for forecast in settled],
        [forecast.probability or 0.0 for forecast in settled],
        groups=[" ".join(forecast.question.casefold().split()) for forecast in settled],
        years=[forecast.made.year for forecast in settled],
        about=about,
        resampling=resampling,
    )


def quantile_scores(
    ledger: Ledger, model: str | None = None
) -> tuple[list[tuple[Forecast, float, float]], Metric | None]:
    """Return how forecasts of quantities turned out.

    Parameters
    ----------
    ledger : Ledger
        The ledger.
    model : str, optional
        Only forecasts of this model.

    Returns
    -------
    scored : list of tuple
        Forecast, what came about, and the score of its quantiles in the unit of the quantity; there is no mean, since
        units differ.
    coverage : Metric or None
        Share of the intervals between the lowest and the highest quantile that held what came about; None where none
        was resolved or given with two levels.
    """
    scored, ends = [], []
    for forecast in _chosen(ledger, model):
        outcome = _outcome(ledger, forecast)
        if forecast.quantiles is None or not isinstance(outcome, float):
            continue
        levels = sorted(forecast.quantiles)
        values = [forecast.quantiles[level] for level in levels]
        scored.append((forecast, outcome, float(crps_of_quantiles([values], levels, [outcome])[0])))
        if len(levels) > 1:
            ends.append((values[0], values[-1], outcome, levels[-1] - levels[0]))
    if not ends:
        return scored, None
    low, high, seen, claimed = np.array(ends).T
    held = interval_coverage(low, high, seen)
    return scored, Metric(f"coverage of intervals that claim {claimed.mean():.0%}", held.value, "neither", held)


def _chosen(ledger: Ledger, model: str | None) -> list[Forecast]:
    if model is None:
        return list(ledger.forecasts)
    known = {forecast.model for forecast in ledger.forecasts if forecast.model}
    if model not in known:
        raise UnknownNameError("model in the ledger", model, known)
    return [forecast for forecast in ledger.forecasts if forecast.model == model]


def _outcome(ledger: Ledger, forecast: Forecast) -> str | float | None:
    resolution = ledger.resolutions.get(forecast.id)
    return None if resolution is None else resolution.outcome


def _left_out(ledger: Ledger, chosen: list[Forecast]) -> dict[str, int]:
    reasons = [_reason(ledger, forecast) for forecast in chosen]
    return {reason: reasons.count(reason) for reason in dict.fromkeys(reasons) if reason}


def _reason(ledger: Ledger, forecast: Forecast) -> str:
    outcome = _outcome(ledger, forecast)
    if outcome is None:
        return "not resolved"
    if outcome == VOID:
        return "void"
    return "" if forecast.probability is not None else "of a quantity"


def _caveats(settled: list[Forecast], overdue: list[Forecast]) -> tuple[str, ...]:
    told = []
    if overdue:
        named = ", ".join(forecast.id for forecast in overdue[:5])
        told.append(f"{len(overdue)} forecasts are overdue and unresolved ({named}): leaving out misses flatters")
    # A day is allowed for the calendar of the user, which may lag behind that of the stamp.
    late = [one for one in settled if date.fromisoformat(one.written[:10]) - one.made > timedelta(days=1)]
    if late:
        told.append(f"{len(late)} forecasts were written down later than the day they are dated")
    return tuple(told)


def _today() -> date:
    return date.today()  # noqa: DTZ011 - a calendar day, no instant
