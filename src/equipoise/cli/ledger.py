"""`equipoise ledger`: write a forecast down before the fact, say how it turned out, and see how good they were."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering_without_world
from equipoise.cli.options import AsJson
from equipoise.errors import DataError, InputError

if TYPE_CHECKING:
    from equipoise.ledger import Ledger

app = typer.Typer(
    help="Write forecasts down before the fact, resolve and score them; lines are only ever added.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

LedgerFile = Annotated[
    Path, typer.Option("--ledger", metavar="FILE", help="File of the ledger.", envvar="EQUIPOISE_LEDGER")
]
DEFAULT = Path("equipoise-ledger.jsonl")


@app.command("add")
def add(
    question: Annotated[str, typer.Argument(help="What is asked, so that a stranger can settle it.")],
    resolves: Annotated[
        str, typer.Option("--resolves", metavar="YYYY-MM-DD", help="Day by which the question is settled.")
    ],
    probability: Annotated[
        str | None, typer.Option("--probability", "-p", help="Of yes, from 0 to 1, or in per cent: 30%.")
    ] = None,
    quantile: Annotated[
        list[str] | None,
        typer.Option("--quantile", metavar="LEVEL=VALUE", help="Quantile of a quantity, as 0.9=12; repeatable."),
    ] = None,
    name: Annotated[str | None, typer.Option("--id", help="Name of the forecast; by default f1, f2 ...")] = None,
    made: Annotated[
        str | None, typer.Option("--made", metavar="YYYY-MM-DD", help="Day the forecast is of; by default today.")
    ] = None,
    model: Annotated[str | None, typer.Option("--model", help="Who or what made it.")] = None,
    result: Annotated[
        Path | None,
        typer.Option("--result", metavar="FILE", help="Output of another command with --json: ties its provenance in."),
    ] = None,
    ledger: LedgerFile = DEFAULT,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Add a forecast."""
    from equipoise.answers.printers.terminal import console
    from equipoise.ledger import add_forecast
    from equipoise.questions.ledger import said
    from equipoise.world.asof import parse_day

    forecast, seal = add_forecast(
        ledger,
        question,
        parse_day(resolves),
        probability=None if probability is None else _probability(probability),
        quantiles=_quantiles(quantile or []),
        name=name,
        made=None if made is None else parse_day(made),
        model=model,
        provenance=None if result is None else provenance_digest(result),
    )
    if as_json:
        _print_json(ledger, seal, {"forecast": forecast})
        return
    out = console()
    out.print(f"{forecast.id}: {said(forecast)}, made {forecast.made}, open until {forecast.resolves}", markup=False)
    out.print(f"Seal {seal}: noted elsewhere, it proves that nothing before it was changed.", markup=False)


@app.command("list")
@answering_without_world
def list_entries(
    request: Request,  # noqa: ARG001 - form of all commands that answer
    open_only: Annotated[bool, typer.Option("--open", help="Only those without a resolution.")] = False,  # noqa: FBT002
    ledger: LedgerFile = DEFAULT,
) -> Answer:
    """List forecasts and how they turned out."""
    from equipoise.questions.ledger import forecasts

    return forecasts(ledger, open_only=open_only)


@app.command("show")
@answering_without_world
def show(
    request: Request,  # noqa: ARG001 - form of all commands that answer
    name: Annotated[str, typer.Argument(metavar="ID", help="Name of the forecast.")],
    ledger: LedgerFile = DEFAULT,
) -> Answer:
    """Show one forecast and how it turned out."""
    from equipoise.questions.ledger import forecast

    return forecast(ledger, name)


