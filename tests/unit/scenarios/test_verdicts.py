"""Verdicts: three-valued answers, and the one rule that combines them."""

from __future__ import annotations

import pytest

from equipoise.errors import DataError, UnknownNameError
from equipoise.interval import Interval
from equipoise.scenarios import Worlds, judge
from equipoise.scenarios.documents import Claim
from equipoise.scenarios.evidence import Finding
from equipoise.scenarios.verdicts import answer_of, combine

HOLDS, FAILS, OPEN = (False, "holds", None), (False, "fails", None), (False, "open", None)
WAITS, MUST_WAIT = (False, "waits", "models/x"), (True, "waits", "models/y")


@pytest.mark.parametrize(("criteria", "verdict"), [
    ([HOLDS], "supported"),
    ([HOLDS, HOLDS], "supported"),
    ([HOLDS, FAILS], "mixed"),
    ([HOLDS, OPEN], "mixed"),
    ([HOLDS, WAITS], "mixed"),
    ([FAILS], "not supported"),
    ([FAILS, OPEN], "not supported"),
    ([FAILS, WAITS], "not supported"),
    ([OPEN], "not testable yet"),
    ([OPEN, WAITS], "not testable yet"),
    ([WAITS], "not testable yet"),
    ([HOLDS, MUST_WAIT], "not testable yet"),
    ([FAILS, MUST_WAIT], "not testable yet"),
    ([], "not testable yet"),
])  # fmt: skip
def test_answers_combine_by_one_rule(criteria, verdict):
    assert combine(criteria)[0] == verdict


def test_the_reason_counts_and_names_what_it_waits_for():
    assert combine([HOLDS, FAILS, OPEN, WAITS])[1] == "1 of 4 criteria hold, 1 fail, 2 cannot be told"
    assert combine([HOLDS, HOLDS])[1] == "2 of 2 criteria hold, 0 fail"
    assert combine([HOLDS, MUST_WAIT, MUST_WAIT, WAITS])[1].startswith("waits for models/y; ")
    assert combine([OPEN])[1].startswith("the sources settle no criterion; ")


@pytest.mark.parametrize(("interval", "above", "below", "answer"), [
    (Interval(11, 20), 10, None, "holds"),
    (Interval(2, 9), 10, None, "fails"),
    (Interval(2, 20, 15), 10, None, "open"),
    (Interval.point(10), 10, None, "fails"),
    (Interval(2, 9), None, 10, "holds"),
    (Interval(11, 20), None, 10, "fails"),
    (Interval(2, 20, 5), None, 10, "open"),
    (Interval.point(10), None, 10, "fails"),
    (Interval(12, float("inf")), 10, None, "holds"),
    (Interval(2, float("inf")), None, 10, "open"),
    (None, 10, None, "open"),
])  # fmt: skip
def test_an_interval_that_straddles_the_threshold_leaves_the_answer_open(interval, above, below, answer):
    assert answer_of(Finding.of(interval, "u"), above, below) == answer


def claim(**criterion):
    whole = {"id": "k", "text": "t", "evidence": "fact", "args": {}, "above": 0} | criterion
    return Claim.model_validate({"id": "x", "statement": "s", "kind": "measurable", "criteria": [whole]})


def test_a_claim_is_judged_with_everything_behind_it():
    judged = judge(Worlds(), claim(evidence="promise", args={"organisation": "CSTO", "trigger": "external"}, above=1))
    assert judged.verdict == "supported"
    assert judged.tested[0].finding.interval == Interval.point(2.0)
    assert judged.source_ids == judged.tested[0].finding.source_ids
    assert judged.source_ids


def test_a_criterion_that_waits_has_no_finding():
    judged = judge(Worlds(), claim(evidence=None, above=None, needs="models/x", decisive=True))
    assert judged.verdict == "not testable yet"
    assert (judged.tested[0].finding, judged.tested[0].answer, judged.source_ids) == (None, "waits", ())


def test_evidence_that_does_not_exist_or_does_not_fit_is_named():
    with pytest.raises(UnknownNameError, match="unknown evidence 'facts'; did you mean fact"):
        judge(Worlds(), claim(evidence="facts"))
    with pytest.raises(DataError, match="missing a required argument: 'state'"):
        judge(Worlds(), claim())
