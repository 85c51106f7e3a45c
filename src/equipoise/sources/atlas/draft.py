"""The network while it is being made: nodes and arcs as growing arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MODES = ("rail", "sea", "ferry", "road", "port", "border")
"""What an arc is; its number in the tables is its place here."""
RAIL, SEA, FERRY, ROAD, PORT, BORDER = range(len(MODES))
NO_LINK = -1


@dataclass(frozen=True, slots=True)
class Draft:
    """Nodes and arcs.

    Attributes
    ----------
    latitude, longitude : ndarray of shape (n,)
        Places of nodes [degree].
    territory : ndarray of shape (n,)
        Label of each node, a row of the territories; 0 at sea.
    start, end : ndarray of shape (m,)
        Nodes that each arc joins.
    km : ndarray of shape (m,)
        Lengths [km].
    mode : ndarray of shape (m,)
        Rows of `MODES`.
    link : ndarray of shape (m,)
        Row in the list of links (patches, ports, borders, passages), or -1.
    """

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    territory: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    km: NDArray[np.float64]
    mode: NDArray[np.int64]
    link: NDArray[np.int64]

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.latitude)

    def with_nodes(
        self, latitude: NDArray[np.float64], longitude: NDArray[np.float64], territory: NDArray[np.int64]
    ) -> Draft:
        """Return the draft with nodes added at the end."""
        return replace(
            self,
            latitude=np.concatenate([self.latitude, latitude]),
            longitude=np.concatenate([self.longitude, longitude]),
            territory=np.concatenate([self.territory, territory]),
        )

    def with_arcs(
        self,
        start: NDArray[np.int64],
        end: NDArray[np.int64],
        km: NDArray[np.float64],
        mode: int,
        link: NDArray[np.int64] | int = NO_LINK,
    ) -> Draft:
        """Return the draft with arcs of one mode added at the end."""
        count = len(start)
        return replace(
            self,
            start=np.concatenate([self.start, np.asarray(start, dtype=np.int64)]),
            end=np.concatenate([self.end, np.asarray(end, dtype=np.int64)]),
            km=np.concatenate([self.km, np.asarray(km, dtype=np.float64)]),
            mode=np.concatenate([self.mode, np.full(count, mode, dtype=np.int64)]),
            link=np.concatenate([self.link, np.broadcast_to(np.asarray(link, dtype=np.int64), (count,))]),
        )

    def keep(self, arcs: NDArray[np.bool_]) -> Draft:
        """Return the draft with some of its arcs."""
        return replace(
            self,
            start=self.start[arcs],
            end=self.end[arcs],
            km=self.km[arcs],
            mode=self.mode[arcs],
            link=self.link[arcs],
        )


@dataclass(frozen=True, slots=True)
class ClosableLink:
    """Something that can be closed alone: a patch, a port, a border crossing, a strait.

    Attributes
    ----------
    link_id, kind, name : str
        Id; "patch", "port", "border" or "passage"; name.
    note : str
        Why it is here, or what is known of its status.
    """

    link_id: str
    kind: str
    name: str
    note: str = ""
