"""Applying the register of known faults to the rows that have them."""

from __future__ import annotations

from typing import Any

import polars as pl

MARKING = ("flag", "widen", "exclude_option")
"""Actions that mark rows. `carry_forward` and `override` act where rows are absent: in the measures and the build."""


def flag_defects(frame: pl.DataFrame, defects: pl.DataFrame, column: str = "kind") -> pl.DataFrame:
    """Mark rows that a known fault of their source touches, and drop those that say nothing true.

    Parameters
    ----------
    frame : polars.DataFrame
        Rows of table `ties` or `indicators`.
    defects : polars.DataFrame
        Rows of table `defects`.
    column : str
        Column that a fault's `kind` names: "kind" of ties, "name" of indicators.

    Returns
    -------
    polars.DataFrame
        The rows; touched ones carry the flag of the fault, those under action `drop` are gone.
    """
    for fault in defects.iter_rows(named=True):
        affected = touched(fault, column)
        if fault["action"] == "drop":
            frame = frame.filter(~affected)
        elif fault["action"] in MARKING:
            marked = pl.concat_list("flags", pl.lit(fault["flag"])).list.unique(maintain_order=True)
            frame = frame.with_columns(pl.when(affected).then(marked).otherwise(pl.col("flags")).alias("flags"))
    return frame


def touched(fault: dict[str, Any], column: str = "kind") -> pl.Expr:
    """Return the condition that a row is one that a fault of the register concerns.

    Parameters
    ----------
    fault : dict
        Row of table `defects`.
    column : str
        Column of the rows that the fault's `kind` names.
    """
    source_ids, states, kind = fault["source_ids"], fault["states"], fault["kind"]
    condition = pl.col("source_ids").list.eval(pl.element().is_in(source_ids)).list.any()
    if states:
        condition &= pl.col("iso3").is_in(states)
    if fault["partner"] is not None:
        condition &= pl.col("partner") == fault["partner"] if column == "kind" else pl.lit(value=False)
    if kind is not None:
        condition &= pl.col(column).is_in(kind.split("|"))
    if fault["year_from"] is not None:
        condition &= pl.col("year") >= fault["year_from"]
    if fault["year_to"] is not None:
        condition &= pl.col("year") <= fault["year_to"]
    return condition.fill_null(value=False)
