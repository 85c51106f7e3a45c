"""Every form of an answer agrees with every other, cell by cell: all questions, random states and days."""

from __future__ import annotations

import csv
import html
import io
import json
import math
import os
import re
import xml.etree.ElementTree as ET
from datetime import date, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import equipoise as eq
from equipoise.answers.printers import frames, markdown, structured, terminal, workbook
from equipoise.answers.printers import html as page
from equipoise.errors import EquipoiseError
from equipoise.world.schema import on_demand_names, table_names

THOROUGH = bool(os.environ.get("EQUIPOISE_THOROUGH"))
WORLDS = {day: eq.World.load(as_of=day) for day in (None, "2022-01-05")}
STATES = sorted(WORLDS[None].states["iso3"].to_list())
ORGANISATIONS = sorted(WORLDS[None].organisations["org_id"].to_list())

states = st.sampled_from(STATES)
worlds = st.sampled_from(list(WORLDS)).map(WORLDS.__getitem__)
QUESTIONS = {
    "position": lambda world, a, b, org: eq.ask.position(world, a),
    "positions": lambda world, a, b, org: eq.ask.positions(world, [a, b]),
    "compare": lambda world, a, b, org: eq.ask.compare(world, [a, b]),
    "call": lambda world, a, b, org: eq.ask.call(world, a, records=()),
    "call_on_body": lambda world, a, b, org: eq.ask.call(world, a, [org, b], "external", records=()),
    "affinity": lambda world, a, b, org: eq.ask.affinity(world, a, b),
    "neighbourhood": lambda world, a, b, org: eq.ask.neighbourhood(world, a, [org]),
    "organisation": lambda world, a, b, org: eq.ask.organisation(world, org),
    "organisations": lambda world, a, b, org: eq.ask.organisations(world, [org], a),
    "relations": lambda world, a, b, org: eq.ask.relations(world, a),
    "trace": lambda world, a, b, org: eq.ask.trace(world, f"{a}.turnover.{b}"),
    "trace_of_state": lambda world, a, b, org: eq.ask.trace(world, a),
}


