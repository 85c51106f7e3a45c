from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.errors import DataError, UnknownNameError
from equipoise.measures.capability import COMPONENTS, cinc, component_shares


def _states(**columns: list[float | None]) -> pl.DataFrame:
    height = len(next(iter(columns.values())))
    return pl.DataFrame({"year": [1900] * height, **columns}, strict=False)


def test_the_index_is_the_mean_of_the_known_shares() -> None:
    """A holds 30 of 40 soldiers and 2 of 8 people: (3/4 + 1/4) / 2 = 1/2. B's soldiers are 10 of 40, its people
    6 of 8: (1/4 + 3/4) / 2 = 1/2. C's soldiers are not known and it has no people: 0 / 1 = 0."""
    found = cinc(_states(milper=[30, 10, None], tpop=[2, 6, 0]), ["milper", "tpop"])
    assert found["cinc"].to_list() == [0.5, 0.5, 0.0]
    assert found["cinc_components"].to_list() == [2, 2, 1]


def test_missing_is_skipped_not_counted_as_zero() -> None:
    found = cinc(_states(milper=[None, 10], tpop=[6, 2]), ["milper", "tpop"])
    assert found["cinc"][0] == 0.75  # zero-filling would give 0.375


def test_a_state_of_which_nothing_is_known_has_no_index() -> None:
    found = cinc(_states(milper=[None, 10], tpop=[float("nan"), 2]), ["milper", "tpop"])
    assert found["cinc"].to_list() == [None, 1.0]
    assert found["cinc_components"].to_list() == [0, 2]


def test_a_component_that_nobody_has_is_missing() -> None:
    found = cinc(_states(irst=[0, 0], tpop=[1, 3]), ["irst", "tpop"])
    assert found["cinc"].to_list() == [0.25, 0.75]
    assert found["cinc_components"].to_list() == [1, 1]


def test_years_have_totals_of_their_own() -> None:
    states = pl.DataFrame({"year": [1900, 1901, 1900], "tpop": [1, 5, 3]})
    assert cinc(states, ["tpop"])["cinc"].to_list() == [0.25, 1.0, 0.75]


def test_the_code_for_missing_is_refused() -> None:
    with pytest.raises(DataError, match=r"'milex' has a negative value \(-9\)"):
        cinc(_states(milex=[-9, 4]), ["milex"])


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownNameError, match="unknown column 'tpopp'; did you mean tpop"):
        component_shares(_states(tpop=[1]), ["tpopp"])


@given(st.lists(st.tuples(*[st.integers(0, 10**6)] * len(COMPONENTS)), min_size=1, max_size=8))
def test_where_all_is_known_the_index_sums_to_one(rows: list[tuple[int, ...]]) -> None:
    columns = dict(zip(COMPONENTS, ([float(v) + 1 for v in column] for column in zip(*rows, strict=True)), strict=True))
    found = cinc(_states(**columns))["cinc"]
    assert found.sum() == pytest.approx(1.0)
    assert found.is_between(0, 1).all()


@given(st.lists(st.one_of(st.none(), st.integers(0, 1000)), min_size=1, max_size=8), st.integers(1, 1000))
def test_units_do_not_matter(values: list[int | None], factor: int) -> None:
    scaled = [None if value is None else value * factor for value in values]
    columns: list[Any] = [pl.Series(v, dtype=pl.Int64) for v in (values, scaled)]
    one, other = (cinc(_states(tpop=column), ["tpop"])["cinc"] for column in columns)
    assert one.to_list() == pytest.approx(other.to_list())
