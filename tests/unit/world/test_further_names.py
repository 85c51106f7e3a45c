"""Names beyond the plain ones: languages, providers of data, former states, parts of states, organisations."""

import random
import unicodedata
from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.errors import ExplainedNameError, UnknownNameError
from equipoise.world.further_names import FurtherNames, told_of_part
from equipoise.world.names import AmbiguousNameError, NameIndex, UnknownStateError
from equipoise.world.organisations import resolve_organisation
from equipoise.world.package import embedded_package, read_manifest, read_on_demand
from equipoise.world.schema import on_demand_names
from equipoise.world.spelling import accented, fold
from equipoise.world.world import World

WORLD = World.load()
SPELLINGS = read_on_demand(WORLD.manifest, "state_spellings")
PARTS = read_on_demand(WORLD.manifest, "subdivisions")
UN_LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
ISO = dict(WORLD.states.select("iso2", "iso3").drop_nulls().iter_rows())


def meanings(text: str) -> set[str]:
    """States that a name can mean: one, those among which it is ambiguous, those told of in a refusal, or none."""
    try:
        return {WORLD.names.resolve(text)}
    except AmbiguousNameError as error:
        return set(error.meanings)
    except ExplainedNameError as error:
        return set(error.choices)
    except UnknownStateError as error:
        return {WORLD.names.resolve(near) for near in error.nearest}


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        # languages and scripts
        ("Казахстан", "KAZ"), ("КАЗАХСТАН", "KAZ"), ("Қазақстан", "KAZ"), ("Республика Казахстан", "KAZ"),
        ("中国", "CHN"), ("مصر", "EGY"), ("भारत", "IND"), ("日本", "JPN"), ("대한민국", "KOR"), ("საქართველო", "GEO"),
        ("Österreich", "AUT"), ("Osterreich", "AUT"), ("Allemagne", "DEU"), ("Áo", "AUT"), ("Ελλάδα", "GRC"),
        # providers of data
        ("Egypt, Arab Rep.", "EGY"), ("Korea, Dem. People's Rep.", "PRK"), ("Kyrgyz Republic", "KGZ"),
        ("Iran, Islamic Rep.", "IRN"), ("Viet Nam", "VNM"), ("China, P.R.: Macao", "MAC"), ("Puerto Rico (US)", "PRI"),
        ("Marshall Isds", "MHL"), ("FS Micronesia", "FSM"), ("Curaçao, Kingdom of the Netherlands", "CUW"),
        ("842", "USA"),
        # official and abbreviated names, two names
        ("Republic of Iceland", "ISL"), ("D.R. Congo", "COD"), ("P.R. of China", "CHN"), ("Korea (North)", "PRK"),
        ("Eswatini (Swaziland)", "SWZ"), ("Sri Lanka / Ceylon", "LKA"), ("Hellenic Republic", "GRC"),
        # renamed, with the codes that were withdrawn
        ("Zaire", "COD"), ("Burma", "MMR"), ("BUR", "MMR"), ("HVO", "BFA"), ("Dahomey", "BEN"),
    ],
)  # fmt: skip
def test_a_name_in_another_spelling_resolves(text: str, iso3: str) -> None:
    assert WORLD.names.resolve(text) == iso3


@pytest.mark.parametrize("text", ["Congo", "Korea", "Конго", "Virgin Islands"])
def test_a_name_that_several_states_share_is_never_guessed(text: str) -> None:
    with pytest.raises(AmbiguousNameError) as caught:
        WORLD.names.resolve(text)
    assert len(caught.value.meanings) == 2


@pytest.mark.parametrize("language", UN_LANGUAGES)
def test_names_of_all_states_in_the_languages_of_the_united_nations(language: str) -> None:
    rows = SPELLINGS.filter(pl.col("languages").list.contains(language))
    assert set(ISO.values()) - set(rows["iso3"]) <= {"ANT"}
    for written, iso3 in rows.select("written", "iso3").iter_rows():
        assert iso3 in meanings(written), written


