"""A table of an answer: columns declared once, rows of plain cells, and every form in which they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from equipoise.answers.numbers import NO_DATA, format_estimate, format_figure
from equipoise.answers.vocabulary import digits_of_unit, title_of, unit_in_words
from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.interval import Estimate, Interval

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

Kind = Literal["text", "integer", "number", "flag", "date", "year", "list", "estimate"]
Part = Literal["low", "high", "unit", "year", "period", "flags", "source_ids", "observation_ids"]
Cell = str | int | float | bool | date | tuple[str, ...] | Interval | Estimate | None

YES_NO = {True: "yes", False: "no"}
RIGHT: tuple[Kind, ...] = ("integer", "number", "year", "estimate")
UNSAID = frozenset({"no_data", "self", "rounded", "interval", "stale"})
"""Flags that the writing of the number says already."""
_PARTS_AS_LISTS = ("flags", "source_ids", "observation_ids")
_KIND_OF_PART: dict[Part, Kind] = {
    "low": "number",
    "high": "number",
    "unit": "text",
    "year": "year",
    "period": "text",
    "flags": "list",
    "source_ids": "list",
    "observation_ids": "list",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    Parameters
    ----------
    name : str
        Key in JSON, CSV, Parquet and Excel.
    title : str
        Heading; by default the name in plain words.
    kind : str
        text, integer, number, flag (yes or no), date, year, list (of texts), or estimate (a number with its ends).
        A period such as 2020-24 is text.
    unit : str
        Unit of every cell; empty where there is none or each cell has its own.
    digits : int or None
        Decimals; None takes those of the unit, else two to three significant figures.
    sense : str
        What the column means, as one sentence.
    hidden : bool
        True for a column that is in the data and not printed.
    parts : tuple of str
        Of an estimate: what is written beside the point in data formats. The column ``value`` has parts without a
        prefix (``low``, ``high``, ``year``); those of another bear its name (``share_low``).
    figures : int
        Significant figures that are kept where the decimals alone would leave fewer, as in the score of a rare event.
    words : str
        Kind of the vocabulary that the cells are keys of; print and page show titles, data formats keys.
    """

    name: str
    title: str = ""
    kind: Kind = "text"
    unit: str = ""
    digits: int | None = None
    sense: str = ""
    hidden: bool = False
    parts: tuple[Part, ...] = ("low", "high")
    words: str = ""
    figures: int = 0

    @property
    def heading(self) -> str:
        """Heading with the unit in brackets."""
        title = self.title or self.name.replace("_", " ")
        return f"{title} [{unit_in_words(self.unit)}]" if self.unit else title

    @property
    def right(self) -> bool:
        """True for a column of numbers."""
        return self.kind in RIGHT

    def part_name(self, part: Part) -> str:
        """Return the key of a part of an estimate in data formats."""
        return part if self.name == "value" else f"{self.name}_{part}"


