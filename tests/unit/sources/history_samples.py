"""A small folder of historical tables, made by hand: three states, the years 1995 to 2001."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from equipoise.sources.history.catalogue import catalogue

KAZ, RUS, CHN = 705, 365, 710
LAST_ALLIANCE_YEAR = 1999


def write(folder: Path, table: str, rows: list[dict[str, Any]], *, whole: bool = True) -> Path:
    """Write rows as the file of a declared table; columns left out are null, and zero or empty where required."""
    declared = catalogue()[table]
    blank = {"integer32": 0, "number": 0.0, "string": "", "date": date(1995, 1, 1)}
    filler = {column.name: blank[column.type] if column.required else None for column in declared.schema.attributes}
    path = folder / declared.file
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame([{**(filler if whole else {}), **row} for row in rows], infer_schema_length=None).write_parquet(path)
    return path


def spell(ccode: int, start: tuple[int, int, int], end: tuple[int, int, int]) -> dict[str, Any]:
    names = ("styear", "stmonth", "stday", "endyear", "endmonth", "endday")
    return {"ccode": ccode, **dict(zip(names, (*start, *end), strict=True))}


def both_ways(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [row, {**row, "ccode1": row["ccode2"], "ccode2": row["ccode1"]}]


def pact(first: int, second: int, year: int, **flags: int) -> dict[str, Any]:
    return {"ccode1": first, "ccode2": second, "year": year, **flags}


def sample(root: Path) -> Path:
    """Write the folder; China joins the made-up system on 1 July 1996, all others on 1 January 1990."""
    folder = root / "ir"
    end = (2000, 12, 31)
    write(
        folder,
        "cow_states",
        [spell(KAZ, (1990, 1, 1), end), spell(RUS, (1990, 1, 1), end), spell(CHN, (1996, 7, 1), end)],
    )
    write(folder, "cow_majors", [spell(RUS, (1990, 1, 1), end)])
    write(
        folder,
        "contiguity",
        both_ways({"ccode1": RUS, "ccode2": KAZ, "conttype": 1, "stdate": date(1990, 1, 1), "enddate": end_date()})
        + both_ways({"ccode1": KAZ, "ccode2": CHN, "conttype": 1, "stdate": date(1996, 7, 1), "enddate": end_date()}),
    )
    write(
        folder,
        "capitals",
        [
            {"ccode": KAZ, "stdate": date(1990, 1, 1), "enddate": date(1998, 5, 5), "lat": 43.24, "lng": 76.95},
            {"ccode": KAZ, "stdate": date(1998, 5, 6), "enddate": end_date(), "lat": 51.12, "lng": 71.47},
            {"ccode": RUS, "stdate": date(1990, 1, 1), "enddate": end_date(), "lat": 55.75, "lng": 37.62},
        ],
    )
    write(folder, "min_distance", [{"ccode1": RUS, "ccode2": KAZ, "year": 1998, "mindist": 0.0}])
    write(folder, "nmc", [{"ccode": RUS, "year": year, "cinc": 0.05, "milper": 1000} for year in range(1995, 2001)])
    write(
        folder,
        "atop_dyad_year",
        [
            pact(RUS, KAZ, 1998, atop_defense=1),
            pact(KAZ, RUS, 1998),
            *both_ways(pact(RUS, KAZ, LAST_ALLIANCE_YEAR, atop_defense=1)),
            pact(KAZ, RUS, 1995),
        ],
    )
    write(folder, "igo_dyad_year", [{"ccode1": RUS, "ccode2": KAZ, "year": 1998, "dyadigos": 40}])
    write(
        folder,
        "un_ideal_points",
        [
            {"ccode": RUS, "session": 53, "subset": "All", "idealpoint": -0.2},
            {"ccode": KAZ, "session": 53, "subset": "All", "idealpoint": 0.3},
            {"ccode": KAZ, "session": 53, "subset": "Nuclear", "idealpoint": 9.0},
        ],
    )
    write(folder, "rivalries_tss", [{"tssr_id": 1, "ccode1": RUS, "ccode2": CHN, "start": 1900, "end": 1998}])
    write(
        folder,
        "sipri_arms_dyad_year",
        [
            {"year": 1996, "ccode1": RUS, "ccode2": KAZ, "value": 50.0},
            {"year": 1999, "ccode1": RUS, "ccode2": KAZ, "value": 7.0},
        ],
    )
    write(
        folder,
        "mid_directed_dyad_year",
        both_ways(dispute(1, 1997, 3)) + both_ways(dispute(2, 1997, 4)),
    )
    write(folder, "democracy", [{"ccode": KAZ, "year": 1998, "polity2": -4, "v2x_polyarchy": 0.25}])
    return root


def dispute(number: int, year: int, hostility: int) -> dict[str, Any]:
    return {
        "dispnum": number, "ccode1": KAZ, "ccode2": CHN, "year": year,
        "midongoing": 1, "midonset": int(number == 1), "hostlev": hostility,
    }  # fmt: skip


def end_date() -> date:
    return date(2000, 12, 1)
