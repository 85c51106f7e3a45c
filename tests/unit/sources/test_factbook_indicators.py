import pytest
from factbook_samples import harvest, profile, rows

from equipoise.sources.factbook.indicators import add_indicators, field_table

FIELDS_2026 = field_table("fields_2026")
FIELDS_2016 = field_table("fields_2016")


def read(body, fields=FIELDS_2026, year=2025):
    gathered = harvest(year)
    add_indicators(gathered, profile("aa", body), "AAA", fields)
    return gathered


def test_yearly_subfields_give_one_row_each_newest_first_up_to_three():
    parts = {f"Exports {year}": {"text": f"${year - 2000} billion ({year} est.)"} for year in (2021, 2024, 2022, 2023)}
    gathered = read({"Economy": {"Exports": parts | {"note": "<b>note:</b> in dollars"}}})
    assert rows(gathered.indicators, "name", "year", "value", "locator") == [
        ("exports", 2024, 24e9, "aa.json: Economy > Exports > Exports 2024"),
        ("exports", 2023, 23e9, "aa.json: Economy > Exports > Exports 2023"),
        ("exports", 2022, 22e9, "aa.json: Economy > Exports > Exports 2022"),
    ]


def test_a_series_in_one_text_is_taken_apart_and_gaps_stay_gaps():
    text = "1.21% of GDP (2012) ++ NA% (2011) ++ 1.31% of GDP (2010)"
    gathered = read({"Military": {"Military expenditures": {"text": text}}}, FIELDS_2016)
    assert rows(gathered.indicators, "year", "value") == [(2012, 1.21), (2010, 1.31)]
    assert gathered.unresolved == []


def test_a_figure_without_a_year_takes_it_from_the_end_of_the_note():
    body = {"Population": {"text": "1,234,567", "note": {"text": "a count of 2013 (2013) is higher (July 2015 est.)"}}}
    gathered = read({"People and Society": body}, FIELDS_2016, 2015)
    assert rows(gathered.indicators, "name", "year", "value") == [("population", 2015, 1_234_567.0)]


def test_a_figure_without_a_year_or_note_takes_the_newest_of_its_siblings():
    ports = {"total ports": {"text": "17 (2024)"}, "large": {"text": "2"}, "ports with oil terminals": {"text": "0"}}
    gathered = read({"Transportation": {"Ports": ports}})
    assert rows(gathered.indicators, "name", "year", "value") == [
        ("ports", 2024, 17.0),
        ("ports_large", 2024, 2.0),
        ("ports_oil_terminals", 2024, 0.0),
    ]


def test_an_undated_figure_is_filed_under_the_reference_year():
    gathered = read({"Geography": {"Area": {"total ": {"text": "2,724 sq km (of which 24 sq km are water)"}}}})
    assert rows(gathered.indicators, "name", "year", "value", "flags") == [("area", 2025, 2724.0, ["undated"])]


def test_a_gauge_under_the_wrong_heading_is_left_out():
    railways = {
        "total": {"text": "5,000 km (2021)"},
        "broad gauge": {"text": "2,707 km (2021) 1.000 m guage"},
        "narrow gauge": {"text": "900 km (2021) 1.067-m gauge (65 km electrified)"},
        "standard gauge": {"text": "400 km (2021)"},
    }
    gathered = read({"Transportation": {"Railways": railways}})
    assert [row["name"] for row in gathered.indicators] == ["railways", "railways_standard", "railways_narrow"]
    assert "wrong heading" in gathered.unresolved[0]["reason"]


def test_pipelines_are_taken_by_product_and_mixed_ones_are_not():
    text = "condensate/gas 5 km; gas 12,432 km; oil 11,313 km; oil/gas/water 3 km; refined products 1,095 km (2013)"
    gathered = read({"Transportation": {"Pipelines": {"text": text}}}, FIELDS_2016)
    assert rows(gathered.indicators, "name", "value", "year") == [
        ("pipelines_gas", 12432.0, 2013),
        ("pipelines_oil", 11313.0, 2013),
        ("pipelines_refined", 1095.0, 2013),
    ]


def test_refugees_by_origin_are_summed_to_a_floor():
    text = "at least 1,000 (Betland) (2014); 2,500 (Camp); undetermined (Dell) (2015)"
    body = {"Refugees and internally displaced persons": {"refugees (country of origin)": {"text": text}}}
    gathered = read({"Transnational Issues": body}, FIELDS_2016)
    (row,) = gathered.indicators
    assert (row["value"], row["year"], row["flags"]) == (3500.0, 2015, ["at_least", "cut_list", "derived"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("$12 billion", "no year"),
        ("a great deal (2023 est.)", "no figure of the declared kind"),
        ("12 billion euro (2023 est.)", "no figure of the declared kind"),
    ],
)
def test_what_cannot_be_read_is_unresolved(text, reason):
    gathered = read({"Economy": {"GDP (official exchange rate)": {"text": text}}})
    assert gathered.indicators == []
    assert reason in gathered.unresolved[0]["reason"]


@pytest.mark.parametrize("text", ["$NA", "NA", "see entry for Betland"])
def test_a_figure_declared_absent_gives_no_row_and_no_complaint(text):
    gathered = read({"Economy": {"GDP (official exchange rate)": {"text": text}}})
    assert (gathered.indicators, gathered.unresolved) == ([], [])


def test_a_year_given_twice_keeps_the_first_figure():
    gathered = read({"Economy": {"Imports": {"text": "$3 billion (2013 est.) ++ $2 billion (2013 est.)"}}}, FIELDS_2016)
    assert rows(gathered.indicators, "value") == [(3e9,)]
    assert gathered.unresolved[0]["reason"] == "year given twice"