@app.command("resolve")
def resolve(
    name: Annotated[str, typer.Argument(metavar="ID", help="Name of the forecast.")],
    outcome: Annotated[str, typer.Option("--outcome", help="yes, no, void, or the number that came about.")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="Day on which it was settled; by default today.")
    ] = None,
    source: Annotated[str | None, typer.Option("--source", help="Where that can be seen.")] = None,
    ledger: LedgerFile = DEFAULT,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Say how a forecast turned out; the forecast stays as it was made."""
    from equipoise.answers.printers.terminal import console
    from equipoise.ledger import resolve_forecast
    from equipoise.world.asof import parse_day

    day = None if on is None else parse_day(on)
    resolution, seal = resolve_forecast(ledger, name, outcome, on=day, source=source)
    if as_json:
        _print_json(ledger, seal, {"resolution": resolution})
        return
    out = console()
    out.print(f"{resolution.of}: {resolution.outcome}, settled on {resolution.on}", markup=False)
    out.print(f"Seal {seal}", markup=False)


@app.command("score")
@answering_without_world
def score(
    request: Request,  # noqa: ARG001 - form of all commands that answer
    model: Annotated[str | None, typer.Option("--model", help="Only forecasts of this model.")] = None,
    ledger: LedgerFile = DEFAULT,
) -> Answer:
    """Score what has been resolved against its base rate."""
    from equipoise.questions.ledger import ledger_scores

    return ledger_scores(ledger, model)


@app.command("check")
def check(
    head: Annotated[
        str | None, typer.Option("--head", metavar="SEAL", help="Seal noted at an earlier time: must still be there.")
    ] = None,
    ledger: LedgerFile = DEFAULT,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Check that no line was changed, removed or moved; exit 2 if one was."""
    from equipoise.answers.printers.terminal import console
    from equipoise.ledger import check_ledger

    book = check_ledger(ledger, head)
    if as_json:
        _print_json(ledger, book.head, {"intact": not book.faults, "faults": book.faults, "notes": book.notes})
        if book.faults:
            raise typer.Exit(2)
        return
    if book.faults:
        raise DataError(f"the ledger {ledger} was tampered with: {'; '.join(book.faults)}")
    out = console()
    out.print(f"{len(book.seals)} lines, unbroken; last seal {book.head}", markup=False)
    _show_reading(book)


def provenance_digest(file: Path) -> str:
    """Return the SHA-256 of the provenance that a result holds.

    Parameters
    ----------
    file : pathlib.Path
        JSON that a command printed.

    Returns
    -------
    str
        In hexadecimal.

    Raises
    ------
    DataError
        If the file cannot be read, or is no JSON object with a provenance.
    """
    try:
        block = json.loads(file.read_text(encoding="utf-8"))["provenance"]
    except OSError as error:
        raise DataError(f"cannot read {file}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"{file} is not what a command prints with --json: it holds no provenance") from error
    text = json.dumps(block, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _probability(text: str) -> float:
    number = text.strip().removesuffix("%")
    try:
        return float(number) / (1 if number == text.strip() else 100)
    except ValueError as error:
        raise InputError(f"{text!r} is not a probability: write 0.3 or 30%") from error


def _quantiles(texts: list[str]) -> dict[float, float] | None:
    found: dict[float, float] = {}
    for text in texts:
        level, _, value = text.partition("=")
        try:
            place, amount = float(level), float(value)
        except ValueError as error:
            raise InputError(f"--quantile {text!r}: write LEVEL=VALUE, for example 0.9=12") from error
        if place in found:
            raise InputError(f"--quantile {text!r}: the level {place:g} was given twice")
        found[place] = amount
    return found or None


def _show_reading(book: Ledger) -> None:
    from equipoise.answers.printers.terminal import console

    out = console()
    if book.torn:
        out.print("The last line was left half written and is ignored; the next addition takes it away", markup=False)
    for note in book.notes:
        out.print(f"Note: {note}", markup=False)


def _print_json(ledger: Path, head: str, content: Mapping[str, Any]) -> None:
    from equipoise.answers.printers.structured import plain

    made = {
        "software": "equipoise",
        "version": metadata.version("equipoise"),
        "ledger": str(ledger),
        "head": head,
    }
    whole = {**plain(content), "provenance": made}
    sys.stdout.write(json.dumps(whole, ensure_ascii=True, indent=2, allow_nan=False) + "\n")
