"""What ships with the model of recovery is what the tables give. EQUIPOISE_UPDATE_GOLDEN=1 rewrites files and card."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from equipoise import World
from equipoise.models import recovery as package
from equipoise.models.recovery.fit import event_digest, fitted, tables_of
from equipoise.models.recovery.parameters import rescue_priors, shipped, write
from equipoise.models.recovery.record.scoring import PAIRS, computed_records
from equipoise.models.recovery.results import HORIZONS, Depth
from equipoise.models.recovery.series import declared, series_named
from equipoise.models.track_records import SHIPPED, shipped_records
from equipoise.scores.record import TrackRecord, records_to_lines

FOLDER = Path(package.__file__).parent
CARD = FOLDER / "CARD.md"
MARKS = {"panel": "<!-- panel: {} (written by a test) -->\n", "record": "<!-- record: {} (written by a test) -->\n"}
UPDATE = bool(os.environ.get("EQUIPOISE_UPDATE_GOLDEN"))


@pytest.fixture
def _tables() -> None:
    if not os.environ.get("EQUIPOISE_DATA"):
        pytest.skip("EQUIPOISE_DATA is not set: it names the folder with the historical tables")


def cell(depth: Depth) -> str:
    if depth.effect is None:
        return f"n {depth.n}: too few"
    digits = 2 if depth.effect.width < 2 else 1
    told = "" if depth.told == "cannot be told" else f" **{depth.told}**"
    ends = f"{depth.effect.midpoint:.{digits}f} ({depth.effect.low:.{digits}f} to {depth.effect.high:.{digits}f})"
    return f"{ends}, n {depth.n}, p {depth.placebo_p:.2f}{told}"


def panel_block() -> str:
    lines = ["| events | series | " + " | ".join(f"year {k}" for k in HORIZONS) + " | p before |", "|" + "---|" * 7]
    for made in shipped().recoveries:
        series = series_named(made.series)
        pre = "-" if made.pre_trend is None else f"{made.pre_trend:.3f}"
        cells = " | ".join(cell(made.depth(k)) for k in HORIZONS)
        lines.append(f"| {made.name} | {series.name} [{series.unit}] | {cells} | {pre} |")
    return "\n".join(lines) + "\n"


def record_row(record: TrackRecord) -> str:
    scores = {entry.baseline: entry for entry in record.baselines}
    held = record.metric("coverage of the 90% interval").value
    words = {"yes": "better", "no": "worse", "cannot be told": "?"}
    cells = [
        f"{entry.baseline_value:.3g}, skill {100 * entry.skill.midpoint:+.0f} % ({100 * entry.skill.low:+.0f} to "
        f"{100 * entry.skill.high:+.0f}): {words[entry.beats]}"
        for entry in (scores["no change"], scores["trend goes on"])
    ]
    crps = f"{record.metric('CRPS').value:.3g}"
    return f"| {record.target} | {record.n} | {crps} | {' | '.join(cells)} | {100 * held:.0f} % |"


def record_block() -> str:
    head = "| target | n | CRPS | no change | trend goes on | inside the 90 % interval |\n|---|---|---|---|---|---|\n"
    return head + "\n".join(record_row(record) for record in shipped_records("recovery")) + "\n"


@pytest.mark.parametrize(("name", "made"), [("panel", panel_block), ("record", record_block)])
def test_the_card_shows_what_ships(name, made):
    begin, end = (MARKS[name].format(word) for word in ("begin", "end"))
    text = CARD.read_text(encoding="utf-8")
    before, rest = text.split(begin)
    held, after = rest.split(end)
    computed = made()
    if UPDATE:
        CARD.write_text(before + begin + computed + end + after, encoding="utf-8")
        held = computed
    assert held == computed, "run this test with EQUIPOISE_UPDATE_GOLDEN=1 and note the change in the changelog"


@pytest.mark.slow
@pytest.mark.usefixtures("_tables")
def test_the_panel_is_what_the_tables_give():
    made, priors = fitted(World.load())
    if UPDATE:
        write(made, priors, FOLDER)
        shipped.cache_clear()
        rescue_priors.cache_clear()
    assert {table: entry["sha256"] for table, entry in made.sources.items()} == {
        table: entry["sha256"] for table, entry in shipped().sources.items()
    }
    assert [prior.series for prior in priors] == [prior.series for prior in rescue_priors()]
    for ours, theirs in zip(made.recoveries, shipped().recoveries, strict=True):
        assert (ours.name, ours.series, ours.events) == (theirs.name, theirs.series, theirs.events)
        for one, other in zip(ours.depths, theirs.depths, strict=True):
            assert (one.n, one.told) == (other.n, other.told)
            if one.effect is not None:
                assert one.effect.low == pytest.approx(other.effect.low, abs=1e-3)
                assert one.effect.high == pytest.approx(other.effect.high, abs=1e-3)


@pytest.mark.slow
@pytest.mark.usefixtures("_tables")
def test_the_records_are_what_the_tables_give():
    computed = computed_records(World.load())
    if UPDATE:
        (FOLDER / SHIPPED).write_text(records_to_lines(computed), encoding="utf-8")
        shipped_records.cache_clear()
    held = shipped_records("recovery")
    assert [(record.target, record.split) for record in computed] == list(PAIRS)
    for ours, theirs in zip(computed, held, strict=True):
        assert (ours.n, ours.clusters, ours.data) == (theirs.n, theirs.clusters, theirs.data)
        assert ours.metrics[0].value == pytest.approx(theirs.metrics[0].value, rel=1e-6)


@pytest.mark.slow
@pytest.mark.usefixtures("_tables")
def test_the_case_is_in_no_panel_and_no_law():
    frame = tables_of(World.load()).events.frame
    assert frame.filter((frame["state"] == 705) & (frame["year"] >= 2021)).is_empty()
    known = {digest for names in shipped().learnt.values() for digest in names}
    assert event_digest("KAZ2022-365") not in known
    assert set(shipped().learnt) <= set(declared())
