"""`equipoise scenario`: begun, listed, shown, checked; and what is wrong with a file, said with its YAML path."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest
import yaml

from equipoise.models.crisis import shipped_priors
from equipoise.scenarios.crisis.loading import load_antecedents
from equipoise.scenarios.crisis.shipped import read_study
from equipoise.scenarios.documents import load_scenario, packs

FILES = ["antecedents.yaml", "claims.yaml", "crisis.yaml", "scenario.yaml"]


@pytest.fixture
def own(equipoise, tmp_path):
    assert equipoise("scenario", "new", "own", "--into", tmp_path).code == 0
    return tmp_path / "own"


def test_a_new_one_runs_as_it_is(own, equipoise):
    assert sorted(path.name for path in own.iterdir()) == FILES
    assert load_scenario(str(own)).id == "own"
    assert (own / "crisis.yaml").read_text(encoding="utf-8").startswith("# The crisis.")
    checked = equipoise("scenario", "check", own)
    assert (checked.code, checked.err) == (0, "")
    for part in ("2 places, 5 sites, 2 actors", "4 antecedents, 5 edits, all applied", "own is sound", "1 criteria"):
        assert part in checked.out
    found = equipoise("simulate", own, "--draws", 40, "--prior-only", "--json").json
    assert (found["scenario"], found["draws"]) == ("own", 40)
    assert equipoise("claims", own).code == 0
    assert [path.name for path in own.parent.iterdir()] == ["own"], "nothing is left beside it"
    assert stat.S_IMODE(own.stat().st_mode) & 0o500 == 0o500


def test_a_copy_of_a_shipped_one(tmp_path, equipoise):
    answer = equipoise("scenario", "new", "mine", "--from", "kazakhstan-2022", "--into", tmp_path)
    assert answer.code == 0
    mine = tmp_path / "mine"
    assert load_scenario(str(mine)).id == "mine"
    origin = packs()["kazakhstan-2022"]
    for name in ("crisis.yaml", "antecedents.yaml", "claims.yaml"):
        assert (mine / name).read_bytes() == (origin / name).read_bytes()
    assert read_study(mine / "study.json").scenario == "mine"
    assert read_study(mine / "study.json").fingerprint == read_study(origin / "study.json").fingerprint
    plain = equipoise("scenario", "new", "other", "--from", "ots-clause-2021", "--into", tmp_path)
    assert "issue.yaml, scenario.yaml" in plain.out
    assert "issue with 5 actors" in equipoise("scenario", "check", tmp_path / "other").out


def test_nothing_is_overwritten(own, refused, tmp_path):
    before = {path.name: path.read_bytes() for path in own.iterdir()}
    assert "is there already" in refused("scenario", "new", "own", "--into", tmp_path)
    assert {path.name: path.read_bytes() for path in own.iterdir()} == before
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert "is there already" in refused("scenario", "new", "file", "--into", tmp_path)


@pytest.mark.parametrize("name", ["", "Big", "a b", "../x", "/x", "-x", "x" * 61, "\udcff", "a\n", "."])
def test_ids_that_are_none(refused, tmp_path, name):
    told = refused("scenario", "new", "--into", tmp_path, "--", name)
    assert "is not made of" in told
    assert list(tmp_path.iterdir()) == []


def test_other_refusals_of_new(refused, tmp_path):
    assert "cannot write" in refused("scenario", "new", "a", "--into", tmp_path / "no")
    assert "did you mean kazakhstan-2022" in refused("scenario", "new", "a", "--from", "kazakhstan", "--into", tmp_path)
    (tmp_path / "scenario.yaml").write_text("{id: x, title: t, state: KAZ, as_of: 2022-01-05}", encoding="utf-8")
    told = refused("scenario", "new", "a", "--from", tmp_path, "--into", tmp_path)
    assert "id: must stand on a line of its own" in told
    assert [path.name for path in tmp_path.iterdir()] == ["scenario.yaml"]


def test_the_list(equipoise):
    found = {row["id"]: row for row in equipoise("scenario", "list", "--json").json["scenarios"]}
    assert set(found) == set(packs())
    assert found["kazakhstan-2022"]["antecedents"] == len(load_antecedents("kazakhstan-2022"))
    assert (found["ots-clause-2021"]["crisis"], found["ots-clause-2021"]["issue"]) == (False, True)
    shown = equipoise("scenario", "list").out
    assert all(name in shown for name in packs())


def test_what_one_holds(own, equipoise):
    summary = equipoise("scenario", "show", own)
    assert (summary.code, summary.err) == (0, "")
    for part in ("2 places, 2 outside actors", "3 dated facts", "4 acts that could have been otherwise", "no-call"):
        assert part in " ".join(summary.out.split()), part
    shown = equipoise("scenario", "show", own, "--full")
    assert len(shown.out.splitlines()) > 2 * len(summary.out.splitlines())
    told = " ".join(shown.out.split())
    for part in ("Second city", "drawn per head", "send troops, mediate", "People in the streets", "forbid call",
                 "lognormal: median"):  # fmt: skip
        assert part in told, part
    assert all(prior.name in told for prior in shipped_priors())
    found = equipoise("scenario", "show", "kazakhstan-2022", "--json").json
    assert found["capital"] == "Astana"
    assert found["crisis"] is True
    assert {prior["name"] for prior in found["priors"]} == {prior.name for prior in shipped_priors()}
    assert "nothing to simulate" in equipoise("scenario", "show", "ots-clause-2021").out


def test_text_of_the_user_is_no_markup(own, equipoise):
    rewrite(own, "crisis.yaml", ("shock", "kind"), "[/bold] or [red]")
    rewrite(own, "crisis.yaml", ("actors", 0, "why"), "[/x]")
    rewrite(own, "antecedents.yaml", ("antecedents", 0, "title"), "[/y]")
    rewrite(own, "scenario.yaml", ("title",), "[/z]")
    rewrite(own, "crisis.yaml", ("facts", 0, "sources"), ["[/w]"])
    for word in ("show", "check"):
        answer = equipoise("scenario", word, own, "--full")
        assert (answer.code, answer.err) == (0, "")
        assert "[/z]" in answer.out
    assert "[/bold] or [red]" in equipoise("scenario", "show", own).out
    assert "[/w]" in equipoise("scenario", "check", own).out


def rewrite(folder: Path, name: str, place: tuple[str | int, ...], value: object) -> None:
    path = folder / name
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    holder = content
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value
    path.write_text(yaml.safe_dump(content), encoding="utf-8")


EDITS = ("antecedents", 1, "edits")
FAULTS = [
    ("crisis.yaml", ("places", 1, "population"), -5, "crisis.yaml: places.1.population: input should be greater"),
    ("crisis.yaml", ("places", 0, "garrison"), {"low": -1, "high": 5}, "crisis.yaml: places.0.garrison.low: "),
    ("crisis.yaml", ("places", 0, "garrison"), {"low": 9, "high": 5}, "crisis.yaml: places.0.garrison: value error"),
    ("crisis.yaml", ("reserve", "high"), float("inf"), "crisis.yaml: reserve.high: "),
    ("crisis.yaml", ("facts", 0, "actor"), "CSTX", "crisis.yaml: facts.0.actor: 'CSTX' is none of CSTO, TUR"),
    ("crisis.yaml", ("facts", 0, "place"), "Nowhere", "crisis.yaml: facts.0.place: 'Nowhere' is none of Capital"),
    ("crisis.yaml", ("facts", 0, "low"), 3.0, "crisis.yaml: facts.0: value error, low end 3 lies above the high end 2"),
    ("crisis.yaml", ("capital",), "Nowhere", "crisis.yaml: capital: 'Nowhere' is none of Capital, Second city"),
    ("crisis.yaml", ("actors", 1, "id"), "CSTO", "crisis.yaml: actors: 'CSTO' is given twice"),
    ("crisis.yaml", ("actors", 1, "id"), "Atlantis", "crisis.yaml: actors.1.id: unknown "),
    ("crisis.yaml", ("actors", 1, "forces"), True, "crisis.yaml: actors.1: unknown field 'forces'; did you mean force"),
    ("crisis.yaml", ("shock", "date"), "2022-13-01", "crisis.yaml: shock.date: input should be a valid date"),
    ("crisis.yaml", ("priors",), {"pol": {"form": "fixed", "numbers": [1], "reason": "r"}},
     "crisis.yaml: priors.pol: unknown parameter 'pol'; did you mean pool"),
    ("crisis.yaml", ("priors",), {"pool": {"form": "normal", "numbers": [float("nan"), 1], "reason": "r"}},
     "crisis.yaml: priors.pool.numbers.0: input should be a finite number (given: nan)"),
    ("crisis.yaml", ("priors",), {"pool": {"form": "beta", "numbers": [0, 1], "reason": "r"}},
     "crisis.yaml: priors.pool: value error, beta takes numbers above 0"),
    ("antecedents.yaml", EDITS, [{"do": "forbid", "act": "cal"}],
     "antecedents.yaml: antecedents.1.edits.0.act: input should be 'call', 'concession'"),
    ("antecedents.yaml", EDITS, [{"do": "forbid", "akt": "call"}],
     "antecedents.yaml: antecedents.1.edits.0: unknown field 'akt'; did you mean act"),
    ("antecedents.yaml", EDITS, [{"do": "forbids"}], "antecedents.yaml: antecedents.1.edits.0: input tag 'forbids'"),
    ("antecedents.yaml", EDITS, [{"do": "answer", "actor": "CSTX", "troops": True}],
     "antecedents.yaml: no-call.edits.0 (answer): unknown actor 'CSTX'; did you mean CSTO"),
    ("antecedents.yaml", EDITS, [{"do": "perform", "act": "call", "at": "2021-12-01"}],
     "antecedents.yaml: no-call.edits.0 (perform): 2021-12-01 00:00 lies outside the 30 days"),
    ("antecedents.yaml", EDITS, [{"do": "set", "parameter": "pol", "value": 1}],
     "antecedents.yaml: no-call.edits.0 (set): unknown parameter 'pol'; did you mean pool"),
    ("antecedents.yaml", EDITS, [{"do": "set", "parameter": "pool", "value": float("nan")}],
     "antecedents.yaml: antecedents.1.edits.0.value: input should be a finite number"),
    ("antecedents.yaml", EDITS, [{"do": "adopt_clause", "organisation": "OTS", "like": "cst_art5"}],
     "antecedents.yaml: no-call.edits.0 (adopt_clause): unknown "),
    ("antecedents.yaml", ("antecedents", 0, "builds_on"), ["concession-and-no-call"],
     "antecedents.yaml: antecedents.0.builds_on: antecedents build on each other in a circle: concession-on-first-day"),
    ("antecedents.yaml", ("antecedents", 0, "builds_on"), ["nobody"],
     "antecedents.yaml: antecedents.0.builds_on: 'nobody' is none of"),
    ("scenario.yaml", ("state",), "Kyrgyzstn",
     "scenario.yaml: state: unknown state 'Kyrgyzstn'; did you mean Kyrgyzstan"),
    ("scenario.yaml", ("call", "to"), ["CSTX"], "scenario.yaml: call.to.0: unknown "),
    ("scenario.yaml", ("organisations",), ["CSTX"], "scenario.yaml: organisations.0: unknown organisation 'CSTX'"),
    ("claims.yaml", ("claims", 0, "criteria", 0, "evidence"), "call_probabilty",
     "claims.yaml: claims.0.criteria.0.evidence: unknown evidence 'call_probabilty'; did you mean call_probability"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "place", "value", "message"), FAULTS)
def test_a_fault_is_told_with_its_place(own, refused, name, place, value, message):
    rewrite(own, name, place, value)
    told = refused("scenario", "check", own)
    assert message in told
    if name != "claims.yaml" and not message.startswith(("scenario.yaml: call", "scenario.yaml: org")):
        assert message in refused("simulate", own, "--draws", 10)


def test_antecedents_need_a_crisis(own, refused):
    (own / "crisis.yaml").unlink()
    assert "there is no crisis.yaml beside it" in refused("scenario", "check", own)
    (own / "antecedents.yaml").unlink()
    (own / "claims.yaml").unlink()
    shutil.copy(packs()["ots-clause-2021"] / "issue.yaml", own / "mine.yaml")
    rewrite(own, "scenario.yaml", ("issue",), "mine.yml")
    assert "no file 'mine.yml'" in refused("scenario", "check", own)


@pytest.mark.parametrize("name", packs())
def test_shipped_scenarios_are_sound(equipoise, name):
    found = equipoise("scenario", "check", name, "--json").json
    assert found["scenario"] == name
    assert found["remarks"] == []
