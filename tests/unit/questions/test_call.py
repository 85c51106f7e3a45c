"""Who would come: what the answer says in words and holds in its sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import equipoise as eq
from equipoise.answers.numbers import NO_BREAK
from equipoise.errors import InputError, UnknownNameError
from equipoise.interval import Interval
from equipoise.models.calls import answer_call, answer_calls, worth_of_clause
from equipoise.questions.call import call_records
from equipoise.questions.call_sheets import Aftermath, done
from equipoise.questions.call_words import chances, precedents, record_in_words, texts
from equipoise.scenarios.documents import load_scenario

EVE = date(2022, 1, 5)


@pytest.fixture(scope="module")
def then():
    return eq.World.load(as_of=EVE)


@pytest.fixture(scope="module")
def answer(then):
    return eq.ask.call(then, "KAZ", ["OTS", "CSTO"], clauses=["clause:OTS=cst_art4"], records=())


def test_the_sheets_hold_what_the_model_said(then, answer):
    rows = {row["addressee"]: row for row in answer.sheet("answers").records()}
    for made in answer_calls(then, "KAZ", ["CSTO", "OTS"], "internal", EVE):
        row = rows[made.addressee]
        assert row["probability"] == made.probability.scale(100)
        assert row["p_within_3_days"] == made.p_within_3_days.scale(100)
        assert row["lag_days"] == Interval(made.lag_days[0], made.lag_days[2], made.lag_days[1])
        assert row["force"] == Interval(made.force[0], made.force[2], made.force[1])
        assert row["because"] == made.because
        days = [entry for entry in answer.sheet("curve").records() if entry["addressee"] == made.addressee]
        assert [entry["value"] for entry in days] == [chance.scale(100) for chance in made.curve]
        members = [entry for entry in answer.sheet("members").records() if entry["addressee"] == made.addressee]
        assert [entry["iso3"] for entry in members] == [entry.iso3 for entry in made.members]


def test_what_lies_outside_support_stands_apart_and_has_no_point(answer):
    heads = {block.heading: block for block in answer.sheet("answers").blocks()}
    assert list(heads) == ["Calls of this sort are on record", "No call of this sort is on record: upper limits only"]
    (row,) = heads["No call of this sort is on record: upper limits only"].written
    assert row[0] == "OTS"
    assert row[1] == "0–79"
    assert "only an upper limit (79 %) can be given" in answer.headline[1].text


def test_a_clause_that_was_not_there_is_told_and_tabled(then, answer):
    (row,) = answer.sheet("clauses").records()
    assert row["addressee"] == "OTS"
    worth = worth_of_clause(then, "KAZ", "OTS", "cst_art4", on=EVE)
    assert row["gain"] == worth.gain.scale(100)
    assert row["with"] == worth.after.probability.scale(100)
    told = answer.headline[-1]
    assert told.lead == "A clause that was not there."
    assert "over the upper limit without it" in told.text


def test_texts_are_named_where_there_are_few(world):
    made = answer_calls(world, "KAZ", ["CSTO", "RUS", "OTS", "CHN"])
    assert texts(world, made[:1]) == (
        "A text with the CSTO (Agreement on peacekeeping activities of 6 October 2007) plainly covers internal unrest"
    )
    assert texts(world, made[1:2]).startswith("A text with Russia (Treaty")
    assert texts(world, made[1:2]).endswith("can be read as covering internal unrest")
    assert texts(world, made) == (
        "A text with the CSTO plainly covers internal unrest; with Russia it can be read that way; "
        "none does with the OTS or China"
    )
    assert texts(world, made[3:]) == "No text between Kazakhstan and China covers internal unrest"


def test_chances_name_the_best_and_all_that_the_record_cannot_tell_from_it(world):
    best = answer_call(world, "KAZ", "RUS")
    worse = replace(best, addressee="USA", draws=tuple(draw / 10 for draw in best.draws))
    alike = tuple(replace(best, addressee=key) for key in ("FRA", "GBR", "CHN", "TUR", "OSCE"))
    told = chances(world, (best, worse), past=True)
    assert told.startswith("Russia would have sent troops with a probability of ")
    assert "tell it apart" not in told
    assert "the record does not tell it apart from France" in chances(world, (best, alike[0], worse), past=False)
    many = chances(world, (best, *alike, worse), past=False)
    assert many.startswith("Past calls single out nobody: Russia 5")
    assert "and 5 others, from" in many
    assert "each is close to even odds" in chances(world, (best, *alike), past=False)


def test_precedents_name_those_who_were_asked_most(world):
    first = answer_call(world, "KAZ", "RUS")
    made = tuple(
        replace(first, addressee=key, record_calls=n, record_troops=n // 2)
        for n, key in enumerate(("USA", "FRA", "GBR"))
    )
    assert precedents(world, made) == "The United Kingdom answered 1 of 2 with troops and France 0 of 1"
    assert precedents(world, made[:1]) == ""


def test_the_record_is_of_all_calls_whatever_the_day(then, world):
    now, earlier = call_records(world), call_records(then)
    assert [(one.n, one.clusters, one.split) for one in now] == [(one.n, one.clusters, one.split) for one in earlier]


def test_the_record_in_words(world):
    record, _ = call_records(world)
    told = record_in_words(record).replace(NO_BREAK, " ")
    assert told.startswith(f"Tested on {record.n} looked-up calls in {record.clusters} crises, each forecast from all")
    assert (
        "did no better than simply assuming the average rate, as far as can be told: its score was 2.5 % worse" in told
    )
    rival = record.baselines[0]
    for skill, told in (((0.1, 0.3, 0.2), "did better than"), ((-0.3, -0.1, -0.2), "did worse than")):
        changed = replace(record, baselines=(replace(rival, skill=Interval(*skill)),))
        assert f"{told} simply assuming the average rate, by 20.0{NO_BREAK}%" in record_in_words(changed)
    few = replace(record, baselines=(replace(rival, skill=None),))
    assert "too few crises" in record_in_words(few)


def test_what_became_of_a_case_stands_beside_the_forecast(world, then):
    after = Aftermath(world, load_scenario("kazakhstan-2022").case_id)
    found = eq.ask.call(then, "KAZ", ["CSTO", "RUS", "USA"], leave_out=["KAZ2022"], records=(), after=after)
    happened = {row["addressee"]: row["happened"] for row in found.sheet("reasons").records()}
    assert "sent 2,030" in happened["CSTO"]
    assert "of those sent" in happened["RUS"]
    assert done(after, "VUT") == "no reaction on record"
    assert [row["addressee"] for row in found.sheet("arrivals").records()] == ["CSTO"]
    assert found.title.startswith("If Kazakhstan had asked for help")


@pytest.mark.parametrize(("asked", "error", "told"), [
    ({"state": "Atlantis"}, UnknownNameError, "Atlantis"),
    ({"to": ["Frnace"]}, UnknownNameError, "France"),
    ({"to": ["KAZ"]}, InputError, "cannot ask itself"),
    ({"trigger": "internl"}, InputError, "internal"),
    ({"framing": "extrnal"}, InputError, "external"),
    ({"clauses": ["OTS"]}, InputError, "clause:"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused(world, asked, error, told):
    with pytest.raises(error, match=told):
        eq.ask.call(world, **{"state": "KAZ", "to": ["CSTO"], "records": (), **asked})
