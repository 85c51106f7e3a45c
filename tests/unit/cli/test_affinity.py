import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import typer
from typer.testing import CliRunner

from equipoise.cli.affinity import affinity, affinity_of
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


def _run(*words: str) -> str:
    app = typer.Typer()
    app.command()(affinity)
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_the_last_covered_year_of_each_source_is_told(world: World, history: Path) -> None:
    found = affinity_of(world, "KAZ", "Turkey")
    votes = found["agreement"]
    assert (votes["year"], votes["session"], votes["common"], votes["coverage"]) == (2018, 73, 12, [2017, 2018])
    assert votes["identical"] == votes["yes_no"] == pytest.approx(8 / 12)
    points = found["ideal_points"]
    assert (points["year"], points["distance"]) == (2018, pytest.approx(0.75))
    assert (points["first_low"], points["second_high"]) == (pytest.approx(-0.6), pytest.approx(0.35))
    assert [row["year"] for row in found["series"]["agreement"].iter_rows(named=True)] == [2017, 2018]
    assert found["notes"] == []


def test_portfolios_by_hand(world: World, history: Path) -> None:
    """Positions RUS, TUR, KAZ: Kazakhstan 3, 0, 3, Turkey 0, 3, 0. Opposed throughout: S = -1 by both distances.
    Observed 9; means 2 and 1, mean squares 6 and 3; kappa expects 6 + 3 - 4 = 5: 1 - 9/5 = -0.8; pi -1."""
    found = affinity_of(world, "KAZ", "TUR")["portfolios"]
    assert (found["year"], found["coverage"], found["compared"]) == (2018, [2018, 2018], 3)
    assert (found["s_absolute"], found["s_squared"]) == (pytest.approx(-1), pytest.approx(-1))
    assert (found["kappa"], found["pi"]) == (pytest.approx(-0.8), pytest.approx(-1))
    assert found["kappa_fighting"] == found["kappa"]  # the only pact is one to fight


def test_outside_the_coverage_there_is_no_value(world: World, history: Path) -> None:
    found = affinity_of(world, "KAZ", "TUR", year=2019)
    assert found["agreement"]["lijphart"] is None
    assert found["agreement"]["common"] == 0
    assert found["ideal_points"]["distance"] is None
    assert found["ideal_points"]["first"] == -0.6
    assert found["portfolios"]["s_absolute"] is None
    assert found["portfolios"]["coverage"] == [2018, 2018]
    assert "no data" in _run("KAZ", "TUR", "--year", "2019")
    assert affinity_of(world, "KAZ", "TUR", year=1850)["agreement"]["coverage"] == [2017, 2018]


def test_states_that_no_table_knows_have_no_values(world: World, history: Path) -> None:
    found = affinity_of(world, "GRL", "ABW")
    assert found["agreement"]["coverage"] is None
    assert found["portfolios"]["kappa"] is None
    assert "no year" in _run("GRL", "ABW")


def test_without_the_historical_tables_organisations_are_told_and_one_line_says_what_is_missing(
    world: World, no_history: None
) -> None:
    found = affinity_of(world, "KAZ", "TUR")
    assert [found[subject] for subject in ("agreement", "ideal_points", "portfolios")] == [None] * 3
    assert len(found["notes"]) == 1
    text = _run("KAZ", "TUR")
    assert [line for line in text.splitlines() if "EQUIPOISE_DATA" in line] == [text.splitlines()[-1]]
    assert "OTS" in text


def test_a_folder_that_lacks_one_table_costs_only_its_subject(world: World, history: Path) -> None:
    (history / "ir" / "atop_dyad_year.parquet").unlink()
    found = affinity_of(world, "KAZ", "TUR")
    assert found["portfolios"] is None
    assert found["agreement"] is not None
    assert "atop_dyad_year.parquet does not exist" in found["notes"][0]


def test_organisations_are_those_of_the_tables_on_the_day(world: World, no_history: None) -> None:
    found = affinity_of(world, "KAZ", "TUR", year=2021)["organisations"]
    own, others = (set(organisations_of(world, iso3, date(2021, 12, 31))) for iso3 in ("KAZ", "TUR"))
    assert {entry["org_id"] for entry in found["shared"]} == own & others
    assert set(found["only_first"]) == own - others
    assert own | others <= set(found["held"])
    assert found["on"] == date(2021, 12, 31)
    assert found["source_ids"]


def test_the_order_of_the_states_does_not_matter(world: World, history: Path) -> None:
    one, other = affinity_of(world, "KAZ", "TUR"), affinity_of(world, "TUR", "KAZ")
    assert one["agreement"] == other["agreement"]
    assert one["portfolios"]["kappa"] == pytest.approx(other["portfolios"]["kappa"])
    assert one["ideal_points"]["distance"] == other["ideal_points"]["distance"]
    assert one["organisations"]["shared"] == other["organisations"]["shared"]


def test_json_is_one_object_with_provenance_and_citations(history: Path) -> None:
    found = json.loads(_run("KAZ", "TUR", "--json"))
    assert found["provenance"]["data"]["digest"]
    assert {entry["table"] for entry in found["agreement"]["tables"]} == {"un_votes", "un_roll_calls", "un_countries"}
    assert all(entry["citation"] for entry in found["portfolios"]["tables"])
    assert [row["year"] for row in found["series"]["portfolios"]] == [2018]


def test_what_cannot_be_asked_is_refused_in_one_line(world: World) -> None:
    with pytest.raises(UnknownNameError, match="unknown state 'Kazakhstn'; did you mean Kazakhstan"):
        affinity_of(world, "Kazakhstn", "TUR")
    with pytest.raises(InputError, match="are one state"):
        affinity_of(world, "KAZ", "Kazakhstan")
    with pytest.raises(InputError, match="year 99999 is out of range"):
        affinity_of(world, "KAZ", "TUR", year=99999)