@given(st.sampled_from(SPELLINGS.select("written", "iso3").rows()), st.randoms())
def test_case_accents_and_spaces_do_not_count(row: tuple[str, str], chance: random.Random) -> None:
    written, iso3 = row
    changed = "".join(chance.choice((sign.lower(), sign.upper(), sign)) for sign in written).replace(" ", "  ")
    if fold(changed) == fold(written) and fold(written) != accented(written) != "":
        changed = unicodedata.normalize(chance.choice(("NFC", "NFD")), changed)
    # Some letters of other scripts change for good when they are made capitals.
    assert iso3 in meanings(f" {changed}\t") or fold(changed) != fold(written)


@given(st.sampled_from(WORLD.state_names.filter(pl.col("name").str.starts_with("Republic of ")).rows()))
def test_the_form_may_stand_behind_a_comma(row: tuple[str, str, str]) -> None:
    name, iso3, _ = row
    bare = name.removeprefix("Republic of ")
    assert WORLD.names.resolve(f"{bare}, Republic of") == WORLD.names.resolve(f"{bare} (Rep. of)") == iso3


def test_the_plain_names_go_before_all_others() -> None:
    plain = NameIndex.from_tables(WORLD.states, WORLD.state_names)
    for name, iso3 in WORLD.state_names.select("name", "iso3").iter_rows():
        assert plain.resolve(name) == WORLD.names.resolve(name) == iso3


def test_the_tables_are_read_on_the_first_miss_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def spy(manifest: object, table: str) -> pl.DataFrame:
        read.append(table)
        return read_on_demand(WORLD.manifest, table)

    monkeypatch.setattr("equipoise.world.further_names.read_on_demand", spy)
    world = World.load()
    world.names.resolve("Republic of Kazakhstan")
    assert read == []
    world.names.resolve("Казахстан")
    assert read == ["state_spellings"]


def test_a_package_without_the_tables_knows_the_plain_names_alone(make_world: Callable[..., World]) -> None:
    manifest = make_world().manifest
    further = FurtherNames(WORLD.former_states, WORLD.organisations, manifest)
    index = NameIndex.from_tables(WORLD.states, WORLD.state_names, further)
    assert index.resolve("Kazakhstan") == "KAZ"
    with pytest.raises(UnknownStateError):
        index.resolve("Казахстан")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("USSR", ("the Soviet Union", "30 December 1922 to 26 December 1991", "KAZ", "use RUS")),
        ("СССР", ("the Soviet Union",)),
        ("the former Soviet Union", ("the Soviet Union",)),
        ("SUN", ("the Soviet Union",)),
        ("ex-Yugoslavia", ("27 April 1992", "SVN")),
        ("Germany (East)", ("the German Democratic Republic", "3 October 1990", "Germany (DEU)")),
        ("Fmr Dem. Rep. of Germany", ("the German Democratic Republic",)),
        ("810", ("the Soviet Union",)),
        ("cow:315", ("Czechoslovakia", "Czechia (CZE), Slovakia (SVK)")),
        ("Republic of Vietnam", ("30 April 1975",)),
        ("Prussia", ("was a state",)),
    ],
)
def test_a_former_state_is_told_and_no_other_is_suggested(text: str, words: tuple[str, ...]) -> None:
    with pytest.raises(ExplainedNameError) as caught:
        WORLD.names.resolve(text)
    message = str(caught.value)
    assert message.startswith(f"unknown state {text!r}: ")
    assert all(word in message for word in words), message
    assert "did you mean" not in message
    assert len(message.splitlines()) == 1


def test_every_former_state_is_found_by_all_its_names() -> None:
    for row in WORLD.former_states.iter_rows(named=True):
        for name in (row["name"], *row["aliases"]):
            # Some are names that one state goes by today, in plain words: North Vietnam.
            assert meanings(name) <= {row["continuing"], *row["today"]}, name
            assert meanings(name), name


def test_former_states_began_before_they_ended() -> None:
    frame = WORLD.former_states
    assert (frame["from"] < frame["to"]).drop_nulls().all()
    assert frame.filter(~pl.col("continuing").is_in(pl.col("today")))["code"].to_list() == []
    assert not set(frame["code"]) & set(WORLD.states["iso3"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Scotland", "a part of the United Kingdom (GBR)"),
        ("Bavaria", "a part of Germany (DEU)"),
        ("Xinjiang", "a part of China (CHN)"),
        ("Dubai", "a part of the United Arab Emirates (ARE)"),
        ("Kurdistan", "a region of Turkey, Iraq, Iran and Syria"),
        ("490", "the residue of UN Comtrade"),
    ],
)
def test_a_part_of_a_state_is_told(text: str, told: str) -> None:
    with pytest.raises(ExplainedNameError, match="unknown state") as caught:
        WORLD.names.resolve(text)
    assert told in str(caught.value)


