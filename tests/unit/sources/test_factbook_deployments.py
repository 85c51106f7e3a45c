import pytest
from factbook_samples import NAMES, harvest, profile

from equipoise.sources.factbook.deployments import PATH, add_deployments, parse_deployments

HOSTS = {
    "Lebanon": "LBN",
    "Iraq": "IRQ",
    "Kosovo": "XKX",
    "Mali": "MLI",
    "Chad": "TCD",
    "Brunei": "BRN",
    "Ukraine": "UKR",
}


def read(text, note=None, sender="AAA"):
    gathered = harvest()
    gathered.resolve = {**NAMES, **HOSTS}.get
    field = {"text": text} | ({"note": note} if note else {})
    add_deployments(gathered, profile("aa", {PATH[0]: {PATH[1]: field}}), sender)
    return gathered


def ties(text, **others):
    found = read(text, **others).ties
    return [(row["iso3"], row["partner"], row["value"], row["low"], row["high"], row["note"]) for row in found]


def test_hosts_are_read_with_number_and_mission():
    assert ties("825 Lebanon (UNIFIL); approximately 150 Chad; 12-15,000 Mali (2025)") == [
        ("LBN", "AAA", 825.0, None, None, "UNIFIL"),
        ("TCD", "AAA", 150.0, None, None, None),
        ("MLI", "AAA", None, 12_000.0, 15_000.0, None),
    ]


def test_the_host_carries_the_tie_and_the_sender_is_the_partner():
    (row,) = read("825 Lebanon (UNIFIL) (2024)").ties
    assert (row["kind"], row["year"], row["locator"]) == ("forces_present", 2024, f"aa.json: {PATH[0]} > {PATH[1]}")


def test_police_beside_soldiers_are_left_out_of_the_number_but_the_mission_stays():
    assert ties("750 (plus about 400 police) Mali (MINUSMA); 1,700 Chad (MISSION; plus about 200 police) (2025)") == [
        ("MLI", "AAA", 750.0, None, None, "MINUSMA"),
        ("TCD", "AAA", 1700.0, None, None, "MISSION"),
    ]


def test_police_alone_are_no_forces():
    gathered = read("approximately 380 police Mali (MINUSMA) (2025)")
    assert gathered.ties == []
    assert gathered.unresolved[0]["reason"] == "police, not military"


def test_up_to_is_an_interval_and_more_than_a_floor():
    assert ties("up to 500 Iraq (NATO); more than 1,000 Mali (2025)") == [
        ("IRQ", "AAA", None, 0.0, 500.0, "NATO"),
        ("MLI", "AAA", 1000.0, None, None, None),
    ]


def test_a_host_before_its_number_is_read():
    assert ties("300 Kosovo (NATO/KFOR), Lebanon 170 (UNIFIL) (2025)") == [
        ("XKX", "AAA", 300.0, None, None, "NATO/KFOR"),
        ("LBN", "AAA", 170.0, None, None, "UNIFIL"),
    ]


def test_a_list_with_numbers_in_brackets_is_read_and_its_total_is_not():
    text = "8,000 personnel abroad; significant deployments include Mali (750), Chad (1,250), and Iraq (40) (2025)"
    assert ties(text) == [
        ("MLI", "AAA", 750.0, None, None, None),
        ("TCD", "AAA", 1250.0, None, None, None),
        ("IRQ", "AAA", 40.0, None, None, None),
    ]


def test_prose_with_in_is_read():
    text = "these include approximately 1,000 in Brunei, 500-600 in Mali, and more than 900 in the Middle East (2024)"
    gathered = read(text)
    assert [(row["iso3"], row["low"]) for row in gathered.ties] == [("BRN", None), ("MLI", 500.0)]
    assert gathered.unresolved[0]["name"] == "the Middle East"


def test_a_total_shared_by_hosts_bounds_each_of_them():
    text = (
        "also has several thousand military personnel deployed under agreements, including Chad, Mali, and Iraq (2025)"
    )
    gathered = read(text)
    assert [(row["iso3"], row["value"], row["low"], row["high"]) for row in gathered.ties] == [
        (host, None, 0.0, 9000.0) for host in ("TCD", "MLI", "IRQ")
    ]
    assert all(row["flags"] == ["interval", "shared_total"] for row in gathered.ties)


def test_an_open_total_shared_by_hosts_bounds_none_of_them():
    gathered = read("more than 20,000 additional military personnel deployed, including Chad and Mali (2025)")
    assert gathered.ties == []
    assert len(gathered.unresolved) == 1


def test_a_base_is_read_with_the_number_after_it():
    assert ties("has also established a base in Mali with approximately 400 marines (2025)")[0][:3] == (
        "MLI",
        "AAA",
        400.0,
    )


def test_a_mission_in_place_of_a_host_is_placed_by_table():
    assert ties("300 MONUSCO (2025)")[0][:3] == ("COD", "AAA", 300.0)


def test_a_contested_area_is_named_and_flagged():
    (row,) = read("600 Golan Heights (UNDOF) (2025)").ties
    assert (row["iso3"], row["note"]) == ("SYR", "UNDOF, Golan Heights")
    assert "contested_area" in row["flags"]


def test_presence_without_the_consent_of_the_host_is_flagged():
    (row,) = read("estimated 500 in Ukraine (2025)", sender="RUS").ties
    assert "no_host_consent" in row["flags"]


@pytest.mark.parametrize(
    "text",
    [
        "in 2024, Ayeland announced plans to have 2,000 persons deployed to Mali by 2026 (2025)",
        "since 1999, it has sent 30,000 personnel to Mali (2025)",
        "small numbers of personnel serve in Mali (2025)",
    ],
)
def test_plans_and_the_past_are_not_deployments(text):
    gathered = read(text)
    assert gathered.ties == []
    assert len(gathered.unresolved) == 1


def test_a_note_is_read_by_the_same_rules_and_never_overrides():
    gathered = read(
        "800 Mali (2025)",
        note="<strong>note:</strong> estimated to maintain several thousand forces in both Iraq and Mali",
    )
    assert [(row["iso3"], row["value"]) for row in gathered.ties] == [("MLI", 800.0), ("IRQ", None)]
    assert gathered.unresolved[0]["reason"] == "host named twice"


def test_a_note_without_a_dated_text_is_unresolved():
    gathered = harvest()
    add_deployments(gathered, profile("aa", {PATH[0]: {PATH[1]: {"note": "800 Mali"}}}), "AAA")
    assert gathered.ties == []
    assert gathered.unresolved[0]["reason"] == "no year"


def test_no_sentence_of_the_source_becomes_a_note():
    found, _ = parse_deployments("3,000 Mali (bilateral agreement to assist with a long explanation) (2025)")
    assert [deployment.mission for deployment in found] == [None]
