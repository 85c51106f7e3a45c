"""What each mechanism is there for: take one out, and see which facts of a case can no longer be matched."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import resources
from typing import Any

import numpy as np

from equipoise.engine.compiling import kernel_digest
from equipoise.engine.store import fingerprint_of
from equipoise.errors import UnknownNameError
from equipoise.models.crisis.abduction import abduce
from equipoise.models.crisis.kernel import run_many, simulate
from equipoise.models.crisis.priors import Prior, with_fixed
from equipoise.models.crisis.quantities import DatedFact, misses
from equipoise.models.crisis.state import FIRE_ORDER, FORBIDDEN, Case

PARTICLES = 1200
"""Worlds per row. With fewer the search gives up before the whole model meets the facts, and every row would seem to
miss some: 360 worlds end at twice the distance."""

SEEDS = (1, 2)
"""Seeds of the shipped table; the whole model has a row for each, which says what the search alone does to a row, the
others have the first."""

NEAR = 1.0
"""Miss [scale] within which a world still matches a fact."""

TABLE_FILE = "mechanisms.json"


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A part of the model that can be switched off while the others go on.

    Parameters
    ----------
    id, text : str
        Name, and what is gone without it.
    parameters : mapping of str to float
        Parameters that switch it off.
    acts : mapping of int to int
        Settings of acts of the government that switch it off.
    no_reserve : bool
        Whether the national reserve is taken away.
    """

    id: str
    text: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    acts: Mapping[int, int] = field(default_factory=dict)
    no_reserve: bool = False


NOTHING = Mechanism("nothing", "the whole model")

MECHANISMS: tuple[Mechanism, ...] = (
    Mechanism("diffusion", "the own crowd draws nobody in", {"w_own": 0.0}),
    Mechanism("news", "protest elsewhere draws nobody in", {"w_news": 0.0}),
    Mechanism("onset", "the shock is felt at once", {"onset": 1.0}),
    Mechanism("weariness", "crowds do not tire", {"weariness": 0.0}),
    Mechanism("deterrence", "nobody fears arrest", {"deterrence": 0.0}),
    Mechanism("backlash", "deaths anger nobody", {"backlash": 0.0}),
    Mechanism("escalation", "crowds do not turn violent by meeting police", {"escalation": 0.0}),
    Mechanism("groups", "no organised groups in any reading", {"group_size": 0.0}),
    Mechanism("split", "no split of the elite in any reading", {"split_chance": 0.0}),
    Mechanism("erosion", "forces stay loyal whatever is lost", {"erosion_site": 0.0, "erosion_deaths": 0.0}),
    Mechanism("retaking", "a site that is lost stays lost", {"site_retaking": 0.0}),
    Mechanism("reserve", "no national reserve", no_reserve=True),
    Mechanism("fire", "no order to fire", acts={FIRE_ORDER: FORBIDDEN}),
    Mechanism("relief", "a concession changes no mind", {"relief": 0.0}),
    Mechanism("dismissal", "a dismissal changes no mind", {"dismissal_effect": 0.0}),
    Mechanism("offline", "a cut of the internet has no effect", {"offline_news": 0.0, "offline_anger": 0.0}),
    Mechanism("frees", "foreign soldiers free no home guards", {"frees": 0.0}),
    Mechanism("backing", "foreign soldiers do not change loyalty", {"backing": 0.0}),
)


@dataclass(frozen=True, slots=True)
class Removal:
    """How well a case can be matched without a mechanism.

    Parameters
    ----------
    mechanism : str
        What was taken out.
    seed : int
        Seed of the search.
    distance : float
        Distance reached [scale].
    reached : bool
        Whether the facts are met about as well as they are known.
    missed : tuple of str
        Facts that fewer than half of the worlds found come within NEAR of.
    """

    mechanism: str
    seed: int
    distance: float
    reached: bool
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemovalTable:
    """Rows for every mechanism, and what they depend on.

    Parameters
    ----------
    scenario : str
        Whose facts they are.
    kernel : str
        Digest of the rules.
    question : str
        Digest of rules, priors, case and facts: `question_digest`.
    particles : int
        Worlds per row.
    rows : tuple of Removal
        Rows; those of `nothing` are the whole model.
    """

    scenario: str
    kernel: str
    question: str
    particles: int
    rows: tuple[Removal, ...]

    def of(self, mechanism: str) -> tuple[Removal, ...]:
        """Return the rows of a mechanism, one per seed."""
        return tuple(row for row in self.rows if row.mechanism == mechanism)


