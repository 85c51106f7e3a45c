import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.measures.ideal_points import ideal_point_distances, ideal_point_series, ideal_points
from equipoise.measures.votes import CODINGS, agreement, agreement_matrix, agreement_series, vote_matrix

_NAN = float("nan")
# Yes-yes, yes-abstain, yes-no, abstain-abstain, no-no, and one roll call that B missed.
_A = np.array([1.0, 1.0, 1.0, 0.0, -1.0, 1.0])
_B = np.array([1.0, 0.0, -1.0, 0.0, -1.0, _NAN])
_VOTES = arrays(np.float64, (4, 6), elements=st.sampled_from([1.0, 0.0, -1.0, _NAN]))


def _long(rows: dict[str, list[int | None]], session: int = 1) -> pl.DataFrame:
    cells = [(session, voter, 100 * session + i, vote) for voter, votes in rows.items() for i, vote in enumerate(votes)]
    frame = pl.DataFrame(cells, schema=["session", "voter", "rcid", "vote"], orient="row")
    return frame.drop_nulls()


def test_a_dyad_is_scored_by_hand() -> None:
    """Five common votes: three equal, one half (yes, abstain), one opposed (yes, no).
    Lijphart (3 + 1/2) / 5 = 0.7; identical 3/5; among yes and no only: yes-yes, yes-no, no-no, 2/3."""
    assert agreement(_A, _B, "lijphart", least=1) == pytest.approx(0.7)
    assert agreement(_A, _B, "identical", least=1) == pytest.approx(0.6)
    assert agreement(_A, _B, "yes_no", least=1) == pytest.approx(2 / 3)


def test_too_few_common_votes_are_no_agreement() -> None:
    assert agreement(_A, _B, least=5) is not None
    assert agreement(_A, _B, least=6) is None
    assert agreement(_A, _B, "yes_no", least=4) is None
    assert agreement(_A, np.full(6, _NAN), least=1) is None


def test_an_unknown_coding_is_named() -> None:
    with pytest.raises(UnknownNameError, match="unknown coding of agreement 'lijphard'; did you mean lijphart"):
        agreement(_A, _B, "lijphard")
    with pytest.raises(InputError, match="at least 1"):
        agreement(_A, _B, least=0)


@given(_VOTES, st.sampled_from(sorted(CODINGS)))
def test_agreement_is_symmetric_bounded_and_full_with_oneself(votes: np.ndarray, coding: str) -> None:
    found = agreement_matrix(votes, coding, least=1)
    np.testing.assert_array_equal(found, found.T)
    known = ~np.isnan(found)
    assert ((found[known] >= 0) & (found[known] <= 1)).all()
    assert (np.diag(found)[np.diag(known)] == 1).all()


@given(_VOTES)
def test_a_half_for_abstentions_lies_above_nothing_for_them(votes: np.ndarray) -> None:
    half, none = (agreement_matrix(votes, coding, least=1) for coding in ("lijphart", "identical"))
    known = ~np.isnan(none)
    assert (half[known] >= none[known]).all()


@given(_VOTES)
def test_reversing_every_motion_changes_no_agreement(votes: np.ndarray) -> None:
    for coding in CODINGS:
        np.testing.assert_allclose(agreement_matrix(-votes, coding, 1), agreement_matrix(votes, coding, 1))


def test_codes_become_positions_and_the_absent_have_none() -> None:
    table = vote_matrix(_long({"USA": [1, 2, 3, 8], "CUB": [3, None, 9, 1]}))
    assert table.voters == ("CUB", "USA")
    np.testing.assert_array_equal(table.votes, [[-1, _NAN, _NAN, 1], [1, 0, -1, _NAN]])


def test_a_strange_code_and_a_second_vote_are_refused() -> None:
    with pytest.raises(DataError, match="vote code 4 is not one of 1, 2, 3, 8, 9"):
        vote_matrix(_long({"USA": [4]}))
    with pytest.raises(DataError, match="'USA' has two votes in roll call 100"):
        vote_matrix(pl.concat([_long({"USA": [1]})] * 2))
    with pytest.raises(UnknownNameError, match="unknown column 'voter'"):
        vote_matrix(_long({"USA": [1]}).rename({"voter": "iso3"}))


