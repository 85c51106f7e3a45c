"""`equipoise call` and `equipoise track-record`: who answers a call for help, and how far to trust such forecasts."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from equipoise.cli.existence import refuse_absent
from equipoise.cli.options import AsJson, AsOf, DataFolder
from equipoise.cli.output import NO_DATA, amount, console, plain, print_json, table
from equipoise.evaluation.calls import TrackRecord, calls_track_record
from equipoise.measures.powers import power
from equipoise.models.calls import CallForecast, answer_call
from equipoise.world.world import World


def call(
    name: Annotated[str, typer.Argument(metavar="STATE", help="The state that asks for help.")],
    to: Annotated[list[str], typer.Option("--to", help="Whom it asks: an organisation or a state; repeatable.")],
    trigger: Annotated[str, typer.Option("--trigger", help="internal, external or disaster.")] = "internal",
    as_of: AsOf = None,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Forecast who sends troops if a state asks, how soon, and under which clause."""
    world = World.load(as_of=as_of, data=data)
    iso3 = world.names.resolve(name)
    refuse_absent(world, to, data)
    addressees = list(dict.fromkeys(power(world, text, world.today).id for text in to))
    forecasts = [answer_call(world, iso3, addressee, trigger=trigger, on=world.today) for addressee in addressees]
    record = calls_track_record(world.calls, world.episodes)
    if as_json:
        answers = [as_record(forecast) for forecast in forecasts]
        print_json(world, {"state": iso3, "trigger": trigger, "answers": answers, "track_record": score_card(record)})
        return
    _show(world, iso3, trigger, forecasts, record)


def as_record(forecast: CallForecast) -> dict[str, Any]:
    """Return a forecast as plain values; the posterior itself is left to the Python interface."""
    whole: dict[str, Any] = plain(forecast)
    del whole["class_rate"]
    rate = forecast.class_rate
    whole["class_rate"] = None if rate is None else plain(rate.interval())
    lags = forecast.lag_days
    whole["lag_days"] = None if lags is None else dict(zip(("q10", "q50", "q90"), lags, strict=True))
    return {**whole, "reason": forecast.reason, "mandate_class": forecast.mandate_class}


def score_card(record: TrackRecord) -> dict[str, Any]:
    """Return a track record as plain values with its verdict."""
    return {**plain(record), "verdict": record.verdict}


def _show(world: World, iso3: str, trigger: str, forecasts: list[CallForecast], record: TrackRecord) -> None:
    out = console()
    out.print(f"[bold]If {world.names.name(iso3)} asks for help ({trigger} trigger), as of {world.today}[/bold]")
    rows = [
        (
            forecast.addressee,
            f"{amount(forecast.probability.scale(100), 0)} %",
            f"{amount(forecast.p_within_3_days.scale(100), 0)} %",
            f"{amount(forecast.p_within_30_days.scale(100), 0)} %",
            " / ".join(str(day) for day in forecast.lag_days or ()) or NO_DATA,
            forecast.mandate_class,
            f"{forecast.cell_troops} of {forecast.cell_calls}",
        )
        for forecast in forecasts
    ]
    columns = (
        "addressee",
        "sends troops",
        "there in 3 days",
        "in 30 days",
        "lag, days (10/50/90 %)",
        "mandate",
        "panel",
    )
    out.print(table("Probability, and its 90 % interval", columns, rows))
    for forecast in forecasts:
        out.print(f"\n[bold]{forecast.addressee}[/bold]: {forecast.reason}")
        if not forecast.in_support:
            out.print(f"  outside the model's support: {forecast.support_reason}")
        left_out = ", ".join(forecast.left_out) or "none"
        out.print(f"  from {forecast.n_calls} calls in {forecast.n_episodes} crises; left out: {left_out}")
    out.print(f"\nTrack record ({record.n} calls in {record.episodes} crises, each forecast from the others):")
    out.print(f"  Brier {record.brier:.4f} against {record.brier_base:.4f} for the base rate; {record.verdict}")
