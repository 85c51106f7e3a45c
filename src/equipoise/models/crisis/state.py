"""What a replay is made of: the case (fixed), the state (changing), the record of what happened.

Everything is a named tuple of arrays or lists of numbers, so that the same functions run compiled, on arrays, and as
plain Python, on lists.
"""

from __future__ import annotations

from typing import Any, NamedTuple

STEP_HOURS = 6
"""Length of a step [h]."""

STEPS_A_DAY = 4
HORIZON_DAYS = 30
HORIZON = HORIZON_DAYS * STEPS_A_DAY

SPONTANEOUS, HIJACKED, ELITE_SPLIT = 0, 1, 2
VARIANTS = ("spontaneous", "hijacked", "elite_split")
"""Three variants of what an upheaval is: see the card."""

ACTS = ("call", "concession", "dismissal", "emergency", "internet_cut", "fire_order")
CALL, CONCESSION, DISMISSAL, EMERGENCY, INTERNET_CUT, FIRE_ORDER = range(6)
FREE, FORBIDDEN = -1, -2
"""An act of the government is free, forbidden, or set to a step (0 or more)."""

TABLE = 64
"""Rows of the tables of answers, lags and sizes that an actor brings."""

NEVER = -1.0

# Addresses of draws: blocks of four slots. A place, four sites, the government, an actor.
PLACE_BLOCK, SITE_BLOCK, GOVERNMENT_BLOCK, ACTOR_BLOCK = 0, 24, 72, 80
BLOCKS = 112
(STREETS, SITES, CONCEDING, DISMISSING, DECLARING, CUTTING, FIRING, CALLING, HOLDING, ABROAD) = range(10)  # fmt: skip
STRANDS = 10
"""Noise comes in strands: streets, sites, seven sorts of decision of the government, abroad. In an ensemble all strands
of a trajectory have its number; abduction may take each strand from another one."""

START = 0xFFFE0000
"""Step under which draws of the start are addressed, and those that must not depend on when something happens: an
actor that would answer yes on one day answers yes on another."""

PROTEST_SIZE = 200.0
"""Persons in the streets of a place from which one speaks of a protest."""

VIOLENCE_SIZE = 100.0
"""Violent persons in a place from which one speaks of violence."""


MOST_PLACES, MOST_SITES, MOST_ACTORS = 24, 192, 16
"""Room in the records: fixed, so that one compiled kernel serves every case."""


class Case(NamedTuple):
    """A crisis as numbers; built from a scenario, and by an antecedent's edits another one.

    Parameters
    ----------
    steps : int
        Steps to run, at most HORIZON.
    n_places, n_sites, n_actors : int
        How many there are of each; what follows has a number for each of them.
    capital, largest : int
        Places of the government and of most people.
    exposure : array, shape (places,)
        How strongly the shock is felt [0 to 1]; 0 without a shock.
    people : array, shape (places,)
        Population [persons].
    garrison_low, garrison_high : array, shape (places,)
        Ends of the force for public order [persons]; below 0 where no source gives it.
    travel : array, shape (places,)
        Steps that a reserve takes from the capital.
    first_site : array of int, shape (places + 1,)
        Place p has the sites first_site[p] to first_site[p + 1] - 1.
    site_weight : array, shape (sites,)
        Weight of a site.
    reserve_low, reserve_high : float
        Ends of the mobile national force [persons]; below 0 where no source gives it.
    acts : array of int, shape (6,)
        For each act of the government: FREE, FORBIDDEN or the step at which it is done.
    call_to : int
        Actor that a set call goes to; FREE for the ruler's choice.
    can_come : array of int, shape (actors,)
        1 if the actor can be asked for troops.
    lead_low, lead_high : array, shape (actors,)
        Steps from the first protest until the actor can decide; below 0 for an early warning.
    cost : array, shape (actors,)
        Freedom of action lost by its help [0 to 1].
    help : array, shape (actors,)
        Probability of troops within three days that the ruler expects.
    answer, lag, size : array, shape (actors * TABLE,)
        Equally likely values of the probability of troops, of the time from call to arrival [step], of their number.
    forced_answer : array of int, shape (actors,)
        1 or 0 where the answer is set, else FREE.
    standing, standing_lag : array, shape (actors,)
        Force that stands ready [persons], 0 for none, and its time from decision to arrival [step].
    mediation_at : array of int, shape (actors,)
        Step at which the actor offers mediation; FREE if it does not.
    """

    steps: int
    n_places: int
    n_sites: int
    n_actors: int
    capital: int
    largest: int
    exposure: Any
    people: Any
    garrison_low: Any
    garrison_high: Any
    travel: Any
    first_site: Any
    site_weight: Any
    reserve_low: float
    reserve_high: float
    acts: Any
    call_to: int
    can_come: Any
    lead_low: Any
    lead_high: Any
    cost: Any
    help: Any
    answer: Any
    lag: Any
    size: Any
    forced_answer: Any
    standing: Any
    standing_lag: Any
    mediation_at: Any


