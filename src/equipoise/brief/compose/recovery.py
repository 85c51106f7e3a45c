"""Section: what was lost, whether it is back, how long past losses lasted, and what a rescue cost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from equipoise.brief.page import Section
from equipoise.questions.recovery.case import shipped_recovery
from equipoise.questions.recovery.past import pairs_priced
from equipoise.world.world import World

SHOWN = ("sheet:verdicts", "chart:recovery/cases", "chart:recovery/past", "chart:survival", "sheet:prices")


def recovery_section(world: World, path: Path | None) -> Section | None:
    """Return the section on setback and recovery, or None where no document describes the case."""
    if path is None:
        return None
    answer = shipped_recovery(world, path)
    # Prices of other series and years are one command away.
    sheets = tuple(pairs_priced(sheet) if sheet.name == "prices" else sheet for sheet in answer.sheets)
    answer = replace(answer, sheets=sheets)
    there = {f"sheet:{sheet.name}" for sheet in sheets} | {f"chart:{chart.kind}" for chart in answer.charts}
    there |= {f"chart:{chart.kind}/{chart.sheets[0]}" for chart in answer.charts}
    return Section(
        ident="recovery",
        title="What was lost, and is it back?",
        menu="What was lost, and is it back?",
        answer=answer,
        show=tuple(item for item in SHOWN if item in there),
    )
