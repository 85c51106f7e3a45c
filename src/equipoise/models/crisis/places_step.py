"""A step in the places: crowds, violence, deaths, sites."""

from __future__ import annotations

from equipoise.engine.draws import poisson, uniform, uniforms
from equipoise.models.crisis.rules.mobilisation import (
    felt_share,
    grievance,
    joining_share,
    next_mobilised,
    next_weariness,
    pressure,
)
from equipoise.models.crisis.rules.repression import arrest_chance, deterrence, next_anger, vigour
from equipoise.models.crisis.rules.sites import loss_chance, retaking_chance
from equipoise.models.crisis.rules.violence import (
    contact,
    expected_deaths,
    group_joins,
    next_armed,
    next_violent,
    violent_strength,
)
from equipoise.models.crisis.state import (
    BLOCKS,
    HIJACKED,
    NEVER,
    PLACE_BLOCK,
    PROTEST_SIZE,
    SITE_BLOCK,
    SITES,
    STREETS,
    VIOLENCE_SIZE,
    Case,
    Parameters,
    Record,
    State,
    Trail,
)

FIGHT_SIZE = 20.0
"""Strength of attackers below which no site is in danger."""


def step_places(case: Case, p: Parameters, variant: int, t: int, s: State, out: Record, trail: Trail) -> None:
    """Advance every place by a step: who is in the streets, how violent, who dies, which sites change hands."""
    felt = felt_share(t, p)
    leader, first, second = most_mobilised(case, s)
    offline = 1.0 if out.internet_cut >= 0.0 else 0.0
    relief = p.relief if out.concession >= 0.0 and t - out.concession >= p.relief_lag else 0.0
    s.lost_now = s.dead_now = s.total_crowd = 0.0
    for q in range(case.n_places):
        drawn = uniforms(s.seed, s.strand[STREETS], t, PLACE_BLOCK + q)
        mark_used(trail, t, PLACE_BLOCK + q)
        news = (second if q == leader else first) * (1.0 - offline * p.offline_news)
        move_crowd(case, p, q, felt, news, relief, offline, drawn[0], s, out)
        strength = grow_violence(p, variant, q, drawn[1], s, out)
        if strength > 0.0:
            count_deaths(p, q, strength, drawn[2], s, out)
        s.anger[q] = next_anger(s.anger[q], s.deaths[q], p)
        if strength >= FIGHT_SIZE or s.lost[q] > 0.0:
            contest_sites(case, p, t, q, strength, s, out, trail)
        s.total_crowd += s.crowd[q]
        if out.protest < 0.0 and s.crowd[q] >= PROTEST_SIZE:
            out.protest = t
        if out.violence < 0.0 and strength >= VIOLENCE_SIZE:
            out.violence = t
    out.deaths += s.dead_now
    out.peak_crowd = max(out.peak_crowd, s.total_crowd)


def most_mobilised(case: Case, s: State) -> tuple[int, float, float]:
    """Return the most mobilised place, its mobilised share, and that of the next."""
    leader, first, second = 0, -1.0, 0.0
    for q in range(case.n_places):
        share = s.mobilised[q]
        if share > first:
            leader, first, second = q, share, max(first, 0.0)
        elif share > second:
            second = share
    return leader, first, second


def move_crowd(
    case: Case,
    p: Parameters,
    q: int,
    felt: float,
    news: float,
    relief: float,
    offline: float,
    noise: float,
    s: State,
    out: Record,
) -> None:
    """Move the crowd of a place towards the share whose threshold is reached."""
    force = free_force(q, s) * s.loyalty
    fear = deterrence(
        arrest_chance(force * p.reach, s.crowd[q], p.arrest),
        vigour(1.0 if out.emergency >= 0.0 else 0.0, p),
        1.0 if out.fire_order >= 0.0 else 0.0,
        p,
    )
    anger = s.anger[q] + offline * p.offline_anger
    grieved = grievance(felt * case.exposure[q], relief, s.violent[q], anger, s.trust, p)
    pushed = pressure(s.mobilised[q], news, grieved, fear, s.weary[q], p)
    s.mobilised[q] = next_mobilised(s.mobilised[q], joining_share(pushed, p.mu, p.sigma), noise, p)
    s.weary[q] = next_weariness(s.weary[q], s.mobilised[q], p)
    s.crowd[q] = max(0.0, s.mobilised[q] - s.baseline) * p.pool * case.people[q]


