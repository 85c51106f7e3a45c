"""The claims made about a case, tested one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from equipoise.answers import Answer, Caption, Chart, Column, Sentence, Sheet
from equipoise.answers.charts.palette import VERDICTS
from equipoise.answers.sheet import Part
from equipoise.errors import InputError
from equipoise.interval import Estimate
from equipoise.questions.citing import finished
from equipoise.questions.wording import capital, listed
from equipoise.scenarios.documents import Scenario, load_claims, load_scenario
from equipoise.scenarios.evidence import Worlds
from equipoise.scenarios.verdicts import ClaimResult, CriterionResult, judge
from equipoise.world.world import World

PARTS: tuple[Part, ...] = ("low", "high", "unit", "year", "flags", "source_ids", "observation_ids")

CLAIM_COLUMNS = (
    Column("id", "claim", sense="Letter of the claim."),
    Column("statement", sense="The claim in our words."),
    Column("verdict", sense="Supported, mixed, not supported or not testable yet; computed from the criteria."),
    Column("reason", sense="How many criteria hold, fail or cannot be told."),
    Column("kind", hidden=True, sense="Sort of statement: measurable, causal, normative ..."),
    Column("source_ids", kind="list", hidden=True, sense="Sources of all findings."),
)
CRITERION_COLUMNS = (
    Column("heading", sense="Claim with its verdict."),
    Column("claim", hidden=True, sense="Letter of the claim."),
    Column("id", hidden=True, sense="Name of the criterion."),
    Column("text", "test", sense="What would settle the claim."),
    Column("found", "found", "estimate", parts=PARTS, sense="What was computed."),
    Column("rule", "holds if", sense="Threshold, written down before the number was known."),
    Column("answer", "outcome", words="criterion", sense="Whether the criterion holds."),
    Column("why", hidden=True, sense="Reason for the threshold."),
    Column("words", "in words", hidden=True, sense="The finding as a sentence."),
)


def claims(world: World, scenario: str) -> Answer:
    """Answer what the evidence says on the claims made about a case.

    Parameters
    ----------
    world : World
        The tables. Each claim is tested on what was known on its own day, and on no later day than the world's.
    scenario : str
        Id of a scenario that ships, or path to the folder of another.

    Returns
    -------
    Answer
        Sheets ``claims`` (verdicts) and ``criteria`` (every test with its number); a strip of the verdicts.

    Raises
    ------
    UnknownNameError
        If there is no such scenario.
    InputError
        If it has no claims.
    """
    case = load_scenario(scenario)
    stated = load_claims(scenario)
    if not stated:
        raise InputError(f"scenario {case.id!r} has no claims")
    if world.as_of is not None and world.as_of < case.as_of:
        raise InputError(
            f"the case {case.id!r} is dated {case.as_of}: no claim on it can be judged as of {world.as_of}"
        )
    worlds = Worlds(data=world.manifest.path, leave_out=tuple(case.leave_out), as_of=world.as_of)
    judged = [judge(worlds, claim) for claim in stated]
    sheet = Sheet.of("claims", "The claims", CLAIM_COLUMNS, map(_claim, judged))
    criteria = Sheet.of(
        "criteria",
        "Each claim with its tests",
        CRITERION_COLUMNS,
        (_criterion(entry, test) for entry in judged for test in entry.tested),
        by="heading",
    )
    return finished(
        worlds.on(None),
        Answer(
            question="claims",
            title=f"The claims about {case.title}" + (f", as of {world.as_of}" if world.as_of else ""),
            subject={"scenario": case.id},
            headline=(Sentence(f"{verdict_message(judged)}.", lead="The claims."),),
            sheets=(sheet, criteria),
            charts=(Chart("verdicts", ("claims",), _caption(judged)),),
            caveats=_caveats(case, judged),
        ),
    )


def verdict_message(judged: list[ClaimResult]) -> str:
    """Return the count of each verdict as a sentence without its stop."""
    counts = Counter(str(entry.verdict) for entry in judged)
    first, *others = [(counts[verdict], verdict) for verdict in VERDICTS if counts[verdict]]
    parts = [
        f"{first[0]} {'is' if first[0] == 1 else 'are'} {first[1]}",
        *(f"{count} {told}" for count, told in others),
    ]
    return f"Of {sum(counts.values())} claims, {listed(parts)}"


def _caption(judged: list[ClaimResult]) -> Caption:
    subtitle = f"{len(judged)} statements, by verdict"
    return Caption(verdict_message(judged), subtitle, "computed from the evidence under each statement")


def _caveats(case: Scenario, judged: list[ClaimResult]) -> tuple[Sentence, ...]:
    how = Sentence(
        "Each statement is put in our own words. Its tests have thresholds that were written down before the verdicts "
        "were first computed. A test is undecided where the interval straddles the threshold. Supported: all tests "
        "hold. Not supported: none that was answered holds. Mixed: anything else."
    )
    said = [how]
    if case.about is not None:
        about = case.about
        told = f"The statements are those of “{about.title}” by {about.author}, {about.publisher}, {about.date}."
        said.insert(0, Sentence(told))
    waiting = sorted({test.criterion.needs for entry in judged for test in entry.tested if test.criterion.needs})
    if waiting:
        said.append(Sentence(f"Parts of the claims wait for: {'; '.join(waiting)}.", lead="Not testable yet."))
    return tuple(said)


def _claim(entry: ClaimResult) -> dict[str, Any]:
    claim = entry.claim
    return {
        "id": claim.id,
        "statement": claim.statement,
        "verdict": str(entry.verdict),
        "reason": entry.reason,
        "kind": str(claim.kind),
        "source_ids": entry.source_ids,
    }


def _criterion(entry: ClaimResult, test: CriterionResult) -> dict[str, Any]:
    criterion, claim = test.criterion, entry.claim
    row: dict[str, Any] = {
        "heading": f"({claim.id}) {claim.statement} {capital(str(entry.verdict))}: {entry.reason}.",
        "claim": claim.id,
        "id": criterion.id,
        "text": criterion.text,
        "found": Estimate(None),
        "answer": test.answer,
        "why": criterion.why,
    }
    if test.finding is None:
        return {**row, "rule": f"needs {criterion.needs}"}
    return {**row, "found": _found(test), "rule": _rule(test), "words": test.finding.text}


def _unit(test: CriterionResult) -> str:
    """Return the unit of a finding; of a scale of codes ("0 no, 1 ambiguous, 2 yes") none: the rule tells them."""
    unit = "" if test.finding is None else test.finding.unit
    return "" if "," in unit else "%" if unit.startswith("%") else unit


def _found(test: CriterionResult) -> Estimate:
    found = test.finding
    assert found is not None  # noqa: S101 - the caller has looked
    return replace(found, unit=_unit(test))


def _rule(test: CriterionResult) -> str:
    criterion, unit = test.criterion, _unit(test)
    above = criterion.above is not None
    threshold = criterion.above if criterion.above is not None else criterion.below
    rule = f"{'above' if above else 'below'} {threshold:g}{f' {unit}' if unit else ''}"
    codes = "" if test.finding is None or unit else test.finding.unit
    return f"{rule} ({codes})" if codes else rule
