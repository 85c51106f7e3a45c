"""When a crossing or a link could not be used: rows by id of a link, or by the states on both sides of a border."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from equipoise.errors import DataError
from equipoise.sources.atlas.draft import BORDER, ClosableLink, Draft
from equipoise.sources.atlas.sphere import great_circle_km

if TYPE_CHECKING:
    from pathlib import Path


_NEAR_KM = 60.0
"""A row with a place means the crossings between its states as near as this."""


def read_closures(
    path: Path, draft: Draft, links: list[ClosableLink], control: list[str], patches: list[dict[str, Any]]
) -> pl.DataFrame:
    """Read when links were closed, and add the time before a link put in by hand was opened.

    Parameters
    ----------
    path : pathlib.Path
        The hand-written rows.
    draft : Draft
        The network, with its border arcs.
    links : list of ClosableLink
        All links; `draft.link` counts in it.
    control : list of str
        Who controls each territory.
    patches : list of dict
        The links put in by hand.

    Returns
    -------
    polars.DataFrame
        Columns link (row in `links`), closed_from, closed_to (null: no such limit), basis, why, source.

    Raises
    ------
    DataError
        If a row names no link and no crossing of the network.
    """
    number = {link.link_id: place for place, link in enumerate(links)}
    dates = {"closed_from": pl.Date, "closed_to": pl.Date}
    rows, missed = [], []
    for row in pl.read_csv(path, schema_overrides=dates).iter_rows(named=True):
        meant = [number[row["link"]]] if row["link"] in number else _between(row, draft, control)
        if not meant:
            missed.append(str(row["link"] or row["states"]))
        rows += [{"link": link, **{key: row[key] for key in (*dates, "basis", "why", "source")}} for link in meant]
    if missed:
        raise DataError(f"{path.name}: {', '.join(missed)}: the network has no such link or crossing")
    found = {row["id"]: row for row in patches}
    opened = pl.DataFrame({"id": list(found), "opened": [row["opened"] for row in patches]})
    for link_id, day in opened.with_columns(pl.col("opened").cast(pl.String).str.to_date()).drop_nulls().iter_rows():
        how = {"basis": found[link_id]["basis"], "why": "before it was opened", "source": found[link_id]["source"]}
        rows.append({"link": number[link_id], "closed_from": None, "closed_to": day, **how})
    schema = {"link": pl.Int64, **dates, "basis": pl.String, "why": pl.String, "source": pl.String}
    return pl.DataFrame(rows, schema=schema).sort("link", "closed_from", "closed_to", nulls_last=False)


def _between(row: dict[str, Any], draft: Draft, control: list[str]) -> list[int]:
    if not row["states"]:
        return []
    border = np.flatnonzero(draft.mode == BORDER)
    wanted = set(row["states"].split(";"))
    sides = np.array(control)[draft.territory]
    found = [arc for arc in border if {str(sides[draft.start[arc]]), str(sides[draft.end[arc]])} == wanted]
    if row["latitude"] is not None:
        found = [arc for arc in found if _km_from(draft, int(arc), row["latitude"], row["longitude"]) <= _NEAR_KM]
    return sorted({int(draft.link[arc]) for arc in found})


def _km_from(draft: Draft, arc: int, latitude: float, longitude: float) -> float:
    node = draft.start[arc]
    return float(great_circle_km(draft.latitude[node], draft.longitude[node], latitude, longitude))
