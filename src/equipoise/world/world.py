"""The world as data: a frozen bundle of dated, sourced tables. Every operation on it is a function elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from equipoise.world.asof import known_on, parse_as_of
from equipoise.world.further_names import FurtherNames
from equipoise.world.names import NameIndex
from equipoise.world.package import Manifest, embedded_package, read_manifest, read_on_demand, read_tables
from equipoise.world.schema import on_demand_names


@dataclass(frozen=True, repr=False)
class World:
    """Typed tables of states, organisations, instruments, ties and cases, as they could be known on a day.

    The form of each table is declared in `equipoise.world.schema`. Build it with `World.load`.

    Parameters
    ----------
    states, state_names : polars.DataFrame
        Entities and the names and codes under which they are found.
    statehood, former_states : polars.DataFrame
        Since when a state has been one, and states that are no more.
    organisations, memberships, instruments : polars.DataFrame
        Bodies, who belongs to them and when, and the versions of what binds them.
    indicators, indicator_names : polars.DataFrame
        Sizes of states, and the vocabulary of what is measured.
    ties, tie_kinds : polars.DataFrame
        Dyadic quantities, and their vocabulary.
    facts, events, reactions, contributions, losses : polars.DataFrame
        Single sourced facts and the dated cases.
    episodes, calls, base_rates : polars.DataFrame
        The panel of calls for help, and published reliability rates.
    corridor_nodes, corridor_links, corridor_borders : polars.DataFrame
        Places, links and border pairs of the transport corridors.
    corridor_tariffs, corridor_flows, corridor_stoppages : polars.DataFrame
        Published prices, volumes and transit times, and dated stoppages.
    sources, defects : polars.DataFrame
        Bibliography, and the known faults of the sources.
    manifest : Manifest
        The data package that the tables came from.
    as_of : datetime.date or None
        Day as of which the tables hold; None for all that is known.
    replaced : Mapping of str to polars.DataFrame
        Tables that stand in for those that are read on demand, as in a what-if on security ties.
    """

    states: pl.DataFrame
    state_names: pl.DataFrame
    statehood: pl.DataFrame
    former_states: pl.DataFrame
    organisations: pl.DataFrame
    memberships: pl.DataFrame
    instruments: pl.DataFrame
    indicators: pl.DataFrame
    indicator_names: pl.DataFrame
    ties: pl.DataFrame
    tie_kinds: pl.DataFrame
    facts: pl.DataFrame
    events: pl.DataFrame
    reactions: pl.DataFrame
    contributions: pl.DataFrame
    losses: pl.DataFrame
    episodes: pl.DataFrame
    calls: pl.DataFrame
    base_rates: pl.DataFrame
    corridor_nodes: pl.DataFrame
    corridor_links: pl.DataFrame
    corridor_borders: pl.DataFrame
    corridor_tariffs: pl.DataFrame
    corridor_flows: pl.DataFrame
    corridor_stoppages: pl.DataFrame
    sources: pl.DataFrame
    defects: pl.DataFrame
    manifest: Manifest
    as_of: date | None = None
    replaced: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    @classmethod
    def load(cls, as_of: str | int | date | None = None, data: Path | None = None) -> World:
        """Load the world from a data package.

        Parameters
        ----------
        as_of : str, int or datetime.date, optional
            Hold nothing that was published later than this day (YYYY-MM-DD); a month (YYYY-MM) or a year (YYYY) means
            its last day, or today while it runs. By default everything is held.
        data : pathlib.Path, optional
            Folder of the data package; by default the one that ships with Equipoise.

        Returns
        -------
        World
            The tables.

        Raises
        ------
        InputError
            If `as_of` is neither a day nor a month nor a year.
        DataError
            If the package is missing, incomplete, or not of the declared form.
        """
        day = None if as_of is None else parse_as_of(as_of)
        manifest = read_manifest(embedded_package() if data is None else data)
        tables = read_tables(manifest)
        if day is not None:
            tables = {table: known_on(frame, table, day) for table, frame in tables.items()}
        return cls(**tables, manifest=manifest, as_of=day, replaced={})

    def __repr__(self) -> str:
        known = "all that is known" if self.as_of is None else f"as of {self.as_of}"
        return f"<World: data package {self.manifest.version}, {known}>"

    def table(self, name: str) -> pl.DataFrame:
        """Return a table by its declared name; one that the world does not hold is read from its package."""
        if name in self.replaced:
            return self.replaced[name]
        if name in on_demand_names():
            frame = read_on_demand(self.manifest, name)
            return frame if self.as_of is None else known_on(frame, name, self.as_of)
        frame = getattr(self, name)
        assert isinstance(frame, pl.DataFrame)  # noqa: S101 - names come from the schema
        return frame

    @property
    def today(self) -> date:
        """The day that questions about the present refer to: the as-of day, or the current date."""
        return self.as_of or date.today()  # noqa: DTZ011 - a calendar day, no instant

    @cached_property
    def names(self) -> NameIndex:
        """Index from names and codes to ISO3 codes."""
        further = FurtherNames(self.former_states, self.organisations, self.manifest)
        return NameIndex.from_tables(self.states, self.state_names, further)
