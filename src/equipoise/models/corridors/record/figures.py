"""Reference figures in a CSV of the user, and what the model of corridors can say of each.

The form is that of the reference figures of the project: id, topic, quantity, value, unit, period, source, url, note.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from equipoise.errors import DataError

Kind = Literal["time", "north", "middle", "level"]
COLUMNS = ("id", "topic", "quantity", "value", "unit", "period", "note")
FILE = "reference_figures.csv"
_YEAR = re.compile(r"(?:19|20)\d{2}")
_MONTHS = {
    name: n
    for n, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}
_SPAN = re.compile(r"\b([A-Z][a-z]{2})[a-z]*-([A-Z][a-z]{2})")
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that the model can say something of.

    Parameters
    ----------
    id : str
        Id in the file.
    kind : {"time", "north", "middle", "level"}
        Transit time; volume of the northern corridor or of the trans-Caspian route; another level, for which the
        model has
        nothing but the last one known.
    what : str
        Corridor and journey, as in "middle|Xian-Constanta", or unit, or series.
    value : float
        As given, a part of a year carried to twelve months.
    unit : str
        Unit.
    year : int
        Last year of the period.
    """

    id: str
    kind: Kind
    what: str
    value: float
    unit: str
    year: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a file that the model can say something of, and how many it cannot, by reason."""

    figures: tuple[Figure, ...]
    left_out: Mapping[str, int]


def read_figures(path: Path) -> Figures:
    """Read a file of reference figures.

    Parameters
    ----------
    path : pathlib.Path
        The file, or a folder that holds it.

    Returns
    -------
    Figures
        Rows that the model can forecast, and counts of those that it cannot.

    Raises
    ------
    DataError
        If the file cannot be read, or lacks a column.
    """
    rows = _rows(_file(path))
    found: list[Figure] = []
    left_out: Counter[str] = Counter()
    for row in rows:
        made = _figure(row)
        if isinstance(made, str):
            left_out[made] += 1
        else:
            found.append(made)
    return Figures(tuple(found), dict(left_out))


def _file(path: Path) -> Path:
    if not path.is_dir():
        return path
    for place in (path / FILE, path / "corridors" / FILE):
        if place.is_file():
            return place
    raise DataError(f"{path}: neither {FILE} nor corridors/{FILE} is in it")


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            rows = [{key: (text or "").strip() for key, text in row.items() if key} for row in reader]
            header = reader.fieldnames or []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"cannot read {path}: {error}") from error
    for name in COLUMNS:
        if name not in header:
            raise DataError(f"{path}: column {name!r} is missing (has: {', '.join(header) or 'none'})")
    return rows


def _figure(row: dict[str, str]) -> Figure | str:
    years = _YEAR.findall(row["period"])
    try:
        value = float(row["value"])
    except ValueError:
        return "no number"
    if not years:
        return "no year"
    kind = kind_of(row)
    if kind is None:
        return "nothing in the model speaks of it"
    name, what = kind
    scale = 1.0 if name == "time" else MONTHS / months_of(row["period"])
    return Figure(row["id"], name, what, value * scale, row["unit"], max(int(year) for year in years))


def months_of(period: str) -> int:
    """Return how many months a period spans: "Jan-Oct 2023" ten, "2023-01..2023-06" six, "2024-01" one, else twelve."""
    if found := _SPAN.search(period):
        first, last = (_MONTHS.get(name.lower(), 0) for name in found.groups())
        if first and last >= first:
            return last - first + 1
    if found := re.fullmatch(r"(\d{4})-(\d{2})\.\.(\d{4})-(\d{2})", period):
        return (int(found[3]) - int(found[1])) * MONTHS + int(found[4]) - int(found[2]) + 1
    return 1 if re.fullmatch(r"\d{4}-\d{2}", period) else MONTHS


def kind_of(row: Mapping[str, str]) -> tuple[Kind, str] | None:
    """Return what a row is about, by its topic, quantity and unit; None where the model does not speak of it."""
    topic, unit = row["topic"].lower(), row["unit"].lower()
    text = f"{topic} {row['quantity'].lower()}"
    if any(
        word in text
        for word in ("capacity", "forecast", "plan", "share", "ratio", "rate", "tariff", "premium", "cost", "event")
    ):
        return None
    if "time" in topic and unit in ("days", "day", "d"):
        return "time", f"{_corridor(row)}|{_journey(row['topic'])}"
    if "titr" in topic or "middle corridor" in topic or "trans-caspian" in topic:
        return ("middle", unit) if unit in ("mt", "teu") else None
    if "utlc" in topic and unit == "teu" and ("cn-eu" in topic or "transit" in topic):
        return "north", "teu"
    for words, series in _LEVELS:
        if all(word in text for word in words) and unit == "mt":
            return "level", series
    return None


_LEVELS = (
    (("oil", "exports"), "kaz_oil_exports"),
    (("oil", "cpc"), "cpc_kaz_oil"),
    (("cpc", "load"), "cpc_loadings"),
    (("kz-cn", "rail"), "kaz_china_rail"),
)
"""Series whose last figure up to 2021 the tables hold: for them the model says that nothing changes."""


def _corridor(row: Mapping[str, str]) -> str:
    """Return the corridor of a transit time, by its words."""
    text = " ".join((row["id"], row["topic"], row.get("source", ""))).lower()
    north = "north" in text or "1520" in text or "utlc" in text or "erai" in text
    middle = any(word in text for word in ("mid", "titr", "caspian", "tmtm"))
    return "northern" if north and not middle else "middle"


def _journey(topic: str) -> str:
    found = re.search(r"time\s+(.*)$", topic, re.IGNORECASE)
    return found[1].strip() if found else topic
