"""States and organisations on days on which they do not exist."""

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
import pytest

from equipoise.errors import InputError
from equipoise.world.existence import check_exists_on, spans_of_statehood
from equipoise.world.world import World


@pytest.mark.parametrize(
    ("text", "day", "told"),
    [
        ("KAZ", date(1985, 1, 1), "from 1991-12-16 on: independence from the Soviet Union"),
        ("South Sudan", date(2010, 1, 1), "from 2011-07-09 on"),
        ("XKX", date(2000, 1, 1), "from 2008-02-17 on"),
        ("DEU", date(1947, 1, 1), "from 1949-05-23 on"),
        ("Эстония", date(1960, 1, 1), "1918-02-24 to 1940-08-06"),
        ("EU", date(1950, 1, 1), "founded 1958-01-01"),
    ],
)
def test_what_does_not_exist_on_a_day_is_refused(world: World, text: str, day: date, told: str) -> None:
    with pytest.raises(InputError, match=f"does not exist on {day}") as caught:
        check_exists_on(world, text, day=day)
    assert told in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_the_day_of_the_world_is_taken_and_all_names_are_looked_at(world: World) -> None:
    then = World.load(as_of="1985-01-01")
    check_exists_on(world, "KAZ", "CSTO", "EST")
    check_exists_on(then, "FRA", "RUS", "NATO", "no such thing", "Congo")
    with pytest.raises(InputError, match="state KAZ does not exist on 1985-01-01"):
        check_exists_on(then, "FRA", "KAZ")
    # A world as of a day does not hold the organisation at all.
    with pytest.raises(InputError, match=r"organisation CSTO does not exist on 1985-01-01 \(founded 1994-04-20\)"):
        check_exists_on(then, "FRA", "CSTO")


def test_the_first_day_counts_and_the_last_does_not(world: World) -> None:
    for iso3, first, last in world.statehood.select("iso3", "from", "to").iter_rows():
        check_exists_on(world, iso3, day=first)
        if last is not None:
            with pytest.raises(InputError, match=iso3):
                check_exists_on(world, iso3, day=last)


def test_a_dissolved_organisation_is_refused(make_world: Callable[..., World]) -> None:
    row = {"org_id": "WTO", "name": "Warsaw Treaty Organisation", "kind": "defence", "source_ids": ["s"]}
    dates = {"founded": date(1955, 5, 14), "dissolved": date(1991, 7, 1)}
    world = make_world(organisations=[{**row, **dates}])
    check_exists_on(world, "WTO", day=date(1991, 6, 30))
    with pytest.raises(InputError, match="founded 1955-05-14, dissolved 1991-07-01"):
        check_exists_on(world, "WTO", day=date(1991, 7, 1))


def test_spans_of_a_state_follow_one_another(world: World) -> None:
    for iso3 in world.statehood["iso3"].unique():
        spans = spans_of_statehood(world, iso3)
        assert spans["to"].null_count() == 1
        for ended, began in zip(spans["to"][:-1], spans["from"][1:], strict=True):
            assert began - ended > timedelta(0)
        assert spans.filter(pl.col("to").is_not_null() != pl.col("ended").is_not_null()).is_empty()
