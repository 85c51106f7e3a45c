"""Form of `crisis.yaml`, the part of a scenario that the crisis model needs. It lies beside `scenario.yaml`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

_STRICT = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

Persons = Annotated[float, Field(ge=0, le=1e9)]
Share = Annotated[float, Field(ge=0, le=1)]
Name = Annotated[str, Field(min_length=1, max_length=80)]

Quantity = Literal[
    "protest_day",
    "appeal_after_protest",
    "decision_after_appeal",
    "arrival_after_decision",
    "peak_foreign_troops",
    "order_day",
    "withdrawal_after_arrival",
    "last_out_after_arrival",
    "deaths",
    "peak_participants",
    "concession_day",
    "dismissal_day",
    "emergency_day",
    "offline_day",
    "violence_day",
    "sites_lost",
    "troops_came",
    "in_office",
]
"""What a fact can be about; `models/crisis` computes the same for every trajectory. Days count from the shock."""

Act = Literal["call", "concession", "dismissal", "emergency", "internet_cut", "fire_order"]
"""Acts of the government that an antecedent can forbid or set."""


class Range(BaseModel):
    """A quantity that is known within ends."""

    model_config = _STRICT
    low: float
    high: float

    @model_validator(mode="after")
    def _ordered(self) -> Range:
        if self.low > self.high:
            raise ValueError(f"low end {self.low:g} lies above the high end {self.high:g}")
        return self


class Strength(Range):
    """A number of persons that is known within ends."""

    low: Persons
    high: Persons


class Site(BaseModel):
    """A key site that a crowd can take: seat of the administration, airport, broadcaster, police."""

    model_config = _STRICT
    name: Name
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0


class CrisisPlace(BaseModel):
    """A town or a group of towns.

    `exposure` is how strongly the shock is felt there, beside the place that feels it most; `garrison` the police and
    troops for public order there at the start, left out where no source gives it: the model then draws it from a prior
    per head of the population.
    """

    model_config = _STRICT
    name: Name
    population: Annotated[float, Field(gt=0, le=1e9)]
    exposure: Share
    sites: Annotated[list[Site], Field(min_length=1, max_length=8)]
    garrison: Strength | None = None
    hours_from_capital: Annotated[float, Field(ge=0, le=200)] = 12.0
    sources: list[str] = []
    note: str = ""


class Shock(BaseModel):
    """What set the crisis off, and on which day."""

    model_config = _STRICT
    date: date
    kind: Name
    sources: list[str] = []
    note: str = ""


class OutsideActor(BaseModel):
    """An organisation or a state that can be asked, or can speak.

    `force`: it can be asked for troops, and the forecast of `models/calls` says whether it sends any. `mediates`: it
    may offer mediation of its own. `lead_days`: days from the first protest until it is informed and able to decide.
    `autonomy_cost`: what being helped by it costs the ruler in freedom of action, from 0 (nothing) to 1: a judgement.
    """

    model_config = _STRICT
    id: Name
    force: bool = False
    mediates: bool = False
    lead_days: Range = Range(low=0, high=2)
    autonomy_cost: Share = 0.5
    sources: list[str] = []
    why: str = ""


class Fact(BaseModel):
    """A dated fact that a replay must reproduce: an interval, and how far off a miss is still near.

    `place` for quantities of one place (order, sites lost); `actor` for those of one actor.
    """

    model_config = _STRICT
    id: Name
    quantity: Quantity
    low: float
    high: float
    scale: Annotated[float, Field(gt=0)]
    place: str | None = None
    actor: str | None = None
    sources: Annotated[list[str], Field(min_length=1)]
    why: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Fact:
        if self.low > self.high:
            raise ValueError(f"low end {self.low:g} lies above the high end {self.high:g}")
        return self


class ScenarioPrior(BaseModel):
    """A prior of the scenario's own in the place of the one that ships; see the reference of the parameters."""

    model_config = _STRICT
    form: Literal["normal", "lognormal", "beta", "uniform", "fixed"]
    numbers: Annotated[list[float], Field(min_length=1, max_length=2)]
    reason: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _proper(self) -> ScenarioPrior:
        wanted = 1 if self.form == "fixed" else 2
        if len(self.numbers) != wanted:
            raise ValueError(f"{self.form} takes {wanted} numbers, {len(self.numbers)} given")
        if self.form == "uniform" and self.numbers[0] > self.numbers[1]:
            raise ValueError(f"low end {self.numbers[0]:g} lies above the high end {self.numbers[1]:g}")
        positive = {"lognormal": self.numbers, "beta": self.numbers, "normal": self.numbers[1:]}.get(self.form, [])
        if any(number <= 0 for number in positive):
            raise ValueError(f"{self.form} takes numbers above 0 here, not {min(positive):g}")
        return self


