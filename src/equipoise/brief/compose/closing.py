"""The end of a page: what the models do not know, the sources, and how to make the page again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from shlex import quote

from equipoise.answers import Answer
from equipoise.brief.compose.subject import Subject
from equipoise.brief.page import Reproduction, Sentence
from equipoise.questions.call_words import record_in_words
from equipoise.scores.record import TrackRecord
from equipoise.world.provenance import provenance
from equipoise.world.world import World


def cited(parts: object) -> list[str]:
    """Return the ids of all sources that marks in some parts of a page name, in order of first use."""
    return list(dict.fromkeys(_marks(parts)))


def _marks(item: object) -> Iterator[str]:
    if isinstance(item, Answer):
        yield from item.cited()
    elif isinstance(item, tuple | list):
        for part in item:
            yield from _marks(part)
    elif is_dataclass(item) and not isinstance(item, type):
        for field in fields(item):
            value = getattr(item, field.name)
            if field.name == "source_ids":
                yield from value
            else:
                yield from _marks(value)


def limits(subject: Subject, records: tuple[TrackRecord, ...]) -> tuple[Sentence, ...]:
    """Return what the page cannot say, computed where it depends on the results."""
    said = [
        Sentence(
            f"{' '.join(f'{record_in_words(record)}.' for record in records)} What it adds is the clause, the spread "
            "of delays and the honest width of its intervals, rather than a sure answer.",
            lead="Who comes.",
        ),
        Sentence(
            "The panel of calls holds those that became known. Calls never voiced, refused in private, or made "
            "by leaders who fell within hours are not in it, and how it was assembled sets the level of its rates.",
            lead="What the record leaves out.",
        ),
        Sentence(
            "Those who were helped stayed in office more often, but they were also the ones worth helping. Nothing on "
            "this page takes that association for an effect.",
            lead="Whether help helps.",
        ),
        Sentence(
            "Trade lists name few partners and lost Russia and Belarus after 2022; a power that is not listed has a "
            "band or a stale share here, never zero.",
            lead="Trade.",
        ),
        Sentence(
            "Some membership and treaty dates are recalled by the compiler and not yet looked up; they carry the flag "
            "“recalled”.",
            lead="Recalled facts.",
        ),
    ]
    if subject.is_case:
        said.append(
            Sentence(
                "The episode of this case is left out of every forecast on this page. The thresholds of the criteria "
                "were chosen by people who know how it ended.",
                lead="Hindsight.",
            )
        )
    return tuple(said)


def reproduction(subject: Subject, disputed: str = "claims") -> Reproduction:
    """Return how to make the page of a subject again."""
    option = "" if disputed == "claims" else f" --disputed {quote(disputed)}"
    return reproduction_of(subject.now, subject.command + option)


def reproduction_of(world: World, command: str) -> Reproduction:
    """Return how to make a page again that a command made from a world."""
    made = provenance(world)
    libraries = ", ".join(f"{name} {version}" for name, version in made["libraries"].items())
    return Reproduction(
        command=command,
        version=made["version"],
        seed=None,
        hashes=(("all tables", made["data"]["digest"]),),
        facts=(
            ("data version", made["data"]["version"]),
            ("as of", made["as_of"] or "everything held"),
            ("draws", "none: every number is computed without random draws"),
            ("libraries", libraries),
        ),
    )
