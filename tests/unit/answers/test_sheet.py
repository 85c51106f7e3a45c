"""Sheets: what is declared once is written alike everywhere."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from equipoise.answers import Answer, Chart, Column, Sheet
from equipoise.answers.answer import Caption
from equipoise.errors import DataError, UnknownNameError
from equipoise.interval import Estimate, Interval

COLUMNS = (
    Column("name"),
    Column("share", unit="%", kind="estimate", parts=("low", "high", "year", "flags")),
    Column("value", kind="estimate", parts=("low", "high", "unit")),
    Column("count", kind="integer"),
    Column("day", kind="date"),
    Column("sure", kind="flag"),
    Column("marks", kind="list", words="flag"),
    Column("code", hidden=True),
)
ROWS = (
    (
        "A",
        Estimate(Interval(20.0, 30.0, 25.0), 2023, flags=("recalled",)),
        Estimate(Interval(1.0, 2.0), unit="persons"),
        3,
        date(2022, 1, 5),
        True,
        ("recalled", "top5"),
        "x",
    ),
    ("B", None, Interval.point(1234567.0), None, None, None, (), None),
)


@pytest.fixture
def sheet():
    return Sheet("things", "Things", COLUMNS, ROWS)


def test_cells_are_written_with_interval_year_and_marks(sheet):
    first, second = sheet.written()
    assert first == ("A", "25.0 (20.0–30.0), 2023 · recalled", "1–2\N{NO-BREAK SPACE}persons", "3", "2022-01-05", "yes",
                     "recalled, list of five")  # fmt: skip
    assert second == ("B", "no data", "1,234,567", "no data", "", "", "")


def test_an_estimate_is_one_number_a_part_and_value_has_no_prefix(sheet):
    names = [name for name, _ in sheet.fields()]
    assert names == ["name", "share", "share_low", "share_high", "share_year", "share_flags", "value", "low", "high",
                     "unit", "count", "day", "sure", "marks", "code"]  # fmt: skip
    first = next(sheet.flat())
    assert (first["share"], first["share_low"], first["share_year"], first["share_flags"]) == (
        25.0,
        20.0,
        2023,
        ["recalled"],
    )
    assert (first["value"], first["low"], first["unit"]) == (None, 1.0, "persons")


def test_what_is_not_known_is_null_and_never_zero(sheet):
    frame = sheet.to_polars()
    assert frame.row(1, named=True)["share"] is None
    assert frame.row(1, named=True)["count"] is None
    assert frame.row(1, named=True)["sure"] is None


def test_an_empty_sheet_keeps_its_columns_and_types():
    whole = Sheet("things", "Things", COLUMNS, ROWS).to_polars().schema
    assert Sheet("things", "Things", COLUMNS).to_polars().schema == whole


def test_blocks_are_headed_by_a_column():
    rows = (("a", "1"), ("b", "2"), ("a", "3"))
    found = list(Sheet("s", "S", (Column("group"), Column("name")), rows, by="group").blocks())
    assert [(block.heading, block.written) for block in found] == [("a", (("1",), ("3",))), ("b", (("2",),))]


def test_a_row_of_another_length_and_twin_columns_are_refused():
    with pytest.raises(DataError, match="row of 1 cells"):
        Sheet("s", "S", COLUMNS, (("A",),))
    with pytest.raises(DataError, match="two columns of one name"):
        Sheet("s", "S", (Column("a"), Column("a")))


def test_an_unknown_column_or_sheet_names_the_nearest(sheet):
    with pytest.raises(UnknownNameError, match="did you mean share"):
        sheet.column("shares")
    with pytest.raises(UnknownNameError, match="did you mean things"):
        Answer("q", "Q", sheets=(sheet,)).sheet("thing")


def test_sheets_of_an_answer_are_told_apart_and_charts_draw_what_is_there(sheet):
    with pytest.raises(DataError, match="share a name"):
        Answer("q", "Q", sheets=(sheet, sheet))
    with pytest.raises(DataError, match="is named 'things', which is a key"):
        Answer("q", "Q", {"things": 1}, sheets=(sheet,))
    with pytest.raises(UnknownNameError, match="unknown sheet"):
        Answer("q", "Q", sheets=(sheet,), charts=(Chart("balance", ("other",), Caption("", "")),))


def test_pandas_needs_no_pyarrow(sheet):
    pytest.importorskip("pandas")
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "import equipoise as eq\n"
        "frame = eq.ask.position(eq.World.load(), 'KAZ').sheet('layers').to_pandas()\n"
        "print(len(frame), frame['value'].isna().any(), frame['year'].dtype)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[:2] == ["35", "True"]


def test_an_answer_shows_itself_in_a_notebook_and_as_text(sheet):
    answer = Answer("q", "On <things>", sheets=(sheet,))
    assert "On &lt;things&gt;" in answer._repr_html_()
    assert "25.0 (20.0–30.0), 2023" in answer._repr_html_()
    assert "On <things>" in str(answer)
