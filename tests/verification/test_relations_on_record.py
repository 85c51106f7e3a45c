"""Security ties, hostility and soldiers abroad against historical tables, where EQUIPOISE_DATA names them.

The rows were recalled and part of them mended after such a comparison, so these figures say how much the tables hold of
what is on record, and are no independent test. Each is held to what was measured, less a small margin.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest

from equipoise.sources.history import read
from equipoise.world.relation_rules import ARMED
from equipoise.world.world import World

pytestmark = pytest.mark.slow

LARGE = 9
"""Members from which a treaty is a large one, which bind on paper more states than ever came."""
BODIES = ("RSS", "GCC")
SLACK = 0.02
PairYear = tuple[int, int, int]


@pytest.fixture(scope="module")
def folder() -> Path:
    named = os.environ.get("EQUIPOISE_DATA")
    if not named:
        pytest.skip("EQUIPOISE_DATA is not set: it names the folder with ir/*.parquet")
    return Path(named)


@pytest.fixture(scope="module")
def numbers(world: World) -> dict[str, tuple[int, ...]]:
    """State numbers of the Correlates of War project by our code, those of states that are no more too."""
    found: dict[str, tuple[int, ...]] = {
        iso3: (int(cow),) for iso3, cow in world.states.select("iso3", "cow").drop_nulls().iter_rows()
    }
    for code, aliases in world.former_states.select("code", "aliases").iter_rows():
        if named := [int(alias[4:]) for alias in aliases or () if alias.startswith("cow:")]:
            found[code] = tuple(named)
    # One code of ours for the state before and after 1990, or 1976; numbers change then.
    found |= {"DEU": (255, 260), "VNM": (816, 817), "VDR": (816,), "YUG": (345,), "rhodesia": (552,)}
    return found


def pair_years(one: Iterable[int], other: Iterable[int], years: Iterable[int]) -> set[PairYear]:
    return {(min(a, b), max(a, b), year) for a in one for b in other if a != b for year in years}


def pairs(found: set[PairYear]) -> set[tuple[int, int]]:
    return {(a, b) for a, b, _ in found}


def share(part: set, whole: set) -> float:
    return len(part & whole) / len(whole)


# --- ties -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def core(world: World, numbers: dict[str, tuple[int, ...]]) -> set[PairYear]:
    """Pair-years of 1990-2018 bound to help by our rows of fewer than nine parties, and by two small bodies."""
    rows = world.table("security_ties").filter(pl.col("duty").is_in(["must_assist", "may_assist"]))
    found: set[PairYear] = set()
    for row in rows.iter_rows(named=True):
        years = range(max(1990, row["from"].year), min(2018, row["to"].year if row["to"] else 2018) + 1)
        if row["parties"][0].startswith("org:"):
            body = row["parties"][0][4:]
            for year in years if body in BODIES else ():
                within = world.memberships.filter(
                    (pl.col("org_id") == body)
                    & (pl.col("status") == "member")
                    & (pl.col("from").dt.year() <= year)
                    & (pl.col("to").is_null() | (pl.col("to").dt.year() >= year))
                )["iso3"]
                for a, b in combinations(within, 2):
                    found |= pair_years(numbers.get(a, ()), numbers.get(b, ()), [year])
        elif len(row["parties"]) < LARGE:
            for a, b in combinations(row["parties"], 2):
                found |= pair_years(numbers.get(a, ()), numbers.get(b, ()), years)
    return found


@pytest.fixture(scope="module")
def treaties(folder: Path) -> dict[str, set[PairYear]]:
    """Pair-years of 1990-2018 with a defence obligation: all, by small treaties, and by large ones."""
    told = read("atop_dyad_year", folder, range(1990, 2019)).filter(pl.col("atop_defense") == 1)
    every = {(min(a, b), max(a, b), year) for a, b, year in told.select("ccode1", "ccode2", "year").iter_rows()}
    spells: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    members = read("atop_members", folder).filter(pl.col("defense") == 1)
    for treaty, state, first, last in members.select("atopid", "member", "yrent", "yrexit").iter_rows():
        spells[treaty].append((state, first, last or 2018))
    made: dict[str, set[PairYear]] = {"all": every, "small": set(), "large": set()}
    for held in spells.values():
        size = "large" if len({state for state, _, _ in held}) >= LARGE else "small"
        for (a, since, until), (b, begins, ends) in combinations(held, 2):
            years = range(max(since, begins, 1990), min(until, ends, 2018) + 1)
            made[size] |= pair_years([a], [b], years)
    return {"all": every, "small": made["small"] & every, "not large": every - made["large"]}


@pytest.mark.parametrize(("which", "recall", "recall_of_pairs"), [("small", 0.94, 0.94), ("not large", 0.87, 0.88)])
def test_ties_hold_the_defence_treaties_on_record(record_property, core, treaties, which, recall, recall_of_pairs):
    found, found_pairs = share(core, treaties[which]), share(pairs(core), pairs(treaties[which]))
    record_property("recall", found)
    record_property("recall of pairs", found_pairs)
    assert found >= recall - SLACK
    assert found_pairs >= recall_of_pairs - SLACK


def test_most_ties_are_on_record(record_property, core, treaties):
    precision = share(treaties["all"], core)
    record_property("precision", precision)
    assert precision >= 0.84 - SLACK


# --- hostility ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(world: World, numbers: dict[str, tuple[int, ...]]) -> set[PairYear]:
    found: set[PairYear] = set()
    for a, b, begins, ends in world.table("hostility").select("a", "b", "from", "to").iter_rows():
        years = range(begins.year, (ends.year if ends else 2026) + 1)
        found |= pair_years(numbers.get(a, ()), numbers.get(b, ()), years)
    return found


def on_record(folder: Path) -> dict[str, set[PairYear]]:
    rivals = read("rivalries_tss", folder)
    made: dict[str, set[PairYear]] = defaultdict(set)
    for a, b, start, end in rivals.select("ccode1", "ccode2", "start", "end").iter_rows():
        made["rivalries"] |= pair_years([a], [b], range(max(start, 1950), min(end or 2020, 2020) + 1))
    wars = read("war_interstate_dyad_year", folder).filter(pl.col("year") >= 1950)
    made["wars"] = {(min(a, b), max(a, b), y) for a, b, y in wars.select("ccode1", "ccode2", "year").iter_rows()}
    disputes = read("mid_directed_dyad_year", folder).filter(pl.col("year") >= 1950)
    for name, chosen in (
        ("disputes with deaths", pl.col("fatality") > 0),
        ("war-level disputes", pl.col("hostlev") == 5),
    ):
        rows = disputes.filter(chosen).select("ccode1", "ccode2", "year").iter_rows()
        made[name] = {(min(a, b), max(a, b), year) for a, b, year in rows}
    return made


@pytest.mark.parametrize(
    ("which", "recall_of_pairs", "recall"),
    [
        ("rivalries", 0.90, 0.86),
        ("wars", 1.00, 0.99),
        ("war-level disputes", 0.87, 0.84),
        ("disputes with deaths", 0.80, 0.89),
    ],
)
def test_hostility_holds_the_rivalries_and_wars_on_record(
    record_property, folder, hostile, which, recall_of_pairs, recall
):
    told = on_record(folder)[which]
    met = {pair_year for pair_year in told if pair_year[:2] in pairs(hostile)}
    found_pairs, found = share(pairs(hostile), pairs(told)), share(hostile, met)
    record_property("recall of pairs", found_pairs)
    record_property("recall of years", found)
    assert found_pairs >= recall_of_pairs - SLACK
    assert found >= recall - SLACK


def test_most_violent_pairs_are_on_record(record_property, folder, world, numbers):
    rows = world.table("hostility").filter(
        pl.col("kind").is_in(ARMED) & (pl.col("confidence") == "high") & (pl.col("from").dt.year() < 2011)
    )
    ours: set[PairYear] = set()
    for a, b in rows.select("a", "b").iter_rows():
        ours |= pair_years(numbers.get(a, ()), numbers.get(b, ()), [0])
    everything = read("mid_directed_dyad_year", folder).filter(pl.col("year") >= 1945)
    known = {(min(a, b), max(a, b)) for a, b in everything.select("ccode1", "ccode2").iter_rows()}
    known |= {pair for told in on_record(folder).values() for pair in pairs(told)}
    precision = share(known, pairs(ours))
    record_property("precision", precision)
    assert precision >= 0.93 - SLACK


# --- soldiers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("years", "covered"), [(range(1990, 2026), 0.995), (range(1950, 1990), 0.936)])
def test_hosts_of_american_soldiers_are_known(record_property, folder, world, years, covered):
    told = read("us_troops", folder, years).filter((pl.col("troops_ad") >= 500) & (pl.col("iso3c") != "USA"))
    recorded = set(told.select("iso3c", "year").iter_rows())
    ours: set[tuple[str, int]] = set()
    rows = world.table("stationed_forces").filter(pl.col("sender") == "USA")
    for host, begins, ends in rows.select("host", "from", "to").iter_rows():
        span = range(begins.year, (ends.year if ends else 2026) + 1)
        ours |= {(host, year) for year in span}
    found = share(ours, recorded)
    record_property("covered", found)
    assert found >= covered - SLACK
