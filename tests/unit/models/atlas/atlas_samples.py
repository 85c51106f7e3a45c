"""An atlas small enough to check by hand.

    0 --AAA 100-- 1 |border| 2 --BBB 40-- 3 |border| 4 --CCC 60-- 5
                                                      |
    0 --port 2-- 6 --sea 300-- 7 --port 3-- 5         (6 a port of AAA, 7 a port of CCC)
    1 --ferry 80-- 4

BBB is controlled by XBB: recognised as part of BBB. CCC has another gauge.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from equipoise.models.corridors.atlas.tables import MODES

TERRITORIES = [("", "", None), ("AAA", "AAA", 1520), ("BBB", "XBB", 1520), ("CCC", "CCC", 1435)]
NODES = [
    (0.0, 0.0, 1),
    (0.0, 1.0, 1),
    (0.0, 1.0, 2),
    (0.0, 1.4, 2),
    (0.0, 1.4, 3),
    (0.0, 2.0, 3),
    (0.1, 0.0, 1),
    (0.1, 2.0, 3),
    (5.0, 5.0, 3),
]
ARCS: list[tuple[int, int, float, str, int]] = [
    (0, 1, 100, "rail", -1),
    (1, 2, 0, "border", 0),
    (2, 3, 40, "rail", -1),
    (3, 4, 0, "border", 1),
    (4, 5, 60, "rail", -1),
    (0, 6, 2, "port", 2),
    (6, 7, 300, "sea", -1),
    (5, 7, 3, "port", 3),
    (1, 4, 80, "ferry", 4),
]
LINKS = [
    ("AAA-XBB@0.000,1.000", "border", "AAA-XBB"),
    ("CCC-XBB@0.000,1.400", "border", "CCC-XBB"),
    ("AAONE", "port", "One"),
    ("CCTWO", "port", "Two"),
    ("ferry_short", "patch", "Short ferry"),
]
CLOSURES = [(4, None, date(2020, 1, 1)), (1, date(2022, 1, 1), None)]
PLACES = [
    ("Alpha", ["Älpha", "Al'fa"], "AAA", "town", 0.0, 0.0),
    ("Gamma", [], "CCC", "port", 0.0, 2.0),
    ("Faraway", [], "CCC", "town", 40.0, 40.0),
]


def tiny_tables(**changed: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the tables of the small atlas, some of them changed."""
    tables: dict[str, Any] = {
        "nodes": pl.DataFrame(
            {
                "latitude": [round(1000 * node[0]) for node in NODES],
                "longitude": [round(1000 * node[1]) for node in NODES],
                "territory": [node[2] for node in NODES],
            }
        ),
        "arcs": pl.DataFrame(
            {
                "start": [arc[0] for arc in ARCS],
                "step": [arc[1] - arc[0] for arc in ARCS],
                "metres": [round(1000 * arc[2]) for arc in ARCS],
                "mode": [MODES.index(arc[3]) for arc in ARCS],
                "link": [arc[4] for arc in ARCS],
            }
        ),
        "bends": pl.DataFrame({"arc": [0, 0], "latitude": [10, 20], "longitude": [300, 600]}),
        "territories": pl.DataFrame(
            TERRITORIES, schema={"recognised": pl.String, "control": pl.String, "gauge": pl.Int16}, orient="row"
        ),
        "links": pl.DataFrame(LINKS, schema=["link_id", "kind", "name"], orient="row").with_columns(note=pl.lit("")),
        "closures": pl.DataFrame(
            [(*row, "recalled", "test", "") for row in CLOSURES],
            schema={
                "link": pl.Int64,
                "closed_from": pl.Date,
                "closed_to": pl.Date,
                "basis": pl.String,
                "why": pl.String,
                "source": pl.String,
            },
            orient="row",
        ),
        "places": pl.DataFrame(
            PLACES, schema=["name", "aliases", "iso3", "kind", "latitude", "longitude"], orient="row"
        ),
    }
    return {**tables, **changed}
