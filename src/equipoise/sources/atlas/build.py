"""The recipe of the atlas: published networks and hand-written corrections in, one small data package out.

It lives apart from the tables of `equipoise.sources.build`, because its licence is another one: the rail lines come
from OpenStreetMap, so what is made of them is shared under the Open Database License.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from scipy.spatial import cKDTree

from equipoise.errors import DataError
from equipoise.files import files_replaced
from equipoise.sources.archives import RAIL_LINES, SEA_LANES, WORLD_ATLAS, obtain
from equipoise.sources.atlas.borders import label_new, settle_labels, split_at_borders
from equipoise.sources.atlas.contract import ContractedNetwork, contract
from equipoise.sources.atlas.courses import lay, read_courses
from equipoise.sources.atlas.draft import BORDER, NO_LINK, RAIL, ClosableLink, Draft
from equipoise.sources.atlas.raw import read_ports, read_rail, read_sea
from equipoise.sources.atlas.repair import add_patches, join_loose_ends, join_pieces, read_patches
from equipoise.sources.atlas.rights import LICENCE_TEXT, resource_rights
from equipoise.sources.atlas.shipping import add_ports, add_sea
from equipoise.sources.atlas.sphere import unit_vectors
from equipoise.sources.atlas.status import read_closures
from equipoise.sources.atlas.tables import as_tables
from equipoise.sources.atlas.territory import Territories, read_territories
from equipoise.world.package import MANIFEST, file_hash

if TYPE_CHECKING:
    from numpy.typing import NDArray

ATLAS_VERSION = "2026.11"


@dataclass(frozen=True, slots=True)
class AtlasReport:
    """What a build made.

    Attributes
    ----------
    rows : dict of str to int
        Rows by table.
    size : int
        Size of the package [byte].
    """

    rows: dict[str, int]
    size: int


def build_atlas(recipe: Path, archives: Path, out: Path) -> AtlasReport:
    """Build the atlas.

    Parameters
    ----------
    recipe : pathlib.Path
        Folder with `curated/`.
    archives : pathlib.Path
        Folder that keeps the pinned archives; what is missing is fetched.
    out : pathlib.Path
        Folder of the package; its files are replaced only if the build succeeds.

    Returns
    -------
    AtlasReport
        Counts and size.

    Raises
    ------
    DataError
        If an input is missing or broken.
    """
    curated = recipe / "curated"
    if not (curated / "corridors").is_dir():
        raise DataError(
            f"no recipe at {str(recipe)!r}: run the build in a checkout, or name its data folder with --recipe"
        )
    tables = assemble(curated, archives)
    with files_replaced(out) as folder:
        _write(tables, folder)
    size = sum(path.stat().st_size for path in out.iterdir())
    return AtlasReport({name: frame.height for name, frame in tables.items()}, size)


def assemble(curated: Path, archives: Path) -> dict[str, pl.DataFrame]:
    """Return all tables of the atlas."""
    own = curated / "corridors"
    territories = read_territories(obtain(WORLD_ATLAS, archives), curated)
    places = pl.read_csv(own / "places.csv").with_columns(pl.col("aliases").fill_null("").str.split(";"))
    places = places.with_columns(pl.col("aliases").list.eval(pl.element().filter(pl.element() != "")))
    patches = read_patches(own / "link_patches.csv")
    links: list[ClosableLink] = []
    draft = _on_land(own, obtain(RAIL_LINES, archives), territories, patches, links)
    sea = obtain(SEA_LANES, archives)
    draft = add_sea(draft, read_sea(sea), territories, links)
    draft = add_ports(draft, read_ports(sea), territories, links)
    contracted = contract(draft, _nearest_rail(draft, places).tolist())
    links = _named(contracted, links, territories)
    control = [pair[1] for pair in territories.pairs]
    closures = read_closures(own / "closures.csv", contracted.draft, links, control, patches)
    tables = as_tables(contracted, territories, links, _gauges(own / "gauges.csv"))
    return {**tables, "closures": closures, "places": places.sort("name")}


def _on_land(
    own: Path, archive: Path, territories: Territories, patches: list[dict[str, Any]], links: list[ClosableLink]
) -> Draft:
    """Return the rail lines, mended, with the links put in by hand, cut at the borders."""
    rail = read_rail(archive)
    label = territories.label(rail.latitude, rail.longitude, snap=True)
    plain = np.full(len(rail.start), RAIL), np.full(len(rail.start), NO_LINK)
    draft = Draft(rail.latitude, rail.longitude, label, rail.start, rail.end, rail.km, *plain)
    courses = read_courses(own / "courses.csv")
    # Patches first: what is known by hand must stay a link that can be closed, as at the Bosphorus.
    draft = label_new(add_patches(lay(draft, courses), patches, links), territories)
    draft = settle_labels(join_loose_ends(join_pieces(draft, territories), territories))
    return split_at_borders(draft, territories, links, courses)


def _nearest_rail(draft: Draft, places: pl.DataFrame) -> NDArray[np.int64]:
    rail = draft.mode == RAIL
    nodes = np.unique(np.concatenate([draft.start[rail], draft.end[rail]]))
    tree = cKDTree(unit_vectors(draft.latitude[nodes], draft.longitude[nodes]))
    _, found = tree.query(unit_vectors(places["latitude"].to_numpy(), places["longitude"].to_numpy()))
    return nodes[found]


def _named(contracted: ContractedNetwork, links: list[ClosableLink], territories: Territories) -> list[ClosableLink]:
    """Give each border crossing an id from the codes on both sides and its place."""
    draft = contracted.draft
    named = list(links)
    used: dict[str, int] = {}
    for arc in np.flatnonzero(draft.mode == BORDER):
        one, other = int(draft.start[arc]), int(draft.end[arc])
        sides = "-".join(sorted(territories.pairs[draft.territory[node]][1] for node in (one, other)))
        where = f"{draft.latitude[one]:.3f},{draft.longitude[one]:.3f}"
        used[where] = used.get(where, 0) + 1
        track = f"#{used[where]}" if used[where] > 1 else ""
        named[draft.link[arc]] = ClosableLink(f"{sides}@{where}{track}", "border", sides, "")
    return named


def _gauges(path: Path) -> dict[str, int]:
    rows = pl.read_csv(path).iter_rows()
    return {code: int(gauge) for gauge, codes in rows for code in codes.split()}


def _fields(table: str, frame: pl.DataFrame) -> dict[str, Any]:
    """Describe the columns of a table as `fields.csv` does, which must know each and no other."""
    known = pl.read_csv(Path(__file__).with_name("fields.csv")).filter(pl.col("table") == table)
    if known["field"].to_list() != frame.columns:
        raise DataError(f"fields.csv describes {table} as {known['field'].to_list()}, it has {frame.columns}")
    rows = known.drop("table").rename({"field": "name"}).iter_rows(named=True)
    return {"fields": [{key: value for key, value in row.items() if value is not None} for row in rows]}


def _write(tables: dict[str, pl.DataFrame], folder: Path) -> None:
    resources = []
    for name, frame in tables.items():
        path = folder / f"{name}.parquet"
        frame.write_parquet(path, compression="zstd", compression_level=19, statistics=False)
        resources.append(
            {
                "name": name,
                "path": path.name,
                "mediatype": "application/vnd.apache.parquet",
                "bytes": path.stat().st_size,
                "hash": f"sha256:{file_hash(path)}",
                "rows": frame.height,
                **resource_rights(name),
                "schema": _fields(name, frame),
            }
        )
    manifest = {
        "profile": "data-package",
        "name": "equipoise-atlas",
        "title": "Equipoise: rail lines and sea lanes of the world, by state",
        "version": ATLAS_VERSION,
        "resources": resources,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "LICENCE.md").write_text(LICENCE_TEXT, encoding="utf-8")
