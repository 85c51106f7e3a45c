"""Reading a third-party table: one error per fault, naming file, column and row."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from history_samples import both_ways, sample, write

from equipoise.errors import DataError, EquipoiseError, InputError, UnknownNameError
from equipoise.sources.history import coverage, coverages, read
from equipoise.sources.history.catalogue import catalogue
from equipoise.sources.history.layers import layer_columns
from equipoise.world.schema import DTYPES

ROW = {"ccode": 2, "year": 2000, "cinc": 0.1}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ir"


def refused(folder: Path, table: str = "nmc") -> str:
    with pytest.raises(DataError) as caught:
        read(table, folder)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_sound_table_is_read_in_declared_types(folder: Path) -> None:
    write(folder, "nmc", [ROW, {**ROW, "ccode": 20}])
    frame = read("nmc", folder)
    assert frame.schema == catalogue()["nmc"].schema.polars
    assert frame["milex"].null_count() == 2


def test_the_parent_of_ir_is_accepted_too(folder: Path) -> None:
    write(folder, "nmc", [ROW])
    assert read("nmc", folder.parent).equals(read("nmc", folder))


def test_unset_environment_says_how_to_set_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EQUIPOISE_DATA", raising=False)
    with pytest.raises(DataError, match=r"set EQUIPOISE_DATA .*export EQUIPOISE_DATA="):
        read("nmc")


def test_environment_that_names_no_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EQUIPOISE_DATA", str(tmp_path / "absent"))
    with pytest.raises(DataError, match=r"EQUIPOISE_DATA names .*absent.*not a folder"):
        read("nmc")


@pytest.mark.parametrize("folder", [3, "~nobody-of-this-name/data", "with\x00null"])
def test_folders_that_are_none(folder: Any) -> None:
    with pytest.raises(EquipoiseError, match=r"is not a (path|folder)"):
        read("nmc", folder)


def test_environment_is_used(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    write(folder, "nmc", [ROW])
    monkeypatch.setenv("EQUIPOISE_DATA", str(folder.parent))
    assert read("nmc").height == 1


def test_unknown_table_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean contiguity"):
        read("contiguty")


def test_missing_file(folder: Path) -> None:
    folder.mkdir()
    assert "nmc.parquet does not exist" in refused(folder)


def test_file_that_is_no_parquet(folder: Path) -> None:
    folder.mkdir()
    (folder / "nmc.parquet").write_text("ccode,year\n2,2000\n")
    assert "nmc.parquet cannot be read as Parquet" in refused(folder)


def test_empty_table(folder: Path) -> None:
    folder.mkdir()
    pl.DataFrame(schema={"ccode": pl.Int32, "year": pl.Int32}).write_parquet(folder / "nmc.parquet")
    assert "nmc.parquet has no rows" in refused(folder)


def test_missing_column_names_the_nearest(folder: Path) -> None:
    write(folder, "nmc", [{"ccode": 2, "yeer": 2000}], whole=False)
    message = refused(folder)
    assert "column 'year' (integer) is missing; nearest: yeer" in message


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"ccode": "USA"}, "column 'ccode' holds String from row 1 on, declared is integer"),
        ({"cinc": "0.1"}, "column 'cinc' holds String from row 1 on, declared is number"),
        ({"year": 2000.5}, "column 'year', row 1: 2000.5 is not a whole number"),
        ({"ccode": None}, "column 'ccode', row 1: required and empty"),
        ({"cinc": 1.5}, "column 'cinc', row 1: 1.5 is outside 0 to 1"),
        ({"cinc": float("nan")}, "column 'cinc', row 1: nan is outside 0 to 1"),
        ({"tpop": float("inf")}, "column 'tpop', row 1: inf is outside"),
        ({"ccode": 0}, "column 'ccode', row 1: 0 is outside 1 to 999"),
        ({"year": 10**12}, "column 'year', row 1: 1000000000000 is not a whole number of 32 bits"),
        ({"ccode": [2]}, "column 'ccode' holds List"),
        ({"year": 1815}, "column 'year', row 1: 1815 is outside the declared window 1816-2022"),
        ({"year": 2023}, "column 'year', row 1: 2023 is outside the declared window 1816-2022"),
    ],
)
def test_one_fault_one_error(folder: Path, change: dict[str, Any], complaint: str) -> None:
    write(folder, "nmc", [{**ROW, **change}])
    message = refused(folder)
    assert str(folder / "nmc.parquet") in message
    assert complaint in message


def test_repeated_key_names_both_rows(folder: Path) -> None:
    write(folder, "nmc", [ROW, {**ROW, "ccode": 20}, {**ROW, "cinc": 0.2}])
    assert "row 3: ccode 2, year 2000 repeats row 1" in refused(folder)


def test_a_key_with_nulls_still_counts_as_repeated(folder: Path) -> None:
    conflict = {"conflict_id": 1, "year": 2000, "gwno_a": 2, "intensity_level": 1, "type_of_conflict": "intrastate"}
    write(folder, "ucdp_acd", [conflict, conflict])
    assert "row 2" in refused(folder, "ucdp_acd")


def test_a_pair_of_one_state(folder: Path) -> None:
    write(folder, "igo_dyad_year", [{"ccode1": 2, "ccode2": 2, "year": 2000, "dyadigos": 1}])
    assert "column 'ccode2', row 1: 2 is paired with itself" in refused(folder, "igo_dyad_year")


def test_a_spell_that_ends_before_it_begins(folder: Path) -> None:
    row = {"ccode1": 2, "ccode2": 20, "conttype": 1, "stdate": date(1950, 1, 1), "enddate": date(1949, 1, 1)}
    write(folder, "contiguity", both_ways(row))
    assert "column 'enddate', row 1: 1949-01-01 lies before 1950-01-01" in refused(folder, "contiguity")


def test_windows_of_a_newer_version_are_the_users_to_declare(folder: Path) -> None:
    write(folder, "nmc", [{**ROW, "year": 2025}])
    (folder / "windows.csv").write_text("table,first,last,version\nnmc,1816,2025,7.0\n")
    assert read("nmc", folder)["year"].to_list() == [2025]
    found = coverage("nmc", folder)
    assert (found.last, found.table.version) == (2025, "7.0")


@pytest.mark.parametrize("text", ["table,first,last,version\nnmc,1816,soon,7\n", "table,first\nnmc,1816\n"])
def test_malformed_windows(folder: Path, text: str) -> None:
    write(folder, "nmc", [ROW])
    (folder / "windows.csv").write_text(text)
    assert "windows.csv" in refused(folder)


def test_windows_of_an_unknown_table(folder: Path) -> None:
    write(folder, "nmc", [ROW])
    (folder / "windows.csv").write_text("table,first,last,version\nnmcs,1816,2025,7\n")
    with pytest.raises(UnknownNameError, match="did you mean"):
        read("nmc", folder)


def test_years_keep_rows_and_overlapping_spells(tmp_path: Path) -> None:
    folder = sample(tmp_path)
    assert read("nmc", folder, years=range(1999, 2010))["year"].to_list() == [1999, 2000]
    assert read("capitals", folder, years=1998).height == 3
    assert read("capitals", folder, years=[1997, 2024])["lat"].to_list() == [43.24, 55.75]
    assert read("un_ideal_points", folder, years=1998).height == 3
    assert read("nmc", folder, years=10**12).is_empty()
    assert read("capitals", folder, years=10**12).is_empty()


@pytest.mark.parametrize("years", ["1999", [], [1999.5], True, None])
def test_years_that_are_none(tmp_path: Path, years: Any) -> None:
    folder = sample(tmp_path)
    if years is None:
        assert read("nmc", folder, years=years).height == 6
        return
    with pytest.raises(InputError, match="give 1995"):
        read("nmc", folder, years=years)


def test_years_of_a_table_without_any(folder: Path) -> None:
    write(folder, "un_countries", [{"cid": 1, "country": "Kazakhstan"}])
    with pytest.raises(InputError, match="un_countries has no column of years"):
        read("un_countries", folder, years=2000)


def test_coverage_is_measured_and_not_declared(tmp_path: Path) -> None:
    found = coverage("nmc", sample(tmp_path))
    assert (found.first, found.last, found.rows) == (1995, 2000, 6)
    asked = [(1995, None), (1995, 365), (2001, None), (1995, 2)]
    assert [found.covers(*pair) for pair in asked] == [True, True, False, False]
    by_column = dict(zip(found.columns["column"], found.columns["last"], strict=True))
    assert by_column["cinc"] == 2000
    assert by_column["milex"] is None


def test_sessions_become_years(tmp_path: Path) -> None:
    assert coverage("un_ideal_points", sample(tmp_path)).first == 1998


def test_an_episode_is_covered_up_to_its_beginning(folder: Path) -> None:
    write(folder, "navco13_campaigns", [{"navcoid": 1, "campaign": "A", "byear": 1990, "eyear": 2019}])
    assert coverage("navco13_campaigns", folder).last == 1990


def test_coverages_list_what_the_folder_holds(tmp_path: Path) -> None:
    table = coverages(sample(tmp_path))
    assert set(table["table"]) >= {"nmc", "cow_states", "atop_dyad_year"}
    assert "ucdp_acd" not in set(table["table"])
    assert table["licence"].null_count() == 0


def test_the_catalogue_is_consistent() -> None:
    for table in catalogue().values():
        names = [column.name for column in table.schema.attributes]
        assert len(names) == len(set(names)), table.name
        assert set(table.schema.key) <= set(names), table.name
        assert {table.start, table.end} - {""} <= set(names), table.name
        assert all(column.type in DTYPES and column.description for column in table.schema.attributes), table.name
        assert "" not in (table.licence, table.citation), table.name
        assert (table.time == "none") == (table.first is None), table.name


def test_the_layers_are_consistent_with_the_catalogue() -> None:
    for column in layer_columns():
        table = catalogue()[column.table]
        assert column.origin in {"", *table.schema.polars}, column.name
        # Only a source that lists positive cases, or one that is asked state by state, can stand for none.
        assert not column.zero or table.lists == "listed" or column.covered == "appears", column.name
