"""Data packages that are not sound: one line that names the place, from every command that reads them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from equipoise.world.package import embedded_package

COMMANDS = [("state", "KAZ"), ("data", "check"), ("explain", "KAZ.turnover.RUS"), ("claims", "kazakhstan-2022")]


@pytest.fixture
def package(tmp_path) -> Path:
    """A copy of the tables that ship (not the shapes, which are large and are not read here)."""
    folder = tmp_path / "package"
    shutil.copytree(embedded_package(), folder, ignore=shutil.ignore_patterns("shapes_*.json"))
    return folder


def test_a_sound_copy_is_read(package, equipoise):
    assert equipoise("state", "KAZ", "--data", package).code == 0


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_such_folder(words, refused, tmp_path):
    assert "missing" in refused(*words, "--data", tmp_path / "missing")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_manifest(words, package, refused):
    (package / "datapackage.json").unlink()
    assert "datapackage.json" in refused(*words, "--data", package)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"null", b"1", b'{"resources": [1]}', b"\xff\xfe"])
def test_a_manifest_that_is_none(content, package, refused):
    (package / "datapackage.json").write_bytes(content)
    assert "datapackage.json" in refused("state", "KAZ", "--data", package)


def test_a_table_that_is_not_listed(package, refused):
    path = package / "datapackage.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["resources"] = [entry for entry in content["resources"] if entry["name"] != "ties"]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert "lacks table 'ties'" in refused("state", "KAZ", "--data", package)


@pytest.mark.parametrize("kept", [0, 3, 1000, -100])
@pytest.mark.parametrize("words", COMMANDS[:2], ids=" ".join)
def test_a_table_that_is_cut_off(kept, words, package, refused):
    path = package / "ties.parquet"
    path.write_bytes(path.read_bytes()[:kept])
    assert "'ties'" in refused(*words, "--data", package)


@pytest.mark.parametrize("place", range(40, 400, 45))
def test_a_table_with_spoilt_bytes(place, package, equipoise):
    path = package / "memberships.parquet"
    content = bytearray(path.read_bytes())
    content[-place : -place + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    answer = equipoise("org", "CSTO", "--data", package)
    assert answer.code in (0, 2), answer.err
    assert answer.err.count("\n") == (answer.code == 2)


def test_a_table_that_is_missing(package, refused):
    (package / "ties.parquet").unlink()
    assert "'ties'" in refused("state", "KAZ", "--data", package)


CHANGES = {
    "a column too many": (lambda frame: frame.with_columns(colour=pl.lit("red")), "unknown column 'colour'"),
    "a misspelt column": (lambda frame: frame.rename({"year": "yaer"}), "did you mean year"),
    "a column too few": (lambda frame: frame.drop("year"), "'year' is missing"),
    "words for years": (lambda frame: frame.with_columns(year=pl.lit("x")), "column 'year'"),
    "words for numbers": (lambda frame: frame.with_columns(value=pl.lit("much")), "column 'value'"),
    "words for dates": (lambda frame: frame.with_columns(published=pl.lit("never")), "column 'published'"),
    "numbers for lists": (lambda frame: frame.with_columns(flags=pl.lit(3)), "column 'flags'"),
}


@pytest.mark.parametrize(("change", "told"), CHANGES.values(), ids=list(CHANGES))
def test_a_table_of_another_form(change, told, package, refused):
    path = package / "ties.parquet"
    change(pl.read_parquet(path)).write_parquet(path)
    line = refused("state", "KAZ", "--data", package)
    assert "ties" in line
    assert told in line


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1e300])
def test_numbers_that_are_none(value, package, refused):
    path = package / "ties.parquet"
    pl.read_parquet(path).with_columns(value=pl.lit(value)).write_parquet(path)
    assert "interval" in refused("state", "KAZ", "--data", package, "--json")


def test_check_finds_what_is_wrong(package, equipoise):
    path = package / "ties.parquet"
    pl.read_parquet(path).with_columns(iso3=pl.lit("QQQ")).write_parquet(path)
    answer = equipoise("data", "check", "--data", package, "--json")
    assert answer.code == 1
    assert answer.err == ""
    assert answer.json["errors"] > 0
