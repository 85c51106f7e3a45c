"""`equipoise claims`: the statements made about a case, tested."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.markup import escape

from equipoise.cli.options import AsJson, DataFolder
from equipoise.cli.output import amount, console, print_json, table
from equipoise.errors import InputError
from equipoise.scenarios.documents import load_claims, load_scenario
from equipoise.scenarios.evidence import Worlds
from equipoise.scenarios.verdicts import ClaimResult, CriterionResult, judge


def claims(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Id of a scenario, or path to its folder.")],
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Test the claims of a scenario and show every criterion with its number."""
    case = load_scenario(scenario)
    listed = load_claims(scenario)
    if not listed:
        raise InputError(f"scenario {case.id!r} has no claims")
    worlds = Worlds(data=data, leave_out=tuple(case.leave_out))
    judged = [judge(worlds, claim) for claim in listed]
    if as_json:
        print_json(worlds.on(None), {"scenario": case.id, "claims": [as_record(entry) for entry in judged]})
        return
    out = console()
    for entry in judged:
        rows = [
            (
                test.answer,
                test.criterion.text,
                _number(test),
                ", ".join(test.finding.source_ids[:4]) if test.finding else "",
            )
            for test in entry.tested
        ]
        out.print(f"[bold]({escape(entry.claim.id)}) {escape(entry.claim.statement)}[/bold]")
        out.print(f"    {entry.verdict.upper()}: {escape(entry.reason)}")
        out.print(table("", ("answer", "criterion", "found", "sources"), rows))
        out.print()


def _number(test: CriterionResult) -> str:
    if test.finding is None:
        return f"needs {test.criterion.needs}"
    return f"{amount(test.finding.interval, 2)} {test.finding.unit}"


def as_record(entry: ClaimResult) -> dict[str, Any]:
    """Return a judged claim as plain values."""
    return {
        "id": entry.claim.id,
        "statement": entry.claim.statement,
        "kind": entry.claim.kind,
        "verdict": entry.verdict,
        "reason": entry.reason,
        "source_ids": entry.source_ids,
        "criteria": [
            {
                "id": test.criterion.id,
                "text": test.criterion.text,
                "why": test.criterion.why,
                "above": test.criterion.above,
                "below": test.criterion.below,
                "needs": test.criterion.needs,
                "answer": test.answer,
                "finding": test.finding,
            }
            for test in entry.tested
        ],
    }
