import io
import json
import re
import tarfile
import zipfile

import polars as pl
import pytest
from factbook_samples import NAMES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipoise.errors import DataError
from equipoise.sources.factbook import edition_2016, edition_2026
from equipoise.sources.factbook.profiles import Profile, clean, read_tarball, read_wheel
from equipoise.sources.factbook.tables import rows
from equipoise.world.schema import table_schema

GEC = {"aa": "AAA", "bb": "BBB", "we": "PSE"}


def body(population="1,000 (2025 est.)", area="100 sq km", **economy):
    return {
        "Geography": {
            "Area": {"total ": {"text": area}},
            "Land boundaries": {"border countries": {"text": "Betland 5 km"}},
        },
        "People and Society": {"Population": {"total": {"text": population}}},
        "Government": {"International organization participation": {"text": "ADB, WTO (observer)"}},
        "Economy": {name.replace("_", " "): {"text": text} for name, text in economy.items()},
    }


def wheel(folder, profiles):
    path = folder / "sample.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for code, content in profiles.items():
            archive.writestr(f"package/data/region/{code}.json", json.dumps(content))
    return path


def tarball(folder, profiles):
    path = folder / "sample.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for code, content in profiles.items():
            data = json.dumps(content).encode()
            member = tarfile.TarInfo(f"package/region/{code}.json")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def read(folder, profiles):
    return edition_2026.read(wheel(folder, profiles), NAMES.get, GEC, sha256=None)


def test_every_table_has_the_declared_form_even_when_empty(tmp_path):
    for tables in (
        read(tmp_path, {"aa": body()}),
        read(tmp_path, {"aa": {}}),
        edition_2016.read(tarball(tmp_path, {"aa": {}}), NAMES.get, GEC, sha256=None),
    ):
        assert set(tables) == {"indicators", "ties", "memberships", "unresolved"}
        for name in ("indicators", "ties", "memberships"):
            assert dict(tables[name].schema) == table_schema(name).polars
        assert tables["unresolved"].columns == ["edition", "profile", "field", "name", "reason"]


def test_rows_say_where_they_come_from(tmp_path):
    row = read(tmp_path, {"aa": body()})["indicators"].filter(pl.col("name") == "population").row(0, named=True)
    assert row["edition"] == "fb2026"
    assert row["source_ids"] == ["fb2026"]
    assert str(row["published"]) == "2026-01-17"
    assert row["locator"] == "aa.json: People and Society > Population > total"


def test_both_editions_have_a_day_of_publication_and_a_reference_year():
    assert (str(edition_2016.EDITION.published), edition_2016.EDITION.reference_year) == ("2016-04-01", 2015)
    assert (str(edition_2026.EDITION.published), edition_2026.EDITION.reference_year) == ("2026-01-17", 2025)


def test_a_profile_without_a_state_is_reported(tmp_path):
    unresolved = read(tmp_path, {"aa": body(), "xx": body()})["unresolved"]
    assert unresolved.filter(pl.col("field") == "profile")["name"].to_list() == ["xx"]


def test_two_areas_of_one_state_are_added_where_they_differ_and_taken_once_where_they_agree(tmp_path):
    partners = "Betland 51%, Camp 12%, Dell 8%, Eel 5%, Fen 4% (2023)"
    shared = {"GDP_(official_exchange_rate)": "$13 billion (2024 est.)", "Exports_-_partners": partners}
    tables = read(
        tmp_path,
        {"we": body("3,000 (2025 est.)", "60 sq km", **shared), "gz": body("2,000 (2025 est.)", "4 sq km", **shared)},
    )
    figures = {row["name"]: row for row in tables["indicators"].iter_rows(named=True)}
    assert (figures["population"]["value"], figures["area"]["value"], figures["gdp"]["value"]) == (5000.0, 64.0, 13e9)
    assert all("two_area" in row["flags"] and row["iso3"] == "PSE" for row in figures.values())
    shares = tables["ties"].filter(pl.col("kind") == "export_share")
    assert shares["value"].to_list() == [4.0, 5.0, 8.0, 12.0, 51.0]
    assert shares["locator"].unique().to_list() == ["we.json: Economy > Exports - partners"]
    assert tables["ties"].filter(pl.col("kind") == "border_length")["value"].to_list() == [10.0]
    assert tables["memberships"].height == 2


def test_areas_dated_differently_are_added_and_marked(tmp_path):
    tables = read(tmp_path, {"we": body("3,000 (2024 est.)"), "gz": body("2,000 (2025 est.)")})
    (row,) = tables["indicators"].filter(pl.col("name") == "population").iter_rows(named=True)
    assert (row["value"], row["year"]) == (5000.0, 2025)
    assert {"derived", "mixed_years", "two_area"} <= set(row["flags"])


