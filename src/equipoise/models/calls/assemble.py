"""From a procedure and the fitted model to a forecast."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit
from scipy.special import logit as logits

from equipoise.interval import Interval
from equipoise.models.calls.cell_rates import RatePosterior
from equipoise.models.calls.classing import DEFAULT, CallFeatures
from equipoise.models.calls.composition import compose
from equipoise.models.calls.lag import HORIZON_DAYS, LagModel
from equipoise.models.calls.logit import DRAWS
from equipoise.models.calls.model import CallsModel
from equipoise.models.calls.other_answers import OTHERS
from equipoise.models.calls.priors import logit, priors
from equipoise.models.calls.procedure import Procedure, capability, distances
from equipoise.models.calls.question import as_calls, members_as_calls
from equipoise.models.calls.results import LEVEL, AnswerShares, CallForecast, ChoiceSensitivity, MemberAnswer
from equipoise.models.calls.roles import ROLE_WORDS
from equipoise.models.calls.support import Support, support
from equipoise.world.world import World

Numbers = NDArray[np.float64]

_COMING_DRAWS, _SHARE_DRAWS = 41, 15
_SEED = 20220107
_ENDS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)


@dataclass(frozen=True, slots=True)
class CallContext:
    """What forecasts of one day have in common.

    Parameters
    ----------
    world : World
        The tables.
    model : CallsModel
        Learnt from calls answered before the day, without the crisis that is forecast.
    on : datetime.date
        Day of the call.
    """

    world: World
    model: CallsModel
    on: date
    sizes: dict[str, float] = field(init=False)
    arrivals: dict[tuple[str, str], list[Numbers]] = field(default_factory=dict)
    first_version: dict[str, Interval] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sizes", capability(self.world, self.world.states["iso3"].to_list(), self.on))

    def arrived(self, kind: str, trigger: str) -> list[Numbers]:
        """Return equally likely chances of being there by the end of every day, for those who come."""
        key = (kind, trigger)
        if key not in self.arrivals:
            days = range(HORIZON_DAYS + 1)
            self.arrivals[key] = list(self.model.lags.arrived_by_draws(kind, days, _SHARE_DRAWS, trigger))
        return self.arrivals[key]

    def first_rate(self, row: pl.DataFrame) -> Interval:
        """Return the answer rate by the first version of the model."""
        columns = ("trigger", "kind", "class_internal", "class_external", "coded_internal")
        cell = DEFAULT.cell(CallFeatures(*(str(row[column].item()) for column in columns)))
        if cell not in self.first_version:
            self.first_version[cell] = self.model.rates.posterior(cell).interval(LEVEL)
        return self.first_version[cell]


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed about whether troops come.

    Parameters
    ----------
    chance : float
        Probability at the level of the panel.
    panel_draws : numpy.ndarray, shape (m,)
        Draws of the rate at that level.
    draws : numpy.ndarray, shape (m,)
        The same, the level of all calls drawn too.
    backing : Support
        Whether the panel can speak about such an addressee.
    """

    chance: float
    panel_draws: Numbers
    draws: Numbers
    backing: Support

    def interval(self, draws: Numbers) -> Interval:
        """Return an interval with the chance as its point, or from 0 and without one outside support."""
        low, high = (float(end) for end in np.quantile(draws, _ENDS))
        if not self.backing.in_support:
            return Interval(0.0, high)
        return Interval(min(low, self.chance), max(high, self.chance), self.chance)


def assemble(question: CallContext, way: Procedure) -> CallForecast:
    """Return the forecast of one call.

    Parameters
    ----------
    question : CallContext
        World, model and day.
    way : Procedure
        Who asks whom for what under which clause.

    Returns
    -------
    CallForecast
        Everything that the model says about it.
    """
    row = as_calls([way])
    backing = support(question.world, question.model.panel, way.mandate, question.sizes)
    silent = _silent(question, way, row, backing)
    if way.trigger == "disaster":
        return silent
    return _told(question, way, row, _belief(question, row, backing), silent)


def _silent(question: CallContext, way: Procedure, row: pl.DataFrame, backing: Support) -> CallForecast:
    """Return what can be said without any learnt answer: the procedure, the counts, and that nothing is ruled out."""
    model, mandate = question.model, way.mandate
    alike, own = _alike(model, row), model.panel.frame.filter(pl.col("body") == mandate.addressee)
    return CallForecast(
        state=mandate.state,
        addressee=mandate.addressee,
        kind=mandate.kind,
        role=str(row["role"].item()),
        trigger=way.trigger,
        framing=way.framing,
        on=question.on,
        procedure=way,
        mandate=mandate,
        because=_because(way, row, own),
        cell=_cell(row) if way.trigger != "disaster" else way.trigger,
        n_calls=model.panel.n_calls,
        n_episodes=model.panel.n_episodes,
        cell_calls=alike.height,
        cell_troops=int(alike["troops"].sum()),
        record_calls=own.height,
        record_troops=int(own["troops"].sum()),
        n_lags=model.lags.n_lags,
        n_forces=model.force.n_forces,
        design_effect=model.rates.design_effect,
        in_support=backing.in_support,
        support_reason=backing.reason,
        flags=_flags(way, backing),
        source_ids=mandate.source_ids,
        call_ids=tuple(sorted({*alike["call_id"], *own["call_id"]})),
        left_out=model.panel.left_out,
    )


