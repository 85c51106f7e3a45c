"""Evidence from studies of crises: by hand on a small study, and nothing but silence where no study fits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from equipoise.errors import DataError, UnknownNameError
from equipoise.interval import Interval
from equipoise.models.crisis.counterfactual import AmountAnswer, EventAnswer
from equipoise.models.crisis.quantities import AMOUNTS, EVENTS
from equipoise.scenarios import Worlds, judge, load_claims
from equipoise.scenarios.crisis.results import AntecedentAnswer, Study
from equipoise.scenarios.documents import Claim
from equipoise.scenarios.evidence import crisis, gather

NOTHING = Interval.point(0.0)
SCENARIO = "kazakhstan-2022"
DAY = "2022-01-05"


def answer(ident, by, effects=None, shares=None, days=NOTHING):
    effects, shares = effects or {}, shares or {}
    return AntecedentAnswer(
        id=ident,
        title=ident.capitalize(),
        justification="",
        by=tuple(by),
        sources=("hrw", "tr_" + ident),
        rewrites=1,
        days_before=0.0,
        events=tuple(
            EventAnswer(name, NOTHING, NOTHING, effects.get(name, NOTHING), (), shares.get(name, NOTHING), None, 10)
            for name in EVENTS
        ),
        amounts=tuple(
            AmountAnswer(name, NOTHING, NOTHING, days if name == "days_to_order" else NOTHING) for name in AMOUNTS
        ),
        prior_effects={},
        unchanged=0.0,
        new_draws=0.0,
        story=None,
        answers={},
    )


SURE = answer(
    "sure",
    ["OTS", "KAZ"],
    {"violence": Interval(-0.4, -0.1, -0.2), "hundred_dead": Interval(-0.3, 0.1, -0.1)},
    {"hundred_dead": Interval(0.5, 0.7, 0.6), "violence": Interval(0.1, 0.2, 0.15)},
    Interval(-2.0, -0.5, -1.0),
)
OPEN = answer(
    "open", ["TUR"], {"hundred_dead": Interval(-0.2, 0.02, -0.05)}, {"hundred_dead": Interval(0.6, 0.65, 0.62)}
)
NONE = answer("none", ["TUR"], {"hundred_dead": Interval(-0.04, 0.04, 0.0)})
RIVAL = answer("rival", ["CSTO"], {"violence": Interval(0.3, 0.5, 0.4)})
STUDY = Study(
    scenario=SCENARIO, title="", fingerprint="", seed=1, particles=50, runs=1, distinct=1, tolerance=0.5, reached=True,
    accepted=0.1, facts=(), variants=(), parameters=(), fans=(), antecedents=(SURE, OPEN, NONE, RIVAL),
)  # fmt: skip


@pytest.fixture
def worlds(monkeypatch):
    monkeypatch.setattr(crisis, "kept_study", lambda world, name: STUDY)
    return Worlds()


def ask(worlds, query, **args):
    return gather(worlds, query, {"scenario": SCENARIO, "as_of": DAY, **args}, None)


def test_effect_of_the_strongest(worlds):
    found = ask(worlds, "antecedent_effect", antecedents=["sure", "open"], event="hundred_dead")
    assert (found.interval.low, found.interval.high, found.interval.value) == (-0.02, 0.3, 0.1)
    assert "fall of the probability of “100 or more deaths”, with “Sure” (50 worlds)" in found.text
    assert found.source_ids == ("hrw", "tr_open", "tr_sure")
    more = ask(worlds, "antecedent_effect", antecedents=["rival"], event="violence", side="more")
    assert more.interval == Interval(0.3, 0.5, 0.4)


def test_change_of_an_amount(worlds):
    found = ask(worlds, "antecedent_change", antecedents=["sure"], amount="days_to_order")
    assert (found.interval, found.unit) == (Interval(0.5, 2.0, 1.0), "days")
    deaths = ask(worlds, "antecedent_change", antecedents=["sure"], amount="deaths", side="more")
    assert (deaths.interval, deaths.unit) == (NOTHING, "number")


def test_share_of_the_event_that_is_turned_most(worlds):
    found = ask(worlds, "counterfactual_share", events=["violence", "hundred_dead"], antecedents=["sure", "open"])
    assert (found.interval.low, found.interval.high, found.interval.value) == (0.6, 0.7, 0.62)
    assert "“100 or more deaths” would not have happened, with “Open”" in found.text
    found = ask(worlds, "counterfactual_share", events=["violence"], by=["OTS"], besides=["KAZ"])
    assert found.interval == Interval(0.1, 0.2, 0.15)


def test_share_where_there_is_no_world_to_ask(worlds):
    found = ask(worlds, "counterfactual_share", events=["violence"], antecedents=["sure"], turn="would")
    assert found.interval is None
    assert "no world to ask" in found.text


def test_count_of_those_that_matter(worlds):
    events, margin = ["violence", "hundred_dead"], 0.05
    found = ask(worlds, "antecedents_that_matter", events=events, margin=margin)
    assert (found.interval.low, found.interval.high) == (2, 3)
    assert found.text.startswith("2 of 4 antecedents for sure, 3 perhaps; for sure: sure, rival")
    turkic = ask(worlds, "antecedents_that_matter", events=events, margin=margin, by=["OTS", "TUR"], besides=["KAZ"])
    assert (turkic.interval.low, turkic.interval.high) == (1, 2)
    alone = ask(worlds, "antecedents_that_matter", events=events, margin=margin, by=["OTS", "TUR"])
    assert (alone.interval.low, alone.interval.high) == (0, 1), (
        "an act that takes the government, too, is not theirs alone"
    )
    named = ask(worlds, "antecedents_that_matter", events=events, margin=margin, antecedents=["none"])
    assert (named.interval.low, named.interval.high) == (0, 0)


@pytest.mark.parametrize(("query", "args", "message"), [
    ("antecedent_effect", {"antecedents": ["sur"], "event": "violence"}, "antecedent 'sur'; did you mean sure"),
    ("antecedent_effect", {"antecedents": ["sure"], "event": "violenc"}, "event 'violenc'; did you mean violence"),
    ("antecedent_change", {"antecedents": ["sure"], "amount": "dead"}, "unknown amount 'dead'"),
    ("counterfactual_share", {"events": ["x"], "antecedents": ["sure"]}, "unknown event 'x'"),
    ("antecedents_that_matter", {"events": ["x"], "margin": 0.1}, "unknown event 'x'"),
])  # fmt: skip
def test_names_that_do_not_exist(worlds, query, args, message):
    with pytest.raises(UnknownNameError, match=message):
        ask(worlds, query, **args)


def test_a_side_that_does_not_exist(worlds):
    with pytest.raises(DataError, match="argument side"):
        ask(worlds, "antecedent_effect", antecedents=["sure"], event="violence", side="both")


# --- without a study that fits ----------------------------------------------------------------------------------------

SMALL = "id: small\ntitle: Small\nstate: KAZ\nas_of: 2022-01-05\n"


def asked_of(scenario: str) -> list[tuple[str, dict]]:
    return [
        ("antecedent_effect", {"scenario": scenario, "antecedents": ["a"], "event": "violence"}),
        ("antecedent_change", {"scenario": scenario, "antecedents": ["a"], "amount": "deaths"}),
        ("counterfactual_share", {"scenario": scenario, "events": ["violence"], "antecedents": ["a"]}),
        ("antecedents_that_matter", {"scenario": scenario, "events": ["violence"], "margin": 0.05}),
    ]


def test_a_scenario_without_a_crisis_settles_nothing(tmp_path: Path):
    (tmp_path / "scenario.yaml").write_text(SMALL, encoding="utf-8")
    for query, args in asked_of(str(tmp_path)):
        found = gather(Worlds(), query, args, None)
        assert found.interval is None, query
        assert "no study" in found.text


def test_a_study_for_other_tables_settles_nothing():
    # Without the agreement that covers unrest the answers to a call are other ones, so it is another question.
    world = Worlds().on(None)
    without = replace(world, instruments=world.instruments.filter(pl.col("instrument_id") != "csto_pko"))
    assert crisis.kept_study(without, SCENARIO) is None


def test_a_file_that_is_no_study_settles_nothing(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(crisis, "find_pack", lambda text: tmp_path)
    (tmp_path / "study.json").write_text('{"scenario": 1}', encoding="utf-8")
    assert crisis.kept_study(Worlds().on(None), SCENARIO) is None


def test_the_answer_is_held_for_a_world(monkeypatch):
    asked = []
    monkeypatch.setattr(crisis, "_fitting", lambda world, name: asked.append(name) or STUDY)  # type: ignore[func-returns-value]
    worlds = Worlds()
    assert crisis.kept_study(worlds.on(None), "one") is crisis.kept_study(worlds.on(None), "one")
    assert asked == ["one"]
    for n in range(20):
        crisis.kept_study(worlds.on(None), f"s{n}")
    crisis.kept_study(worlds.on(None), "one")
    assert asked.count("one") == 2
    assert len(crisis._HELD.entries) <= crisis.MOST_HELD


def test_claims_without_a_study_cannot_be_tested(monkeypatch):
    monkeypatch.setattr(crisis, "kept_study", lambda world, name: None)
    for scenario, ids in ((SCENARIO, "m"), ("kyrgyzstan-2010", "ef")):
        for claim in load_claims(scenario):
            if claim.id in ids:
                judged = judge(Worlds(), claim)
                assert judged.verdict == "not testable yet", claim.id
                assert {test.answer for test in judged.tested} == {"open"}


def test_a_claim_is_settled_by_a_study(monkeypatch):
    claim: Claim = next(claim for claim in load_claims(SCENARIO) if claim.id == "m")
    monkeypatch.setattr(crisis, "kept_study", lambda world, name: STUDY)
    assert judge(Worlds(), claim).verdict == "supported"
    weak = replace(STUDY, antecedents=(NONE, RIVAL))
    monkeypatch.setattr(crisis, "kept_study", lambda world, name: weak)
    assert judge(Worlds(), claim).verdict == "not supported"
