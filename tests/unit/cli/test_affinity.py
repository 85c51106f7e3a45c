from datetime import date
from pathlib import Path

import polars as pl
import pytest

import equipoise as eq
from equipoise.answers import Answer
from equipoise.answers.printers.terminal import as_text
from equipoise.errors import InputError, UnknownNameError
from equipoise.world.organisations import organisations_of
from equipoise.world.world import World

_SESSIONS = (72, 73, 74)
_CALLS = 12


def _write(folder: Path, name: str, rows: list[dict]) -> None:
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(folder / f"{name}.parquet")


def _vote(voter: int, session: int, call: int) -> int | None:
    """Kazakhstan (0) always says yes; Turkey (1) says no in four of twelve calls, and is absent in session 74."""
    if voter == 1 and session == 74:
        return None
    return 3 if voter == 1 and call < 4 else 1


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of made-up historical tables in the declared form, named by EQUIPOISE_DATA."""
    folder = tmp_path / "ir"
    folder.mkdir()
    calls = [(100 * session + call, session, call) for session in _SESSIONS for call in range(_CALLS)]
    cast = [(rcid, voter, _vote(voter, session, call)) for rcid, session, call in calls for voter in (0, 1)]
    _write(folder, "un_votes", [{"rcid": r, "cid": v, "vote": vote} for r, v, vote in cast if vote is not None])
    empty = {"importantvote": 0, "date": date(2018, 1, 1), "unres": "R", "short": "", "descr": ""}
    _write(folder, "un_roll_calls", [{"rcid": rcid, "session": session, **empty} for rcid, session, _ in calls])
    names = ((0, "KZ", "Kazakhstan"), (1, "TR", "Turkey"), (2, None, "Zanzibar"))
    _write(folder, "un_countries", [{"cid": c, "country_code": code, "country": name} for c, code, name in names])
    points = [(705, 73, -0.5), (640, 73, 0.25), (705, 74, -0.6)]
    _write(
        folder,
        "un_ideal_points",
        [
            {"ccode": c, "session": s, "subset": "All", "nvotes": 9, "idealpoint": p, "q5": p - 0.1, "q95": p + 0.1}
            | {"iso3c": "", "countryname": ""}
            for c, s, p in points
        ],
    )
    none = {f"atop_{pledge}": 0 for pledge in ("defense", "offense", "neutral", "nonagg", "consul")}
    pact = {"ccode1": 705, "ccode2": 365, "year": 2018, **none, "atop_defense": 1}
    _write(folder, "atop_dyad_year", [pact, {**pact, "ccode1": 365, "ccode2": 705}])
    system = [(code, year) for code in (365, 640, 705) for year in (2017, 2018)]
    text = {"stateabb": "", "gw_name": "", "cw_name": ""}
    _write(folder, "state_codes", [{"ccode": c, "gwcode": c, "year": y, **text, "stateabb": str(c)} for c, y in system])
    monkeypatch.setenv("EQUIPOISE_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def no_history(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EQUIPOISE_DATA", raising=False)


def measures(answer: Answer) -> dict[str, dict]:
    """Return the rows of the measures by their keys."""
    return {str(row["measure"]): row for row in answer.sheet("affinity").records()}


def test_the_last_covered_year_of_each_source_is_told(world: World, history: Path) -> None:
    answer = eq.ask.affinity(world, "KAZ", "Turkey")
    found = measures(answer)
    votes = found["lijphart"]
    assert (votes["year"], votes["rests_on"], votes["covered"]) == (2018, "12 common votes", "2017-2018")
    assert found["identical"]["value"] == found["yes_no"]["value"] == pytest.approx(8 / 12)
    assert (found["distance"]["year"], found["distance"]["value"]) == (2018, pytest.approx(0.75))
    first, second = (found[f"ideal_point_{side}"]["value"] for side in ("first", "second"))
    assert (first.low, second.high) == (pytest.approx(-0.6), pytest.approx(0.35))
    series = list(answer.sheet("agreement").records())
    assert [(row["year"], row["session"], row["common"]) for row in series] == [(2017, 72, 12), (2018, 73, 12)]
    assert answer.caveats == ()


def test_portfolios_by_hand(world: World, history: Path) -> None:
    """Positions RUS, TUR, KAZ: Kazakhstan 3, 0, 3, Turkey 0, 3, 0. Opposed throughout: S = -1 by both distances.
    Observed 9; means 2 and 1, mean squares 6 and 3; kappa expects 6 + 3 - 4 = 5: 1 - 9/5 = -0.8; pi -1."""
    found = measures(eq.ask.affinity(world, "KAZ", "TUR"))
    s = found["s_absolute"]
    assert (s["year"], s["covered"], s["rests_on"]) == (2018, "2018-2018", "pledges to 3 states")
    assert (s["value"], found["s_squared"]["value"]) == (pytest.approx(-1), pytest.approx(-1))
    assert (found["kappa"]["value"], found["pi"]["value"]) == (pytest.approx(-0.8), pytest.approx(-1))
    assert found["kappa_fighting"]["value"] == found["kappa"]["value"]  # the only pact is one to fight


def test_outside_the_coverage_there_is_no_value(world: World, history: Path) -> None:
    answer = eq.ask.affinity(world, "KAZ", "TUR", year=2019)
    found = measures(answer)
    assert found["lijphart"]["value"] is None
    assert found["lijphart"]["rests_on"] == "0 common votes"
    assert found["distance"]["value"] is None
    assert found["s_absolute"]["value"] is None
    assert found["s_absolute"]["covered"] == "2018-2018"
    assert "no data" in as_text(answer)
    earlier = eq.ask.affinity(world, "KAZ", "TUR", year=2000)
    assert measures(earlier)["lijphart"]["covered"] == "2017-2018"


def test_one_known_ideal_point_is_told_where_the_distance_is_not(world: World, history: Path) -> None:
    found = measures(eq.ask.affinity(world, "KAZ", "TUR", year=2019))
    assert found["ideal_point_first"]["value"].value == -0.6
    assert found["ideal_point_second"]["value"] is None


def test_as_of_a_day_only_years_that_were_over_are_told(world: World, history: Path) -> None:
    answer = eq.ask.affinity(World.load(as_of="2018-06-30"), "KAZ", "TUR")
    assert [row["year"] for row in answer.sheet("agreement").records()] == [2017]
    assert measures(answer)["s_absolute"]["value"] is None


def test_states_that_no_table_knows_have_no_values(world: World, history: Path) -> None:
    answer = eq.ask.affinity(world, "GRL", "ABW")
    found = measures(answer)
    assert found["lijphart"]["covered"] == "no year"
    assert found["kappa"]["value"] is None
    assert "no year" in as_text(answer)


def test_without_the_historical_tables_organisations_are_told_and_one_line_says_what_is_missing(
    world: World, no_history: None
) -> None:
    answer = eq.ask.affinity(world, "KAZ", "TUR")
    assert [sheet.name for sheet in answer.sheets] == ["organisations"]
    assert len(answer.caveats) == 1
    text = as_text(answer)
    assert len([line for line in text.splitlines() if "EQUIPOISE_DATA" in line]) == 1
    assert "OTS" in text


def test_a_folder_that_lacks_one_table_costs_only_its_subject(world: World, history: Path) -> None:
    (history / "ir" / "atop_dyad_year.parquet").unlink()
    answer = eq.ask.affinity(world, "KAZ", "TUR")
    assert "s_absolute" not in measures(answer)
    assert "lijphart" in measures(answer)
    assert "atop_dyad_year.parquet does not exist" in answer.caveats[0].text


def test_organisations_are_those_of_the_tables_on_the_day(world: World, no_history: None) -> None:
    answer = eq.ask.affinity(world, "KAZ", "TUR", year=2021)
    own, others = (set(organisations_of(world, iso3, date(2021, 12, 31))) for iso3 in ("KAZ", "TUR"))
    found: dict[str, set[str]] = {}
    for row in answer.sheet("organisations").records():
        found.setdefault(row["members"], set()).add(row["org_id"])
    assert found == {"both": own & others, "Kazakhstan alone": own - others, "Turkey alone": others - own}
    assert answer.subject["on"] == "2021-12-31"
    assert answer.sheet("organisations").source_ids


def test_the_order_of_the_states_does_not_matter(world: World, history: Path) -> None:
    one, other = (measures(eq.ask.affinity(world, *pair)) for pair in (("KAZ", "TUR"), ("TUR", "KAZ")))
    for key in ("lijphart", "identical", "yes_no", "distance"):
        assert one[key] == other[key]
    assert one["kappa"]["value"] == pytest.approx(other["kappa"]["value"])


def test_json_is_one_object_with_provenance_and_citations(history: Path, equipoise) -> None:
    found = equipoise("affinity", "KAZ", "TUR", "--json").json
    assert found["provenance"]["data"]["digest"]
    read = {entry["table"] for entry in found["tables"] if entry["subject"] == "agreement"}
    assert read == {"un_votes", "un_roll_calls", "un_countries"}
    assert all(entry["citation"] for entry in found["tables"])
    assert [row["year"] for row in found["portfolios"]] == [2018]


def test_what_cannot_be_asked_is_refused_in_one_line(world: World) -> None:
    with pytest.raises(UnknownNameError, match="unknown state 'Kazakhstn'; did you mean Kazakhstan"):
        eq.ask.affinity(world, "Kazakhstn", "TUR")
    with pytest.raises(InputError, match="are one state"):
        eq.ask.affinity(world, "KAZ", "Kazakhstan")
    with pytest.raises(InputError, match="year 99999 is out of range"):
        eq.ask.affinity(world, "KAZ", "TUR", year=99999)


def test_a_year_in_which_one_of_them_did_not_exist_is_refused(world: World, history: Path) -> None:
    with pytest.raises(InputError, match="KAZ does not exist on 1950-12-31"):
        eq.ask.affinity(world, "KAZ", "TUR", year=1950)
