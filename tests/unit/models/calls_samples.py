"""A small invented world with calls for help."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from equipoise.world.package import Manifest
from equipoise.world.schema import conform, table_names, table_schema
from equipoise.world.world import World

DAY = date(2020, 6, 1)


def clause(key: str, org: str | None, internal: str, **row: object) -> dict:
    return {
        "instrument_id": key,
        "version": 1,
        "org_id": org,
        "parties": [],
        "name": f"Treaty {key}",
        "from": date(2000, 1, 1),
        "to": None,
        "trigger_external": "no",
        "trigger_internal": internal,
        "trigger_internal_alt": None,
        "trigger_disaster": "no",
        "duty": "may_assist",
        "duty_internal": None,
        "force_low": None,
        "force_high": None,
        "coding": "blind",
        "basis": "text seen",
        "confidence": "H",
        "source_ids": ["src"],
        **row,
    }


def instruments() -> pl.DataFrame:
    rows = [
        clause("guard_old", "GUARD", "no", to=date(2010, 1, 1)),
        clause(
            "guard_new", "GUARD", "yes", **{"from": date(2010, 1, 1)}, force_low=500.0, trigger_internal_alt="ambiguous"
        ),
        clause("guard_informed", "GUARD", "yes", coding="informed", duty="must_assist"),
        clause("talk", "TALK", "no", trigger_disaster="yes"),
        clause("pact", None, "ambiguous", parties=["AAA", "BBB"]),
        clause("shield", "SHIELD", "no", trigger_external="yes"),
    ]
    schema: Any = {"to": pl.Date, "force_low": pl.Float64, "force_high": pl.Float64, "parties": pl.List(pl.String)}
    return conform(pl.DataFrame(rows, schema_overrides=schema), "instruments")


def memberships() -> pl.DataFrame:
    rows = [
        ("GUARD", "AAA", "member", date(2005, 1, 1), None),
        ("GUARD", "AAA", "frozen", date(2019, 1, 1), None),
        ("GUARD", "BBB", "member", date(2005, 1, 1), None),
        ("TALK", "AAA", "member", date(2005, 1, 1), None),
        ("SHIELD", "AAA", "observer", date(2005, 1, 1), None),
        ("SHIELD", "CCC", "member", date(2005, 1, 1), date(2015, 1, 1)),
    ]
    frame = pl.DataFrame(rows, schema=["org_id", "iso3", "status", "from", "to"], orient="row")
    return conform(frame.with_columns(pl.lit("src").alias("source_ids")), "memberships")


def panel_tables() -> tuple[pl.DataFrame, pl.DataFrame]:
    calls, episodes = [], []
    for place in range(60):
        plain, troops = place % 3 == 0, place % 3 == 0 or place % 5 == 0
        start = date(2000 + place % 19, 3, 1)
        calls.append(
            {
                "call_id": f"c{place:02}",
                "episode_id": f"e{place:02}",
                "addressee": "X",
                "addressee_type": "IO" if place % 2 else "regional_state",
                "instrument_predates_call": "1",
                "request_date": start,
                "answer": "troops" if troops else "refused",
                "decision_date": start,
                "first_arrival": start if troops else None,
                "lag_arrival_days": float(place % 20) if troops else None,
                "use_for_calibration": True,
                "mandate_internal": "yes" if plain else "ambiguous",
                "mandate_external": "yes",
                "source_ids": ["src"],
            }
        )
        episodes.append(
            {
                "episode_id": f"e{place:02}",
                "iso3": "DDD",
                "year": start.year,
                "label": "x",
                "trigger": "mass_unrest",
                "onset_date": start,
            }
        )
    episodes.append(
        {
            "episode_id": "now",
            "iso3": "AAA",
            "year": 2020,
            "label": "now",
            "trigger": "mass_unrest",
            "onset_date": date(2020, 5, 20),
        }
    )
    calls.append(
        {
            **calls[0],
            "call_id": "now-1",
            "episode_id": "now",
            "request_date": date(2020, 5, 21),
            "decision_date": date(2020, 5, 21),
            "first_arrival": date(2020, 5, 21),
        }
    )
    return conform(pl.DataFrame(calls, infer_schema_length=None), "calls"), conform(pl.DataFrame(episodes), "episodes")


def sample_world() -> World:
    """Return a small invented world: four states, three organisations, a pact, 61 calls."""
    calls, episodes = panel_tables()
    organisations = [
        {"org_id": key, "name": key, "kind": "defence", "founded": date(2000, 1, 1), "source_ids": ["src"]}
        for key in ("GUARD", "TALK", "SHIELD")
    ]
    states = [
        {
            "iso3": key,
            "name": key,
            "kind": "state",
            "un_member": True,
            "capital_latitude": 10.0 * place,
            "capital_longitude": 0.0,
            "source_ids": ["src"],
        }
        for place, key in enumerate(("AAA", "BBB", "CCC", "DDD"))
    ]
    sizes = [
        {
            "iso3": key,
            "name": "gdp_ppp",
            "year": 2010,
            "value": size,
            "published": date(2012, 1, 1),
            "edition": "test",
            "source_ids": ["src"],
        }
        for key, size in (("AAA", 100.0), ("BBB", 300.0), ("CCC", 20.0))
    ]
    tables = {name: pl.DataFrame(schema=table_schema(name).polars) for name in table_names()}
    tables |= {
        "calls": calls,
        "episodes": episodes,
        "instruments": instruments(),
        "memberships": memberships(),
        "organisations": conform(pl.DataFrame(organisations), "organisations"),
        "states": conform(pl.DataFrame(states), "states"),
        "indicators": conform(pl.DataFrame(sizes), "indicators"),
    }
    return World(**tables, manifest=Manifest(Path(), "test", {}), as_of=DAY)
