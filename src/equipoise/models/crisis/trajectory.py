"""One trajectory: the steps in their order, and how it ends."""

from __future__ import annotations

from equipoise.models.crisis.government_step import step_government
from equipoise.models.crisis.outside_step import step_outside
from equipoise.models.crisis.places_step import step_places
from equipoise.models.crisis.rules.violence import violent_strength
from equipoise.models.crisis.start import start
from equipoise.models.crisis.state import (
    PROTEST_SIZE,
    STEPS_A_DAY,
    VIOLENCE_SIZE,
    Case,
    Parameters,
    Record,
    State,
    Trail,
)

PATIENCE = 10 * STEPS_A_DAY
"""Steps without any protest after which nothing is expected to come."""


def run(case: Case, p: Parameters, variant: int, s: State, out: Record, trail: Trail) -> None:
    """Run a trajectory from the shock to its end.

    Parameters
    ----------
    case : Case
        The crisis.
    p : record or named tuple
        Parameters of the trajectory.
    variant : int
        Variant of the upheaval: SPONTANEOUS, HIJACKED or ELITE_SPLIT.
    s : State
        Working space; what it holds is overwritten, but for `seed` and `strand`, the address of the draws.
    out : array, shape (30,)
        Record, filled in the order of OUTCOMES.
    trail : Trail
        What is kept of every step; empty to keep nothing.
    """
    start(case, p, s, out)
    for t in range(case.steps):
        step_places(case, p, variant, t, s, out, trail)
        step_government(case, p, variant, t, s, out, trail)
        step_outside(case, p, t, s, out)
        watch_for_order(case, t, s, out)
        keep(case, t, s, out, trail)
        if is_over(case, t, s, out):
            break
    out.ended = t


def watch_for_order(case: Case, t: int, s: State, out: Record) -> None:
    """Record the step from which a whole day was quiet: nowhere a site lost and crowds below 5 % of their peak."""
    if out.protest < 0.0:
        return
    calm = s.lost_weight <= 1e-9 and s.total_crowd < max(0.05 * out.peak_crowd, PROTEST_SIZE)
    s.quiet = s.quiet + 1.0 if calm else 0.0
    if out.order < 0.0 and s.quiet >= STEPS_A_DAY:
        out.order = t - STEPS_A_DAY + 1
    for q in range(case.n_places):
        watch_place(case, t, q, s, out)


def watch_place(case: Case, t: int, q: int, s: State, out: Record) -> None:
    """Record the step from which a place that was shaken had a whole day with no site lost and hardly any violence."""
    violent = violent_strength(s.crowd[q], s.violent[q], s.armed[q])
    if violent >= VIOLENCE_SIZE:
        s.shaken[q] = 1.0
    if s.shaken[q] == 0.0 or out.order_at[q] >= 0.0:
        return
    s.calm[q] = s.calm[q] + 1.0 if s.lost[q] <= 1e-9 and violent < VIOLENCE_SIZE else 0.0
    if s.calm[q] >= STEPS_A_DAY:
        out.order_at[q] = t - STEPS_A_DAY + 1
        if q == case.largest:
            out.order_largest = out.order_at[q]


def is_over(case: Case, t: int, s: State, out: Record) -> bool:
    """Return whether nothing more can change the record: the ruler left, all is quiet and no soldier is on the way."""
    if out.left >= 0.0:
        return True
    if out.protest < 0.0:
        return t >= PATIENCE
    if out.order < 0.0:
        return False
    for actor in range(case.n_actors):
        if s.sends[actor] > 0.0 and out.last_out < 0.0:
            return False
    return True


def keep(case: Case, t: int, s: State, out: Record, trail: Trail) -> None:
    """Keep what a chart shows of a step, where a trail is kept."""
    if trail.keeps == 0:
        return
    foreign = 0.0
    for actor in range(case.n_actors):
        foreign += s.present[actor]
    trail.crowd[t] = s.total_crowd
    trail.foreign[t] = foreign
    trail.lost_share[t] = s.lost_weight / s.all_weight
    trail.loyalty[t] = s.loyalty
    trail.deaths[t] = out.deaths
