"""What a study of a crisis says: plain values that can be written, read back, shown and drawn."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.interval import Interval
from equipoise.models.crisis.counterfactual import AmountAnswer, EventAnswer


@dataclass(frozen=True, slots=True)
class FactFit:
    """How a dated fact is met.

    Parameters
    ----------
    id, quantity, place, actor : str
        The fact and what it is about; empty where it is about the whole.
    low, high, scale : float
        The fact, and how far off a miss is still near.
    prior, own, predicted : Interval or None
        Median and 90 % interval before the facts, in the worlds that were found (with their own noise), and in the same
        worlds with fresh noise; of those trajectories in which it happened. None where it never did.
    prior_share, predicted_share : float
        Share of trajectories in which it happened at all, before the facts and with fresh noise.
    covered : bool
        Does the interval of `own` reach the fact?
    foreseen : bool
        Does the interval of `predicted` reach it?
    """

    id: str
    quantity: str
    place: str
    actor: str
    low: float
    high: float
    scale: float
    prior: Interval | None
    own: Interval | None
    predicted: Interval | None
    prior_share: float
    predicted_share: float
    covered: bool
    foreseen: bool


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One event in a typical changed world: its day as it was and as it would have been; None for never."""

    event: str
    actual: float | None
    changed: float | None


@dataclass(frozen=True, slots=True)
class Story:
    """A typical trajectory that an antecedent changes, beside the same one as it was.

    Parameters
    ----------
    variant : str
        Its reading.
    lines : tuple of StoryLine
        Events in the order of their day.
    actual, changed : dict of str to float
        Deaths, sites lost, soldiers at the peak, soldier-days.
    came_actual, came_changed : str
        Who sent troops; empty for nobody.
    """

    variant: str
    lines: tuple[StoryLine, ...]
    actual: dict[str, float]
    changed: dict[str, float]
    came_actual: str
    came_changed: str

    @property
    def told(self) -> tuple[StoryLine, ...]:
        """Lines that a reader is told: where order is back everywhere, the largest city needs no line of its own."""
        return tuple(line for line in self.lines if line.event != "order_largest")


@dataclass(frozen=True, slots=True)
class AntecedentAnswer:
    """Answer for one antecedent.

    Parameters
    ----------
    id, title, justification : str
        The antecedent.
    by, sources : tuple of str
        Whose act it is, and sources of the justification.
    rewrites : int
        Edits that it takes.
    days_before : float
        Days before the shock from which history would have been another.
    events : tuple of EventAnswer
        Events.
    amounts : tuple of AmountAnswer
        Amounts.
    prior_effects : dict of str to Interval
        Effect on the probability of each event before any fact was looked at.
    unchanged : float
        Share of worlds whose record it does not change at all.
    new_draws : float
        Share of draws in changed worlds that the actual ones never used.
    story : Story or None
        A typical changed trajectory; None where nothing is changed.
    answers : dict of str to Interval
        Probability of troops of those whose answer to a call it changes.
    """

    id: str
    title: str
    justification: str
    by: tuple[str, ...]
    sources: tuple[str, ...]
    rewrites: int
    days_before: float
    events: tuple[EventAnswer, ...]
    amounts: tuple[AmountAnswer, ...]
    prior_effects: dict[str, Interval]
    unchanged: float
    new_draws: float
    story: Story | None
    answers: dict[str, Interval]

    def event(self, name: str) -> EventAnswer:
        """Return the answer about one event."""
        return next(answer for answer in self.events if answer.event == name)


@dataclass(frozen=True, slots=True)
class Fan:
    """Quantiles by step of a quantity: 5, 25, 50, 75 and 95 %."""

    name: str
    quantiles: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class VariantWeight:
    """Weight of a reading after the facts (it was a third before), with the interval that its estimate leaves."""

    variant: str
    weight: Interval


@dataclass(frozen=True, slots=True)
class ParameterShift:
    """A parameter before and after the facts: median and 90 % interval, and how much narrower it became [0 to 1]."""

    name: str
    unit: str
    prior: Interval
    posterior: Interval
    narrowed: float


@dataclass(frozen=True, slots=True)
class Study:
    """A crisis studied: which worlds fit the facts, and what each antecedent would have changed.

    Parameters
    ----------
    scenario, title : str
        The scenario.
    fingerprint : str
        Digest of everything that the result depends on.
    seed, particles, runs, distinct : int
        Seed; worlds; trajectories that abduction ran; worlds that differ.
    tolerance : float
        Distance from the facts that was reached [scale].
    reached : bool
        Whether that is as near as the facts are known. If not, the model is at odds with them.
    accepted : float
        Share of proposals accepted at the end.
    facts : tuple of FactFit
        Facts.
    variants : tuple of VariantWeight
        Readings.
    parameters : tuple of ParameterShift
        Parameters, those that the facts narrowed most first.
    fans : tuple of Fan
        By step: persons in the streets, foreign soldiers, share of sites lost, deaths; in the worlds found.
    antecedents : tuple of AntecedentAnswer
        Answers.
    """

    scenario: str
    title: str
    fingerprint: str
    seed: int
    particles: int
    runs: int
    distinct: int
    tolerance: float
    reached: bool
    accepted: float
    facts: tuple[FactFit, ...]
    variants: tuple[VariantWeight, ...]
    parameters: tuple[ParameterShift, ...]
    fans: tuple[Fan, ...]
    antecedents: tuple[AntecedentAnswer, ...]
