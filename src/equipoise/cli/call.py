"""`equipoise call` and `equipoise track-record`: who answers a call for help, and how far to trust such forecasts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from equipoise.cli.existence import refuse_absent
from equipoise.cli.options import AsJson, AsOf, DataFolder
from equipoise.cli.output import NO_DATA, amount, console, plain, print_json, table
from equipoise.errors import UnknownNameError
from equipoise.evaluation.calls import TrackRecord, calls_track_record
from equipoise.measures.powers import power
from equipoise.models.calls import CallForecast, answer_call
from equipoise.world.world import World

MODELS = ("calls",)


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


def track_record(
    model: Annotated[str, typer.Argument(help=f"Model: {', '.join(MODELS)}.")] = "calls",
    target: Annotated[str, typer.Option("--target", help="troops, within_3_days or within_30_days.")] = "troops",
    scheme: Annotated[
        str, typer.Option("--scheme", help="leave_one_episode_out or past_only.")
    ] = "leave_one_episode_out",
    test_on: Annotated[
        Path | None,
        typer.Option("--test-on", help="Score on another file of the same form: CSV, or a folder with calls.csv."),
    ] = None,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Show how a model has done on cases that it had not seen, against the base rate."""
    if model not in MODELS:
        raise UnknownNameError("model", model, MODELS)
    world = World.load(data=data)
    record = calls_track_record(world.calls, world.episodes, target=target, scheme=scheme, test_on=test_on)
    if as_json:
        print_json(world, {"model": model, "track_record": score_card(record)})
        return
    out = console()
    out.print(f"[bold]{record.model}[/bold]: {record.target}, {record.scheme}, on {record.scored_on}")
    span = f"{record.first_year} to {record.last_year}"
    out.print(f"{record.n} calls in {record.episodes} crises, {span}; {record.events} answered so")
    rows = [
        ("Brier score", f"{record.brier:.4f}", f"{record.brier_base:.4f}"),
        ("log score", f"{record.log_score:.4f}", f"{record.log_score_base:.4f}"),
        ("AUC", "no data" if record.auc is None else f"{record.auc:.3f}", "0.5 by construction"),
    ]
    out.print(table("Lower is better, AUC apart", ("score", "model", "base rate"), rows, numbers=(1, 2)))
    out.print(f"Verdict: {record.verdict}")
    for note in record.notes:
        out.print(f"Note: {note}")
