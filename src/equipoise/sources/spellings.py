"""Names of states in the languages of the world and as providers of data write them, and names of parts of states.

References
----------
Unicode Common Locale Data Repository, version 48.2, https://cldr.unicode.org (Unicode License v3), through the packages
`cldr-localenames-full` and `cldr-subdivisions-full`.
"""

from __future__ import annotations

import csv
import json
import re
import tarfile
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import polars as pl

from equipoise.errors import DataError
from equipoise.sources.archives import CLDR_NAMES, CLDR_SUBDIVISIONS, obtain
from equipoise.world.spelling import fold, key_abroad

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from pathlib import Path

UN_LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
"""Official languages of the United Nations. Their names go before those of other languages that mean another state."""
_LOCALE = re.compile(r"package/main/([^/]+)/territories\.json")
_SUBDIVISIONS = "package/subdivisions/en/en.json"


def read(curated: Path, archives: Path, states: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Read the tables `state_spellings` and `subdivisions`.

    Parameters
    ----------
    curated : pathlib.Path
        Folder with `state_spellings.csv`, `regions.csv` and `languages.csv`. The languages taken are official ones of
        states and others that are looked after at CLDR: names in the rest were partly put together from other
        languages, and a word of theirs may be a name of another state.
    archives : pathlib.Path
        Folder that keeps the pinned archives; what is missing is fetched.
    states : polars.DataFrame
        Table `states`.

    Returns
    -------
    dict of str to polars.DataFrame
        Both tables.

    Raises
    ------
    DataError
        If an archive or file is not of the known form.
    """
    iso3 = dict(states.select("iso2", "iso3").drop_nulls().iter_rows())
    return {
        "state_spellings": _spellings(curated, obtain(CLDR_NAMES, archives), iso3),
        "subdivisions": _parts(
            curated / "regions.csv", obtain(CLDR_SUBDIVISIONS, archives), iso3, dict(zip(*_names(states), strict=True))
        ),
    }


def _names(states: pl.DataFrame) -> tuple[list[str], list[str]]:
    return states["iso3"].to_list(), states["name"].to_list()


def _spellings(curated: Path, archive: Path, iso3: Mapping[str, str]) -> pl.DataFrame:
    """One row per folded name and state; what the table put together by hand says goes before CLDR."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    first: dict[str, set[str]] = defaultdict(set)
    for row in _records(curated / "state_spellings.csv"):
        key = fold(row["name"])
        rows.setdefault((key, row["iso3"]), _spelled(key, row["iso3"], row["name"], row["origin"]))
        first[key].add(row["iso3"])
    by_hand = set(first)
    languages = {row["language"] for row in _records(curated / "languages.csv")}
    for language, code, name in sorted(_territories(archive, languages), key=_most_read_first):
        key, state = key_abroad(name), iso3.get(code)
        if not key or state is None or name == code or (key in by_hand and state not in first[key]):
            continue
        if language in UN_LANGUAGES:
            first[key].add(state)
        elif key in first and state not in first[key]:
            continue
        rows.setdefault((key, state), _spelled(key, state, name, "CLDR"))["languages"].append(language)
    kept = [{**rows[key], "languages": sorted(set(rows[key]["languages"]))} for key in sorted(rows)]
    return pl.DataFrame(kept)


def _spelled(folded: str, iso3: str, written: str, origin: str) -> dict[str, Any]:
    return {"folded": folded, "iso3": iso3, "written": written, "origin": origin, "languages": []}


def _most_read_first(entry: tuple[str, str, str]) -> tuple[bool, str, str, str]:
    language, code, name = entry
    return language not in UN_LANGUAGES, language, code, name


def _territories(archive: Path, languages: Container[str]) -> Iterator[tuple[str, str, str]]:
    """Yield language, ISO 3166-1 alpha-2 code and name; "CD-alt-variant" is another name of CD."""
    for path, content in _members(archive, _LOCALE):
        locale = path[1]
        language = locale.partition("-")[0]
        if language in languages:
            for code, name in content["main"][locale]["localeDisplayNames"]["territories"].items():
                yield language, code.partition("-alt-")[0], name


def _parts(curated: Path, archive: Path, iso3: Mapping[str, str], name_of: Mapping[str, str]) -> pl.DataFrame:
    rows: dict[str, dict[str, Any]] = {}
    for _, content in _members(archive, re.compile(re.escape(_SUBDIVISIONS))):
        for code, name in content["subdivisions"]["localeDisplayNames"]["subdivisions"].items():
            state, key = iso3.get(code[:2].upper()), fold(name)
            if state is None or not key or key == fold(name_of[state]):
                continue
            row = rows.setdefault(key, {"folded": key, "name": name, "iso3": [], "codes": [], "words": None})
            row["iso3"] = sorted({*row["iso3"], state})
            row["codes"] = sorted({*row["codes"], f"{code[:2]}-{code[2:]}".upper()})
    for record in _records(curated):
        shared = {"iso3": record["iso3"].split(";"), "codes": [], "words": record["words"] or None}
        for alias in (record["name"], *filter(None, record["aliases"].split(";"))):
            held = rows.get(fold(alias), {}).get("codes", [])
            rows[fold(alias)] = {"folded": fold(alias), "name": alias, **shared, "codes": held}
    return pl.DataFrame([rows[key] for key in sorted(rows)])


def _members(archive: Path, wanted: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Any]]:
    try:
        with tarfile.open(archive) as packed:
            for member in packed.getmembers():
                found, file = wanted.fullmatch(member.name), None
                if found:
                    file = packed.extractfile(member)
                if found and file is not None:
                    yield found, json.load(file)
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise DataError(f"{archive} is not the archive of CLDR that is expected ({error})") from error


def _records(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise DataError(f"cannot read {path} ({error.strerror})") from error
