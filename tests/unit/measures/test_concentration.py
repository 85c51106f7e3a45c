import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.errors import InputError
from equipoise.interval import Interval
from equipoise.measures.concentration import effective_number_bounds, fill_remainder, herfindahl, tilt


@st.composite
def cut_lists(draw: st.DrawFn) -> tuple[np.ndarray, float, int]:
    """A full set of partner shares, cut after its largest: what is listed, the cap, how many are not listed."""
    weights = draw(st.lists(st.floats(0.01, 1), min_size=3, max_size=30))
    shares = np.sort(np.array(weights) / sum(weights))[::-1]
    kept = draw(st.integers(1, len(shares) - 1))
    return shares, float(shares[kept - 1]), kept


@given(cut_lists(), st.sampled_from([1, 2]))
def test_bounds_hold_the_true_number_behind_any_cut_list(cut: tuple[np.ndarray, float, int], order: int) -> None:
    shares, cap, kept = cut
    true = 1 / np.square(shares).sum() if order == 2 else np.exp(-(shares * np.log(shares)).sum())
    bounds = effective_number_bounds(shares[:kept], cap, len(shares) - kept, order=order)
    assert bounds.low <= true * (1 + 1e-9)
    assert bounds.high >= true * (1 - 1e-9)


@given(cut_lists(), st.booleans())
def test_a_completed_list_sums_to_one(cut: tuple[np.ndarray, float, int], packed: bool) -> None:
    shares, cap, kept = cut
    filled = fill_remainder(shares[:kept], cap, len(shares) - kept, packed=packed)
    assert filled.sum() == pytest.approx(1)
    assert (filled[kept:] <= cap * (1 + 1e-9)).all()


# Listed shares of 2023 and bounds by 1/HHI without a limit on the number of unlisted partners, worked out by hand
# in the project's research note on the embedded tables.
@pytest.mark.parametrize(
    ("listed", "low", "high"),
    [
        ([16, 15, 10, 6, 5], 11.4, 15.6),  # Kazakhstan, exports
        ([28, 24, 4, 4, 4], 6.4, 7.1),  # Kazakhstan, imports
        ([34, 12, 11, 7, 6], 5.9, 6.6),  # Uzbekistan, exports
        ([63, 11, 7, 6, 4], 2.4, 2.4),  # Turkmenistan, exports
        ([9, 6, 6, 5, 5], 18, 49),  # Turkey, exports
        ([37, 19, 5, 4, 4], 5.2, 5.6),  # Azerbaijan, exports
    ],
)
def test_published_bounds_are_met(listed: list[int], low: float, high: float) -> None:
    shares = np.array(listed) / 100
    bounds = effective_number_bounds(shares, float(shares.min()), None, order=2)
    assert bounds.low == pytest.approx(low, abs=0.6 if low > 15 else 0.06)
    assert bounds.high == pytest.approx(high, abs=0.6 if high > 40 else 0.06)


def test_a_full_list_gives_a_point() -> None:
    assert effective_number_bounds(np.array([0.5, 0.5]), 0.5, 3, order=2).value == pytest.approx(2)
    assert herfindahl(np.array([0.25] * 4)) == 0.25


def test_what_cannot_be_filled_is_refused() -> None:
    with pytest.raises(InputError, match="cannot fill"):
        fill_remainder(np.array([0.2]), 0.1, 2, packed=False)
    with pytest.raises(InputError, match="order 3"):
        effective_number_bounds(np.array([1.0]), 1.0, 0, order=3)


def test_the_lead_is_certain_only_where_no_interval_reaches_the_first() -> None:
    sure = tilt({"A": Interval.point(50.0), "B": Interval(10.0, 20.0)})
    assert sure is not None
    assert (sure.leader, sure.margin.low, sure.margin.high) == ("A", 30.0, 40.0)
    unsure = tilt({"A": Interval.point(20.0), "B": Interval(3.0, 45.0)})
    assert unsure is not None
    assert unsure.leader is None
    assert (unsure.margin.low, unsure.margin.high) == (0.0, 25.0)
    assert tilt({"A": Interval.point(1.0)}) is None


@given(st.dictionaries(st.sampled_from("ABCDE"), st.tuples(st.floats(0, 50), st.floats(0, 50)), min_size=2), st.data())
def test_the_true_lead_lies_in_its_bounds(raw: dict[str, tuple[float, float]], data: st.DataObject) -> None:
    shares = {name: Interval(min(ends), max(ends)) for name, ends in raw.items()}
    true = sorted((data.draw(st.floats(part.low, part.high)) for part in shares.values()), reverse=True)
    found = tilt(shares)
    assert found is not None
    assert found.margin.low - 1e-9 <= true[0] - true[1] <= found.margin.high + 1e-9
