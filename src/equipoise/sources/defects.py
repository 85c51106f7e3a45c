"""Applying the register of known faults to the rows that have them."""

from __future__ import annotations

from typing import Any

import polars as pl

MARKING = ("flag", "widen", "exclude_option")
"""Actions that mark rows. `carry_forward` and `override` act where rows are absent: in the measures and the build."""


def flag_defects(ties: pl.DataFrame, defects: pl.DataFrame) -> pl.DataFrame:
    """Mark ties that a known fault of their source touches, and drop those that are no ties at all.

    Parameters
    ----------
    ties : polars.DataFrame
        Rows of table `ties`.
    defects : polars.DataFrame
        Rows of table `defects`.

    Returns
    -------
    polars.DataFrame
        The ties; touched rows carry the flag of the fault, rows under action `drop` are gone.
    """
    for fault in defects.iter_rows(named=True):
        touched = _touched(fault)
        if fault["action"] == "drop":
            ties = ties.filter(~touched)
        elif fault["action"] in MARKING:
            marked = pl.concat_list("flags", pl.lit(fault["flag"])).list.unique(maintain_order=True)
            ties = ties.with_columns(pl.when(touched).then(marked).otherwise(pl.col("flags")).alias("flags"))
    return ties


def _touched(fault: dict[str, Any]) -> pl.Expr:
    source_ids, states, kind = fault["source_ids"], fault["states"], fault["kind"]
    condition = pl.col("source_ids").list.eval(pl.element().is_in(source_ids)).list.any()
    if states:
        condition &= pl.col("iso3").is_in(states)
    if fault["partner"] is not None:
        condition &= pl.col("partner") == fault["partner"]
    if kind is not None:
        condition &= pl.col("kind").is_in(kind.split("|"))
    if fault["year_from"] is not None:
        condition &= pl.col("year") >= fault["year_from"]
    if fault["year_to"] is not None:
        condition &= pl.col("year") <= fault["year_to"]
    return condition.fill_null(value=False)
