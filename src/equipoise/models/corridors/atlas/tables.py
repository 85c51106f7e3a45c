"""The atlas: rail lines and sea lanes of the world, every kilometre with its state."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from equipoise.errors import DataError
from equipoise.world.package import file_hash, read_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MODES = ("rail", "sea", "ferry", "road", "port", "border")
"""What an arc is; `Atlas.mode` counts in it. A port arc joins quay and rails, a border arc has no length."""
RAIL, SEA, FERRY, ROAD, PORT, BORDER = range(len(MODES))
AT_SEA = "sea"
"""Where kilometres belong to no state."""
Label = Literal["control", "recognised"]
_TABLES = ("nodes", "arcs", "bends", "territories", "links", "closures", "places")
_PER_DEGREE = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """Nodes and arcs, frozen.

    Attributes
    ----------
    latitude, longitude : ndarray of shape (n,)
        Places of nodes [degree].
    territory : ndarray of shape (n,)
        Row of `control` and `recognised` for each node; 0 at sea.
    control, recognised : tuple of str
        Who controls each territory, and as part of which state it is recognised (ISO 3166-1 alpha-3, or a code of the
        table of states for areas without one). "" at sea.
    gauge : ndarray of shape (k,)
        Main gauge of the railways of each territory [mm]; 0 where unknown.
    start, end : ndarray of shape (m,)
        Nodes that each arc joins.
    km : ndarray of shape (m,)
        Length of arcs [km].
    mode : ndarray of shape (m,)
        Rows of `MODES`.
    link : ndarray of shape (m,)
        Row of `links` for arcs that can be closed alone, else -1.
    arc_territory : ndarray of shape (m,)
        Territory that an arc lies in; 0 at sea and for border arcs.
    bend_first : ndarray of shape (m + 1,)
        The bends of arc i are `bends[bend_first[i]:bend_first[i + 1]]`.
    bends : ndarray of shape (b, 2)
        Points between the ends of arcs that a map needs, latitude and longitude [degree].
    links : polars.DataFrame
        Patches, ports, border crossings and straits: link_id, kind, name, note.
    closures : polars.DataFrame
        When a link could not be used: link (row of `links`), closed_from, closed_to, basis ("looked_up" or
        "recalled"), why, source (address).
    places : polars.DataFrame
        Towns, ports and crossings: name, aliases, iso3, kind, latitude, longitude.
    first : ndarray of shape (n + 1,)
        Rows of the compressed adjacency: the entries of node i are `first[i]:first[i + 1]`.
    neighbour, entry_arc : ndarray of shape (2 m,)
        Node and arc of each entry.
    """

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    territory: NDArray[np.int64]
    control: tuple[str, ...]
    recognised: tuple[str, ...]
    gauge: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    km: NDArray[np.float64]
    mode: NDArray[np.int64]
    link: NDArray[np.int64]
    arc_territory: NDArray[np.int64]
    bend_first: NDArray[np.int64]
    bends: NDArray[np.float64]
    links: pl.DataFrame
    closures: pl.DataFrame
    places: pl.DataFrame
    first: NDArray[np.int32]
    neighbour: NDArray[np.int32]
    entry_arc: NDArray[np.int32]

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.latitude)

    def labels(self, label: Label) -> tuple[str, ...]:
        """Return the code of each territory: who controls it, or as whose it is recognised."""
        return self.control if label == "control" else self.recognised

    def states(self, label: Label = "control") -> list[str]:
        """Return the codes of all territories that have a railway, in order of the alphabet."""
        rail = self.mode == RAIL
        used = np.unique(self.territory[self.start[rail]])
        return sorted({self.labels(label)[row] for row in used} - {""})


def atlas_folder() -> Path:
    """Return the folder of the atlas that ships with Equipoise."""
    return Path(str(resources.files("equipoise") / "embedded" / "atlas"))


def load_atlas(folder: Path | None = None) -> Atlas:
    """Load the atlas.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Data package of an atlas; the shipped one by default.

    Returns
    -------
    Atlas
        Its arrays are read-only.

    Raises
    ------
    DataError
        If a table is missing, unreadable, or not the one that the manifest describes.
    """
    return assemble(_read(atlas_folder() if folder is None else folder))


def assemble(tables: Mapping[str, pl.DataFrame]) -> Atlas:
    """Build the atlas from its tables.

    Parameters
    ----------
    tables : mapping of str to polars.DataFrame
        `nodes`, `arcs`, `bends`, `territories`, `links`, `closures` and `places`, in the form shipped.

    Returns
    -------
    Atlas
        Its arrays are read-only.

    Raises
    ------
    DataError
        If arcs or bends point outside the tables, or a length is negative.
    """
    nodes, arcs, bends, lands = (tables[name] for name in ("nodes", "arcs", "bends", "territories"))
    territory = nodes["territory"].to_numpy().astype(np.int64)
    start = arcs["start"].to_numpy().astype(np.int64)
    end = start + arcs["step"].to_numpy()
    mode, link = (arcs[name].to_numpy().astype(np.int64) for name in ("mode", "link"))
    _check(tables, start, end, territory)
    same = (territory[start] == territory[end]) & ~np.isin(mode, (FERRY, BORDER))
    first, neighbour, entry_arc = _adjacency(nodes.height, start, end)
    counts = np.bincount(bends["arc"].to_numpy(), minlength=arcs.height)
    held = {
        "latitude": nodes["latitude"].to_numpy() / _PER_DEGREE,
        "longitude": nodes["longitude"].to_numpy() / _PER_DEGREE,
        "territory": territory,
        "gauge": lands["gauge"].fill_null(0).to_numpy().astype(np.int64),
        "start": start,
        "end": end,
        "km": arcs["metres"].to_numpy() / 1000.0,
        "mode": mode,
        "link": link,
        "arc_territory": np.where(same, territory[start], 0),
        "bend_first": np.concatenate([[0], np.cumsum(counts)]),
        "bends": bends.select("latitude", "longitude").to_numpy() / _PER_DEGREE,
        "first": first,
        "neighbour": neighbour,
        "entry_arc": entry_arc,
    }
    for array in held.values():
        array.flags.writeable = False
    return Atlas(
        **held,
        control=tuple(lands["control"]),
        recognised=tuple(lands["recognised"]),
        links=tables["links"],
        closures=tables["closures"],
        places=tables["places"],
    )


def _read(folder: Path) -> dict[str, pl.DataFrame]:
    manifest = read_manifest(folder)
    missing = [name for name in _TABLES if name not in manifest.resources]
    if missing:
        raise DataError(f"atlas {str(folder)!r} lacks table {missing[0]!r} (has: {', '.join(manifest.resources)})")
    tables = {}
    for name in _TABLES:
        path = manifest.file(name)
        try:
            if f"sha256:{file_hash(path)}" != manifest.hashes[name]:
                raise DataError(f"atlas table {name!r} at {str(path)!r} is not the one that the manifest describes")
            tables[name] = pl.read_parquet(path)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise DataError(f"cannot read atlas table {name!r} ({str(error).splitlines()[0]})") from error
    return tables


def _check(
    tables: Mapping[str, pl.DataFrame], start: NDArray[np.int64], end: NDArray[np.int64], territory: NDArray[np.int64]
) -> None:
    arcs = tables["arcs"]
    inside = {
        "nodes": (np.concatenate([start, end]), tables["nodes"].height),
        "territories": (territory, tables["territories"].height),
        "links": (arcs["link"].to_numpy().astype(np.int64) + 1, tables["links"].height + 1),
        "modes": (arcs["mode"].to_numpy().astype(np.int64), len(MODES)),
        "arcs": (tables["bends"]["arc"].to_numpy(), arcs.height),
    }
    for name, (numbers, count) in inside.items():
        if len(numbers) and (numbers.min() < 0 or numbers.max() >= count):
            raise DataError(f"atlas: a row points outside {name}")
    if arcs.height and int(arcs["metres"].min()) < 0:  # type: ignore[arg-type]
        raise DataError("atlas: an arc of negative length")


def _adjacency(
    size: int, start: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Return the compressed rows of the undirected network; arcs that join the same nodes stay apart."""
    tails, heads = np.concatenate([start, end]), np.concatenate([end, start])
    arcs = np.tile(np.arange(len(start)), 2)
    order = np.lexsort((heads, tails))
    first = np.concatenate([[0], np.cumsum(np.bincount(tails, minlength=size))])
    return first.astype(np.int32), heads[order].astype(np.int32), arcs[order].astype(np.int32)
