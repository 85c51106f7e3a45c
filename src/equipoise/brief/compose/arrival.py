"""The chart of arrivals: probability that troops are there, against days since the call."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.answers.charts.arrival import ArrivalChart, ArrivalLine, Happened
from equipoise.answers.charts.frame import Caption
from equipoise.models.calls import CallForecast, advantage
from equipoise.questions.wording import body_name, capital, label_of, sources_in_words
from equipoise.world.world import World

SHOWN_DAYS = 30
PANEL = "panel of calls for help, compiled for this project"


def chart_of(
    world: World, iso3: str, forecasts: Sequence[CallForecast], happened: tuple[Happened, ...] = ()
) -> ArrivalChart:
    """Return the chart of some forecasts.

    Parameters
    ----------
    world : World
        Tables with the names and sources.
    iso3 : str
        The state that asks.
    forecasts : sequence of CallForecast
        One line each, in this order; the first one makes the title.
    happened : tuple of Happened
        What came in the case.

    Returns
    -------
    ArrivalChart
        Lines with their intervals, and words around them.
    """
    sources = tuple(dict.fromkeys(source for forecast in forecasts for source in forecast.source_ids))
    bounded = not all(forecast.in_support for forecast in forecasts)
    caption = Caption(
        title=message(world, iso3, forecasts),
        subtitle="Probability that troops or police are there, by days since the call [%], with 90 % intervals",
        source=sources_in_words(world, sources) or PANEL,
        source_ids=sources[:12],
        note="Bands from zero: the record holds nobody of this sort, so it gives an upper bound only."
        if bounded
        else "",
    )
    return ArrivalChart(caption, tuple(_line(world, forecast) for forecast in forecasts), happened)


def message(world: World, iso3: str, forecasts: Sequence[CallForecast]) -> str:
    """Return the finding of the chart as a sentence."""
    inside = [forecast for forecast in forecasts if forecast.in_support]
    if not inside:
        return f"The record gives no more than bounds for a call by {world.names.name(iso3)}"
    best = inside[0]
    if len(inside) > 1 and all(indistinct(best, other) for other in inside[1:]):
        ends = sorted(100 * forecast.p_within_30_days.midpoint for forecast in inside)
        return f"Nobody stands out: troops there within thirty days with {ends[0]:.0f} to {ends[-1]:.0f} %"
    name = capital(body_name(world, best.addressee))
    early, late = (100 * chance.midpoint for chance in (best.p_within_3_days, best.p_within_30_days))
    return f"{name}: troops there within three days with {early:.0f} %, within thirty with {late:.0f} %"


def indistinct(best: CallForecast, other: CallForecast) -> bool:
    """Say whether the difference of two forecasts, draw by draw, may be nothing."""
    return 0.0 in advantage(best, other) if best.draws and other.draws else True


def _line(world: World, forecast: CallForecast) -> ArrivalLine:
    curve = forecast.curve[: SHOWN_DAYS + 1]
    return ArrivalLine(
        key=forecast.addressee,
        label=label_of(world, forecast.addressee),
        days=tuple(float(day) for day in range(len(curve))),
        value=tuple(None if point.value is None else 100 * point.value for point in curve),
        low=tuple(100 * point.low for point in curve),
        high=tuple(100 * point.high for point in curve),
        supported=forecast.in_support,
    )
