"""A small folder of historical tables made by hand: six states, the years 1980 to 2000."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from equipoise.sources.history.catalogue import catalogue

USA, FRA, RUS, KAZ, UZB, CHN = 2, 220, 365, 705, 704, 710
STATES = (USA, FRA, RUS, KAZ, UZB, CHN)
FIRST, LAST = 1980, 2000
CINC = {USA: 0.2, CHN: 0.15, RUS: 0.1, FRA: 0.03, KAZ: 0.004, UZB: 0.003}


def write(folder: Path, table: str, rows: list[dict[str, Any]]) -> None:
    """Write rows as the file of a declared table; columns left out are null, and zero or empty where required."""
    declared = catalogue()[table]
    blank = {"integer32": 0, "number": 0.0, "string": "", "date": date(1990, 1, 1)}
    filler = {column.name: blank[column.type] if column.required else None for column in declared.schema.attributes}
    pl.DataFrame([{**filler, **row} for row in rows], infer_schema_length=None).write_parquet(folder / declared.file)


def part(dispute: int, code: int, side: int, *, orig: int, year: int) -> dict[str, Any]:
    return {"dispnum": dispute, "ccode": code, "sidea": side, "orig": orig, "styear": year, "endyear": year, "stmon": 1}


DISPUTES = [
    # Uzbekistan against Kazakhstan: Russia joins the target, China a year later the initiator.
    *(part(1, UZB, 1, orig=1, year=1990), part(1, KAZ, 0, orig=1, year=1990)),
    *(part(1, RUS, 0, orig=0, year=1990), part(1, CHN, 1, orig=0, year=1991)),
    # Two originators on the first side, of which the United States are the stronger; nobody joins.
    *(part(2, FRA, 1, orig=1, year=1995), part(2, USA, 1, orig=1, year=1995), part(2, RUS, 0, orig=1, year=1995)),
    # Nobody on the other side.
    part(3, CHN, 1, orig=1, year=1996),
]


def war(conflict: int, year: int, government: int, helper: int | None, start: int, **more: Any) -> dict[str, Any]:
    return {
        "conflict_id": conflict, "year": year, "gwno_a": government, "gwno_a_2nd": helper, "gwno_b": None,
        "gwno_b_2nd": None, "incompatibility": "government", "intensity_level": 1,
        "type_of_conflict": "II" if helper else "intrastate", "start_date": date(start, 1, 1),
        "start_date2": date(start, 1, 1), **more,
    }  # fmt: skip


CONFLICTS = [
    # The file opens with an older conflict, in which France may have been for long.
    war(10, FIRST + 2, UZB, FRA, 1970),
    # Alone, then Russia and China come together, then France beside them; China comes again.
    war(20, 1990, KAZ, None, 1990),
    *(war(20, 1991, KAZ, RUS, 1990), war(20, 1991, KAZ, CHN, 1990)),
    *(war(20, 1992, KAZ, CHN, 1990), war(20, 1992, KAZ, FRA, 1990)),
    war(20, LAST, KAZ, None, 1990),
    war(30, 1995, RUS, USA, 1995, type_of_conflict="interstate"),
]


def sample(root: Path) -> Path:
    """Write the folder and return it."""
    folder = root / "ir"
    folder.mkdir()
    spell = {"styear": FIRST, "stmonth": 1, "stday": 1, "endyear": LAST, "endmonth": 12, "endday": 31}
    write(folder, "cow_states", [{"ccode": code, **spell} for code in STATES])
    write(folder, "nmc", [{"ccode": c, "year": y, "cinc": CINC[c]} for c in STATES for y in range(FIRST, LAST + 1)])
    alliances = [(RUS, KAZ, year) for year in range(1985, 1998)]
    pact = [{"ccode1": a, "ccode2": b, "year": y, "atop_defense": 1} for a, b, y in alliances]
    write(folder, "atop_dyad_year", pact + [{**row, "ccode1": KAZ, "ccode2": RUS} for row in pact])
    write(folder, "mid_participants", DISPUTES)
    write(folder, "ucdp_acd", CONFLICTS)
    return root
