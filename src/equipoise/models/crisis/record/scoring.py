"""The track record of the crisis model: past crises in which help was asked for, each forecast from its start alone.

The records ship in `records.json`, and what stands beside them in `panel_findings.json` (see `findings`). Another file
of crises, of the user, is forecast on the spot (`score_on_file`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.errors import DataError
from equipoise.models.calls.panel import usable_panel
from equipoise.models.crisis.record.baselines import logit_forecasts
from equipoise.models.crisis.record.files import other_crises
from equipoise.models.crisis.record.panel import (
    FEATURES,
    NO_OUTCOME,
    Prediction,
    case_of,
    crises_of,
    helpers_of,
    lessons_of,
    predict,
)
from equipoise.scores.baselines import base_rate_forecasts
from equipoise.scores.record import BASE_RATE, TrackRecord
from equipoise.scores.record_building import About, record_of
from equipoise.scores.splits import Fold, leave_one_group_out
from equipoise.world.world import World

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

MODEL = "crisis"
MONTH, YEAR = "in_office_30_days", "in_office_1_year"
INSIDE, HOLDERS, OUTSIDE = "internal", "internal_office_held", "external"
PAIRS = ((MONTH, INSIDE), (MONTH, HOLDERS), (MONTH, OUTSIDE), (YEAR, INSIDE), (YEAR, OUTSIDE))
"""Targets and schemes that the record shows, the main one first. Every crisis is left out in turn. The schemes: crises
from within; those of them in which the ruler who asked was in office and held at least part of the capital; attacks and
threats from outside."""

LOGIT = "logit on the start"
TABLES = ("calls", "episodes", "indicators")
FEW = "too few crises to learn from"

LEVEL = (
    "the level was not free: the prior of leave_rate was set knowing that about four in five of the governments that "
    "called for help were in office a month later, in this very panel"
)
GENERIC = (
    "no crisis was modelled for itself: all are generic cases of the state's population and forces as the tables give "
    "them for 2013 to 2025, the sort of crisis, and who was asked (models/crisis/generic.py); nothing was tuned here"
)
HORIZON_WORDS = "the model ends 30 days after the shock; the panel counts 30 days from the call"
YEAR_WORDS = (
    "the model knows a month only: its probability is multiplied by the share of those in office after a month who "
    "were so after a year, in the other crises"
)
ONE_OUT = "leaving a crisis out moves the base rate away from its outcome, so its AUC is too low"
ARMIES = "attacks from outside are run as armed groups inside: the model knows no armies"
NOT_IN_OFFICE = "the model's ruler is in office when he calls; some who asked had been ousted or were not yet in office"


@dataclass(frozen=True, slots=True)
class PanelForecasts:
    """Crises with what the model says of them.

    Parameters
    ----------
    crises : polars.DataFrame
        As `crises_of` gives them.
    predictions : tuple of Prediction
        What the model says of each.
    left_out : dict of str to int
        Crises left out before, by reason.
    """

    crises: pl.DataFrame
    predictions: tuple[Prediction, ...]
    left_out: dict[str, int]

    @property
    def month(self) -> Numbers:
        """Probability that the ruler is in office when the replay ends, shape (n,)."""
        return np.array([entry.in_office for entry in self.predictions])


def score_on_file(world: World, path: Path) -> tuple[TrackRecord, ...]:
    """Forecast the crises of another file in the form of `episodes.csv`, with what the shared panel teaches.

    Parameters
    ----------
    world : World
        World with the panel.
    path : pathlib.Path
        CSV file, or a folder that holds it. A `calls.csv` beside it says who was asked; without one, every crisis asks
        one addressee with the answer rate of the panel.

    Returns
    -------
    tuple of TrackRecord
        One per pair of `PAIRS` for which there are crises.

    Raises
    ------
    DataError
        If a file cannot be read, has not the declared form, or holds no other crisis that can be scored.
    """
    panel = usable_panel(world.calls, world.episodes)
    episodes, calls, notes = other_crises(path, world)
    found, left_out = crises_of(episodes, calls)
    known = set(world.episodes["episode_id"])
    new = found.filter(~pl.col("episode_id").is_in(list(known)))
    left_out |= {"in the shared panel": found.height - new.height} if found.height > new.height else {}
    if new.is_empty():
        raise DataError(f"{path} holds no crisis that can be scored ({_counted(left_out)})")
    lessons = lessons_of(panel)
    said = tuple(
        predict(*case_of(world, row, helpers_of(lessons, calls.only([row["episode_id"]]).frame)))
        for row in new.iter_rows(named=True)
    )
    learnt, _ = crises_of(world.episodes, panel)
    peopled = set(world.indicators.filter(pl.col("name") == "population")["iso3"])
    unknown = new.filter(~pl.col("iso3").is_in(list(peopled)))["iso3"].unique().sort().to_list()
    notes += (f"no population in the tables, ten million taken: {', '.join(unknown)}",) if unknown else ()
    made = _records_on(PanelForecasts(new, said, left_out), learnt, path.name, notes, hashes_of(world))
    if not made:
        raise DataError(f"{path} holds no crisis whose outcome is known")
    return made


def _counted(reasons: dict[str, int]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in reasons.items()) or "it is empty"


def records_of(made: PanelForecasts, data: dict[str, str], caveats: Sequence[str] = ()) -> tuple[TrackRecord, ...]:
    """Return the records of the panel, every crisis left out in turn.

    Parameters
    ----------
    made : PanelForecasts
        PanelForecasts that were made with each crisis left out.
    data : dict of str to str
        Hash of everything used.
    caveats : sequence of str
        What a reader must know besides; said once, with the main record.

    Returns
    -------
    tuple of TrackRecord
        One per pair of `PAIRS`.
    """
    return tuple(_on_the_panel(made, *pair, data, tuple(caveats) if pair == PAIRS[0] else ()) for pair in PAIRS)


def _on_the_panel(
    made: PanelForecasts, target: str, scheme: str, data: dict[str, str], caveats: tuple[str, ...]
) -> TrackRecord:
    chosen, month, left_out = _chosen(made, target, scheme)
    happened = chosen[target].to_numpy()
    folds = list(leave_one_group_out(np.asarray(chosen["episode_id"].to_list(), dtype=np.str_)))
    model = month if target == MONTH else month * lasting(chosen, folds)
    rivals = {
        BASE_RATE: base_rate_forecasts(happened, folds),
        LOGIT: logit_forecasts(chosen.select(FEATURES), happened, folds),
    }
    about = About(
        target=target,
        split=scheme,
        scored_on="the shared panel of crises, each left out in turn",
        data=data,
        left_out=left_out,
        caveats=(*_caveats(target, scheme), ONE_OUT, *caveats),
    )
    return _scored(chosen, happened, model, rivals, about)


def _records_on(
    made: PanelForecasts, learnt: pl.DataFrame, name: str, notes: tuple[str, ...], data: dict[str, str]
) -> tuple[TrackRecord, ...]:
    records = []
    for target, scheme in PAIRS:
        chosen, month, left_out = _chosen(made, target, scheme)
        known = learnt.filter(_rule(scheme) & pl.col(target).is_not_null())
        if chosen.is_empty() or known.is_empty():
            continue
        both = pl.concat([known, chosen])
        happened = both[target].to_numpy()
        fold = Fold(np.arange(known.height), np.arange(known.height, both.height))
        last = lasting(both, [fold])[fold.test] if target == YEAR else 1.0
        rivals = {
            BASE_RATE: base_rate_forecasts(happened, [fold])[fold.test],
            LOGIT: logit_forecasts(both.select(FEATURES), happened, [fold])[fold.test],
        }
        about = About(
            target=target,
            split=scheme,
            scored_on=name,
            data=data,
            left_out=left_out,
            caveats=(*_caveats(target, scheme), "learnt from the shared panel", *notes),
        )
        records.append(_scored(chosen, happened[fold.test], month * last, rivals, about))
    return tuple(records)


def lasting(crises: pl.DataFrame, folds: Sequence[Fold]) -> Numbers:
    """Return the share of those in office after a month who were so after a year, among the crises learnt from."""
    month, year = (crises[name].to_numpy() for name in (MONTH, YEAR))
    shares = np.full(crises.height, np.nan)
    for train, test in folds:
        seen = year[train][(month[train] > 0) & ~np.isnan(year[train])]
        if seen.size:
            shares[test] = seen.mean()
    return shares


def _chosen(made: PanelForecasts, target: str, scheme: str) -> tuple[pl.DataFrame, Numbers, dict[str, int]]:
    frame = made.crises.with_columns(month=pl.Series(made.month, dtype=pl.Float64))
    mine = frame.filter(_rule(scheme))
    known = mine.filter(pl.col(target).is_not_null())
    unclear = mine.height - known.height
    left_out = {**made.left_out, **({NO_OUTCOME: unclear} if unclear else {})}
    return known.drop("month"), known["month"].to_numpy(), left_out


def _rule(scheme: str) -> pl.Expr:
    rules = {
        INSIDE: pl.col("internal"),
        HOLDERS: pl.col("internal") & (pl.col("incumbent") > 0) & (pl.col("controls") > 0),
        OUTSIDE: ~pl.col("internal"),
    }
    return rules[scheme]


def _scored(
    chosen: pl.DataFrame, happened: Numbers, model: Numbers, rivals: dict[str, Numbers], about: About
) -> TrackRecord:
    years = chosen["year"]
    made = record_of(
        MODEL,
        happened,
        model,
        {name: values for name, values in rivals.items() if not np.isnan(values).any()},
        chosen["iso3"].to_list(),
        years.to_numpy(),
        about=about,
        bins=5,
    )
    missing = [name for name, values in rivals.items() if np.isnan(values).any()]
    used = ~np.isnan(model) & ~np.isnan(happened)
    level = f"on average the model said {model[used].mean():.0%}, and {happened[used].mean():.0%} were in office"
    return replace(made, caveats=(*made.caveats, level, *(f"no {name}: {FEW}" for name in missing)))


def _caveats(target: str, scheme: str) -> tuple[str, ...]:
    return (
        LEVEL,
        GENERIC,
        HORIZON_WORDS,
        *((YEAR_WORDS,) if target == YEAR else ()),
        *((ARMIES,) if scheme == OUTSIDE else ()),
        *((NOT_IN_OFFICE,) if scheme == INSIDE else ()),
    )


def hashes_of(world: World) -> dict[str, str]:
    """Return hashes of what the forecasts are computed from: tables, rules, priors, and the form of a generic case."""
    from equipoise.engine.compiling import kernel_digest
    from equipoise.models.crisis import generic, shipped_priors
    from equipoise.models.crisis.kernel import run_many

    priors = repr([(one.name, one.form, one.numbers) for one in shipped_priors()])
    form = repr([getattr(generic, name) for name in ("SHARES", "TRAVEL", "SITES", "SHOCKS", "PARAMILITARY", "ACTIVE",
                                                     "LEAD_DAYS", "COST", "TYPICAL_PEOPLE")])  # fmt: skip
    return {
        **{table: world.manifest.hashes[table] for table in TABLES if table in world.manifest.hashes},
        "rules": kernel_digest(run_many),
        "priors": hashlib.sha256(priors.encode()).hexdigest(),
        "generic case": hashlib.sha256(form.encode()).hexdigest(),
    }
