"""Which states are members of the system of states, year by year."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from equipoise.errors import InputError, UnknownNameError
from equipoise.sources.history.codes import code_table, recode
from equipoise.sources.history.sources import Sources

SYSTEMS = ("cow", "gw")
DAYS = ("any", "start", "end", "whole")
CARRY_LIMIT = 15


def members(sources: Sources, system: str = "cow", on: str = "any") -> pl.DataFrame:
    """Return the members of the system of states in the years asked for.

    Parameters
    ----------
    sources : Sources
        Tables and years.
    system : str
        "cow": members by the table `cow_states`. "gw": states with a GW code by the table `state_codes`.
    on : str
        Who counts in a year of entry or exit: a member on "any" day, at the "start" (1 January), at the "end"
        (31 December), or for the "whole" year.

    Returns
    -------
    polars.DataFrame
        Columns year, gwcode (for "gw"), ccode, iso3, system_carried, _member (is it in the COW system in that year?),
        sorted by code and year. One row per state and year.

    Raises
    ------
    UnknownNameError
        If system or on is not among the choices.
    InputError
        If a year lies outside the system, or days are asked of GW.

    Notes
    -----
    The list of COW ends with its version. States that are members on its last day are carried forward for at most
    `CARRY_LIMIT` years and marked in `system_carried`, since states seldom leave the system; no value is.
    """
    for name, value, choices in (("system", system, SYSTEMS), ("rule for entry and exit (on)", on, DAYS)):
        if value not in choices:
            raise UnknownNameError(name, str(value), choices)
    if system == "cow":
        found = _cow_members(sources, on).with_columns(_member=pl.lit(value=True))
        return recode(found, "ccode", "iso3").sort("ccode", "year")
    if on != "any":
        raise InputError(f"on={on!r} needs days of entry and exit, which the GW list at hand lacks; use on='any'")
    return _gw_members(sources)


def chosen(frame: pl.DataFrame, states: Iterable[int | str] | None, system: str) -> pl.DataFrame:
    """Keep only some states.

    Parameters
    ----------
    frame : polars.DataFrame
        As `members` returns it.
    states : iterable of int or str, optional
        Numeric codes of the system, ISO 3166-1 alpha-3 codes, or former ones such as "CSK"; all by default.
    system : str
        System of the numeric codes.

    Returns
    -------
    polars.DataFrame
        The rows kept.

    Raises
    ------
    UnknownNameError
        If a code does not exist.
    InputError
        If `states` is no list, or none of the states is a member in the years asked for.
    """
    if states is None:
        return frame
    if not isinstance(states, Iterable | int):
        raise InputError(f"states={states!r} is not a list of codes; give ['KAZ', 'RUS'] or [705, 365]")
    asked = [_plain(code) for code in ([states] if isinstance(states, str | int) else states)]
    table = code_table()
    numbers = set(table[system].drop_nulls())
    letters = set(table["iso3"].drop_nulls()) | set(table["historic_iso3"].drop_nulls())
    for code in asked:
        if code not in numbers and code not in letters:
            raise UnknownNameError(f"state code ({system} or ISO3)", str(code), letters | {str(n) for n in numbers})
    former = recode(frame, "ccode", "historic_iso3")["historic_iso3"]
    texts = [code for code in asked if isinstance(code, str)]
    code_column = "ccode" if system == "cow" else "gwcode"
    kept = frame.filter(
        pl.col(code_column).is_in([code for code in asked if isinstance(code, int)])
        | pl.col("iso3").is_in(texts)
        | former.is_in(texts)
    )
    if kept.is_empty():
        named = ", ".join(str(code) for code in asked[:5])
        raise InputError(f"none of the states asked for ({named}) is in the {system.upper()} system in those years")
    return kept


def _plain(code: int | str) -> int | str:
    """Whole numbers of any library become Python's own."""
    return code.__index__() if hasattr(code, "__index__") else str(code)


def _cow_members(sources: Sources, on: str) -> pl.DataFrame:
    first, last = sources.reach("cow_states")
    _check_years(sources.years, first, last, last + CARRY_LIMIT)
    year = pl.DataFrame({"year": sources.years}, schema={"year": pl.Int32})
    spells = sources.frame("cow_states").select(
        "ccode", starts=_day("styear", "stmonth", "stday"), ends=_day("endyear", "endmonth", "endday")
    )
    # A spell that reaches the last day of the list has no known end.
    ends = pl.when(pl.col("ends") == pl.col("ends").max()).then(pl.date(last + CARRY_LIMIT, 12, 31))
    spells = spells.with_columns(ends=ends.otherwise(pl.col("ends")))
    opening, closing = pl.date(pl.col("year"), 1, 1), pl.date(pl.col("year"), 12, 31)
    reached = {
        "any": (closing, opening),
        "start": (opening, opening),
        "end": (closing, closing),
        "whole": (opening, closing),
    }[on]
    return (
        year.join(spells, how="cross")
        .filter((pl.col("starts") <= reached[0]) & (pl.col("ends") >= reached[1]))
        .select("year", "ccode", system_carried=pl.col("year") > last)
        .unique(["year", "ccode"])
    )


def _gw_members(sources: Sources) -> pl.DataFrame:
    first, last = sources.reach("state_codes")
    _check_years(sources.years, first, last, last)
    listed = sources.yearly("state_codes").select("year", "gwcode").drop_nulls().unique()
    coded = recode(recode(listed, "gwcode", "cow", source="gw", into="ccode"), "gwcode", "iso3", source="gw")
    within = sources.reach("cow_states")
    known = [year for year in sources.years if within[0] <= year <= within[1] + CARRY_LIMIT]
    cow = _cow_members(Sources(sources.folder, known, 0, sources.held), "any") if known else None
    flags = (
        coded.join(cow.select("year", "ccode", _member=pl.lit(value=True)), on=["year", "ccode"], how="left")
        if cow is not None
        else coded.with_columns(_member=pl.lit(value=False))
    )
    return (
        flags.with_columns(pl.col("_member").fill_null(value=False), system_carried=pl.lit(value=False))
        .select("year", "gwcode", "ccode", "system_carried", "_member", "iso3")
        .sort("gwcode", "year")
    )


def _check_years(years: list[int], first: int, last: int, reach: int) -> None:
    outside = [year for year in years if not first <= year <= reach]
    if outside:
        carried = f", carried forward to {reach} at most" if reach > last else ""
        raise InputError(f"year {outside[0]} is outside the list of states, which covers {first}-{last}{carried}")


def _day(year: str, month: str, day: str) -> pl.Expr:
    # From the first of the month, so that a day that the month lacks cannot fail.
    return pl.date(pl.col(year), pl.col(month), 1) + pl.duration(days=pl.col(day) - 1)
