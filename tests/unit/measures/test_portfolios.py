from typing import Literal

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from equipoise.errors import InputError, UnknownNameError
from equipoise.measures.portfolios import (
    COW_LEVELS,
    alliance_portfolios,
    cohen_kappa,
    s_score,
    scott_pi,
    similarity,
)

_NAN = float("nan")
_X = np.array([3.0, 3.0, 0.0, 0.0])
_Y = np.array([3.0, 0.0, 1.0, 0.0])
_LEVELS = st.sampled_from([0.0, 1.0, 2.0, 3.0, _NAN])
_PAIR = arrays(np.float64, (2, 7), elements=_LEVELS)
_BINARY = arrays(np.float64, (2, 7), elements=st.sampled_from([0.0, 1.0, _NAN]))
_DISTANCE = st.sampled_from(["absolute", "squared"])
Distance = Literal["absolute", "squared"]


def test_s_by_hand() -> None:
    """Gaps 0, 3, 1, 0. Absolute: (0 + 3 + 1 + 0) / 3 over 4 positions = 1/3, S = 1 - 2/3 = 1/3.
    Squared: (0 + 9 + 1 + 0) / 9 over 4 = 10/36, S = 1 - 20/36 = 4/9."""
    assert s_score(_X, _Y) == pytest.approx(1 / 3)
    assert s_score(_X, _Y, distance="squared") == pytest.approx(4 / 9)


def test_s_by_hand_with_weights() -> None:
    """Weights 1, 2, 1, 0: absolute gaps (0 + 2 * 3 + 1 * 1) / 3 over a weight of 4 = 7/12, S = 1 - 14/12 = -1/6."""
    assert s_score(_X, _Y, weights=np.array([1.0, 2.0, 1.0, 0.0])) == pytest.approx(-1 / 6)


def test_chance_corrected_squared_by_hand() -> None:
    """Observed: (0 + 9 + 1 + 0) / 4 = 5/2. Means 3/2 and 1; mean squares 18/4 = 9/2 and 10/4 = 5/2.
    Kappa: expected 9/2 + 5/2 - 2 * 3/2 * 1 = 4, so 1 - 5/8 = 3/8.
    Pi: pooled mean 5/4, pooled mean square 7/2; expected 2 * (7/2 - 25/16) = 31/8, so 1 - 20/31 = 11/31."""
    assert cohen_kappa(_X, _Y) == pytest.approx(3 / 8)
    assert scott_pi(_X, _Y) == pytest.approx(11 / 31)


def test_chance_corrected_absolute_by_hand() -> None:
    """Observed: (0 + 3 + 1 + 0) / 4 = 1. X is 0 or 3 by half; Y is 0, 1, 3 by 1/2, 1/4, 1/4.
    Kappa: X = 0 is away 0, 1, 3: 1/4 + 3/4 = 1; X = 3 is away 3, 2, 0: 3/2 + 1/2 = 2; expected 3/2, so 1/3.
    Pi: pooled 0, 1, 3 by 4/8, 1/8, 3/8; expected 2 * (4/64 * 1 + 12/64 * 3 + 3/64 * 2) = 92/64, so 1 - 64/92 = 7/23."""
    assert cohen_kappa(_X, _Y, distance="absolute") == pytest.approx(1 / 3)
    assert scott_pi(_X, _Y, distance="absolute") == pytest.approx(7 / 23)


def test_binary_kappa_is_the_one_of_the_textbook() -> None:
    """Table 20 both, 5 and 10 one, 15 none: agreement .7, by chance .5, kappa .4."""
    first = np.repeat([1.0, 1.0, 0.0, 0.0], [20, 5, 10, 15])
    second = np.repeat([1.0, 0.0, 1.0, 0.0], [20, 5, 10, 15])
    assert cohen_kappa(first, second, top=1) == pytest.approx(0.4)


def test_unknown_positions_drop_out() -> None:
    first, second = np.append(_X, [_NAN, 2.0]), np.append(_Y, [3.0, _NAN])
    for measure in (s_score, scott_pi, cohen_kappa):
        assert measure(first, second) == pytest.approx(float(measure(_X, _Y)))
        assert np.isnan(measure(np.array([1.0, _NAN]), np.array([_NAN, 1.0])))


def test_without_variation_chance_correction_is_not_defined() -> None:
    """Two states without any alliance: S says 1, pi and kappa cannot tell likeness from want of occasion."""
    none = np.zeros(5)
    assert s_score(none, none) == 1
    assert np.isnan(scott_pi(none, none))
    assert np.isnan(cohen_kappa(none, none))


@given(_PAIR, _DISTANCE)
def test_symmetry_and_bounds(pair: np.ndarray, distance: Distance) -> None:
    for measure in (s_score, scott_pi, cohen_kappa):
        found, turned = measure(pair[0], pair[1], distance=distance), measure(pair[1], pair[0], distance=distance)
        np.testing.assert_allclose(found, turned, atol=1e-9)
        assert np.isnan(found) or -1 - 1e-9 <= found <= 1 + 1e-9


@given(arrays(np.float64, 7, elements=_LEVELS), _DISTANCE)
def test_identical_portfolios_are_fully_alike(own: np.ndarray, distance: Distance) -> None:
    assume(len(set(own[~np.isnan(own)])) > 1)
    for measure in (s_score, scott_pi, cohen_kappa):
        assert measure(own, own, distance=distance) == pytest.approx(1)


