"""State of a trajectory before its first step."""

from __future__ import annotations

from equipoise.engine.draws import uniforms
from equipoise.models.crisis.rules.mobilisation import joining_share
from equipoise.models.crisis.state import (
    ABROAD,
    ACTOR_BLOCK,
    GOVERNMENT_BLOCK,
    NEVER,
    PLACE_BLOCK,
    START,
    STREETS,
    Case,
    Parameters,
    Record,
    State,
)


def start(case: Case, p: Parameters, s: State, out: Record) -> None:
    """Set the state of a trajectory and its record to what they are before the first step."""
    clear(case, s)
    clear_record(case, out)
    baseline = usual_share(p)
    for q in range(case.n_places):
        drawn = uniforms(s.seed, s.strand[STREETS], START, PLACE_BLOCK + q)
        s.mobilised[q] = baseline
        force = between(case.garrison_low[q], case.garrison_high[q], drawn[0], p.density * case.people[q])
        s.guard[q] = p.guard_share * force
        s.mobile[q] = force - s.guard[q]
    for site in range(case.n_sites):
        s.held[site] = 1.0
    for actor in range(case.n_actors):
        drawn = uniforms(s.seed, s.strand[ABROAD], START, ACTOR_BLOCK + 2 * actor + 1)
        s.lead[actor] = case.lead_low[actor] + (case.lead_high[actor] - case.lead_low[actor]) * drawn[0]
        s.asked_at[actor] = NEVER
        s.decide_at[actor] = NEVER
        s.arrive_at[actor] = NEVER
    drawn = uniforms(s.seed, s.strand[STREETS], START, GOVERNMENT_BLOCK)
    people = 0.0
    for q in range(case.n_places):
        people += case.people[q]
    s.reserve = between(case.reserve_low, case.reserve_high, drawn[0], p.reserve * people)
    s.reserve_at_start = s.reserve
    s.loyalty = p.loyalty
    s.full_loyalty = p.loyalty
    s.baseline = baseline
    s.pending = NEVER
    s.all_weight = s.capital_weight = 0.0
    for site in range(case.n_sites):
        s.all_weight += case.site_weight[site]
    for site in range(case.first_site[case.capital], case.first_site[case.capital + 1]):
        s.capital_weight += case.site_weight[site]
    out.lowest_loyalty = p.loyalty


def clear(case: Case, s: State) -> None:
    """Set every number of the state to zero."""
    for q in range(case.n_places):
        s.mobilised[q] = s.crowd[q] = s.violent[q] = s.weary[q] = s.anger[q] = s.armed[q] = 0.0
        s.mobile[q] = s.guard[q] = s.freed[q] = s.foreign[q] = s.incoming[q] = 0.0
        s.due[q] = s.deaths[q] = s.lost[q] = s.shaken[q] = s.calm[q] = 0.0
    for actor in range(case.n_actors):
        s.sends[actor] = s.strength[actor] = s.present[actor] = s.declined[actor] = 0.0
    s.trust = s.quiet = s.groups_came = s.threat = s.lost_weight = s.lost_now = s.dead_now = 0.0
    s.total_crowd = 0.0
    s.pending = NEVER


def clear_record(case: Case, out: Record) -> None:
    """Set every step of a record to never, every count to zero."""
    out.protest = out.violence = out.concession = out.dismissal = out.emergency = out.internet_cut = NEVER
    out.fire_order = out.call = out.called = out.decision = out.arrival = out.came = out.withdrawal = NEVER
    out.last_out = out.order = out.order_largest = out.left = out.mediation = out.split = NEVER
    out.first_site_lost = out.ended = NEVER
    out.sites_lost = out.sites_lost_largest = out.capital_lost = out.deaths = out.peak_crowd = out.calls = 0.0
    out.peak_foreign = out.troop_days = out.autonomy_lost = 0.0
    for q in range(case.n_places):
        out.sites_lost_at[q] = 0
        out.order_at[q] = NEVER


def usual_share(p: Parameters) -> float:
    """Return the share of those who might join that is always in the streets: the resting point without grievance."""
    share = 0.0
    for _ in range(40):
        now = joining_share((p.w_own + p.w_news) * share, p.mu, p.sigma)
        if now == share:
            break
        share = now
    return share


def between(low: float, high: float, draw: float, otherwise: float) -> float:
    """Return a number between ends, or another one where the ends are not known (below 0)."""
    return low + (high - low) * draw if low >= 0.0 else otherwise
