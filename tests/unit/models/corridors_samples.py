"""A small layer made by hand: China to Germany in the north, over the Caspian, in the south, and by ocean."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from equipoise.models.corridors.commodities import commodity
from equipoise.models.corridors.layer import read_layer
from equipoise.models.corridors.parameters import Parameters
from equipoise.models.corridors.routing import CorridorModel
from equipoise.world.package import Manifest
from equipoise.world.schema import table_names, table_schema
from equipoise.world.world import World

DAY = date(2023, 6, 1)
PLACES = {
    "xian": ("CHN", 34.3, 108.9), "khorgos": ("CHN", 44.2, 80.4), "altynkol": ("KAZ", 44.2, 80.2),
    "almaty": ("KAZ", 43.2, 76.9), "orenburg": ("RUS", 51.8, 55.1), "ilets": ("KAZ", 51.1, 54.9),
    "brest": ("BLR", 52.1, 23.7), "terespol": ("POL", 52.1, 23.6), "duisburg": ("DEU", 51.4, 6.8),
    "aktau": ("KAZ", 43.6, 51.2), "alat": ("AZE", 40.0, 49.4), "poti": ("GEO", 42.1, 41.7),
    "constanta": ("ROU", 44.2, 28.7), "sarakhs": ("TKM", 36.5, 61.2), "tehran": ("IRN", 35.7, 51.4),
    "istanbul": ("TUR", 41.0, 29.0), "shanghai": ("CHN", 31.2, 121.5), "hamburg": ("DEU", 53.5, 10.0),
}  # fmt: skip
# id, from, to, mode, km, km by state, hours
LINKS = [
    ("xian-khorgos", "xian", "khorgos", "rail", 3500, "CHN:3500", 80),
    ("khorgos-altynkol", "khorgos", "altynkol", "rail", 20, "CHN:10;KAZ:10", 1),
    ("altynkol-almaty", "altynkol", "almaty", "rail", 300, "KAZ:300", 8),
    ("almaty-ilets", "almaty", "ilets", "rail", 2400, "KAZ:2400", 60),
    ("ilets-orenburg", "ilets", "orenburg", "rail", 100, "KAZ:20;RUS:80", 3),
    ("orenburg-brest", "orenburg", "brest", "rail", 2500, "RUS:1900;BLR:600", 60),
    ("brest-terespol", "brest", "terespol", "rail", 10, "BLR:5;POL:5", 1),
    ("terespol-duisburg", "terespol", "duisburg", "rail", 1250, "POL:700;DEU:550", 35),
    ("almaty-aktau", "almaty", "aktau", "rail", 2800, "KAZ:2800", 70),
    ("aktau-alat", "aktau", "alat", "ferry", 470, "SEA:470", 24),
    ("alat-poti", "alat", "poti", "rail", 900, "AZE:500;GEO:400", 30),
    ("poti-constanta", "poti", "constanta", "sea", 1080, "SEA:1080", 48),
    ("constanta-duisburg", "constanta", "duisburg", "rail", 2200, "ROU:700;HUN:400;AUT:400;DEU:700", 60),
    ("almaty-sarakhs", "almaty", "sarakhs", "rail", 2300, "KAZ:800;UZB:900;TKM:600", 70),
    ("sarakhs-tehran", "sarakhs", "tehran", "rail", 1050, "IRN:1050", 40),
    ("tehran-istanbul", "tehran", "istanbul", "rail", 2900, "IRN:1000;TUR:1900", 90),
    ("istanbul-duisburg", "istanbul", "duisburg", "rail", 2600, "TUR:250;BGR:500;ROU:850;DEU:1000", 70),
    ("xian-shanghai", "xian", "shanghai", "rail", 1500, "CHN:1500", 35),
    ("shanghai-hamburg", "shanghai", "hamburg", "sea", 20000, "SEA:20000", 720),
    ("hamburg-duisburg", "hamburg", "duisburg", "rail", 400, "DEU:400", 10),
]  # fmt: skip
BORDERS = [
    ("khorgos-altynkol", "CHN", "KAZ", "1435", "1520", (12, 30, 72)),
    ("brest-terespol", "BLR", "POL", "1520", "1435", (12, 24, 72)),
    ("ilets-orenburg", "KAZ", "RUS", "1520", "1520", (2, 6, 12)),
    ("almaty-sarakhs", "KAZ", "UZB", "1520", "1520", (6, 24, 48)),
]
HANDLING = {"aktau": (24, 96, 240), "alat": (12, 48, 120), "poti": (24, 96, 240), "constanta": (12, 48, 96)}
STATES = [
    "AUT",
    "AZE",
    "BGR",
    "BLR",
    "CHN",
    "DEU",
    "GEO",
    "HUN",
    "IRN",
    "KAZ",
    "POL",
    "ROU",
    "RUS",
    "TKM",
    "TUR",
    "UZB",
]


def node_rows() -> list[dict[str, Any]]:
    rows = []
    for ident, (state, latitude, longitude) in PLACES.items():
        low, mode, high = HANDLING.get(ident, (None, None, None))
        rows.append({
            "id": ident, "name": ident.title(), "kind": "station", "state": state, "latitude": latitude,
            "longitude": longitude, "handling_hours_low": low, "handling_hours": mode, "handling_hours_high": high,
            "source_ids": ["s"],
        })  # fmt: skip
    return rows


def link_rows() -> list[dict[str, Any]]:
    return [
        {
            "id": ident, "origin": origin, "destination": destination, "one_way": False, "mode": mode,
            "commodities": ["containers", "bulk"], "km": km, "km_by_state": parts.split(";"), "status": "open",
            "hours_low": 0.8 * hours, "hours": hours, "hours_high": 1.5 * hours, "source_ids": ["s"],
            "capacity": 100000.0 if mode == "ferry" else None, "capacity_unit": "TEU/y", "flag_state": [],
        }
        for ident, origin, destination, mode, km, parts, hours in LINKS
    ]  # fmt: skip


def border_rows() -> list[dict[str, Any]]:
    ends = {ident: (origin, destination) for ident, origin, destination, *_ in LINKS}
    return [
        {
            "id": f"b-{link}", "link": link, "node_a": ends[link][0], "node_b": ends[link][1], "state_a": one,
            "state_b": other, "gauge_a": first, "gauge_b": second, "dwell_hours_low": dwell[0],
            "dwell_hours": dwell[1], "dwell_hours_high": dwell[2], "status": "open", "source_ids": ["s"],
        }
        for link, one, other, first, second, dwell in BORDERS
    ]  # fmt: skip


def small_tables() -> dict[str, list[dict[str, Any]]]:
    return {
        "states": [{"iso3": code, "name": code} for code in STATES],
        "sources": [{"source_id": "s", "title": "made by hand"}],
        "corridor_nodes": node_rows(),
        "corridor_links": link_rows(),
        "corridor_borders": border_rows(),
    }


@cache
def small_corridors() -> CorridorModel:
    """Return the model on the small layer."""
    tables = small_tables()
    frames = {name: _frame(name, tables.get(name, [])) for name in table_names()}
    world = World(**frames, manifest=Manifest(Path(), "test", {}), as_of=DAY)
    return CorridorModel(world, read_layer(world), commodity("containers"), "rail", Parameters(relative_scale=8.0))


def _frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = table_schema(table)
    blank = {a.name: [] if a.type == "list" else None for a in schema.attributes}
    return pl.DataFrame([{**blank, **row} for row in rows], schema=schema.polars, orient="row")
