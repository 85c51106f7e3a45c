"""Rights in the atlas: the Open Database License for the network, public domain for the facts put in by hand."""

from __future__ import annotations

from typing import Any

_ODBL = {
    "name": "ODbL-1.0",
    "title": "Open Data Commons Open Database License 1.0",
    "path": "https://opendatacommons.org/licenses/odbl/1-0/",
}
_FACTS = {
    "name": "CC0-1.0",
    "title": "Facts compiled by the Equipoise authors",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}
_OSM = {
    "title": "OpenStreetMap contributors, through scgraph_data 2.0.0",
    "path": "https://www.openstreetmap.org/copyright",
}
_SEA = {
    "title": "Sea lanes and ports of searoute 1.6.0 (Apache-2.0)",
    "path": "https://github.com/genthalili/searoute-py",
}
_LAND = {"title": "Natural Earth 4.1 through world-atlas 2.0.2", "path": "https://www.naturalearthdata.com"}
_OWN = {"title": "Compiled for Equipoise"}

LICENCE_TEXT = """\
# Licence of the atlas

The atlas in this folder is a derivative database of OpenStreetMap:

> Contains information from OpenStreetMap, which is made available here under the Open Database License (ODbL).
> (c) OpenStreetMap contributors, https://www.openstreetmap.org/copyright

It is made available under the Open Database License 1.0: https://opendatacommons.org/licenses/odbl/1-0/. Any rights in
individual contents of the database are licensed under the Database Contents License:
https://opendatacommons.org/licenses/dbcl/1-0/. You may copy, share, change and use it for any purpose if you keep this
notice, name the contributors to OpenStreetMap where you show what you made of it, and share a changed database under
the same licence. Maps, figures and texts made with it need the notice and not the licence.

This holds for `nodes`, `arcs` and `bends`, and for the collection as a whole. The code of Equipoise is no part of it
and stays under the MIT licence, and so do the other tables of the package with the rights stated beside them.

How it was made: rail lines of the world from the package `scgraph_data` 2.0.0 (MIT for the package; the lines are
from OpenStreetMap), repaired; sea lanes and ports of `searoute` 1.6.0 (Apache License 2.0; the lanes go back to
Eurostat's marnet); borders of Natural Earth 4.1 (public domain) through `world-atlas` 2.0.2 (ISC). The recipe is in the
repository (`src/equipoise/sources/atlas`), which is also the offer of the means to make it that the ODbL asks for.

The tables `links`, `closures`, `places` and `territories` are facts compiled for this project, dedicated to the public
domain (CC0 1.0); names of ports are those of `searoute`.

`datapackage.json` states licence, sources and SHA-256 of every file.
"""

_FROM = {
    "nodes": ([_ODBL], [_OSM, _SEA, _LAND]),
    "arcs": ([_ODBL], [_OSM, _SEA, _LAND, _OWN]),
    "bends": ([_ODBL], [_OSM, _SEA]),
    "links": ([_FACTS], [_OWN, _SEA]),
}


def resource_rights(table: str) -> dict[str, Any]:
    """Return the `licenses` and `sources` entries of a table of the atlas, in the form of the Data Package standard."""
    licences, sources = _FROM.get(table, ([_FACTS], [_OWN]))
    return {"licenses": licences, "sources": sources}
