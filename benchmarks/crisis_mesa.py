"""The crisis model on Mesa: an agent per place, one for the government, one per outside actor; the same rules.

Each agent holds its own state and calls the rule functions of `models/crisis` in plain Python; the model activates them
in the order of a step. Draws are addressed as in our own engine, so the records must be the same, bit for bit.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from equipoise.engine.draws import uniforms
from equipoise.models.crisis.government_step import step_government
from equipoise.models.crisis.kernel import RECORD_FORM, Records, Whole, address, strands
from equipoise.models.crisis.outside_step import arrive, deliberate, guard_sites, mediate
from equipoise.models.crisis.places_step import (
    FIGHT_SIZE,
    contest_sites,
    count_deaths,
    grow_violence,
    most_mobilised,
    move_crowd,
)
from equipoise.models.crisis.rules.mobilisation import felt_share
from equipoise.models.crisis.rules.repression import next_anger
from equipoise.models.crisis.start import start
from equipoise.models.crisis.state import (
    PLACE_BLOCK,
    PROTEST_SIZE,
    RECORD_ROOM,
    STATE_ROOM,
    STEPS_A_DAY,
    STRANDS,
    STREETS,
    VIOLENCE_SIZE,
    Case,
)
from equipoise.models.crisis.trajectory import is_over, watch_for_order


class Crisis(mesa.Model):  # type: ignore[misc]
    """One trajectory.

    Parameters
    ----------
    case, parameters, variant, address_of : object
        As for `models.crisis.trajectory.run`, on plain objects; seed and number of every strand.
    """

    def __init__(self, case: Any, parameters: Any, variant: int, address_of: tuple[int, list[int]]) -> None:  # noqa: ANN401
        super().__init__(seed=0)
        self.case, self.parameters, self.variant = case, parameters, variant
        self.state = SimpleNamespace(**{name: [0.0] * size if size else 0.0 for name, (_, size) in STATE_ROOM.items()})
        self.state.strand = [0] * STRANDS
        address(self.state, *address_of)
        self.record = SimpleNamespace(**{name: [0.0] * size for name, (_, size) in RECORD_ROOM.items() if size})
        self.trail = SimpleNamespace(keeps=0)
        start(case, parameters, self.state, self.record)
        for place in range(case.n_places):
            Place(self, place)
        Government(self)
        for actor in range(case.n_actors):
            OutsideActor(self, actor)
        self.time_step = 0
        self.over = False
        self.sent = 0.0

    def step(self) -> None:
        """Advance all agents by a step of six hours."""
        t, case, state, record, p = self.time_step, self.case, self.state, self.record, self.parameters
        self.felt = felt_share(t, p)
        self.leader, self.first, self.second = most_mobilised(case, state)
        self.offline = 1.0 if record.internet_cut >= 0.0 else 0.0
        self.relief = p.relief if record.concession >= 0.0 and t - record.concession >= p.relief_lag else 0.0
        state.lost_now = state.dead_now = state.total_crowd = 0.0
        self.agents_by_type[Place].do("step")
        record.deaths += state.dead_now
        record.peak_crowd = max(record.peak_crowd, state.total_crowd)
        self.agents_by_type[Government].do("step")
        self.sent = 0.0
        self.agents_by_type[OutsideActor].do("step")
        record.peak_foreign = max(record.peak_foreign, self.sent)
        record.troop_days += self.sent / STEPS_A_DAY
        if self.sent > 0.0 or record.arrival >= 0.0:
            guard_sites(case, p, self.sent, state)
        watch_for_order(case, t, state, record)
        record.ended = t
        self.over = is_over(case, t, state, record)
        self.time_step = t + 1


class Place(mesa.Agent):  # type: ignore[misc]
    """A city or region."""

    def __init__(self, model: Crisis, place: int) -> None:
        super().__init__(model)
        self.place = place

    def step(self) -> None:
        """Move the crowd, let violence grow, count the dead, contest the sites."""
        model, q = self.model, self.place
        s, out, p, t = model.state, model.record, model.parameters, model.time_step
        drawn = uniforms(s.seed, s.strand[STREETS], t, PLACE_BLOCK + q)
        news = (model.second if q == model.leader else model.first) * (1.0 - model.offline * p.offline_news)
        move_crowd(model.case, p, q, model.felt, news, model.relief, model.offline, drawn[0], s, out)
        strength = grow_violence(p, model.variant, q, drawn[1], s, out)
        if strength > 0.0:
            count_deaths(p, q, strength, drawn[2], s, out)
        s.anger[q] = next_anger(s.anger[q], s.deaths[q], p)
        if strength >= FIGHT_SIZE or s.lost[q] > 0.0:
            contest_sites(model.case, p, t, q, strength, s, out, model.trail)
        s.total_crowd += s.crowd[q]
        if out.protest < 0.0 and s.crowd[q] >= PROTEST_SIZE:
            out.protest = t
        if out.violence < 0.0 and strength >= VIOLENCE_SIZE:
            out.violence = t


class Government(mesa.Agent):  # type: ignore[misc]
    """The ruler, with forces and repertoire."""

    def step(self) -> None:
        """See the threat, move forces, act, call."""
        model = self.model
        step_government(
            model.case, model.parameters, model.variant, model.time_step, model.state, model.record, model.trail
        )


class OutsideActor(mesa.Agent):  # type: ignore[misc]
    """A state or organisation that may be asked or may mediate."""

    def __init__(self, model: Crisis, actor: int) -> None:
        super().__init__(model)
        self.actor = actor

    def step(self) -> None:
        """Answer, arrive, mediate."""
        model, actor = self.model, self.actor
        case, p, t, s, out = model.case, model.parameters, model.time_step, model.state, model.record
        if s.asked_at[actor] == t:
            deliberate(case, p, t, actor, s, out)
        if s.sends[actor] > 0.0:
            if s.arrive_at[actor] <= t:
                arrive(case, p, t, actor, s, out)
            model.sent += s.present[actor]
        elif s.decide_at[actor] == t and out.decision < 0.0:
            out.decision = t
        if case.mediation_at[actor] >= 0 and out.mediation < 0.0:
            mediate(case, p, t, actor, s, out)


def simulate_on_mesa(case: Case, parameters: Records, variants: Whole, seed: int, numbers: Whole) -> Records:
    """Run trajectories, each a model of Mesa; arguments and result as for `kernel.simulate`."""
    plain = SimpleNamespace(
        **{name: part.tolist() if isinstance(part, np.ndarray) else part for name, part in case._asdict().items()}
    )
    names = parameters.dtype.names or ()
    out = np.zeros(len(numbers), dtype=RECORD_FORM)
    for row, number in enumerate(strands(numbers).tolist()):
        given = SimpleNamespace(**dict(zip(names, parameters[row].tolist(), strict=True)))
        model = Crisis(plain, given, int(variants[row]), (seed, number))
        while model.time_step < plain.steps and not model.over:
            model.step()
        out[row] = tuple(getattr(model.record, name) for name in RECORD_ROOM)
    return out
