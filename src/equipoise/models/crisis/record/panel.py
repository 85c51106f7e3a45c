"""The crisis model on past crises in which help was asked for: forecasts made from what was known at their start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.models.calls.force import LEVELS, ForceModel, fit_force
from equipoise.models.calls.lag import LagModel, fit_lags
from equipoise.models.calls.logit import AnswerModel, Draws, fit_answers
from equipoise.models.calls.panel import TRIGGER_OF, CallPanel
from equipoise.models.crisis.generic import SHOCKS, Helper, generic_case, runs
from equipoise.models.crisis.kernel import Records
from equipoise.models.crisis.priors import Prior
from equipoise.models.crisis.state import HORIZON, HORIZON_DAYS, STEPS_A_DAY, TABLE, Case
from equipoise.world.world import World

Numbers = NDArray[np.float64]

WANTED = 2_000
"""Trajectories with a protest and a call, per crisis."""

BLOCK, MOST = 10_000, 60_000
"""Trajectories are drawn in blocks until there are as many as wanted, and at most so many."""

LEAST = 100
"""With fewer that can be used there is no forecast."""

SEED = 1
SOON_DAYS = 3
SOON, LATER, NONE = "troops within 3 days", "troops later", "no troops"
HELP = (SOON, LATER, NONE)

NO_CALL = "no genuine call of a known day"
NO_SORT = "sort of crisis that the model has no form for"
NO_OUTCOME = "outcome contested, planned or unknown"

ERAS = ((1990, "cold war"), (2010, "from 1990 to 2009"))
_KNOWN = {"Y": 1.0, "N": 0.0}
_HOLDS = {"Y": 1.0, "P": 0.5, "N": 0.0}


@dataclass(frozen=True, slots=True)
class Lessons:
    """What was learnt from other calls: who answers, when, with how many.

    Parameters
    ----------
    answers : AnswerModel
        Whether troops come.
    draws : Draws
        Joint draws of what it does not know.
    lags : LagModel
        When.
    force : ForceModel
        How many.
    """

    answers: AnswerModel
    draws: Draws
    lags: LagModel
    force: ForceModel


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the model says of one crisis, given that there was a protest and a call.

    Parameters
    ----------
    in_office : float
        Probability that the ruler is in office when the replay ends; not a number where too few trajectories serve.
    count, drawn : int
        Trajectories with protest and call, and trajectories drawn.
    shares : dict of str to float
        Share of them with troops within three days, with troops later, with none.
    survival : dict of str to float
        In office at the end, by the same; not a number where none is of the sort.
    """

    in_office: float
    count: int
    drawn: int
    shares: dict[str, float]
    survival: dict[str, float]


