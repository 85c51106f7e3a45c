"""Reading the corridor layer as compiled."""

from __future__ import annotations

from datetime import date

import pytest

from equipoise.errors import DataError
from equipoise.sources.facts.corridors import RECALL, read_table, source_records, with_layer
from equipoise.world.asof import known_on

KNOWN = {"states": frozenset({"KAZ", "AZE"})}
NODES = "id,name,kind,state,latitude,longitude,source,flags\n"
LINKS = "id,origin,destination,one_way,mode,commodities,km,km_by_state,opened,closed,status,source\n"


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_recalled_sources_partial_dates_and_words_for_yes(tmp_path):
    nodes = read_table(
        written(tmp_path, "nodes.csv", f"{NODES}aktau,Aktau,port,KAZ,43.6,51.2,recalled;a,recalled\n"),
        "corridor_nodes",
        KNOWN,
    )
    assert nodes["source_ids"].to_list() == [[RECALL, "a"]]
    known = {**KNOWN, "corridor_nodes": frozenset({"a", "b"})}
    row = "a--b,a,b,no,ferry,containers;bulk,470,KAZ:70;SEA:CASPIAN:400,2012-12,2030,open,recalled\n"
    links = read_table(written(tmp_path, "links.csv", LINKS + row), "corridor_links", known)
    found = links.row(0, named=True)
    assert (found["opened"], found["closed"], found["one_way"]) == (date(2012, 12, 31), date(2030, 12, 31), False)
    assert found["flags"] == ["day_assumed"]


def test_added_rows_are_read_from_the_file_beside(tmp_path):
    written(tmp_path, "nodes_added.csv", f"{NODES}alat,Alat,port,AZE,40,49.4,recalled,\n")
    path = written(tmp_path, "nodes.csv", f"{NODES}aktau,Aktau,port,KAZ,43.6,51.2,recalled,\n")
    assert read_table(path, "corridor_nodes", KNOWN)["id"].to_list() == ["aktau", "alat"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("aktau,Aktau,port,KAX,43.6,51.2,recalled,\n", "'state'"),
        ("aktau,Aktau,port,KAZ,north,51.2,recalled,\n", "'latitude', row 2: 'north' is not a number"),
        ("aktau,Aktau,port,KAZ,43.6,51.2,,\n", "'source', row 2: required and empty"),
    ],
)
def test_a_fault_names_file_row_and_column(tmp_path, row, message):
    path = written(tmp_path, "nodes.csv", NODES + row)
    with pytest.raises(DataError, match=r"nodes.csv: column '\w+', row 2: ") as caught:
        read_table(path, "corridor_nodes", KNOWN)
    assert message in str(caught.value)


def test_the_bibliography_leaves_out_the_word_recalled(tmp_path):
    text = "id,publisher,title,date,url,accessed\nrecalled,-,none,,,2026-01-01\na,A,Title,2024,https://a.example,2026-01-01\n"
    records = source_records(
        written(tmp_path, "sources.csv", text), ["source_id", "title"], ["publisher", "date", "url"]
    )
    assert [record.cells["source_id"] for record in records] == ["a"]


def test_what_closed_later_was_still_open(world):
    links = known_on(world.corridor_links, "corridor_links", date(2022, 1, 1))
    row = links.filter(links["id"] == "poti--odesa-ferry").row(0, named=True)
    assert (row["status"], row["closed"]) == ("open", None)
    later = known_on(world.corridor_links, "corridor_links", date(2022, 3, 1))
    assert later.filter(later["id"] == "poti--odesa-ferry")["status"].to_list() == ["suspended"]
    old = links.filter(links["id"] == "lanzhou--urumqi")
    assert old.height == 1, "a railway without a date of opening is old, not unknown"


def test_a_folder_without_tables_is_refused(world, tmp_path):
    with pytest.raises(DataError, match="no table of a corridor layer"):
        with_layer(world, tmp_path)
