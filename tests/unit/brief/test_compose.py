"""The pages of the founding case and of many states, from the tables to HTML."""

from __future__ import annotations

import html
import math
import re
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from equipoise.answers import Answer
from equipoise.answers.numbers import format_estimate, starring_flags
from equipoise.answers.vocabulary import terms
from equipoise.brief.compose import compose, load_subject
from equipoise.brief.page import BriefPage
from equipoise.brief.render import render
from equipoise.errors import EquipoiseError
from equipoise.interval import Estimate, Interval
from equipoise.measures.balance import LAYERS
from equipoise.models.calls import answer_call, rank_callable
from equipoise.questions.call_words import chances
from equipoise.questions.wording import body_name, of_whom

STATES = [
    "KAZ", "UZB", "BLR", "USA", "CHN", "RUS", "TUR", "FRA", "FJI", "TUV", "VAT", "PSE", "TWN", "XKX",
    "SOM", "PRK", "NRU", "COD", "GBR", "CYP", "MNG", "BRA", "ZAF", "AUS", "LIE", "ARE", "PHL",
]  # fmt: skip
VOID = {"meta", "br", "hr", "img", "link", "input", "col", "wbr"}
LEAKS = re.compile(r"\bNone\b(?! of)|\bnan\b|\binf\b|\{\{|\{%|Interval\(|Number\(|datetime|undefined")


def parts(item: object):
    """Yield everything on a page, from the top down."""
    yield item
    if isinstance(item, tuple):
        for part in item:
            yield from parts(part)
    elif is_dataclass(item) and not isinstance(item, Interval):  # an end of an interval may be open
        for field in fields(item):
            yield from parts(getattr(item, field.name))


