"""The powers that are shown where none is asked for, and the gate for those that do not exist on a day."""

from __future__ import annotations

from equipoise.measures.powers import POWERS
from equipoise.world.existence import check_exists_on
from equipoise.world.world import World


def usual_powers(world: World) -> list[str]:
    """Return the powers that are shown where none is asked for: those of the founding case that exist on the day."""
    held = {*world.organisations["org_id"], *world.names.short}
    return [key for key in POWERS if key in held]


def refuse_absent(world: World, *texts: str) -> None:
    """Refuse states and organisations that do not exist on the day of a world (see `check_exists_on`).

    Raises
    ------
    InputError
        If one of the texts names a state that was none on that day, or an organisation founded later or dissolved.
    """
    for text in texts:
        check_exists_on(world, text)
