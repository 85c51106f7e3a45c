"""Collecting rows while an edition is read: common columns, what could not be read, areas that share a state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from equipoise.sources.factbook.amounts import Amount
from equipoise.sources.factbook.areas import merge_indicators, merge_memberships, merge_ties
from equipoise.sources.factbook.profiles import Profile
from equipoise.sources.factbook.tables import rows
from equipoise.world.schema import conform, table_schema

Row = dict[str, Any]
Resolve = Callable[[str], str | None]

# Enough of a text to find it again in the source, not enough to stand in for it.
EXCERPT = 60
# Parts of the world that stand in the source where a state should, and that a resolver may take for one.
REGIONS = frozenset(
    {"africa", "america", "asia", "europe", "eastern europe", "western europe", "middle east", "oceania"}
)
UNRESOLVED = {
    "edition": pl.String(),
    "profile": pl.String(),
    "field": pl.String(),
    "name": pl.String(),
    "reason": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the source.

    Parameters
    ----------
    id : str
        Edition and source id: `fb2026`.
    published : datetime.date
        Day on which the edition could be read by anyone.
    reference_year : int
        Year that undated fields (area, borders) are taken to describe: the last full year before publication.
    """

    id: str
    published: date
    reference_year: int


@dataclass(slots=True)
class Harvest:
    """Rows gathered from the profiles of one edition.

    Parameters
    ----------
    edition : Edition
        The edition read.
    resolve : callable
        From a name to ISO3, or None.
    states : mapping of str to str
        From GEC code (lower case) to ISO3.
    """

    edition: Edition
    resolve: Resolve
    states: Mapping[str, str]
    indicators: list[Row] = field(default_factory=list)
    ties: list[Row] = field(default_factory=list)
    memberships: list[Row] = field(default_factory=list)
    unresolved: list[Row] = field(default_factory=list)

    def mapped(self, profiles: Iterable[Profile]) -> list[tuple[Profile, str]]:
        """Return the profiles that belong to a state or territory, with its ISO3; the others become unresolved."""
        pairs: list[tuple[Profile, str]] = []
        other_codes = {row["code"]: row["same_as"] for row in rows("file_codes")}
        for profile in profiles:
            iso3 = self.states.get(profile.code) or self.states.get(other_codes.get(profile.code, ""))
            if iso3 is None:
                self.miss(profile, "profile", profile.code, "no ISO3 for this GEC code")
            else:
                pairs.append((profile, iso3))
        return pairs

    def state(self, profile: Profile, where: str, name: str) -> str | None:
        """Return the ISO3 of a name; an unknown name becomes unresolved."""
        bare = name.strip(" .,;")
        article = bare[4:] if bare.lower().startswith("the ") else bare
        iso3 = None if article.lower() in REGIONS else self.resolve(bare) or self.resolve(article)
        if iso3 is None:
            self.miss(profile, where, bare, "unknown name")
        return iso3

    def miss(self, profile: Profile, where: str, name: str, reason: str) -> None:
        """Record what could not be read."""
        self.unresolved.append(
            {
                "edition": self.edition.id,
                "profile": profile.code,
                "field": where,
                "name": name[:EXCERPT],
                "reason": reason,
            }
        )

    def indicator(
        self, profile: Profile, iso3: str, name: str, year: int, amount: Amount, locator: str, flags: Iterable[str] = ()
    ) -> None:
        """Add a row to the indicators."""
        self.indicators.append(
            {"iso3": iso3, "name": name, "year": year, "profile": profile.code} | self._figures(amount, locator, flags)
        )

    def tie(
        self,
        profile: Profile,
        pair: tuple[str, str],
        kind: str,
        year: int,
        amount: Amount,
        locator: str,
        flags: Iterable[str] = (),
        note: str | None = None,
    ) -> None:
        """Add a row to the ties; `pair` holds the state on whose books the tie counts, then the other."""
        head = {"iso3": pair[0], "partner": pair[1], "kind": kind, "year": year, "profile": profile.code, "note": note}
        self.ties.append(head | self._figures(amount, locator, flags))

    def membership(self, profile: Profile, iso3: str, org_id: str, status: str, flags: Iterable[str]) -> None:
        """Add a row to the memberships: a standing without dates, as of the edition."""
        self.memberships.append(
            {
                "org_id": org_id,
                "iso3": iso3,
                "status": status,
                "profile": profile.code,
                "published": self.edition.published,
                "basis": "Factbook list",
                "source_ids": [self.edition.id],
                "flags": sorted(set(flags)),
            }
        )

    def frames(self) -> dict[str, pl.DataFrame]:
        """Return the tables in declared form, one row per state where two profiles describe parts of one.

        Returns
        -------
        dict of str to polars.DataFrame
            `indicators`, `ties`, `memberships` and `unresolved`.
        """
        indicators, lost = merge_indicators(self.indicators)
        ties, lost_ties = merge_ties(self.ties)
        for row in [*lost, *lost_ties]:
            what = f"{row.get('name') or row['kind']} {row['year']}"
            self.miss(Profile(row["profile"], {}), row["locator"], what, "figure of one of several areas")
        return {
            "indicators": _table(indicators, "indicators", ["iso3", "name", "year"]),
            "ties": _table(ties, "ties", ["iso3", "kind", "year", "value", "partner"]),
            "memberships": _table(merge_memberships(self.memberships), "memberships", ["org_id", "iso3", "status"]),
            "unresolved": pl.DataFrame(self.unresolved, schema=UNRESOLVED).unique(maintain_order=True),
        }

    def _figures(self, amount: Amount, locator: str, flags: Iterable[str]) -> Row:
        return {
            "value": amount.value,
            "low": amount.low,
            "high": amount.high,
            "published": self.edition.published,
            "edition": self.edition.id,
            "locator": locator,
            "source_ids": [self.edition.id],
            "flags": sorted({*amount.flags, *flags}),
        }


def _table(found: list[Row], table: str, order: list[str]) -> pl.DataFrame:
    bare = [{key: value for key, value in row.items() if key != "profile"} for row in found]
    if not bare:
        return _empty(table)
    return conform(pl.DataFrame(bare, infer_schema_length=None), table).sort(order, nulls_last=True)


def _empty(table: str) -> pl.DataFrame:
    return pl.DataFrame(schema=table_schema(table).polars)
