"""Verdicts on claims: three-valued answers of criteria, combined by one rule.

A criterion compares an interval with a threshold. Where the interval straddles it, the answer is open: the sources
do not settle it. No verdict is ever written by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from equipoise.errors import InputError, UnknownNameError
from equipoise.scenarios.documents import Claim, Criterion
from equipoise.scenarios.evidence import Finding, Worlds, gather

Verdict = Literal["supported", "mixed", "not supported", "not testable yet"]
CriterionAnswer = Literal["holds", "fails", "open", "waits"]


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """A criterion with what was found.

    Parameters
    ----------
    criterion : Criterion
        The test.
    finding : Finding or None
        What was measured; None where the criterion waits for a model.
    answer : str
        "holds", "fails", "open" (the interval straddles the threshold, or nothing is known) or "waits".
    """

    criterion: Criterion
    finding: Finding | None
    answer: CriterionAnswer


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """A claim with its verdict and everything behind it."""

    claim: Claim
    verdict: Verdict
    reason: str
    tested: tuple[CriterionResult, ...]

    @property
    def source_ids(self) -> tuple[str, ...]:
        """All sources that the findings rest on."""
        return tuple(sorted({source for test in self.tested if test.finding for source in test.finding.source_ids}))


def judge(worlds: Worlds, claim: Claim) -> ClaimResult:
    """Test a claim.

    Parameters
    ----------
    worlds : Worlds
        The tables, as of any day.
    claim : Claim
        The statement with its criteria.

    Returns
    -------
    ClaimResult
        Verdict with every criterion's number and answer.

    Raises
    ------
    UnknownNameError
        If a criterion names evidence that does not exist.
    DataError
        If its arguments do not fit.
    """
    tested = tuple(_test(worlds, claim, criterion) for criterion in claim.criteria)
    verdict, reason = combine([(test.criterion.decisive, test.answer, test.criterion.needs) for test in tested])
    return ClaimResult(claim, verdict, reason, tested)


def _test(worlds: Worlds, claim: Claim, criterion: Criterion) -> CriterionResult:
    if criterion.evidence is None:
        return CriterionResult(criterion, None, "waits")
    try:
        finding = gather(worlds, criterion.evidence, criterion.args, claim.as_of)
    except (UnknownNameError, InputError) as error:
        # As of an earlier day what the criterion names may not have happened yet: that is no fault of the document.
        if worlds.as_of is None:
            raise
        finding = Finding.of(None, "", f"not known on {worlds.as_of}: {error}")
    return CriterionResult(criterion, finding, answer_of(finding, criterion.above, criterion.below))


def answer_of(finding: Finding, above: float | None, below: float | None) -> CriterionAnswer:
    """Compare what was found with a threshold: "holds", "fails", or "open" where it cannot be told."""
    if finding.interval is None:
        return "open"
    if above is not None:
        told = finding.interval.above(above)
    else:
        told = finding.interval.below(below if below is not None else 0.0)
    return "open" if told is None else "holds" if told else "fails"


def combine(answers: Sequence[tuple[bool, CriterionAnswer, str | None]]) -> tuple[Verdict, str]:
    """Combine answers into a verdict, and say why.

    Parameters
    ----------
    answers : sequence of (bool, str, str or None)
        For each criterion: is it decisive, its answer, and the model it waits for.

    Returns
    -------
    tuple of str and str
        Verdict and reason.

    Notes
    -----
    1. A decisive criterion that waits for a model, or no criterion with an answer: *not testable yet*.
    2. Every criterion holds: *supported*. Every one that is answered fails: *not supported*.
    3. Anything else: *mixed*; so is a claim that holds as far as it was tested and has an open part.
    """
    counts = {kind: sum(answer == kind for _, answer, _ in answers) for kind in ("holds", "fails", "open", "waits")}
    waiting = [needs for decisive, answer, needs in answers if answer == "waits" and decisive and needs]
    told = f"{counts['holds']} of {len(answers)} criteria hold, {counts['fails']} fail"
    rest = counts["open"] + counts["waits"]
    told += f", {rest} cannot be told" if rest else ""
    if waiting:
        return "not testable yet", f"waits for {', '.join(dict.fromkeys(waiting))}; {told}"
    if counts["holds"] == counts["fails"] == 0:
        return "not testable yet", f"the sources settle no criterion; {told}"
    if counts["holds"] == len(answers):
        return "supported", told
    if counts["holds"] == 0:
        return "not supported", told
    return "mixed", told
