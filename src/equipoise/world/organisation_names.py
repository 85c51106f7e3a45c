"""From any usual spelling of an organisation to its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from equipoise.world.spelling import fold, halves

if TYPE_CHECKING:
    import polars as pl

_SMALL = frozenset({"and", "for", "of", "on"})


def find_organisation(organisations: pl.DataFrame, text: str) -> str | None:
    """Return the id of the organisation that a text names.

    Parameters
    ----------
    organisations : polars.DataFrame
        Table `organisations`.
    text : str
        Id, full name or alias in any case, with or without hyphens, full stops and articles; or two of them, as in
        "European Union (EU)".

    Returns
    -------
    str or None
        Id such as "CSTO"; None where no organisation has that name.
    """
    if text in organisations["org_id"]:
        return text
    ids: dict[str, str] = {}
    for org_id, name, aliases in organisations.select("org_id", "name", "aliases").iter_rows():
        for spelled in (org_id, name, *(aliases or [])):
            ids.setdefault(_joined(spelled), str(org_id))
    ids.pop("", None)
    if found := ids.get(_joined(text)):
        return found
    pairs = ((ids.get(_joined(one)), ids.get(_joined(other))) for one, other in halves(text))
    return next((one for one, other in pairs if one == other), None)


def _joined(text: str) -> str:
    """Letters of a name without its small words: "Co-operation" and "Cooperation", "N.A.T.O." and "NATO" are one."""
    words = fold(text).replace("organization", "organisation").split()
    return "".join(word for word in words if word not in _SMALL)
