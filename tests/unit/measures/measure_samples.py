"""Rows of small worlds for the tests of the measures, written short."""

from __future__ import annotations

from datetime import date
from typing import Any

Row = dict[str, Any]
DAY = date(2024, 6, 1)
"""The day that most small worlds are asked about."""


def state(iso3: str, latitude: float | None = None, longitude: float | None = None, kind: str = "state") -> Row:
    """A state named after its code, with its capital at a point."""
    place = {"capital_latitude": latitude, "capital_longitude": longitude}
    return {"iso3": iso3, "name": f"State {iso3}", "kind": kind, "un_member": True, "source_ids": ["s"], **place}


def states(*codes: str) -> list[Row]:
    return [state(code) for code in codes]


def tie(kind: str, iso3: str, partner: str, value: float | None, year: int = 2023, **rest: Any) -> Row:
    row = {"iso3": iso3, "partner": partner, "kind": kind, "year": year, "value": value, "locator": ""}
    row |= {"published": date(year + 1, 1, 15), "edition": f"e{year + 1}", "source_ids": [f"book{year + 1}"]}
    return row | {"flags": [], **rest}


def share(flow: str, iso3: str, partner: str, value: float, year: int = 2023, **rest: Any) -> Row:
    """A listed share, rounded to whole per cent."""
    ends = {"low": value - 0.5, "high": value + 0.5, "flags": ["rounded", "top5"]}
    return tie(f"{flow}_share", iso3, partner, value, year, **(ends | rest))


def shares(flow: str, iso3: str, listed: dict[str, float], year: int = 2023, **rest: Any) -> list[Row]:
    return [share(flow, iso3, partner, value, year, **rest) for partner, value in listed.items()]


def size(iso3: str, name: str, value: float | None, year: int = 2023, **rest: Any) -> Row:
    row = {"iso3": iso3, "name": name, "year": year, "value": value, "published": date(year + 1, 1, 15)}
    return row | {"edition": f"e{year + 1}", "source_ids": [f"sizes{year + 1}"], "flags": [], **rest}


def names(*declared: str, additive: bool = True) -> list[Row]:
    window = {"coverage_from": 2000, "coverage_to": 2024, "unit": "u", "additive": additive}
    return [{"name": name, "description": name.capitalize(), **window} for name in declared]


def body(org_id: str, founded: date = date(2000, 1, 1), **rest: Any) -> Row:
    return {"org_id": org_id, "name": f"Body {org_id}", "kind": "regional", "founded": founded, **rest} | {
        "source_ids": ["s"]
    }


def member(org_id: str, iso3: str, **rest: Any) -> Row:
    row = {"org_id": org_id, "iso3": iso3, "status": "member", "from": date(2001, 1, 1), "source_ids": [f"m_{org_id}"]}
    return row | rest


def belonging(org_id: str, *codes: str) -> list[Row]:
    return [member(org_id, code) for code in codes]


def text(instrument_id: str, org_id: str | None = "ORG", **rest: Any) -> Row:
    row = {"instrument_id": instrument_id, "version": 1, "org_id": org_id, "from": date(2002, 1, 1), "duty": "none"}
    row |= {f"trigger_{trigger}": "no" for trigger in ("external", "internal", "disaster")}
    return row | {"name": instrument_id, "coding": "blind", "source_ids": [f"t_{instrument_id}"], "flags": []} | rest
