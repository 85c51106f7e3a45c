"""What is closed: by decision of a state, by the date, or in a what-if."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from equipoise.errors import UnknownNameError
from equipoise.models.corridors.atlas.tables import BORDER, MODES, Atlas, Label

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from numpy.typing import NDArray


def closed_arcs(atlas: Atlas, closed: Iterable[str], label: Label = "control") -> NDArray[np.bool_]:
    """Return the arcs that closures take away.

    Parameters
    ----------
    atlas : Atlas
        The network.
    closed : iterable of str
        States and areas by code ("RUS"): everything on their ground, and every ferry, port and crossing that ends on
        it; borders by pair ("KAZ-RUS"); links by id ("ferry_aktau_alat", "passage_suez", a port's UN/LOCODE);
        modes ("sea").
    label : {"control", "recognised"}
        Whose ground a territory is when a state closes.

    Returns
    -------
    ndarray of shape (m,)
        True for arcs that are closed.

    Raises
    ------
    UnknownNameError
        If a word is none of these.
    """
    found = np.zeros(len(atlas.km), dtype=bool)
    for word in closed:
        found |= _arcs_of(atlas, word, label)
    return found


def _arcs_of(atlas: Atlas, word: str, label: Label) -> NDArray[np.bool_]:
    if word in MODES:
        return np.asarray(atlas.mode == MODES.index(word))
    codes = np.array(atlas.labels(label))
    if word and word in codes:
        ground = (codes == word)[atlas.territory]
        return np.asarray(ground[atlas.start] | ground[atlas.end])
    if number := _links(atlas).get(word):
        return np.asarray(atlas.link == number - 1)
    sides = word.split("-")
    if len(sides) == 2 and all(side in codes for side in sides):
        return _border(atlas, codes, (sides[0], sides[1]))
    known = [*MODES, *(code for code in dict.fromkeys(codes.tolist()) if code), *atlas.links["link_id"]]
    raise UnknownNameError("state, border, link or mode", word, known)


def _links(atlas: Atlas) -> dict[str, int]:
    return {link: row for row, link in enumerate(atlas.links["link_id"], start=1)}


def _border(atlas: Atlas, codes: NDArray[np.str_], pair: tuple[str, str]) -> NDArray[np.bool_]:
    one, other = codes[atlas.territory[atlas.start]], codes[atlas.territory[atlas.end]]
    crossing = (one == pair[0]) & (other == pair[1]) | (one == pair[1]) & (other == pair[0])
    return np.asarray(crossing & (atlas.mode == BORDER))


def closed_on(atlas: Atlas, on: date | None = None) -> NDArray[np.bool_]:
    """Return the arcs whose crossing or link was closed on a day.

    Parameters
    ----------
    atlas : Atlas
        The network.
    on : datetime.date, optional
        The day; by default the last status known, whenever that was.

    Returns
    -------
    ndarray of shape (m,)
        True for arcs that are closed.
    """
    if on is None:
        rows = atlas.closures.filter(pl.col("closed_to").is_null())
    else:
        begun = pl.col("closed_from").is_null() | (pl.col("closed_from") <= on)
        rows = atlas.closures.filter(begun & (pl.col("closed_to").is_null() | (pl.col("closed_to") > on)))
    return np.isin(atlas.link, rows["link"].unique().to_numpy())
