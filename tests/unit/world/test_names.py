"""Codes and spellings of states."""

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.errors import DataError, UnknownNameError
from equipoise.world.names import AmbiguousNameError, NameIndex

CURATED = Path(__file__).parents[3] / "data" / "curated"
STATES = pl.read_csv(CURATED / "states.csv")
NAMES = pl.read_csv(CURATED / "state_names.csv")
INDEX = NameIndex.from_tables(STATES, NAMES)
TRUE_NAMES = [(r["name"], r["iso3"]) for r in NAMES.iter_rows(named=True)]


def test_table_holds_the_members_of_the_united_nations_and_four_more_states():
    states = STATES.filter(pl.col("kind") == "state")
    assert states["un_member"].sum() == 193
    assert set(states.filter(~pl.col("un_member"))["iso3"]) == {"TWN", "XKX", "PSE", "VAT"}


def test_table_has_the_declared_columns():
    schema = Path(__file__).parents[3] / "src" / "equipoise" / "world" / "schema"
    for name, table in (("states", STATES), ("state_names", NAMES)):
        with (schema / f"{name}.csv").open(encoding="utf-8") as file:
            assert [row["attribute"] for row in csv.DictReader(file)] == table.columns


def test_coordinates_are_on_the_globe_and_capitals_near_their_states():
    assert STATES["latitude"].is_between(-90, 90).all()
    assert STATES["longitude"].is_between(-180, 180).all()
    states = STATES.filter(pl.col("kind") == "state").drop_nulls("capital_latitude")
    # The widest states lie about 45 degrees of latitude across.
    assert ((states["latitude"] - states["capital_latitude"]).abs() < 23).all()


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("KZ", "KAZ"),
        ("kaz", "KAZ"),
        ("398", "KAZ"),
        ("4", "AFG"),
        ("004", "AFG"),
        ("iso:398", "KAZ"),
        ("gec:KZ", "KAZ"),
        ("gec: ch", "CHN"),
        ("CH", "CHE"),
        ("cow:255", "DEU"),
        ("gw:260", "DEU"),
        ("705", "SVN"),
        ("cow:705", "KAZ"),
        ("cow:679", "YEM"),
        ("gw:678", "YEM"),
        ("cow:345", "SRB"),
        ("gw:340", "SRB"),
        ("gec:GZ", "PSE"),
        ("West Bank", "PSE"),
        ("the Gambia", "GMB"),
        ("Gambia, The", "GMB"),
        ("Korea, South", "KOR"),
        ("Congo, Democratic Republic of the", "COD"),
        ("COTE D’IVOIRE", "CIV"),
        ("Turkey (Turkiye)", "TUR"),
        ("St Lucia", "LCA"),
        ("Guinea", "GIN"),
        ("DRC", "COD"),
        ("UK", "GBR"),
    ],
)
def test_resolves(text, iso3):
    assert INDEX.resolve(text) == iso3


@pytest.mark.parametrize(
    ("text", "meanings"),
    [("Congo", {"COG", "COD"}), ("korea", {"KOR", "PRK"}), ("Virgin Islands", {"VGB", "VIR"})],
)
def test_shared_name_is_never_guessed(text, meanings):
    with pytest.raises(AmbiguousNameError) as caught:
        INDEX.resolve(text)
    assert set(caught.value.meanings) == meanings
    assert all(iso3 in str(caught.value) for iso3 in meanings)


@pytest.mark.parametrize("text", ["", " ", "EU", "former USSR", "cow:1", "999", "gec:", "²", "٣"])
def test_no_state(text):
    with pytest.raises(UnknownNameError):
        INDEX.resolve(text)


def test_miss_lists_short_names_and_finds_the_nearest_alias():
    with pytest.raises(UnknownNameError) as caught:
        INDEX.resolve("Swazilund")
    assert caught.value.nearest[0] == "Swaziland"
    assert "Swaziland" not in caught.value.choices
    assert "did you mean Swaziland" in str(caught.value)


def test_name_of_a_code():
    assert INDEX.name("XKX") == "Kosovo"
    with pytest.raises(UnknownNameError, match="KAZ"):
        INDEX.name("KAZA")


def test_every_code_leads_back():
    for row in STATES.iter_rows(named=True):
        forms = [row["iso3"], row["iso2"], row["iso_numeric"]]
        forms += [f"{scheme}:{row[scheme]}" for scheme in ("cow", "gw", "gec") if row[scheme] is not None]
        assert {INDEX.resolve(form) for form in forms if form is not None} == {row["iso3"]}


def test_two_states_with_one_name_are_refused():
    double = pl.DataFrame({"name": ["Guinea"], "iso3": ["GNB"], "kind": ["alias"]})
    with pytest.raises(DataError, match=r"GIN.*GNB"):
        NameIndex.from_tables(STATES, pl.concat([NAMES, double]))


def test_name_of_no_state_is_refused():
    stray = pl.DataFrame({"name": ["Atlantis"], "iso3": ["XAT"], "kind": ["alias"]})
    with pytest.raises(DataError, match="Atlantis"):
        NameIndex.from_tables(STATES, pl.concat([NAMES, stray]))


@given(st.sampled_from(TRUE_NAMES), st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_every_name_resolves_in_any_case(entry, change):
    name, iso3 = entry
    assert INDEX.resolve(name) == iso3
    assert INDEX.resolve(f"  {change(name)} ") == iso3


@given(st.text())
def test_any_text_gives_a_state_or_a_refusal(text):
    try:
        iso3 = INDEX.resolve(text)
    except UnknownNameError as error:
        message = str(error)
    else:
        message = INDEX.name(iso3)
    assert len(message.splitlines()) == 1
