"""The recipe of the embedded tables: pinned archives and hand-written tables in, one data package out.

Run it from a checkout with `equipoise data build`. The result is written to a temporary folder first and moved into
place only when every table has been made, conforms to its schema and passes the consistency rules.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from equipoise.errors import DataError, UnknownNameError
from equipoise.files import files_replaced
from equipoise.sources import facts, shapes, spellings
from equipoise.sources.archives import FACTBOOK_2016, FACTBOOK_2026, WORLD_ATLAS, obtain
from equipoise.sources.defects import flag_defects
from equipoise.sources.factbook import edition_2016, edition_2026
from equipoise.sources.licences import LICENCE_TEXT, resource_rights
from equipoise.world.names import NameIndex
from equipoise.world.package import MANIFEST, Manifest, file_hash, read_manifest
from equipoise.world.rules import check
from equipoise.world.schema import conform, on_demand_names, read_csv, table_names, table_schema
from equipoise.world.world import World

DATA_VERSION = "2026.11"
Tables = dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made.

    Parameters
    ----------
    manifest : Manifest
        The new package.
    rows : Mapping[str, int]
        Number of rows by table.
    unresolved : polars.DataFrame
        Names and texts of the editions that could not be turned into rows.
    """

    manifest: Manifest
    rows: Mapping[str, int]
    unresolved: pl.DataFrame


def build(recipe: Path, archives: Path, out: Path) -> BuildReport:
    """Build the data package.

    Parameters
    ----------
    recipe : pathlib.Path
        Folder with `facts/` and `curated/`, the hand-written tables.
    archives : pathlib.Path
        Folder that keeps the pinned archives; what is missing is fetched.
    out : pathlib.Path
        Folder of the package; its files are replaced only if the build succeeds.

    Returns
    -------
    BuildReport
        Manifest, counts, and what stayed unresolved.

    Raises
    ------
    DataError
        If an input is missing or broken, or the result breaks a consistency rule.
    """
    if not (recipe / "curated").is_dir():
        raise DataError(
            f"no recipe at {str(recipe)!r}: run the build in a checkout, or name its data folder with --recipe"
        )
    tables, unresolved = assemble(recipe, archives)
    outlines = shapes.read(obtain(WORLD_ATLAS, archives), recipe / "curated")
    with files_replaced(out) as folder:
        _write(tables, outlines, folder)
        check(World.load(data=folder), strict=True)
    return BuildReport(read_manifest(out), {name: frame.height for name, frame in tables.items()}, unresolved)


def assemble(recipe: Path, archives: Path) -> tuple[Tables, pl.DataFrame]:
    """Return all tables of the package, and what could not be resolved."""
    curated = recipe / "curated"
    vocabulary = {
        table: read_csv(curated / f"{table}.csv", table)
        for table in ("states", "state_names", "statehood", "former_states", "indicator_names", "tie_kinds")
    }
    names = NameIndex.from_tables(vocabulary["states"], vocabulary["state_names"])
    resolve = _resolver(names, curated / "factbook_names.csv")
    codes = vocabulary["states"].filter(pl.col("gec").is_not_null())
    gec = dict(zip(codes["gec"].str.to_lowercase(), codes["iso3"], strict=True))
    editions = [
        edition_2026.read(obtain(FACTBOOK_2026, archives), resolve, gec),
        edition_2016.read(obtain(FACTBOOK_2016, archives), resolve, gec),
    ]
    tables = {**vocabulary, **facts.read(recipe / "facts", curated, resolve)}
    sizes = pl.concat([edition["indicators"] for edition in editions])
    tables["indicators"] = flag_defects(sizes, tables["defects"], "name")
    ties = pl.concat([*(edition["ties"] for edition in editions), tables["ties"]])
    tables["ties"] = flag_defects(ties, tables["defects"])
    tables |= spellings.read(curated, archives, vocabulary["states"])
    tables["memberships"] = _with_listed_members(tables, [edition["memberships"] for edition in editions])
    return tables, pl.concat([edition["unresolved"] for edition in editions])


def _resolver(names: NameIndex, extra: Path) -> Callable[[str], str | None]:
    """Return a resolver that knows the spellings of one source besides the general names, and says None on a miss."""
    spellings = dict(pl.read_csv(extra, infer_schema=False).select("name", "iso3").iter_rows())

    def resolve(text: str) -> str | None:
        if text in spellings:
            return str(spellings[text])
        try:
            return names.resolve(text)
        except UnknownNameError:
            return None

    return resolve


def _with_listed_members(tables: Tables, listed: list[pl.DataFrame]) -> pl.DataFrame:
    """Curated standings, and the Factbook's lists only for organisations that have no curated ones.

    The lists of the Factbook are stale (they still named states years after they had left), so they never override.
    """
    curated = tables["memberships"]
    organisations = tables["organisations"]
    bare = organisations.filter(
        ~pl.col("org_id").is_in(curated["org_id"].unique().implode()) & pl.col("factbook_code").is_not_null()
    )
    ids = dict(bare.select("factbook_code", "org_id").iter_rows())
    # The last edition alone: two editions would give one standing twice.
    fallback = listed[0].filter(pl.col("org_id").is_in(list(ids))).with_columns(pl.col("org_id").replace_strict(ids))
    return pl.concat([curated, fallback])


def _write(tables: Tables, outlines: Mapping[str, Mapping[str, Any]], folder: Path) -> None:
    resources = []
    for name in (*table_names(), *on_demand_names()):
        frame = conform(tables[name], name)
        path = folder / f"{name}.parquet"
        frame.sort(table_schema(name).key).write_parquet(path, compression="zstd", compression_level=19)
        resources.append({**_file(name, path), "rows": frame.height, **resource_rights(name), "schema": _fields(name)})
    for scale, topology in outlines.items():
        path = folder / f"shapes_{scale}.json"
        path.write_text(json.dumps(topology, separators=(",", ":"), ensure_ascii=False), encoding="utf-8")
        resources.append({**_file(f"shapes_{scale}", path), **resource_rights("shapes")})
    manifest = {
        "profile": "data-package",
        "name": "equipoise-embedded",
        "title": "Equipoise: embedded tables",
        "version": DATA_VERSION,
        "resources": resources,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "LICENCES.md").write_text(LICENCE_TEXT, encoding="utf-8")


def _file(name: str, path: Path) -> dict[str, Any]:
    media = "application/vnd.apache.parquet" if path.suffix == ".parquet" else "application/json"
    digest = f"sha256:{file_hash(path)}"
    return {"name": name, "path": path.name, "mediatype": media, "bytes": path.stat().st_size, "hash": digest}


def _fields(table: str) -> dict[str, Any]:
    attributes = table_schema(table).attributes
    kinds = {"list": "array"}
    fields = [{"name": a.name, "type": kinds.get(a.type, a.type), "description": a.description} for a in attributes]
    return {"fields": fields, "primaryKey": table_schema(table).key}
