"""The recipe of what ships: `python -m equipoise.models.recovery.fit` writes it anew.

It reads the tables in the folder that EQUIPOISE_DATA names and writes `panel.json` and `price.json`: effects,
intervals, regressions and weights, never a row of a table.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from equipoise.errors import EquipoiseError, InputError
from equipoise.models.recovery.case import CaseSubject, case_of
from equipoise.models.recovery.event_study import EventStudy, How, study_events
from equipoise.models.recovery.events import KINDS, REFUSED, RESCUES, Events, events_of
from equipoise.models.recovery.matched_differences import Covariates
from equipoise.models.recovery.parameters import PublishedResults, write
from equipoise.models.recovery.predictive import AHEAD, ChangeRegression, EventRows, learnt, rows_of
from equipoise.models.recovery.price import PRICED, Price, RescuePrior, prices_of, prior_of
from equipoise.models.recovery.results import Recovery
from equipoise.models.recovery.series import EVENT_TABLES, Values, declared
from equipoise.models.recovery.tables import values_of
from equipoise.sources.history import code_of, coverage
from equipoise.sources.history.catalogue import history_table
from equipoise.sources.history.reading import history_folder
from equipoise.world.world import World

RECIPE = "EQUIPOISE_DATA=FOLDER python -m equipoise.models.recovery.fit"
LAST_YEAR = 2021
"""No later year goes into the panel: the case of January 2022 is judged against what was seen before it."""

LEFT_OUT = ("KAZ2022",)
OTHER_TABLES = ("atop_dyad_year", "min_distance", "cow_majors", "cow_states", "archive_indicators")
"""Tables that name patrons and members of the system, and carry output on."""

LEARNT_FROM = ("rescues", "refused", "upheavals")
_CASES = (("KAZ", 2022, "RUS", ("RUS", "UKR", "BLR")),)
"""State, year, rescuer, and donors that the war that followed touched."""


@dataclass(frozen=True)
class Tables:
    """The tables at hand, read once.

    Parameters
    ----------
    events : Events
        All events.
    values : dict of str to Values
        Every series, uncut.
    folder : pathlib.Path or None
        Where they came from.
    """

    events: Events
    values: dict[str, Values]
    folder: Path | None

    def covariates(self, last: int) -> Covariates:
        """Return output per head and democracy, up to a year."""
        return Covariates(tuple(self.values[name].until(last) for name in ("gdp_head", "democracy")))


def tables_of(world: World, folder: Path | None = None, without: tuple[str, ...] = LEFT_OUT) -> Tables:
    """Read everything that the panel needs.

    Parameters
    ----------
    world : World
        Tables of calls and episodes.
    folder : pathlib.Path, optional
        Folder with the historical tables; by default what EQUIPOISE_DATA names.
    without : tuple of str
        Episodes that are left out.
    """
    events = events_of(world, folder, without)
    partners = (*events.partners(), 365)
    return Tables(events, {name: values_of(name, partners, folder) for name in declared()}, folder)


def studies_of(
    held: Tables, how: How, last: int = LAST_YEAR
) -> tuple[dict[tuple[str, str], EventStudy], dict[str, str]]:
    """Return every study of the panel by kind and series, and why others cannot be made."""
    found: dict[tuple[str, str], EventStudy] = {}
    refusals: dict[str, str] = {}
    like = held.covariates(last)
    for name, values in held.values.items():
        for kind in KINDS:
            try:
                found[kind, name] = study_events(
                    values.until(last), held.events.of(kind), held.events.touched, kind, covariates=like, how=how
                )
            except InputError as error:
                refusals[f"{kind}, {name}"] = str(error)
    return found, refusals


def fitted(
    world: World, folder: Path | None = None, how: How | None = None
) -> tuple[PublishedResults, tuple[RescuePrior, ...]]:
    """Make everything that ships.

    Parameters
    ----------
    world : World
        Tables of calls and episodes.
    folder : pathlib.Path, optional
        Folder with the historical tables.
    how : How, optional
        Draws and seed.

    Returns
    -------
    PublishedResults and tuple of RescuePrior
        As `write` writes them.

    Raises
    ------
    DataError
        If a table is missing or malformed.
    """
    settings = how or How()
    held = tables_of(world, folder)
    studies, refusals = studies_of(held, settings)
    prices = _prices(studies, settings)
    regressions, digests = _regressions(held)
    sources = sources_of(folder)
    made = PublishedResults(
        version=metadata.version("equipoise"),
        recipe=RECIPE,
        last_year=LAST_YEAR,
        left_out=LEFT_OUT,
        sources=sources,
        events={kind: held.events.of(kind).height for kind in KINDS},
        recoveries=tuple(entry.recovery for entry in studies.values()),
        refusals=refusals,
        prices=prices,
        regressions=regressions,
        learnt=digests,
        cases=_cases(held),
        numbers=_numbers(held),
    )
    return made, _priors(prices)


def event_digest(event: str) -> str:
    """Return the digest by which a regression remembers an event."""
    return hashlib.sha256(event.encode()).hexdigest()[:12]


def sources_of(folder: Path | None = None) -> dict[str, dict[str, Any]]:
    """Return, of each table read, its version, its years in the folder, and the SHA-256 of its file."""
    place = history_folder(folder)
    names = {table for series in declared().values() for table in series.tables} | {*EVENT_TABLES, *OTHER_TABLES}
    found = {}
    for table in sorted(names):
        covered = coverage(table, place)
        digest = hashlib.sha256((place / history_table(table).file).read_bytes()).hexdigest()
        found[table] = {
            "version": covered.table.version, "first": covered.first, "last": covered.last, "sha256": digest
        }  # fmt: skip
    return found


def _prices(studies: dict[tuple[str, str], EventStudy], how: How) -> tuple[Price, ...]:
    found: list[Price] = []
    for name, series in declared().items():
        pair = studies.get((RESCUES, name)), studies.get((REFUSED, name))
        if pair[0] is not None and pair[1] is not None:
            found += prices_of(pair[0], pair[1], series, how)
    return tuple(found)


def _priors(prices: tuple[Price, ...]) -> tuple[RescuePrior, ...]:
    at = [price for price in prices if price.horizon == PRICED and declared()[price.series].is_dyadic]
    found = [prior_of(price, declared()[price.series], "models/recovery, panel.json (prices)") for price in at]
    return tuple(prior for prior in found if prior is not None)


def regression_rows(held: Tables, name: str, ahead: int, last: int = LAST_YEAR) -> EventRows:
    """Return the events from which the regression of a series is learnt, or on which it is scored."""
    import polars as pl

    asked = held.events.frame.filter(pl.col("kind").is_in(LEARNT_FROM))
    return rows_of(held.values[name].until(last), asked, ahead)


def _regressions(held: Tables) -> tuple[tuple[ChangeRegression, ...], dict[str, tuple[str, ...]]]:
    """Return the regressions, and by series the digests of all events that any of its regressions has seen."""
    regressions: list[ChangeRegression] = []
    seen: dict[str, set[str]] = {}
    for name in declared():
        for ahead in AHEAD:
            rows = regression_rows(held, name, ahead)
            try:
                regressions.append(learnt(rows))
            except InputError:
                continue
            used = rows.where(np.isfinite(rows.later)).events
            seen.setdefault(name, set()).update(event_digest(event) for event in used)
    return tuple(regressions), {name: tuple(sorted(digests)) for name, digests in seen.items()}


def _cases(held: Tables) -> tuple[Recovery, ...]:
    found = []
    for iso3, year, partner, excluded in _CASES:
        asked = CaseSubject(_cow(iso3, year), year, f"{iso3} {year}", _cow(partner, year),
                         tuple(_cow(other, year) for other in excluded))  # fmt: skip
        for values in held.values.values():
            try:
                found.append(case_of(values, asked, held.events.touched, held.events.last, _iso3_of(year)))
            except InputError:
                continue
    return tuple(found)


def _numbers(held: Tables) -> dict[str, float]:
    """Return single figures of the case: the last five years of arms that the table covers."""
    values = held.values["arms_share"]
    row = values.row(_cow("KAZ", 2014), _cow("RUS", 2014))
    if row is None or not np.isfinite(values.point[row, -1]):
        return {}
    return {f"arms share of RUS in KAZ, five years to {int(values.years[-1])}": float(values.point[row, -1])}


def _iso3_of(year: int) -> Callable[[int], str]:
    return lambda code: str(code_of(code, year, "iso3") or code)


def _cow(iso3: str, year: int) -> int:
    found = code_of(iso3, year, "cow", source="iso3")
    if not isinstance(found, int):
        raise InputError(f"{iso3} has no COW code in {year}")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Make everything and write it; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m equipoise.models.recovery.fit", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with the tables (default: EQUIPOISE_DATA)")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder to write to")
    asked = parser.parse_args(arguments)
    try:
        made, priors = fitted(World.load(), asked.data)
        for file in write(made, priors, asked.out):
            sys.stdout.write(f"{file}\n")
    except (EquipoiseError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
