"""What was known of candidates and of those whom they could help, in the year before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from equipoise.models.intervention.disputes import CARRY, span
from equipoise.sources.history import Panel, dyad_years, state_years
from equipoise.sources.history.catalogue import history_table
from equipoise.sources.history.layers import DYAD, STATE, columns_of
from equipoise.sources.history.reading import history_folder

LAG = 1
"""Years between what is known and the case."""

STATE_LAYERS = ("capability", "democracy", "majors", "conflict")
PAIR_LAYERS = ("alliance", "distance", "contiguity", "igo", "ideal_points", "rivalry", "arms")
LAYERS = (*STATE_LAYERS, *PAIR_LAYERS)
STATE_COLUMNS = ("cinc", "v2x_polyarchy", "cowmaj", "internal_conflict")
PAIR_COLUMNS = (
    *("atop_defense", "atop_offense", "atop_nonagg", "atop_consul", "mindist", "capdist", "conttype", "dyadigos"),
    *("idealpoint_distance", "rivalry", "arms_tiv"),
)


@dataclass(frozen=True, slots=True)
class KnownCovariates:
    """Cases with what was known, and how far the tables reach.

    Parameters
    ----------
    frame : polars.DataFrame
        The cases with columns `of_<who>_<value>` and `to_<role>_<value>`: what is known of one state, and from the
        candidate to another; null outside the coverage of a table.
    reach : mapping of str to int
        Last year that each table measures, by column of the table.
    carried : mapping of str to int
        Last year to which borders and the list of major powers are carried forward, by column.
    absent : tuple of str
        Tables that the folder lacks, whose values are null throughout.
    """

    frame: pl.DataFrame
    reach: Mapping[str, int]
    carried: Mapping[str, int]
    absent: tuple[str, ...]


def with_covariates(
    cases: pl.DataFrame, roles: Sequence[str], folder: str | Path | None = None, layers: Sequence[str] = LAYERS
) -> KnownCovariates:
    """Add what was known in the year before of the candidate, of the states in roles, and between them.

    Parameters
    ----------
    cases : polars.DataFrame
        With columns year, state and one column of COW codes per role.
    roles : sequence of str
        Such as "friend" and "foe".
    folder : str or pathlib.Path, optional
        Folder with the tables.
    layers : sequence of str
        Layers of state-years and dyad-years that are read; columns of the others are null.

    Returns
    -------
    KnownCovariates
        The rows of the cases, in their order.

    Raises
    ------
    DataError
        If the list of states is missing, or a table is malformed.
    """
    place = history_folder(folder)
    opening, closing = span(cases["year"])
    first = history_table("cow_states", place).first or opening
    asked = list(range(max(opening - LAG, first), closing))
    state_layers, absent = _held([layer for layer in STATE_LAYERS if layer in layers], place)
    pair_layers, lacking = _held([layer for layer in PAIR_LAYERS if layer in layers], place)
    states = state_years(asked, with_=state_layers, carry=CARRY, folder=place)
    pairs = _pairs(asked, pair_layers, place)
    frame = cases.with_columns(_known=pl.col("year") - LAG)
    for who in ("state", *roles):
        frame = _joined(frame, states.frame, STATE_COLUMNS, f"of_{who}", {"ccode": who})
    for role in roles:
        frame = _joined(frame, pairs.frame, PAIR_COLUMNS, f"to_{role}", {"ccode1": "state", "ccode2": role})
    rows = pl.concat([states.coverage, pairs.coverage]).drop_nulls("last")
    return KnownCovariates(
        frame=frame.drop("_known"),
        reach=dict(rows.select("column", "last").iter_rows()),
        carried=dict(rows.drop_nulls("carried_to").select("column", "carried_to").iter_rows()),
        absent=tuple(sorted({*absent, *lacking})),
    )


def _pairs(years: Sequence[int], layers: Sequence[str], place: Path) -> Panel:
    """Return dyad-years; borders are carried past the end of their table, measured distances are not."""
    carried = [layer for layer in layers if layer != "distance"]
    found = dyad_years(years, with_=carried, carry=CARRY, folder=place)
    if "distance" not in layers:
        return found
    apart = dyad_years(years, with_="distance", folder=place)
    names = [name for name in apart.frame.columns if name not in found.frame.columns]
    # Both hold every pair of members in every year, sorted alike.
    return Panel(found.frame.with_columns(apart.frame[names]), pl.concat([found.coverage, apart.coverage]))


def _held(layers: Sequence[str], place: Path) -> tuple[list[str], list[str]]:
    """Return the layers whose tables the folder holds, and the tables that it lacks."""
    needed = {layer: tables_of(layer) for layer in layers}
    lacking = {t for tables in needed.values() for t in tables if not (place / history_table(t).file).is_file()}
    return [layer for layer, tables in needed.items() if not tables & lacking], sorted(lacking)


def tables_of(layer: str) -> set[str]:
    """Return the tables that a layer is read from."""
    return {column.table for column in columns_of(layer, (*STATE, *DYAD))}


def _joined(
    frame: pl.DataFrame, values: pl.DataFrame, names: Sequence[str], prefix: str, keys: Mapping[str, str]
) -> pl.DataFrame:
    """Join values of the year before by the codes of one or two states; columns that are lacking become null."""
    held = [name for name in names if name in values.columns]
    renamed = values.select(
        pl.col("year").alias("_known"),
        *(pl.col(code).alias(who) for code, who in keys.items()),
        *(pl.col(name).cast(pl.Float64).alias(f"{prefix}_{name}") for name in held),
    )
    joined = frame.join(renamed, on=["_known", *keys.values()], how="left", maintain_order="left")
    return joined.with_columns(pl.lit(None, pl.Float64).alias(f"{prefix}_{n}") for n in names if n not in held)
