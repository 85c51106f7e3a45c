import pytest
from factbook_samples import harvest, profile, rows

from equipoise.sources.factbook.strengths import PATH, add_strengths


def read(text):
    gathered = harvest()
    add_strengths(gathered, profile("aa", {PATH[0]: {PATH[1]: {"text": text}}}), "AAA")
    return gathered


def figures(text):
    return rows(read(text).indicators, "name", "value", "low", "high")


def test_active_forces_and_guards_are_told_apart():
    text = "information varies; estimated 51,000 active Armed Forces; estimated 31,000 National Guard (2025)"
    assert figures(text) == [("active_forces", 51_000.0, None, None), ("paramilitary_forces", 31_000.0, None, None)]


def test_components_in_brackets_are_not_counted_again():
    assert figures("approximately 65,000 active Armed Forces (45,000 Land Forces; 20,000 other) (2025)") == [
        ("active_forces", 65_000.0, None, None)
    ]


def test_a_part_named_after_including_is_flagged_and_not_added():
    gathered = read("estimated 10-12,000 active Armed Forces, including 3,000 Gendarmerie (2024)")
    (row,) = gathered.indicators
    assert (row["low"], row["high"], row["year"]) == (10_000.0, 12_000.0, 2024)
    assert "part_paramilitary" in row["flags"]


def test_a_national_guard_may_be_the_armed_forces():
    assert figures("approximately 12-15,000 active Ayelandic National Guard (2025)") == [
        ("active_forces", None, 12_000.0, 15_000.0)
    ]


def test_two_guards_are_summed_with_the_range_of_either():
    text = "200 active Armed Forces; 150 Gendarmerie; estimated 80-90 Border Service (2025)"
    gathered = read(text)
    assert rows(gathered.indicators, "name", "value", "low", "high")[1] == ("paramilitary_forces", None, 230.0, 240.0)
    assert "derived" in gathered.indicators[1]["flags"]


def test_an_authorised_ceiling_is_an_interval_from_nought():
    gathered = read("the Defense Forces are authorized up to 37,500 personnel (2025)")
    (row,) = gathered.indicators
    assert (row["value"], row["low"], row["high"]) == (None, 0.0, 37_500.0)
    assert {"up_to", "status_unstated"} <= set(row["flags"])


def test_a_claim_is_marked_as_one():
    gathered = read(
        "the rulers claim 190,000 under the Ministry of Defense and 215,000 under the Ministry of Interior (2025)"
    )
    assert rows(gathered.indicators, "name", "value") == [
        ("active_forces", 190_000.0),
        ("paramilitary_forces", 215_000.0),
    ]
    assert "claimed" in gathered.indicators[0]["flags"]


def test_states_without_armed_forces_have_no_row_for_them():
    assert figures("approximately 10-15,000 Ministry of Public Security personnel (2025)") == [
        ("paramilitary_forces", None, 10_000.0, 15_000.0)
    ]


@pytest.mark.parametrize(
    "aside", ["40,000 Home Guard", "more than 400,000 reserves", "150,000 National Police", "200,000 People's Militia"]
)
def test_what_is_neither_is_set_aside_and_reported(aside):
    gathered = read(f"approximately 27,000 active military personnel; {aside} (2025)")
    assert rows(gathered.indicators, "name", "value") == [("active_forces", 27_000.0)]
    assert "not counted" in gathered.unresolved[0]["reason"]


def test_years_in_the_prose_are_not_persons():
    text = "prior to the fighting in 2023, estimates varied: up to 200,000 army; up to 80,000 Reserve Police (2023)"
    assert figures(text) == [("active_forces", None, 0.0, 200_000.0)]


@pytest.mark.parametrize("text", ["estimates not available", "not available (2025)"])
def test_no_estimate_is_no_row(text):
    gathered = read(text)
    assert (gathered.indicators, gathered.unresolved) == ([], [])


@pytest.mark.parametrize(("text", "reason"), [("a small army (2025)", "no number"), ("500 active army", "no year")])
def test_broken_texts_are_unresolved(text, reason):
    gathered = read(text)
    assert gathered.indicators == []
    assert gathered.unresolved[0]["reason"] == reason
