"""The track record of recovery: series three and five years after an event, forecast from earlier events.

Rolling origin: each event is forecast by a regression learnt from events whose later value was seen before the year of
the event. The records that ship were made on tables that do not (`computed_records`); a folder of the user with other
events is forecast by the shipped regressions (`score_on_file`).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from equipoise.errors import DataError, InputError
from equipoise.models.recovery.fit import LAST_YEAR, Tables, event_digest, regression_rows, sources_of, tables_of
from equipoise.models.recovery.parameters import shipped
from equipoise.models.recovery.predictive import AHEAD, ChangeRegression, EventRows, forecasts, learnt
from equipoise.models.recovery.series import declared, series_named
from equipoise.scores.arrays import Numbers
from equipoise.scores.record import TrackRecord
from equipoise.scores.record_building import About, Resampling, distribution_record_of
from equipoise.world.world import World

MODEL = "recovery"
ROLLING = "rolling_origin"
LATEST = 9999
HOW = Resampling()
EARLY = "events with too few earlier ones to learn from"
LEARNT = "events that the shipped law was learnt from"
_FORM = "the form of the law was fixed before anything was scored (see the card)"
_MIXED = "rescues, refused calls and upheavals without either, together"
_CUT = "years whose share the lists of partners leave open are left out"


def targets() -> tuple[str, ...]:
    """Return the targets: each series three and five years ahead."""
    return tuple(f"{name}+{ahead}" for name in declared() for ahead in AHEAD)


_MAIN = "arms_share+3"
PAIRS = tuple(
    (name, ROLLING)
    for name in (
        _MAIN,
        *(f"{series}+{ahead}" for ahead in AHEAD for series in
          ("arms_share", "ideal_distance", "rival_distance", "alliance_similarity", "joint_organisations",
           "us_troops", "democracy", "gdp_head") if f"{series}+{ahead}" != _MAIN),
    )
)  # fmt: skip
"""Targets and schemes that the record shows, the main one first. Trade shares have too few known years to be scored."""


def score_on_file(world: World, path: Path) -> tuple[TrackRecord, ...]:
    """Forecast the events in a folder of tables with what ships; events that it was learnt from are left out.

    Parameters
    ----------
    world : World
        Tables of calls and episodes.
    path : pathlib.Path
        Folder with the tables, in the form that the catalogue declares.

    Returns
    -------
    tuple of TrackRecord
        One per series and years ahead for which the folder holds an event that is new.

    Raises
    ------
    DataError
        If a table is missing or malformed, or no event is new.
    """
    if not path.is_dir():
        raise DataError(f"{path} is not a folder with tables (such as ir/ucdp_acd.parquet)")
    held = tables_of(world, path, without=())
    found = []
    for regression in shipped().regressions:
        rows = regression_rows(held, regression.series, regression.ahead, LATEST)
        known = set(shipped().learnt.get(regression.series, ()))
        seen = np.array([event_digest(event) in known for event in rows.events], dtype=bool)
        new = rows.where(~seen & np.isfinite(rows.later))
        if not new.size:
            continue
        split = f"shipped, learnt from {regression.n} other events"
        about = _about(regression.series, regression.ahead, split, held, {LEARNT: int(seen.sum())})
        found.append(_record(new, forecasts(regression, new), about))
    if not found:
        raise DataError(f"{path}: the folder holds no event that the shipped laws were not learnt from")
    return tuple(found)


def computed_records(world: World, folder: Path | None = None) -> tuple[TrackRecord, ...]:
    """Score the regression by rolling origin on the tables at hand, up to the last year of the panel.

    Parameters
    ----------
    world : World
        Tables of calls and episodes.
    folder : pathlib.Path, optional
        Folder with the tables; by default what EQUIPOISE_DATA names.

    Returns
    -------
    tuple of TrackRecord
        One per pair in `PAIRS`.

    Raises
    ------
    DataError
        If a table is missing or malformed.
    """
    held = tables_of(world, folder)
    found = []
    for target, _ in PAIRS:
        name, ahead = target.split("+")
        rows = regression_rows(held, name, int(ahead), LAST_YEAR)
        scored, drawn, early = rolled(rows)
        about = _about(name, int(ahead), ROLLING, held, {EARLY: early})
        found.append(_record(scored, drawn, about))
    return tuple(found)


def rolled(rows: EventRows) -> tuple[EventRows, dict[str, Numbers], int]:
    """Forecast each event from those whose later value was seen before its year.

    Parameters
    ----------
    rows : EventRows
        Events.

    Returns
    -------
    EventRows, dict of str to numpy.ndarray, int
        Events that could be forecast and whose value was seen; draws by name, ours under none; events that had
        too few before them.
    """
    kept = np.zeros(rows.size, dtype=bool)
    seen = np.isfinite(rows.later)
    parts: list[tuple[np.ndarray, dict[str, Numbers]]] = []
    early = 0
    for year in np.unique(rows.years):
        now = (rows.years == year) & seen
        if not now.any():
            continue
        regression = _learnt_before(rows, int(year))
        if regression is None:
            early += int(now.sum())
            continue
        kept |= now
        parts.append((np.flatnonzero(now), forecasts(regression, rows.where(now))))
    if not parts:
        raise InputError(f"series {rows.series.name}: no event has enough earlier ones to learn from")
    order = np.argsort(np.concatenate([places for places, _ in parts]))
    drawn = {name: np.concatenate([made[name] for _, made in parts])[order] for name in parts[0][1]}
    return rows.where(kept), drawn, early


def _learnt_before(rows: EventRows, year: int) -> ChangeRegression | None:
    try:
        return learnt(rows, year)
    except InputError:
        return None


def _about(name: str, ahead: int, split: str, held: Tables, left_out: dict[str, int]) -> About:
    series = series_named(name)
    hashes = {table: entry["sha256"] for table, entry in sources_of(held.folder).items() if table in series.tables}
    return About(
        target=f"{name}+{ahead}",
        split=split,
        scored_on=f"{series.title} [{series.unit}], {ahead} years after events",
        data=hashes,
        left_out={reason: count for reason, count in left_out.items() if count},
        caveats=(_FORM, _MIXED, *((_CUT,) if name == "trade_share" else ())),
    )


def _record(rows: EventRows, drawn: dict[str, Numbers], about: About) -> TrackRecord:
    samples = dict(drawn)
    model = samples.pop("")
    groups = [str(state) for state in rows.states]
    return distribution_record_of(
        MODEL, rows.later, model, samples, groups, list(rows.years), about=about, resampling=HOW
    )
