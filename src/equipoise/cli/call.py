"""`equipoise call`: who answers a call for help, how soon, and under which clause."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from equipoise.cli.files import check_writable, write_whole
from equipoise.cli.options import AsJson, AsOf, DataFolder
from equipoise.cli.output import NO_DATA, amount, console, plain, print_json, table
from equipoise.measures.powers import power
from equipoise.models.calls import CallForecast, ClauseWorth, answer_calls, rank_callable, worth_of_clause
from equipoise.models.calls.hypothetical import parse_clause
from equipoise.models.calls.record.scoring import calls_track_record, verdict_on
from equipoise.scores.record import TrackRecord
from equipoise.world.existence import check_exists_on
from equipoise.world.world import World

MOST_MEMBERS = 6


def call(
    name: Annotated[str, typer.Argument(metavar="STATE", help="The state that asks for help.")],
    to: Annotated[
        list[str] | None,
        typer.Option("--to", help="Whom it asks: organisation or state; repeatable. Without it everyone is ranked."),
    ] = None,
    trigger: Annotated[str, typer.Option("--trigger", help="internal, external or disaster.")] = "internal",
    framing: Annotated[
        str, typer.Option("--framing", help="How the call is put: 'as is', or 'external' for an attack from outside.")
    ] = "as is",
    clause: Annotated[
        list[str] | None,
        typer.Option("--if", metavar="clause:ORG=INSTRUMENT", help="What would such a clause be worth? Repeatable."),
    ] = None,
    as_of: AsOf = None,
    chart: Annotated[Path | None, typer.Option("--chart", help="Write probability against days to this SVG.")] = None,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Forecast who sends troops if a state asks, how soon, and under which clause."""
    world = World.load(as_of=as_of, data=data)
    iso3 = world.names.resolve(name)
    check_exists_on(world, name, *(to or ()))
    if chart is not None:
        check_writable(chart)
    forecasts = _forecasts(world, iso3, to or [], trigger, framing)
    worths = [
        worth_of_clause(world, iso3, *parse_clause(text), trigger=trigger, on=world.today, framing=framing)
        for text in clause or []
    ]
    records = {
        key: calls_track_record(world, include_recalled=recalled)
        for key, recalled in (("track_record", False), ("track_record_with_recalled", True))
    }
    if chart is not None:
        write_whole(chart, _drawn(world, iso3, forecasts))
    if as_json:
        answers = [as_record(forecast) for forecast in forecasts]
        cards = {key: score_card(record) for key, record in records.items()}
        gains = [as_worth(worth) for worth in worths]
        print_json(world, {"state": iso3, "trigger": trigger, "answers": answers, "clauses": gains, **cards})
        return
    _show(world, iso3, trigger, forecasts, records["track_record"])
    _show_worths(worths)


def _forecasts(world: World, iso3: str, to: list[str], trigger: str, framing: str) -> tuple[CallForecast, ...]:
    if not to:
        return rank_callable(world, iso3, trigger, world.today, framing=framing)
    addressees = list(dict.fromkeys(power(world, text, world.today).id for text in to))
    return answer_calls(world, iso3, addressees, trigger, world.today, framing=framing)


def as_record(forecast: CallForecast) -> dict[str, Any]:
    """Return a forecast as plain values; the posterior and its draws are left to the Python interface."""
    whole: dict[str, Any] = plain(forecast)
    del whole["class_rate"], whole["draws"]
    rate = forecast.class_rate
    whole["class_rate"] = None if rate is None else plain(rate.interval())
    whole["lag_days"] = _quantiles(forecast.lag_days)
    whole["force"] = _quantiles(forecast.force)
    return {**whole, "reason": forecast.reason, "mandate_class": forecast.mandate_class}


def _quantiles(values: tuple[int, int, int] | None) -> dict[str, int] | None:
    return None if values is None else dict(zip(("q10", "q50", "q90"), values, strict=True))


def as_worth(worth: ClauseWorth) -> dict[str, Any]:
    """Return the worth of a clause as plain values."""
    return {
        "addressee": worth.after.addressee,
        "clause": worth.after.mandate.name,
        "without": worth.before.probability,
        "with": worth.after.probability,
        "gain": worth.gain,
        "gain_from_nothing": worth.from_nothing,
    }


def score_card(record: TrackRecord) -> dict[str, Any]:
    """Return a track record as plain values with its verdict."""
    return {**plain(record), "verdict": verdict_on(record)}


def _show(world: World, iso3: str, trigger: str, forecasts: tuple[CallForecast, ...], record: TrackRecord) -> None:
    out = console()
    out.print(
        f"[bold]If {escape(world.names.name(iso3))} asks for help ({trigger} trigger), as of {world.today}[/bold]"
    )
    rows = [_row(forecast) for forecast in forecasts]
    columns = ("addressee", "sends troops", "in 3 days", "in 30 days", "lag, days", "how many", "mandate")
    out.print(table("Probability [%] with its 90 % interval; lag and size: 10, 50, 90 % quantile", columns, rows))
    for forecast in forecasts:
        out.print(f"\n[bold]{escape(forecast.addressee)}[/bold]: {escape(forecast.reason)}")
        if not forecast.in_support:
            out.print(f"  outside the model's support: {forecast.support_reason}", markup=False)
        out.print(f"  {forecast.because}", markup=False)
        if forecast.members:
            told = ", ".join(f"{entry.iso3} {100 * entry.sends:.0f} %" for entry in forecast.members[:MOST_MEMBERS])
            out.print(f"  members that would send: {told}", markup=False)
        left_out = ", ".join(forecast.left_out) or "none"
        out.print(f"  from {forecast.n_calls} calls in {forecast.n_episodes} crises; left out: {left_out}")
    out.print(
        f"\nTrack record ({record.n} looked-up calls in {record.clusters} crises, each forecast from the others):"
    )
    base = record.baselines[0]
    out.print(f"  Brier {base.model:.4f} against {base.rival:.4f} for the base rate; {verdict_on(record)}")


def _row(forecast: CallForecast) -> tuple[str, ...]:
    chances = (forecast.probability, forecast.p_within_3_days, forecast.p_within_30_days)
    return (
        forecast.addressee,
        *(amount(chance.scale(100), 0) for chance in chances),
        _triple(forecast.lag_days),
        _triple(forecast.force),
        forecast.mandate_class,
    )


def _triple(values: tuple[int, int, int] | None) -> str:
    return NO_DATA if values is None else " / ".join(f"{value:,}" for value in values)


def _show_worths(worths: list[ClauseWorth]) -> None:
    out = console()
    for worth in worths:
        out.print(f"\n[bold]{escape(worth.after.addressee)} with it[/bold]: {escape(worth.after.reason)}")
        out.print(f"  sends troops: {amount(worth.after.probability.scale(100), 0)} %", markup=False)
        out.print(f"  worth of the clause: {amount(worth.gain.scale(100), 0)} points, paired", markup=False)


def _drawn(world: World, iso3: str, forecasts: tuple[CallForecast, ...]) -> str:
    """Return the chart of probability against days as one SVG."""
    from equipoise.answers.charts import arrival
    from equipoise.answers.charts.frame import WIDE
    from equipoise.answers.charts.palette import assign
    from equipoise.answers.charts.svg import standalone
    from equipoise.brief.compose.arrival import chart_of

    chart = chart_of(world, iso3, forecasts)
    colours = assign(forecast.addressee for forecast in forecasts)
    return standalone(arrival.draw(chart, WIDE, "arrival", colours))
