import pytest
from factbook_samples import harvest, profile, rows

from equipoise.sources.factbook.disputes import PATH as DISPUTES
from equipoise.sources.factbook.disputes import add_disputes
from equipoise.sources.factbook.gazetteer import Gazetteer, gazetteer
from equipoise.sources.factbook.organisations import PATH as ORGANISATIONS
from equipoise.sources.factbook.organisations import add_organisations, parse_organisations, standing
from equipoise.sources.factbook.suppliers import PATH as SUPPLIERS
from equipoise.sources.factbook.suppliers import add_suppliers, parse_suppliers

WORDS = Gazetteer(
    {
        "Russian": ("RUS", ""),
        "Russia": ("RUS", ""),
        "Soviet-era": ("RUS", "soviet_era"),
        "US": ("USA", ""),
        "China": ("CHN", ""),
        "Chinese": ("CHN", ""),
        "France": ("FRA", ""),
        "Guinea": ("GIN", ""),
        "Papua New Guinea": ("PNG", ""),
        "South China Sea": ("", ""),
    }
)


def suppliers(text, own="AAA"):
    return [(found.iso3, found.rank, found.label) for found in parse_suppliers(text, own, WORDS)]


def test_suppliers_are_ranked_by_first_mention_and_labelled_by_weight():
    text = (
        "the inventory is comprised mostly of Russian and Soviet-era equipment; in recent years, it has turned to "
        "suppliers such as China and France (2025)"
    )
    assert suppliers(text) == [("RUS", 1, "mostly"), ("CHN", 2, "recent supplier"), ("FRA", 3, "recent supplier")]


def test_a_turn_of_the_sentence_ends_the_weight():
    text = (
        "its arms are largely of Chinese origin with smaller quantities from such suppliers as France and the US (2025)"
    )
    assert suppliers(text) == [("CHN", 1, "mostly"), ("FRA", 2, "smaller share"), ("USA", 3, "smaller share")]


def test_age_is_not_weight():
    assert suppliers("mostly older or secondhand armaments from a variety of suppliers, including China (2025)") == [
        ("CHN", 1, "named")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "in recent years, the US has been the largest supplier of arms",
        "major suppliers of weapons have included the US",
    ],
)
def test_a_leading_supplier_is_one_before_or_after_the_words(text):
    assert suppliers(text) == [("USA", 1, "leading supplier")]


def test_the_own_industry_and_its_partners_are_passed_over():
    text = "equipped with US arms; the defense industry builds ships under license with France (2025)"
    assert suppliers(text) == [("USA", 1, "named")]


def test_a_state_is_no_supplier_of_itself():
    assert suppliers("domestically produced Chinese arms and Russian equipment", own="CHN") == [("RUS", 1, "named")]


def test_soviet_alone_is_marked():
    gathered = harvest()
    body = {SUPPLIERS[0]: {SUPPLIERS[1]: {"text": "mostly Soviet-era arms; some Chinese equipment (2025)"}}}
    add_suppliers(gathered, profile("aa", body), "AAA", WORDS)
    assert rows(gathered.ties, "partner", "value", "note", "flags") == [
        ("RUS", 1.0, "mostly", ["order_of_mention", "soviet_era"]),
        ("CHN", 2.0, "named", ["order_of_mention"]),
    ]


@pytest.mark.parametrize(("text", "reason"), [("small arms (2025)", "no state named"), ("Chinese arms", "no year")])
def test_broken_supplier_texts_are_unresolved(text, reason):
    gathered = harvest()
    add_suppliers(gathered, profile("aa", {SUPPLIERS[0]: {SUPPLIERS[1]: {"text": text}}}), "AAA", WORDS)
    assert gathered.ties == []
    assert reason in gathered.unresolved[0]["reason"]


def test_longer_names_win_and_traps_hold_nothing():
    found = WORDS.mentions("Papua New Guinea, Guinea, the South China Sea, Guineans")
    assert [mention.iso3 for mention in found] == ["PNG", "GIN"]


