"""`equipoise simulate`: the same bytes on any way to them, no effect without an antecedent, and what it refuses."""

from __future__ import annotations

import contextlib
import inspect
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import yaml

from equipoise.cli import simulate as command
from equipoise.cli.main import _run
from equipoise.interval import Interval
from equipoise.models.crisis import EVENTS, prior_block
from equipoise.models.crisis.abduction import PARTICLES
from equipoise.scenarios import documents
from equipoise.scenarios.crisis.shipped import SHIPPED_SEED, read_study
from equipoise.scenarios.documents import packs

TEMPLATE = Path(documents.__file__).parent / "template"
PACK = "kazakhstan-2022"
COMMAND = [sys.executable, "-c", "from equipoise.cli.main import run; run()"]
SMALL = ("--particles", "120", "--draws", "300")

ANTECEDENTS = """\
antecedents:
  - {id: no-call, title: "[/bold] or [red]", by: [KGZ], since: 2022-01-01, justification: "[x]",
     edits: [{do: forbid, act: call}]}
  - {id: nothing, title: Nothing, by: [KGZ], since: 2022-01-01, justification: j,
     edits: [{do: set, parameter: onset, value: 4}]}
"""
PRIORS = "\npriors:\n  onset: {form: fixed, numbers: [4], reason: So that setting it to four changes nothing.}\n"


def begun(folder: Path) -> Path:
    """The small scenario with a parameter that is fixed, and an antecedent that fixes it to the same value."""
    shutil.copytree(TEMPLATE, folder)
    (folder / "antecedents.yaml").write_text(ANTECEDENTS, encoding="utf-8")
    with (folder / "crisis.yaml").open("a", encoding="utf-8") as file:
        file.write(PRIORS)
    return folder


def ran(*words: object) -> str:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = _run([str(word) for word in words])
    assert (code, err.getvalue()) == (0, "")
    return out.getvalue()


def timeless(text: str) -> str:
    """A JSON answer as it was printed, but for the timing."""
    answer = json.loads(text)
    assert set(answer.pop("timing")) >= {"workers", "block_size", "ensemble_seconds", "study_seconds"}
    return json.dumps(answer)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    return begun(tmp_path_factory.mktemp("scenario") / "own")


@pytest.fixture(scope="module")
def first(own, tmp_path_factory):
    """The answer of one run in JSON, and the folder that it wrote."""
    folder = tmp_path_factory.mktemp("out") / "run"
    return ran("simulate", own, *SMALL, "--workers", 1, "--out", folder, "--json"), folder


def test_the_same_bytes_for_any_workers_and_blocks(own, first):
    again = ran("simulate", own, *SMALL, "--workers", 2, "--block-size", 77, "--json")
    assert timeless(again) == timeless(first[0])
    assert json.loads(again)["timing"]["block_size"] == 77


def test_no_antecedent_has_no_effect_at_all(first):
    answers = {answer["id"]: answer for answer in json.loads(first[0])["antecedents"]}
    nothing = answers["nothing"]
    zero = {"low": 0.0, "high": 0.0, "value": 0.0}
    assert [event["event"] for event in nothing["events"]] == list(EVENTS)
    for event in nothing["events"]:
        assert event["effect"] == zero
        assert event["without"] == event["with_it"]
        assert set(map(str, event["by_variant"].values())) == {str(zero)}
        assert nothing["prior_effects"][event["event"]] == zero
        assert event["would_not"] is None or event["would_not"]["value"] == 0
    assert all(amount["effect"] == zero for amount in nothing["amounts"])
    assert (nothing["unchanged"], nothing["new_draws"], nothing["story"]) == (1.0, 0.0, None)
    called = next(event for event in answers["no-call"]["events"] if event["event"] == "call")
    assert called["effect"]["value"] < 0
    assert called["would_not"]["value"] == 1


