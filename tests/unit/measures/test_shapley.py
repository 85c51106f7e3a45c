import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.errors import InputError
from equipoise.measures.shapley import shapley_values


def test_the_glove_game_is_solved() -> None:
    """One left glove (A), two right gloves (B, C): a pair is worth 1. Known values 2/3, 1/6, 1/6."""
    values = shapley_values("ABC", lambda group: float("A" in group and len(group) > 1))
    assert values == pytest.approx({"A": 2 / 3, "B": 1 / 6, "C": 1 / 6})


def test_weighted_voting_of_the_six_agrees_with_the_published_power() -> None:
    """EEC of 1958: votes 4, 4, 4, 2, 2, 1 with a quota of 12 give .2333, .1500 and 0."""
    votes = {"DEU": 4, "FRA": 4, "ITA": 4, "BEL": 2, "NLD": 2, "LUX": 1}
    values = shapley_values(list(votes), lambda group: float(sum(votes[state] for state in group) >= 12))
    assert values["DEU"] == pytest.approx(0.2333, abs=5e-5)
    assert values["BEL"] == pytest.approx(0.15)
    assert values["LUX"] == 0


@given(st.dictionaries(st.sampled_from("ABCDEF"), st.floats(0, 100), min_size=1))
def test_in_an_additive_game_everyone_gets_what_they_bring(sizes: dict[str, float]) -> None:
    values = shapley_values(list(sizes), lambda group: sum(sizes[player] for player in group))
    assert values == pytest.approx(sizes, abs=1e-9)


@given(st.lists(st.floats(0, 10), min_size=16, max_size=16))
def test_values_sum_to_the_worth_of_all(worths: list[float]) -> None:
    def worth(group: frozenset[str]) -> float:
        return worths[sum(1 << "ABCD".index(player) for player in group)]

    assert sum(shapley_values("ABCD", worth).values()) == pytest.approx(worths[15] - worths[0], abs=1e-9)


def test_too_many_players_are_refused() -> None:
    with pytest.raises(InputError, match="17 players"):
        shapley_values([str(i) for i in range(17)], lambda _: 0.0)
