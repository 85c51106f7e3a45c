"""`equipoise recovery`: what was lost after an upheaval, whether it is back, and what past cases did."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from equipoise.cli.files import check_writable, write_whole
from equipoise.cli.options import AsJson, AsOf, DataFolder
from equipoise.cli.output import NO_DATA, console, plain, print_json, table
from equipoise.errors import InputError
from equipoise.interval import Interval
from equipoise.scenarios.documents import load_scenario, packs
from equipoise.scenarios.recovery import read_standing, recovery_file
from equipoise.world.asof import parse_day
from equipoise.world.world import World

if TYPE_CHECKING:
    from equipoise.models.recovery.criteria import Standing
    from equipoise.models.recovery.parameters import PublishedResults
    from equipoise.models.recovery.report import CaseReport
    from equipoise.models.recovery.results import Recovery

HORIZON = 5


def recovery(
    state: Annotated[
        str | None, typer.Argument(metavar="[STATE]", help="Name or code of a state: KAZ, Kazakhstan, iso:398.")
    ] = None,
    event: Annotated[
        str | None, typer.Option("--event", metavar="YYYY-MM-DD", help="Day of the event; its year counts as after.")
    ] = None,
    series: Annotated[
        list[str] | None, typer.Option("--series", help="Series, such as arms_share; may be given again.")
    ] = None,
    panel: Annotated[
        str | None,
        typer.Option("--panel", help="Past events instead of a case: rescues, refused, upheavals or allies."),
    ] = None,
    rescuer: Annotated[
        str | None, typer.Option("--rescuer", help="State that came (for series with the rescuer).")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option("--exclude", help="State that may be no donor; may be given again.")
    ] = None,
    as_of: AsOf = None,
    chart: Annotated[Path | None, typer.Option("--chart", help="Write the paths to this SVG.")] = None,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Show depth and length of a setback, and whether it is back, series by series."""
    if (panel is None) == (state is None):
        raise InputError("give a state with --event, or --panel with a kind of past events (rescues, refused, ...)")
    if chart is not None:
        check_writable(chart)
    world = World.load(as_of=as_of, data=data)
    names = tuple(series or ())
    if panel is not None:
        if event is not None or rescuer is not None or exclude:
            raise InputError("--event, --rescuer and --exclude belong to a state, not to --panel")
        _panel(world, panel, names, chart, as_json=as_json)
        return
    if event is None:
        raise InputError(f"give the day of the event: equipoise recovery {state} --event YYYY-MM-DD")
    found = _asked(world, str(state), parse_day(event), names, rescuer, tuple(exclude or ()))
    if chart is not None:
        _write_case(chart, found, world)
    if as_json:
        print_json(world, plain(found))
        return
    _show_case(found)


def standing_of(world: World, state: str, event: date) -> tuple[Standing | None, tuple[str, ...]]:
    """Return the document of a shipped scenario on a state's event of that year, and the episodes left out."""
    iso3 = world.names.resolve(state)
    for name in packs():
        path = recovery_file(name)
        if path is None:
            continue
        standing = read_standing(path)
        if (standing.state, standing.date.year) == (iso3, event.year):
            return standing, tuple(load_scenario(name).leave_out)
    return None, ()


def _asked(
    world: World, state: str, event: date, names: tuple[str, ...], rescuer: str | None, exclude: tuple[str, ...]
) -> CaseReport:
    from equipoise.models.recovery import RecoveryQuery, case_report

    standing, without = standing_of(world, state, event)
    if standing is not None:
        rescuer = rescuer or standing.rescuer
        exclude = exclude or tuple(standing.exclude)
    question = RecoveryQuery(state, event, rescuer=rescuer, series=names, exclude=exclude, without=without)
    return case_report(world, question, standing)


def _panel(world: World, kind: str, names: tuple[str, ...], chart: Path | None, *, as_json: bool) -> None:
    from equipoise.models.recovery.events import TITLES
    from equipoise.models.recovery.report import known_on
    from equipoise.models.recovery.series import declared, series_named

    known, notes = known_on(world)
    for name in names:
        series_named(name)
    if notes:
        raise InputError(notes[0])
    wanted = names or tuple(name for name in declared() if f"{kind}, {name}" not in known.refusals)
    found = [known.recovery(kind, name) for name in wanted]
    prices = [price for price in known.prices if price.series in wanted]
    if chart is not None:
        _write_panel(chart, known, kind, wanted)
    if as_json:
        content = {"panel": kind, "title": TITLES[kind], "last_year": known.last_year, "left_out": known.left_out,
                   "series": found, "prices": prices, "sources": known.sources}  # fmt: skip
        print_json(world, plain(content))
        return
    _show_panel(known, kind, found)
    if kind in ("rescues", "refused"):
        _show_prices(known, wanted)


