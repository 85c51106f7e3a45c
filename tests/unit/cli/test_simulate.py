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

from equipoise import World
from equipoise.cli import progress
from equipoise.cli import simulate as command
from equipoise.cli.main import _run
from equipoise.engine.progress import Progress
from equipoise.interval import Interval
from equipoise.models.crisis import EVENTS, prior_block
from equipoise.models.crisis.abduction import PARTICLES
from equipoise.questions.crisis.wording import worlds_sentence
from equipoise.questions.simulate import simulate, studied
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
        code = _run([*map(str, words), "--progress", "none"])
    assert (code, err.getvalue()) == (0, "")
    return out.getvalue()


def timeless(text: str) -> str:
    """A JSON answer as it was printed, but for the timing."""
    answer = json.loads(text)
    assert set(timing_of(text)) >= {"workers", "block_size", "ensemble_seconds", "study_seconds"}
    answer["provenance"].pop("timing")
    return json.dumps(answer)


def timing_of(text: str) -> dict[str, object]:
    found = json.loads(text)["provenance"]["timing"]
    assert isinstance(found, dict)
    return found


def about(rows: list[dict[str, object]], antecedent: str) -> list[dict[str, object]]:
    """The rows of a sheet that are about one act."""
    return [row for row in rows if row["antecedent"] == antecedent]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    return begun(tmp_path_factory.mktemp("scenario") / "own")


@pytest.fixture(scope="module")
def first(own, tmp_path_factory):
    """The answer of one run in JSON, and the folder that it wrote."""
    folder = tmp_path_factory.mktemp("out") / "run"
    return ran("simulate", own, *SMALL, "--workers", 1, "--folder", folder, "--json"), folder


def test_the_same_bytes_for_any_workers_and_blocks(own, first):
    again = ran("simulate", own, *SMALL, "--workers", 2, "--block-size", 77, "--json")
    assert timeless(again) == timeless(first[0])
    assert timing_of(again)["block_size"] == 77


def test_no_antecedent_has_no_effect_at_all(first):
    found = json.loads(first[0])
    nothing = about(found["effects"], "nothing")
    assert [row["event"] for row in nothing] == list(EVENTS)
    for row in nothing:
        assert (row["effect_low"], row["effect"], row["effect_high"]) == (0.0, 0.0, 0.0)
        assert row["without"] == row["with"]
        assert row["would_not"] in (None, 0.0)
    for row in about(found["effects_by_variant"], "nothing"):
        numbers = {name: value for name, value in row.items() if isinstance(value, float)}
        assert set(numbers.values()) == {0.0}
        assert {"prior", "spontaneous", "hijacked", "elite_split"} <= set(numbers)
    assert all(row["effect"] == 0 for row in about(found["amounts"], "nothing"))
    [act] = [row for row in found["antecedents"] if row["id"] == "nothing"]
    assert (act["unchanged"], act["new_draws"]) == (100.0, 0.0)
    assert not about(found["stories"], "nothing")
    [called] = [row for row in about(found["effects"], "no-call") if row["event"] == "call"]
    assert called["effect"] < 0
    assert called["would_not"] == 100


def test_what_is_printed_for_programs(first):
    found = json.loads(first[0])
    assert found["provenance"]["seed"] == found["seed"] == 1
    counts = {name: int(count) for name, count in (entry.split(": ") for entry in found["runs_by_variant"])}
    assert found["draws"] == sum(counts.values()) == 300
    shares = {row["event"]: row for row in found["prior_events"]}
    assert list(shares) == list(EVENTS)
    whole = sum(shares["protest"][f"share_{name}"] * count for name, count in counts.items())
    assert whole == pytest.approx(300 * shares["protest"]["share"])
    assert found["rejected"] is False
    assert found["variants_told_apart"] in (True, False)
    assert {fact["id"] for fact in found["facts"]} == {"first-protest", "crowds", "ruler"}
    assert timing_of(first[0])["study_was_written"] is False
    assert found["track_record"][0]["baseline"] == "base rate"


def test_a_folder_goes_on_and_its_study_is_read_back(own, first):
    text, folder = first
    before = contents(folder)
    again = ran("simulate", own, *SMALL, "--workers", 2, "--block-size", 50, "--folder", folder, "--json")
    assert timing_of(again)["study_was_written"] is True
    assert timeless(again) == timeless(text)
    assert contents(folder) == before
    assert {name for name in before if name.endswith(".csv")} == {
        f"{name}.csv" for name in ("prior_events", "prior_quantities", "facts", "variants", "parameters", "fans",
                                   "dated_facts",
                                   "overview", "antecedents", "effects", "effects_by_variant", "amounts", "stories")
    }  # fmt: skip
    effects = pl.read_csv(folder / "effects.csv")
    assert effects.filter(pl.col("antecedent") == "nothing")["effect"].to_list() == [0.0] * len(EVENTS)
    trajectories = pl.concat(map(pl.read_parquet, sorted((folder / "trajectories").glob("*.parquet"))))
    assert trajectories.height == 300
    assert read_study(folder / "study.json").particles == 120


