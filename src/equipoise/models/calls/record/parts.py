"""Scores of the parts of the calls model beyond whether troops come: other answers, days or weeks, size, members."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtri

from equipoise.answers import Column, Sheet
from equipoise.measures.decision_rules import (
    CODED_RULES,
    CONSENSUS,
    EACH_FOR_ITSELF,
    LEAD_STATE,
    QUALIFIED_MAJORITY,
    DecisionRule,
    decision_rule,
)
from equipoise.models.calls.composition import Composition
from equipoise.models.calls.force import fit_force
from equipoise.models.calls.lag import FAST_DAYS, fit_lags
from equipoise.models.calls.logit import SPECIFIED, AnswerModel, fit_answers
from equipoise.models.calls.other_answers import OTHERS, TROOPS, fit_other_answers
from equipoise.models.calls.panel import ORGANISATION, CallPanel, usable_panel
from equipoise.models.calls.priors import priors
from equipoise.models.calls.record.folds import Folds, answer_forecasts, cut
from equipoise.models.calls.roles import adjoin, state_role
from equipoise.scores import PairedDifference, crps_of_quantiles, paired_difference
from equipoise.world.organisations import members
from equipoise.world.world import World

Numbers = NDArray[np.float64]

SCHEME = "leave_one_episode_out"
_LEVELS = (np.arange(99) + 1) / 100
_CONSENT = 1.0
_FEWEST_MEMBERS = 2


@dataclass(frozen=True, slots=True)
class PartScore:
    """Score of a part of the model against a rival, every crisis forecast from all others.

    Parameters
    ----------
    part, score, baseline : str
        What was scored, how, and against what.
    n, episodes : int
        Rows and crises.
    model, rival_score : float
        Mean loss of both; lower is better.
    over_rival : PairedDifference
        Loss of the rival less that of the part, with a 90 % interval from resampling whole crises.
    """

    part: str
    score: str
    baseline: str
    n: int
    episodes: int
    model: float
    rival_score: float
    over_rival: PairedDifference


def part_scores(world: World) -> tuple[PartScore, ...]:
    """Score the parts of the calls model on the panel of a world.

    Parameters
    ----------
    world : World
        Tables `calls`, `episodes`, `memberships`.

    Returns
    -------
    tuple of PartScore
        All four answers; days or weeks; size of force; members of organisations, as a rival that was turned down.
    """
    panel = usable_panel(world.calls, world.episodes)
    folds = cut(panel, SCHEME)
    return (_four_answers(folds), _days_or_weeks(folds), _force_size(folds), _members_too(world, folds))


def part_sheet(scores: Iterable[PartScore]) -> Sheet:
    """Return the scores of the parts as a sheet."""
    columns = (
        Column("part", sense="Part of the model."),
        Column("score", sense="How it was scored; lower is better."),
        Column("rows", "calls", "integer", sense="Rows scored."),
        Column("clusters", "crises", "integer", sense="Crises that they belong to."),
        Column("value", "model's", "number", digits=4, sense="Score of the part."),
        Column("baseline", "rival", sense="What it is held against."),
        Column("baseline_value", "rival's", "number", digits=4, sense="Score of the rival."),
        Column("difference", kind="estimate", digits=4, sense="Score of the rival less that of the part."),
    )
    rows = (
        {
            "part": row.part,
            "score": row.score,
            "rows": row.n,
            "clusters": row.episodes,
            "value": row.model,
            "baseline": row.baseline,
            "baseline_value": row.rival_score,
            "difference": row.over_rival.difference,
        }
        for row in scores
    )
    return Sheet.of("parts", "Parts of the model beyond whether troops come", columns, rows)


def _part(names: tuple[str, str, str], losses: Numbers, rival: Numbers, episodes: list[str]) -> PartScore:
    part, score, against = names
    gap = paired_difference(losses, rival, np.array(episodes))
    return PartScore(
        part, score, against, losses.size, len(set(episodes)), float(losses.mean()), float(rival.mean()), gap
    )


def _four_answers(folds: Folds) -> PartScore:
    classes = (TROOPS, *OTHERS)
    chances = iter(answer_forecasts(folds, SPECIFIED))
    losses, rival, episodes = [], [], []
    for training, test in folds:
        instead = fit_other_answers(training)
        seen = np.array([(training.frame["answer"] == name).mean() for name in classes], dtype=np.float64)
        for role, answer, episode in test.frame.select("role", "answer", "episode_id").iter_rows():
            troops = float(next(chances))
            said = np.array([troops, *((1 - troops) * instead.shares(role))])
            happened = np.array([answer == name for name in classes], dtype=np.float64)
            losses.append(float(((said - happened) ** 2).sum()))
            rival.append(float(((seen - happened) ** 2).sum()))
            episodes.append(episode)
    names = ("troops, other help, reserve or refusal", "Brier over four classes", "shares among all other calls")
    return _part(names, np.array(losses), np.array(rival), episodes)


def _days_or_weeks(folds: Folds) -> PartScore:
    losses, rival, episodes = [], [], []
    for training, test in folds:
        lags = fit_lags(training)
        arrived = _arrivals(training)
        common = float((arrived["lag_arrival_days"] <= FAST_DAYS).to_numpy().mean())
        for kind, trigger, lag, episode in (
            _arrivals(test).select("kind", "trigger", "lag_arrival_days", "episode_id").iter_rows()
        ):
            happened = float(lag <= FAST_DAYS)
            losses.append((lags.arrived_by(kind, FAST_DAYS, trigger) - happened) ** 2)
            rival.append((common - happened) ** 2)
            episodes.append(episode)
    names = (f"there within {FAST_DAYS} days, given troops", "Brier", "share among all other arrivals")
    return _part(names, np.array(losses), np.array(rival), episodes)


def _arrivals(panel: CallPanel) -> pl.DataFrame:
    return panel.frame.filter(pl.col("troops") & (pl.col("lag_arrival_days") >= 0))


def _force_size(folds: Folds) -> PartScore:
    losses, rival, episodes = [], [], []
    for training, test in folds:
        sized = test.frame.filter(pl.col("troops") & (pl.col("force") > 0))
        if sized.is_empty():
            continue
        model = fit_force(training)
        known = np.log(training.frame.filter(pl.col("troops") & (pl.col("force") > 0))["force"].to_numpy())
        plain = known.mean() + known.std(ddof=1) * ndtri(_LEVELS)
        for role, trigger, force, episode in sized.select("role", "trigger", "force", "episode_id").iter_rows():
            observed = np.array([np.log(force)])
            said = np.log(model.quantiles(role, trigger, tuple(_LEVELS)))
            losses.append(float(crps_of_quantiles(said[None, :], _LEVELS, observed)[0]))
            rival.append(float(crps_of_quantiles(plain[None, :], _LEVELS, observed)[0]))
            episodes.append(episode)
    names = ("size of force, given troops", "CRPS of the logarithm", "one lognormal for all other forces")
    return _part(names, np.array(losses), np.array(rival), episodes)


def _members_too(world: World, folds: Folds) -> PartScore:
    """Score the members' composition mixed half and half with the organisation's own forecast, against the latter."""
    coded = dict(world.calls.select("call_id", "decision_rule").iter_rows())
    chances = iter(answer_forecasts(folds, SPECIFIED))
    losses, rival, episodes = [], [], []
    near: AnswerModel | None = None
    for training, test in folds:
        rows = [(row, float(next(chances))) for row in test.frame.iter_rows(named=True)]
        asked = [(row, chance, _others(world, row)) for row, chance in rows if row["kind"] == ORGANISATION]
        if not any(len(others) >= _FEWEST_MEMBERS for _, _, others in asked):
            continue
        near = fit_answers(training, SPECIFIED, near)
        for row, chance, others in asked:
            if len(others) < _FEWEST_MEMBERS:
                continue
            acts = _acts(near, row, others, coded[row["call_id"]])
            mixed = float(expit((logit(chance) + logit(np.clip(acts, 1e-3, 1 - 1e-3))) / 2))
            losses.append((mixed - float(row["troops"])) ** 2)
            rival.append((chance - float(row["troops"])) ** 2)
            episodes.append(row["episode_id"])
    names = ("organisations, members' willingness mixed in", "Brier", "the organisation's own forecast")
    return _part(names, np.array(losses), np.array(rival), episodes)


def _others(world: World, row: dict[str, object]) -> list[str]:
    body, day = str(row["body"]), row["request_date"]
    return [iso3 for iso3 in members(world, body, day) if iso3 != row["iso3"]]  # type: ignore[arg-type]


def _acts(model: AnswerModel, row: dict[str, object], others: list[str], coded: str | None) -> float:
    asker = str(row["iso3"])
    frame = pl.DataFrame(
        [
            {**row, "body": other, "role": state_role(asker, other), "kind": "state", "border": adjoin(asker, other)}
            for other in others
        ],
        infer_schema_length=None,
    )
    willing = model.predict(frame)
    return Composition(_rule(coded, others), ndtri(np.clip(willing, 1e-9, 1 - 1e-9)), _CONSENT, 0.0).acts


_RULES: dict[str, Callable[[list[str]], DecisionRule]] = {
    QUALIFIED_MAJORITY: lambda others: decision_rule(QUALIFIED_MAJORITY, others, share=priors().qualified_share),
    EACH_FOR_ITSELF: lambda others: decision_rule(EACH_FOR_ITSELF, others),
    CONSENSUS: lambda others: decision_rule(CONSENSUS, others),
}


def _rule(coded: str | None, others: list[str]) -> DecisionRule:
    kind = CODED_RULES.get(coded or "", CONSENSUS)
    return _RULES[CONSENSUS if kind == LEAD_STATE else kind](others)