@given(_BINARY)
def test_on_a_binary_scale_absolute_and_squared_are_one(pair: np.ndarray) -> None:
    for measure in (s_score, scott_pi, cohen_kappa):
        by_step = measure(pair[0], pair[1], distance="absolute", top=1)
        np.testing.assert_allclose(by_step, measure(pair[0], pair[1], distance="squared", top=1), atol=1e-9)


@given(_PAIR, _DISTANCE)
def test_pi_is_never_above_kappa_and_equal_where_the_habits_are(pair: np.ndarray, distance: Distance) -> None:
    pi, kappa = (measure(pair[0], pair[1], distance=distance) for measure in (scott_pi, cohen_kappa))
    assert np.isnan(pi) or np.isnan(kappa) or pi <= kappa + 1e-9
    known = pair[0][~np.isnan(pair[0])]
    if len(known) > 1:
        shifted = np.roll(known, 1)
        np.testing.assert_allclose(
            scott_pi(known, shifted, distance=distance), cohen_kappa(known, shifted, distance=distance), atol=1e-9
        )


@given(_PAIR, _DISTANCE)
def test_the_expected_distance_is_that_of_all_pairs_of_positions(pair: np.ndarray, distance: Distance) -> None:
    known = pair[:, ~np.isnan(pair).any(axis=0)]
    assume(known.size)
    gaps = np.abs(known[0][:, None] - known[1]) ** (2 if distance == "squared" else 1)
    assume(gaps.mean() > 0)
    expected = 1 - np.diag(gaps).mean() / gaps.mean()
    assert cohen_kappa(pair[0], pair[1], distance=distance) == pytest.approx(expected, abs=1e-9)


@settings(deadline=None)
@given(arrays(np.float64, (4, 6), elements=_LEVELS))
def test_many_pairs_at_once_are_the_same_as_one_by_one(levels: np.ndarray) -> None:
    for measure in (s_score, scott_pi, cohen_kappa):
        together = measure(levels[:, None], levels[None, :])
        one_by_one = [[measure(a, b) for b in levels] for a in levels]
        np.testing.assert_allclose(together, one_by_one, atol=1e-9)


def test_wrong_levels_weights_and_distances_are_refused() -> None:
    for wrong in (4.0, -1.0, 0.5, np.inf):
        with pytest.raises(InputError, match="not a whole number from 0 to 3"):
            s_score(np.array([wrong]), np.array([0.0]))
    with pytest.raises(InputError, match="weight is negative"):
        s_score(_X, _Y, weights=np.array([1.0, -1.0, 1.0, 1.0]))
    with pytest.raises(UnknownNameError, match="unknown distance 'square'; did you mean squared"):
        cohen_kappa(_X, _Y, distance="square")  # type: ignore[arg-type]


def _pacts(*rows: tuple[int, int, int, int | None, int, int, int]) -> pl.DataFrame:
    columns = ("ccode1", "ccode2", "year", *COW_LEVELS)
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.Int64), orient="row")


def test_a_dyad_has_its_highest_level_in_both_directions() -> None:
    table = _pacts((2, 20, 1950, 1, 0, 1, 0), (365, 710, 1950, 0, 0, 0, 1), (2, 999, 1950, 1, 0, 0, 0))
    found = alliance_portfolios(table, [710, 2, 20, 365], 1950, COW_LEVELS)
    assert found is not None
    assert found.states == (2, 20, 365, 710)
    np.testing.assert_array_equal(found.levels, [[3, 3, 0, 0], [3, 3, 0, 0], [0, 0, 3, 1], [0, 0, 1, 3]])
    assert similarity(found, 2, 20).kappa == pytest.approx(1)
    assert similarity(found, 2, 365).compared == 4
    with pytest.raises(UnknownNameError, match="unknown state in the system of 1950 '705'"):
        found.of(705)


def test_outside_the_coverage_nothing_is_known() -> None:
    assert alliance_portfolios(_pacts((2, 20, 1950, 1, 0, 1, 0)), [2, 20], 1951, COW_LEVELS) is None


def test_an_unknown_pledge_matters_only_where_it_would_raise_the_level() -> None:
    table = _pacts((2, 20, 1950, None, 0, 1, 0), (2, 365, 1950, 1, 0, 0, 0)).with_columns(
        pl.when(pl.col("ccode2") == 365).then(None).otherwise("cow_entente").alias("cow_entente")
    )
    found = alliance_portfolios(table, [2, 20, 365], 1950, COW_LEVELS)
    assert found is not None
    assert np.isnan(found.levels[0, 1])
    assert found.levels[0, 2] == 3
    assert similarity(found, 2, 20).compared == 1


def test_a_wide_declaration_of_non_aggression_can_hide_a_defence_pact() -> None:
    """1 and 2 share a defence pact. 1 and 3 are in a declaration of all but 2: level 2 almost everywhere."""
    crowd = [1, 3, *range(10, 30)]
    pairs = [(a, b) for a in crowd for b in crowd if a < b]
    table = _pacts((1, 2, 1950, 1, 0, 0, 0), *((a, b, 1950, 0, 0, 1, 0) for a, b in pairs))
    system = [2, *crowd]
    every, fighting = (alliance_portfolios(table, system, 1950, levels) for levels in (COW_LEVELS, {"cow_defense": 3}))
    assert every is not None
    assert fighting is not None
    assert s_score(every.of(1), every.of(3)) > s_score(every.of(1), every.of(2))
    assert s_score(fighting.of(1), fighting.of(3)) < s_score(fighting.of(1), fighting.of(2))
