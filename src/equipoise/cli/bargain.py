"""`equipoise bargain`: where a negotiation over an issue would end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from equipoise.cli.files import check_writable, write_whole
from equipoise.cli.options import AsJson, DataFolder
from equipoise.cli.output import NO_DATA, amount, console, plain, print_json, table
from equipoise.errors import InputError, UnknownNameError
from equipoise.interval import Interval
from equipoise.scenarios.documents import issue_file, load_scenario, packs
from equipoise.world.world import World

if TYPE_CHECKING:
    from equipoise.models.bargaining import BargainForecast, Swing
    from equipoise.models.bargaining.consent import Consent

MOST_SWINGS = 5


def bargain(
    issue: Annotated[
        str,
        typer.Argument(metavar="FILE|PACK", help="File of an issue, or a scenario that names one: ots-clause-2021."),
    ],
    model: Annotated[str, typer.Option("--model", help="Model of the forecast; all are shown beside it.")] = "mixture",
    draws: Annotated[int, typer.Option("--draws", help="Draws of the inputs from their ranges.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the draws.")] = 0,
    chart: Annotated[Path | None, typer.Option("--chart", help="Write actors and forecast to this SVG.")] = None,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Forecast where a negotiation ends, and whether the rule of decision lets it pass."""
    from equipoise.models.bargaining import forecast, read_issue, tornado
    from equipoise.models.bargaining.consent import consent

    if chart is not None:
        check_writable(chart)
    found = forecast(read_issue(issue_path(issue)), model=model, draws=draws, seed=seed)
    swings = tornado(found.issue, found.model)
    tested = consent(found.issue, found.point)
    world = World.load(data=data)
    if chart is not None:
        write_whole(chart, _drawn(found, tested))
    if as_json:
        print_json(world, as_record(found, tested, swings), seed=seed)
        return
    _show(found, tested, swings[:MOST_SWINGS])
    _show_sources(world, found)


def issue_path(text: str) -> Path:
    """Return the file of an issue: one that is named, or the one that a scenario names.

    Raises
    ------
    UnknownNameError
        If it is neither a file nor a scenario.
    InputError
        If the scenario names no issue.
    """
    path = Path(text)
    try:
        is_issue = path.is_file() and path.name != "scenario.yaml"
        is_scenario = text in packs() or (path.exists() and not is_issue)
    except OSError:  # no name that a file could have
        is_issue = is_scenario = False
    if is_issue and text not in packs():
        return path
    with_issue = [name for name in packs() if load_scenario(name).issue is not None]
    if not is_scenario:
        raise UnknownNameError("file of an issue or scenario", text, with_issue)
    named = issue_file(text)
    if named is None:
        raise InputError(f"scenario {text!r} names no issue (scenarios that do: {', '.join(with_issue)})")
    return named


def as_record(found: BargainForecast, tested: Consent | None, swings: tuple[Swing, ...]) -> dict[str, Any]:
    """Return a forecast as plain values, with the test of the rule and what moves it."""
    return {**plain(found), "consent": tested, "tornado": swings}


def _show(found: BargainForecast, tested: Consent | None, swings: tuple[Swing, ...]) -> None:
    from equipoise.brief.compose.bargaining import consent_in_words, model_name

    issue = found.issue
    out = console()
    out.print(issue.title, style="bold", markup=False, highlight=False)
    ends = ((issue.low, issue.low_name), (issue.high, issue.high_name))
    out.print("scale: " + " to ".join(_end_in_words(*end) for end in ends), markup=False)
    if issue.reference_point is not None:
        out.print(f"without an agreement: {issue.reference_point:g}")
    likely = Interval(found.interval.low, found.interval.high)
    out.print(f"\nForecast ({model_name(found.model)}): {found.point:.1f}, 90 % interval {amount(likely)}")
    out.print("quantiles: " + ", ".join(f"{100 * q:g} % {value:.1f}" for q, value in sorted(found.quantiles.items())))
    if tested is not None:
        out.print(f"\nWhether it would pass: {consent_in_words(tested)}", markup=False)
        power = ", ".join(f"{vote.name} {100 * vote.power:.0f} %" for vote in tested.votes)
        out.print(f"Power to turn the vote (Shapley-Shubik): {power}", markup=False)
    out.print()
    names = sorted(found.by_model, key=lambda name: (name not in found.scores, found.scores.get(name, 0.0)))
    rows = [
        (
            model_name(name) + (" (the forecast)" if name == found.model else ""),
            f"{found.by_model[name]:.1f}",
            f"{found.scores[name]:.2f}" if name in found.scores else NO_DATA,
        )
        for name in names
    ]
    out.print("[bold]All models, with their mean absolute error on issues of the EU (DEU III, scale of 100)[/bold]")
    out.print(table("", ("model", "says", "error"), rows, numbers=(1, 2)))
    _show_swings(swings)


def _end_in_words(number: float, name: str) -> str:
    return f"{number:g}" if name == f"{number:g}" else f"{number:g} ({name})"


def _show_swings(swings: tuple[Swing, ...]) -> None:
    out = console()
    if not swings:
        out.print("\nNo input has a range, so nothing says what moves the point; give ends where you are not sure.")
        return
    out.print()
    moved = [(swing.actor, swing.input, f"{swing.low:.1f}", f"{swing.high:.1f}") for swing in swings]
    columns = ("actor", "input", "at its low end", "at its high end")
    out.print("[bold]What moves the point most, one input at a time[/bold]")
    out.print(table("", columns, moved, numbers=(2, 3)))


def _show_sources(world: World, found: BargainForecast) -> None:
    out = console()
    titles = dict(world.sources.select("source_id", "title").iter_rows())
    out.print(f"\n{found.draws} draws, seed {found.seed}; flags: {', '.join(found.flags) or 'none'}")
    if found.source_ids:
        out.print("Sources:")
    for source_id in found.source_ids:
        out.print(f"  {source_id}: {titles.get(source_id, 'not in the table of sources')}", markup=False)


def _drawn(found: BargainForecast, tested: Consent | None) -> str:
    """Return the chart as one SVG."""
    from equipoise.answers.charts import bargain as picture
    from equipoise.answers.charts.frame import WIDE
    from equipoise.answers.charts.svg import standalone
    from equipoise.brief.compose.bargaining import chart_of

    return standalone(picture.draw(chart_of(found, tested), WIDE, "bargain"))