def test_what_is_printed_for_programs(first):
    found = json.loads(first[0])
    assert found["provenance"]["seed"] == found["seed"] == 1
    assert found["prior"]["draws"] == sum(found["prior"]["trajectories"].values()) == 300
    shares = {event["event"]: event["share"] for event in found["prior"]["events"]}
    assert list(shares) == list(EVENTS)
    whole = sum(shares["protest"][name]["value"] * count for name, count in found["prior"]["trajectories"].items())
    assert whole == pytest.approx(300 * shares["protest"]["all"]["value"])
    assert found["study"]["rejected"] is False
    assert found["study"]["readings_told_apart"] in (True, False)
    assert {fact["id"] for fact in found["study"]["facts"]} == {"first-protest", "crowds", "ruler"}
    assert found["timing"]["study_was_written"] is False


def test_a_folder_goes_on_and_its_study_is_read_back(own, first):
    text, folder = first
    before = contents(folder)
    again = ran("simulate", own, *SMALL, "--workers", 2, "--block-size", 50, "--out", folder, "--json")
    assert json.loads(again)["timing"]["study_was_written"] is True
    assert timeless(again) == timeless(text)
    assert contents(folder) == before
    assert {name for name in before if name.endswith(".csv")} == {
        f"{name}.csv" for name in ("prior_events", "prior_quantities", "facts", "readings", "parameters", "fans",
                                   "antecedents", "effects", "amounts", "stories")
    }  # fmt: skip
    effects = pl.read_csv(folder / "effects.csv")
    assert effects.filter(pl.col("antecedent") == "nothing")["effect"].to_list() == [0.0] * len(EVENTS)
    trajectories = pl.concat(map(pl.read_parquet, sorted((folder / "trajectories").glob("*.parquet"))))
    assert trajectories.height == 300
    assert read_study(folder / "study.json").particles == 120


def test_for_people(own, first, equipoise):
    answer = equipoise("simulate", own, *SMALL, "--out", first[1])
    assert (answer.code, answer.err) == (0, "")
    told = " ".join(answer.out.split())
    for part in ("300 trajectories from the prior, seed 1", "for 3 of 3 in these worlds", "Weights of the readings",
                 "worlds unchanged", "Plus: more likely with it", "is an association, no effect"):  # fmt: skip
        assert part in told, part
    assert "None" not in told
    assert "nan" not in told.split()


def test_one_antecedent_and_its_story(own, first, equipoise, tmp_path):
    """The study of all antecedents is cut to one: as if that one had been asked for alone."""
    answers = {answer["id"]: answer for answer in json.loads(first[0])["antecedents"]}
    new = equipoise("simulate", own, *SMALL, "--fresh", "--if", "no-call", "--out", tmp_path / "new")
    assert (new.code, new.err) == (0, "")
    told = " ".join(new.out.split())
    for part in (
        "[/bold] or [red] (no-call) [x]",
        "A typical changed world, step by step",
        f"Worlds unchanged: {100 * answers['no-call']['unchanged']:.0f} %",
        "would not",
        "before the facts",
        "who sent troops",
        "nobody",
    ):
        assert part in told, part
    folder = tmp_path / "own"
    shutil.copytree(own, folder)
    shutil.copy(first[1] / "study.json", folder)
    read = ran("simulate", folder, *SMALL, "--if", "no-call", "--out", tmp_path / "read", "--json")
    assert json.loads(read)["timing"]["study_was_written"] is True
    assert json.loads(read)["antecedents"] == [answers["no-call"]]
    assert contents(tmp_path / "new") == contents(tmp_path / "read")


def test_only_the_prior(own, equipoise):
    found = equipoise("simulate", own, "--draws", 50, "--prior-only", "--json").json
    assert (found["study"], found["antecedents"], found["prior"]["draws"]) == (None, [], 50)
    assert "No study: --prior-only" in equipoise("simulate", own, "--draws", 50, "--prior-only").out


