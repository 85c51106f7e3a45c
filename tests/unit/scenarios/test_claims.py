"""The claims of the founding case: complete, reasoned, and without a verdict written by hand."""

from __future__ import annotations

import string
from typing import get_args

import pytest

import equipoise as eq
from equipoise.scenarios import Worlds, judge, load_claims, load_scenario
from equipoise.scenarios.documents import find_pack
from equipoise.scenarios.evidence import gather, queries
from equipoise.scenarios.verdicts import Verdict
from equipoise.world.world import World

PACK = "kazakhstan-2022"
CLAIMS = load_claims(PACK)


@pytest.fixture(scope="module")
def worlds():
    return Worlds(leave_out=tuple(load_scenario(PACK).leave_out))


def test_there_are_seventeen_from_a_to_q():
    assert [claim.id for claim in CLAIMS] == list(string.ascii_lowercase[:17])


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_criterion_has_a_reason_and_an_id_of_its_own(claim):
    assert claim.statement.strip()
    ids = [criterion.id for criterion in claim.criteria]
    assert len(ids) == len(set(ids))
    for criterion in claim.criteria:
        assert len(criterion.why.split()) >= 2, criterion.id
        assert criterion.text.strip(), criterion.id


def test_no_verdict_is_written_in_the_pack():
    for path in find_pack(PACK).iterdir():
        data = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
        text = "\n".join(data).casefold()
        for verdict in get_args(Verdict):
            assert verdict not in text, path.name
        for word in ("verdict:", "answer:", "holds:", "confirmed", "refuted"):
            assert word not in text, path.name


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_claim_can_be_judged_and_says_why(worlds, claim):
    judged = judge(worlds, claim)
    assert judged.verdict in get_args(Verdict)
    assert "criteria hold" in judged.reason
    for test in judged.tested:
        assert (test.finding is None) == (test.criterion.evidence is None)
        if test.finding is not None and test.finding.interval is not None:
            assert test.finding.source_ids, test.criterion.id
            assert test.finding.unit, test.criterion.id
            assert test.finding.text, test.criterion.id


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_sources_of_every_claim_are_in_the_bibliography(worlds, claim):
    assert set(judge(worlds, claim).source_ids) <= set(worlds.on(None).sources["source_id"])


def test_evidence_asked_for_is_registered():
    asked = {criterion.evidence for claim in CLAIMS for criterion in claim.criteria if criterion.evidence}
    assert asked <= set(queries())


def test_forecasts_in_claims_leave_the_case_out(worlds):
    """A forecast that may learn from the case is another number; the scenario forbids it."""
    assert load_scenario(PACK).leave_out == ["KAZ2022"]
    criterion = next(c for claim in CLAIMS for c in claim.criteria if c.evidence == "call_advantage")
    assert "leave_out" not in criterion.args, "the scenario says it, for every forecast"
    later = {"as_of": "latest", "day": "2026-01-01"}
    kept, left = (gather(of, "call_advantage", criterion.args | later, None) for of in (Worlds(), worlds))
    assert "(from 1" in left.text
    assert kept.text != left.text
    assert kept.interval != left.interval


def test_what_was_known_on_the_eve_is_asked_of_the_eve(worlds):
    """Criteria with a day read nothing that was published later."""
    for claim in CLAIMS:
        if claim.as_of is None:
            continue
        held = worlds.on(claim.as_of)
        for test in judge(worlds, claim).tested:
            if test.finding is not None and "as_of" not in test.criterion.args and test.finding.year is not None:
                assert test.finding.year <= claim.as_of.year, (claim.id, test.criterion.id)
        assert held.ties["published"].max() <= claim.as_of


def test_claims_as_of_the_eve_leave_open_what_had_not_happened(world):
    eve = World.load(as_of="2022-01-05")
    then, now = eq.ask.claims(eve, "kazakhstan-2022"), eq.ask.claims(world, "kazakhstan-2022")
    answers = [[row["answer"] for row in answer.sheet("criteria").records()] for answer in (then, now)]
    assert answers[0].count("open") > answers[1].count("open")
    cells = [row["found"] for row in then.sheet("criteria").records()]
    assert max(cell.year for cell in cells if cell.year is not None) <= 2022
