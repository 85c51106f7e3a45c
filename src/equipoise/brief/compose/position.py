"""Section: where the state stands between the powers."""

from __future__ import annotations

from equipoise.answers import Sentence
from equipoise.brief.compose.subject import Subject
from equipoise.brief.page import Section
from equipoise.questions.position import position, turnover_then
from equipoise.questions.wording import day_in_words


def position_section(subject: Subject) -> Section:
    """Return the section on a state's balance among the powers."""
    powers = subject.scenario.powers
    return Section(
        ident="position",
        title="Where it stands between the powers",
        menu="Between the powers",
        answer=position(subject.now, subject.iso3, powers),
        intro=_intro(subject),
        show=("chart:balance",),
        headline=False,
    )


def _intro(subject: Subject) -> tuple[Sentence, ...]:
    how = Sentence("Each kind of tie is shown separately. Shares are rounded by the source.")
    if not subject.is_case:
        return (how,)
    then = turnover_then(subject.then, subject.iso3, subject.scenario.powers)
    if then is None:
        return (how,)
    day = day_in_words(subject.scenario.as_of)
    return (
        how,
        Sentence(f"As it could be known on {day} from the editions that are held {then.text}", then.source_ids),
    )
