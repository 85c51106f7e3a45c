"""Columns and words that the answers on one case and on past events share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from equipoise.answers import Column, Sheet
from equipoise.answers.numbers import format_figure
from equipoise.answers.vocabulary import title_of
from equipoise.interval import Interval
from equipoise.models.recovery.results import CHANCE, HORIZONS, Comeback, Recovery
from equipoise.models.recovery.series import series_named

BACK = 5
"""Years within which a table says how many past losses were undone."""

SUMMARY_COLUMNS = (
    Column("series", hidden=True, sense="Name of the series."),
    Column("title", "series", sense="What is measured, and in which unit."),
    Column("unit", hidden=True, sense="Unit of the differences."),
    Column("worse", hidden=True, sense="Side on which a loss lies: lower or higher."),
    Column("events", "events", "integer", sense="Events that are used; one for a case."),
    *(
        Column(
            f"year_{horizon}", f"year {horizon}", "estimate", sense=f"Difference {horizon} years after, 90 % interval."
        )
        for horizon in HORIZONS
    ),
    Column("told", "what can be told", words="recovery", sense="What interval and placebo events tell together."),
    Column("pre_trend", "p before", "number", digits=3, sense="P-value of no difference in the years before."),
    Column("half_life", kind="integer", hidden=True, sense="Years from the deepest point until half the loss is gone."),
    Column("remark", hidden=True, sense="What can be told, and from how many events, in words."),
    Column("caveats", kind="list", hidden=True, sense="What a reader must know of the series."),
)
DEPTH_COLUMNS = (
    Column("title", "series", sense="What is measured."),
    Column("series", hidden=True, sense="Name of the series."),
    Column("horizon", "year", "integer", sense="Years after the event."),
    Column("n", "events", "integer", sense="Events that are seen so long after."),
    Column("clusters", "states", "integer", sense="States among them."),
    Column("effect", "difference", "estimate", sense="Difference to the world without the event, 90 % interval."),
    Column("bounds", "cut lists leave", "estimate", sense="What cut lists leave open, before any error of sampling."),
    Column("placebo", "placebo events", "estimate", sense="Central 90 % of the figure for events that did not happen."),
    Column("placebo_p", "placebo p", "number", digits=2, sense="Share of placebo events at least as far from nothing."),
    Column("told", "what can be told", words="recovery", sense="What interval and placebo events tell together."),
)
PATH_COLUMNS = (
    Column("title", "series", sense="What is measured."),
    Column("series", hidden=True, sense="Name of the series."),
    Column("offset", "year", "integer", sense="Years from the event."),
    Column("effect", "difference", "estimate", sense="Difference to the world without the event, 90 % interval."),
    Column("placebo", "placebo events", "estimate", sense="Central 90 % of the figure for events that did not happen."),
    Column("n", "events", "integer", sense="Events seen."),
)
DURATION_COLUMNS = (
    Column("series", hidden=True, sense="Name of the series."),
    Column("title", "series", sense="What is measured."),
    Column("n", "events", "integer", sense="Events of which the first three years are seen."),
    Column("set_back", "losses", "integer", sense="Events after which the series left its band on the side of loss."),
    Column("share", "share", "number", "%", 0, sense="Losses in the events."),
    Column("by_chance", "by chance", "number", "%", 0, sense="Share of placebo events of which the same is true."),
    Column("back", f"undone in {BACK} years", "estimate", "%", 0, sense="Share of losses undone, by Kaplan and Meier."),
    Column("median", "half undone after", "number", "years", 0, sense="Years; empty where that is not reached."),
    Column("remark", hidden=True, sense="Losses in words."),
)
CURVE_COLUMNS = (
    Column("title", "series", sense="What is measured."),
    Column("series", hidden=True, sense="Name of the series."),
    Column("years", "years since the loss", "number", sense="Years since the loss."),
    Column("share", "not undone yet", "estimate", "%", 0, sense="Share of losses not undone yet, 90 % interval."),
)


def summary_sheet(name: str, title: str, found: Iterable[Recovery], **options: Any) -> Sheet:  # noqa: ANN401
    """Return the differences at the horizons, one row a series."""
    return Sheet.of(name, title, SUMMARY_COLUMNS, map(_summary, found), **options)


def _summary(made: Recovery) -> dict[str, Any]:
    series = series_named(made.series)
    return {
        "series": series.name,
        "title": f"{series.title} ({series.unit}; {series.worse} is the loss)",
        "unit": series.unit,
        "worse": series.worse,
        "events": made.events,
        **{f"year_{horizon}": made.depth(horizon).effect for horizon in HORIZONS},
        "told": made.told,
        "pre_trend": made.pre_trend,
        "half_life": made.half_life,
        "remark": _remark(made),
        "caveats": made.caveats,
    }


def _remark(made: Recovery) -> str:
    meant = title_of("recovery", made.told)
    if made.of == "panel":
        return f"{made.events} events, {meant}; {_before_in_words(made.pre_trend)}"
    return meant if made.told != "no data" else "shown, at none of the years that are tested"


def _before_in_words(p: float | None) -> str:
    if p is None:
        return "years before not tested"
    figure = "p < 0.01" if p < 0.01 else f"p {p:.2f}"
    return f"apart before already ({figure})" if p < CHANCE else f"alike before ({figure})"


def depth_sheet(name: str, title: str, found: Iterable[Recovery]) -> Sheet:
    """Return every depth with what stands behind it."""
    rows = (
        {
            "series": made.series,
            "title": series_named(made.series).title,
            **{key: getattr(depth, key) for key in ("horizon", "n", "clusters", "effect", "bounds", "placebo")},
            "placebo_p": depth.placebo_p,
            "told": depth.told,
        }
        for made in found
        for depth in made.depths
    )
    return Sheet.of(name, title, DEPTH_COLUMNS, rows, detail=True, by="title")


def path_sheet(name: str, title: str, found: Iterable[Recovery]) -> Sheet:
    """Return the paths year by year."""
    return Sheet.of(name, title, PATH_COLUMNS, (row for made in found for row in _path(made)), detail=True, by="title")


def _path(made: Recovery) -> Iterable[dict[str, Any]]:
    path = made.path
    for place, offset in enumerate(path.offsets):
        effect, chance = path.effect[place], (path.placebo_low[place], path.placebo_high[place])
        yield {
            "series": made.series,
            "title": series_named(made.series).title,
            "offset": offset,
            "effect": _around(path.low[place], effect, path.high[place]),
            "placebo": None if chance[0] is None or chance[1] is None else Interval(chance[0], chance[1]),
            "n": path.n[place],
        }


def _around(low: float | None, value: float | None, high: float | None) -> Interval | None:
    if value is None:
        return None
    if low is None or high is None:
        return Interval.point(value)
    return Interval(min(low, value), max(high, value), value)


def duration_sheets(found: Iterable[Recovery]) -> tuple[Sheet, Sheet]:
    """Return how long losses lasted: one row a series, and the curves."""
    backs = [(series_named(made.series), made.comeback) for made in found if made.comeback is not None]
    rows = ({"series": s.name, "title": s.title, **_duration(back)} for s, back in backs)
    curves = (
        {"series": s.name, "title": s.title, "years": years, "share": Interval(100 * low, 100 * high, 100 * share)}
        for s, back in backs
        for years, share, low, high in zip(back.times, back.share, back.low, back.high, strict=True)
    )
    return (
        Sheet.of("durations", "How long past losses lasted", DURATION_COLUMNS, rows),
        Sheet.of("curves", "Losses not undone yet", CURVE_COLUMNS, curves, detail=True, by="title"),
    )


def _duration(back: Comeback) -> dict[str, Any]:
    chance = "" if back.by_chance is None else f"; by chance {format_figure(100 * back.by_chance, 0)} %"
    share = 100 * back.set_back / back.n
    undone = back.back.get(BACK)
    return {
        "n": back.n,
        "set_back": back.set_back,
        "share": share,
        "by_chance": None if back.by_chance is None else 100 * back.by_chance,
        "back": None if undone is None else undone.scale(100),
        "median": back.median,
        "remark": f"{back.set_back} losses in {back.n} events ({format_figure(share, 0)} %{chance})",
    }


def tables_of(found: Iterable[Recovery], *others: str) -> tuple[str, ...]:
    """Return the ids of the tables that series rest on, as the bibliography names them."""
    return tuple(sorted({table for made in found for table in series_named(made.series).tables} | set(others)))
