"""Page model of the section on setback and recovery."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.answers.charts.recovery import RecoveryChart, SurvivalChart
from equipoise.answers.numbers import Number
from equipoise.answers.sentence import Sentence


@dataclass(frozen=True, slots=True)
class SeriesVerdict:
    """What can be said of one series.

    Parameters
    ----------
    label : str
        Series.
    status : str
        "no lasting loss", "loss stands" or "cannot be told".
    text : str
        The figures compared.
    why : str
        Reason for the band.
    depth : Number
        Change, or difference to the world without the event.
    back : Number
        Share of past losses that were undone within five years [%].
    books : tuple of str
        Other books on the same thing, in words.
    source_ids : tuple of str
        Ids of sources.
    part : bool
        True where it belongs to the series above and is not counted.
    """

    label: str
    status: str
    text: str
    why: str
    depth: Number
    back: Number
    books: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    part: bool = False


@dataclass(frozen=True, slots=True)
class PriceRow:
    """Rescued against refused, in one series.

    Parameters
    ----------
    label, unit : str
        Series and its unit.
    rescued, refused : Number
        Mean difference to matched states five years after.
    difference : Number
        First less second.
    count : str
        Events on each side.
    told : str
        What it tells, in words.
    """

    label: str
    unit: str
    rescued: Number
    refused: Number
    difference: Number
    count: str
    told: str


@dataclass(frozen=True, slots=True)
class RecoverySection:
    """What was lost, and whether it is back.

    Parameters
    ----------
    intro : tuple of Sentence
        Paragraphs at the start.
    verdicts : tuple of SeriesVerdict
        Table, one row per series.
    case : RecoveryChart or None
        The case against its synthetic twin.
    past : RecoveryChart or None
        Past rescues against matched states.
    survival : SurvivalChart or None
        How long past losses lasted.
    prices : tuple of PriceRow
        Table: the price of rescue.
    remarks : tuple of Sentence
        Cautions.
    """

    intro: tuple[Sentence, ...] = ()
    verdicts: tuple[SeriesVerdict, ...] = ()
    case: RecoveryChart | None = None
    past: RecoveryChart | None = None
    survival: SurvivalChart | None = None
    prices: tuple[PriceRow, ...] = ()
    remarks: tuple[Sentence, ...] = ()