def _show_panel(known: PublishedResults, kind: str, found: list[Recovery]) -> None:
    from equipoise.models.recovery.events import TITLES
    from equipoise.models.recovery.results import HORIZONS
    from equipoise.models.recovery.series import series_named

    out = console()
    out.print(f"[bold]After {TITLES[kind]}[/bold]")
    out.print(
        f"Mean difference to matched states without an upheaval, against the year before, with 90 % interval; "
        f"{known.events[kind]} events, years to {known.last_year}.\n"
    )
    rows = []
    for made in found:
        series = series_named(made.series)
        cells = [_cell(made, horizon) for horizon in HORIZONS]
        pre = NO_DATA if made.pre_trend is None else f"{made.pre_trend:.3f}"
        rows.append((f"{series.title} [{series.unit}; {series.worse} is the loss]", *cells, pre))
    heads = ("series", *(f"year {horizon}" for horizon in HORIZONS), "p before")
    out.print(table("", heads, rows, numbers=range(1, 6)))
    out.print()
    for made in found:
        _show_words(made)


def _cell(made: Recovery, horizon: int) -> str:
    depth = made.depth(horizon)
    if depth.effect is None:
        return f"{NO_DATA} (n {depth.n})"
    p = "" if depth.placebo_p is None else f", placebo p {depth.placebo_p:.2f}"
    return f"{_ends(depth.effect)} n {depth.n}{p}"


def _show_words(made: Recovery) -> None:
    from equipoise.models.recovery.series import series_named

    out = console()
    said = [f"{made.series}: {_told(made)}"]
    if made.half_life is not None:
        said.append(f"half of the loss gone {made.half_life} years after its deepest point")
    back = made.comeback
    if back is not None:
        chance = "" if back.by_chance is None else f" (by chance {100 * back.by_chance:.0f} %)"
        said.append(f"{back.set_back} of {back.n} events left their band on the side of loss{chance}")
        if back.times:
            shares = ", ".join(f"{100 * share.midpoint:.0f} % by {years}" for years, share in back.back.items())
            median = "not reached" if back.median is None else f"{back.median:.0f} years"
            said.append(f"back in it: {shares or 'none seen'}; median {median}")
    out.print("; ".join(said) + ".", markup=False)
    unit = series_named(made.series).unit
    for depth in made.depths:
        if depth.bounds is not None:
            ends = f"{depth.bounds.low:.1f} to {depth.bounds.high:.1f}"
            out.print(f"  year {depth.horizon}: cut lists alone leave {ends} {unit}", markup=False)
    for caveat in made.caveats:
        out.print(f"  {caveat}", style="dim", markup=False)


def _told(made: Recovery) -> str:
    words = {
        "loss": "a loss can be told",
        "gain": "a move away from loss can be told",
        "cannot be told": "the data cannot tell",
        "no data": "too few events are seen",
    }
    at = [f"year {entry.horizon}" for entry in made.depths if entry.told == made.told]
    return f"{words[made.told]} ({', '.join(at)})" if made.told in ("loss", "gain") else words[made.told]


def _show_prices(known: PublishedResults, wanted: tuple[str, ...]) -> None:
    from equipoise.models.recovery.series import series_named

    rows = [
        (series_named(price.series).title, str(price.horizon), f"{price.rescued} / {price.refused}",
         NO_DATA if price.difference is None else _ends(price.difference), _weight(price.told))
        for price in known.prices
        if price.series in wanted
    ]  # fmt: skip
    if not rows:
        return
    out = console()
    out.print("\n[bold]The price of rescue: rescues less calls that were refused (an association)[/bold]")
    out.print(table("", ("series", "year", "events", "difference", "loss"), rows, numbers=(1, 2, 3)))


def _weight(told: str) -> str:
    return {"loss": "larger after rescues", "gain": "larger after refusals", "no data": "too few"}.get(told, told)


