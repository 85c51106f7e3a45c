"""A step of the government: forces, loyalty, its repertoire, the call."""

from __future__ import annotations

from equipoise.engine.draws import normal, uniform, uniforms
from equipoise.models.crisis.places_step import free_force, mark_used, tied_force
from equipoise.models.crisis.rules.government import FIRE_FLOOR, acts_now, grip, loosening, threat, worth_asking
from equipoise.models.crisis.rules.sites import loyalty_after
from equipoise.models.crisis.state import (
    ABROAD,
    ACTOR_BLOCK,
    CALL,
    CALLING,
    CONCEDING,
    CONCESSION,
    CUTTING,
    DECLARING,
    DISMISSAL,
    DISMISSING,
    ELITE_SPLIT,
    EMERGENCY,
    FIRE_ORDER,
    FIRING,
    FORBIDDEN,
    FREE,
    GOVERNMENT_BLOCK,
    HOLDING,
    INTERNET_CUT,
    NEVER,
    PROTEST_SIZE,
    START,
    Case,
    Parameters,
    Record,
    State,
    Trail,
)

MOST_CALLS = 3
"""Addressees that a ruler asks, one after the other."""

RESERVE_PART = 0.25
"""Part of the reserve that is sent in a step."""


def step_government(case: Case, p: Parameters, variant: int, t: int, s: State, out: Record, trail: Trail) -> None:
    """Advance the government by a step: what it sees, whether its forces follow, what it does."""
    see_threat(case, p, s)
    lose_loyalty(p, variant, t, s, out, trail)
    move_reserve(case, t, s, out)
    urge = s.threat if out.protest >= 0.0 else 0.0
    beyond = urge - FIRE_FLOOR if out.emergency >= 0.0 else 0.0
    if acts(case, CONCESSION, CONCEDING, p.concession_rate, urge, out.concession, t, s, trail):
        out.concession = t
    if acts(case, DISMISSAL, DISMISSING, p.dismissal_rate, urge, out.dismissal, t, s, trail):
        out.dismissal = t
        s.trust += p.dismissal_effect
    if acts(case, EMERGENCY, DECLARING, p.emergency_rate, urge, out.emergency, t, s, trail):
        out.emergency = t
    if acts(case, INTERNET_CUT, CUTTING, p.offline_rate, urge, out.internet_cut, t, s, trail):
        out.internet_cut = t
    if acts(case, FIRE_ORDER, FIRING, p.fire_rate, beyond, out.fire_order, t, s, trail):
        out.fire_order = t
    if may_call(case, t, out.calls, s) and calls_now(case, p, t, urge, s, out, trail):
        call(case, p, t, s, out)
    pressed = loosening(grip_on_capital(case, p, s), urge, p)
    if pressed > 0.0 and acts_now(draw_of(HOLDING, 1, t, s, trail), p.leave_rate, pressed):
        out.left = t


def acts(
    case: Case, act: int, strand: int, rate: float, urge: float, done: float, t: int, s: State, trail: Trail
) -> bool:
    """Return whether an act of the government happens now: forbidden, set to a step, or as it chooses; each once."""
    setting = case.acts[act]
    if done >= 0.0 or setting == FORBIDDEN:
        return False
    if setting >= 0:
        return t >= setting
    return urge > 0.0 and acts_now(draw_of(strand, 0, t, s, trail), rate, urge)


def draw_of(strand: int, lane: int, t: int, s: State, trail: Trail) -> float:
    """Return a draw of a strand of the government's noise: each sort of decision has its own."""
    block = GOVERNMENT_BLOCK + strand - CONCEDING
    mark_used(trail, t, block)
    return uniform(s.seed, s.strand[strand], t, 4 * block + lane)


def grip_on_capital(case: Case, p: Parameters, s: State) -> float:
    """Return the ruler's grip: loyalty, sites of the capital, and force against the crowd there."""
    q = case.capital
    checked = p.reach * (free_force(q, s) + tied_force(q, s)) * s.loyalty
    return grip(s.loyalty, s.lost[q] / s.capital_weight, checked, s.crowd[q])


