"""Page model of the section on what would have changed a crisis."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.answers.charts.antecedents import AntecedentsChart
from equipoise.answers.charts.facts import FactsChart
from equipoise.answers.charts.fan import FanChart
from equipoise.answers.numbers import Number
from equipoise.answers.sentence import Sentence


@dataclass(frozen=True, slots=True)
class CrisisReading:
    """One reading of what the upheaval was, with its weight after the facts [%]."""

    name: str
    meaning: str
    weight: Number


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One step of a story: what happened, on which day as it was and as it would have been; empty for never."""

    event: str
    actual: str
    changed: str
    differs: bool


@dataclass(frozen=True, slots=True)
class CrisisStory:
    """A typical changed world beside the same one as it was.

    Parameters
    ----------
    title : str
        The antecedent.
    summary : str
        What is different at the end, in a sentence.
    rows : tuple of StoryRow
        Steps in the order of their day.
    """

    title: str
    summary: str
    rows: tuple[StoryRow, ...]


@dataclass(frozen=True, slots=True)
class AntecedentNote:
    """Why an antecedent was possible, and how much of history it changes."""

    title: str
    whose: str
    justification: str
    changes: str
    source_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NarrowedParameter:
    """A parameter before and after the facts."""

    name: str
    unit: str
    before: Number
    after: Number
    narrowed: Number


@dataclass(frozen=True, slots=True)
class CrisisSection:
    """What would have changed a crisis.

    Parameters
    ----------
    intro : tuple of Sentence
        The answer, and how sure it is.
    effects : AntecedentsChart or None
        Every antecedent; None where the scenario has none.
    notes : tuple of AntecedentNote
        Why each was possible.
    stories : tuple of CrisisStory
        Typical changed worlds.
    fan : FanChart
        The crisis as the worlds found have it.
    facts : FactsChart or None
        Dated facts against the model; None where there are none.
    readings : tuple of CrisisReading
        Readings.
    reading_remark : str
        How far the facts tell them apart.
    parameters : tuple of NarrowedParameter
        Those that the facts narrowed most.
    limits : tuple of Sentence
        What the model cannot say.
    """

    intro: tuple[Sentence, ...]
    effects: AntecedentsChart | None
    notes: tuple[AntecedentNote, ...]
    stories: tuple[CrisisStory, ...]
    fan: FanChart
    facts: FactsChart | None
    readings: tuple[CrisisReading, ...]
    reading_remark: str
    parameters: tuple[NarrowedParameter, ...]
    limits: tuple[Sentence, ...]
