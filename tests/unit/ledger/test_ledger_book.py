"""The ledger as a file: what it takes, what it refuses, and what gives tampering away."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, date, datetime, timedelta

import pytest

from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.ledger import (
    add_forecast,
    check_ledger,
    ledger_record,
    read_ledger,
    resolve_forecast,
)
from equipoise.ledger.book import head_file
from equipoise.ledger.scoring import quantile_scores

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
END = date(2026, 12, 31)
LATER = datetime(2027, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "forecasts.jsonl"


def add(path, question="Will it happen?", **given):
    return add_forecast(path, question, given.pop("resolves", END), **{"probability": 0.3, "now": NOON, **given})


@pytest.fixture
def full(path):
    """A ledger of six forecasts, three of them resolved."""
    for number in range(6):
        add(path, f"Will {number} happen?", probability=number / 10, model="m" if number % 2 else None)
    for number, outcome in ((1, "no"), (2, "yes"), (3, "void")):
        resolve_forecast(path, f"f{number + 1}", outcome, now=LATER)
    return path


def test_what_was_added_is_read(path):
    added, seal = add(path, "Wird es ‘kippen’?\nJa?", name="kaz", model="calls", provenance="ab12")
    book = read_ledger(path)
    assert book.forecasts == (added,)
    assert book.head == seal
    assert (added.made, added.written) == (date(2026, 3, 1), "2026-03-01T12:00:00+00:00")
    assert (added.question, added.model, added.provenance) == ("Wird es ‘kippen’?\nJa?", "calls", "ab12")
    assert path.read_bytes().count(b"\n") == 1


def test_quantiles_are_read_back(path):
    added, _ = add(path, probability=None, quantiles={0.9: 12.0, 0.1: -1.5})
    assert read_ledger(path).forecasts == (added,)


def test_resolving_adds_and_never_edits(path):
    add(path)
    before = path.read_bytes()
    resolve_forecast(path, "f1", "YES", source="a paper", now=LATER)
    assert path.read_bytes().startswith(before)
    book = read_ledger(path)
    assert book.resolutions["f1"].outcome == "yes"
    assert book.open_forecasts() == []


def test_open_and_overdue(full):
    book = read_ledger(full)
    assert [forecast.id for forecast in book.open_forecasts()] == ["f1", "f5", "f6"]
    assert book.overdue(END) == []
    assert len(book.overdue(END + timedelta(days=1))) == 3


@pytest.mark.parametrize(("given", "words"), [
    ({"probability": 1.01}, r"1\.01 is not a probability"),
    ({"probability": -0.1}, "not a probability"),
    ({"probability": float("nan")}, "nan is not a probability"),
    ({"probability": None}, "either a probability or quantiles"),
    ({"quantiles": {0.5: 1.0}}, "either a probability or quantiles"),
    ({"probability": None, "quantiles": {}}, "either a probability or quantiles"),
    ({"probability": None, "quantiles": {0.1: 2.0, 0.9: 1.0}}, "must not fall"),
    ({"probability": None, "quantiles": {1.0: 2.0}}, "between 0 and 1"),
    ({"probability": None, "quantiles": {0.5: float("inf")}}, "finite"),
    ({"made": date(2026, 3, 3)}, "cannot be dated 2026-03-03: today is 2026-03-01"),
    ({"resolves": date(2026, 2, 1), "made": date(2026, 1, 1)}, "2026-02-01 has passed"),
    ({"resolves": date(2026, 1, 1), "made": date(2026, 2, 1)}, "before the day of the forecast"),
    ({"name": "two words"}, "no name for a forecast"),
    ({"name": ""}, "no name for a forecast"),
    ({"question": "  "}, "question of the forecast is empty"),
    ({"question": "half \udcff letter"}, "not a letter"),
])  # fmt: skip
def test_forecasts_that_are_none_are_refused_and_leave_no_trace(path, given, words):
    with pytest.raises(InputError, match=words):
        add(path, **given)
    assert not path.exists()


@pytest.mark.parametrize(("outcome", "given", "words"), [
    ("maybe", {}, "unknown outcome 'maybe'"),
    ("0.5", {}, "unknown outcome"),
    ("yes", {"on": date(2027, 1, 6)}, "today is 2027-01-05"),
    ("yes", {"on": date(2026, 2, 1)}, "cannot be settled before"),
])  # fmt: skip
def test_resolutions_that_are_none_are_refused(path, outcome, given, words):
    add(path)
    before = path.read_bytes()
    with pytest.raises(InputError, match=words):
        resolve_forecast(path, "f1", outcome, now=LATER, **given)
    assert path.read_bytes() == before


def test_quantity_asks_for_a_number(path):
    add(path, probability=None, quantiles={0.5: 1.0})
    for word in ("yes", "nan", "inf"):
        with pytest.raises(InputError, match="is a number or void"):
            resolve_forecast(path, "f1", word, now=LATER)
    assert resolve_forecast(path, "f1", "-2.5", now=LATER)[0].outcome == -2.5


def test_a_resolution_is_not_repeated_and_a_name_not_taken_twice(full):
    with pytest.raises(InputError, match="'f2' was resolved as no on 2027-01-05"):
        resolve_forecast(full, "f2", "yes", now=LATER)
    with pytest.raises(InputError, match="already holds a forecast 'f2'"):
        add(full, name="f2")


def test_unknown_forecast_names_the_nearest(path):
    add(path, name="kazakhstan-unrest")
    with pytest.raises(UnknownNameError, match="did you mean kazakhstan-unrest"):
        resolve_forecast(path, "kazakstan-unrest", "yes", now=LATER)


def test_no_ledger(path):
    for call in (read_ledger, check_ledger, lambda file: resolve_forecast(file, "f1", "yes")):
        with pytest.raises(DataError, match="there is no ledger at"):
            call(path)
    assert not path.exists()


def lines_of(path):
    return path.read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize(("change", "fault"), [
    (lambda lines: [lines[0], lines[1].replace(b"0.1", b"0.9"), *lines[2:]], "line 2 was changed"),
    (lambda lines: [lines[0], lines[1].replace(b'{"id"', b'{ "id"'), *lines[2:]], "line 2 was changed"),
    (lambda lines: lines[1:], "line 1 does not follow"),
    (lambda lines: lines[:3] + lines[4:], "line 4 does not follow"),
    (lambda lines: lines[:-1], "1 lines are missing"),
    (lambda lines: lines[:-4], "4 lines are missing"),
    (lambda lines: [lines[1], lines[0], *lines[2:]], "line 1 does not follow"),
    (lambda lines: [*lines, lines[-1]], "line 10 does not follow"),
    (lambda lines: [*lines[:4], b"\n", *lines[4:]], "line 5 was changed"),
    (lambda lines: [*lines[:4], b"\xff\xfe\n", *lines[4:]], "line 5 was changed"),
    (lambda lines: [line.replace(b"\n", b"\r\n") for line in lines], "line 1 was changed"),
    (lambda lines: [], "9 lines are missing"),
])  # fmt: skip
def test_tampering_is_found_and_stops_everything(full, change, fault):
    full.write_bytes(b"".join(change(lines_of(full))))
    tampered = full.read_bytes()
    assert any(fault in one for one in check_ledger(full).faults)
    for call in (
        lambda: read_ledger(full),
        lambda: add(full),
        lambda: resolve_forecast(full, "f1", "yes", now=LATER),
    ):
        with pytest.raises(DataError, match="was tampered with"):
            call()
    assert full.read_bytes() == tampered


def test_whole_chain_forged_is_found_by_a_noted_seal(full):
    noted = read_ledger(full).seals[3]
    assert check_ledger(full, noted[:12]).faults == ()
    full.unlink()
    head_file(full).unlink()
    for number in range(6):
        add(full, f"Will {number} happen?", probability=0.9)
    assert check_ledger(full).faults == ()
    assert "no line bears the seal" in check_ledger(full, noted).faults[0]
    assert "no line bears the seal" in check_ledger(full, "").faults[0]


def test_deleted_ledger_is_not_begun_anew_unseen(full):
    full.unlink()
    with pytest.raises(DataError, match="9 lines are missing"):
        add(full)
    assert not full.exists()


def test_lost_head_is_told(full):
    head_file(full).unlink()
    book = read_ledger(full)
    assert "forecasts.jsonl.head is missing" in book.notes[0]
    head_file(full).write_text("nonsense")
    assert "does not hold" in check_ledger(full).faults[0]
    head_file(full).write_text(f"1 {'0' * 64}\n")
    assert "line 1 is not the one" in check_ledger(full).faults[0]


@pytest.mark.parametrize("kept", [1, 5, 40, -1])
def test_torn_last_line_is_ignored_and_taken_away(full, kept):
    head = head_file(full).read_bytes()
    whole = full.read_bytes()
    add(full)
    torn = lines_of(full)[-1].removesuffix(b"\n")[:kept]
    full.write_bytes(whole + torn)
    head_file(full).write_bytes(head)  # a crash in the middle of a line comes before the head is written
    book = read_ledger(full)
    assert (book.torn, len(book.forecasts)) == (True, 6)
    added, _ = add(full)
    mended = read_ledger(full)
    assert (mended.torn, mended.forecasts[-1]) == (False, added)
    assert full.read_bytes().startswith(whole)


def test_crash_between_line_and_head_loses_nothing(full):
    head = head_file(full).read_bytes()
    add(full)
    head_file(full).write_bytes(head)
    assert len(read_ledger(full).forecasts) == 7
    add(full)
    assert len(read_ledger(full).forecasts) == 8


def test_missing_line_feed_loses_nothing(full):
    full.write_bytes(full.read_bytes().removesuffix(b"\n"))
    book = read_ledger(full)
    assert (book.torn, len(book.seals)) == (False, 9)
    add(full)
    assert len(read_ledger(full).seals) == 10


@pytest.mark.parametrize("text", ["my notes", "my notes\n", '{"a": 1}', "[]\n", "null\n", '{"previous":1}\n'])
def test_other_files_are_never_written_to(path, text):
    path.write_text(text)
    with pytest.raises(DataError, match="tampered"):
        add(path)
    assert path.read_text() == text


def _add_some(path, worker, together):
    together.wait(60)
    for number in range(20):
        add(path, f"Worker {worker}, {number}?")


def test_many_may_add_at_the_same_time(path):
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(3)
    workers = [context.Process(target=_add_some, args=(path, worker, together)) for worker in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    book = read_ledger(path)
    assert len({forecast.id for forecast in book.forecasts}) == len(book.forecasts) == 60
    assert len(book.seals) == 60


def test_score_by_hand(full):
    record = ledger_record(read_ledger(full), today=date(2027, 1, 5))
    assert (record.n, record.positives, record.clusters) == (2, 1, 2)
    assert record.metric("Brier score").value == pytest.approx((0.1**2 + 0.8**2) / 2)
    assert record.baselines[0].baseline_value == 0.25
    assert record.baselines[0].beats == "cannot be told"
    assert record.left_out == {"not resolved": 3, "void": 1}
    assert any("3 forecasts are overdue and unresolved (f1, f5, f6)" in caveat for caveat in record.caveats)


def test_score_of_one_model_and_of_an_unknown_one(full):
    record = ledger_record(read_ledger(full), model="m")
    assert (record.model, record.n) == ("m", 1)
    with pytest.raises(UnknownNameError, match="unknown model in the ledger 'n'"):
        ledger_record(read_ledger(full), model="n")


def test_nothing_resolved_is_nothing_to_score(path):
    add(path)
    with pytest.raises(DataError, match=r"nothing to score \(1 not resolved\)"):
        ledger_record(read_ledger(path))


def test_forecasts_of_one_question_are_one_cluster(path):
    for number in range(6):
        add(path, "Same  question?" if number % 2 else "same question?", probability=number / 10)
        resolve_forecast(path, f"f{number + 1}", "yes", now=LATER)
    assert ledger_record(read_ledger(path)).clusters == 1


def test_backdating_is_told(path):
    add(path, made=date(2026, 1, 1))
    resolve_forecast(path, "f1", "yes", now=LATER)
    record = ledger_record(read_ledger(path))
    assert any("1 forecasts were written down later than the day they are dated" in one for one in record.caveats)


def test_quantities_are_scored_one_by_one(path):
    for quantiles, outcome in (({0.1: 0.0, 0.9: 3.0}, "1"), ({0.1: 0.0, 0.9: 3.0}, "5"), ({0.5: 2.0}, "void")):
        added, _ = add(path, probability=None, quantiles=quantiles)
        resolve_forecast(path, added.id, outcome, now=LATER)
    scored, coverage = quantile_scores(read_ledger(path))
    assert [(one.id, outcome) for one, outcome, _ in scored] == [("f1", 1.0), ("f2", 5.0)]
    assert scored[0][2] == pytest.approx(0.1 + 0.2)
    assert coverage is not None
    assert (coverage.name, coverage.value) == ("coverage of intervals that claim 80%", 0.5)
