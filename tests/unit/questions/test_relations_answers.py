"""The answer on friends and foes: what its sentences say, and what its sheets hold."""

import pytest

import equipoise as eq
from equipoise.errors import EquipoiseError


def said(answer) -> str:
    return " ".join(sentence.text for sentence in answer.headline)


def test_the_clause_leads(world):
    text = eq.ask.relations(world, "KOR").headline[0].text
    assert (
        text == "Bound to help it against an attack: the United States (Mutual Defense Treaty, art. III, since 1954)."
    )


def test_who_has_no_promise_is_told_so(world):
    text = eq.ask.relations(world, "TWN").headline[0].text
    assert text.startswith("No treaty in the tables promises Taiwan help against an attack.")
    assert "Short of a promise: the United States (Taiwan Relations Act" in text


def test_a_promise_of_a_foe_is_named_as_one():
    kuwait = eq.ask.relations(eq.World.load(as_of="1990-07-31"), "KWT")
    assert "Iraq is bound on paper and at odds with it." in said(kuwait)


def test_rights_that_rest_are_told(world):
    assert "Frozen or suspended in the CSTO: Armenia." in said(eq.ask.relations(world, "ARM"))
    assert "Frozen or suspended in the CSTO: Armenia." in said(eq.ask.relations(world, "KAZ"))


def test_one_row_a_treaty_and_every_row_has_its_address(world):
    answer = eq.ask.relations(world, "FRA")
    ties = [row["tie_id"] for row in answer.sheet("allies").records()]
    assert len(set(ties)) == len(ties) > 5
    for sheet in answer.sheets:
        for row in sheet.records():
            assert row["id"]
            assert "recalled" in row["flags"] or "press_forces" in row["source_ids"]


def test_a_number_of_a_later_year_is_not_told(eve):
    answer = eq.ask.relations(eve, "KAZ")
    assert "Russia (number not known)" in said(answer)


def test_a_former_state_is_called_by_its_name():
    answer = eq.ask.relations(eq.World.load(as_of="1963-06-01"), "EGY")
    assert "the Yemen Arab Republic" in [row["name"] for row in answer.sheet("rivals").records()]


@pytest.mark.parametrize(("state", "day"), [("KAZ", "1980-01-01"), ("nowhere", "2022-01-01")])
def test_what_is_no_state_is_refused(state, day):
    with pytest.raises(EquipoiseError):
        eq.ask.relations(eq.World.load(as_of=day), state)
