"""Consistency rules of the tables: one small named function each, run by `equipoise data check`.

A rule takes the world and yields findings; no finding means that the rule holds. Adding a rule is writing a
function with the decorator `rule`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import polars as pl

from equipoise.errors import DataError
from equipoise.world.package import file_hash
from equipoise.world.relation_rules import pacts_between_foes, parties_not_yet_states, unknown_parties
from equipoise.world.rows import row_id_expr
from equipoise.world.schema import Fault, faults, on_demand_names, table_names, table_schema
from equipoise.world.world import World

KM_SLACK = 0.02
"""Part of a length by which its parts by state may miss it."""

Severity = Literal["error", "warning"]
ROUNDING_SLACK = 3.0
"""Percentage points by which a list of rounded shares may exceed 100 without being wrong."""


@dataclass(frozen=True, slots=True)
class RuleBreach:
    """One place where a rule does not hold."""

    rule: str
    severity: Severity
    where: str
    message: str


Check = Callable[[World], Iterator[tuple[str, str]]]
_RULES: dict[str, tuple[Severity, Check]] = {}


def rule(severity: Severity) -> Callable[[Check], Check]:
    """Register a consistency rule under the name of its function."""

    def register(check: Check) -> Check:
        _RULES[check.__name__] = (severity, check)
        return check

    return register


def rule_names() -> list[str]:
    """Return the names of all rules."""
    return list(_RULES)


def check(world: World, *, strict: bool = False) -> list[RuleBreach]:
    """Run all consistency rules.

    Parameters
    ----------
    world : World
        The tables.
    strict : bool
        Raise on the first finding that is an error.

    Returns
    -------
    list of RuleBreach
        Errors first.

    Raises
    ------
    DataError
        If `strict` and a rule of severity error does not hold.
    """
    found = [
        RuleBreach(name, severity, where, message)
        for name, (severity, function) in _RULES.items()
        for where, message in function(world)
    ]
    found.sort(key=lambda finding: (finding.severity, finding.rule, finding.where))
    if strict and found and found[0].severity == "error":
        raise DataError(f"{found[0].rule}: {found[0].where}: {found[0].message}")
    return found


def _faults(world: World, kind: str) -> Iterator[tuple[str, Fault]]:
    """Give what is not as declared, of one kind, with the address of the row."""
    schemas = [table_schema(table) for table in (*table_names(), *on_demand_names())]
    named = {attribute.references for schema in schemas for attribute in schema.attributes} - {""}
    known = {target: world.table(target)[table_schema(target).key[0]].unique().to_list() for target in named}
    for schema in schemas:
        frame = world.table(schema.table)
        ids = frame.select(row_id_expr(schema.table)).to_series()
        for fault in faults(frame, schema, known):
            if fault.kind == kind:
                yield ids[fault.row], fault


@rule("error")
def duplicate_key(world: World) -> Iterator[tuple[str, str]]:
    """No two rows of a table have the same key."""
    for address in sorted({address for address, _ in _faults(world, "key")}):
        yield address, "the key occurs more than once"


@rule("error")
def missing_required_value(world: World) -> Iterator[tuple[str, str]]:
    """A required attribute is never null, and a required list never empty."""
    for address, fault in _faults(world, "required"):
        yield address, f"{fault.column} is required and empty"


@rule("error")
def value_outside_choices(world: World) -> Iterator[tuple[str, str]]:
    """A value is one of the declared choices."""
    for address, fault in _faults(world, "choices"):
        yield address, f"{fault.column}: {fault.message}"


@rule("error")
def dangling_reference(world: World) -> Iterator[tuple[str, str]]:
    """A state code, organisation, source id ... is found in the table that it refers to."""
    for address, fault in _faults(world, "reference"):
        yield address, f"{fault.column}: {fault.message}"


@rule("error")
def ends_out_of_order(world: World) -> Iterator[tuple[str, str]]:
    """Low <= value <= high, and both ends come together."""
    for table in (*table_names(), *on_demand_names()):
        names = {role: table_schema(table).role(role) for role in ("low", "value", "high")}
        if names["low"] is None or names["high"] is None:
            continue
        low, high = pl.col(names["low"]), pl.col(names["high"])
        value = pl.col(names["value"]) if names["value"] else pl.lit(None)
        wrong = (low > high) | (value < low) | (value > high) | (low.is_null() != high.is_null())
        for address in (
            world.table(table).filter(wrong.fill_null(value=False)).select(row_id_expr(table).alias("_id"))["_id"]
        ):
            yield address, "low, value and high are not in order, or one end is missing"


@rule("error")
def triple_out_of_order(world: World) -> Iterator[tuple[str, str]]:
    """Where a quantity has columns for both ends beside it, low <= value <= high, and nothing is below zero."""
    for table in table_names():
        names = {attribute.name for attribute in table_schema(table).attributes}
        for name in sorted(name for name in names if {f"{name}_low", f"{name}_high"} <= names):
            low, value, high = pl.col(f"{name}_low"), pl.col(name), pl.col(f"{name}_high")
            # Savings against another price are below zero by right.
            below = pl.lit(value=False) if name == "usd" else pl.min_horizontal(low, value, high) < 0
            wrong = (low > high) | (value < low) | (value > high) | below
            found = world.table(table).filter(wrong.fill_null(value=False))
            for address in found.select(row_id_expr(table).alias("_id"))["_id"]:
                yield address, f"{name}: not in order, or below zero"


@rule("error")
def corridor_cannot_be_laid(world: World) -> Iterator[tuple[str, str]]:
    """Kilometres by state of a corridor link sum to its length, and are lengths."""
    links = world.corridor_links.with_columns(row_id_expr("corridor_links").alias("_id"))
    for address, km, parts in links.select("_id", "km", "km_by_state").iter_rows():
        try:
            total = sum(float(part.rpartition(":")[2]) for part in parts)
        except ValueError:
            yield address, "km_by_state is not of the form CODE:km"
            continue
        if abs(total - km) > max(1.0, KM_SLACK * km):
            yield address, f"km_by_state sums to {total:g} km, the link is {km:g} km long"


@rule("error")
def ends_before_it_starts(world: World) -> Iterator[tuple[str, str]]:
    """Nothing dated ends before it starts."""
    for table in (*table_names(), *on_demand_names()):
        begins, ends = table_schema(table).role("from"), table_schema(table).role("to")
        if begins and ends:
            wrong = world.table(table).filter(pl.col(ends) < pl.col(begins))
            for address in wrong.select(row_id_expr(table).alias("_id"))["_id"]:
                yield address, f"{ends} lies before {begins}"


@rule("error")
def member_before_founding(world: World) -> Iterator[tuple[str, str]]:
    """Nobody joins an organisation before it is founded."""
    joined = world.memberships.join(world.organisations.select("org_id", "founded"), on="org_id")
    for address in joined.filter(pl.col("from") < pl.col("founded")).select(row_id_expr("memberships").alias("_id"))[
        "_id"
    ]:
        yield address, "joined before the organisation was founded"


@rule("error")
def overlapping_versions(world: World) -> Iterator[tuple[str, str]]:
    """Versions of an instrument follow one another."""
    frame = world.instruments.sort("instrument_id", "version")
    following = frame.with_columns(
        pl.col("from").shift(-1).over("instrument_id").alias("_next"),
        row_id_expr("instruments").alias("_id"),
    ).filter(pl.col("_next").is_not_null() & (pl.col("to").is_null() | (pl.col("to") > pl.col("_next"))))
    for address in following["_id"]:
        yield address, "still in force when the next version begins"


@rule("error")
def shares_over_hundred(world: World) -> Iterator[tuple[str, str]]:
    """Shares of one list sum to at most 100 %, rounding apart."""
    shares = world.ties.filter(
        pl.col("kind").is_in(["export_share", "import_share"]) & ~pl.col("flags").list.contains("two_area")
    )
    lists = shares.group_by("iso3", "kind", "year", "edition").agg(pl.col("value").sum())
    for iso3, kind, year, edition, value in (
        lists.filter(pl.col("value") > 100 + ROUNDING_SLACK).sort("iso3").iter_rows()
    ):
        yield f"ties:{iso3}/{kind}/{year}/{edition}", f"listed shares sum to {value:.1f} %"


@rule("error")
def outside_coverage(world: World) -> Iterator[tuple[str, str]]:
    """A year lies inside the coverage window that the vocabulary declares."""
    for table, vocabulary, column in (
        ("indicators", world.indicator_names, "name"),
        ("ties", world.tie_kinds, "kind"),
    ):
        windows = vocabulary.select(column, "coverage_from", "coverage_to")
        joined = world.table(table).join(windows, on=column, how="left").with_columns(row_id_expr(table).alias("_id"))
        unknown = joined.filter(pl.col("coverage_from").is_null())
        for address, value in unknown.select("_id", column).iter_rows():
            yield address, f"{column} {value!r} is not declared in the vocabulary"
        wrong = joined.filter((pl.col("year") < pl.col("coverage_from")) | (pl.col("year") > pl.col("coverage_to")))
        for address, year, first, last in wrong.select("_id", "year", "coverage_from", "coverage_to").iter_rows():
            yield address, f"year {year} is outside the coverage window {first}-{last}"


@rule("error")
def described_after_publication(world: World) -> Iterator[tuple[str, str]]:
    """No observation describes a year after the one in which it was published."""
    for table in ("indicators", "ties"):
        wrong = world.table(table).filter(pl.col("year") > pl.col("published").dt.year())
        for address in wrong.select(row_id_expr(table).alias("_id"))["_id"]:
            yield address, "describes a year after its publication"


@rule("error")
def file_changed(world: World) -> Iterator[tuple[str, str]]:
    """Every file of the package has the hash that the manifest states."""
    for name, stated in world.manifest.hashes.items():
        path = world.manifest.file(name)
        if not path.is_file():
            yield name, f"file {path.name} is missing"
        elif f"sha256:{file_hash(path)}" != stated:
            yield name, f"file {path.name} does not have the hash in the manifest"


@rule("error")
def party_unknown(world: World) -> Iterator[tuple[str, str]]:
    """Whoever is bound, at odds or sends soldiers is a state, a state that is no more, or an organisation."""
    yield from unknown_parties(world)


@rule("error")
def party_no_state_yet(world: World) -> Iterator[tuple[str, str]]:
    """A tie or a hostility begins on a day on which both ends exist."""
    yield from parties_not_yet_states(world)


@rule("warning")
def pact_inside_hostility(world: World) -> Iterator[tuple[str, str]]:
    """Who has promised to help a state is not in an armed hostility with it at the same time."""
    yield from pacts_between_foes(world)


@rule("warning")
def mirror_disagrees(world: World) -> Iterator[tuple[str, str]]:
    """What a state says it sells to a partner and what the partner says it buys differ by less than fourfold."""
    for address, factor in (
        mirror_gaps(world).filter(pl.col("factor") >= MIRROR_TOLERANCE).select("_id", "factor").iter_rows()
    ):
        yield address, f"the partner's books differ by a factor of {factor:.1f}"


MIRROR_TOLERANCE = 4.0


def mirror_gaps(world: World) -> pl.DataFrame:
    """Compare every trade flow that both sides list, in the last edition.

    Parameters
    ----------
    world : World
        The tables.

    Returns
    -------
    polars.DataFrame
        One row per flow listed from both sides: exporter, importer, year, both values [USD], and the factor by
        which the larger exceeds the smaller.
    """
    ties = world.ties.filter(pl.col("edition").str.starts_with("fb"))
    totals = world.indicators.select("iso3", "name", "year", "edition", pl.col("value").alias("total"))

    def flow(kind: str, indicator: str, side: str) -> pl.DataFrame:
        listed = ties.filter(pl.col("kind") == kind).join(
            totals.filter(pl.col("name") == indicator), on=["iso3", "year", "edition"]
        )
        return listed.select(
            "iso3",
            "partner",
            "year",
            "edition",
            (pl.col("value") * pl.col("total") / 100).alias(side),
            row_id_expr("ties").alias("_id"),
        )

    sold = flow("export_share", "exports", "sold")
    bought = flow("import_share", "imports", "bought").rename({"iso3": "partner", "partner": "iso3"})
    both = sold.join(bought.drop("_id"), on=["iso3", "partner", "year", "edition"]).filter(
        (pl.col("sold") > 0) & (pl.col("bought") > 0)
    )
    ratio = pl.col("sold") / pl.col("bought")
    return both.with_columns(pl.max_horizontal(ratio, 1 / ratio).alias("factor")).sort("factor", descending=True)
