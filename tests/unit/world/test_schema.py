from pathlib import Path

import polars as pl
import pytest

from equipoise.errors import DataError, UnknownNameError
from equipoise.world.schema import DTYPES, conform, read_csv, table_names, table_schema

ROLES = {
    "",
    "key",
    "value",
    "low",
    "high",
    "from",
    "to",
    "published",
    "source",
    "flags",
    "decided",
    "left_open",
    "status",
}


@pytest.mark.parametrize("table", table_names())
def test_every_declared_table_is_well_formed(table: str) -> None:
    schema = table_schema(table)
    names = [attribute.name for attribute in schema.attributes]
    assert len(names) == len(set(names))
    assert schema.key
    for attribute in schema.attributes:
        assert attribute.type in DTYPES
        assert set(attribute.role.split("|")) <= ROLES
        assert attribute.description
        assert not attribute.references or attribute.references in table_names()


def test_columns_are_ordered_typed_and_filled() -> None:
    frame = pl.DataFrame({"source_ids": ["a; b"], "value": ["1.5"], "measure": ["m"], "unit": ["%"]})
    made = conform(frame, "base_rates")
    assert made.columns == list(table_schema("base_rates").polars)
    assert made.row(0, named=True) == {
        "measure": "m", "value": 1.5, "unit": "%", "period": None, "source_ids": ["a", "b"], "note": None
    }  # fmt: skip


def test_an_undeclared_column_names_the_nearest_one() -> None:
    frame = pl.DataFrame({"measure": ["m"], "valu": [1.0], "unit": ["%"], "source_ids": [["a"]]})
    with pytest.raises(DataError, match=r"unknown column 'valu'; did you mean value"):
        conform(frame, "base_rates")


def test_a_missing_required_column_is_named() -> None:
    with pytest.raises(DataError, match="required column 'unit' is missing"):
        conform(pl.DataFrame({"measure": ["m"], "value": [1.0], "source_ids": [["a"]]}), "base_rates")


@pytest.mark.parametrize(("column", "value"), [("value", "many"), ("source_ids", "")])
def test_values_that_do_not_convert_name_table_and_column(column: str, value: str) -> None:
    row = {"measure": "m", "value": "1", "unit": "%", "source_ids": "a", column: value}
    frame = pl.DataFrame({key: [entry] for key, entry in row.items()})
    if column == "value":
        with pytest.raises(DataError, match="base_rates: column 'value', row 1: 'many' is not a number"):
            conform(frame, "base_rates")
    else:
        assert conform(frame, "base_rates")["source_ids"].to_list() == [[]]


def test_an_unknown_table_and_an_unreadable_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="did you mean states"):
        table_schema("state")
    with pytest.raises(DataError, match="cannot read"):
        read_csv(tmp_path / "none.csv", "states")
    (tmp_path / "bad.csv").write_bytes(b"\xff\xfe\x00broken\n")
    with pytest.raises(DataError):
        read_csv(tmp_path / "bad.csv", "states")
