"""Reading of `crisis.yaml` and `antecedents.yaml` beside a scenario."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.errors import InputError, UnknownNameError
from equipoise.scenarios.crisis.documents import Antecedent, Antecedents, CrisisDocument
from equipoise.scenarios.documents import find_pack, packs, read_document

CRISIS, ANTECEDENTS = "crisis.yaml", "antecedents.yaml"


def has_crisis(text: str) -> bool:
    """Return whether a scenario, by id or path, has a crisis."""
    return (find_pack(text) / CRISIS).is_file()


def load_crisis(text: str) -> CrisisDocument:
    """Load the crisis of a scenario by id or path.

    Raises
    ------
    UnknownNameError
        If there is no such scenario.
    InputError
        If it has no crisis.
    DataError
        If its file is not valid.
    """
    path = find_pack(text) / CRISIS
    if not path.is_file():
        those = ", ".join(name for name in packs() if has_crisis(name))
        raise InputError(
            f"scenario {text!r} has no {CRISIS}, so there is nothing to simulate (scenarios that do: {those})"
        )
    return read_document(path, CrisisDocument)


def load_antecedents(text: str) -> list[Antecedent]:
    """Load the antecedents of a scenario by id or path; a scenario without the file has none.

    Raises
    ------
    UnknownNameError
        If there is no such scenario.
    DataError
        If its file is not valid.
    """
    path = find_pack(text) / ANTECEDENTS
    return list(read_document(path, Antecedents).antecedents) if path.is_file() else []


def chosen(antecedents: Sequence[Antecedent], ids: Sequence[str]) -> list[Antecedent]:
    """Return the antecedents of some ids, in the order of the ids.

    Raises
    ------
    UnknownNameError
        If there is none of an id.
    """
    known = {antecedent.id: antecedent for antecedent in antecedents}
    for name in ids:
        if name not in known:
            raise UnknownNameError("antecedent", name, known, show=30)
    return [known[name] for name in dict.fromkeys(ids)]