def test_without_facts_the_worlds_are_those_of_the_prior(own, tmp_path, equipoise, monkeypatch):
    from equipoise.scenarios.crisis import study

    few = study.prior_worlds
    monkeypatch.setattr(study, "prior_worlds", lambda built, seed: few(built, seed, 60))
    folder = tmp_path / "bare"
    shutil.copytree(own, folder)
    crisis = yaml.safe_load((folder / "crisis.yaml").read_text(encoding="utf-8"))
    crisis["facts"] = []
    (folder / "crisis.yaml").write_text(yaml.safe_dump(crisis), encoding="utf-8")
    answer = equipoise("simulate", folder, "--draws", 50, "--if", "nothing")
    assert answer.code == 0
    assert "asked of worlds from the prior" in answer.out
    assert "no story to tell" in answer.out
    (folder / "antecedents.yaml").unlink()
    assert "no facts, no antecedents" in equipoise("simulate", folder, "--draws", 50).out
    assert "no antecedents.yaml" in equipoise("simulate", folder, "--if", "x").err


def test_a_model_that_is_at_odds_with_the_facts_says_so(first, monkeypatch, capsys):
    study = read_study(first[1] / "study.json")
    missed = replace(study.facts[0], covered=False, foreseen=False)
    sure = tuple(
        replace(one, weight=Interval(0.9, 1.0, 0.95) if row == 1 else Interval(0.0, 0.1, 0.02))
        for row, one in enumerate(study.variants)
    )
    flagged = replace(study.antecedents[0], new_draws=0.2)
    from equipoise.cli import simulation_tables as tables

    odd = replace(study, reached=False, facts=(missed, *study.facts[1:]), variants=sure, antecedents=(flagged,))
    tables._show_facts(tables.console(), odd)
    tables._show_notes(tables.console(), odd.antecedents)
    told = " ".join(capsys.readouterr().out.split())
    for part in ("REJECTED", "MISSED", "for 2 of 3 (not first-protest)", "stands out", "More than 5 %"):
        assert part in told, part
    assert not tables.told_apart(study)


def test_defaults_are_those_of_the_studies_that_ship():
    given = inspect.signature(command.simulate).parameters
    assert given["seed"].default == SHIPPED_SEED
    assert given["particles"].default == PARTICLES


def test_refusals(own, refused, tmp_path):
    assert "no crisis.yaml" in refused("simulate", "ots-clause-2021")
    assert "did you mean kazakhstan-2022" in refused("simulate", "kazakhstan-2021")
    assert "unknown antecedent 'no-cal'; did you mean no-call" in refused("simulate", own, "--if", "no-cal")
    assert "--draws 0 is not" in refused("simulate", own, "--draws", 0)
    assert "--draws of more than 30 digits" in refused("simulate", own, "--draws", "9" * 40)
    assert "--seed -1" in refused("simulate", own, "--seed", -1)
    assert "--seed" in refused("simulate", own, "--seed", 1 << 63)
    assert "--block-size 0" in refused("simulate", own, "--block-size", 0)
    assert "--particles 5" in refused("simulate", own, "--particles", 5)
    assert "workers '0'" in refused("simulate", own, "--workers", 0).replace("workers 0", "workers '0'")
    assert "--prior-only" in refused("simulate", own, "--prior-only", "--if", "no-call")
    said = refused("simulate", own, *SMALL, "--prior-only", "--dask", "nowhere")
    assert "no Dask scheduler" in said or "needs the extra 'scale'" in said


def test_folders_that_are_no_place_for_it(own, refused, tmp_path):
    words = ("simulate", own, "--draws", 20, "--prior-only", "--out")
    assert "cannot use folder" in refused(*words, tmp_path / "no" / "out")
    (tmp_path / "effects.csv").write_text("mine", encoding="utf-8")
    assert "another sort ('effects.csv')" in refused(*words, tmp_path)
    assert "cannot use folder" in refused(*words, tmp_path / "effects.csv")
    assert (tmp_path / "effects.csv").read_text(encoding="utf-8") == "mine"
    ran(*words, tmp_path / "out")
    assert "holds another ensemble" in refused(
        "simulate", own, "--draws", 21, "--prior-only", "--out", tmp_path / "out"
    )


