"""Parts of the pages on the atlas: its fields, its distances beside published ones, its hand-made links."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from docs.markdown import markdown_table
from equipoise.models.corridors.atlas import Atlas, atlas_folder, load_atlas, node_of, one_to_all, weigh

CURATED = Path(__file__).parents[1] / "data" / "curated" / "corridors"


@cache
def _atlas() -> Atlas:
    return load_atlas()


def fields() -> str:
    """Return every table of the package with its columns."""
    manifest = json.loads((atlas_folder() / "datapackage.json").read_text("utf-8"))
    parts = []
    for entry in manifest["resources"]:
        licences = ", ".join(licence["name"] for licence in entry["licenses"])
        rows = [
            (f"`{field['name']}`", field["type"], field.get("unit"), field["description"])
            for field in entry["schema"]["fields"]
        ]
        table = markdown_table(("column", "type", "unit", "meaning"), rows)
        parts.append(
            f"### `{entry['name']}`\n\n{entry['rows']:,} rows, {entry['bytes']:,} bytes, {licences}\n\n{table}"
        )
    return "\n\n".join(parts)


def distances() -> str:
    """Return published rail distances beside those of the atlas."""
    header = ("from", "to", "by way of", "published [km]", "atlas [km]", "difference", "source")
    return markdown_table(header, _compared())


def _compared() -> Iterator[tuple[Any, ...]]:
    rails = weigh(_atlas(), "km", modes=("rail",), every_link=True)
    for row in pl.read_csv(CURATED / "distances.csv").iter_rows(named=True):
        via = row["via"].split(";") if row["via"] else []
        nodes = [node_of(_atlas(), name) for name in (row["from"], *via, row["to"])]
        km = sum(float(one_to_all(rails, one)[0][other]) for one, other in pairwise(nodes))
        source = f"[{row['publisher']}]({row['address']})" if row["address"] else "recalled"
        told = (f"{row['km']:,}", f"{km:,.0f}", f"{100 * (km / row['km'] - 1):+.1f} %".replace("-", "−"))
        yield (row["from"], row["to"], ", ".join(via), *told, source)


def patches() -> str:
    """Return the links put in by hand."""
    rows = [
        (f"`{row['id']}`", row["name"], row["kind"], f"{row['km']:g}", row["opened"], row["basis"], row["why"])
        for row in pl.read_csv(CURATED / "link_patches.csv").iter_rows(named=True)
    ]
    return markdown_table(("id", "link", "kind", "km", "opened", "basis", "why"), rows)


def closures() -> str:
    """Return the crossings and links that were closed for a time."""
    rows = [
        (
            f"`{row['link']}`" if row["link"] else row["states"].replace(";", "-"),
            row["closed_from"],
            row["closed_to"],
            row["why"],
            f"[page]({row['source']})" if row["source"] else "recalled",
        )
        for row in pl.read_csv(CURATED / "closures.csv").iter_rows(named=True)
    ]
    return markdown_table(("crossing or link", "closed from", "until", "why", "source"), rows)


ATLAS_PARTS: dict[str, Callable[[], str]] = {
    "atlas_fields": fields,
    "atlas_distances": distances,
    "atlas_patches": patches,
    "atlas_closures": closures,
}
"""Makers of parts by name."""
