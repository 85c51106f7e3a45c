"""Marks of quality: from the basis codes and remarks of the hand-written files to flags."""

from __future__ import annotations

import re

from equipoise.world.schema.cells import split_list

_BASIS = {"R": "recalled", "U": "unsure", "D": "derived"}
"""Codes of single cells: recalled, recalled and unsure, derived. S, seen in a cited source, needs no mark."""
_REMARKS = {
    "recalled": re.compile(r"\brecall(?:ed)?\b"),
    "derived": re.compile(r"^derived\b"),
    "at_least": re.compile(r"^more than\b"),
    "approximate": re.compile(r"^about$"),
    "mirror": re.compile(r"\bmirror gap\b"),
    "forecast": re.compile(r"\bforecast\b"),
}


def marks(*, source_ids: str | None, basis: tuple[str | None, ...] = (), remark: str | None = None) -> str | None:
    """Return the flags of a row as text with semicolons.

    Parameters
    ----------
    source_ids : str or None
        Ids of the sources; the id RECALL means from general knowledge, not looked up.
    basis : tuple of str or None
        Basis codes of single cells: S, R, U, D.
    remark : str or None
        Remark whose wording says how good the value is.

    Returns
    -------
    str or None
        Flags in a fixed order, or None.
    """
    found = {_BASIS[code] for code in basis if code in _BASIS}
    if "RECALL" in split_list(source_ids):
        found.add("recalled")
    found |= {flag for flag, wording in _REMARKS.items() if remark and wording.search(remark)}
    return ";".join(sorted(found)) or None
