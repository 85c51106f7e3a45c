"""A small brief with every kind of number in it, and the checks that every drawing must pass."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date, datetime
from math import inf

from equipoise.answers import Answer, Chart, Column, Sheet
from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import Caption
from equipoise.brief.page import (
    BriefPage,
    MapSection,
    Reproduction,
    Section,
    Sentence,
)
from equipoise.interval import Estimate, Interval
from equipoise.questions.citing import SOURCE_COLUMNS

CAPTION = Caption("A <message> & more", "Share, %", "Tables", ("s1",), "A caution")
LONG = "The Organisation for Economic Cooperation and Mutual Assistance of Far Away States"


def at(text: str) -> datetime:
    """Return a local time."""
    return datetime.fromisoformat(text)


LAYER_COLUMNS = (
    Column("layer", words="layer"),
    Column("power", hidden=True),
    Column("name", "power"),
    Column("value", "share", "estimate", parts=("low", "high", "unit", "year", "flags")),
    Column("note"),
)


def estimate(low=None, value=None, high=None, unit="organisations", year=None, flags=()) -> Estimate:
    """Return an estimate from its ends; one number is a point."""
    ends = (value if low is None else low, value if high is None else high)
    interval = None if ends[0] is None else Interval(ends[0], ends[1], value)
    return Estimate(interval, year, flags=tuple(flags), unit=unit)


def layers_sheet(*rows: tuple[str, str, str, Estimate]) -> Sheet:
    """Return the sheet that the drawing of the balance draws: layer, power, name, value."""
    return Sheet("layers", "Share of each power", LAYER_COLUMNS, tuple((*row, "") for row in rows), by="layer")


def balance_answer() -> Answer:
    rows = (
        ("exports", "RUS", "Russia", estimate(20.8, 21.3, 21.8, "%")),
        ("exports", "CHN", "China", estimate(2.8, None, 44.0, "%")),
        ("exports", "EU", "European Union", estimate(value=29.5, unit="%", year=2014, flags=("stale", "mirror"))),
        ("exports", "TUR", LONG, estimate(value=0.0, unit="%")),
        ("exports", "USA", "United States", estimate()),
        ("bases", "RUS", "Russia", estimate(unit="km2")),
    )
    notes = Sheet("partners", "Partners", (Column("layer"), Column("note")), (("exports", "a summary"),))
    return Answer(
        question="position",
        title="Balance",
        headline=(Sentence("A finding."),),
        sheets=(layers_sheet(*rows), notes),
        charts=(Chart("balance", ("layers", "partners"), CAPTION, {"coloured_by": "power"}),),
        caveats=(Sentence("A remark."),),
    )


def position_section() -> Section:
    return Section(
        "position",
        "Where it stands",
        "Between the powers",
        balance_answer(),
        (Sentence("An intro."),),
        ("chart:balance",),
    )


CURVE_COLUMNS = (
    Column("addressee", hidden=True),
    Column("name", hidden=True),
    Column("day", kind="number", hidden=True),
    Column("value", kind="estimate", unit="%", hidden=True),
    Column("in_support", kind="flag", hidden=True),
)
ARRIVAL_COLUMNS = (Column("addressee", hidden=True), Column("day", kind="number"), Column("what"))


def curve_rows(key: str, label: str, *, supported: bool = True, points: bool = True) -> list[tuple]:
    """Return the rows of one addressee in the sheet that the drawing of arrivals draws."""
    chances = ((0.0, 0.0, 0.0), (10.0, 20.0, 40.0), (35.0, 58.0, 81.0))
    ends = [Interval(low, high, value if points else None) for low, value, high in chances]
    return [(key, label, day, end, supported) for day, end in zip((0.0, 1.0, 30.0), ends, strict=True)]


def curve_sheet(*rows: tuple) -> Sheet:
    """Return the sheet of curves: addressee, name, day, probability, whether the record holds such calls."""
    return Sheet("curve", "Curves", CURVE_COLUMNS, rows)


def arrivals_sheet(*rows: tuple[str, float, str]) -> Sheet:
    """Return the sheet of what came in the case: addressee, day, words."""
    return Sheet("arrivals", "What came", ARRIVAL_COLUMNS, rows)


def arrival_sheets() -> tuple[Sheet, Sheet]:
    curves = curve_sheet(
        *curve_rows("CSTO", "CSTO"),
        *curve_rows("RUS", "Russia", points=False),
        *curve_rows("OTS", LONG, supported=False),
        ("UN", "United Nations", None, None, True),
    )
    return curves, arrivals_sheet(("CSTO", 1.0, "First units, day 1"), ("", 6.0, "Ministers meet"))


EVENT_COLUMNS = (
    Column("number", "no.", "integer"),
    Column("when"),
    Column("event", "what happened"),
    Column("marks", kind="list", words="flag"),
    Column("lane", hidden=True),
    Column("start", hidden=True),
    Column("end", hidden=True),
    Column("source_ids", kind="list", hidden=True),
)


def events_sheet(*events: tuple[str, datetime, datetime, tuple[str, ...]]) -> Sheet:
    """Return the sheet that the timeline draws: lane, begin, end and marks of each event."""
    rows = (
        (number, "when", "what <happened>", marks, lane, start.isoformat(), end.isoformat(), ("s1",))
        for number, (lane, start, end, marks) in enumerate(events, start=1)
    )
    return Sheet("events", "Events", EVENT_COLUMNS, tuple(rows))


def timeline_of(lanes: dict[str, str], first: date, last: date, zoom: tuple[date, date] | None) -> Chart:
    return Chart("timeline", ("events",), CAPTION, {"lanes": lanes, "first": first, "last": last, "zoom": zoom})


def timeline_sample() -> tuple[Chart, Sheet]:
    sheet = events_sheet(
        ("street", at("2022-01-02T06:00"), at("2022-01-02T12:00"), ()),
        ("street", at("2022-01-04"), at("2022-01-05"), ("unsure",)),
        ("CSTO", at("2022-01-05T23:50"), at("2022-01-05T23:50"), ()),
        ("CSTO", at("2022-01-26"), at("2022-01-27"), ()),
    )
    lanes = {"street": "Street", "CSTO": "CSTO", "others": LONG}
    zoom = (date(2022, 1, 4), date(2022, 1, 6))
    return timeline_of(lanes, date(2022, 1, 1), date(2022, 1, 26), zoom), sheet


def events_section() -> Section:
    chart, sheet = timeline_sample()
    answer = Answer("events", "What happened", sheets=(sheet,), charts=(chart,))
    return Section("events", "What happened", "What happened", answer, show=("chart:timeline", "sheet:events"))


REACH_COLUMNS = (
    Column("org_id", hidden=True),
    Column("label", "organisation"),
    Column("standing_force", "standing force", "estimate", "persons", parts=("low", "high", "flags")),
    Column("active_forces", "forces of members", "estimate", "persons"),
    Column("external", words="coverage"),
    Column("internal", words="coverage"),
    Column("disaster", words="coverage"),
    Column("note", "remark"),
)


def reach_sheet() -> Sheet:
    rows = (
        ("CSTO", "CSTO", persons(3600, None, 20000), persons(1.2e6, 1.3e6, 1.4e6), "yes", "ambiguous", "no", ""),
        ("OTS", LONG, persons(value=0.0), persons(), "no", "no", "", "a note"),
        ("EU", "EU", persons(value=1500.0, flags=("recalled",)), persons(2e5, None, inf), "yes", "no", "yes", ""),
    )
    return Sheet("reach", "Promises and forces", REACH_COLUMNS, rows)


def persons(low=None, value=None, high=None, flags=()) -> Estimate:
    return estimate(low, value, high, "persons", flags=flags)


CLOUT_COLUMNS = (Column("indicator"), Column("share_of_world", kind="estimate", unit="%", digits=2))
CLOUT_MEMBER_COLUMNS = (Column("indicator"), Column("iso3"), Column("name"), CLOUT_COLUMNS[-1])


def clout_sheets(*totals: tuple, members: tuple[tuple, ...] = ()) -> tuple[Sheet, Sheet]:
    """Return the sheets that the drawing of clout draws: indicator and total; indicator, code, name and share."""
    return (
        Sheet("clout", "Clout", CLOUT_COLUMNS, totals),
        Sheet("clout_members", "Members", CLOUT_MEMBER_COLUMNS, members, detail=True),
    )


def several_clouts() -> tuple[Sheet, Sheet]:
    members = (
        ("TUR", "Turkey", 0.85),
        ("AZE", "Azerbaijan", 0.05),
        ("KGZ", "Kyrgyzstan", 0.01),
        ("UZB", "Uzbekistan", None),
        ("TKM", "Turkmenistan", Interval(0.0, 0.1)),
    )
    return clout_sheets(
        ("gdp", Interval(1.2, 1.4, 1.3)),
        ("military_expenditure", Interval(1.0, 1.3)),
        ("area", None),
        members=tuple((key, *row) for key in ("gdp", "military_expenditure") for row in members),
    )


INSTRUMENT_COLUMNS = (
    Column("org_id", "organisation"),
    Column("text", "instrument"),
    Column("trigger_external", "external attack", words="coverage"),
    Column("source_ids", kind="list", hidden=True),
)


def organisations_section() -> Section:
    texts = Sheet("instruments", "Texts", INSTRUMENT_COLUMNS, (("CSTO", "Treaty (2012)", "yes", ("s2",)),), by="org_id")
    answer = Answer(
        "organisations",
        "Organisations",
        sheets=(reach_sheet(), texts, *several_clouts()),
        charts=(
            Chart("reach", ("reach",), CAPTION, {"coloured_by": "org_id"}),
            Chart("clout", ("clout", "clout_members"), CAPTION, {"highlight": "TUR"}),
        ),
    )
    show = ("chart:reach", "chart:clout", "sheet:clout_members", "sheet:instruments")
    return Section("organisations", "Organisations", "Organisations", answer, show=show)


BIN_COLUMNS = (
    Column("forecast", kind="number", unit="%"),
    Column("observed", kind="estimate", unit="%"),
    Column("rows", kind="integer"),
)
SCORE_COLUMNS = (
    Column("score"),
    Column("value", kind="estimate", digits=3),
    Column("baseline"),
    Column("baseline_value", kind="number", digits=3),
)


def track_sheets(bins: tuple = (), scores: tuple = ()) -> tuple[Sheet, Sheet]:
    """Return the sheets that the drawing of a record draws: bins, and the model against each rival."""
    return (
        Sheet("calibration", "Calibration", BIN_COLUMNS, bins),
        Sheet("track_record", "Track record", SCORE_COLUMNS, scores, by=""),
    )


def track_sample() -> tuple[Sheet, Sheet]:
    bins = ((14.0, Interval(9.0, 36.0, 20.0), 24), (80.0, Interval(40.0, 90.0), 3))
    own = Interval(0.224, 0.256, 0.241)
    return track_sheets(bins, (("Brier score", own, "base rate", 0.252), ("Brier score", own, "a peer", None)))


def calls_section() -> Section:
    columns = (Column("addressee", hidden=True), Column("name", "called"), Column("value", "troops", "estimate", "%"))
    rows = (("CSTO", "CSTO", Interval(35, 81, 58)), ("UN", "United Nations", None))
    answer = Answer(
        question="call",
        title="Calls",
        sheets=(Sheet("answers", "Answers", columns, rows), *arrival_sheets(), *track_sample()),
        charts=(
            Chart("arrival", ("curve", "arrivals"), CAPTION, {"coloured_by": "addressee"}),
            Chart("track", ("calibration", "track_record"), CAPTION),
        ),
    )
    return Section(
        "calls", "Who would come", "Who would come", answer, show=("sheet:answers", "chart:arrival", "chart:track")
    )


def claims_section() -> Section:
    claims = Sheet("claims", "Claims", (Column("id"), Column("verdict")), (("A", "not supported"), ("B", "mixed")))
    columns = (Column("heading"), Column("text", "test"), Column("found", "found", "estimate", parts=("flags",)))
    found = estimate(20.8, 21.3, 21.8, "%")
    rows = (("(A) First <claim>", "Share of <Russia>", found), ("(B) Second claim", "Share of another", estimate()))
    criteria = Sheet("criteria", "Tests", columns, rows, by="heading")
    chart = Chart("verdicts", ("claims",), CAPTION)
    answer = Answer("claims", "Claims", sheets=(claims, criteria), charts=(chart,))
    return Section("claims", "The claims", "The claims", answer, (), ("chart:verdicts", "sheet:criteria"))


def sources_sheet(*more: str) -> Sheet:
    rows = [
        {"source_id": "s1", "title": "A title", "publisher": "A house", "date": "2022", "licence": "CC0"},
        {"source_id": "s2", "title": "No address", "url": "javascript:alert(1)", "flags": ()},
        *({"source_id": key, "title": "again", "flags": ()} for key in more),
    ]
    rows[0] |= {"url": "https://example.org/a?b=1&c=2", "flags": ("recalled",)}
    return Sheet.of("sources", "Sources", SOURCE_COLUMNS, rows)


def map_of(drawing: str) -> Section:
    return Section("map", "Map", "Map", Answer("map", "Map"), show=("map",), map=MapSection(CAPTION, drawing, drawing))


def full_page() -> BriefPage:
    drawing = '<svg viewBox="0 0 10 10" role="img"><title>map</title></svg>'
    return BriefPage(
        title="A <b>bold</b> title",
        kicker="Brief",
        as_of="2022-01-31",
        version="0.1.0",
        standfirst="It stands.",
        findings=(Sentence("Russia holds 21.3 % (20.8–21.8).", ("s2", "s1"), "A lead."),),
        sections=(
            position_section(),
            Section(
                "map", "Map", "Map", Answer("map", "Map"), show=("map",), map=MapSection(CAPTION, drawing, drawing)
            ),
            organisations_section(),
            calls_section(),
            events_section(),
            claims_section(),
        ),
        limits=(Sentence("Selection."),),
        sources=sources_sheet(),
        reproduction=Reproduction("equipoise brief x", "0.1.0", None, (("calls", "abc"),), (("Draws", "4,000"),)),
    )


def check_drawing(markup: str) -> ET.Element:
    """Assert that a drawing is sound XML, names itself, and keeps to its view box; return its root."""
    root = ET.fromstring(markup)  # noqa: S314 - our own output
    assert root.find("title") is not None
    assert root.find("desc") is not None
    assert not re.search(r"\b(nan|NaN|inf|None)\b", markup)
    _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
    for element in root.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert -1 <= float(element.get(name, 0)) <= width + 1, (element.tag, element.attrib)
        for name in ("y", "y1", "y2", "cy"):
            assert -1 <= float(element.get(name, 0)) <= height + 1, (element.tag, element.attrib)
        if element.tag == "rect":
            assert float(element.attrib["x"]) + float(element.attrib["width"]) <= width + 1, element.attrib
            assert float(element.attrib["y"]) + float(element.attrib["height"]) <= height + 1, element.attrib
        if element.tag == "path":
            assert_path_inside(element.attrib["d"], width, height)
        if element.tag == "text":
            assert_text_inside(element, width)
    return root


def assert_path_inside(steps: str, width: float, height: float) -> None:
    if "A" in steps:
        return  # the half disc of a sign: its centre is checked with the ring around it
    for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", steps):
        assert -1 <= float(x) <= width + 1, steps
        assert -1 <= float(y) <= height + 1, steps


def assert_text_inside(element: ET.Element, width: float) -> None:
    size = float(element.attrib["font-size"])
    assert size >= 12, "a phone shows this drawing at its own size"
    length = svg.text_width("".join(element.itertext()), size, bold="font-weight" in element.attrib)
    start = (
        float(element.attrib["x"])
        - {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")] * length
    )
    assert start >= -4, ("".join(element.itertext()), start)
    assert start + length <= width + 4, ("".join(element.itertext()), start + length)


def words(root: ET.Element) -> list[str]:
    """Return the lines of text in a drawing."""
    return ["".join(element.itertext()) for element in root.iter("text")]


def drawn(root: ET.Element, kind: str) -> list[ET.Element]:
    """Return the marks of one kind: point, interval, band."""
    return [element for element in root.iter() if element.get("class") == kind]