def crises_of(episodes: pl.DataFrame, panel: CallPanel) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return the crises that the model can be tried on, with what was known at their start.

    Parameters
    ----------
    episodes : polars.DataFrame
        Table `episodes`.
    panel : CallPanel
        Usable calls.

    Returns
    -------
    crises : polars.DataFrame
        Sorted by id: `episode_id`, `iso3`, `year`, `trigger`, `requester`, `internal`, the outcomes `in_office_30_days`
        and `in_office_1_year` (1, 0, null where contested, planned or unknown), `help` (what came), the features of the
        logit (`controls`, `incumbent`, `asked`, `neighbour`, `organisation`, one column per sort of crisis and era).
    left_out : dict of str to int
        Crises left out, by reason.
    """
    asked = panel.frame.group_by("episode_id").agg(
        asked=pl.len().cast(pl.Float64).log1p(),
        neighbour=pl.col("border").max().cast(pl.Float64),
        organisation=(pl.col("kind") == "organisation").max().cast(pl.Float64),
        came=pl.col("troops").any(),
        lag=pl.when(pl.col("troops")).then(pl.col("lag_arrival_days")).min(),
    )
    joined = episodes.join(asked, on="episode_id", how="left")
    called = joined.filter(pl.col("came").is_not_null())
    kept = called.filter(pl.col("trigger").is_in(list(SHOCKS)))
    left_out = {NO_CALL: joined.height - called.height, NO_SORT: called.height - kept.height}
    help_ = pl.when(~pl.col("came")).then(pl.lit(NONE)).when(pl.col("lag") <= SOON_DAYS).then(pl.lit(SOON))
    frame = kept.select(
        "episode_id",
        "iso3",
        "year",
        "trigger",
        "requester",
        (pl.col("trigger").replace_strict(TRIGGER_OF, default="") == "internal").alias("internal"),
        _read_as("survived_30d", _KNOWN).alias("in_office_30_days"),
        _read_as("survived_1y", _KNOWN).alias("in_office_1_year"),
        help_.otherwise(pl.lit(LATER)).alias("help"),
        _read_as("requester_controls_capital", _HOLDS).alias("controls"),
        (pl.col("requester") == "incumbent").cast(pl.Float64).alias("incumbent"),
        "asked",
        "neighbour",
        "organisation",
        *((pl.col("trigger") == name).cast(pl.Float64).alias(name) for name in SHOCKS),
        *((pl.col("year") < end).cast(pl.Float64).alias(name) for end, name in ERAS),
    )
    return frame.sort("episode_id"), {reason: count for reason, count in left_out.items() if count}


FEATURES = ("controls", "incumbent", "asked", "neighbour", "organisation", *SHOCKS, *(name for _, name in ERAS))
"""What the logit reads: nothing in it is known only after the call."""


def _read_as(column: str, codes: dict[str, float]) -> pl.Expr:
    return pl.col(column).replace_strict(codes, default=None, return_dtype=pl.Float64)


def lessons_without(panel: CallPanel, episode_ids: Sequence[str]) -> Iterator[Lessons]:
    """Yield, for every crisis, what all other crises teach; each fit starts from the one before."""
    near: AnswerModel | None = None
    for episode_id in episode_ids:
        lessons = lessons_of(panel.without(episode_id), near)
        near = lessons.answers
        yield lessons


def lessons_of(panel: CallPanel, near: AnswerModel | None = None) -> Lessons:
    """Learn from a panel of calls; `near` is a similar fit to start from."""
    answers = fit_answers(panel, near=near)
    return Lessons(answers, answers.draws(), fit_lags(panel), fit_force(panel))


def helpers_of(lessons: Lessons, calls: pl.DataFrame) -> list[Helper]:
    """Return who was asked in a crisis as the model takes it: forecasts of their answers, not the answers.

    Parameters
    ----------
    lessons : Lessons
        From other crises.
    calls : polars.DataFrame
        Calls of the crisis, with the columns of a panel.

    Returns
    -------
    list of Helper
        One per addressee.
    """
    once = calls.unique("body", keep="first", maintain_order=True)
    rates = lessons.answers.rates(once, lessons.draws)
    rows = np.linspace(0, rates.shape[0] - 1, TABLE).round().astype(np.int64)
    found = []
    for place, (kind, trigger, role) in enumerate(once.select("kind", "trigger", "role").iter_rows()):
        arrived = np.array([lessons.lags.arrived_by(kind, day, trigger) for day in range(HORIZON_DAYS + 1)])
        sizes = lessons.force.quantiles(role, trigger, LEVELS)
        found.append(
            Helper(
                answer=np.ascontiguousarray(rates[rows, place]),
                lag=_lags(arrived),
                size=_sizes(sizes),
                soon=float(rates[:, place].mean() * arrived[SOON_DAYS]),
            )
        )
    return found


def _lags(arrived: Numbers) -> Numbers:
    """Return quantiles of the lag [step] from the share there by the end of every day; never, beyond the horizon."""
    levels = (np.arange(TABLE) + 0.5) / TABLE
    edges = np.concatenate([[0.0], np.arange(arrived.size) + 0.5])
    days = np.interp(levels, np.concatenate([[0.0], np.maximum.accumulate(arrived)]), edges)
    return np.where(levels <= arrived[-1], days * STEPS_A_DAY, 4.0 * HORIZON)


def _sizes(three: Numbers) -> Numbers:
    """Return quantiles of the size, on a line through the logarithms of three of them."""
    from scipy.special import ndtri

    low, middle, high = np.log(np.maximum(1.0, three))
    score = ndtri((np.arange(TABLE) + 0.5) / TABLE)
    slope = np.where(score < 0, middle - low, high - middle) / float(ndtri(LEVELS[-1]))
    return np.asarray(np.exp(middle + slope * score), dtype=np.float64)


def case_of(world: World, crisis: dict[str, Any], helpers: Sequence[Helper]) -> tuple[Case, tuple[int, ...]]:
    """Return the generic case of a crisis, and the readings open to it."""
    return generic_case(world, crisis["iso3"], crisis["trigger"], helpers, crisis["year"])


def predict(case: Case, readings: Sequence[int], among: Sequence[Prior] | None = None) -> Prediction:
    """Run the model until enough trajectories have a protest and a call, and say what it makes of them.

    Parameters
    ----------
    case : Case
        The crisis.
    readings : sequence of int
        Readings that are open.
    among : sequence of Prior, optional
        Priors; by default those that ship.

    Returns
    -------
    Prediction
        Probabilities given a protest and a call.
    """
    parts: list[Records] = []
    drawn = count = 0
    while count < WANTED and drawn < MOST:
        records = runs(case, readings, drawn, drawn + BLOCK, seed=SEED, among=among)
        drawn += BLOCK
        parts.append(records[(records["protest"] >= 0) & (records["call"] >= 0)])
        count += len(parts[-1])
    kept = np.concatenate(parts)
    stays = kept["left"] < 0
    wait = (kept["arrival"] - kept["call"]) / STEPS_A_DAY
    came = kept["arrival"] >= 0
    sorts = {SOON: came & (wait <= SOON_DAYS), LATER: came & (wait > SOON_DAYS), NONE: ~came}
    return Prediction(
        in_office=float(stays.mean()) if count >= LEAST else float("nan"),
        count=count,
        drawn=drawn,
        shares={name: float(rows.mean()) if count else float("nan") for name, rows in sorts.items()},
        survival={name: float(stays[rows].mean()) if rows.any() else float("nan") for name, rows in sorts.items()},
    )