def grow_violence(p: Parameters, variant: int, q: int, draw: float, s: State, out: Record) -> float:
    """Let the violence of a place grow or calm, let organised groups join, and return the strength of the violent."""
    checked = free_force(q, s) * s.loyalty * p.reach
    met = contact(s.crowd[q], checked) if s.crowd[q] >= PROTEST_SIZE else 0.0
    hard = vigour(1.0 if out.emergency >= 0.0 else 0.0, p)
    s.violent[q] = next_violent(s.violent[q], met, hard, 1.0 if out.fire_order >= 0.0 else 0.0, p)
    waiting = variant == HIJACKED and s.groups_came == 0.0 and s.crowd[q] >= PROTEST_SIZE
    if waiting and group_joins(s.crowd[q] / (checked + 1.0), draw, p):
        s.armed[q] = p.group_size
        s.groups_came = 1.0
    strength = violent_strength(s.crowd[q], s.violent[q], s.armed[q])
    if s.armed[q] > 0.0:
        s.armed[q] = next_armed(s.armed[q], strength, p.force_weight * free_force(q, s) * s.loyalty)
    return strength


def count_deaths(p: Parameters, q: int, strength: float, draw: float, s: State, out: Record) -> None:
    """Draw the deaths of a place in a step."""
    force = free_force(q, s) + tied_force(q, s)
    mean = expected_deaths(strength, force, 1.0 if out.fire_order >= 0.0 else 0.0, p)
    s.deaths[q] = poisson(draw, mean)
    s.dead_now += s.deaths[q]


def contest_sites(
    case: Case,
    p: Parameters,
    t: int,
    q: int,
    strength: float,
    s: State,
    out: Record,
    trail: Trail,
) -> None:
    """Draw which sites of a place are lost and retaken in a step: one address per site and step."""
    loyal = s.loyalty
    defence = p.force_weight * (free_force(q, s) + tied_force(q, s) + s.foreign[q]) * loyal
    lose = loss_chance(strength, defence, p)
    retake = retaking_chance(strength, p.force_weight * free_force(q, s) * loyal, p)
    for site in range(case.first_site[q], case.first_site[q + 1]):
        draw = uniform(s.seed, s.strand[SITES], t, 4 * SITE_BLOCK + site)
        mark_used(trail, t, SITE_BLOCK + site // 4)
        if s.held[site] > 0.0 and draw < lose:
            lose_site(case, q, site, t, s, out)
        elif s.held[site] == 0.0 and draw < retake:
            s.held[site] = 1.0
            s.lost[q] -= case.site_weight[site]
            s.lost_weight -= case.site_weight[site]


def lose_site(case: Case, q: int, site: int, t: int, s: State, out: Record) -> None:
    """Record the loss of a site."""
    s.held[site] = 0.0
    s.lost[q] += case.site_weight[site]
    s.lost_weight += case.site_weight[site]
    s.lost_now += case.site_weight[site]
    out.sites_lost += 1.0
    out.sites_lost_at[q] += 1
    s.shaken[q] = 1.0
    if out.first_site_lost == NEVER:
        out.first_site_lost = t
    if q == case.largest:
        out.sites_lost_largest += 1.0
    if q == case.capital:
        out.capital_lost += 1.0


def free_force(q: int, s: State) -> float:
    """Return the home force of a place that is free to move."""
    return s.mobile[q] + s.freed[q]


def tied_force(q: int, s: State) -> float:
    """Return the home force of a place that is tied to guarding sites."""
    return s.guard[q] - s.freed[q]


def mark_used(trail: Trail, t: int, block: int) -> None:
    """Note that a block of draws was used, where a trail is kept."""
    if trail.keeps > 0:
        trail.used[t * BLOCKS + block] = 1
