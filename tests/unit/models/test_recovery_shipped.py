"""Regressions, price, verdicts, and what ships: nothing late, nothing of the case, no row of a table."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from importlib import resources
from typing import Any

import numpy as np
import pytest
import yaml
from recovery_samples import FIRST, events, simulated, values

from equipoise import World
from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.interval import Interval
from equipoise.models import recovery as package
from equipoise.models.recovery.criteria import Standing, status_of, verdicts_of
from equipoise.models.recovery.events import KINDS, calls, lead_of
from equipoise.models.recovery.parameters import from_json, rescue_priors, shipped, to_json
from equipoise.models.recovery.predictive import FEWEST, forecasts, learnt, one_row, rows_of
from equipoise.models.recovery.price import chosen
from equipoise.models.recovery.record.scoring import PAIRS, rolled
from equipoise.models.recovery.report import RecoveryQuery, case_report, known_on, shipped_report
from equipoise.models.recovery.results import HORIZONS, cut
from equipoise.models.recovery.series import declared, series_named
from equipoise.models.track_records import shipped_records, track_records
from equipoise.scenarios.recovery import read_standing, recovery_file


@pytest.fixture(scope="module")
def standing() -> Standing:
    path = recovery_file("kazakhstan-2022")
    assert path is not None
    return read_standing(path)


def test_what_ships_survives_writing():
    assert from_json(to_json(shipped())) == shipped()
    with pytest.raises(DataError, match="not results of the recovery model"):
        from_json("{}")


def test_table_of_at_least_six_series_for_rescues_and_upheavals():
    for kind in ("rescues", "upheavals"):
        measured = [entry for entry in shipped().recoveries if entry.name == kind]
        assert len(measured) >= 6
        for entry in measured:
            assert tuple(depth.horizon for depth in entry.depths) == HORIZONS
            for depth in entry.depths:
                assert (depth.effect is None) == (depth.told == "no data")
                if depth.effect is not None:
                    assert depth.placebo is not None
                    assert depth.n >= depth.clusters >= 5
    told = [entry for entry in shipped().recoveries if entry.pre_trend is not None and entry.pre_trend < 0.1]
    assert told
    assert all(depth.told in ("cannot be told", "no data") for entry in told for depth in entry.depths)


def test_the_panel_knows_nothing_of_the_case():
    assert shipped().left_out == ("KAZ2022",)
    assert shipped().last_year == 2021
    assert all(entry.last <= 2021 for entry in shipped().recoveries)
    assert all(regression.last <= 2021 for regression in shipped().regressions)


def test_every_table_is_named_with_its_hash():
    for series in declared().values():
        for table in series.tables:
            assert len(shipped().sources[table]["sha256"]) == 64


def test_series_that_could_not_be_measured_say_why():
    with pytest.raises(InputError, match="allies"):
        shipped().recovery("allies", "trade_share")
    with pytest.raises(UnknownNameError, match="did you mean rescues"):
        shipped().recovery("rescue", "trade_share")


def test_no_row_of_a_table_ships():
    """Levels of states would be rows; only differences, shares, regressions and counts are there."""
    text = resources.files(package).joinpath("panel.json").read_text(encoding="utf-8")
    held = json.loads(text)
    assert set(held) == {"version", "recipe", "last_year", "left_out", "sources", "events", "recoveries", "refusals",
                         "prices", "regressions", "learnt", "cases", "numbers"}  # fmt: skip
    assert len(held["numbers"]) <= 2


def test_priors_of_the_price_of_rescue():
    priors = rescue_priors()
    assert {prior.series for prior in priors} <= {name for name, series in declared().items() if series.is_dyadic}
    for prior in priors:
        assert prior.sd > 0
        assert "association" in prior.reason
        price = shipped().price(prior.series, prior.horizon)
        assert prior.mean == pytest.approx(price.difference.midpoint, abs=1e-3)
        assert 2 * 1.645 * prior.sd == pytest.approx(price.difference.width, rel=1e-2)
    assert chosen(priors, "arms_share").unit == "% of five years"
    with pytest.raises(UnknownNameError):
        chosen(priors, "weight")


def test_a_law_finds_a_known_change():
    base, pairs, _ = simulated(1, 5.0, treated=60, spread=0.0)
    regression = learnt(rows_of(base, pairs, 3))
    drawn = forecasts(regression, one_row(base.series, 3, (40.0, 0.0), rescued=True))
    assert np.median(drawn[""]) == pytest.approx(45.0, abs=2.5)
    assert np.median(drawn["no change"]) == pytest.approx(40.0, abs=0.5)


def test_a_law_has_seen_nothing_of_the_year_or_later():
    base, pairs, _ = simulated(1, 5.0, treated=60)
    rows = rows_of(base, pairs, 5)
    year = FIRST + 30
    regression = learnt(rows, year)
    assert regression.last < year
    changed = base.point.copy()
    changed[:, 30:] += 100.0
    assert learnt(rows_of(values(changed), pairs, 5), year) == regression


def test_rolling_forecasts_keep_the_order_and_leave_the_early_out():
    base, pairs, _ = simulated(2, 1.0, treated=70)
    rows = rows_of(base, pairs, 3)
    scored, drawn, early = rolled(rows)
    assert scored.size + early == int(np.isfinite(rows.later).sum())
    assert early >= FEWEST
    first = int(scored.years[0])
    again = forecasts(learnt(rows, first), scored.where(scored.years == first))
    assert drawn[""][scored.years == first] == pytest.approx(again[""])


def test_too_few_events_to_learn_from():
    base, pairs, _ = simulated(1, 5.0, treated=10)
    with pytest.raises(InputError, match="10 events to learn from, 20 needed"):
        learnt(rows_of(base, pairs, 3))


def test_forecasts_stay_within_the_bounds_of_the_series():
    base, pairs, _ = simulated(1, 5.0, treated=60)
    regression = learnt(rows_of(base, pairs, 3))
    for draws in forecasts(regression, one_row(series_named("democracy"), 3, (99.0, 3.0), rescued=True)).values():
        assert draws.max() <= 100.0


def test_records():
    assert [(entry.target, entry.split) for entry in shipped_records("recovery")] == list(PAIRS)
    main = shipped_records("recovery")[0]
    assert {comparison.baseline for comparison in main.baselines} == {"no change", "trend goes on"}
    assert any(entry.loses for entry in shipped_records("recovery")), (
        "the record that shipped lost in some series: say so"
    )
    with pytest.raises(UnknownNameError):
        track_records("recovery", World.load(), target="arms_share+4")


def test_leads_of_organisations():
    call: dict[str, Any] = {"addressee_iso3": None, "addressee": "ECOWAS", "addressee_org": "ECOWAS"}
    assert lead_of(call, 1997) == 475
    assert lead_of({**call, "addressee": "EU", "addressee_org": "EU"}, 1997) is None
    assert lead_of({**call, "addressee_iso3": "FRA"}, 1997) == 220


def test_a_crisis_in_which_anybody_came_is_a_rescue_and_the_case_can_be_left_out(world):
    held = calls(world.calls, world.episodes)
    assert set(held["kind"]) == {"rescues", "refused"}
    assert held["event"].str.starts_with("KAZ2022").any()
    without = calls(world.calls, world.episodes, ("KAZ2022",))
    assert not without["event"].str.starts_with("KAZ2022").any()
    assert set(KINDS) >= set(held["kind"])


@pytest.mark.parametrize(
    ("change", "band", "sign", "status"),
    [
        (None, 2, 1.0, "cannot be told"),
        (Interval(-3, 1), 2, 1.0, "no lasting loss"),
        (Interval(3, 5), 2, 1.0, "loss stands"),
        (Interval(1, 5), 2, 1.0, "cannot be told"),
        (Interval(-5, -3), 2, -1.0, "loss stands"),
        (Interval(3, 5), 2, -1.0, "no lasting loss"),
    ],
)
def test_status_has_three_values(change, band, sign, status):
    assert status_of(change, band, sign) == status


def test_verdicts_of_the_case(world, standing):
    found = {verdict.id: verdict for verdict in verdicts_of(world, standing, shipped(), shipped().cases)}
    assert {"diplomacy", "investment", "trade", "oil", "arms"} <= set(found)
    assert all(verdict.source_ids for name, verdict in found.items() if name in ("diplomacy", "trade", "oil", "arms"))
    assert len(found["trade"].books) == 2, "both books where they disagree"
    assert found["exports"].part_of == "trade"
    assert "older than the event" in found["arms"].text


def test_nothing_published_later_is_used(standing):
    early = World.load(as_of="2022-03-15")
    for verdict in verdicts_of(early, standing, shipped(), ()):
        for reading in (verdict.before, verdict.after):
            assert reading is None or reading.published is None or reading.published <= date(2022, 3, 15)
    assert shipped_report(early, standing).cases == ()
    assert {verdict.status for verdict in shipped_report(early, standing).verdicts} == {"cannot be told"}


def test_the_panel_is_not_shown_before_the_years_that_it_rests_on(standing):
    known, notes = known_on(World.load(as_of="2021-03-01"))
    assert known.recoveries == ()
    assert "2021" in notes[0]
    assert known_on(World.load(as_of="2022-08-01"))[1] == ()


def test_a_case_is_cut_at_the_day(standing):
    case = shipped().case("KAZ 2022", "democracy")
    assert case is not None
    short = cut(case, 2023)
    assert short.path.offsets[-1] == 1
    assert len(short.path.effect) == len(short.path.offsets)
    assert short.depth(3).told == "no data"


def test_documents_that_do_not_fit(tmp_path, standing):
    good = yaml.safe_load(recovery_file("kazakhstan-2022").read_text(encoding="utf-8"))
    figure = {"table": "facts", "match": {"topic": "oil"}}
    aspect = {"id": "a", "title": "A", "why": "-"}
    cases = {
        "give either acts": {**good, "aspects": [{"id": "a", "title": "A", "why": "-"}]},
        "give either band": {
            **good,
            "aspects": [{"id": "a", "title": "A", "why": "-", "after": {"table": "facts", "match": {"topic": "oil"}}}],
        },
        "aspects": {**good, "aspects": []},
        "date": {**good, "date": "yesterday"},
        "recipe": {**good, "recipe": "none"},
        r"aspects\.0\.after\.tabel": {**good, "aspects": [{**aspect, "band": 1, "after": {**figure, "tabel": "t"}}]},
        "at least 0": {**good, "aspects": [{**aspect, "band": -1, "after": figure}]},
        "at least one column": {**good, "aspects": [{**aspect, "acts": [{"match": {}, "side": "away", "why": "-"}]}]},
    }
    for told, content in cases.items():
        file = tmp_path / "recovery.yaml"
        file.write_text(yaml.safe_dump(content), encoding="utf-8")
        with pytest.raises(DataError, match=told):
            read_standing(file)
    with pytest.raises(DataError, match="cannot read"):
        read_standing(tmp_path / "none.yaml")


def test_a_figure_that_matches_several_rows_is_refused(world, standing):
    second = standing.aspects[1]
    after = replace(second.after, match={"topic": "fdi"})
    vague = replace(standing, aspects=(replace(second, after=after),))
    with pytest.raises(DataError, match="name more columns"):
        verdicts_of(world, vague, shipped(), ())


def test_without_tables_what_ships_is_shown(world, standing, monkeypatch):
    monkeypatch.delenv("EQUIPOISE_DATA", raising=False)
    found = case_report(world, RecoveryQuery("KAZ", date(2022, 1, 5), rescuer="RUS"), standing)
    assert {case.series for case in found.cases} == {case.series for case in shipped().cases}
    assert any("not at hand" in note for note in found.notes)
    assert found.verdicts
    assert found.forecasts == ()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (RecoveryQuery("KAZ", date(1930, 1, 1)), "lies outside what is covered"),
        (RecoveryQuery("KAZ", date(2199, 1, 1)), "lies outside what is covered"),
        (RecoveryQuery("KAZ", date(2022, 1, 5), rescuer="KAZ"), "its own rescuer"),
    ],
)
def test_questions_that_make_no_sense(world, asked, told):
    with pytest.raises(InputError, match=told):
        case_report(world, asked)


def test_a_malformed_folder_is_the_users_to_mend(world, tmp_path):
    with pytest.raises(DataError):
        case_report(world, RecoveryQuery("KAZ", date(2022, 1, 5), rescuer="RUS", folder=tmp_path))


def test_events_keep_their_form():
    made = events([(1, 1990)])
    assert made.columns == ["event", "kind", "state", "year", "partner", "origin"]
