"""A brief on several states side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from equipoise import __version__
from equipoise.brief.compose.closing import cited, reproduction_of
from equipoise.brief.page import BriefPage, Section
from equipoise.questions.citing import source_sheet
from equipoise.questions.compare import positions
from equipoise.questions.wording import day_in_words, listed
from equipoise.world.world import World


def compose_comparison(states: Sequence[str], as_of: str | None = None, data: Path | None = None) -> BriefPage:
    """Compute a brief that sets states side by side.

    Parameters
    ----------
    states : sequence of str
        Two or more states, by any name or code.
    as_of : str, optional
        Nothing published later than this day is used.
    data : pathlib.Path, optional
        Folder of another data package.

    Returns
    -------
    BriefPage
        One table a kind of tie, one column a state.

    Raises
    ------
    UnknownNameError
        If one of them is not a state.
    InputError
        If fewer than two are named.
    """
    world = World.load(as_of=as_of, data=data)
    answer = positions(world, states)
    section = Section(
        ident="position",
        title="Where they stand between the powers",
        menu="Between the powers",
        answer=answer,
        show=("sheet:layers", "sheet:indicators", "sheet:organisations"),
        headline=False,
    )
    names = [world.names.name(world.names.resolve(state)) for state in states]
    words = ["equipoise", "brief", *(quote(state) for state in states)]
    words += [] if as_of is None else ["--as-of", str(world.as_of)]
    words += [] if data is None else ["--data", quote(str(data))]
    today = day_in_words(world.today)
    return BriefPage(
        title=listed(list(dict.fromkeys(names))),
        kicker="Comparative brief",
        as_of=f"Nothing published after {today} is used" if world.as_of else f"As known on {today}",
        version=__version__,
        standfirst="Where the states stand between the powers, side by side.",
        findings=answer.headline,
        sections=(section,),
        sources=source_sheet(World.load(data=data), cited([answer])),
        reproduction=reproduction_of(world, " ".join(words)),
    )