def test_a_figure_of_one_area_alone_does_not_stand_for_the_state(tmp_path):
    tables = read(tmp_path, {"we": body("3,000 (2025 est.)"), "gz": body("NA")})
    assert tables["indicators"].filter(pl.col("name") == "population").is_empty()
    assert "figure of one of several areas" in tables["unresolved"]["reason"].to_list()


@pytest.mark.parametrize("reader", [read_wheel, read_tarball])
def test_a_broken_archive_is_named(tmp_path, reader):
    broken = tmp_path / "broken.whl"
    broken.write_bytes(b"not an archive")
    with pytest.raises(DataError, match=r"broken\.whl"):
        reader(broken, None)
    with pytest.raises(DataError, match="cannot read the archive"):
        reader(tmp_path / "absent.whl", None)


def test_another_version_is_refused_with_both_digests(tmp_path):
    path = wheel(tmp_path, {"aa": body()})
    with pytest.raises(DataError, match=f"expected {edition_2026.SHA256}"):
        edition_2026.read(path, NAMES.get, GEC)


def test_an_archive_without_profiles_or_with_other_content_is_refused(tmp_path):
    with pytest.raises(DataError, match="holds no country profiles"):
        read(tmp_path, {"readme": {}})
    with pytest.raises(DataError, match="holds a list"):
        read(tmp_path, {"aa": []})


def test_text_is_cleaned_of_markup():
    assert clean("<p>T&uuml;rkiye&nbsp;10–12,000</p> <strong>x</strong><br><br>y") == "Türkiye 10-12,000; x; y"


FIELDS = sorted(
    {tuple(row["path"].split(" > ")) for name in ("fields_2026", "fields_2016") for row in rows(name)}
    | {
        ("Economy", "Exports - partners"),
        ("Economy", "Imports - partners"),
        ("Geography", "Land boundaries", "border countries"),
        ("Military and Security", "Military deployments"),
        ("Military and Security", "Military and security service personnel strengths"),
        ("Military and Security", "Military equipment inventories and acquisitions"),
        ("Government", "International organization participation"),
        ("Transnational Issues", "Disputes - international"),
    }
)
WORDS = """12% 3-4,000 (2023) Betland Camp ; , ( ) km $ billion ++ and including active US Russian -5 <br> &nbsp; in"""
PHRASES = ["up to", "(2023 est.)", "several thousand", "National Guard", "deployed to", "1.2-1.4 million", "Mali (250)"]
PIECES = st.sampled_from([*WORDS.split(), *PHRASES])
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=14).map(" ".join)
NODES = TEXTS.map(lambda text: {"text": text}) | TEXTS | st.none() | st.integers() | st.lists(st.integers(), max_size=2)


def nested(values):
    root = {}
    for path, value in values.items():
        here = root
        for step in path[:-1]:
            here = here.setdefault(step, {}) if isinstance(here, dict) else {}
        if isinstance(here, dict):
            here[path[-1]] = value
    return root


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(values=st.dictionaries(st.sampled_from(FIELDS), NODES, max_size=12))
def test_no_profile_breaks_the_reading_and_no_row_contradicts_itself(tmp_path, values):
    profiles = {"aa": nested(values), "we": nested(values), "gz": nested(values)}
    for tables in (
        edition_2026.read(wheel(tmp_path, profiles), NAMES.get, GEC, sha256=None),
        edition_2016.read(tarball(tmp_path, profiles), NAMES.get, GEC, sha256=None),
    ):
        for name in ("indicators", "ties"):
            frame = tables[name]
            assert not frame.select(table_schema(name).key).is_duplicated().any()
            inside = frame.filter(
                (pl.col("low") > pl.col("high"))
                | (pl.col("value") < pl.col("low"))
                | (pl.col("value") > pl.col("high"))
                | (pl.col("value").is_null() & pl.col("low").is_null())
            )
            assert inside.is_empty()
        assert not tables["memberships"].select(["org_id", "iso3", "status"]).is_duplicated().any()


def test_every_declared_field_names_a_declared_indicator_and_compiles():
    for name in ("fields_2026", "fields_2016"):
        for row in rows(name):
            assert re.compile(row["must"])
            assert row["shape"] in {"one", "undated", "years", "series", "gauge", "item", "origins"}


def test_a_profile_answers_for_any_node():
    odd = Profile("aa", {"A": [1], "B": {"text": 3}, "C": {"D": "plain"}})
    assert (odd.text("A"), odd.text("A", "x"), odd.text("B"), odd.text("C", "D")) == (None, None, None, "plain")
    assert (odd.children("A"), odd.note("A"), odd.children("C")) == ({}, None, {"D": "plain"})