@pytest.mark.parametrize("question", QUESTIONS)
@settings(max_examples=40 if THOROUGH else 4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(world=worlds, first=states, second=states, org=st.sampled_from(ORGANISATIONS))
def test_all_forms_agree(question, world, first, second, org):
    try:
        answer = QUESTIONS[question](world, first, second, org)
    except EquipoiseError:
        return
    check(answer)


@pytest.mark.parametrize(
    "ask",
    [
        lambda world: eq.ask.bargain(world, "ots-clause-2021", draws=20),
        lambda world: eq.ask.corridors_route(world, "Xian", "Duisburg", ["RUS"]),
        lambda world: eq.ask.corridors_dependence(world, "KAZ", "oil"),
        lambda world: eq.ask.corridors_dependence(world, "ARM"),
        lambda world: eq.ask.corridors_close(world, ["RUS"], ["KAZ", "UZB"], draws=20),
        lambda world: eq.ask.corridors_transit(world, "KAZ"),
    ],
)
def test_negotiations_and_corridors_agree(ask):
    check(ask(WORLDS[None]))


def test_claims_agree():
    check(eq.ask.claims(WORLDS[None], "kazakhstan-2022"))


@pytest.mark.parametrize("name", [*table_names(), *on_demand_names()])
def test_tables_agree(name):
    check(eq.ask.table(WORLDS[None], name, limit=40))


def test_lists_and_findings_of_tables_agree():
    check(eq.ask.tables(WORLDS[None]))
    check(eq.ask.check(WORLDS[None]))


def test_records_agree():
    check(eq.ask.track_record(WORLDS[None], "joiners"))


def test_events_agree():
    for world in WORLDS.values():
        check(eq.ask.events(world, "kazakhstan-2022"))


@pytest.mark.parametrize(
    "ask",
    [
        lambda world: eq.ask.recovery(world, "KAZ", date(2022, 1, 5)),
        lambda world: eq.ask.past_recoveries(world, "rescues", ["arms_share", "gdp_head"]),
        lambda world: eq.ask.antecedents(world, "kazakhstan-2022"),
        lambda world: eq.ask.scenarios(world),  # noqa: PLW0108 - named, so that the last test finds it
        lambda world: eq.ask.scenario(world, "kyrgyzstan-2010"),
        lambda world: eq.ask.check_scenario(world, "kyrgyzstan-2010"),
        lambda world: eq.ask.simulate(world, "kyrgyzstan-2010", draws=200),
    ],
    ids=["recovery", "past", "antecedents", "scenarios", "scenario", "check_scenario", "simulate"],
)
def test_cases_agree(ask, monkeypatch):
    monkeypatch.delenv("EQUIPOISE_DATA", raising=False)
    check(ask(WORLDS[None]))


def test_sensitivities_agree():
    pytest.importorskip("SALib", reason="the extra 'sensitivity' is not installed")
    check(eq.ask.sensitivity(WORLDS[None], "kazakhstan-2022", ["protest"], points=16, repeats=2))


def test_every_question_is_asked_here():
    asked = set(re.findall(r"eq\.ask\.(\w+)\(", Path(__file__).read_text(encoding="utf-8")))
    assert set(eq.ask.__all__) <= asked


def check(answer) -> None:
    """Assert that text, JSON, CSV, Parquet, Excel, Markdown and HTML hold the same cells."""
    whole = json.loads(structured.as_json(answer), parse_constant=_refuse)
    book = openpyxl.load_workbook(io.BytesIO(workbook.as_workbook(answer)))
    text = squeezed(terminal.as_text(answer, full=True, width=4000))
    marked, shown = markdown.as_markdown(answer), page.fragment(answer)
    ET.fromstring(shown)  # noqa: S314 - our own output
    # Footnotes and figures aside: what a reader reads.
    bare = re.sub(r"<sup.*?</sup>|<figure.*?</figure>", "", shown, flags=re.DOTALL)
    read_aloud = squeezed(html.unescape(re.sub(r"<[^>]*>", "", bare)))
    for sheet in answer.every_sheet():
        expected = [{name: plain(value) for name, value in row.items()} for row in sheet.flat()]
        assert same(whole[sheet.name], expected), sheet.name
        stored = pl.read_parquet(io.BytesIO(frames.as_parquet(sheet)))
        assert same([{k: plain(v) for k, v in row.items()} for row in stored.iter_rows(named=True)], expected)
        check_lists_joined(sheet, expected, book)
        for block in sheet.blocks() if sheet.rows and not sheet.for_programs else ():
            for written in block.written:
                assert squeezed("".join(written)) in text, written
                assert squeezed("".join(written)) in read_aloud, written
                assert "| " + " | ".join(markdown.escaped(cell) for cell in written) + " |" in marked


def check_lists_joined(sheet, expected, book) -> None:
    """Assert that the formats without lists, CSV and Excel, hold the same values as text."""
    flat = [{k: frames.JOIN.join(v) if isinstance(v, list) else v for k, v in row.items()} for row in expected]
    lines = list(csv.DictReader(io.StringIO(frames.as_csv(sheet))))
    kinds = dict(sheet.fields())
    assert len(lines) == len(flat)
    for line, row in zip(lines, flat, strict=True):
        assert list(line) == list(row)
        for name, value in row.items():
            assert agrees(read(kinds[name], line[name]), value), (sheet.name, name, line[name], value)
    heads, *cells = book[sheet.name[: workbook.MOST_LETTERS]].iter_rows(values_only=True)
    assert list(heads) == [name for name, _ in sheet.fields()]
    for found, row in zip(cells, flat, strict=True):
        for cell, (name, wanted) in zip(found, row.items(), strict=True):
            value = cell.date().isoformat() if isinstance(cell, datetime) else cell
            assert agrees(value, wanted), (sheet.name, name, value, wanted)


def plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def same(found, expected) -> bool:
    return len(found) == len(expected) and all(
        list(a) == list(b) and all(agrees(a[key], b[key]) for key in b) for a, b in zip(found, expected, strict=True)
    )


def agrees(found: object, expected: object) -> bool:
    if isinstance(expected, bool) or expected is None or isinstance(expected, list):
        return found == expected or (expected is None and found == "") or (not expected and found in ("", None))
    if isinstance(expected, int | float):
        return isinstance(found, int | float) and math.isclose(float(found), float(expected), rel_tol=1e-12)
    return (found or "") == expected


def read(kind: str, text: str) -> object:
    if text == "":
        return None
    if kind in ("integer", "number", "year"):
        return float(text)
    return text == "true" if kind == "flag" else text


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")
