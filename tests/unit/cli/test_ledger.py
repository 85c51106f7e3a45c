"""`equipoise ledger` and the table of track records on the command line."""

from __future__ import annotations

import json
from datetime import date

import pytest
import typer

from equipoise.answers import Answer
from equipoise.answers.printers.terminal import as_text
from equipoise.cli import ledger as ledger_commands
from equipoise.cli import main, track_record
from equipoise.questions.records import against_rivals, record_details
from equipoise.scores import About, Resampling, record_of
from equipoise.scores.record import worst_first

FAR = "2099-12-31"


@pytest.fixture(autouse=True)
def only_these_commands(monkeypatch, tmp_path):
    app = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
    app.add_typer(ledger_commands.app, name="ledger")
    app.command("track-record")(track_record.track_record)
    monkeypatch.setattr(main, "app", app)
    monkeypatch.setenv("EQUIPOISE_LEDGER", str(tmp_path / "mine.jsonl"))


@pytest.fixture
def two(equipoise):
    equipoise("ledger", "add", "Will [red]it[/red] happen?", "--resolves", FAR, "-p", "0.25", "--id", "kaz-unrest")
    equipoise("ledger", "add", "How many?", "--resolves", FAR, "--quantile", "0.1=-5", "--quantile", "0.9=12")
    return equipoise


def test_add_tells_the_name_and_the_seal(equipoise, tmp_path):
    found = equipoise("ledger", "add", "Will it?", "--resolves", FAR, "-p", 0.25, "--json").json
    assert found["forecast"]["id"] == "f1"
    assert found["provenance"]["head"] in (tmp_path / "mine.jsonl").read_text()
    told = equipoise("ledger", "add", "Will it?", "--resolves", FAR, "-p", "25%")
    assert told.out.startswith(f"f2: 0.25, made {date.today()}, open until {FAR}")  # noqa: DTZ011
    assert "Seal " in told.out


def test_list_shows_questions_as_they_were_put(two):
    text = two("ledger", "list").out
    assert "[red]it[/red]" in text
    assert "0.1=-5, 0.9=12" in text
    assert text.count(" open ") >= 2


def test_from_question_to_score(two):
    assert two("ledger", "resolve", "kaz-unrest", "--outcome", "yes", "--source", "x").code == 0
    assert two("ledger", "resolve", "f2", "--outcome", "-3.5").code == 0
    listed = two("ledger", "list", "--json").json
    assert [entry["state"].split()[0] for entry in listed["forecasts"]] == ["yes", "-3.5"]
    assert two("ledger", "list", "--open", "--json").json["forecasts"] == []
    found = two("ledger", "score", "--json").json
    assert found["scores"][0]["value"] == pytest.approx(0.75**2)
    assert found["track_record"][0]["beats"] == "cannot be told"
    assert found["quantities"][0]["id"] == "f2"
    text = two("ledger", "score").out
    assert "cannot be told from the base rate" in text
    assert "Quantities, each in its own unit" in text


def test_one_forecast_is_shown_and_every_form_is_written(two, refused, tmp_path):
    told = two("ledger", "show", "f2")
    assert "How many?" in told.out
    assert "Said 0.1=-5, 0.9=12" in told.out
    assert "did you mean kaz-unrest" in refused("ledger", "show", "kaz-unrst")
    assert two("ledger", "list", "--format", "csv").out.splitlines()[0].startswith("id,question,said")
    assert two("ledger", "list", "--out", tmp_path / "all.xlsx").code == 0
    assert (tmp_path / "all.xlsx").stat().st_size > 0


def test_check(two, refused, tmp_path):
    head = two("ledger", "check", "--json").json["provenance"]["head"]
    assert two("ledger", "check", "--head", head[:10]).code == 0
    assert "no line bears the seal" in refused("ledger", "check", "--head", "0" * 64)
    file = tmp_path / "mine.jsonl"
    file.write_text(file.read_text().replace("0.25", "0.75"))
    assert "line 1 was changed" in refused("ledger", "check")
    for words in (("list",), ("score",), ("add", "q", "--resolves", FAR, "-p", "0.5")):
        assert "tampered" in refused("ledger", *words)
    answer = two("ledger", "check", "--json")
    assert answer.code == 2
    assert answer.json["intact"] is False


def test_torn_line_is_told(two, tmp_path):
    with (tmp_path / "mine.jsonl").open("a") as file:
        file.write('{"id":"f3","ki')
    assert "half written" in two("ledger", "list").out
    assert two("ledger", "list", "--json").json["torn_last_line"] is True
    two("ledger", "add", "q", "--resolves", FAR, "-p", "0.5")
    assert "half written" not in two("ledger", "list").out


