"""`equipoise track-record`: how every model has done on cases that it had not seen, worst first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from equipoise.cli.options import AsJson, DataFolder
from equipoise.cli.output import console, plain, print_json, table
from equipoise.errors import InputError, UnknownNameError
from equipoise.world.world import World

if TYPE_CHECKING:
    from equipoise.scores.record import TrackRecord

Tried = Annotated[bool, typer.Option("--tried", help="Score every variant that was tried as well; takes a while.")]
LOSING = "red"
_LEFT_OUT = ("years",)
"""Columns for which a terminal is not wide enough; the record in full has them."""

_WHOLE = ("model", "target", "split")


def track_record(
    model: Annotated[str | None, typer.Argument(metavar="[MODEL]", help="Model; without one, all of them.")] = None,
    target: Annotated[str | None, typer.Option("--target", help="Only records of this target.")] = None,
    scheme: Annotated[
        str | None, typer.Option("--scheme", help="Only records of this way to cut learnt-from and forecast.")
    ] = None,
    tried: Tried = False,  # noqa: FBT002 - a flag of the command line
    include_recalled: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--include-recalled", help="Set the score on looked-up rows beside that on all rows.")
    ] = False,
    test_on: Annotated[
        Path | None,
        typer.Option("--test-on", metavar="PATH", help="Score the model on another file or folder of the same form."),
    ] = None,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Show how models have done on cases that they had not seen, against the simplest rivals; those that lose first."""
    from equipoise.models.track_records import registration
    from equipoise.scores.record import worst_first

    if model is not None:
        registration(model)
    if test_on is not None and not test_on.exists():
        raise InputError(f"cannot read {str(test_on)!r}: there is no such file or folder")
    world = World.load(data=data)
    found = _records(world, model, test_on, {"target": target, "scheme": scheme}, tried=tried)
    records = worst_first(_with_and_without_recalled(found) if include_recalled else found)
    if as_json:
        print_json(world, {"model": model, "track_records": [as_plain(record) for record in records]})
        return
    out = console()
    out.print(comparisons(records))
    for record in records if model is not None or test_on is not None else ():
        show_record(out, record)
    if model is None and test_on is None:
        out.print("\nOne model with all its scores and caveats: equipoise track-record MODEL")


def _records(
    world: World, model: str | None, test_on: Path | None, only: dict[str, str | None], *, tried: bool
) -> tuple[TrackRecord, ...]:
    from equipoise.models.track_records import registered_models, track_records, track_records_on_file

    if test_on is not None:
        return _of_target(track_records_on_file(model or _only_model(), world, test_on), only["target"])
    every = model is None and not any(only.values())
    names = registered_models() if every else (model or _only_model(),)
    return tuple(record for name in names for record in track_records(name, world, tried=tried, **only))


def _with_and_without_recalled(records: tuple[TrackRecord, ...]) -> tuple[TrackRecord, ...]:
    """Return the pairs of records that differ only in whether recalled rows are scored."""
    from equipoise.models.calls.record.scoring import WITH_RECALLED

    cuts = {record.split.removesuffix(WITH_RECALLED) for record in records if record.split.endswith(WITH_RECALLED)}
    chosen = tuple(record for record in records if record.split.removesuffix(WITH_RECALLED) in cuts)
    if not chosen:
        raise InputError("--include-recalled: none of these records leaves recalled rows out")
    return tuple(record for record in chosen if record.target == chosen[0].target)


def _only_model() -> str:
    """Return the model that options which belong to one model can only mean."""
    from equipoise.models.track_records import models_scored_on_files

    able = models_scored_on_files()
    if len(able) != 1:
        raise InputError(f"name the model that is meant (choices: {', '.join(able)})")
    return able[0]


def _of_target(records: tuple[TrackRecord, ...], target: str | None) -> tuple[TrackRecord, ...]:
    chosen = tuple(record for record in records if target in (None, record.target))
    if not chosen:
        raise UnknownNameError("target", target or "", [record.target for record in records])
    return chosen


def as_plain(record: TrackRecord) -> dict[str, Any]:
    """Return a record as plain values, with the verdict on each rival in words."""
    whole: dict[str, Any] = plain(record)
    return {**whole, "loses": record.loses, "verdicts": [comparison.in_words() for comparison in record.baselines]}


def comparisons(records: tuple[TrackRecord, ...]) -> Table:
    """Return the table of records against their rivals; a row in which the model loses is red and says so."""
    from equipoise.scores.record_text import COLUMNS, comparison_rows

    shown = [place for place, name in enumerate(COLUMNS) if name not in _LEFT_OUT]
    columns = [COLUMNS[place] for place in shown]
    made = table("Out of sample, against the simplest rivals (lower scores are better)", columns, ())
    for name, column in zip(columns, made.columns, strict=True):
        column.no_wrap = name in _WHOLE
    for record in records:
        for number, cells in enumerate(comparison_rows(record)):
            loses = number < len(record.baselines) and record.baselines[number].loses
            made.add_row(*(escape(cells[place]) for place in shown), style=LOSING if loses else None)
    return made


def show_record(out: Console, record: TrackRecord) -> None:
    """Print all that a record holds for people: verdicts, scores, calibration, alerts, what was tried, caveats."""
    from equipoise.scores.record_text import alert_lines, metric_in_words, years

    out.print(f"\n[bold]{escape(f'{record.model}: {record.target}, {record.split}')}[/bold]")
    data = f" on {record.scored_on}" if record.scored_on else ""
    span = "" if record.first_year is None else f", {years(record)}"
    out.print(f"rows {record.n}, clusters {record.clusters}{data}{span}; version {record.version}", markup=False)
    for comparison in record.baselines:
        out.print(f"[{LOSING if comparison.loses else 'none'}]{escape(comparison.in_words())}[/]")
    rows = [(metric.name, metric_in_words(metric), metric.better) for metric in record.metrics]
    out.print(table(f"Scores, {record.level:.0%} intervals", ("score", "value", "better"), rows))
    if record.reliability:
        out.print(_calibration(record))
    for line in alert_lines(record):
        out.print(f"Alerts: {line}", markup=False)
    for name, score in record.tried.items():
        out.print(f"Tried: {name} {score:.4f}", markup=False)
    for reason, count in record.left_out.items():
        out.print(f"Left out: {reason}: {count}", markup=False)
    for caveat in record.caveats:
        out.print(f"Caveat: {caveat}", markup=False)


def _calibration(record: TrackRecord) -> Table:
    rows = [
        (
            f"{100 * entry.low:.3g} % to {100 * entry.high:.3g} %",
            str(entry.count),
            f"{entry.forecast:.1%}",
            f"{entry.observed:.1%} ({entry.interval.low:.1%} to {entry.interval.high:.1%})",
        )
        for entry in record.reliability
    ]
    return table("Calibration", ("forecasts of", "rows", "said", "happened"), rows, numbers=(1, 2))
