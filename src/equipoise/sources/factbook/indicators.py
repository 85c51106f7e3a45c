"""Figures of a profile, read as the field tables (`fields_*.csv`) declare.

A line of a field table names an indicator, the path of its field and the shape of the text:

- `one`: a figure with its year in brackets; without one, the year closing the field's note, else that of a sibling;
- `undated`: a figure that the source does not date;
- `years`: one sub-field per year;
- `series`: figures of several years in one text, joined by `++`;
- `gauge`: a length whose gauge [m], where stated, must lie in the range under `item`;
- `item`: the entry of a list whose label matches `item`;
- `origins`: persons by state of origin, summed; only larger groups are listed, so the sum is a floor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from equipoise.sources.factbook.amounts import Amount, is_absent, parse_amount, years_in
from equipoise.sources.factbook.harvest import Harvest
from equipoise.sources.factbook.profiles import Profile
from equipoise.sources.factbook.tables import rows

_GAUGE = re.compile(r"(\d\.\d+)(?:[- ]m\b|[- ]?mm\b)")
_UNINHABITED = re.compile(r"uninhabited|no (?:permanent|indigenous) inhabitants", re.IGNORECASE)
_NOTE_TAIL = 120


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a field table.

    Parameters
    ----------
    name : str
        Indicator.
    path : tuple of str
        Where the field stands.
    shape : str
        Shape of the text; see the module.
    item : str
        Label in a list (regular expression) or range of gauges.
    must : re.Pattern
        What the text must hold: a guard against another unit.
    keep : int
        At most so many years, newest first.
    flags : tuple of str
        Flags of every row.
    """

    name: str
    path: tuple[str, ...]
    shape: str
    item: str
    must: re.Pattern[str]
    keep: int
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureText:
    """A piece of text that should hold one figure, and the year where it is known from elsewhere."""

    text: str
    path: tuple[str, ...]
    year: int | None = None
    flags: tuple[str, ...] = ()


def field_table(name: str) -> tuple[Field, ...]:
    """Return the declared fields of an edition.

    Parameters
    ----------
    name : str
        File name without its ending: `fields_2026`.

    Returns
    -------
    tuple of Field
        In file order: of two lines for one indicator the first has precedence.
    """
    return tuple(
        Field(
            name=row["name"],
            path=tuple(row["path"].split(" > ")),
            shape=row["shape"],
            item=row["item"],
            must=re.compile(row["must"]),
            keep=int(row["keep"]),
            flags=tuple(row["flags"].split(";")) if row["flags"] else (),
        )
        for row in rows(name)
    )


def add_indicators(harvest: Harvest, profile: Profile, iso3: str, fields: tuple[Field, ...]) -> None:
    """Add the figures of a profile to the indicators.

    Parameters
    ----------
    harvest : Harvest
        Where the rows go.
    profile : Profile
        The profile.
    iso3 : str
        Its state.
    fields : tuple of Field
        Declared fields of the edition.
    """
    done: set[str] = set()
    for field in fields:
        if field.name not in done and _add_field(harvest, profile, iso3, field):
            done.add(field.name)


def _add_field(harvest: Harvest, profile: Profile, iso3: str, field: Field) -> bool:
    figures: dict[int, tuple[Amount, FigureText]] = {}
    for reading in _readings(harvest, profile, field):
        read = _figure(harvest, profile, field, reading)
        if read is None:
            continue
        year, amount = read
        if year in figures:
            harvest.miss(profile, field.path[-1], reading.text, "year given twice")
        else:
            figures[year] = (amount, reading)
    for year in sorted(figures, reverse=True)[: field.keep]:
        amount, reading = figures[year]
        locator = profile.locator(*reading.path)
        harvest.indicator(profile, iso3, field.name, year, amount, locator, (*field.flags, *reading.flags))
    return bool(figures)


def _readings(harvest: Harvest, profile: Profile, field: Field) -> Iterator[FigureText]:
    if field.shape == "years":
        for key, part in profile.children(*field.path).items():
            yield FigureText(part, (*field.path, key))
        return
    text = profile.text(*field.path)
    if text is None:
        return
    if field.shape == "series":
        for part in text.split("++"):
            yield FigureText(part.strip(), field.path)
    elif field.shape == "undated":
        yield FigureText(text, field.path, harvest.edition.reference_year)
    elif field.shape == "item":
        yield from _item(text, field)
    elif field.shape == "gauge":
        yield from _gauge(harvest, profile, text, field)
    elif field.shape == "origins":
        yield from _origins(text, field)
    else:
        yield FigureText(text, field.path)


def _item(text: str, field: Field) -> Iterator[FigureText]:
    years = years_in(text)
    match = re.search(rf"(?:^|;)\s*(?:{field.item})\s+(\d[\d,.]*\s*km)", text)
    if match is not None:
        yield FigureText(match[1], field.path, years[-1] if years else None)


def _gauge(harvest: Harvest, profile: Profile, text: str, field: Field) -> Iterator[FigureText]:
    low, high = (float(end) for end in field.item.split("-"))
    stated = [float(gauge) for gauge in _GAUGE.findall(text)]
    if stated and not low <= stated[0] < high:
        harvest.miss(profile, field.path[-1], text, f"gauge of {stated[0]} m under the wrong heading")
    else:
        yield FigureText(text, field.path)


def _origins(text: str, field: Field) -> Iterator[FigureText]:
    parts = [amount for part in re.split(r";", text) if (amount := parse_amount(part)) is not None]
    figures = [amount.value for amount in parts if amount.value is not None]
    years = years_in(text)
    if figures and len(figures) == len(parts):
        yield FigureText(f"{sum(figures):.0f}", field.path, max(years) if years else None, ("cut_list",))
    else:
        yield FigureText(text, field.path)


def _figure(harvest: Harvest, profile: Profile, field: Field, reading: FigureText) -> tuple[int, Amount] | None:
    text = reading.text
    if not text or is_absent(text) or _UNINHABITED.match(text):
        return None
    amount = parse_amount(text) if field.must.search(text) else None
    if amount is None:
        harvest.miss(profile, field.path[-1], text, f"no figure of the declared kind for {field.name}")
        return None
    year = reading.year or _year(profile, reading)
    if year is None:
        harvest.miss(profile, field.path[-1], text, f"no year for {field.name}")
        return None
    return year, amount


def _year(profile: Profile, reading: FigureText) -> int | None:
    """Return the year in the text, else the one that closes the field's note, else the newest of a sibling."""
    own = years_in(reading.text)
    if own:
        return own[0]
    for path in (reading.path, reading.path[:-1]):
        note = years_in((profile.note(*path) or "")[-_NOTE_TAIL:]) if len(path) > 1 else []
        if note:
            return note[-1]
    siblings = profile.children(*reading.path[:-1]) if len(reading.path) > 2 else {}
    years = [year for text in siblings.values() for year in years_in(text)]
    return max(years, default=None)
