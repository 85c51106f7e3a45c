"""Support: whether the panel of past calls can speak about this sort of addressee."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from equipoise.models.calls.mandate import Mandate
from equipoise.models.calls.panel import ORGANISATION, Panel
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


def support(world: World, panel: Panel, mandate: Mandate) -> Support:
    """Say whether the panel can speak about an addressee.

    Parameters
    ----------
    world : World
        Table `instruments`.
    panel : Panel
        Calls that the model learns from.
    mandate : Mandate
        Who asks whom for what, and the clause that covers it.

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
    """
    if mandate.trigger == "disaster":
        return Support(in_support=False, reason="the panel holds calls in unrest and attack, none in a disaster")
    same_kind = panel.frame.filter(pl.col("kind") == mandate.kind)
    if mandate.kind != ORGANISATION:
        return Support(same_kind.height > 0, f"the panel holds {same_kind.height} calls to single states")
    if mandate.instrument_id is None:
        untied = f"no instrument in the tables ties {mandate.state} to {mandate.addressee}"
        return _by_likeness(same_kind, "none", untied, "had no instrument in common with the asker")
    texts = instruments_of(world, mandate.addressee, mandate.on)
    clauses = texts.filter(pl.col("trigger_internal").is_in(_OPEN) | pl.col("trigger_external").is_in(_OPEN)).height
    forces = texts.filter(pl.max_horizontal("force_low", "force_high") > 0).height
    if clauses or forces:
        means = f"{clauses} instruments on unrest or attack and {forces} that name a force"
        return Support(in_support=True, reason=f"{mandate.addressee} has {means}; {_asked(same_kind)}")
    bare = f"no instrument of {mandate.addressee} ({texts.height} in force) covers unrest or attack or names a force"
    return _by_likeness(same_kind, "no", bare, "had an instrument that covers neither")


def _by_likeness(same_kind: pl.DataFrame, wording: str, position: str, alike_in: str) -> Support:
    alike = same_kind.filter((pl.col("class_internal") == wording) & (pl.col("class_external") == wording))
    came = alike["troops"].sum()
    alike_asked = f"{alike.height} of them went to one that {alike_in}, and {came} of those brought troops"
    return Support(alike.height >= LEAST_ALIKE, f"{position}; {_asked(same_kind)}; {alike_asked}")


def _asked(same_kind: pl.DataFrame) -> str:
    return f"the panel holds {same_kind.height} calls to organisations"