def _show_case(found: CaseReport) -> None:
    out = console()
    out.print(f"{found.label}, event of {found.event}, rescuer {found.rescuer or 'not named'}", style="bold",
              markup=False)  # fmt: skip
    for note in found.notes:
        out.print(note, markup=False)
    if found.verdicts:
        _show_verdicts(found)
    if found.cases:
        _show_twins(found)
    if found.forecasts:
        _show_forecasts(found)
    for name, reason in found.reasons.items():
        out.print(f"not computed: {name}: {reason}", style="dim", markup=False)
    if found.past:
        out.print("\n[bold]What past rescues did in these series[/bold]")
        for made in found.past:
            _show_words(made)
    if found.caution:
        out.print(f"\n{found.caution}", markup=False)


def _show_verdicts(found: CaseReport) -> None:
    out = console()
    rows = []
    for verdict in found.verdicts:
        back = verdict.back.get(HORIZON)
        past = NO_DATA if back is None else f"{100 * back.midpoint:.0f} %"
        title = verdict.title if verdict.part_of is None else f"  {verdict.title}"
        rows.append((title, verdict.status, verdict.text, past, ", ".join(verdict.source_ids)))
    heads = ("series", "verdict", "compared", f"past losses undone in {HORIZON} years", "sources")
    out.print(table("\nIs it revocable? By series, never one index", heads, rows, numbers=(3,)))


def _show_twins(found: CaseReport) -> None:
    from equipoise.models.recovery.results import HORIZONS
    from equipoise.models.recovery.series import series_named

    out = console()
    rows = []
    for made in found.cases:
        series = series_named(made.series)
        donors = ", ".join(f"{name} {100 * weight:.0f} %" for name, weight in made.donors[:6])
        latest = made.path.offsets[-1]
        last = made.path.effect[-1]
        told = NO_DATA if last is None else f"{last:+.1f} (year {latest})"
        rows.append((f"{series.title} [{series.unit}]", *(_cell(made, k) for k in HORIZONS[:3]), told, donors))
    heads = ("series", *(f"year {k}" for k in HORIZONS[:3]), "latest", "donors")
    out.print(table("\nAgainst a synthetic twin", heads, rows, numbers=range(1, 5)))
    for made in found.cases:
        for caveat in made.caveats:
            out.print(f"  {made.series}: {caveat}", style="dim", markup=False)


def _show_forecasts(found: CaseReport) -> None:
    from equipoise.models.recovery.series import series_named

    out = console()
    rows = []
    for made in found.forecasts:
        series = series_named(made.series)
        change = made.interval - Interval.point(made.level)
        still = made.no_change - Interval.point(made.level)
        seen = NO_DATA if made.seen is None else f"{made.seen - made.level:+.1f}"
        title = f"{series.title} [{series.unit}]"
        told = _record(made.series, made.ahead)
        rows.append((title, str(made.year), _ends(change), _ends(still), seen, str(made.n), told))
    heads = ("series", "year", "law", "no change", "came about", "learnt from", "so far, the law")
    title = "\nForecast in the year of the event: change since the year before (90 % interval)"
    out.print(table(title, heads, rows, numbers=range(1, 6)))


def _record(series: str, ahead: int) -> str:
    """Return how the law did against no change on earlier events."""
    from equipoise.models.track_records import shipped_records

    record = next((entry for entry in shipped_records("recovery") if entry.target == f"{series}+{ahead}"), None)
    rival = next((entry for entry in record.baselines if entry.baseline == "no change"), None) if record else None
    words = {"yes": "did better", "no": "did worse", "cannot be told": "cannot be told"}
    return NO_DATA if rival is None else words[rival.beats]


def _ends(interval: Interval) -> str:
    digits = 2 if interval.width < 2 else 1
    ends = f"{interval.low:+.{digits}f} to {interval.high:+.{digits}f}"
    return ends if interval.value is None else f"{interval.value:+.{digits}f} ({ends})"


def _write_panel(path: Path, known: PublishedResults, kind: str, names: tuple[str, ...]) -> None:
    from equipoise.brief.compose.recovery import panel_chart

    _write(path, panel_chart(known, kind, names))


def _write_case(path: Path, found: CaseReport, world: World) -> None:
    from equipoise.brief.compose.recovery import case_chart

    _write(path, case_chart(found, world))


def _write(path: Path, made: Any) -> None:  # noqa: ANN401 - a chart or None
    from equipoise.answers.charts import recovery as picture
    from equipoise.answers.charts.frame import WIDE
    from equipoise.answers.charts.svg import standalone

    if made is None:
        raise InputError("there is no path to draw: no series could be computed")
    write_whole(path, standalone(picture.draw(made, WIDE, "recovery")))