def test_a_billion_draws_need_a_yes(own, refused, tmp_path):
    told = refused("simulate", own, "--draws", 10**9, "--out", tmp_path / "out")
    assert "--draws 1000000000" in told
    assert "GB on this machine" in told
    assert told.endswith("ask for fewer, or add --yes")
    assert not (tmp_path / "out").exists()
    assert "particles" in refused("simulate", own, "--draws", 10, "--particles", 10**7)


def test_numbers_that_the_model_cannot_work_with(own, refused, tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(own, folder)
    path = folder / "crisis.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("numbers: [4]", "numbers: [0]"), encoding="utf-8")
    assert "number that it cannot work with" in refused("simulate", folder, *SMALL)


def test_without_the_extra_dask_is_refused(own, refused, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "equipoise[scale]" in refused("simulate", own, "--draws", 20, "--prior-only", "--dask", "local")


@pytest.mark.slow
def test_a_cluster_gives_the_same_answer(own):
    pytest.importorskip("distributed")
    words = [*COMMAND, "simulate", str(own), "--draws", "400", "--prior-only", "--json"]
    there = subprocess.run([*words, "--dask", "local", "--block-size", "60"], capture_output=True, timeout=300)
    assert (there.returncode, there.stderr) == (0, b"")
    assert timeless(there.stdout.decode()) == timeless(ran("simulate", own, *words[5:]))


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of another sort")
def test_a_killed_run_goes_on_to_the_same_bytes(own, tmp_path):
    words = ["simulate", str(own), "--draws", "60000", "--prior-only", "--workers", "1"]
    cut, whole = tmp_path / "cut", tmp_path / "whole"
    with subprocess.Popen([*COMMAND, *words, "--block-size", "500", "--out", str(cut)], stdout=subprocess.PIPE) as run:
        until = time.monotonic() + 120
        while len(list(cut.glob("trajectories/*.parquet"))) < 3 and time.monotonic() < until and run.poll() is None:
            time.sleep(0.01)
        run.send_signal(signal.SIGKILL)
    assert run.returncode == -signal.SIGKILL, "killed while it ran"
    kept = sum(pl.read_parquet(path).height for path in cut.glob("trajectories/trajectories-*.parquet"))
    assert 0 < kept < 60000
    after = ran(*words, "--block-size", "700", "--out", cut, "--json")
    assert timeless(after) == timeless(ran(*words, "--out", whole, "--json"))
    assert contents(cut) == contents(whole)


def test_help_starts_without_the_engine():
    line = (
        "import sys\nfrom equipoise.cli.main import _run\n_run(['--help'])\n_run(['simulate', '--help'])\n"
        "heavy = ('numba', 'distributed', 'SALib')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "timing" in done.stdout


def test_the_shipped_scenarios_are_of_the_form_that_is_read():
    for folder in packs().values():
        if (folder / "study.json").is_file():
            assert read_study(folder / "study.json") is not None


def test_the_block_is_that_of_the_model(own, first):
    from equipoise import World
    from equipoise.scenarios.crisis.building import build
    from equipoise.scenarios.crisis.loading import load_crisis
    from equipoise.scenarios.documents import load_scenario

    case = load_scenario(str(own))
    built = build(World.load(as_of=case.as_of), case, load_crisis(str(own)))
    columns = prior_block(built.case, 1, built.priors)(0, 300)
    shares = {event["event"]: event["share"]["all"] for event in json.loads(first[0])["prior"]["events"]}
    assert shares["call"]["value"] == (columns["call"] >= 0).mean()
    assert shares["ruler_leaves"]["value"] == (columns["left"] >= 0).mean()
