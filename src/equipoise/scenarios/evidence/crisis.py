"""Evidence from the crisis model: what the study that lies beside a scenario says on its antecedents.

Nothing is computed here. A study that is missing, or that answers for other tables, rules or documents than those at
hand, settles nothing: the finding has no number, and the claim cannot be tested with it.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from equipoise.answers.vocabulary import title_of
from equipoise.errors import EquipoiseError, UnknownNameError
from equipoise.interval import Interval
from equipoise.models.crisis.quantities import AMOUNTS, EVENTS
from equipoise.scenarios.crisis.antecedents import apply
from equipoise.scenarios.crisis.building import build
from equipoise.scenarios.crisis.loading import has_crisis, load_antecedents, load_crisis
from equipoise.scenarios.crisis.results import AntecedentAnswer, Study
from equipoise.scenarios.crisis.shipped import SHIPPED_SEED, STUDY, read_study
from equipoise.scenarios.crisis.study import CrisisQuestion, fingerprint
from equipoise.scenarios.documents import find_pack, load_scenario
from equipoise.scenarios.evidence.registry import Finding, evidence
from equipoise.world.world import World

MOST_HELD = 8
NO_STUDY = "no study of {} that answers for these tables lies beside it"

Side = Literal["less", "more"]
Turn = Literal["would_not", "would"]


@dataclass
class _StudyCache:
    """Studies that were found to fit, or not, by world and scenario: the check takes longer than all the reading."""

    entries: list[tuple[weakref.ref[World], str, Study | None]] = field(default_factory=list)

    def get(self, world: World, scenario: str) -> Study | None:
        for held, name, found in self.entries:
            if held() is world and name == scenario:
                return found
        found = _fitting(world, scenario)
        self.entries = [*self.entries[1 - MOST_HELD :], (weakref.ref(world), scenario, found)]
        return found


_HELD = _StudyCache()


def kept_study(world: World, scenario: str) -> Study | None:
    """Return the study that lies beside a scenario, if it answers for these tables and documents.

    Parameters
    ----------
    world : World
        Tables as of the day of the scenario.
    scenario : str
        Id of a scenario, or path to one.

    Returns
    -------
    Study or None
        None where there is none, or one that answers another question. Nothing is computed.
    """
    return _HELD.get(world, scenario)


def _fitting(world: World, scenario: str) -> Study | None:
    """Return the study beside a scenario if it answers for this world and these documents, else None."""
    if not has_crisis(scenario):
        return None
    kept = read_study(find_pack(scenario) / STUDY)
    if kept is None:
        return None
    case, document = load_scenario(scenario), load_crisis(scenario)
    known = tuple(load_antecedents(scenario))
    question = CrisisQuestion(world, case, document, known, seed=SHIPPED_SEED)
    try:
        built = build(world, case, document)
        changed = [apply(world, case, built, one, known) for one in known]
    except EquipoiseError:  # tables of the user's own in which an actor or a clause of the scenario is missing
        return None
    return kept if kept.fingerprint == fingerprint(question, built, changed) else None


@evidence
def antecedent_effect(world: World, scenario: str, antecedents: list[str], event: str, side: Side = "less") -> Finding:
    """How far the strongest of some antecedents lowers (or raises) the probability of an event, before the dice fall.

    The interval spans what the parameters may be. Positive is in the direction that is asked for.
    """
    _check(event, EVENTS, "event")

    def effect(answer: AntecedentAnswer) -> Interval:
        found = answer.event(event).effect
        return found.scale(-1.0) if side == "less" else found

    told = f"{'fall' if side == 'less' else 'rise'} of the probability of “{title_of('event', event)}”"
    return _strongest(world, scenario, antecedents, effect, "probability", told)


@evidence
def antecedent_change(world: World, scenario: str, antecedents: list[str], amount: str, side: Side = "less") -> Finding:
    """How far the strongest of some antecedents lowers (or raises) an amount, before the dice fall."""
    _check(amount, AMOUNTS, "amount")

    def effect(answer: AntecedentAnswer) -> Interval:
        found = next(one for one in answer.amounts if one.amount == amount).effect
        return found.scale(-1.0) if side == "less" else found

    unit = "days" if amount == "days_to_order" else "number"
    told = f"{'fall' if side == 'less' else 'rise'} of “{title_of('amount', amount).lower()}”"
    return _strongest(world, scenario, antecedents, effect, unit, told)


@evidence
def counterfactual_share(
    world: World,
    scenario: str,
    events: list[str],
    turn: Turn = "would_not",
    antecedents: list[str] | None = None,
    by: list[str] | None = None,
    besides: list[str] | None = None,
) -> Finding:
    """Of the worlds that fit the facts, the share in which an antecedent would have turned an event.

    With `would_not`: of those in which it happened, the share in which it would not have. With `would`: of those in
    which it did not happen, the share in which it would have. The strongest antecedent and the event that it turns most
    often count; the interval is what sampling of worlds leaves. `antecedents` names those that are meant, or `by` and
    `besides` whose acts they are.
    """
    for event in events:
        _check(event, EVENTS, "event")
    what = "would not have happened" if turn == "would_not" else "would have happened"
    found = kept_study(world, scenario)
    if found is None:
        return Finding.of(None, "share of worlds", NO_STUDY.format(scenario))
    asked = _asked(found, antecedents, by, besides)
    shares = [(_turned(answer, event, turn), event, answer) for answer in asked for event in events]
    return _largest(
        found, asked, [(one, f"“{title_of('event', event)}” {what}", answer) for one, event, answer in shares]
    )


@evidence
def antecedents_that_matter(
    world: World,
    scenario: str,
    events: list[str],
    margin: float,
    by: list[str] | None = None,
    besides: list[str] | None = None,
    antecedents: list[str] | None = None,
) -> Finding:
    """How many antecedents move the probability of one of some events by more than a margin, beyond the model's doubt.

    Those whose whole interval lies beyond the margin count for sure (low end); those whose interval only reaches beyond
    it may count (high end). `by` keeps acts of these actors alone, `besides` actors who may take part in them.
    """
    for event in events:
        _check(event, EVENTS, "event")
    found = kept_study(world, scenario)
    if found is None:
        return Finding.of(None, "antecedents", NO_STUDY.format(scenario))
    asked = _asked(found, antecedents, by, besides)
    effects = {answer.id: [answer.event(event).effect for event in events] for answer in asked}
    sure = [name for name, them in effects.items() if any(_nearest(effect) > margin for effect in them)]
    may = [name for name, them in effects.items() if any(_farthest(effect) > margin for effect in them)]
    told = (
        f"{len(sure)} of {len(asked)} antecedents for sure, {len(may)} perhaps; for sure: {', '.join(sure) or 'none'}"
    )
    return _finding(asked, Interval(len(sure), len(may)), "antecedents", told)


def _strongest(
    world: World,
    scenario: str,
    antecedents: Sequence[str],
    measure: Callable[[AntecedentAnswer], Interval],
    unit: str,
    told: str,
) -> Finding:
    found = kept_study(world, scenario)
    if found is None:
        return Finding.of(None, unit, NO_STUDY.format(scenario))
    asked = _asked(found, antecedents, None, None)
    return _largest(found, asked, [(measure(answer), told, answer) for answer in asked], unit)


Share = tuple[Interval | None, str, AntecedentAnswer]


def _largest(
    found: Study, asked: Sequence[AntecedentAnswer], numbers: Sequence[Share], unit: str = "share of worlds"
) -> Finding:
    """Return the largest of some numbers, as an interval: the largest of the low ends, the largest of the high ones."""
    known = [(one, told, answer) for one, told, answer in numbers if one is not None]
    if not known:
        return Finding.of(None, unit, "it cannot be told, since there is no world to ask it of")
    ends = [one for one, _, _ in known]
    whole = Interval(max(one.low for one in ends), max(one.high for one in ends), max(one.midpoint for one in ends))
    _, told, best = max(known, key=lambda entry: entry[0].midpoint)
    return _finding(asked, whole, unit, f"{told}, with “{best.title}” ({found.particles} worlds)")


def _turned(answer: AntecedentAnswer, event: str, turn: Turn) -> Interval | None:
    found = answer.event(event)
    return found.would_not if turn == "would_not" else found.would


def _asked(
    found: Study, antecedents: Sequence[str] | None, by: Sequence[str] | None, besides: Sequence[str] | None
) -> list[AntecedentAnswer]:
    """Return the antecedents that are meant: those named, or all, and of these the acts of some actors."""
    named = list(found.antecedents) if antecedents is None else _named(found, antecedents)
    return named if by is None else [answer for answer in named if _act_of(answer, by, besides or [])]


def _finding(asked: Sequence[AntecedentAnswer], interval: Interval, unit: str, told: str) -> Finding:
    sources = sorted({source for answer in asked for source in answer.sources})
    return Finding.of(interval, unit, told, None, tuple(sources))


def _named(found: Study, ids: Sequence[str]) -> list[AntecedentAnswer]:
    known = {answer.id: answer for answer in found.antecedents}
    for name in ids:
        if name not in known:
            raise UnknownNameError("antecedent", name, known, show=30)
    return [known[name] for name in ids]


def _act_of(answer: AntecedentAnswer, by: Sequence[str], besides: Sequence[str]) -> bool:
    acting = set(answer.by)
    return bool(acting & set(by)) and acting <= {*by, *besides}


def _nearest(effect: Interval) -> float:
    """Return how far from zero the nearer end of an effect lies; 0 where it reaches both sides."""
    return max(effect.low, -effect.high, 0.0)


def _farthest(effect: Interval) -> float:
    return max(effect.high, -effect.low)


def _check(name: str, known: Iterable[str], kind: str) -> None:
    if name not in known:
        raise UnknownNameError(kind, name, known, show=20)
