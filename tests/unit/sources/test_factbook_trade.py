import pytest
from factbook_samples import harvest, profile, rows

from equipoise.sources.factbook.borders import add_borders, parse_borders
from equipoise.sources.factbook.partners import add_partners, parse_partners, share_amount


def partners(text, *, half_width=0.5, code="aa"):
    gathered = harvest()
    add_partners(
        gathered, profile(code, {"Economy": {"Exports - partners": {"text": text}}}), "AAA", half_width=half_width
    )
    return gathered


def test_names_with_commas_stay_whole():
    listed = parse_partners("Betland 24%, Camp, Republic of the 5%, Dell &amp; Eel 0% (2023)".replace("&amp;", "&"))
    assert listed.entries == (("Betland", 24.0), ("Camp, Republic of the", 5.0), ("Dell & Eel", 0.0))
    assert (listed.year, listed.tenths) == (2023, False)


def test_a_whole_percent_is_an_interval_of_one_point():
    assert (share_amount(24.0, 0.5).low, share_amount(24.0, 0.5).high) == (23.5, 24.5)


def test_nought_listed_is_not_absent():
    amount = share_amount(0.0, 0.5)
    assert (amount.value, amount.low, amount.high) == (0.0, 0.0, 0.5)


def test_a_share_cannot_exceed_the_whole():
    assert share_amount(100.0, 0.5).high == 100.0


def test_five_whole_percents_are_the_top_five():
    gathered = partners("Betland 24%, Camp 12%, Dell 5%, Eel 4%, Fen 0% (2023)")
    assert [row["partner"] for row in gathered.ties] == ["BBB", "CCC", "DDD", "EEE", "FFF"]
    assert all(row["flags"] == ["rounded", "top5"] and row["year"] == 2023 for row in gathered.ties)
    assert gathered.ties[0]["locator"] == "aa.json: Economy > Exports - partners"


def test_tenths_are_narrower_and_the_list_is_cut_at_a_threshold():
    gathered = partners("Betland 24.5%, Camp 12% (2014 est.)", half_width=0.05)
    assert [(row["low"], row["high"]) for row in gathered.ties] == [(24.45, 24.55), (11.95, 12.05)]
    assert {flag for row in gathered.ties for flag in row["flags"]} == {"cut_list", "rounded"}


def test_a_list_with_decimals_in_a_whole_percent_edition_is_read_in_tenths():
    gathered = partners("Betland 26.4%, Camp 5% (2017)")
    assert [row["high"] for row in gathered.ties] == [26.45, 5.05]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("almost entirely Betland (2022)", "no share listed"),
        ("Betland, Camp, Dell (2021)", "no share listed"),
        ("Betland 100%", "no year"),
        ("Nowhere 40% (2023)", "unknown name"),
        ("America 40% (2023)", "unknown name"),
        ("Betland 140% (2023)", "more than the whole"),
        ("Ayeland 40% (2023)", "the state itself"),
    ],
)
def test_what_cannot_be_read_is_kept_as_unresolved(text, reason):
    gathered = partners(text)
    assert gathered.ties == []
    assert reason in gathered.unresolved[0]["reason"]
    assert gathered.unresolved[0]["profile"] == "aa"


def test_a_partner_listed_twice_counts_once_and_is_reported():
    gathered = partners("Betland 40%, Betland 3% (2023)")
    assert [row["value"] for row in gathered.ties] == [40.0]
    assert len(gathered.unresolved) == 1


def test_shares_that_sum_to_more_than_the_whole_are_flagged():
    gathered = partners("Betland 60%, Camp 60% (2023)")
    assert all("sum_over_100" in row["flags"] for row in gathered.ties)


def test_no_list_gives_no_rows_and_no_complaint():
    gathered = partners("NA")
    assert (gathered.ties, gathered.unresolved) == ([], [])


def test_borders_are_read_with_brackets_commas_and_and():
    text = (
        "Betland (Exclave) 8 km and Betland (Coast) 10.5 km; Camp 1,747 km, Republic of Dell 487 km (20 km in a lake)"
    )
    assert parse_borders(text) == [("Betland", 8.0), ("Betland", 10.5), ("Camp", 1747.0), ("Republic of Dell", 487.0)]


def test_segments_with_one_neighbour_are_summed():
    gathered = harvest()
    text = "Betland (south) 40 km and Betland (north) 6 km; Camp 0.15 km"
    add_borders(
        gathered, profile("aa", {"Geography": {"Land boundaries": {"border countries": {"text": text}}}}), "AAA"
    )
    assert rows(gathered.ties, "partner", "value", "year", "flags") == [
        ("BBB", 46.0, 2025, ["derived", "undated"]),
        ("CCC", 0.15, 2025, ["undated"]),
    ]
