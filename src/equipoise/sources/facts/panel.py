"""The panel of calls for help: crises, calls, and published reliability rates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from equipoise.sources.facts.marks import marks
from equipoise.sources.facts.text import CsvRow, Form, read_declared, read_records, typed
from equipoise.world.schema import table_schema

Known = Mapping[str, frozenset[str]]
Addressee = Callable[[str], tuple[str | None, str | None]]
"""From the words for a body or state asked to the id of an organisation and the code of a state."""

_MADE_HERE = ("addressee_org", "addressee_iso3", "flags")
_INFORMED = "mandate_internal_informed"
_EPISODE_COLUMNS = (
    "episode_id",
    "iso3",
    "year",
    "label",
    "trigger",
    "onset_date",
    "requester",
    "requester_controls_capital",
    "survived_30d",
    "survived_1y",
    "outcome_basis",
    "note",
)


def addressee_lookup(path: Path, organisations: pl.DataFrame, resolve: Callable[[str], str | None]) -> Addressee:
    """Return the function that says which organisation and which state a call was addressed to.

    Parameters
    ----------
    path : pathlib.Path
        CSV of the addressees whose words name neither plainly: several states, a force, a former name.
    organisations : polars.DataFrame
        Table `organisations`.
    resolve : callable
        From the name of a state to its ISO3 code, or None.

    Returns
    -------
    callable
        Both are None where the words name neither: several states, or a body outside the table.

    Raises
    ------
    DataError
        If the file is broken.
    """
    records = read_records(path, ("addressee", "org_id", "iso3", "note"))
    special = {record.cells["addressee"]: (record.cells["org_id"], record.cells["iso3"]) for record in records}
    by_name: dict[str, str] = {}
    for org_id, name, aliases in organisations.select("org_id", "name", "aliases").iter_rows():
        for known in (org_id, name, *aliases):
            by_name.setdefault(known.casefold(), org_id)

    def look_up(words: str) -> tuple[str | None, str | None]:
        if words in special:
            return special[words]
        org_id = by_name.get(words.casefold())
        return (org_id, None) if org_id else (None, resolve(words))

    return look_up


def read_calls(path: Path, addressee: Addressee, known: Known | None = None) -> pl.DataFrame:
    """Read a file of calls for help.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    addressee : callable
        See `addressee_lookup`.
    known : Mapping of str to frozenset of str, optional
        Accepted keys of other tables; leave it out for a file that brings crises of its own.

    Returns
    -------
    polars.DataFrame
        Table `calls`. The column with the mandate as coded by somebody who knew the answers is left behind: it
        must never serve as a predictor.

    Raises
    ------
    DataError
        If the file is broken, with row and column.
    """
    columns = [a.name for a in table_schema("calls").attributes if a.name not in _MADE_HERE]
    records = read_records(path, columns, optional=(_INFORMED,))
    return typed([_call(record, addressee) for record in records], Form(path, "calls", known=known or {}))


def _call(record: CsvRow, addressee: Addressee) -> CsvRow:
    cells = record.cells
    org_id, iso3 = addressee(cells["addressee"] or "")
    basis = (cells["request_basis"], cells["arrival_basis"], cells["size_basis"])
    flags = marks(source_ids=cells["source_ids"], basis=basis)
    return record.changed(addressee_org=org_id, addressee_iso3=iso3, flags=flags)


def withdrawn_codes(path: Path) -> dict[str, str]:
    """Read which code stands for the state of a withdrawn ISO 3166 code (Czechoslovakia, Soviet Union ...).

    Parameters
    ----------
    path : pathlib.Path
        CSV with columns code, iso3 and note.

    Returns
    -------
    dict of str to str
        Present code by withdrawn code.

    Raises
    ------
    DataError
        If the file is broken.
    """
    records = read_records(path, ("code", "iso3", "note"))
    return {record.cells["code"] or "": record.cells["iso3"] or "" for record in records}


def read_episodes(path: Path, withdrawn: Mapping[str, str], known: Known | None = None) -> pl.DataFrame:
    """Read a file of crises.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    withdrawn : Mapping of str to str
        See `withdrawn_codes`; a crisis counted for the present code carries the flag `successor`.
    known : Mapping of str to frozenset of str, optional
        Accepted keys of other tables.

    Returns
    -------
    polars.DataFrame
        Table `episodes`.

    Raises
    ------
    DataError
        If the file is broken, with row and column.
    """
    records = [_episode(record, withdrawn) for record in read_records(path, _EPISODE_COLUMNS)]
    return typed(records, Form(path, "episodes", known=known or {}))


def _episode(record: CsvRow, withdrawn: Mapping[str, str]) -> CsvRow:
    code = record.cells["iso3"]
    flags = [marks(source_ids=None, basis=(record.cells["outcome_basis"],))]
    if code is not None and code in withdrawn:
        code = withdrawn[code]
        flags.append("successor")
    return record.changed(iso3=code, flags=";".join(flag for flag in flags if flag) or None)


def read_base_rates(path: Path, known: Known | None = None) -> pl.DataFrame:
    """Read published reliability rates.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    known : Mapping of str to frozenset of str, optional
        Accepted keys of other tables.

    Returns
    -------
    polars.DataFrame
        Table `base_rates`, values in per cent.

    Raises
    ------
    DataError
        If the file is broken, with row and column.
    """
    return read_declared(path, "base_rates", known)
