"""State-years and dyad-years on a folder made by hand: membership, joins, and missing is not zero."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from history_samples import CHN, KAZ, RUS, both_ways, sample, write

from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.sources import dyad_years, state_years
from equipoise.sources.history import Panel

YEARS = range(1995, 2002)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sample(tmp_path)


def one(panel: Panel, year: int, first: int, second: int) -> dict[str, Any]:
    found = panel.frame.filter(year=year, ccode1=first, ccode2=second)
    assert found.height == 1
    return found.row(0, named=True)


@pytest.mark.parametrize(("on", "china"), [("any", 1), ("start", 0), ("end", 1), ("whole", 0)])
def test_entry_dates_are_respected(folder: Path, on: str, china: int) -> None:
    frame = state_years([1996], on=on, with_=[], folder=folder).frame
    assert frame.filter(ccode=CHN).height == china
    assert frame.height == 2 + china


def test_members_on_the_last_day_are_carried_and_marked(folder: Path) -> None:
    frame = state_years([2000, 2001], with_=[], folder=folder).frame
    assert frame.filter(year=2000)["system_carried"].to_list() == [False] * 3
    assert frame.filter(year=2001)["system_carried"].to_list() == [True] * 3


@pytest.mark.parametrize("year", [1989, 2016])
def test_years_outside_the_system(folder: Path, year: int) -> None:
    with pytest.raises(InputError, match=r"outside the list of states, which covers 1990-2000.*2015 at most"):
        state_years([year], folder=folder)


def test_a_state_that_left_is_not_carried(tmp_path: Path) -> None:
    rows = [
        {"ccode": 2, "styear": 1990, "stmonth": 1, "stday": 1, "endyear": 2000, "endmonth": 12, "endday": 31},
        {"ccode": 20, "styear": 1990, "stmonth": 1, "stday": 1, "endyear": 1999, "endmonth": 6, "endday": 30},
    ]
    write(tmp_path / "ir", "cow_states", rows)
    frame = state_years([1999, 2000, 2001], with_=[], folder=tmp_path).frame
    assert frame.filter(ccode=20)["year"].to_list() == [1999]


def test_state_values_are_null_without_a_row(folder: Path) -> None:
    frame = state_years(YEARS, folder=folder).frame
    assert frame.filter(ccode=RUS, year=1995)["cinc"].item() == 0.05
    assert frame.filter(ccode=KAZ, year=1995)["cinc"].item() is None
    assert frame.filter(ccode=RUS, year=2001)["cinc"].item() is None


def test_rows_per_year(folder: Path) -> None:
    directed = dyad_years(YEARS, with_=[], folder=folder).frame
    single = dyad_years(YEARS, with_=[], directed=False, folder=folder).frame
    counts = dict(directed.group_by("year").len().iter_rows())
    assert counts == {1995: 2, **dict.fromkeys(range(1996, 2002), 6)}
    assert directed.height == 2 * single.height
    assert single.filter(pl.col("ccode1") >= pl.col("ccode2")).is_empty()
    assert directed.select("ccode1", "ccode2", "year").is_unique().all()


def test_an_alliance_not_listed_is_zero_only_inside_the_coverage(folder: Path) -> None:
    panel = dyad_years(YEARS, with_="alliance", folder=folder)
    assert one(panel, 1998, RUS, KAZ)["atop_defense"] == 1
    assert one(panel, 1998, KAZ, RUS)["atop_defense"] == 0  # the obligation runs one way
    assert one(panel, 1998, RUS, CHN)["atop_defense"] == 0  # covered, and nothing listed
    assert one(panel, 2000, RUS, KAZ)["atop_defense"] is None  # after the last year of the source
    assert one(panel, 2001, RUS, KAZ)["atop_nonagg"] is None


def test_directed_columns_come_twice_in_single_pairs(folder: Path) -> None:
    row = one(dyad_years([1998], with_="alliance", directed=False, folder=folder), 1998, RUS, KAZ)
    assert (row["atop_defense_12"], row["atop_defense_21"]) == (1, 0)


def test_arms_are_zero_only_between_appearances_of_both(folder: Path) -> None:
    panel = dyad_years(YEARS, with_="arms", folder=folder)
    assert one(panel, 1996, RUS, KAZ)["arms_tiv"] == 50
    assert one(panel, 1998, RUS, KAZ)["arms_tiv"] == 0
    assert one(panel, 1998, KAZ, RUS)["arms_tiv"] == 0
    assert one(panel, 1998, RUS, CHN)["arms_tiv"] is None  # the source never names China here
    assert one(panel, 1995, RUS, KAZ)["arms_tiv"] is None
    assert one(panel, 2000, RUS, KAZ)["arms_tiv"] is None


def test_contiguity_takes_the_closest_and_zero_inside(folder: Path) -> None:
    panel = dyad_years(YEARS, with_="contiguity", folder=folder)
    assert one(panel, 1998, RUS, KAZ)["conttype"] == 1
    assert one(panel, 1998, RUS, CHN)["conttype"] == 0
    assert one(panel, 2001, RUS, KAZ)["conttype"] is None


def test_carry_fills_and_marks(folder: Path) -> None:
    panel = dyad_years(YEARS, with_=("contiguity", "majors", "alliance"), carry=1, folder=folder)
    late = one(panel, 2001, RUS, KAZ)
    assert (late["conttype"], late["conttype_carried"]) == (1, True)
    assert (late["cowmaj1"], late["cowmaj_carried1"]) == (1, True)
    assert late["atop_defense"] is None
    assert one(panel, 2000, RUS, KAZ)["conttype_carried"] is False
    noted = panel.coverage.filter(column="conttype").row(0, named=True)
    assert (noted["last"], noted["carried_to"], noted["years_outside"]) == (2000, 2001, 0)


def test_carry_goes_past_the_end_of_a_yearly_table(folder: Path) -> None:
    plain = dyad_years(YEARS, with_="distance", folder=folder)
    carried = dyad_years(YEARS, with_="distance", carry=2, folder=folder)
    last: Any = plain.frame.filter(plain.frame["mindist"].is_not_null())["year"].max()
    assert last < max(YEARS)
    was, now = one(plain, last, RUS, KAZ), one(carried, last + 1, RUS, KAZ)
    assert (now["mindist"], now["mindist_carried"]) == (was["mindist"], True)


def test_disputes_of_one_year_are_put_together(folder: Path) -> None:
    panel = dyad_years(YEARS, with_="mid", folder=folder)
    row = one(panel, 1997, CHN, KAZ)
    assert (row["mid_ongoing"], row["mid_onset"], row["mid_hostility"]) == (1, 1, 4)
    calm = one(panel, 1997, RUS, KAZ)
    assert (calm["mid_ongoing"], calm["mid_hostility"]) == (0, None)
    assert one(panel, 1998, RUS, KAZ)["mid_ongoing"] is None


def test_ideal_points_use_all_votes_of_the_session(folder: Path) -> None:
    panel = dyad_years([1998, 1999], with_="ideal_points", folder=folder)
    row = one(panel, 1998, KAZ, RUS)
    assert row["idealpoint1"] == 0.3
    assert row["idealpoint_distance"] == pytest.approx(0.5)
    assert one(panel, 1998, KAZ, CHN)["idealpoint_distance"] is None
    assert one(panel, 1999, KAZ, RUS)["idealpoint_distance"] is None


def test_distances(folder: Path) -> None:
    panel = dyad_years([1997, 1998], with_="distance", folder=folder)
    # Almaty to Moscow about 3100 km, Astana to Moscow about 2280 km: the capital at the end of the year counts.
    assert one(panel, 1997, KAZ, RUS)["capdist"] == pytest.approx(3113, abs=15)
    assert one(panel, 1998, KAZ, RUS)["capdist"] == pytest.approx(2277, abs=15)
    assert one(panel, 1998, KAZ, RUS)["mindist"] == 0
    assert one(panel, 1997, KAZ, RUS)["mindist"] is None
    assert one(panel, 1998, KAZ, CHN)["capdist"] is None


def test_rivalries_are_spells(folder: Path) -> None:
    panel = dyad_years(YEARS, with_="rivalry", folder=folder)
    assert one(panel, 1998, CHN, RUS)["rivalry"] == 1
    assert one(panel, 1998, CHN, KAZ)["rivalry"] == 0
    assert one(panel, 1999, CHN, RUS)["rivalry"] is None


def test_the_two_directions_mirror_each_other(folder: Path) -> None:
    layers = ("capability", "democracy", "alliance", "distance", "contiguity", "igo", "ideal_points", "arms", "mid")
    frame = dyad_years(YEARS, with_=layers, folder=folder).frame
    for name in frame.columns:
        if name[-1] == "1" and name != "ccode1" and f"{name[:-1]}2" in frame.columns:
            other = frame.select("ccode1", "ccode2", "year", name).join(
                frame.select(ccode1="ccode2", ccode2="ccode1", year="year", twin=f"{name[:-1]}2"),
                on=["ccode1", "ccode2", "year"],
            )
            assert other[name].eq_missing(other["twin"]).all(), name
    assert {"polity2_1", "polity2_2", "cinc1", "cinc2"} <= set(frame.columns)


def test_politically_relevant_pairs(folder: Path) -> None:
    frame = dyad_years([1998], with_="igo", politically_relevant=True, folder=folder).frame
    assert frame.height == 6  # Russia is a major power; Kazakhstan and China share a border
    assert not {"conttype", "cowmaj1"} & set(frame.columns)


def test_relevance_beyond_its_tables_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match=r"reach 2000 here, not 2001.*carry=1"):
        dyad_years([2001], with_=[], politically_relevant=True, folder=folder)
    assert len(dyad_years([2001], with_=[], politically_relevant=True, carry=1, folder=folder)) == 6


@pytest.mark.parametrize("states", [["KAZ", "RUS"], [KAZ, "RUS"], (KAZ, RUS)])
def test_a_choice_of_states(folder: Path, states: Any) -> None:
    assert dyad_years([1998], with_=[], states=states, folder=folder).frame["ccode1"].to_list() == [RUS, KAZ]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        ({"with_": ["aliance"]}, UnknownNameError, "did you mean alliance"),
        ({"states": ["KAS", "RUS"]}, UnknownNameError, "state code"),
        ({"states": ["KAZ"]}, InputError, "a pair needs two states"),
        ({"states": ["USA", "CAN"]}, InputError, "none of the states asked for"),
        ({"system": "cw"}, UnknownNameError, "system 'cw'"),
        ({"on": "july"}, UnknownNameError, "choices: any, end, start, whole"),
        ({"carry": -1}, InputError, "carry=-1"),
        ({"carry": 1.5}, InputError, "carry=1.5"),
        ({"years": "1998"}, InputError, "not a whole number"),
        ({"years": []}, InputError, "no year given"),
        ({"with_": 3}, InputError, "not a list of layers"),
        ({"states": 3.5}, InputError, "not a list of codes"),
        ({"states": [3.5]}, UnknownNameError, "state code"),
        ({"years": 10**12}, InputError, "outside the list of states"),
        ({"years": float("nan")}, InputError, "not a whole number"),
        ({"with_": ["war"]}, DataError, "war_interstate_dyad_year.parquet does not exist"),
    ],
)
def test_one_line_for_every_mistake(folder: Path, call: dict[str, Any], error: type, words: str) -> None:
    years = call.pop("years", [1998])
    with pytest.raises(error, match=words) as caught:
        dyad_years(years, folder=folder, **{"with_": [], **call})
    assert "\n" not in str(caught.value)


def test_directions_that_contradict_each_other(folder: Path) -> None:
    rows = both_ways({"ccode1": RUS, "ccode2": KAZ, "year": 1998, "dyadigos": 40})
    rows[1]["dyadigos"] = 41
    write(folder / "ir", "igo_dyad_year", rows)
    with pytest.raises(DataError, match=r"dyadigos of .* in 1998 differ between the two directions"):
        dyad_years([1998], with_="igo", folder=folder)


def test_the_coverage_stands_beside_the_frame(folder: Path) -> None:
    panel = dyad_years(YEARS, with_=("alliance", "capability"), folder=folder)
    noted = {row["column"]: row for row in panel.coverage.iter_rows(named=True)}
    assert (noted["atop_defense"]["first"], noted["atop_defense"]["last"]) == (1995, 1999)
    assert noted["atop_defense"]["years_outside"] == 2
    assert noted["atop_defense"]["rule"].startswith("0 where both states are in the COW system")
    assert noted["cinc"]["rule"] == "null where the source has no row"
    assert noted["ccode"]["carried_to"] == 2001
    assert noted["atop_defense"]["citation"]


def test_gw_labels_join_cow_tables(tmp_path: Path) -> None:
    folder = tmp_path / "ir"
    days = {"stmonth": 1, "stday": 1, "endmonth": 12, "endday": 31}
    spells = [{"ccode": code, "styear": 1990, "endyear": 2000, **days} for code in (255, 705)]
    write(folder, "cow_states", spells)
    write(folder, "nmc", [{"ccode": 255, "year": 1995, "cinc": 0.03}])
    codes = [
        {"stateabb": "GMY", "year": 1995, "gwcode": 260, "ccode": 255},
        {"stateabb": "KZK", "year": 1995, "gwcode": 705, "ccode": 705},
        {"stateabb": "CAN", "year": 1995, "gwcode": 20, "ccode": None},
    ]
    write(folder, "state_codes", codes)
    write(folder, "rivalries_tss", [{"tssr_id": 1, "ccode1": 2, "ccode2": 20, "start": 1900, "end": 1999}])
    frame = state_years(1995, system="gw", with_="capability", folder=tmp_path).frame
    assert frame["gwcode"].to_list() == [20, 260, 705]
    assert frame["cinc"].to_list() == [None, 0.03, None]
    pairs = dyad_years(1995, system="gw", with_="rivalry", folder=tmp_path).frame
    assert pairs.height == 6
    # Canada is made to be no member of the COW system here, so nothing can be said about its rivalries.
    assert pairs.filter(gwcode1=20, gwcode2=260)["rivalry"].item() is None
    assert pairs.filter(gwcode1=705, gwcode2=260)["rivalry"].item() == 0