@dataclass(frozen=True, slots=True)
class Block:
    """A printed part of a sheet: a heading, the columns, the rows and what is written in them."""

    heading: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    written: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: the form in which every result of an answer is held.

    Parameters
    ----------
    name : str
        Key in JSON, name of the Excel sheet, choice of ``--sheet``.
    title : str
        What it shows, as a phrase.
    columns : tuple of Column
        Declared once; printers, page and documentation are derived from them.
    rows : tuple of tuple
        Cells in the order of the columns; None where nothing is known.
    notes : tuple of str
        Sentences that a reader of the table needs.
    source_ids : tuple of str
        Sources of the whole table.
    detail : bool
        True for a table that the terminal prints only with ``--full``, and the page folds.
    by : str
        Column whose values head blocks of rows in print; empty prints the rows as one block.
    for_programs : bool
        True for a table that charts and data formats need and no form for people shows, such as a curve point by point.

    Raises
    ------
    DataError
        If a row has another number of cells than there are columns, or two columns share a name.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    notes: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    detail: bool = False
    by: str = ""
    for_programs: bool = False
    _places: dict[str, int] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._places.update({column.name: place for place, column in enumerate(self.columns)})
        if len(self._places) != len(self.columns):
            raise DataError(f"sheet {self.name!r} has two columns of one name")
        for row in self.rows:
            if len(row) != len(self.columns):
                raise DataError(f"sheet {self.name!r} has {len(self.columns)} columns and a row of {len(row)} cells")

    @classmethod
    def of(
        cls,
        name: str,
        title: str,
        columns: Sequence[Column],
        rows: Iterable[Mapping[str, Any]],
        *,
        notes: tuple[str, ...] = (),
        source_ids: tuple[str, ...] = (),
        detail: bool = False,
        by: str = "",
        for_programs: bool = False,
    ) -> Sheet:
        """Return a sheet from rows that are mappings; a key that a row lacks is null, and other keys are left out."""
        cells = tuple(tuple(_cell(row.get(column.name)) for column in columns) for row in rows)
        return cls(name, title, tuple(columns), cells, notes, source_ids, detail, by, for_programs)

    @property
    def shown(self) -> tuple[Column, ...]:
        """Columns that are printed."""
        return tuple(column for column in self.columns if not column.hidden)

    def column(self, name: str) -> Column:
        """Return a column by its name.

        Raises
        ------
        UnknownNameError
            If the sheet has none of that name.
        """
        if name not in self._places:
            raise UnknownNameError(f"column of sheet {self.name}", name, self._places, show=40)
        return self.columns[self._places[name]]

    def records(self) -> Iterator[dict[str, Cell]]:
        """Yield each row as a mapping from column name to cell."""
        for row in self.rows:
            yield {column.name: cell for column, cell in zip(self.columns, row, strict=True)}

    def written(self) -> tuple[tuple[str, ...], ...]:
        """Return the shown cells as a reader sees them, in the terminal as on a page."""
        return self._lines(self.shown, self.rows)

    def blocks(self) -> Iterator[Block]:
        """Yield the printed parts of the sheet: one a value of the column `by`, in the order of the rows, else one."""
        shown = tuple(column for column in self.shown if column.name != self.by)
        if not self.by:
            yield Block("", shown, self.rows, self._lines(shown, self.rows))
            return
        heads: dict[str, list[tuple[Cell, ...]]] = {}
        column, place = self.column(self.by), self._places[self.by]
        for row in self.rows:
            heads.setdefault(write_cell(column, row[place]), []).append(row)
        for head, rows in heads.items():
            yield Block(head, shown, tuple(rows), self._lines(shown, rows))

    def _lines(self, columns: Sequence[Column], rows: Iterable[tuple[Cell, ...]]) -> tuple[tuple[str, ...], ...]:
        places = [self._places[column.name] for column in columns]
        return tuple(tuple(write_cell(self.columns[place], row[place]) for place in places) for row in rows)

    def fields(self) -> tuple[tuple[str, Kind], ...]:
        """Return the keys of the data formats with their kinds: an estimate is one number a part."""
        found: list[tuple[str, Kind]] = []
        for column in self.columns:
            if column.kind != "estimate":
                found.append((column.name, column.kind))
                continue
            found.append((column.name, "number"))
            found += [(column.part_name(part), _kind_of(part)) for part in column.parts]
        return tuple(found)

    def flat(self) -> Iterator[dict[str, Any]]:
        """Yield each row with plain values under the keys of `fields`."""
        for row in self.rows:
            whole: dict[str, Any] = {}
            for column, cell in zip(self.columns, row, strict=True):
                if column.kind == "estimate":
                    whole |= _parts(column, cell)
                else:
                    whole[column.name] = list(cell) if isinstance(cell, tuple) else cell
            yield whole

    def to_polars(self) -> pl.DataFrame:
        """Return the sheet as a Polars frame, shape (rows, fields), typed by the kinds of the columns."""
        import polars as pl

        types: dict[str, Any] = {
            "text": pl.String(),
            "integer": pl.Int64(),
            "number": pl.Float64(),
            "flag": pl.Boolean(),
            "date": pl.Date(),
            "year": pl.Int64(),
            "list": pl.List(pl.String()),
        }
        schema = {name: types[kind] for name, kind in self.fields()}
        kinds = dict(self.fields())
        rows = [{name: _typed(kinds[name], value) for name, value in row.items()} for row in self.flat()]
        return pl.DataFrame(rows, schema=schema, orient="row")

    def to_pandas(self) -> pd.DataFrame:
        """Return the sheet as a pandas frame; pyarrow is not needed.

        Raises
        ------
        InputError
            If pandas is not installed.
        """
        try:
            import pandas as pd
        except ModuleNotFoundError as error:
            raise InputError("pandas is not installed: pip install pandas") from error
        frame = self.to_polars()
        made = pd.DataFrame({name: frame[name].to_list() for name in frame.columns}, columns=frame.columns)
        dates = [name for name, kind in self.fields() if kind == "date"]
        return made.assign(**{name: pd.to_datetime(made[name]) for name in dates})


