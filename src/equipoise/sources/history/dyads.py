"""Dyad-years: every pair of members of the system in every year, with the columns of the layers asked for.

Pairs are built once, with the lower code first; the directed frame is that frame and its mirror image, so that the
two directions cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from equipoise.errors import InputError
from equipoise.sources.history.layers import DYAD, STATE, LayerColumn, asked_layers, columns_of, layer_names
from equipoise.sources.history.pairs import directed_values, either_way, pair_key, pair_values
from equipoise.sources.history.panel import Panel, coverage_table
from equipoise.sources.history.reading import history_folder, year_list
from equipoise.sources.history.sources import SLOW_TABLES, Sources, checked_carry
from equipoise.sources.history.states import carried_flag, with_state_layers
from equipoise.sources.history.system import chosen, members

EARTH_RADIUS = 6371.0  # mean radius [km]
LAYERS = ("capability", "alliance", "distance", "contiguity", "igo", "ideal_points", "rivalry", "arms", "mid")
_RELEVANCE = ("contiguity", "majors")


def dyad_years(
    years: int | Iterable[int],
    *,
    directed: bool = True,
    with_: str | Iterable[str] = LAYERS,
    states: Iterable[int | str] | None = None,
    politically_relevant: bool = False,
    system: str = "cow",
    on: str = "any",
    carry: int = 0,
    folder: str | Path | None = None,
) -> Panel:
    """Return every pair of states in every year, with columns from third-party tables.

    Parameters
    ----------
    years : int or iterable of int
        One year, a range, or a list.
    directed : bool
        Both orders of a pair, n(n - 1) rows a year; otherwise the lower code first, n(n - 1) / 2 rows.
    with_ : str or iterable of str
        Layers of pairs: alliance (ATOP), cow_alliance, distance, contiguity, igo, ideal_points, rivalry, arms, mid,
        cow_mid, war; and every layer of `state_years`, whose columns come once per side.
    states : iterable of int or str, optional
        Only pairs of which both are among these: numeric codes of the system, or ISO3 codes.
    politically_relevant : bool
        Only pairs that are contiguous (conttype 1 to 5) or hold a major power.
    system : str
        "cow" (Correlates of War) or "gw" (Gleditsch and Ward).
    on : str
        Who counts in a year of entry or exit: a member on "any" day, at the "start", at the "end", or for the "whole"
        year. On "any" day two members of one year may not have been members at the same time.
    carry : int
        Years for which tables that change slowly (contiguity, distance, major powers) are carried past their end; the
        column `<name>_carried` (of one state: `<name>_carried1`, `<name>_carried2`) marks such values.
    folder : str or pathlib.Path, optional
        Folder with the tables; by default what EQUIPOISE_DATA names.

    Returns
    -------
    Panel
        `frame`: year, the codes of both, iso3_1, iso3_2, system_carried, then the columns of the layers, sorted by
        first code, second code and year. Columns of one state end in 1 or 2 (in _1 or _2 after a digit). Columns
        that differ by direction hold what goes from the first to the second state where directed; otherwise they come
        twice, ending in _12 and _21. `coverage`: what each column covers, and its rule for pairs not listed.

    Raises
    ------
    UnknownNameError
        If a layer, system, rule or state is unknown.
    InputError
        If a year is not a whole number or outside the system, or relevance is asked beyond its tables.
    DataError
        If no folder is named, or a table is missing or malformed.

    Notes
    -----
    Missing is not zero. An alliance, a rivalry, a dispute or contiguity is 0 only where both states are members of
    the COW system in that year, the year lies within the years measured in the file at hand, and the source lists
    nothing; an arms transfer is 0 only between the first and last year in which the source names each of the two.
    Capital distance is d = 2 r asin(sqrt(h)), h = sin^2((b2 - b1) / 2) + cos b1 cos b2 sin^2((l2 - l1) / 2), with
    latitudes b, longitudes l and r = 6371 km.

    References
    ----------
    Lemke, D. and Reed, W. (2001). The Relevance of Politically Relevant Dyads. Journal of Conflict Resolution 45(1):
    126-144.
    """
    layers = asked_layers(with_, layer_names((*DYAD, *STATE)))
    sources = Sources(history_folder(folder), year_list(years), checked_carry(carry))
    if politically_relevant:
        _check_relevance(sources)
    needed = [*layers, *(layer for layer in _RELEVANCE if politically_relevant and layer not in layers)]
    base = chosen(members(sources, system, on), states, system)
    if base["ccode"].n_unique() < 2:
        raise InputError(f"a pair needs two states; states={states!r} leaves one in those years")
    sides = with_state_layers(_with_capitals(base, "distance" in layers, sources), needed, sources)
    frame = _paired(_with_appearance(sides, needed, sources), "ccode" if system == "cow" else "gwcode")
    for layer in needed:
        frame = _with_layer(frame, layer, sources)
    if politically_relevant:
        relevant = pl.col("conttype").is_between(1, 5) | (pl.col("cowmaj1") == 1) | (pl.col("cowmaj2") == 1)
        frame = frame.filter(relevant.fill_null(value=False))
    columns = [column for layer in layers for column in columns_of(layer, (*STATE, *DYAD))]
    shaped = _shaped(frame, columns, sources, directed=directed, system=system)
    return Panel(shaped, coverage_table(sources, columns, system))


def _check_relevance(sources: Sources) -> None:
    reach = min(sources.reach(table)[1] for table in ("contiguity", "cow_majors"))
    beyond = sources.years[-1] - reach
    if beyond > 0:
        raise InputError(
            f"politically_relevant needs contiguity and major powers, which reach {reach} here, not "
            f"{sources.years[-1]}; give years up to {reach}, or carry={beyond + sources.carry} to carry them forward"
        )


def _with_capitals(frame: pl.DataFrame, wanted: bool, sources: Sources) -> pl.DataFrame:  # noqa: FBT001 - a switch
    """Add the place of the capital at the end of the year [degrees]."""
    if not wanted:
        return frame
    places = sources.yearly("capitals").sort("stdate").unique(["ccode", "year"], keep="last", maintain_order=True)
    placed = places.select("ccode", "year", _lat="lat", _lng="lng")
    return frame.join(placed, on=["ccode", "year"], how="left", maintain_order="left")


def _with_appearance(frame: pl.DataFrame, layers: list[str], sources: Sources) -> pl.DataFrame:
    """Add, for sources that cover only the states that they name, whether they cover the state in the year."""
    tables = {c.table for layer in layers for c in columns_of(layer, DYAD) if c.covered == "appears"}
    for table in sorted(tables):
        spans = sources.coverage(table).states.rename({"code": "ccode", "first": "_from", "last": "_to"})
        within = pl.col("year").is_between(pl.col("_from"), pl.col("_to")).fill_null(value=False)
        frame = frame.join(spans, on="ccode", how="left", maintain_order="left")
        frame = frame.with_columns(within.alias(f"_appears_{table}")).drop("_from", "_to")
    return frame


def _paired(sides: pl.DataFrame, code: str) -> pl.DataFrame:
    """Return all pairs within each year, lower code first, with the columns of both sides."""
    rows = sides.select("year", code, _row=pl.int_range(pl.len(), dtype=pl.UInt32))
    pairs = (
        rows.lazy()
        .join(rows.lazy(), on="year", suffix="_2")
        .filter(pl.col(code) < pl.col(f"{code}_2"))
        .select("year", "_row", "_row_2")
        .collect()
    )
    pairs = pairs.sort("_row", "_row_2")
    values = [name for name in sides.columns if name != "year"]
    gathered = [
        sides[name].gather(pairs[row]).alias(_sided(name, side))
        for name in values
        for side, row in ((1, "_row"), (2, "_row_2"))
    ]
    return pairs.select("year").with_columns(gathered)


def _sided(name: str, side: int) -> str:
    return f"{name}_{side}" if name[-1].isdigit() else f"{name}{side}"


def _with_layer(frame: pl.DataFrame, layer: str, sources: Sources) -> pl.DataFrame:
    if layer == "ideal_points":
        gap = (pl.col("idealpoint1") - pl.col("idealpoint2")).abs()
        return frame.with_columns(idealpoint_distance=gap)
    columns = columns_of(layer, DYAD)
    for table in dict.fromkeys(column.table for column in columns):
        of_table = [column for column in columns if column.table == table]
        if table == "capitals":
            frame = frame.with_columns(capdist=_great_circle()).drop("_lat1", "_lat2", "_lng1", "_lng2")
        elif of_table[0].scope == "directed":
            values = directed_values(table, of_table, sources)
            frame = _joined(frame, values, pair_key(pl.col("ccode1"), pl.col("ccode2")), "_12", of_table, sources)
            frame = _joined(frame, values, pair_key(pl.col("ccode2"), pl.col("ccode1")), "_21", of_table, sources)
        else:
            frame = _joined(frame, pair_values(table, of_table, sources), either_way(), "", of_table, sources)
        if sources.carry and table in SLOW_TABLES:
            frame = frame.with_columns(carried_flag(column.name, table, sources) for column in of_table)
    return frame


def _joined(
    frame: pl.DataFrame, values: pl.DataFrame, key: pl.Expr, suffix: str, columns: list[LayerColumn], sources: Sources
) -> pl.DataFrame:
    """Join values by key, and put 0 where the source covers both states and lists nothing."""
    named = values.rename({column.name: f"{column.name}{suffix}" for column in columns})
    joined = frame.with_columns(_key=key).join(named, on="_key", how="left", maintain_order="left").drop("_key")
    return joined.with_columns(_completed(column, f"{column.name}{suffix}", sources) for column in columns)


def _completed(column: LayerColumn, name: str, sources: Sources) -> pl.Expr:
    value = pl.col(name)
    if column.zero:
        first, last = sources.reach(column.table)
        stem = "_member" if column.covered == "system" else f"_appears_{column.table}"
        covered = pl.col(f"{stem}1") & pl.col(f"{stem}2") & pl.col("year").is_between(first, last)
        value = pl.when(value.is_null() & covered).then(0).otherwise(value)
    flag = column.type == "integer" and column.zero
    return (value.cast(pl.Int8) if flag else value).alias(name)


def _great_circle() -> pl.Expr:
    b1, b2, l1, l2 = (pl.col(name).radians() for name in ("_lat1", "_lat2", "_lng1", "_lng2"))
    half = ((b2 - b1) / 2).sin().pow(2) + b1.cos() * b2.cos() * ((l2 - l1) / 2).sin().pow(2)
    return 2 * EARTH_RADIUS * half.sqrt().clip(0, 1).arcsin()


def _shaped(
    frame: pl.DataFrame, columns: list[LayerColumn], sources: Sources, *, directed: bool, system: str
) -> pl.DataFrame:
    """Choose and order the columns; where directed, add the mirror image."""
    codes = ["ccode"] if system == "cow" else ["gwcode", "ccode"]
    lead = ["year", *(_sided(code, side) for code in [*codes, "iso3"] for side in (1, 2)), "system_carried"]
    frame = frame.rename({"system_carried1": "system_carried"})
    values: list[str] = []
    for column in columns:
        names = [column.name, f"{column.name}_carried"] if sources.carry else [column.name]
        values += [shown for name in names for shown in _shown(name, column) if shown in frame.columns]
    frame = frame.select(*lead, *values)
    if not directed:
        return frame
    swapped = {name: _swapped(name, values, lead) for name in frame.columns}
    both = pl.concat([frame, frame.rename(swapped).select(frame.columns)])
    outward = {f"{c.name}_12": c.name for c in columns if c.scope == "directed"}
    inward = [f"{c.name}_21" for c in columns if c.scope == "directed"]
    return both.drop(inward).rename(outward).sort(f"{codes[0]}1", f"{codes[0]}2", "year")


def _shown(name: str, column: LayerColumn) -> list[str]:
    if column.scope == "state":
        return [_sided(name, 1), _sided(name, 2)]
    return [f"{name}_12", f"{name}_21"] if column.scope == "directed" else [name]


def _swapped(name: str, values: list[str], lead: list[str]) -> str:
    """Return the name of the column that holds the same of the other side."""
    known = {*values, *lead}
    if name.endswith(("_12", "_21")):
        return f"{name[:-2]}{name[:-3:-1]}"
    other = {"1": "2", "2": "1"}.get(name[-1])
    twin = f"{name[:-1]}{other}" if other else name
    return twin if twin in known else name
