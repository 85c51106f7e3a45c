"""Numbers of the calls model on the shipped panel. Set EQUIPOISE_UPDATE_GOLDEN=1 to rewrite the block in the card."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from equipoise.answers.printers.markdown import sheets_as_markdown
from equipoise.errors import DataError, InputError
from equipoise.interval import Interval
from equipoise.models import calls as package
from equipoise.models.calls import answer_call, rank_callable, worth_of_clause
from equipoise.models.calls.classing import CLASSINGS
from equipoise.models.calls.logit import SPECIFIED, fit_answers
from equipoise.models.calls.panel import usable_panel
from equipoise.models.calls.record.parts import PartScore, part_scores, part_sheet
from equipoise.models.calls.record.scoring import MEANINGS, calls_track_record, skill_in_words, verdict_on
from equipoise.models.record_sheets import records_as_markdown
from equipoise.scores.record import TrackRecord
from equipoise.world.world import World

CARD = Path(package.__file__).with_name("CARD.md")
BEGIN, END = "<!-- record: begin (written by a test) -->\n", "<!-- record: end -->"
APPEAL = date(2022, 1, 5)
LEAVE_OUT, PAST = "leave_one_episode_out", "past_only"
SHOWN = [
    ("troops", LEAVE_OUT, False),
    ("troops", LEAVE_OUT, True),
    ("troops", PAST, False),
    ("troops", PAST, True),
    ("within_3_days", LEAVE_OUT, False),
    ("within_3_days", LEAVE_OUT, True),
    ("within_30_days", LEAVE_OUT, False),
    ("within_30_days", LEAVE_OUT, True),
]


@pytest.fixture(scope="module")
def records(world: World) -> dict[tuple[str, str, bool], TrackRecord]:
    return {
        (target, scheme, recalled): calls_track_record(
            world,
            target=target,
            scheme=scheme,
            include_recalled=recalled,
            tried=(target, scheme, recalled) == ("troops", LEAVE_OUT, True),
        )
        for target, scheme, recalled in SHOWN
    }


@pytest.fixture(scope="module")
def parts(world: World) -> tuple[PartScore, ...]:
    return part_scores(world)


@pytest.mark.slow
def test_calls_that_were_looked_up(records):
    record = records["troops", LEAVE_OUT, False]
    assert (record.n, record.clusters, record.positives) == (61, 47, 26)
    assert record.baselines[0].baseline_value == pytest.approx(0.2493, abs=5e-4)
    assert record.baselines[1].baseline_value == pytest.approx(0.2491, abs=5e-4)
    assert record.baselines[0].model == pytest.approx(0.2556, abs=1e-3)
    assert record.rows_left_out == 133
    assert verdict_on(record).startswith("no better than the base rate, as far as can be told")


@pytest.mark.slow
def test_all_calls_recalled_ones_included(records):
    record = records["troops", LEAVE_OUT, True]
    assert (record.n, record.clusters, record.positives) == (179, 112, 81)
    assert (record.first_year, record.last_year) == (1958, 2025)
    assert record.baselines[0].baseline_value == pytest.approx(0.2517, abs=5e-4)
    assert record.baselines[1].baseline_value == pytest.approx(0.2476, abs=5e-4)
    assert record.baselines[0].model == pytest.approx(0.2441, abs=1e-3)
    assert [found.beats for found in record.baselines] == ["cannot be told", "cannot be told"]


@pytest.mark.slow
def test_scores_from_the_past_alone(records):
    record = records["troops", PAST, True]
    assert record.n == 149
    assert record.baselines[0].model == pytest.approx(0.2460, abs=1e-3)
    assert record.baselines[0].baseline_value == pytest.approx(0.2513, abs=5e-4)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("target", "brier", "base"), [("within_3_days", 0.1855, 0.1917), ("within_30_days", 0.2331, 0.2408)]
)
def test_scores_of_arrival_in_time(records, target, brier, base):
    record = records[target, LEAVE_OUT, True]
    assert record.baselines[0].model == pytest.approx(brier, abs=1e-3)
    assert record.baselines[0].baseline_value == pytest.approx(base, abs=5e-4)


@pytest.mark.slow
def test_no_forecast_of_the_past_claims_more_than_a_few_per_cent(records):
    assert all(record.baselines[0].skill.midpoint < 0.08 for record in records.values()), (
        "more skill than that is a leak"
    )


@pytest.mark.slow
def test_calibration_has_bins_enough(records):
    for record in records.values():
        assert len(record.reliability) >= 3
        assert sum(row.count for row in record.reliability) == record.n


@pytest.mark.slow
def test_everything_tried_is_scored_and_only_the_leaking_classing_is_called_no_forecast(records):
    tried = records["troops", LEAVE_OUT, True].tried
    assert {name: round(brier, 3) for name, brier in tried.items()} == {
        "no_clause": 0.242,
        "no_border": 0.247,
        "no_record": 0.245,
        "no_crisis": 0.246,
        "no_role": 0.244,
        "coded_role": 0.244,
        "duty": 0.244,
        "troops_there": 0.246,
        "second_reading": 0.239,
        "plain_clause": 0.248,
        "class_by_trigger": 0.254,
        "class_internal": 0.252,
        "class_and_kind": 0.253,
        "kind": 0.253,
        "as_coded": 0.246,
    }
    assert [entry.name for entry in CLASSINGS if not entry.forecast] == ["as_coded"]


@pytest.mark.slow
def test_parts_of_the_model(parts):
    whole = {row.part: row for row in parts}
    assert whole["size of force, given troops"].model == pytest.approx(0.964, abs=0.005)
    assert whole["there within 3 days, given troops"].model < whole["there within 3 days, given troops"].rival_score
    members = whole["organisations, members' willingness mixed in"]
    assert members.model > members.rival_score, "members add nothing on whether: they only share the answer out"


@pytest.mark.slow
def test_card_shows_the_computed_record(records, parts, world):
    text = CARD.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    shown, after = rest.split(END)
    computed = "\n".join(
        [
            coefficients(world),
            records_as_markdown(records.values(), MEANINGS),
            sheets_as_markdown([part_sheet(parts)]),
            the_case(world),
        ]
    )
    if os.environ.get("EQUIPOISE_UPDATE_GOLDEN"):
        CARD.write_text(before + BEGIN + computed + END + after, encoding="utf-8")
        shown = computed
    assert shown == computed, "run this test with EQUIPOISE_UPDATE_GOLDEN=1 and note the change in the changelog"


def coefficients(world: World) -> str:
    model = fit_answers(usable_panel(world.calls, world.episodes))
    names = ("intercept", *SPECIFIED.terms, *model.layout.roles, "CSTO", "ECOWAS", "UN", "RUS", "FRA", "USA")
    lines = ["| coefficient [logit] | posterior mean | standard deviation |", "|---|---|---|"]
    for name in names:
        mean, sd = model.coefficient(name)
        lines.append(f"| {name} | {mean:+.2f} | {sd:.2f} |")
    role, body, crisis = model.weights @ model.spreads
    return (
        "\n".join(lines)
        + f"\n\nSpreads (posterior means): role {role:.2f}, addressee {body:.2f}, crisis {crisis:.2f}.\n"
    )


def the_case(world: World) -> str:
    """Return the founding case as the card shows it: everyone who could have been called, the crisis left out."""
    lines = [
        "Kazakhstan on 5 January 2022, its own crisis left out, only calls answered before that day:",
        "",
        "| addressee | probability (90 %) | at the panel's level | within 3 days | within 30 days | clause |",
        "|---|---|---|---|---|---|",
    ]
    for found in rank_callable(world, "KAZ", "internal", APPEAL):
        numbers = (found.probability, found.panel_probability, found.p_within_3_days, found.p_within_30_days)
        cells = " | ".join(percent(number) for number in numbers)
        lines.append(f"| {found.addressee} | {cells} | {found.mandate_class} |")
    csto = answer_call(world, "KAZ", "CSTO", "internal", APPEAL)
    senders = "; ".join(f"{member.iso3} {member.sends:.2f}" for member in csto.members)
    own = {choice.name: choice.probability for choice in csto.sensitivity}["own_record"]
    lines += ["", f"Members of the CSTO, probability that it acts and they send: {senders}."]
    lines.append(f"By its own record alone ({csto.record_troops} of {csto.record_calls}) the CSTO: {percent(own)}.")
    for like in ("cst_art4", "csto_pko"):
        worth = worth_of_clause(world, "KAZ", "OTS", like, "internal", APPEAL)
        lines.append(
            f"A clause like {like} for the OTS: {percent(worth.after.probability)}, gain {percent(worth.gain)}."
        )
    return "\n".join(lines) + "\n"


def percent(number: Interval) -> str:
    point = "-" if number.value is None else f"{100 * number.value:.0f} %"
    return f"{point} ({100 * number.low:.0f} to {100 * number.high:.0f})"


def test_kazakhstan_asks_the_two_bodies(world):
    csto, ots = (answer_call(world, "KAZ", body, "internal", APPEAL) for body in ("CSTO", "OTS"))
    assert (csto.mandate_class, csto.mandate.instrument_id, csto.in_support) == ("yes", "csto_pko", True)
    assert csto.left_out == ots.left_out == ("KAZ2022",)
    assert (csto.record_calls, csto.record_troops) == (3, 0)
    assert csto.probability.value == pytest.approx(0.556, abs=0.01)
    assert (csto.panel_probability.low, csto.panel_probability.high) == pytest.approx((0.30, 0.77), abs=0.02)
    assert csto.probability.low < csto.panel_probability.low
    assert csto.lag_days[0] <= 1 <= csto.lag_days[2]
    assert (ots.mandate_class, ots.mandate.instrument_id, ots.in_support) == ("no", "ots_nakh", False)
    assert ots.probability.value is None
    assert ots.probability.low == 0


def test_nothing_later_than_the_appeal_matters(world, eve):
    for body in ("CSTO", "OTS", "RUS", "KGZ"):
        later, then = (answer_call(tables, "KAZ", body, "internal", APPEAL) for tables in (world, eve))
        assert later.curve == then.curve
        assert later.call_ids == then.call_ids
        assert later.members == then.members
        assert later.in_support == then.in_support


def written(world: World, folder: Path, rename: dict[str, str], drop: tuple[str, ...] = ()) -> Path:
    frame = world.calls.with_columns(
        (pl.col("episode_id") + "x").alias("episode_id"),
        pl.col("source_ids").list.join(";"),
        pl.col("flags").list.join(";"),
    )
    file = folder / "calls.csv"
    frame.rename(rename).drop(drop).write_csv(file)
    return file


def test_scores_another_file(world, tmp_path):
    record = calls_track_record(world, file=written(world, tmp_path, {}))
    assert record.scored_on == "calls.csv"
    assert record.n == 61
    assert any("unknown sort" in note for note in record.caveats)
    whole = calls_track_record(world, file=tmp_path, include_recalled=True)
    assert whole.n == 179


def test_another_file_may_name_addressees_in_words_only(world, tmp_path):
    known = calls_track_record(world, file=written(world, tmp_path, {}))
    worded = written(world, tmp_path, {}, drop=("addressee_org", "addressee_iso3"))
    assert calls_track_record(world, file=worded).metrics == known.metrics


def test_other_file_that_is_the_same_panel_is_refused(world, tmp_path):
    file = tmp_path / "calls.csv"
    world.calls.with_columns(pl.col("source_ids", "flags").list.join(";")).write_csv(file)
    with pytest.raises(DataError, match="every crisis"):
        calls_track_record(world, file=file)


def test_other_file_of_another_form_is_refused(world, tmp_path):
    with pytest.raises(DataError, match="reply"):
        calls_track_record(world, file=written(world, tmp_path, {"answer": "reply"}))
    with pytest.raises(DataError, match="cannot read"):
        calls_track_record(world, file=tmp_path / "absent.csv")


def test_unknown_target_and_scheme_are_named(world):
    with pytest.raises(InputError, match="within_3_days"):
        calls_track_record(world, target="within_3_day")
    with pytest.raises(InputError, match="past_only"):
        calls_track_record(world, scheme="past")


@pytest.mark.parametrize(("ends", "words"), [
    ((0.01, 0.05, 0.03), "beats the base rate by 3.0%"),
    ((-0.05, -0.01, -0.03), "worse than the base rate by 3.0%"),
    ((-0.01, 0.05, 0.02), "no better than the base rate"),
])  # fmt: skip
def test_verdict_follows_the_numbers(ends, words):
    assert skill_in_words(Interval(*ends)).startswith(words)