def test_for_people_a_summary_first(own, first, equipoise):
    answer = equipoise("simulate", own, *SMALL, "--folder", first[1], "--progress", "none")
    assert (answer.code, answer.err) == (0, "")
    told = " ".join(answer.out.split())
    for part in ("different worlds of 120 match the 3 dated facts", "worlds unchanged [%]", "In the model, ",
                 "Track record.", "that selection can explain", "With --full: Why each of these"):  # fmt: skip
        assert part in told, part
    assert "300 runs of the model, seed 1" in told.partition("With --full")[2]
    full = equipoise("simulate", own, *SMALL, "--folder", first[1], "--progress", "none", "--full").out
    whole = " ".join(full.split())
    for part in ("Before any fact: 300 runs of the model, seed 1", "for 3 of 3 in these worlds",
                 "plus is likelier with it", "Three readings of what it was",
                 "What the facts narrowed most"):  # fmt: skip
        assert part in whole, part
    assert len(full.splitlines()) > 2 * len(answer.out.splitlines())
    for text in (told, whole):
        assert "None" not in text
        assert "nan" not in text.split()
        assert "quantile" not in text, "a curve, step by step, is for programs"


def test_one_antecedent_and_its_story(own, first, equipoise, tmp_path):
    """The study of all antecedents is cut to one: as if that one had been asked for alone."""
    whole = json.loads(first[0])
    new = equipoise("simulate", own, *SMALL, "--fresh", "--if", "no-call", "--folder", tmp_path / "new", "--full",
                    "--progress", "none")  # fmt: skip
    assert (new.code, new.err) == (0, "")
    told = " ".join(new.out.split())
    [act] = [row for row in whole["antecedents"] if row["id"] == "no-call"]
    for part in (
        "what if “[/bold] or [red]”",
        "[x]",
        "a typical changed world, step by step",
        f"Worlds unchanged. [/bold] or [red]: {act['unchanged']:.0f} %",
        "would not have [%]",
        "before the facts",
        "Who sent troops",
        "nobody",
    ):
        assert part in told, part
    folder = tmp_path / "own"
    shutil.copytree(own, folder)
    shutil.copy(first[1] / "study.json", folder)
    read = ran("simulate", folder, *SMALL, "--if", "no-call", "--folder", tmp_path / "read", "--json")
    assert timing_of(read)["study_was_written"] is True
    assert json.loads(read)["antecedents"] == [act]
    assert json.loads(read)["effects"] == about(whole["effects"], "no-call")
    assert json.loads(read)["stories"] == about(whole["stories"], "no-call")
    assert contents(tmp_path / "new") == contents(tmp_path / "read")


@pytest.mark.parametrize("words", [("--list",), ("--if", "list"), ("--if", "help")])
def test_ids_are_listed_with_titles(own, equipoise, words):
    answer = equipoise("simulate", own, *words)
    assert (answer.code, answer.err) == (0, "")
    assert "no-call" in answer.out
    assert "[/bold] or [red]" in answer.out
    rows = equipoise("simulate", own, *words, "--json").json["antecedents"]
    assert [(row["id"], row["title"]) for row in rows] == [("no-call", "[/bold] or [red]"), ("nothing", "Nothing")]


def test_progress_for_programs_and_for_people(own, first, equipoise, monkeypatch):
    words = ("simulate", own, *SMALL, "--prior-only")
    lines = [json.loads(line) for line in equipoise(*words, "--progress", "json").err.splitlines()]
    assert [line["step"] for line in lines] == ["ensemble"] * len(lines)
    assert (lines[-1]["done"], lines[-1]["of"]) == (300, 300)
    monkeypatch.setattr(progress, "SECONDS_BETWEEN", 0.0)
    assert "ensemble of trajectories from the prior (300 of 300)" in equipoise(*words).err
    assert equipoise(*words, "--progress", "none").err == ""
    refusal = equipoise(*words, "--progress", "jsn")
    assert refusal.code == 2
    assert "did you mean json" in refusal.err