class Reader(HTMLParser):
    """Reads a page strictly: every tag closed where it should be; collects ids, addresses and visible text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            elif name in ("src", "srcset", "xlink:href", "data", "poster", "background"):
                self.loads.append(value)
            elif name == "href":
                (self.links if tag == "a" or value.startswith("#") else self.loads).append(value)
            elif name.startswith("on"):
                self.loads.append(f"{name}={value}")
            if name in ("clip-path", "fill", "mask", "aria-labelledby", "aria-describedby"):
                found = re.findall(r"url\(#([^)]+)\)", value or "")
                self.links += [f"#{ident}" for ident in found or (value.split() if name.startswith("aria") else [])]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> at {self.getpos()}"

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.text.append(data)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


def check_page(page: BriefPage) -> None:
    listed = {row["source_id"] for row in page.sources.records()}
    cited = {mark for item in parts(page) for mark in getattr(item, "source_ids", ())}
    cited |= {mark for item in parts(page) if isinstance(item, Answer) for mark in item.cited()}
    assert cited == listed
    assert 1 <= len(page.findings) <= 5
    for item in parts(page):
        if isinstance(item, float):
            assert math.isfinite(item)
        if isinstance(item, Estimate):
            assert all(end is None or math.isfinite(end) for end in (item.low, item.value, item.high))
            if item.missing:
                assert format_estimate(item) == "no data"
            for flag in (*starring_flags(item.flags), *item.flags):
                assert flag in terms("flag") or flag.rpartition("_")[2].isdigit(), f"{flag} is nowhere explained"


def check_text(text: str) -> str:
    reader = read(text)
    assert text.startswith("<!DOCTYPE html>")
    assert len(reader.ids) == len(set(reader.ids))
    assert reader.loads == []
    assert not re.search(r"@import|url\((?!#)", text)
    assert "<script" not in text
    for link in reader.links:
        if link.startswith("#") or not link.startswith("http"):
            assert link.removeprefix("#") in reader.ids, link
    shown = " ".join(" ".join(reader.text).split())
    assert not LEAKS.search(shown), LEAKS.search(shown)
    return html.unescape(shown)


GRAMMAR = {
    r"\bs's\b|States's|Netherlands's|Philippines's": "a plural has an apostrophe only",
    r"\b(?:Of|to whom|centred on) (?:United|Netherlands|Philippines|Holy See)\b": "an article is missing",
    r"\bthe the\b|\bThe the\b": "two articles",
    r"\b1 (?:sources|members|calls|crises|organisations|states|claims)\b": "one is no plural",
    r"(?<!\.)\.\.(?!\.)| ,|,,|;;": "punctuation",
    r"outside_support|named_supplier|no_data": "a name of the code",
    r"\b(?:EU|CSTO|OTS|PIF|AU|OSCE|LAS) (?:leads|is first|has|had|would|promises|names a)\b(?<!the EU leads)": "?",
}


def check_grammar(page: BriefPage) -> None:
    # Events and claims hold words of the tables; these parts are composed.
    composed: tuple[Any, ...] = (
        page.findings,
        *(section for section in page.sections if section.ident in ("position", "organisations", "calls")),
        page.limits,
        page.standfirst,
        page.as_of,
    )
    composed += tuple(section.map.caption for section in page.sections if section.ident == "map" and section.map)
    for text in (item for item in parts(composed) if isinstance(item, str) and " " in item):
        for pattern, fault in GRAMMAR.items():
            found = re.search(pattern, text)
            if found and fault == "?":
                before = text[: found.start()].split()
                assert before, text
                assert before[-1].casefold() == "the", text
            else:
                assert not found, f"{fault}: {text}"


@pytest.fixture(scope="module")
def case() -> BriefPage:
    return compose(load_subject("kazakhstan-2022"))


def test_case_page(case):
    check_page(case)
    check_grammar(case)
    assert case.kicker == "Case brief"
    assert len(case.section("claims").answer.sheet("claims").rows) == 17
    assert case.section("events").answer.sheet("events").rows
    assert len(case.findings) == 5
    assert case.reproduction.command == "equipoise brief kazakhstan-2022"


def test_case_html(case):
    shown = check_text(render(case))
    for claim in case.section("claims").answer.sheet("claims").records():
        assert claim["statement"] in " ".join(shown.split())


def test_case_is_the_same_each_time(case):
    assert render(compose(load_subject("kazakhstan-2022"))) == render(case)


def test_case_as_of_its_eve_uses_nothing_younger():
    page = compose(load_subject("kazakhstan-2022", as_of="2022-01-05"))
    check_page(page)
    assert "Nothing published after 5 January 2022" in page.as_of
    cells = (cell for sheet in page.section("position").answer.sheets for row in sheet.rows for cell in row)
    years = [cell.year for cell in cells if isinstance(cell, Estimate) and cell.year is not None]
    assert years
    assert max(years) <= 2022


QUICK = ("BLR", "FRA", "TUV", "VAT", "UKR")
"""States of different sorts that are tried each time; the others only with the slow tests."""


@pytest.mark.parametrize("iso3", [key if key in QUICK else pytest.param(key, marks=pytest.mark.slow) for key in STATES])
def test_state(iso3):
    page = compose(load_subject(iso3))
    check_page(page)
    check_grammar(page)
    assert page.kicker == "State brief"
    assert "events" not in [section.ident for section in page.sections]
    assert "claims" not in [section.ident for section in page.sections]
    shown = check_text(render(page))
    assert page.title in shown
    rows = list(page.section("position").answer.sheet("layers").records())
    assert len(rows) == len(LAYERS) * (5 - (iso3 in ("RUS", "CHN", "TUR", "USA")))
    for row in rows:
        # What is not known has no number, and a number that is none of a list is said by its edition.
        assert row["value"].missing or row["value"].year is not None


def test_a_state_before_there_was_data():
    page = compose(load_subject("FRA", as_of="1950-01-01"))
    check_page(page)
    shown = check_text(render(page))
    assert "do not say to whom France leans" in shown
    trade = [
        row
        for row in page.section("position").answer.sheet("layers").records()
        if row["layer"] in ("exports", "imports")
    ]
    assert all(row["value"].missing for row in trade)
    assert "EU" not in {row["power"] for row in trade}


def test_forecasts_that_are_alike_are_named_together(world):
    first = answer_call(world, "KAZ", "RUS")
    twins = tuple(replace(first, addressee=key) for key in ("RUS", "USA"))
    assert all(name in chances(world, twins, past=False) for name in ("Russia", "the United States"))
    assert "United States" not in chances(world, twins[:1], past=False)


def test_the_page_of_a_state_asks_whom_the_command_asks(world):
    page = compose(load_subject("MDA"))
    told = [row["addressee"] for row in page.section("calls").answer.sheet("answers").records()]
    assert told == [forecast.addressee for forecast in rank_callable(world, "MDA")]


def test_a_member_of_a_bloc_is_not_its_own_partner():
    page = compose(load_subject("FRA"))
    caveats = [remark.text for remark in page.section("position").answer.caveats]
    assert any("France among them: here it means the other 26" in text for text in caveats)


def test_no_remark_on_bands_where_there_is_none():
    page = compose(load_subject("VAT"))
    assert not any("the share is a range" in remark.text for remark in page.section("position").answer.caveats)


def test_reproduction_names_every_option(tmp_path):
    from equipoise.world.package import embedded_package

    subject = load_subject("TUV", as_of="2026-02-01", data=embedded_package())
    command = compose(subject, disputed="de facto").reproduction.command
    assert command.startswith("equipoise brief TUV --as-of 2026-02-01 --data ")
    assert command.endswith(" --disputed 'de facto'")


def test_names_in_a_sentence(world):
    assert [body_name(world, key) for key in ("USA", "KAZ", "EU", "NATO", "VAT", "PHL", "COG", "COD")] == [
        "the United States", "Kazakhstan", "the EU", "NATO", "the Holy See", "the Philippines",
        "the Republic of the Congo", "DR Congo",
    ]  # fmt: skip
    assert [of_whom(name) for name in ("the United States", "Belarus", "the EU", "Kazakhstan")] == [
        "the United States'", "Belarus's", "the EU's", "Kazakhstan's",
    ]  # fmt: skip


SMALL = "id: {id}\ntitle: {title}\nstate: {state}\nas_of: 2022-01-05\n"


def scenario(folder: Path, extra: str = "", **filled: str) -> str:
    values = {"id": "x", "title": "A <b>case</b> & more", "state": "TUV", **filled}
    (folder / "scenario.yaml").write_text(SMALL.format(**values) + extra, encoding="utf-8")
    return str(folder)


def test_a_users_text_is_not_markup(tmp_path):
    extra = 'places: [{name: "<script>alert(1)</script>", latitude: -8.5, longitude: 179.2}]\n'
    text = render(compose(load_subject(scenario(tmp_path, extra))))
    assert "<script" not in text
    assert "<b>case</b>" not in text
    check_text(text)


def test_a_scenario_without_anything_else(tmp_path):
    page = compose(load_subject(scenario(tmp_path)))
    check_text(render(page))
    assert "calls" not in [section.ident for section in page.sections]


@pytest.mark.parametrize("state", ["Atlantis", "Congo", ""])
def test_a_scenario_on_no_state(state, tmp_path):
    with pytest.raises(EquipoiseError):
        load_subject(scenario(tmp_path, state=f'"{state}"'))


def test_every_flag_of_the_tables_has_a_meaning(world):
    frames = [world.table(name) for name in ("ties", "indicators", "memberships", "instruments", "facts", "sources")]
    used = {flag for frame in frames for flags in frame["flags"].to_list() for flag in flags or []}
    assert used
    assert used <= set(terms("flag")), used - set(terms("flag"))
