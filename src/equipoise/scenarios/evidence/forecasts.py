"""Evidence from the models: forecasts, with the episodes of the case left out."""

from __future__ import annotations

from datetime import date

from equipoise.interval import Interval
from equipoise.models.calls import CallForecast, advantage, answer_call
from equipoise.scenarios.evidence.registry import Finding, evidence
from equipoise.world.asof import parse_day
from equipoise.world.world import World


def _forecast(
    world: World, state: str, to: str, trigger: str, day: str | date, leave_out: tuple[str, ...]
) -> CallForecast:
    return answer_call(world, state, to, trigger=trigger, on=parse_day(day), without_episodes=leave_out)


@evidence
def call_probability(
    world: World, state: str, to: str, day: str | date, trigger: str = "internal", leave_out: tuple[str, ...] = ()
) -> Finding:
    """Probability that an addressee sends troops when called."""
    found = _forecast(world, state, to, trigger, day, leave_out)
    return _finding(found, found.probability, f"{found.addressee} sends troops when called")


@evidence
def call_advantage(
    world: World,
    state: str,
    to: str,
    over: str,
    day: str | date,
    trigger: str = "internal",
    leave_out: tuple[str, ...] = (),
) -> Finding:
    """How much more likely one addressee sends troops than another [probability]."""
    first, second = (_forecast(world, state, name, trigger, day, leave_out) for name in (to, over))
    return _finding(
        first, advantage(first, second), f"{first.addressee} minus {second.addressee}: probability of troops"
    )


def _finding(found: CallForecast, interval: Interval, text: str) -> Finding:
    return Finding.of(
        interval,
        "probability",
        f"{text} (from {found.n_calls} calls)",
        None,
        found.source_ids,
        tuple(sorted({*found.flags, *(() if found.in_support else ("outside_support",))})),
    )