def test_at_a_terminal_one_line_is_rewritten(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_FRAMES", 0.0)
    with progress.telling("auto") as tell:
        tell(Progress("ensemble", "ensemble", 1, 2))
        tell(Progress("ensemble", "ensemble", 2, 2))
    told = capsys.readouterr().err
    assert told == "\r\x1b[2Kensemble (1 of 2)\r\x1b[2Kensemble (2 of 2)\r\x1b[2K"


def test_only_the_prior(own, equipoise):
    found = equipoise("simulate", own, "--draws", 50, "--prior-only", "--json").json
    assert not {"facts", "antecedents", "fingerprint"} & set(found)
    assert found["draws"] == 50
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
    answer = equipoise("simulate", folder, "--draws", 50, "--if", "nothing", "--full")
    assert answer.code == 0
    assert "asked of worlds from the prior" in answer.out
    assert "Stories: a typical changed world, step by step: none" in answer.out
    (folder / "antecedents.yaml").unlink()
    assert "no facts, no antecedents" in equipoise("simulate", folder, "--draws", 50).out
    assert "no antecedents.yaml" in equipoise("simulate", folder, "--if", "x").err


def test_a_model_that_is_at_odds_with_the_facts_says_so(own, first):
    study = read_study(first[1] / "study.json")
    missed = replace(study.facts[0], covered=False, foreseen=False)
    sure = tuple(
        replace(one, weight=Interval(0.9, 1.0, 0.95) if row == 1 else Interval(0.0, 0.1, 0.02))
        for row, one in enumerate(study.variants)
    )
    flagged = replace(study.antecedents[0], new_draws=0.2)
    odd = replace(study, reached=False, facts=(missed, *study.facts[1:]), variants=sure, antecedents=(flagged,))
    assert worlds_sentence(odd).lead == "REJECTED."
    answer = studied(World.load(), str(own), odd)
    assert answer.subject["rejected"] is True
    assert answer.subject["variants_told_apart"] is True
    assert next(answer.sheet("facts").records())["outcome"] == "missed"
    assert "for 2 of 3 (not first-protest)" in answer.sheet("facts").notes[0]
    assert next(answer.sheet("antecedents").records())["many_new_draws"] is True
    assert "New ground." in [sentence.lead for sentence in answer.caveats]
    assert "favour the reading “hijacked”" in answer.sheet("variants").notes[0]
    assert studied(World.load(), str(own), study).subject["variants_told_apart"] is False


def test_defaults_are_those_of_the_studies_that_ship():
    given = inspect.signature(command.simulate).parameters
    asked = inspect.signature(simulate).parameters
    for name in ("seed", "particles", "draws", "block_size"):
        assert given[name].default == asked[name].default
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
    assert "younger than 2022-01-05: leave out --as-of" in refused("simulate", PACK, "--as-of", "2022-01-05")
    said = refused("simulate", own, *SMALL, "--prior-only", "--dask", "nowhere")
    assert "no Dask scheduler" in said or "needs the extra 'scale'" in said


def test_folders_that_are_no_place_for_it(own, refused, tmp_path):
    words = ("simulate", own, "--draws", 20, "--prior-only", "--folder")
    assert "cannot use folder" in refused(*words, tmp_path / "no" / "out")
    (tmp_path / "effects.csv").write_text("mine", encoding="utf-8")
    assert "another sort ('effects.csv')" in refused(*words, tmp_path)
    assert "cannot use folder" in refused(*words, tmp_path / "effects.csv")
    assert (tmp_path / "effects.csv").read_text(encoding="utf-8") == "mine"
    ran(*words, tmp_path / "out")
    assert "holds another ensemble" in refused(
        "simulate", own, "--draws", 21, "--prior-only", "--folder", tmp_path / "out"
    )


def test_a_billion_draws_need_a_yes(own, refused, tmp_path):
    told = refused("simulate", own, "--draws", 10**9, "--folder", tmp_path / "out")
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
    with subprocess.Popen(
        [*COMMAND, *words, "--block-size", "500", "--folder", str(cut)], stdout=subprocess.PIPE
    ) as run:
        until = time.monotonic() + 120
        while len(list(cut.glob("trajectories/*.parquet"))) < 3 and time.monotonic() < until and run.poll() is None:
            time.sleep(0.01)
        run.send_signal(signal.SIGKILL)
    assert run.returncode == -signal.SIGKILL, "killed while it ran"
    kept = sum(pl.read_parquet(path).height for path in cut.glob("trajectories/trajectories-*.parquet"))
    assert 0 < kept < 60000
    after = ran(*words, "--block-size", "700", "--folder", cut, "--json")
    assert timeless(after) == timeless(ran(*words, "--folder", whole, "--json"))
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
    from equipoise.scenarios.crisis.building import build
    from equipoise.scenarios.crisis.loading import load_crisis
    from equipoise.scenarios.documents import load_scenario

    case = load_scenario(str(own))
    built = build(World.load(as_of=case.as_of), case, load_crisis(str(own)))
    columns = prior_block(built.case, 1, built.priors)(0, 300)
    shares = {row["event"]: row["share"] for row in json.loads(first[0])["prior_events"]}
    assert shares["call"] == 100 * (columns["call"] >= 0).mean()
    assert shares["ruler_leaves"] == 100 * (columns["left"] >= 0).mean()