def test_the_series_has_a_row_for_every_session_and_null_without_votes() -> None:
    votes = pl.concat([_long({"A": [1, 1, 3], "B": [1, 2, 3]}), _long({"A": [1, 1], "C": [1, 3]}, session=2)])
    found = agreement_series(votes, "A", "B", least=2)
    assert found["session"].to_list() == [1, 2]
    assert found["common"].to_list() == [3, 0]
    assert found["lijphart"].to_list() == [pytest.approx(2.5 / 3), None]
    assert found["yes_no"].to_list() == [1.0, None]


def _blocs(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Votes of 40 voters at known positions in 80 roll calls, cut at random places; one vote in ten is missing."""
    draw = np.random.default_rng(seed)
    truth = np.sort(draw.normal(size=40))
    leaning = draw.choice([-1, 1], size=80) * (truth[:, None] - draw.normal(scale=0.7, size=80))
    votes = np.where(np.abs(leaning) < 0.2, 0.0, np.sign(leaning))
    votes[draw.random(votes.shape) < 0.1] = _NAN
    return truth, votes


def test_positions_behind_simulated_votes_are_recovered() -> None:
    truth, votes = _blocs()
    found = ideal_points(votes, anchor=39)
    assert found.converged
    assert np.corrcoef(found.points, truth)[0, 1] > 0.9
    assert found.points.mean() == pytest.approx(0, abs=1e-12)
    assert found.points.std() == pytest.approx(1)


def test_the_anchor_fixes_the_sign_and_nothing_else() -> None:
    _, votes = _blocs()
    np.testing.assert_allclose(ideal_points(votes, anchor=0).points, -ideal_points(votes, anchor=39).points)
    np.testing.assert_allclose(ideal_points(-votes, anchor=39).points, ideal_points(votes, anchor=39).points)


def test_unanimous_roll_calls_place_nobody() -> None:
    _, votes = _blocs()
    padded = np.hstack([votes, np.ones((40, 30))])
    np.testing.assert_allclose(ideal_points(padded, anchor=39).points, ideal_points(votes, anchor=39).points)
    assert np.isnan(ideal_points(np.ones((5, 30)), anchor=0).points).all()


def test_who_votes_too_seldom_is_not_placed() -> None:
    _, votes = _blocs()
    votes[7, 5:] = _NAN
    found = ideal_points(votes, anchor=39)
    assert np.isnan(found.points).nonzero()[0].tolist() == [7]
    assert found.contested[7] <= 5
    votes[39, 5:] = _NAN
    unanchored = ideal_points(votes, anchor=39)
    assert np.isnan(unanchored.points).all()
    assert not unanchored.converged


@settings(deadline=None)  # some of these take all the rounds
@given(_VOTES)
def test_any_votes_give_numbers_or_none(votes: np.ndarray) -> None:
    found = ideal_points(votes, anchor=0, least=1)
    assert np.isfinite(found.points[~np.isnan(found.points)]).all()
    assert np.isnan(found.points[0]) or found.points[0] >= 0


def test_periods_are_placed_one_by_one_and_distances_are_null_without_a_position() -> None:
    sides = {"USA": [1, 1, 3], "GBR": [1, 1, 3], "SUN": [3, 3, 1]}
    votes = pl.concat([_long(sides), _long({"USA": [1], "GBR": [3]}, session=2)])
    points = ideal_point_series(votes, anchor="USA", least=2)
    assert points.filter(pl.col("session") == 1)["ideal_point"].to_list() == pytest.approx(
        [2**-0.5, -(2**0.5), 2**-0.5]
    )
    assert points.filter(pl.col("session") == 2)["ideal_point"].to_list() == [None, None]
    apart = ideal_point_distances(points, "USA", "SUN")
    assert apart["distance"].to_list() == [pytest.approx(3 / 2**0.5), None]


def test_a_session_without_the_anchor_has_no_points() -> None:
    votes = pl.concat([_long({"USA": [1, 3], "SUN": [3, 1]}), _long({"GBR": [1, 3], "SUN": [3, 1]}, session=2)])
    points = ideal_point_series(votes, least=1)
    assert points.filter(pl.col("session") == 2)["ideal_point"].null_count() == 2
    with pytest.raises(UnknownNameError, match="unknown voter 'US'"):
        ideal_point_series(votes, anchor="US")
