"""Capability: a state's average share of the world's soldiers, arms money, steel, energy and people (CINC)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from equipoise.errors import DataError, UnknownNameError

COMPONENTS = ("milex", "milper", "irst", "pec", "tpop", "upop")
"""Military expenditure and personnel, iron and steel, primary energy, total and urban population."""


def component_shares(states: pl.DataFrame, components: Sequence[str] = COMPONENTS, by: str = "year") -> pl.DataFrame:
    """Return each state's share of the world total in every component.

    Parameters
    ----------
    states : polars.DataFrame
        One row per state and year: all states of the system, since their sum is the world total. Null (or not a
        number) where a component is missing.
    components : sequence of str
        Columns to take shares of [any unit that is the same for all states of a year].
    by : str
        Column of the year.

    Returns
    -------
    polars.DataFrame
        A column of shares [0 to 1] per component, in the order of the rows given; null where the component is missing
        or no state of the year has any of it.

    Raises
    ------
    UnknownNameError
        If a column is not in the table.
    DataError
        If a component is negative: the code -9 for missing must have become null.
    """
    for column in (by, *components):
        if column not in states.columns:
            raise UnknownNameError("column", column, states.columns)
    known = states.select(by, *(pl.col(name).cast(pl.Float64).fill_nan(None) for name in components))
    for name in components:
        lowest = known[name].min()
        if isinstance(lowest, float) and lowest < 0:
            raise DataError(f"component {name!r} has a negative value ({lowest:g}); missing values must be null")
    totals = {name: pl.col(name).sum().over(by) for name in components}
    return known.select(pl.when(total > 0).then(pl.col(name) / total).alias(name) for name, total in totals.items())


def cinc(states: pl.DataFrame, components: Sequence[str] = COMPONENTS, by: str = "year") -> pl.DataFrame:
    r"""Return the table with the composite index of national capability of every state and year.

    Parameters
    ----------
    states : polars.DataFrame
        One row per state and year, as for `component_shares`.
    components : sequence of str
        Columns that enter the index.
    by : str
        Column of the year.

    Returns
    -------
    polars.DataFrame
        The table with columns `cinc` [0 to 1] and `cinc_components` (how many components the index rests on). `cinc`
        replaces a column of that name; it is null where no component is known.

    Raises
    ------
    UnknownNameError, DataError
        As `component_shares`.

    Notes
    -----
    :math:`\mathrm{CINC}_{it} = \frac{1}{|K_{it}|} \sum_{k \in K_{it}} \frac{x_{kit}}{\sum_j x_{kjt}}`, where
    :math:`K_{it}` are the components *available* for the state in that year. A missing component is left out of the
    mean, not counted as zero; it is missing from the world total as well, so that the shares of the others come out
    somewhat too large. The index is relative: it sums to one over the states of a year where nothing is missing.

    References
    ----------
    Singer, J. D., Bremer, S. & Stuckey, J. (1972). Capability distribution, uncertainty, and major power war,
    1820-1965. In B. Russett (ed.), Peace, War, and Numbers, 19-48. Sage.

    Singer, J. D. (1987). Reconstructing the Correlates of War dataset on material capabilities of states, 1816-1985.
    International Interactions 14(2), 115-132. https://doi.org/10.1080/03050628808434695
    """
    shares = component_shares(states, components, by)
    return states.with_columns(
        shares.select(pl.mean_horizontal(pl.all()).alias("cinc")).to_series(),
        shares.select(pl.sum_horizontal(pl.all().is_not_null()).alias("cinc_components")).to_series(),
    )
