"""The balance: a row for every layer and power, and no zero where nothing is known."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from measure_samples import DAY, belonging, body, member, share, state, states, tie

from equipoise.errors import UnknownNameError
from equipoise.measures.balance import LAYERS, SCHEMA, balance, layer_named
from equipoise.measures.powers import POWERS

BODIES = [body("BLOC"), body("CLUB"), body("PACT"), body("RING")]


def small(make_world, ties=(), memberships=(), as_of=DAY):
    return make_world(
        states=states("XXX", "AAA", "BBB", "CCC"),
        organisations=BODIES,
        memberships=[*belonging("BLOC", "AAA", "BBB", "CCC"), *memberships],
        ties=list(ties),
        as_of=as_of,
    )


def cell(world, layer, power="AAA", of="XXX"):
    return balance(world, of, [power], [layer]).row(0, named=True)


def ends(row):
    return row["low"], row["value"], row["high"]


@pytest.mark.parametrize("name", ["KAZ", "Kazakhstan", "BLR", "USA", "VAT"])
def test_every_layer_has_a_row_for_every_power(world, name):
    rows = balance(world, name)
    assert dict(rows.schema) == SCHEMA
    wanted = [(layer.name, power) for layer in LAYERS for power in POWERS]
    assert rows.select("layer", "power").rows() == wanted
    known = rows.filter(pl.col("low").is_not_null())
    assert (known["low"] <= known["high"]).all()
    assert known["source_ids"].list.len().min() > 0
    assert known["observation_ids"].list.len().min() > 0


def test_a_cell_without_data_is_null_and_says_so(make_world):
    rows = balance(small(make_world), "XXX", ["AAA", "BLOC"])
    assert rows.height == 2 * len(LAYERS)
    assert rows.select("low", "value", "high", "year").null_count().row(0) == (rows.height,) * 4
    assert rows["flags"].to_list() == [["no_data"]] * rows.height


def test_a_tie_to_oneself_is_none(make_world):
    world = small(make_world, [share("export", "AAA", "BBB", 40.0)], belonging("CLUB", "AAA"))
    rows = balance(world, "AAA", ["AAA"])
    assert rows["low"].null_count() == rows.height
    assert rows["flags"].to_list() == [["self"]] * rows.height


def test_arms_are_a_share_where_it_is_known_and_what_it_leaves_elsewhere(make_world):
    figure = tie("arms_import_share", "XXX", "AAA", 88.0, low=87.5, high=88.5, flags=["rounded", "recalled"])
    world = small(make_world, [figure])
    assert ends(cell(world, "arms")) == (87.5, 88.0, 88.5)
    other = cell(world, "arms", "BBB")
    assert ends(other) == (0.0, None, 12.5)
    assert other["flags"] == ["derived", "interval", "recalled"]
    bloc = cell(world, "arms", "BLOC")
    assert ends(bloc) == (87.5, None, 100.0), "the others in the bloc may have all that is left"


def test_a_bloc_without_members_supplies_nothing_that_is_known(make_world):
    figure = tie("arms_import_share", "XXX", "AAA", 88.0)
    row = cell(small(make_world, [figure]), "arms", "RING")
    assert ends(row) == (None, None, None)
    assert row["flags"] == ["no_data"]


def test_a_state_does_not_supply_itself(make_world):
    figures = [tie("arms_import_share", "AAA", name, value) for name, value in [("BBB", 60.0), ("CCC", 30.0)]]
    assert ends(cell(small(make_world, figures), "arms", "BLOC", of="AAA")) == (90.0, 90.0, 90.0)


def test_a_supplier_that_is_only_named_has_a_place_and_no_share(make_world):
    ties = [
        tie("arms_supplier_named", "XXX", "AAA", 2.0, flags=["order_of_mention", "soviet_era"]),
        tie("arms_supplier_named", "XXX", "BBB", 1.0, flags=["order_of_mention"]),
    ]
    world = small(make_world, ties)
    row = cell(world, "arms")
    assert ends(row) == (None, None, None)
    assert (row["year"], row["flags"]) == (2023, ["named_2", "named_supplier", "soviet_era"])
    assert "named_1" in cell(world, "arms", "BLOC")["flags"]
    assert cell(world, "arms", "CCC")["flags"] == ["no_data"]


def test_of_forces_only_the_newest_count_stands(make_world):
    ties = [tie("forces_present", "XXX", "AAA", value, year) for value, year in [(5000.0, 2015), (1500.0, 2022)]]
    row = cell(small(make_world, ties), "forces")
    assert ends(row) == (1500.0, 1500.0, 1500.0)
    assert (row["year"], row["source_ids"]) == (2022, ["book2023"])


def test_of_two_editions_on_one_year_the_later_stands(make_world):
    early = tie("forces_present", "XXX", "AAA", 900.0, published=date(2024, 1, 1), edition="e1")
    late = tie("forces_present", "XXX", "AAA", None, low=700.0, high=800.0, published=date(2024, 5, 1), edition="e2")
    assert ends(cell(small(make_world, [early, late]), "forces")) == (700.0, None, 800.0)


def test_leased_land_is_the_newest_figure_of_each_site(make_world):
    ties = [
        tie("base_area", "XXX", "AAA", 100.0, 2015, locator="range"),
        tie("base_area", "XXX", "AAA", 80.0, 2022, locator="range"),
        tie("base_area", "XXX", "AAA", 7.0, 2017, locator="port"),
        tie("base_area", "XXX", "BBB", 1.0, 2022, locator="hut"),
    ]
    row = cell(small(make_world, ties), "bases")
    assert ends(row) == (87.0, 87.0, 87.0)
    assert (row["year"], row["flags"]) == (2017, ["stale"]), "as old as its oldest part"
    assert ends(cell(small(make_world, ties), "bases", "BLOC"))[1] == 88.0


def test_organisations_shared_with_a_bloc_are_all_most_and_any(make_world):
    """CLUB has all three of the bloc, PACT two, RING one."""
    memberships = [
        *belonging("CLUB", "XXX", "AAA", "BBB", "CCC"),
        *belonging("PACT", "XXX", "AAA", "BBB"),
        *belonging("RING", "XXX", "AAA"),
    ]
    world = small(make_world, memberships=memberships)
    assert ends(cell(world, "organisations", "BLOC")) == (1.0, 2.0, 3.0)
    assert ends(cell(world, "organisations", "CCC")) == (1.0, 1.0, 1.0)
    assert ends(cell(world, "organisations", "BLOC", of="AAA")) == (2.0, 2.0, 3.0), "itself left out: BBB and CCC"


def test_observers_and_past_members_share_nothing_and_none_shared_is_a_sourced_zero(make_world):
    memberships = [
        *belonging("CLUB", "XXX"),
        member("CLUB", "AAA", status="observer"),
        member("CLUB", "BBB", to=date(2020, 1, 1)),
    ]
    world = small(make_world, memberships=memberships)
    for power in ("AAA", "BBB"):
        row = cell(world, "organisations", power)
        assert ends(row) == (0.0, 0.0, 0.0)
        assert row["source_ids"] == ["m_CLUB"], "what was looked through"


def test_past_spells_are_not_what_a_shared_organisation_rests_on(make_world):
    first = member("CLUB", "XXX", to=date(2005, 1, 1), source_ids=["old"])
    again = member("CLUB", "XXX", spell=2, source_ids=["new"], **{"from": date(2010, 1, 1)})
    row = cell(small(make_world, memberships=[first, again, *belonging("CLUB", "AAA")]), "organisations")
    assert row["source_ids"] == ["new"]


def test_unknown_states_powers_and_layers_are_named_with_the_nearest(world):
    with pytest.raises(UnknownNameError, match="unknown state 'Khazakhstan'; did you mean Kazakhstan"):
        balance(world, "Khazakhstan")
    with pytest.raises(UnknownNameError, match="unknown power 'NATOO'; did you mean NATO"):
        balance(world, "KAZ", ["NATOO"])
    with pytest.raises(UnknownNameError, match="unknown power 'Rusiia'; did you mean Russia"):
        balance(world, "KAZ", ["Rusiia"])
    with pytest.raises(UnknownNameError, match="unknown layer 'export'; did you mean exports") as caught:
        balance(world, "KAZ", layers=["export"])
    assert all(layer.name in str(caught.value) for layer in LAYERS)


def test_a_name_of_two_states_is_ambiguous_as_a_power_too(world):
    with pytest.raises(UnknownNameError, match="ambiguous state 'Korea'"):
        balance(world, "KAZ", ["Korea"])


def test_layers_are_found_by_name():
    assert [layer_named(layer.name) for layer in LAYERS] == list(LAYERS)


def test_as_of_a_day_nothing_later_is_in_the_balance(eve):
    rows = balance(eve, "KAZ")
    assert rows["year"].drop_nulls().max() <= 2022
    used = set(rows["observation_ids"].explode().drop_nulls())
    later = eve.ties.filter(pl.col("published") > date(2022, 1, 5))
    assert used
    assert later.is_empty()


def test_an_entity_that_is_no_state_can_be_asked_about(make_world):
    world = make_world(states=[state("XXX", kind="dependency"), state("AAA")], as_of=DAY)
    assert balance(world, "XXX", ["AAA"]).height == len(LAYERS)