def test_result_ties_the_provenance_in(equipoise, refused, tmp_path):
    result = tmp_path / "result.json"
    result.write_text(json.dumps({"answers": [], "provenance": {"version": "1", "seed": 3}}))
    words = ("ledger", "add", "q", "--resolves", FAR, "-p", "0.5", "--json", "--result", result)
    first = equipoise(*words).json["forecast"]["provenance"]
    result.write_text(json.dumps({"provenance": {"seed": 3, "version": "1"}}))
    assert equipoise(*words).json["forecast"]["provenance"] == first
    result.write_text(json.dumps({"provenance": {"seed": 4, "version": "1"}}))
    assert equipoise(*words).json["forecast"]["provenance"] != first
    for text in ("", "[]", "{}", "{"):
        result.write_text(text)
        assert "holds no provenance" in refused(*words)
    assert "cannot read" in refused(*words[:-1], tmp_path / "absent.json")


@pytest.mark.parametrize(("words", "told"), [
    (("add", "q", "--resolves", FAR, "-p", "1.5"), "1.5 is not a probability"),
    (("add", "q", "--resolves", FAR, "-p", "many"), "'many' is not a probability"),
    (("add", "q", "--resolves", FAR, "-p", "130%"), "1.3 is not a probability"),
    (("add", "q", "--resolves", FAR), "either a probability or quantiles"),
    (("add", "q", "--resolves", "soon", "-p", "0.5"), "'soon' is not a date"),
    (("add", "q", "--resolves", "2001-01-01", "-p", "0.5"), "2001-01-01"),
    (("add", "q", "--resolves", FAR, "-p", "0.5", "--made", FAR), "cannot be dated"),
    (("add", "q", "-p", "0.5"), "--resolves"),
    (("add", "q", "--resolves", FAR, "--quantile", "0.5"), "LEVEL=VALUE"),
    (("add", "q", "--resolves", FAR, "--quantile", "0.5=1", "--quantile", "0.5=2"), "given twice"),
    (("add", "q", "--resolves", FAR, "-p", "0.5", "--ledger", "/"), "/"),
    (("resolve", "kaz-unrst", "--outcome", "yes"), "did you mean kaz-unrest"),
    (("resolve", "kaz-unrest", "--outcome", "maybe"), "unknown outcome 'maybe'"),
    (("resolve", "kaz-unrest", "--outcome", "yes", "--on", FAR), "cannot be settled on"),
    (("list", "--ledger", "absent.jsonl"), "there is no ledger"),
    (("score",), "nothing to score"),
    (("score", "--model", "none"), "unknown model in the ledger"),
])  # fmt: skip
def test_refusals_are_one_line(two, refused, words, told):
    assert told in refused("ledger", *words)


@pytest.fixture(scope="module")
def two_records():
    about = About(target="[t]", split="s", caveats=("a [bold]caveat",))
    happened = [0, 1] * 20
    said = {"good": [0.2, 0.8] * 20, "bad": [0.8, 0.2] * 20}
    return tuple(
        record_of(name, happened, values, {"base rate": [0.5] * 40}, about=about, resampling=Resampling(resamples=100))
        for name, values in said.items()
    )


def test_losing_records_come_first_and_say_so(two_records):
    sheet = against_rivals(worst_first(two_records))
    assert [(row["model"], row["beats"]) for row in sheet.records()] == [("bad", "no: loses"), ("good", "yes")]


def test_one_record_in_full(two_records):
    sheets = (against_rivals(two_records[1:]), *record_details(two_records[1:], detail=False))
    answer = Answer("track_record", "A record", sheets=sheets)
    text = as_text(answer, full=True)
    for told in ("[t]; s: 40 cases", "no: loses", "a [bold]caveat", "AUC", "how often it happened"):
        assert told in text
    (whole,) = answer.sheet("records").records()
    assert whole["loses"] is True
    assert str(whole["verdict"]).startswith("The model loses to the base rate: Brier score 0.6400 against 0.2500")


def test_track_record_of_a_model(equipoise):
    words = ("track-record", "calls", "--target", "troops", "--scheme", "past_only")
    found = equipoise(*words, "--json").json
    for row in found["track_records"]:
        assert (row["model"], row["target"], row["split"]) == ("calls", "troops", "past_only")
        assert row["beats"] in ("yes", "no: loses", "cannot be told")
    assert found["provenance"]["data"]["digest"]
    text = equipoise(*words).out
    assert "base rate" in text
    assert "how often it happened" in text


@pytest.mark.parametrize(("words", "told"), [
    (("weather",), "unknown model 'weather'"),
    (("calls", "--target", "troop"), "did you mean troops"),
    (("--target", "troops"), "name the model that is meant"),
    (("calls", "--scheme", "past"), "past_only"),
    (("calls", "--test-on", "absent.csv"), "absent.csv"),
    (("--test-on", "absent.csv"), "absent.csv"),
])  # fmt: skip
def test_track_record_refuses_in_one_line(refused, words, told):
    assert told in refused("track-record", *words)