def test_a_name_of_parts_of_many_states_lists_their_codes() -> None:
    row = {"name": "Central", "iso3": ["BWA", "FJI", "GHA", "KEN"], "words": None}
    assert told_of_part(row, WORLD.names.short) == "Central is the name of parts of 4 states (BWA, FJI, GHA, KEN)"


def test_no_part_of_a_state_takes_its_name_from_a_state() -> None:
    for name in ("Georgia", "Luxembourg", "Mexico", "Jordan"):
        assert WORLD.names.resolve(name) in WORLD.names.sovereign


@pytest.mark.parametrize("text", ["EU", "the European Union", "NATO", "N.A.T.O.", "Collective Security Treaty"])
def test_an_organisation_is_told_to_be_one(text: str) -> None:
    with pytest.raises(ExplainedNameError, match="is an organisation: use `equipoise org"):
        WORLD.names.resolve(text)


@pytest.mark.parametrize(
    ("text", "org_id"),
    [
        ("the European Union", "EU"),
        ("European Union (EU)", "EU"),
        ("N.A.T.O.", "NATO"),
        ("Shanghai Co-operation Organization", "SCO"),
        ("Association of South East Asian Nations", "ASEAN"),
        ("collective security treaty organization (CSTO)", "CSTO"),
    ],
)
def test_an_organisation_is_found_by_any_usual_spelling(text: str, org_id: str) -> None:
    assert resolve_organisation(WORLD, text) == org_id


def test_every_organisation_is_found_by_all_its_names() -> None:
    for row in WORLD.organisations.iter_rows(named=True):
        for name in (row["org_id"], row["name"], *(row["aliases"] or [])):
            assert resolve_organisation(WORLD, name.upper()) == row["org_id"], name


def test_a_state_given_as_an_organisation_is_told_to_be_one() -> None:
    with pytest.raises(ExplainedNameError, match=r"Kazakhstan \(KAZ\) is a state: use `equipoise state KAZ`"):
        resolve_organisation(WORLD, "Казахстан")


@pytest.mark.parametrize(
    "text", ["Atlantis", "Republic of Atlantis", "State of Georgia", "day", "xyzzy", "Wakanda", "of"]
)
def test_nonsense_has_no_suggestion(text: str) -> None:
    with pytest.raises(UnknownStateError) as caught:
        WORLD.names.resolve(text)
    assert caught.value.nearest == []


@given(st.sampled_from([name for name in WORLD.states["name"] if len(name) > 6]), st.randoms())
def test_a_slip_of_one_letter_is_found(name: str, chance: random.Random) -> None:
    place = chance.randrange(1, len(name))
    assert meanings(name[:place] + name[place + 1 :])


@given(st.text(st.sampled_from("():;,/ .abcКк'"), max_size=60))
def test_any_row_of_signs_gives_a_state_or_one_line(text: str) -> None:
    try:
        message = WORLD.names.resolve(text)
    except UnknownNameError as error:
        message = str(error)
    assert len(message.splitlines()) == 1


def test_keys_are_folded_as_names_are_looked_up() -> None:
    for folded, written in SPELLINGS.select("folded", "written").iter_rows():
        assert folded in (fold(written), accented(written))
    for folded, name in PARTS.select("folded", "name").iter_rows():
        assert folded == fold(name)


def test_tables_of_names_are_stated_in_the_manifest() -> None:
    manifest = read_manifest(embedded_package())
    for table in ("state_spellings", "subdivisions"):
        assert table in on_demand_names()
        assert {licence["name"] for licence in manifest.resources[table]["licenses"]} == {"Unicode-3.0", "CC0-1.0"}
        assert any("Unicode" in source["title"] for source in manifest.resources[table]["sources"])
    assert "UNICODE LICENSE V3" in (embedded_package() / "LICENCES.md").read_text(encoding="utf-8")
