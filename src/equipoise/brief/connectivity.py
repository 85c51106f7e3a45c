"""Page model of the section on corridors."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.answers.charts.frame import Caption
from equipoise.answers.charts.losses import LossChart
from equipoise.answers.numbers import Number
from equipoise.answers.sentence import Sentence


@dataclass(frozen=True, slots=True)
class CarriageRow:
    """Exports on one route.

    Parameters
    ----------
    label : str
        Route.
    through : str
        States that it crosses.
    amount : Number
        Per year.
    part : Number
        Part of all exports [%].
    source_ids : tuple of str
        Ids of sources.
    """

    label: str
    through: str
    amount: Number
    part: Number
    source_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HorizonRow:
    """What the Middle Corridor can take by when.

    Parameters
    ----------
    label : str
        Horizon.
    spare : Number
        Room beside what it carries [TEU per year].
    part : Number
        Of the containers that go by Russia [%].
    bottleneck : str
        Where it is narrowest.
    """

    label: str
    spare: Number
    part: Number
    bottleneck: str


@dataclass(frozen=True, slots=True)
class CorridorsSection:
    """Ways through other states, and what their closure costs.

    Parameters
    ----------
    intro : tuple of Sentence
        Paragraphs at the start.
    losses : LossChart or None
        What the closure of each transit state costs.
    svg, narrow_svg : str
        Map with the corridors and what closes, for wide pages and for phones; trusted.
    map_caption : Caption or None
        Words around the map.
    carriage : tuple of CarriageRow
        Oil by route; empty where no figures are held.
    carriage_title : str
        Heading of that table.
    horizons : tuple of HorizonRow
        What the Middle Corridor can take by when.
    remarks : tuple of Sentence
        How far to trust it.
    """

    intro: tuple[Sentence, ...] = ()
    losses: LossChart | None = None
    svg: str = ""
    narrow_svg: str = ""
    map_caption: Caption | None = None
    carriage: tuple[CarriageRow, ...] = ()
    carriage_title: str = ""
    horizons: tuple[HorizonRow, ...] = ()
    remarks: tuple[Sentence, ...] = ()
