import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from brief_samples import check_drawing, full_page, sources_sheet

from equipoise.brief.page import (
    BriefPage,
    Sentence,
)
from equipoise.brief.render import render
from equipoise.errors import DataError, UnknownNameError

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Outline(HTMLParser):
    """Collects tags, ids, links and loads of a page, and holds that tags are closed in order."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.loads, self.tags = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append(found.get("href", ""))
        self.loads += [found[name] for name in ("src", "srcset", "data", "xlink:href") if name in found]

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def outline(html: str) -> Outline:
    parser = Outline()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return parser


@pytest.fixture(scope="module")
def html() -> str:
    return render(full_page())


def test_tags_are_closed_ids_unique_and_inner_links_lead_somewhere(html):
    found = outline(html)
    assert len(set(found.ids)) == len(found.ids)
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)


def test_the_page_loads_nothing(html):
    found = outline(html)
    assert not found.loads
    assert not {"script", "link", "img", "iframe"} & set(found.tags)
    assert "@import" not in html
    assert "url(" not in html
    outside = re.sub(r'<a href="https://[^"]*"', "", html)
    assert "http" not in outside


def test_texts_are_escaped(html):
    assert "A <b>bold</b> title" not in html
    assert "A &lt;b&gt;bold&lt;/b&gt; title" in html
    assert "First &lt;claim&gt;" in html
    assert "what &lt;happened&gt;" in html


def test_only_web_addresses_become_links(html):
    assert "javascript:" not in html
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html


def test_no_python_value_reaches_the_reader(html):
    text = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    assert not re.search(r"\b(None|nan|NaN|True|False)\b", text)


def test_every_drawing_on_the_page_is_sound(html):
    drawings = re.findall(r'<svg [^>]*class="plot-svg".*?</svg>', html, flags=re.DOTALL)
    assert len(drawings) == 2 * 7, "seven charts, each wide and narrow"
    for drawing in drawings:
        check_drawing(drawing)


def test_a_number_is_written_whole_with_its_marks_in_order(html):
    assert '<span class="nb">21.3 % (20.8–21.8)</span>' in html
    finding = re.search(r"A lead\..*?</li>", html, flags=re.DOTALL)
    assert finding is not None
    assert re.findall(r'href="#source-(\d+)"', finding.group()) == ["1", "2"]


def test_missing_numbers_say_no_data_and_flags_are_explained(html):
    assert '<span class="num missing">no data</span>' in html
    assert "Marks of quality on this page" in html
    assert "Written from the coder&#39;s memory" in html


def test_a_star_in_a_chart_is_explained_below_it(html):
    assert "Exports, European Union" in html
    assert "EU, standing force" in html


def test_the_same_addressee_has_the_same_colour_in_chart_and_table(html):
    colour = re.search(r'style="color:(#\w+)">CSTO</span>', html)
    assert colour is not None
    curve = re.search(r'<text [^>]*fill="(#\w+)"[^>]*>CSTO</text>', html[html.index('id="fig-arrival"') :])
    assert curve is not None
    assert curve[1] == colour[1]


def test_a_page_without_sections_renders():
    html = render(BriefPage("Title", "Kicker", "2022-01-01", "0.1.0"))
    outline(html)
    assert "<section" not in html


def test_the_same_page_is_the_same_file(html):
    assert render(full_page()) == html


def test_a_mark_without_a_source_is_refused_with_the_nearest_name():
    page = replace(full_page(), limits=(Sentence("Text.", ("s3",)),))
    with pytest.raises(UnknownNameError, match="s3"):
        render(page)


def test_twins_among_sources_are_refused():
    page = full_page()
    with pytest.raises(DataError, match="share an id"):
        render(replace(page, sources=sources_sheet("s1")))


def test_the_map_is_put_on_the_page_as_it_is(html):
    found = re.search(r'<figure class="chart" id="fig-map">.*?</figure>', html, flags=re.DOTALL)
    assert found is not None
    drawing = re.search(r"<svg.*?</svg>", found.group(), flags=re.DOTALL)
    assert drawing is not None
    assert ET.fromstring(drawing.group()).find("title") is not None  # noqa: S314 - our own output
