from hypothesis import given
from hypothesis import strategies as st

from equipoise.errors import UnknownNameError, nearest


def test_a_message_names_the_value_the_choices_and_the_nearest_match() -> None:
    error = UnknownNameError("organisation", "OST", ["OTS", "CSTO", "EU"])
    assert str(error) == "unknown organisation 'OST'; did you mean OTS? (choices: CSTO, EU, OTS)"
    assert error.nearest[0] == "OTS"


def test_many_choices_are_counted_rather_than_listed() -> None:
    message = str(UnknownNameError("state", "zzz", [f"state {i}" for i in range(30)], show=3))
    assert "and 27 more" in message
    assert "did you mean" not in message


@given(st.text(max_size=30), st.lists(st.text(max_size=10), max_size=20))
def test_messages_are_one_line_where_the_value_is(value: str, choices: list[str]) -> None:
    assert set(nearest(value, choices)) <= set(choices)
    assert repr(value) in str(UnknownNameError("thing", value, choices))
