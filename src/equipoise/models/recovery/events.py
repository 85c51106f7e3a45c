"""Events of the panel: rescues, calls that were refused, upheavals without rescue, rescues by allies in a dispute.

An association, not an experiment: who is rescued, who is refused and who does not call differ before the event.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import polars as pl

from equipoise.errors import UnknownNameError
from equipoise.sources.history import code_of, read, recode, state_years
from equipoise.world.world import World

RESCUES, REFUSED, UPHEAVALS, ALLIES = "rescues", "refused", "upheavals", "allies"
KINDS = (RESCUES, REFUSED, UPHEAVALS, ALLIES)
TITLES = {
    RESCUES: "rescues (troops came for a government in an upheaval)",
    REFUSED: "calls for help that brought no troops",
    UPHEAVALS: "upheavals without a rescue or a call",
    ALLIES: "allies that joined the target of a dispute with force",
}
APART = 3
"""Years within which a second event of a state (and rescuer) belongs to the first."""

FIRST = 1950
_INTERNAL = ("intrastate", "II")
_FORCE = 14
"""Lowest action of a militarised dispute that is a use of force."""

SCHEMA: dict[str, pl.DataType] = {
    "event": pl.String(),
    "kind": pl.String(),
    "state": pl.Int32(),
    "year": pl.Int32(),
    "partner": pl.Int32(),
    "origin": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Events:
    """All events of the panel.

    Parameters
    ----------
    frame : polars.DataFrame
        Columns event, kind, state, year, partner (COW; null where nobody is meant), origin (the table).
    touched : polars.DataFrame
        Columns state, year: every state-year in which any upheaval, call or rescue is listed. Such a state is no
        control for years around it.
    last : int
        Last year for which the tables of upheavals were all read; later on a quiet state may be one that is not listed.
    """

    frame: pl.DataFrame
    touched: pl.DataFrame
    last: int

    def of(self, kind: str) -> pl.DataFrame:
        """Return the events of one kind.

        Raises
        ------
        UnknownNameError
            If there is no such kind.
        """
        if kind not in KINDS:
            raise UnknownNameError("panel", str(kind), KINDS)
        return self.frame.filter(pl.col("kind") == kind)

    def partners(self) -> tuple[int, ...]:
        """Return the codes of all rescuers."""
        return tuple(sorted(set(self.frame["partner"].drop_nulls().to_list())))


def events_of(world: World, folder: str | Path | None = None, without: Iterable[str] = ()) -> Events:
    """Return the events of the panel.

    Parameters
    ----------
    world : World
        Tables of calls and episodes.
    folder : str or pathlib.Path, optional
        Folder with the historical tables.
    without : iterable of str
        Episodes of the tables of calls that are left out: those of a case that is forecast.

    Returns
    -------
    Events
        Every event once.

    Raises
    ------
    DataError
        If a historical table is missing or malformed.
    """
    place = None if folder is None else Path(folder)
    left_out = world.episodes.filter(pl.col("episode_id").is_in(list(without)))
    cases = calls(world.calls, world.episodes, without)
    entries = _entries(place)
    rescues = _first_of(pl.concat([cases.filter(pl.col("kind") == RESCUES), entries]), ["state", "partner"])
    refused = _apart_from(_first_of(cases.filter(pl.col("kind") == REFUSED), ["state"]), rescues)
    plain = _upheavals(world, place)
    plain = _apart_from(_first_of(plain, ["state"]), pl.concat([rescues, refused]))
    plain = _with_patrons(plain, place)
    allies = _first_of(_allied_rescues(place), ["state", "partner"])
    frame = pl.concat([rescues, refused, plain, allies]).sort("kind", "year", "state")
    excluded = {(_cow(iso3, year), year) for iso3, year in left_out.select("iso3", "year").iter_rows()}
    kept = [row for row in frame.iter_rows(named=True) if (row["state"], row["year"]) not in excluded]
    touched = pl.concat([cases, entries, _upheavals(world, place), _conflict_years(place)]).select("state", "year")
    return Events(pl.DataFrame(kept, schema=SCHEMA, orient="row"), touched.unique(), _last_year(place))


def calls(held: pl.DataFrame, episodes: pl.DataFrame, without: Iterable[str] = ()) -> pl.DataFrame:
    """Return rescues and refused calls from the embedded panel of calls.

    A crisis in which anybody sent troops is a rescue by those who did; a crisis in which nobody did is refused, with
    the first addressee that is a state or has a lead state as the partner that would have gained.
    """
    usable = held.filter(pl.col("use_for_calibration") & ~pl.col("episode_id").is_in(list(without)))
    joined = usable.join(episodes.select("episode_id", "iso3", "year"), on="episode_id").filter(pl.col("year") >= FIRST)
    rows: list[dict[str, object]] = []
    for (episode,), group in joined.group_by(["episode_id"], maintain_order=True):
        iso3, year = group["iso3"][0], group["year"][0]
        state = _cow(iso3, year)
        if state is None:
            continue
        sent = group.filter(pl.col("answer") == "troops")
        kind = RESCUES if sent.height else REFUSED
        asked = sent if sent.height else group
        partners = [lead_of(row, year) for row in asked.iter_rows(named=True)]
        known = [partner for partner in dict.fromkeys(partners) if partner not in (None, state)]
        chosen: list[int | None] = [*(known if kind == RESCUES else known[:1])] or [None]
        rows += [_row(f"{episode}-{partner or 0}", kind, state, year, partner, "calls") for partner in chosen]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def lead_of(call: dict[str, object], year: int) -> int | None:
    """Return the COW code of the state that answers a call, or leads the organisation that does; None for nobody."""
    if call["addressee_iso3"]:
        return _cow(str(call["addressee_iso3"]), year)
    for row in _leads():
        if row["addressee"] in (call["addressee"], call["addressee_org"]) and int(row["from"]) <= year:
            return _cow(row["iso3"], year)
    return None


@cache
def _leads() -> list[dict[str, str]]:
    text = resources.files(__package__).joinpath("leads.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _cow(iso3: str, year: int) -> int | None:
    found = code_of(iso3, year, "cow", source="iso3")
    return found if isinstance(found, int) else None


def _row(event: str, kind: str, state: int, year: int, partner: int | None, origin: str) -> dict[str, object]:
    return {"event": event, "kind": kind, "state": state, "year": year, "partner": partner, "origin": origin}


def _entries(folder: Path | None) -> pl.DataFrame:
    """Return lead states that came in for a government that had stood alone, from the list of armed conflicts."""
    from equipoise.models.intervention.conflicts import helper_cases

    led = helper_cases(folder).frame.filter(pl.col("led") & (pl.col("year") >= FIRST))
    return led.select(
        event=pl.format("acd-{}-{}-{}", "case", "state", "year"),
        kind=pl.lit(RESCUES),
        state=pl.col("government").cast(pl.Int32),
        year=pl.col("year").cast(pl.Int32),
        partner=pl.col("state").cast(pl.Int32),
        origin=pl.lit("ucdp_acd"),
    )


def _upheavals(world: World, folder: Path | None) -> pl.DataFrame:
    """Return coups and coup attempts, campaigns, and the first year of armed conflicts over government."""
    coups = read("coups_pt_country_year", folder).filter(pl.col("pt_attempt_num") > 0)
    coups = recode(coups, "gwcode", "cow", source="gw", into="state").select("state", "year", origin=pl.lit("coups"))
    listed = read("navco13_campaigns", folder).select("location", year="byear")
    places = {name: _resolved(world, name) for name in set(listed["location"].drop_nulls().to_list())}
    coded = listed.with_columns(iso3=pl.col("location").replace_strict(places, default=None, return_dtype=pl.String))
    campaigns = recode(coded, "iso3", "cow", source="iso3", into="state").select(
        "state", "year", origin=pl.lit("navco13")
    )
    held = read("ucdp_acd", folder).filter(
        pl.col("type_of_conflict").is_in(_INTERNAL) & pl.col("incompatibility").str.contains("government")
    )
    begun = held.filter(pl.col("year") == pl.col("year").min().over("conflict_id"))
    begun = recode(begun, "gwno_a", "cow", source="gw", into="state").select("state", "year", origin=pl.lit("ucdp_acd"))
    every = pl.concat([part.with_columns(pl.col("year").cast(pl.Int32)) for part in (coups, campaigns, begun)])
    every = every.drop_nulls().filter(pl.col("year") >= FIRST).unique(["state", "year"], maintain_order=True)
    return every.sort("year", "state").select(
        event=pl.format("{}-{}-{}", "origin", "state", "year"),
        kind=pl.lit(UPHEAVALS),
        state=pl.col("state").cast(pl.Int32),
        year="year",
        partner=pl.lit(None, dtype=pl.Int32),
        origin="origin",
    )


def _resolved(world: World, name: str) -> str | None:
    if "/" in name:
        # Two names in one cell ("Zaire/DRC"): the panel that ships was made without them, and its numbers stand.
        return None
    try:
        return world.names.resolve(name)
    except UnknownNameError:
        return None


def _conflict_years(folder: Path | None) -> pl.DataFrame:
    held = read("ucdp_acd", folder).filter(pl.col("type_of_conflict").is_in(_INTERNAL))
    coded = recode(held, "gwno_a", "cow", source="gw", into="state").drop_nulls("state")
    rows = coded.select("state", "year").unique()
    return rows.with_columns(
        event=pl.lit(""), kind=pl.lit(UPHEAVALS), partner=pl.lit(None, dtype=pl.Int32), origin=pl.lit("ucdp_acd")
    ).select(list(SCHEMA))


def _allied_rescues(folder: Path | None) -> pl.DataFrame:
    """Return states that joined the target of a dispute with force, bound to it by a defence pact in the year."""
    held = read("mid_participants", folder).filter(pl.col("styear") >= FIRST)
    targets = held.filter((pl.col("sidea") == 0) & (pl.col("orig") == 1)).select("dispnum", state="ccode")
    joined = held.filter((pl.col("sidea") == 0) & (pl.col("orig") == 0) & (pl.col("hiact") >= _FORCE))
    pairs = joined.select("dispnum", partner="ccode", year="styear").join(targets, on="dispnum")
    pacts = read("atop_dyad_year", folder).filter(pl.col("atop_defense") == 1)
    pacts = pacts.select("year", partner="ccode1", state="ccode2").unique()
    bound = pairs.join(pacts, on=["partner", "state", "year"]).filter(pl.col("partner") != pl.col("state"))
    return bound.sort("year", "state", "partner").select(
        event=pl.format("mid-{}-{}-{}", "dispnum", "state", "partner"),
        kind=pl.lit(ALLIES),
        state="state",
        year="year",
        partner="partner",
        origin=pl.lit("mid_participants"),
    )


def _first_of(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Keep the first event of every run of events that are less than `APART` years from the one kept before."""
    kept: list[dict[str, object]] = []
    last: dict[tuple[object, ...], int] = {}
    for row in frame.sort("year", "event").iter_rows(named=True):
        key = tuple(row[name] for name in keys)
        if row["year"] - last.get(key, -10_000) >= APART:
            kept.append(row)
            last[key] = row["year"]
    return pl.DataFrame(kept, schema=SCHEMA, orient="row")