def test_words_come_from_the_profiles_and_shared_adjectives_are_dropped():
    def entry(code, name, adjective):
        body = {"Country name": {"conventional short form": {"text": name}}}
        return profile(
            code, {"Government": body, "People and Society": {"Nationality": {"adjective": {"text": adjective}}}}
        )

    profiles = [
        entry("aa", "Ayeland", "Common"),
        entry("bb", "Betland", "Common or Bet"),
        entry("cc", "The Camp", "Campish"),
    ]
    words = gazetteer(profiles, {"aa": "AAA", "bb": "BBB", "cc": "CCC"}, adjectives=True)
    assert [m.iso3 for m in words.mentions("Ayeland Common Campish Camp Soviet-era")] == ["AAA", "CCC", "CCC", "RUS"]
    names = gazetteer(profiles, {"aa": "AAA", "bb": "BBB", "cc": "CCC"}, adjectives=False)
    assert [m.iso3 for m in names.mentions("Ayeland Common Campish Camp Soviet-era")] == ["AAA", "CCC"]


def test_disputes_give_one_row_per_state_named():
    gathered = harvest(2015)
    text = "China and France dispute an island; China patrols the South China Sea; Ayeland objects"
    body = {DISPUTES[0]: {DISPUTES[1]: {"text": text}}}
    add_disputes(gathered, profile("aa", body), "AAA", WORDS)
    assert rows(gathered.ties, "iso3", "partner", "value", "year") == [
        ("AAA", "CHN", 1.0, 2015),
        ("AAA", "FRA", 1.0, 2015),
    ]


def test_no_disputes_are_no_rows():
    gathered = harvest(2015)
    add_disputes(gathered, profile("aa", {DISPUTES[0]: {DISPUTES[1]: {"text": "none"}}}), "AAA", WORDS)
    assert (gathered.ties, gathered.unresolved) == ([], [])


def test_organisations_are_split_outside_brackets_closed_or_not():
    text = "ADB, CIS (associate member, not ratified), EITI (compliant country) (suspended), OECD (enhanced, UN"
    assert parse_organisations(text) == [
        ("ADB", ()),
        ("CIS", ("associate member, not ratified",)),
        ("EITI", ("compliant country", "suspended")),
        ("OECD", ("enhanced",)),
        ("UN", ()),
    ]


@pytest.mark.parametrize(
    ("brackets", "status"),
    [
        ((), "member"),
        (("observer",), "observer"),
        (("associate member",), "associate"),
        (("candidate country",), "candidate"),
        (("dialogue partner",), "partner"),
        (("compliant country", "suspended"), "suspended"),
        (("temporary",), "member"),
        (("nonregional member",), "member"),
    ],
)
def test_brackets_give_the_standing(brackets, status):
    assert standing(brackets)[0] == status


def test_an_unknown_standing_is_unresolved_and_the_rest_is_kept():
    gathered = harvest()
    body = {ORGANISATIONS[0]: {ORGANISATIONS[1]: {"text": "ADB, UN (something new), WTO (observer)"}}}
    add_organisations(gathered, profile("aa", body), "AAA")
    assert rows(gathered.memberships, "org_id", "status", "flags") == [
        ("ADB", "member", ["stale_list"]),
        ("WTO", "observer", ["stale_list"]),
    ]
    assert gathered.unresolved[0]["reason"] == "unknown standing"


def test_an_opening_sentence_is_no_organisation_but_its_meaning_is_kept():
    gathered = harvest()
    text = "Ayeland is a member of the following organizations but its rulers do not participate: ADB, UN"
    add_organisations(gathered, profile("aa", {ORGANISATIONS[0]: {ORGANISATIONS[1]: {"text": text}}}), "AAA")
    assert rows(gathered.memberships, "org_id", "flags") == [
        ("ADB", ["not_represented", "stale_list"]),
        ("UN", ["not_represented", "stale_list"]),
    ]


def test_none_is_no_membership():
    assert parse_organisations("none") == []