CASE_ROOM: dict[str, tuple[str, int]] = {
    "steps": ("i8", 0),
    "n_places": ("i8", 0),
    "n_sites": ("i8", 0),
    "n_actors": ("i8", 0),
    "capital": ("i8", 0),
    "largest": ("i8", 0),
    "exposure": ("f8", MOST_PLACES),
    "people": ("f8", MOST_PLACES),
    "garrison_low": ("f8", MOST_PLACES),
    "garrison_high": ("f8", MOST_PLACES),
    "travel": ("f8", MOST_PLACES),
    "first_site": ("i8", MOST_PLACES + 1),
    "site_weight": ("f8", MOST_SITES),
    "reserve_low": ("f8", 0),
    "reserve_high": ("f8", 0),
    "acts": ("i8", len(ACTS)),
    "call_to": ("i8", 0),
    "can_come": ("i8", MOST_ACTORS),
    "lead_low": ("f8", MOST_ACTORS),
    "lead_high": ("f8", MOST_ACTORS),
    "cost": ("f8", MOST_ACTORS),
    "help": ("f8", MOST_ACTORS),
    "answer": ("f8", MOST_ACTORS * TABLE),
    "lag": ("f8", MOST_ACTORS * TABLE),
    "size": ("f8", MOST_ACTORS * TABLE),
    "forced_answer": ("i8", MOST_ACTORS),
    "standing": ("f8", MOST_ACTORS),
    "standing_lag": ("f8", MOST_ACTORS),
    "mediation_at": ("i8", MOST_ACTORS),
}
"""Form of a case as a record: kind of number, and room (0 for a single number)."""

PLACE_STATE = ("mobilised", "crowd", "violent", "weary", "anger", "armed", "mobile", "guard", "freed", "foreign",
               "incoming", "due", "deaths", "lost", "shaken", "calm")  # fmt: skip
"""State of a place: share of those who might join that is mobilised; persons in the streets beyond the usual few;
violent share of them; weariness and anger [grievance]; organised violent persons; home forces free to move, tied to
sites, and relieved by foreigners; foreign soldiers; reserve under way and the step it is due; deaths in the step;
weight of sites lost; 1 once there was violence or a site was lost; calm steps since."""

SITE_STATE = ("held",)
"""1 for a site in the government's hands."""

ACTOR_STATE = ("asked_at", "decide_at", "arrive_at", "sends", "strength", "present", "lead", "declined")
"""State of an outside actor: step of the call to it, of its decision, of the first arrival; 1 if it sends; how many;
how many are in the country; steps from the first protest until it can decide; 1 once its mediation was turned down."""

GOVERNMENT_STATE = ("loyalty", "full_loyalty", "trust", "reserve", "reserve_at_start", "baseline", "quiet",
                    "groups_came", "threat", "lost_weight", "lost_now", "dead_now", "pending",
                    "total_crowd", "all_weight", "capital_weight")  # fmt: skip
"""State of the government and of the whole: loyalty of the forces now and at the start; trust gained or lost
[grievance]; reserve left and at the start; share that is always in the streets; quiet steps; 1 once organised groups
came; threat; weight of sites lost, lost in this step; deaths in this step; step until which an answer is awaited;
persons in the streets; weight of all sites and of those of the capital."""

STATE_ROOM: dict[str, tuple[str, int]] = {
    **dict.fromkeys(PLACE_STATE, ("f8", MOST_PLACES)),
    **dict.fromkeys(SITE_STATE, ("f8", MOST_SITES)),
    **dict.fromkeys(ACTOR_STATE, ("f8", MOST_ACTORS)),
    **dict.fromkeys(GOVERNMENT_STATE, ("f8", 0)),
    "seed": ("i8", 0),
    "strand": ("i8", STRANDS),
}
"""Form of a state as a record; `seed` and `strand` are the address of its noise."""

OUTCOMES = ("protest", "violence", "concession", "dismissal", "emergency", "internet_cut", "fire_order", "call",
            "called", "decision", "arrival", "came", "withdrawal", "last_out", "order", "order_largest", "left",
            "mediation", "split", "first_site_lost", "sites_lost", "sites_lost_largest", "capital_lost", "deaths",
            "peak_crowd", "peak_foreign", "troop_days", "lowest_loyalty", "calls", "autonomy_lost",
            "ended")  # fmt: skip
"""Record of a trajectory. From `protest` to `first_site_lost`: the step, or NEVER; but `called` and `came` are numbers
of actors, or NEVER, and `split` is -2 where the decisive hour passed without one. Then counts; `capital_lost` sites
of the capital; `troop_days` of foreign soldiers; `autonomy_lost` freedom of action that help costs the ruler, 1 being
the costliest helper; `ended` the last step."""

RECORD_ROOM: dict[str, tuple[str, int]] = {
    **dict.fromkeys(OUTCOMES, ("f8", 0)),
    "sites_lost_at": ("i2", MOST_PLACES),
    "order_at": ("f4", MOST_PLACES),
}
"""Form of a record: the outcomes, and by place the sites lost and the step from which it was calm again, or NEVER."""

STEP_OUTCOMES = tuple(name for name in OUTCOMES[:20] if name not in ("called", "came"))

TRAIL_ROOM: dict[str, tuple[str, int]] = {
    "keeps": ("i8", 0),
    "crowd": ("f8", HORIZON),
    "foreign": ("f8", HORIZON),
    "lost_share": ("f8", HORIZON),
    "loyalty": ("f8", HORIZON),
    "deaths": ("f8", HORIZON),
    "used": ("u1", HORIZON * BLOCKS),
}
"""What is kept of every step of a trajectory that is replayed for a chart or a story, if `keeps` is 1: persons in the
streets, foreign soldiers, weight of sites lost as a share of all, loyalty, deaths so far; and 1 for each block of draws
used."""

# In the rules these are records, or plain objects with the same names.
State = Any
Parameters = Any
Record = Any
Trail = Any