class CrisisDocument(BaseModel):
    """The crisis of a scenario. Steps and days count from midnight of the shock's day."""

    model_config = _STRICT
    shock: Shock
    capital: str
    largest: str
    reserve: Strength | None = None
    places: Annotated[list[CrisisPlace], Field(min_length=1, max_length=24)]
    actors: Annotated[list[OutsideActor], Field(max_length=16)] = []
    facts: list[Fact] = []
    priors: dict[str, ScenarioPrior] = {}

    @model_validator(mode="after")
    def _consistent(self) -> CrisisDocument:
        names = [place.name for place in self.places]
        _told_apart("places", names)
        _told_apart("actors", [actor.id for actor in self.actors])
        _told_apart("facts", [fact.id for fact in self.facts])
        for role, name in (("capital", self.capital), ("largest", self.largest)):
            _known(role, name, names)
        if max(place.exposure for place in self.places) <= 0:
            raise ValueError("places: no place is exposed to the shock; give at least one an exposure above 0")
        for row, fact in enumerate(self.facts):
            if fact.place is not None:
                _known(f"facts.{row}.place", fact.place, names)
            if fact.actor is not None:
                _known(f"facts.{row}.actor", fact.actor, [actor.id for actor in self.actors])
        return self


class Forbid(BaseModel):
    """The government does not do this, whatever comes."""

    model_config = _STRICT
    do: Literal["forbid"]
    act: Act


class Perform(BaseModel):
    """The government does this at a time, whatever comes; a call goes to the actor named, if one is."""

    model_config = _STRICT
    do: Literal["perform"]
    act: Act
    at: datetime
    to: str | None = None

    @model_validator(mode="after")
    def _only_calls_have_addressees(self) -> Perform:
        if self.to is not None and self.act != "call":
            raise ValueError(f"only a call goes to somebody; leave out to: {self.to!r}")
        return self


class NoShock(BaseModel):
    """The shock does not come."""

    model_config = _STRICT
    do: Literal["no_shock"]


class AnswerCall(BaseModel):
    """An actor answers a call for troops so, whatever the forecast says."""

    model_config = _STRICT
    do: Literal["answer"]
    actor: str
    troops: bool


class AdoptClause(BaseModel):
    """An organisation holds a clause like one that exists: `models/calls` forecasts its answer anew."""

    model_config = _STRICT
    do: Literal["adopt_clause"]
    organisation: str
    like: str


class DropClause(BaseModel):
    """An instrument is not in force: `models/calls` forecasts the answer without it."""

    model_config = _STRICT
    do: Literal["drop_clause"]
    instrument: str


class ExtendPact(BaseModel):
    """A pact between two states binds a third, too: `models/calls` forecasts the answer of the leading state anew."""

    model_config = _STRICT
    do: Literal["extend_pact"]
    instrument: str
    lead: str


class StandingForce(BaseModel):
    """An actor has a force that stands ready and the aircraft to bring it."""

    model_config = _STRICT
    do: Literal["standing_force"]
    actor: str
    persons: Annotated[float, Field(gt=0, le=1e6)]
    arrives_after_hours: Annotated[float, Field(ge=0, le=720)]


class Mediate(BaseModel):
    """An actor offers mediation at a time."""

    model_config = _STRICT
    do: Literal["mediate"]
    actor: str
    at: datetime


class EarlyWarning(BaseModel):
    """An actor is informed so many days before the shock."""

    model_config = _STRICT
    do: Literal["early_warning"]
    actor: str
    days: Annotated[float, Field(ge=0, le=365)]


class SetParameter(BaseModel):
    """A parameter of the model has a value."""

    model_config = _STRICT
    do: Literal["set"]
    parameter: str
    value: float


Edit = Annotated[
    Forbid
    | Perform
    | NoShock
    | AnswerCall
    | AdoptClause
    | DropClause
    | ExtendPact
    | StandingForce
    | Mediate
    | EarlyWarning
    | SetParameter,
    Field(discriminator="do"),
]
"""One change of the case."""


class Antecedent(BaseModel):
    """Something that could have been otherwise: one or more edits, whose act it is, and why it was possible.

    `builds_on` names antecedents whose edits come first. `since` is the day from which history would have been another;
    days before the shock count towards the rewrite.
    """

    model_config = _STRICT
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
    title: str
    by: Annotated[list[str], Field(min_length=1)]
    since: date
    edits: list[Edit] = []
    builds_on: list[str] = []
    justification: str
    sources: list[str] = []


class Antecedents(BaseModel):
    """All antecedents of a scenario: the file `antecedents.yaml`."""

    model_config = _STRICT
    antecedents: Annotated[list[Antecedent], Field(min_length=1)]

    @model_validator(mode="after")
    def _distinct(self) -> Antecedents:
        _told_apart("antecedents", [antecedent.id for antecedent in self.antecedents])
        known = {antecedent.id: antecedent for antecedent in self.antecedents}
        for row, antecedent in enumerate(self.antecedents):
            for other in antecedent.builds_on:
                _known(f"antecedents.{row}.builds_on", other, list(known))
            if not antecedent.edits and not antecedent.builds_on:
                raise ValueError(f"antecedents.{row}: {antecedent.id!r} changes nothing: give it edits or builds_on")
        for row, antecedent in enumerate(self.antecedents):
            _no_cycle(f"antecedents.{row}.builds_on", antecedent.id, known, ())
        return self


def _told_apart(kind: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{kind}: {twice[0]!r} is given twice")


def _no_cycle(place: str, name: str, known: dict[str, Antecedent], path: tuple[str, ...]) -> None:
    if name in path:
        raise ValueError(f"{place}: antecedents build on each other in a circle: {' -> '.join((*path, name))}")
    for other in known[name].builds_on:
        _no_cycle(place, other, known, (*path, name))


def _known(role: str, name: str, names: list[str]) -> None:
    if name not in names:
        raise ValueError(f"{role}: {name!r} is none of {', '.join(names)}")