def _apart_from(frame: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Leave out events within `APART` years of others of the same state."""
    taken: dict[int, list[int]] = {}
    for state, year in others.select("state", "year").iter_rows():
        taken.setdefault(state, []).append(year)
    rows = [
        row
        for row in frame.iter_rows(named=True)
        if all(abs(row["year"] - year) >= APART for year in taken.get(row["state"], ()))
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _with_patrons(frame: pl.DataFrame, folder: Path | None) -> pl.DataFrame:
    """Give upheavals without a call the major power that stood nearest in the year before as partner.

    That is the major power bound by a defence pact; among several, or where none is, the one with the least distance
    between the territories. Both are known before the event.
    """
    years = sorted({year - 1 for year in frame["year"].to_list()})
    majors = state_years(years, with_="majors", carry=15, folder=folder).frame.filter(pl.col("cowmaj") == 1)
    pairs = frame.with_columns(before=pl.col("year") - 1).join(majors.select(before="year", major="ccode"), on="before")
    pairs = pairs.filter(pl.col("major") != pl.col("state"))
    pacts = read("atop_dyad_year", folder).filter(pl.col("atop_defense") == 1)
    pacts = pacts.select(before="year", major="ccode1", state="ccode2").unique().with_columns(pact=pl.lit(1))
    near = read("min_distance", folder, years=years)
    near = pl.concat(
        [
            near.select(before="year", state=one, major=other, km="mindist")
            for one, other in (("ccode1", "ccode2"), ("ccode2", "ccode1"))
        ]
    ).unique(["before", "state", "major"])
    keys = ["before", "state", "major"]
    ranked = pairs.join(pacts, on=keys, how="left").join(near, on=keys, how="left")
    best = ranked.sort(
        "event", pl.col("pact").fill_null(0), pl.col("km"), "major", descending=[False, True, False, False]
    )
    chosen = best.unique("event", keep="first", maintain_order=True).select("event", found="major")
    joined = frame.join(chosen, on="event", how="left", maintain_order="left")
    return joined.with_columns(partner=pl.col("found").cast(pl.Int32)).drop("found").select(list(SCHEMA))


def _last_year(folder: Path | None) -> int:
    ends = [
        int(read("ucdp_acd", folder)["year"].max()),  # type: ignore[arg-type]
        int(read("coups_pt_country_year", folder)["year"].max()),  # type: ignore[arg-type]
    ]
    return min(ends)
