"""What past events did: rescues, refused calls, upheavals, rescues by allies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from equipoise.answers import Answer, Caption, Chart, Column, Sentence, Sheet
from equipoise.errors import InputError
from equipoise.interval import Interval
from equipoise.models.recovery.events import TITLES
from equipoise.models.recovery.parameters import PublishedResults
from equipoise.models.recovery.price import PRICED, Price
from equipoise.models.recovery.report import known_on
from equipoise.models.recovery.results import LAST, OFFSETS, Recovery
from equipoise.models.recovery.series import EVENT_TABLES, declared, series_named
from equipoise.questions.citing import finished
from equipoise.questions.recovery.columns import depth_sheet, duration_sheets, path_sheet, summary_sheet, tables_of
from equipoise.world.world import World

COMPUTED = "computed from the tables that the model card names"
EVENTS_NAMED = {
    "rescues": "rescues",
    "refused": "calls that were refused",
    "upheavals": "upheavals without a rescue",
    "allies": "rescues by allies",
}
PRICE_COLUMNS = (
    Column("series", hidden=True, sense="Name of the series."),
    Column("title", "series", sense="What is measured, and in which unit."),
    Column("horizon", "year", "integer", sense="Years after the event."),
    Column("rescued", "after rescues", "estimate", sense="Mean difference to matched states after rescues."),
    Column("refused", "after refusals", "estimate", sense="The same after calls that were refused."),
    Column("difference", "difference", "estimate", sense="First less second, 90 % interval: an association."),
    Column("events", "events", sense="Events on each side."),
    Column("told", "the rescuer's weight", words="price", sense="What interval and placebo events tell together."),
)


def past_recoveries(world: World, kind: str, series: Sequence[str] = ()) -> Answer:
    """Answer what past events of a kind did to some series.

    Parameters
    ----------
    world : World
        The tables; the results are not shown as of a day on which they could not have been known.
    kind : str
        "rescues", "refused", "upheavals" or "allies".
    series : sequence of str
        Names of series; all that can be measured by default.

    Returns
    -------
    Answer
        Sheets ``series`` (differences at the horizons), ``durations``, ``prices`` for rescues and refusals, ``depths``,
        ``paths`` and ``curves``.

    Raises
    ------
    UnknownNameError
        If the kind or a series is not known.
    InputError
        If the results could not have been known on the day, or a series cannot be measured.
    """
    known, notes = known_on(world)
    for name in series:
        series_named(name)
    if notes:
        raise InputError(notes[0])
    wanted = tuple(series) or tuple(name for name in declared() if f"{kind}, {name}" not in known.refusals)
    found = [known.recovery(kind, name) for name in wanted]
    title = f"After {TITLES[kind]}: mean difference to matched states without an upheaval"
    durations, curves = duration_sheets(found)
    prices = (price_sheet(known, wanted),) if kind in ("rescues", "refused") else ()
    return finished(
        world,
        Answer(
            question="recovery",
            title=title,
            subject={
                "panel": kind,
                "events": known.events[kind],
                "last_year": known.last_year,
                "left_out": known.left_out,
            },
            headline=(Sentence(f"{past_message(kind, found)}."),),
            sheets=(
                summary_sheet("series", "Against the year before, with 90 % interval", found),
                durations,
                *prices,
                depth_sheet("depths", "What stands behind each difference", found),
                path_sheet("paths", "Year by year", found),
                curves,
            ),
            charts=past_charts(kind, found, "series", "paths"),
            caveats=(*_caveats(found), Sentence(f"{known.events[kind]} events, years to {known.last_year}.")),
        ),
    )


def past_message(kind: str, found: Sequence[Recovery]) -> str:
    """Return what a panel of events tells as a sentence without its stop."""
    told = {word: [series_named(e.series).title for e in found if e.told == word] for word in ("loss", "gain")}
    parts = []
    if told["loss"]:
        parts.append(f"a loss can be told in {len(told['loss'])} of {len(found)} series ({'; '.join(told['loss'])})")
    if told["gain"]:
        parts.append(f"the opposite in {len(told['gain'])} ({'; '.join(told['gain'])})")
    if not parts:
        parts.append(f"a loss can be told in none of {len(found)} series")
    return f"Past {EVENTS_NAMED[kind]}: {', '.join(parts)}"


def past_charts(kind: str, found: Sequence[Recovery], summary: str, paths: str) -> tuple[Chart, ...]:
    """Return the drawings of the paths and of how long losses lasted."""
    if not found:
        return ()
    caption = Caption(
        title=past_message(kind, found),
        subtitle="Mean difference to matched states without an upheaval, against the year before the event",
        source=COMPUTED,
        source_ids=tables_of(found, *EVENT_TABLES),
        note="Those who were rescued differ from those who were not: an association. Some of many comparisons "
        "stand out by chance alone.",
    )
    charts = [Chart("recovery", (summary, paths), caption)]
    lasting = [made.comeback for made in found if made.comeback is not None and made.comeback.times]
    if lasting:
        reached = sum(back.median is not None for back in lasting)
        told = Caption(
            title=f"Half of the losses were undone within ten years in {reached} of {len(lasting)} series",
            subtitle="Share of losses after past rescues not undone yet (Kaplan and Meier), with 90 % interval",
            source=COMPUTED,
            source_ids=tables_of(found, *EVENT_TABLES),
            note="A loss is leaving the band of the five years before, within three years; noise alone makes some.",
        )
        charts.append(Chart("survival", ("durations", "curves"), told, {"last": float(LAST)}))
    return tuple(charts)


def price_sheet(known: PublishedResults, wanted: Iterable[str]) -> Sheet:
    """Return rescued against refused, series by series."""
    names = set(wanted)
    rows = (_price(known, price) for price in known.prices if price.series in names)
    title = "The price of rescue: rescues less calls that were refused (an association)"
    return Sheet.of("prices", title, PRICE_COLUMNS, rows)


def pairs_priced(sheet: Sheet) -> Sheet:
    """Return the prices of series between state and rescuer alone, at the year that other models take."""
    place = {column.name: n for n, column in enumerate(sheet.columns)}
    rows = tuple(
        row
        for row in sheet.rows
        if row[place["horizon"]] == PRICED and series_named(str(row[place["series"]])).is_dyadic
    )
    title = "The price of rescue: five years after, rescued against refused"
    return Sheet(sheet.name, title, sheet.columns, rows)


def _price(known: PublishedResults, price: Price) -> dict[str, Any]:
    series = series_named(price.series)
    sides = {key: _side(known, kind, price) for key, kind in (("rescued", "rescues"), ("refused", "refused"))}
    return {
        "series": price.series,
        "title": f"{series.title} ({series.unit})",
        "horizon": price.horizon,
        **sides,
        "difference": price.difference,
        "events": f"{price.rescued} / {price.refused}",
        "told": price.told,
    }


def _side(known: PublishedResults, kind: str, price: Price) -> Interval | None:
    """Return the mean difference after one kind of events at the horizon of a price."""
    at = OFFSETS.index(price.horizon)
    found = next((e for e in known.recoveries if (e.name, e.series) == (kind, price.series)), None)
    value = None if found is None else found.path.effect[at]
    if found is None or value is None:
        return None
    low, high = found.path.low[at], found.path.high[at]
    return Interval.point(value) if low is None or high is None else Interval(min(low, value), max(high, value), value)


def _caveats(found: Sequence[Recovery]) -> tuple[Sentence, ...]:
    said: dict[str, list[str]] = {}
    for made in found:
        for caveat in made.caveats:
            said.setdefault(caveat, []).append(series_named(made.series).title)
    return tuple(Sentence(f"{'; '.join(titles)}: {caveat}") for caveat, titles in said.items())