def _told(
    question: CallContext, way: Procedure, row: pl.DataFrame, belief: Belief, silent: CallForecast
) -> CallForecast:
    model, role, kind = question.model, silent.role, silent.kind
    curve = _curve(question, way, belief)
    return replace(
        silent,
        probability=belief.interval(belief.draws),
        panel_probability=belief.interval(belief.panel_draws),
        p_within_3_days=curve[3],
        p_within_30_days=curve[30],
        answers=_shares(model, role, belief),
        lag_days=_lag_days(model.lags, kind, way.trigger),
        curve=curve,
        force=_force(model, role, way.trigger),
        members=_members(question, way, belief),
        class_rate=_rate(belief.panel_draws),
        draws=tuple(belief.draws.tolist()),
        sensitivity=_sensitivities(question, row, belief),
    )


def _belief(question: CallContext, row: pl.DataFrame, backing: Support) -> Belief:
    model = question.model
    panel_draws = model.answers.rates(row, model.draws)[:, 0]
    draws = expit(logits(panel_draws) + level_shifts(model.panel.rate))
    return Belief(float(model.answers.predict(row)[0]), panel_draws, np.asarray(draws, dtype=np.float64), backing)


def level_shifts(observed: float | None) -> Numbers:
    """Return equally likely shifts of the level of all calls [logit], the same ones for every forecast.

    Parameters
    ----------
    observed : float or None
        Share of the panel's calls that were answered with troops.

    Returns
    -------
    numpy.ndarray, shape (600,)
        Half of them uniform from the low end of the bracket to the panel's level, half from there to the high end.

    Notes
    -----
    How the panel was put together moves its level, and no amount of data in it shows by how much. The bracket is
    therefore part of the interval of a forecast. It moves all addressees together, so a comparison of two hardly
    feels it.
    """
    if observed is None or not 0 < observed < 1:
        return np.zeros(DRAWS)
    low, high = priors().level
    ends = min(0.0, logit(low) - logit(observed)), max(0.0, logit(high) - logit(observed))
    levels = np.random.default_rng(_SEED).permutation((np.arange(DRAWS) + 0.5) / DRAWS)
    return np.asarray(np.interp(levels, [0.0, 0.5, 1.0], [ends[0], 0.0, ends[1]]), dtype=np.float64)


def _rate(draws: Numbers) -> RatePosterior:
    return RatePosterior(np.sort(draws), np.full(draws.size, 1 / draws.size))


def _curve(question: CallContext, way: Procedure, belief: Belief) -> tuple[Interval, ...]:
    coming = np.quantile(belief.draws, (np.arange(_COMING_DRAWS) + 0.5) / _COMING_DRAWS)
    arrivals = question.arrived(way.mandate.kind, way.trigger)
    return tuple(_there(belief, coming, arrived) for arrived in arrivals)


def _there(belief: Belief, coming: Numbers, arrived: Numbers) -> Interval:
    """Return the interval of the product of two independent quantities: they come, and by then."""
    low, high = np.quantile(np.outer(coming, arrived), _ENDS).tolist()
    if not belief.backing.in_support:
        return Interval(0.0, high)
    value = belief.chance * float(arrived.mean())
    return Interval(min(low, value), max(high, value), value)


def _shares(model: CallsModel, role: str, belief: Belief) -> AnswerShares:
    means, draws = model.instead.shares(role), model.instead.draws(role, belief.draws.size)
    rest = (1 - belief.draws)[:, None] * draws
    troops = belief.interval(belief.draws)
    others = {}
    for place, answer in enumerate(OTHERS):
        low, high = (float(end) for end in np.quantile(rest[:, place], _ENDS))
        if belief.backing.in_support:
            value = (1 - belief.chance) * float(means[place])
            others[answer] = Interval(min(low, value), max(high, value), value)
        else:
            # Without troops at all the whole of the rest is left for the other answers.
            others[answer] = Interval(low, max(high, float(np.quantile(draws[:, place], _ENDS[1]))))
    return AnswerShares(troops=troops, **others)


def _lag_days(lags: LagModel, kind: str, trigger: str) -> tuple[int, int, int]:
    return lags.quantile(kind, 0.1, trigger), lags.quantile(kind, 0.5, trigger), lags.quantile(kind, 0.9, trigger)


