"""The sea in the network: lanes, ports, and how a port is tied to both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from equipoise.sources.atlas.draft import NO_LINK, PORT, RAIL, SEA, ClosableLink, Draft
from equipoise.sources.atlas.sphere import great_circle_km, unit_vectors

if TYPE_CHECKING:
    from equipoise.sources.atlas.raw import Port, RawNetwork
    from equipoise.sources.atlas.territory import Territories

QUAY_KM = 15.0
"""A port has rail if a line of its state comes as near as this."""
APPROACH_KM = 150.0
"""A port is on a lane if the lane comes as near as this."""
_LEAST_KM = 0.1


def add_sea(draft: Draft, sea: RawNetwork, territories: Territories, links: list[ClosableLink]) -> Draft:
    """Add the sea lanes; each strait or canal that the source names becomes a link of its own.

    Parameters
    ----------
    draft : Draft
        Network on land.
    sea : RawNetwork
        Lanes.
    territories : Territories
        Labelled land.
    links : list of ClosableLink
        Grows by one entry for each strait or canal.

    Returns
    -------
    Draft
        With nodes and arcs of the sea at the end.
    """
    labels = _waters(sea, territories)
    first = draft.size
    draft = draft.with_nodes(sea.latitude, sea.longitude, labels)
    numbers = {"": NO_LINK}
    for name in sorted(set(sea.passage) - {""}):
        numbers[name] = len(links)
        links.append(ClosableLink(f"passage_{name}", "passage", name.replace("_", " ").capitalize()))
    of_arc = np.array([numbers[name] for name in sea.passage])
    return draft.with_arcs(sea.start + first, sea.end + first, sea.km, SEA, of_arc)


def _waters(sea: RawNetwork, territories: Territories) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Label nodes of lanes: inland waterways and canals belong to the state whose ground they cross.

    A single node on land is a cape that the outline draws too broadly; two neighbours are a river or a canal.
    """
    label = territories.label(sea.latitude, sea.longitude, snap=False)
    same = (label[sea.start] == label[sea.end]) & (label[sea.start] > 0)
    inland = np.zeros(len(label), dtype=bool)
    for ends in (sea.start, sea.end):
        inland[ends[same]] = True
    return np.where(inland, label, 0)


def add_ports(draft: Draft, ports: list[Port], territories: Territories, links: list[ClosableLink]) -> Draft:
    """Add the ports that have a railway: a node for each, an arc to the rails and one to the nearest lane.

    Parameters
    ----------
    draft : Draft
        Network on land and sea.
    ports : list of Port
        Ports of the world.
    territories : Territories
        Labelled land.
    links : list of ClosableLink
        Grows by one entry for each port that is added.

    Returns
    -------
    Draft
        With the ports at the end.
    """
    latitude, longitude = (np.array([getattr(port, name) for port in ports]) for name in ("latitude", "longitude"))
    label = territories.label(latitude, longitude, snap=True)
    rail, quay = _nearest(draft, RAIL, latitude, longitude)
    lane, approach = _nearest(draft, SEA, latitude, longitude)
    recognised = np.array([pair[0] for pair in territories.pairs])
    served = (quay <= QUAY_KM) & (approach <= APPROACH_KM)
    served &= (recognised[label] == recognised[draft.territory[rail]]) & (label > 0)
    chosen = np.flatnonzero(served)
    first, entry = draft.size, len(links)
    links += [ClosableLink(ports[number].code, "port", ports[number].name) for number in chosen]
    draft = draft.with_nodes(latitude[chosen], longitude[chosen], draft.territory[rail[chosen]])
    nodes, own = first + np.arange(len(chosen)), entry + np.arange(len(chosen))
    draft = draft.with_arcs(rail[chosen], nodes, np.maximum(quay[chosen], _LEAST_KM), PORT, own)
    return draft.with_arcs(nodes, lane[chosen], np.maximum(approach[chosen], _LEAST_KM), SEA, own)


def _nearest(draft: Draft, mode: int, latitude: np.ndarray, longitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each place the nearest node that has an arc of a mode, and how far it is [km]."""
    nodes = np.unique(np.concatenate([draft.start[draft.mode == mode], draft.end[draft.mode == mode]]))
    _, found = cKDTree(unit_vectors(draft.latitude[nodes], draft.longitude[nodes])).query(
        unit_vectors(latitude, longitude)
    )
    nearest = nodes[found]
    return nearest, great_circle_km(draft.latitude[nearest], draft.longitude[nearest], latitude, longitude)