def write_cell(column: Column, cell: Cell) -> str:
    """Return a cell as a reader sees it."""
    if column.kind == "estimate":
        estimate = as_estimate(cell)
        return " · ".join((write_number(column, estimate), *flags_in_words(column, estimate)))
    if cell is None:
        return NO_DATA if column.kind in ("integer", "number") else ""
    if isinstance(cell, bool):
        return YES_NO[cell]
    if column.kind in ("integer", "number"):
        assert isinstance(cell, int | float)  # noqa: S101 - the kind says so
        return format_figure(cell, 0 if column.kind == "integer" else column.digits, column.figures)
    if isinstance(cell, tuple):
        return ", ".join(title_of(column.words, key) if column.words else key for key in cell)
    if column.words:
        return title_of(column.words, str(cell))
    return str(cell)


def write_number(column: Column, estimate: Estimate) -> str:
    """Return an estimate without its marks of quality; with its year where the column has one."""
    unit = column.unit or estimate.unit
    digits = column.digits if column.digits is not None else digits_of_unit(unit)
    # Where every cell has one unit the heading says it.
    shown = replace(estimate, unit=unit_in_words(unit, one=estimate.value == 1))
    dated = "year" in column.parts or "period" in column.parts
    return format_estimate(shown, digits, figures=column.figures, with_unit=not column.unit, with_year=dated)


def flags_in_words(column: Column, estimate: Estimate) -> tuple[str, ...]:
    """Return the marks of quality that are printed beside a number, where the column has them.

    Numbered flags such as ``named_2`` give a place and are told in words elsewhere.
    """
    if "flags" not in column.parts:
        return ()
    said = [flag for flag in estimate.flags if flag not in UNSAID and not flag.rpartition("_")[2].isdigit()]
    return tuple(title_of("flag", flag) for flag in said)


def as_estimate(cell: Cell) -> Estimate:
    """Return a cell as an estimate: an interval without its sources, a number as a point, anything else as missing."""
    if isinstance(cell, Estimate):
        return cell
    if isinstance(cell, bool) or not isinstance(cell, int | float | Interval):
        return Estimate(None)
    return Estimate(cell if isinstance(cell, Interval) else Interval.point(float(cell)))


def _parts(column: Column, cell: Cell) -> dict[str, Any]:
    estimate = as_estimate(cell)
    whole: dict[str, Any] = {column.name: estimate.value}
    for part in column.parts:
        value = getattr(estimate, part)
        if part == "unit":
            value = column.unit or estimate.unit
        if part == "year":
            value = estimate.year
        whole[column.part_name(part)] = list(value) if part in _PARTS_AS_LISTS else value
    return whole


def _kind_of(part: Part) -> Kind:
    return _KIND_OF_PART[part]


def _typed(kind: Kind, value: Any) -> Any:  # noqa: ANN401 - a plain value of any kind
    if value is None:
        return None
    if kind in ("integer", "year") and float(value) != int(value):
        raise DataError(f"a column of whole numbers holds {value}")
    return float(value) if kind == "number" else value


def _cell(value: Any) -> Cell:  # noqa: ANN401 - whatever a measure returns
    return tuple(value) if isinstance(value, list) else value
