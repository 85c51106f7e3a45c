"""How often alliance obligations that a war invoked were honoured: the published percentages, from their own table."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from equipoise.errors import DataError, UnknownNameError

TABLE = "alliance_honoring_bf2018"
CODINGS = {"llm": ("honorllm", "violatellm"), "bf": ("honorbf", "violatebf")}
OBLIGATIONS = ("defense", "nonagg", "offense", "neutral")
PERIOD = "sample"
"""Column of the file that tells the periods: 1 for obligations invoked before 1945, 0 for those from 1945 on."""

_SCHEMA: dict[str, pl.DataType] = {
    "group": pl.String(),
    "meaning": pl.String(),
    "invoked": pl.Int64(),
    "honoured": pl.Int64(),
    "rate": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
}


def alliance_reliability(folder: str | Path | None = None, *, coding: str = "llm", level: float = 0.9) -> pl.DataFrame:
    """Return how often obligations of alliances that a war invoked were honoured.

    Parameters
    ----------
    folder : str or pathlib.Path, optional
        Folder with the table; by default what EQUIPOISE_DATA names.
    coding : str
        "llm": fulfilment by the rules of Leeds, Long and Mitchell, that of the published percentages; "bf": the
        authors' own rules.
    level : float
        Coverage of the Wilson intervals.

    Returns
    -------
    polars.DataFrame
        Columns group (all, before_1945, from_1945, defense, nonagg, offense, neutral), meaning, invoked, honoured,
        rate, low, high. An alliance with several obligations counts in each of their groups.

    Raises
    ------
    UnknownNameError
        If the coding is unknown.
    DataError
        If the table is missing or malformed.

    Notes
    -----
    Rows that say neither that the obligation was honoured nor that it was violated were not invoked and are left out.
    The periods are those of the file: an obligation that the Second World War invoked in 1945 is of the later one. The
    interval treats alliances as independent, though one war invokes many: it is too narrow.

    References
    ----------
    Berkemeier, M. & Fuhrmann, M. (2018). Reassessing the fulfillment of alliance commitments in war. Research &
    Politics 5(2). https://doi.org/10.1177/2053168018779697
    """
    from equipoise.sources.history import read

    if coding not in CODINGS:
        raise UnknownNameError("coding", str(coding), CODINGS)
    honoured, violated = CODINGS[coding]
    table = read(TABLE, folder)
    if PERIOD not in table.columns:
        raise DataError(f"table {TABLE}: column {PERIOD!r}, which tells the periods, is missing")
    invoked = table.filter(pl.col(honoured).eq(1) | pl.col(violated).eq(1))
    invoked = invoked.with_columns(_honoured=pl.col(honoured).fill_null(0).eq(1))
    groups = {
        "all": ("every obligation invoked", pl.lit(value=True)),
        "before_1945": ("invoked before 1945", pl.col(PERIOD) == 1),
        "from_1945": ("invoked in 1945 or later", pl.col(PERIOD) == 0),
        **{name: (f"alliances with the obligation {name}", pl.col(name) == 1) for name in OBLIGATIONS},
    }
    rows = [_row(name, words, invoked.filter(kept)["_honoured"], level) for name, (words, kept) in groups.items()]
    return pl.DataFrame([row for row in rows if row], schema=_SCHEMA, orient="row")


def _row(name: str, meaning: str, honoured: pl.Series, level: float) -> tuple[str | int | float, ...]:
    from scipy.stats import binomtest

    count, kept = honoured.len(), int(honoured.sum())
    if not count:
        return ()
    ends = binomtest(kept, count).proportion_ci(level, method="wilson")
    return (name, meaning, count, kept, kept / count, float(ends.low), float(ends.high))
