"""Section of a dated case: the claims made about it, one by one."""

from __future__ import annotations

from equipoise.brief.compose.subject import Subject
from equipoise.brief.page import Section
from equipoise.questions.claims import claims


def claims_section(subject: Subject) -> Section | None:
    """Return the section on the claims, or None where the scenario has none."""
    if not subject.claims or subject.named is None:
        return None
    answer = claims(subject.worlds.on(None), subject.named)
    return Section(
        ident="claims",
        title="The claims, one by one",
        menu="The claims, one by one",
        answer=answer,
        intro=answer.caveats,
        show=("chart:verdicts", "sheet:criteria"),
        headline=False,
        caveats=False,
    )
