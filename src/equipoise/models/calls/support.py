"""Support: whether the panel of past calls can speak about this sort of addressee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from equipoise.models.calls.mandate import Mandate
from equipoise.models.calls.panel import ORGANISATION, CallPanel
from equipoise.world.organisations import instruments_of
from equipoise.world.world import World

LEAST_ALIKE = 10
"""Past calls to bodies in the same position that a forecast needs: ten fix a rate to about a quarter either way."""

_OPEN = ("yes", "ambiguous")


@dataclass(frozen=True, slots=True)
class Support:
    """Whether the panel supports a forecast, and why.

    Parameters
    ----------
    in_support : bool
        False: a class rate is at best an upper bound.
    reason : str
        One line for a reader.
    """

    in_support: bool
    reason: str


def support(world: World, panel: CallPanel, mandate: Mandate, sizes: Mapping[str, float]) -> Support:
    """Say whether the panel can speak about an addressee.

    Parameters
    ----------
    world : World
        Table `instruments`.
    panel : CallPanel
        Calls that the model learns from.
    mandate : Mandate
        Who asks whom for what, and the clause that covers it.
    sizes : Mapping of str to float
        Size of states in one unit, as known on the day; states without a figure are absent.

    Returns
    -------
    Support
        Verdict and reason.

    Notes
    -----
    The panel holds calls to whoever could be expected to send somebody. A body with neither a force nor a clause that
    speaks of unrest or attack is hardly ever asked, *because* it has nothing to send, and calls that are never voiced
    are not in the panel; nor is a body often asked by a state that no instrument ties to it. Unless at least
    `LEAST_ALIKE` past calls went to organisations in the same position, the rate of the cell comes from other sorts of
    addressee and bounds this one from above.

    Single states are asked because they are thought able to help. One that is smaller than the asker is outside
    support unless `LEAST_ALIKE` past calls went to single states that were as small beside theirs. Sizes are those of
    the day of the forecast, for past calls too: a rough measure, for want of a table that reaches back.
    """
    if mandate.trigger == "disaster":
        return Support(in_support=False, reason="the panel holds calls in unrest and attack, none in a disaster")
    same_kind = panel.frame.filter(pl.col("kind") == mandate.kind)
    if mandate.kind != ORGANISATION:
        return _by_size(same_kind, mandate, sizes)
    if mandate.instrument_id is None:
        untied = f"no instrument in the tables ties {mandate.state} to {mandate.addressee}"
        return _by_likeness(same_kind, "none", untied, "had no instrument in common with the asker")
    texts = instruments_of(world, mandate.addressee, mandate.on)
    clauses = texts.filter(pl.col("trigger_internal").is_in(_OPEN) | pl.col("trigger_external").is_in(_OPEN)).height
    forces = texts.filter(pl.max_horizontal("force_low", "force_high") > 0).height
    if clauses or forces:
        means = f"instruments of {mandate.addressee} on unrest or attack: {clauses}, that name a force: {forces}"
        return Support(in_support=True, reason=f"{means}; {_asked(same_kind)}")
    bare = f"no instrument of {mandate.addressee} ({texts.height} in force) covers unrest or attack or names a force"
    return _by_likeness(same_kind, "no", bare, "had an instrument that covers neither")


def _by_size(calls: pl.DataFrame, mandate: Mandate, sizes: Mapping[str, float]) -> Support:
    held = f"the panel holds {calls.height} calls to single states"
    own = _beside(sizes, mandate.state, mandate.addressee)
    if own is None or own >= 1:
        return Support(calls.height > 0, held)
    past = [_beside(sizes, asker, body) for asker, body in calls.select("iso3", "body").iter_rows()]
    known = [beside for beside in past if beside is not None]
    as_small = sum(beside <= own for beside in known)
    compared = f"its economy is {own:.2g} times that of {mandate.state}"
    return Support(
        as_small >= min(LEAST_ALIKE, len(known)) and calls.height > 0,
        f"{held}; {compared}, and {as_small} of {len(known)} states asked were as small beside the asker",
    )


def _beside(sizes: Mapping[str, float], asker: str | None, body: str) -> float | None:
    if asker is None or asker not in sizes or body not in sizes:
        return None
    return sizes[body] / sizes[asker]


def _by_likeness(same_kind: pl.DataFrame, wording: str, position: str, alike_in: str) -> Support:
    alike = same_kind.filter((pl.col("class_internal") == wording) & (pl.col("class_external") == wording))
    came = alike["troops"].sum()
    alike_asked = f"{alike.height} of them went to one that {alike_in}, and {came} of those brought troops"
    return Support(alike.height >= LEAST_ALIKE, f"{position}; {_asked(same_kind)}; {alike_asked}")


def _asked(same_kind: pl.DataFrame) -> str:
    return f"the panel holds {same_kind.height} calls to organisations"