def _force(model: CallsModel, role: str, trigger: str) -> tuple[int, int, int]:
    low, middle, high = (int(float(f"{size:.2g}")) for size in model.force.quantiles(role, trigger))
    return low, middle, high


def _members(question: CallContext, way: Procedure, belief: Belief) -> tuple[MemberAnswer, ...]:
    if way.rule is None:
        return ()
    rows = members_as_calls(way)
    willing = question.model.answers.predict(rows)
    composed = compose(way.rule, willing, belief.chance)
    sends, consents = composed.senders, composed.consents
    sizes = {iso3: question.sizes[iso3] for iso3 in way.deciders if iso3 in question.sizes}
    far = distances(question.world, way.mandate.state, way.deciders)
    whole = sum(sizes.values())
    expected = {iso3: sizes[iso3] * sends[place] for place, iso3 in enumerate(way.deciders) if iso3 in sizes}
    total = sum(expected.values())
    found = [
        MemberAnswer(
            iso3=iso3,
            role=str(rows["role"][place]),
            willing=float(willing[place]),
            consents=float(consents[place]),
            sends=float(sends[place]),
            weight=sizes[iso3] / whole if iso3 in sizes else None,
            expected_part=expected[iso3] / total if iso3 in sizes and total else None,
            border=bool(rows["border"][place]),
            distance_km=far.get(iso3),
        )
        for place, iso3 in enumerate(way.deciders)
    ]
    return tuple(sorted(found, key=lambda member: (-(member.expected_part or 0.0), -member.sends, member.iso3)))


def _alike(model: CallsModel, row: pl.DataFrame) -> pl.DataFrame:
    frame = model.panel.frame
    same = (pl.col("role") == row["role"].item()) & (_wording() == row.select(_wording()).item())
    return frame.filter(same) if row["trigger"].item() != "disaster" else frame.clear()


def _wording() -> pl.Expr:
    return (
        pl.when(pl.col("clause_for") == "external").then(pl.col("class_external")).otherwise(pl.col("class_internal"))
    )


_WORDING_WORDS = {
    "yes": "a text that plainly covers it",
    "ambiguous": "a text that can be read as covering it",
    "no": "a text that does not cover it",
    "none": "no text",
}


def _cell(row: pl.DataFrame) -> str:
    return f"{ROLE_WORDS[row['role'].item()]} under {_WORDING_WORDS[row.select(_wording()).item()]}"


def _because(way: Procedure, row: pl.DataFrame, own: pl.DataFrame) -> str:
    past = f"sent troops in {own['troops'].sum()} of {own.height} earlier calls" if own.height else "not asked before"
    if way.trigger == "disaster":
        return f"the panel holds no calls in disasters; {past}"
    border = bool(row["border"].item())
    if way.deciders == (way.mandate.addressee,):
        near = "a neighbour" if border else "no neighbour"
    else:
        near = "a neighbour among its members" if border else "no neighbour among its members"
    return f"{_cell(row)}; {near}; {past}"


def _sensitivities(question: CallContext, row: pl.DataFrame, belief: Belief) -> tuple[ChoiceSensitivity, ...]:
    model = question.model
    rate = _rate(belief.panel_draws)
    second = _rate(model.second.rates(row, model.second_draws)[:, 0]).interval(LEVEL)
    record = model.records.posterior(str(row["body"].item())).interval(LEVEL)
    rows = [
        ("panel_level", "if the panel's own level were right", belief.interval(belief.panel_draws)),
        ("second_reading", "second-best reading of every text, this one included", _bounded(second, belief)),
        ("own_record", "the addressee's own record alone, pooled with those of others", _bounded(record, belief)),
        (
            "first_version",
            "first version of this model, two cells by wording",
            _bounded(question.first_rate(row), belief),
        ),
    ]
    if model.panel.rate is not None and 0 < model.panel.rate < 1:
        for name, level in zip(("low_rate", "high_rate"), priors().level, strict=True):
            moved = _bounded(rate.shifted(model.panel.rate, level).interval(LEVEL), belief)
            rows.append((name, f"if {level:.0%} of all calls were answered with troops", moved))
    return tuple(ChoiceSensitivity(*entry) for entry in rows)


def _bounded(interval: Interval, belief: Belief) -> Interval:
    return interval if belief.backing.in_support else Interval(0.0, interval.high)


def _flags(way: Procedure, backing: Support) -> tuple[str, ...]:
    flags = {*way.mandate.flags, *way.flags}
    if way.mandate.second_reading != way.mandate.mandate_class:
        flags.add("second_reading_differs")
    if not backing.in_support:
        flags |= {"outside_support", "interval"}
    return tuple(sorted(flags))
