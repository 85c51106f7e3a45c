"""A step of the outside actors: answers, decisions, arrivals, guarding, mediation, withdrawal."""

from __future__ import annotations

from equipoise.engine.draws import uniforms
from equipoise.models.crisis.rules.outside import (
    autonomy_price,
    decision_steps,
    mediation_accepted,
    present_strength,
    relieved_guards,
    sends_troops,
)
from equipoise.models.crisis.state import (
    ABROAD,
    ACTOR_BLOCK,
    FREE,
    GOVERNMENT_BLOCK,
    START,
    STEPS_A_DAY,
    TABLE,
    Case,
    Parameters,
    Record,
    State,
)


def step_outside(case: Case, p: Parameters, t: int, s: State, out: Record) -> None:
    """Advance the outside actors by a step."""
    total = 0.0
    for actor in range(case.n_actors):
        if s.asked_at[actor] == t:
            deliberate(case, p, t, actor, s, out)
        if s.sends[actor] > 0.0:
            if s.arrive_at[actor] <= t:
                arrive(case, p, t, actor, s, out)
            total += s.present[actor]
        elif s.decide_at[actor] == t and out.decision < 0.0:
            out.decision = t
        if case.mediation_at[actor] >= 0 and out.mediation < 0.0:
            mediate(case, p, t, actor, s, out)
    out.peak_foreign = max(out.peak_foreign, total)
    out.troop_days += total / STEPS_A_DAY
    if total > 0.0 or out.arrival >= 0.0:
        guard_sites(case, p, total, s)


def deliberate(case: Case, p: Parameters, t: int, actor: int, s: State, out: Record) -> None:
    """Draw the answer of an actor that is asked, when it will decide, when its troops will come, and how many."""
    # One common row: what is not known about the level of all answers is the same for everybody.
    row = int(uniforms(s.seed, s.strand[ABROAD], START, GOVERNMENT_BLOCK + 1)[0] * TABLE)
    drawn = uniforms(s.seed, s.strand[ABROAD], START, ACTOR_BLOCK + 2 * actor)
    lag = case.lag[actor * TABLE + int(drawn[1] * TABLE)]
    size = case.size[actor * TABLE + int(drawn[2] * TABLE)]
    if case.standing[actor] > 0.0:
        lag = min(lag, case.standing_lag[actor])
        size = max(size, case.standing[actor])
    begun = max(float(t), out.protest + s.lead[actor])
    s.decide_at[actor] = float(int(begun + decision_steps(lag, p)))
    s.arrive_at[actor] = max(s.decide_at[actor], float(int(begun + lag)))
    s.pending = s.decide_at[actor] + 1.0
    sends = sends_troops(drawn[0], case.answer[actor * TABLE + row])
    if case.forced_answer[actor] != FREE:
        sends = case.forced_answer[actor] == 1
    if sends:
        s.sends[actor] = 1.0
        s.strength[actor] = size
        out.decision = s.decide_at[actor]


def arrive(case: Case, p: Parameters, t: int, actor: int, s: State, out: Record) -> None:
    """Let troops come, build up, stay and go."""
    if out.arrival < 0.0:
        out.arrival = t
        out.came = actor
        out.autonomy_lost = case.cost[actor]
        s.loyalty = max(0.0, min(1.0, s.loyalty + p.backing))
    if out.withdrawal < 0.0 and out.order >= 0.0 and t >= out.order + p.stay and t > out.arrival:
        out.withdrawal = t
    s.present[actor] = present_strength(s.strength[actor], t - s.arrive_at[actor], p)
    out.autonomy_lost += autonomy_price(case.cost[actor], out.order >= 0.0 and out.last_out < 0.0, p)
    if out.withdrawal >= 0.0:
        left = 1.0 - (t - out.withdrawal) / p.exit
        s.present[actor] = s.present[actor] * max(0.0, left)
        if left <= 0.0 and out.last_out < 0.0:
            out.last_out = t


def guard_sites(case: Case, p: Parameters, total: float, s: State) -> None:
    """Share foreign soldiers out over the places by the weight of their sites, more where sites are lost."""
    need = 0.0
    for q in range(case.n_places):
        need += site_need(case, q, s)
    for q in range(case.n_places):
        s.foreign[q] = total * site_need(case, q, s) / need
        # Relieved guards take a step or two to be ready elsewhere.
        s.freed[q] += 0.5 * (relieved_guards(s.foreign[q], s.guard[q], p) - s.freed[q])


def site_need(case: Case, q: int, s: State) -> float:
    """Return how much the sites of a place need guards."""
    weight = 0.0
    for site in range(case.first_site[q], case.first_site[q + 1]):
        weight += case.site_weight[site]
    return weight + 3.0 * s.lost[q]


def mediate(case: Case, p: Parameters, t: int, actor: int, s: State, out: Record) -> None:
    """Let an actor that is informed offer mediation once, at its step or as soon as there is something to mediate."""
    informed = out.protest >= 0.0 and t >= out.protest + s.lead[actor]
    if not informed or t < case.mediation_at[actor] or s.declined[actor] > 0.0:
        return
    most_violent = 0.0
    for q in range(case.n_places):
        most_violent = max(most_violent, s.violent[q])
    draw = uniforms(s.seed, s.strand[ABROAD], START, ACTOR_BLOCK + 2 * actor + 1)[1]
    if mediation_accepted(draw, most_violent, s.trust, p):
        out.mediation = t
        s.trust += p.mediation_effect
    else:
        s.declined[actor] = 1.0
