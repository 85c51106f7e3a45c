"""The features of the models, declared in `features.csv`, computed from what was known in the year before."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import polars as pl

_WATER = (2, 5)
_WAR = 2


@dataclass(frozen=True, slots=True)
class Feature:
    """A declared feature.

    Parameters
    ----------
    name : str
        Name.
    models : tuple of str
        Models that use it: "joiners", "enters", "leads", "follows".
    columns : tuple of str
        Columns that it is made from; for a product, names of other features.
    transform : str
        Key of `TRANSFORMS`, or "product".
    group : str
        What it hangs on: where a table does not cover a row, all features of a group are missing together.
    meaning : str
        Meaning, with the unit in brackets.
    """

    name: str
    models: tuple[str, ...]
    columns: tuple[str, ...]
    transform: str
    group: str
    meaning: str


@cache
def features(model: str) -> tuple[Feature, ...]:
    """Return the features of a model, in the order of the declaration."""
    text = resources.files(__package__).joinpath("features.csv").read_text(encoding="utf-8")
    declared = (
        Feature(
            name=row["feature"],
            models=tuple(row["models"].split()),
            columns=tuple(row["column"].split("|")),
            transform=row["transform"],
            group=row["group"],
            meaning=row["meaning"],
        )
        for row in csv.DictReader(text.splitlines())
    )
    return tuple(feature for feature in declared if model in feature.models)


def feature_frame(known: pl.DataFrame, model: str) -> pl.DataFrame:
    """Return the features of a model.

    Parameters
    ----------
    known : polars.DataFrame
        Cases with what was known (`covariates.with_covariates`).
    model : str
        Name of the model.

    Returns
    -------
    polars.DataFrame
        One column of 64-bit floats per feature, in the order of the declaration; null where what it is made from is
        null. A product is 0 where either factor is 0, whatever the other.
    """
    declared = features(model)
    simple = [feature for feature in declared if feature.transform != "product"]
    made = known.select(
        _finite(TRANSFORMS[feature.transform](*feature.columns)).alias(feature.name) for feature in simple
    )
    if {"land_friend", "land_foe"} <= set(made.columns):
        made = made.with_columns(near_any=pl.max_horizontal("land_friend", "land_foe", "water_friend", "water_foe"))
    products = [feature for feature in declared if feature.transform == "product"]
    made = made.with_columns(_product(*feature.columns).alias(feature.name) for feature in products)
    return made.select(feature.name for feature in declared)


def _finite(values: pl.Expr) -> pl.Expr:
    number = values.cast(pl.Float64)
    return pl.when(number.is_finite()).then(number)


def _between(column: str, low: int, high: int) -> pl.Expr:
    return pl.col(column).is_between(low, high)


def _centred(column: str) -> pl.Expr:
    """Return log1p less its mean over the candidates of the same case and year, so that eras can be compared."""
    value = pl.col(column).cast(pl.Float64).log1p()
    return value - value.mean().over("case", "year")


def _product(first: str, second: str) -> pl.Expr:
    none = (pl.col(first) == 0) | (pl.col(second) == 0)
    return pl.when(none).then(0.0).otherwise(pl.col(first) * pl.col(second))


TRANSFORMS: dict[str, Callable[..., pl.Expr]] = {
    "same": pl.col,
    "log": lambda column: pl.col(column).log(),
    "log1p": lambda column: pl.col(column).cast(pl.Float64).log1p(),
    "land": lambda column: pl.col(column) == 1,
    "water": lambda column: _between(column, *_WATER),
    "positive": lambda column: pl.col(column) > 0,
    "war": lambda column: pl.col(column) == _WAR,
    "gap": lambda first, second: (pl.col(first) - pl.col(second)).abs(),
    "centred": _centred,
}
