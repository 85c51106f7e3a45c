"""`equipoise bargain`: what it prints, what it draws, and what it refuses."""

from __future__ import annotations

import shutil
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import product

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from equipoise import World
from equipoise.errors import DataError
from equipoise.interval import Interval
from equipoise.measures.indicators import indicator
from equipoise.models.bargaining import MODELS, Actor, Issue, read_issue
from equipoise.models.bargaining.consent import consent
from equipoise.scenarios.documents import issue_file, packs

PACK = "ots-clause-2021"


@pytest.fixture
def shipped() -> Issue:
    path = issue_file(PACK)
    assert path is not None
    return read_issue(path)


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(packs()[PACK], folder)
    return folder


def test_for_people(equipoise):
    answer = equipoise("bargain", PACK)
    assert answer.code == 0
    assert answer.err == ""
    told = " ".join(answer.out.split())
    for part in ("(90 % interval", "Without an agreement: 0", "consensus", "mean error", "judgements of the compilers"):
        assert part in told
    assert "None" not in told
    whole = equipoise("bargain", PACK, "--full")
    told = " ".join(whole.out.split())
    for part in (
        "Quantiles of the forecast",
        "What moves the forecast most",
        "judgement",
    ):
        assert part in told
    assert "not in the table of sources" not in told


def test_for_programs(equipoise, shipped):
    found = equipoise("bargain", PACK, "--json", "--draws", "200", "--seed", "3").json
    assert found["draws"] == 200
    assert found["seed"] == 3
    assert found["provenance"]["seed"] == 3
    assert {row["model"] for row in found["models"]} == set(MODELS)
    assert next(row["point"] for row in found["models"] if row["chosen"]) == found["point"]
    assert sum(row["probability"] for row in found["mass"]) == pytest.approx(100)
    assert found["interval_low"] <= found["point"] <= found["interval_high"]
    assert [row["outcome"] for row in found["quantiles"]][:: len(found["quantiles"]) - 1] == [
        found["interval_low"],
        found["interval_high"],
    ]
    swings = [abs(swing["high"] - swing["low"]) for swing in found["tornado"]]
    assert swings == sorted(swings, reverse=True)
    voters = [row for row in found["actors"] if row["power"] is not None]
    assert {row["name"] for row in voters} == set(shipped.vetoes)
    assert [row["power"] for row in voters] == pytest.approx([20.0] * 5)


def test_a_seed_gives_the_same_answer_again(equipoise):
    words = ("bargain", PACK, "--json", "--draws", "100")
    assert equipoise(*words).json["mass"] == equipoise(*words).json["mass"]


def test_the_chart_is_a_file_of_its_own(equipoise, tmp_path):
    target = tmp_path / "chart.svg"
    assert equipoise("bargain", PACK, "--out", target).code == 0
    root = ET.parse(target).getroot()  # noqa: S314 - our own output
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Uzbekistan" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["issue.yaml", "scenario.yaml", ""])
def test_a_file_of_ones_own(equipoise, own, name):
    assert equipoise("bargain", own / name, "--json").json["high"] == 100


def test_positions_can_be_changed(equipoise, own):
    path = own / "issue.yaml"
    before = equipoise("bargain", path, "--json").json
    text = yaml.safe_load(path.read_text(encoding="utf-8"))
    for actor in text["actors"]:
        actor["position"] = [60, 80, 95]
    path.write_text(yaml.safe_dump(text), encoding="utf-8")
    after = equipoise("bargain", path, "--json").json
    assert after["point"] > before["point"] + 20
    assert not before["consent"][0]["passes"]
    assert after["consent"][0]["passes"]
    assert after["consent"][0]["probability"] == 100


def test_a_day_before_the_sources_of_the_issue_is_refused(refused):
    assert "published after 2022-01-05: leave --as-of out" in refused("bargain", PACK, "--as-of", "2022-01-05")


def test_refusals(refused, own, tmp_path):
    assert "did you mean ots-clause-2021" in refused("bargain", "ots-clause-2020")
    assert "--draws" in refused("bargain", PACK, "--draws", "many")
    assert "draws" in refused("bargain", PACK, "--draws", "0")
    assert "mixture" in refused("bargain", PACK, "--model", "mixtur")
    assert "does not exist" in refused("bargain", PACK, "--out", tmp_path / "no" / "chart.svg")
    assert "unknown" in refused("bargain", "\udcff" * 300)
    assert "unknown" in refused("bargain", "")
    (own / "issue.yaml").write_text("title: [", encoding="utf-8")
    assert "issue.yaml" in refused("bargain", own)
    (own / "issue.yaml").write_bytes(b"\x00\xff")
    assert "issue.yaml" in refused("bargain", own / "issue.yaml")


def name_issue(folder, issue):
    path = folder / "scenario.yaml"
    text = yaml.safe_load(path.read_text(encoding="utf-8"))
    text["issue"] = issue
    path.write_text(yaml.safe_dump({key: value for key, value in text.items() if value is not None}), encoding="utf-8")


