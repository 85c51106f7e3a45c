"""Addresses of rows: each leads back to its row, and to that alone."""

from __future__ import annotations

import polars as pl
import pytest

from equipoise.errors import UnknownNameError
from equipoise.world.rows import distinct, find_row, row_id, row_id_expr
from equipoise.world.schema import table_names, table_schema

SPREAD = 25


@pytest.mark.parametrize("table", table_names())
def test_both_ways_to_an_address_agree_on_every_row(world, table):
    frame = world.table(table)
    by_expression = frame.select(row_id_expr(table).alias("id"))["id"]
    by_row = [row_id(table, row) for row in frame.select(table_schema(table).key).iter_rows(named=True)]
    assert by_expression.to_list() == by_row
    assert by_expression.is_unique().all(), "one row to an address"


@pytest.mark.parametrize("table", table_names())
def test_an_address_leads_back_to_its_row(world, table):
    frame = world.table(table)
    assert frame.height > 0
    for row in frame.gather_every(max(1, frame.height // SPREAD)).iter_rows(named=True):
        assert find_row(world, row_id(table, row)) == (table, row)


def test_an_empty_part_of_a_key_is_an_empty_part_of_the_address(world):
    assert row_id("memberships", {"org_id": "OTS", "iso3": "KAZ", "status": "member", "spell": None}) == (
        "memberships:OTS/KAZ/member/"
    )
    assert find_row(world, "memberships:OTS/KAZ/member/")[1]["iso3"] == "KAZ"


@pytest.mark.parametrize(("address", "message"), [
    ("tie:KAZ/RUS", "unknown table 'tie'; did you mean ties"),
    ("KAZ/RUS", "unknown table 'KAZ/RUS'"),
    ("", "unknown table ''"),
    ("instruments:cst_art4/3", "unknown row 'instruments:cst_art4/3'; did you mean instruments:cst_art4/"),
    ("instruments:", "unknown row 'instruments:'"),
])  # fmt: skip
def test_an_address_of_nothing_is_named_with_the_nearest(world, address, message):
    with pytest.raises(UnknownNameError) as caught:
        find_row(world, address)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_entries_of_lists_are_told_once_and_in_order():
    frame = pl.DataFrame({"flags": [["b", "a"], None, ["a"], []]}, schema={"flags": pl.List(pl.String)})
    assert distinct(frame, "flags") == ("a", "b")
    assert distinct(frame.clear(), "flags") == ()