def mechanism_of(name: str) -> Mechanism:
    """Return a mechanism by its id.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    known = {one.id: one for one in (NOTHING, *MECHANISMS)}
    if name not in known:
        raise UnknownNameError("mechanism", name, known)
    return known[name]


def without(mechanism: Mechanism, case: Case, among: Sequence[Prior]) -> tuple[Case, tuple[Prior, ...]]:
    """Return case and priors with a mechanism switched off; what was given is not changed."""
    acts = np.array(case.acts)
    for act, setting in mechanism.acts.items():
        acts[act] = setting
    changed = case._replace(acts=acts)
    if mechanism.no_reserve:
        changed = changed._replace(reserve_low=0.0, reserve_high=0.0)
    return changed, with_fixed(mechanism.parameters, among)


def removal(
    mechanism: Mechanism,
    case: Case,
    facts: Sequence[DatedFact],
    among: Sequence[Prior],
    *,
    seed: int = SEEDS[0],
    particles: int = PARTICLES,
    workers: int = 1,
) -> Removal:
    """Search for worlds that match the facts of a case without a mechanism.

    Parameters
    ----------
    mechanism : Mechanism
        What is taken out.
    case : Case
        The crisis as it was.
    facts : sequence of DatedFact
        What happened.
    among : sequence of Prior
        Priors of the parameters.
    seed, particles, workers : int, optional
        As for `abduce`.

    Returns
    -------
    Removal
        Distance reached, facts missed.
    """
    other, priors = without(mechanism, case, among)
    found = abduce(other, facts, seed=seed, particles=particles, workers=workers, among=priors)
    records = simulate(other, found.parameters(priors), found.variants, found.seed, found.numbers)
    near = found.weight @ (misses(records, facts) <= NEAR)
    missed = tuple(fact.id for fact, share in zip(facts, near, strict=True) if share < 0.5)
    return Removal(mechanism.id, seed, round(found.tolerances[-1], 4), found.reached, missed)


def question_digest(case: Case, facts: Sequence[DatedFact], among: Sequence[Prior]) -> str:
    """Return the digest of what a table depends on; numbers of the case to six digits, as in a study."""
    parts: dict[str, Any] = {
        "kernel": kernel_digest(run_many),
        "case": [np.vectorize(lambda value: f"{value:.6g}")(np.atleast_1d(part)).tolist() for part in case],
        "facts": [repr(fact) for fact in facts],
        "priors": [(prior.name, prior.form, prior.numbers) for prior in among],
        "mechanisms": [repr(one) for one in MECHANISMS],
    }
    return fingerprint_of(parts)


def shipped_removals() -> RemovalTable:
    """Return the table that ships: January 2022 in Kazakhstan without each mechanism."""
    text = (resources.files("equipoise.models.crisis") / TABLE_FILE).read_text(encoding="utf-8")
    plain = json.loads(text)
    rows = tuple(Removal(**{**row, "missed": tuple(row["missed"])}) for row in plain.pop("rows"))
    return RemovalTable(**plain, rows=rows)


def written(table: RemovalTable) -> str:
    """Return a table as the text of its file, a row a line."""
    plain = asdict(table)
    rows = ",\n".join("  " + json.dumps(row) for row in plain.pop("rows"))
    head = ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}" for name, value in plain.items())
    return f'{{\n{head},\n "rows": [\n{rows}\n ]\n}}\n'