def test_an_issue_lies_beside_the_scenario_or_is_that_of_a_shipped_one(own, refused):
    name_issue(own, "missing.yaml")
    assert "no file 'missing.yaml'" in refused("bargain", own)
    (own.parent / "outside.yaml").write_text("x", encoding="utf-8")
    name_issue(own, "../outside.yaml")
    assert "neither a file beside it" in refused("bargain", own)
    name_issue(own, "kazakhstan-2022")
    assert issue_file(str(own)) == (packs()[PACK] / "issue.yaml").resolve()
    name_issue(own, None)
    assert "names no issue" in refused("bargain", own)
    name_issue(own, "/etc/passwd")
    with pytest.raises(DataError, match="neither"):
        issue_file(str(own))


def test_capability_in_the_shipped_issue_is_what_the_tables_hold(shipped):
    world = World.load()
    for actor in shipped.actors:
        iso3 = world.names.resolve(actor.name)
        ends = [indicator(world, iso3, "gdp_ppp", year).interval for year in (2014, 2022)]
        assert [end.midpoint / 1e9 for end in ends if end] == pytest.approx(
            [actor.capability.low, actor.capability.high], abs=0.06
        )


def test_sources_of_the_shipped_issue_are_held(shipped):
    held = set(World.load().sources["source_id"])
    assert {source for actor in shipped.actors for source in actor.source_ids} <= held
    assert all("judgement" in actor.source_ids for actor in shipped.actors)


def issue_of(*positions, rule="consensus", reference=0.0, vetoes=(), spread=0.0):
    actors = tuple(
        Actor(
            f"A{n}",
            Interval(max(x - spread, 0), min(x + spread, 100), x),
            Interval.point(0.5),
            Interval.point(1.0),
        )
        for n, x in enumerate(positions)
    )
    return Issue("i", 0, 100, "none", "all", actors, reference_point=reference, rule=rule, vetoes=vetoes)


def test_consensus_goes_no_farther_than_the_mirror_of_the_least_willing():
    found = consent(issue_of(5, 50, 80), 34)
    assert found is not None
    assert not found.passes
    assert [vote.yes for vote in found.votes] == [False, True, True]
    assert found.accepted == Interval(0, 10)
    inside = consent(issue_of(5, 50, 80), 9)
    assert inside is not None
    assert inside.passes
    assert inside.probability == 1


def test_other_rules():
    assert consent(issue_of(5, 50, 80, rule="simple_majority"), 34).passes
    assert not consent(issue_of(5, 50, 80, rule="simple_majority", vetoes=("A0",)), 34).passes
    assert not consent(issue_of(5, 50, 80, rule=None, vetoes=("A0",)), 34).passes
    assert consent(issue_of(5, 50, 80, rule="lead_state", vetoes=("A2",)), 34).passes
    assert consent(issue_of(5, 50, 80, rule=None), 34) is None, "no rule, no veto: nothing to test"
    assert consent(issue_of(5, 50, 80, reference=None), 34) is None
    assert consent(issue_of(5, 50, 80, rule="qualified_majority"), 34) is None, "the issue holds no share"
    assert consent(issue_of(0, 50, 80), 34).accepted is None


@given(
    st.lists(st.integers(0, 100), min_size=2, max_size=5),
    st.sampled_from(["consensus", "simple_majority", "each_for_itself"]),
    st.integers(0, 100),
    st.integers(0, 100),
)
def test_probability_of_passing_is_that_of_all_ways_to_vote(positions, rule, reference, outcome):
    issue = issue_of(*positions, rule=rule, reference=float(reference), spread=15)
    found = consent(issue, float(outcome))
    needed = {"consensus": len(positions), "simple_majority": len(positions) // 2 + 1, "each_for_itself": 1}[rule]
    whole = 0.0
    for ballot in product([True, False], repeat=len(positions)):
        chance = 1.0
        for yes, vote in zip(ballot, found.votes, strict=True):
            chance *= vote.probability if yes else 1 - vote.probability
        whole += chance * (sum(ballot) >= needed)
    assert found.probability == pytest.approx(whole)
    fixed = consent(replace(issue, actors=issue_of(*positions).actors), float(outcome))
    assert fixed.probability == float(fixed.passes)


def test_a_range_gives_the_share_beyond_the_middle():
    found = consent(issue_of(50, 50, spread=10), 90)
    # The middle of 0 and 90 is 45: a triangle from 40 to 60 has an eighth of its area below it.
    assert [vote.probability for vote in found.votes] == pytest.approx([7 / 8, 7 / 8])
    assert found.probability == pytest.approx(49 / 64)


def test_text_of_the_user_is_no_markup(equipoise, tmp_path):
    path = tmp_path / "issue.csv"
    head = "# title: [/bold] or [red]\nActor,position,salience,capability\n"
    path.write_text(head + "[/dim]A,20,1,1\nB,30,1,1\n", encoding="utf-8")
    answer = equipoise("bargain", path)
    assert answer.code == 0
    assert "[/bold] or [red]" in answer.out
    assert "No input has a range" in answer.out
    path.write_text(head + "[/dim]A,20..30,1,1\n", encoding="utf-8")
    assert "'20..30' is not a number" in equipoise("bargain", path).err