def see_threat(case: Case, p: Parameters, s: State) -> None:
    """Work out the threat: weight of sites lost as a share of all, and crowds against what police can hold."""
    force = 0.0
    for q in range(case.n_places):
        force += free_force(q, s)
    s.threat = threat(s.lost_weight / s.all_weight, s.total_crowd, p.reach * force * s.loyalty)


def lose_loyalty(p: Parameters, variant: int, t: int, s: State, out: Record, trail: Trail) -> None:
    """Let the loyalty of the forces move; under the variant of a split elite part of it may go at once."""
    loyal = loyalty_after(s.loyalty, s.full_loyalty, s.lost_now, s.dead_now, p)
    decisive = out.sites_lost_largest > 0.0 or out.capital_lost > 0.0
    if variant == ELITE_SPLIT and decisive and out.split == NEVER:
        # The draw of the hour decides once: later hours are not decisive.
        out.split = t if draw_of(HOLDING, 0, t, s, trail) < p.split_chance else -2.0
        if out.split >= 0.0:
            loyal = max(0.0, loyal - p.split_depth)
    s.loyalty = loyal
    out.lowest_loyalty = min(out.lowest_loyalty, loyal)


def move_reserve(case: Case, t: int, s: State, out: Record) -> None:
    """Send part of the reserve to the place where crowds outnumber the police most, and let arrivals take post."""
    weakest, worst = -1, 1e18
    for q in range(case.n_places):
        if s.incoming[q] > 0.0 and t >= s.due[q]:
            s.mobile[q] += s.incoming[q]
            s.incoming[q] = 0.0
        if s.crowd[q] >= PROTEST_SIZE:
            ratio = (free_force(q, s) + s.incoming[q] + 1.0) / (s.crowd[q] * (0.3 + s.violent[q]) + 3.0 * s.armed[q])
            if ratio < worst:
                weakest, worst = q, ratio
    part = min(s.reserve, RESERVE_PART * s.reserve_at_start)
    if weakest >= 0 and part > 0.0 and (s.threat > 0.1 or out.emergency >= 0.0):
        if s.incoming[weakest] <= 0.0:
            s.due[weakest] = t + 2.0 + case.travel[weakest]
        s.incoming[weakest] += part
        s.reserve -= part


def may_call(case: Case, t: int, calls: float, s: State) -> bool:
    """Return whether the ruler can still call: nobody comes, no answer is awaited, and not everybody was asked."""
    if case.acts[CALL] == FORBIDDEN or calls >= MOST_CALLS or s.pending > t:
        return False
    for actor in range(case.n_actors):
        if s.sends[actor] > 0.0:
            return False
    return True


def calls_now(case: Case, p: Parameters, t: int, urge: float, s: State, out: Record, trail: Trail) -> bool:
    """Return whether the ruler calls in this step; a set call goes out at its step, later ones as the ruler chooses."""
    if case.acts[CALL] >= 0 and out.call < 0.0:
        return t >= case.acts[CALL]
    beyond = urge - p.call_floor
    return beyond > 0.0 and acts_now(draw_of(CALLING, 0, t, s, trail), p.call_rate, beyond)


def call(case: Case, p: Parameters, t: int, s: State, out: Record) -> None:
    """Ask whoever is most worth asking among those not yet asked, and draw the answer that will come."""
    best, most = -1, -1e18
    for actor in range(case.n_actors):
        if case.can_come[actor] == 1 and s.asked_at[actor] < 0.0:
            noise = normal(uniforms(s.seed, s.strand[ABROAD], START, ACTOR_BLOCK + 2 * actor + 1)[2])
            worth = worth_asking(case.help[actor], case.cost[actor], noise, p)
            if case.call_to == actor and out.calls == 0.0:
                worth = 1e9
            if worth > most:
                best, most = actor, worth
    if best == FREE:
        return
    s.asked_at[best] = t
    out.calls += 1.0
    if out.call < 0.0:
        out.call = t
        out.called = best
