"""Organisations that are asked about on a day on which they do not exist."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from equipoise.errors import InputError, UnknownNameError
from equipoise.world.organisations import exists_on, organisation, resolve_organisation
from equipoise.world.world import World


def refuse_absent(world: World, texts: Iterable[str], data: Path | None) -> None:
    """Refuse organisations that do not exist on the day of a world, and say when they were founded.

    A world as of a day does not hold them at all, so that without this they would seem to be misspelt.

    Raises
    ------
    InputError
        If one of the texts names an organisation that is founded later or dissolved by then.
    """
    whole = World.load(data=data) if world.as_of else world
    for text in texts:
        try:
            org_id = resolve_organisation(whole, text)
        except UnknownNameError:
            continue
        if not exists_on(world, org_id, world.today):
            founded = organisation(whole, org_id)["founded"]
            raise InputError(f"organisation {org_id} does not exist on {world.today} (founded {founded})")
