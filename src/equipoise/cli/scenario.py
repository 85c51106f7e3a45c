"""`equipoise scenario`: scenarios listed, shown, checked and begun."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from equipoise.cli.options import AsJson, DataFolder
from equipoise.cli.output import console, print_json, table
from equipoise.scenarios.documents import find_pack, load_claims, load_scenario, packs

if TYPE_CHECKING:
    from rich.console import Console

    from equipoise.models.crisis import Prior
    from equipoise.scenarios.crisis.documents import Antecedent, CrisisDocument, Edit
    from equipoise.scenarios.documents import Scenario

app = typer.Typer(help="List, show, check and begin scenarios.", no_args_is_help=True, rich_markup_mode=None)

Named = Annotated[str, typer.Argument(metavar="ID|PATH", help="Id of a scenario, or path to its folder.")]


@app.command("list")
def list_scenarios(
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """List the scenarios that ship."""
    from equipoise.scenarios.crisis.loading import has_crisis, load_antecedents, load_crisis
    from equipoise.world.world import World

    rows: list[dict[str, Any]] = []
    for name in packs():
        case = load_scenario(name)
        rows.append(
            {
                "id": case.id,
                "title": case.title,
                "state": case.state,
                "as_of": case.as_of,
                "claims": len(load_claims(name)),
                "crisis": has_crisis(name),
                "facts": len(load_crisis(name).facts) if has_crisis(name) else 0,
                "antecedents": len(load_antecedents(name)),
                "issue": case.issue is not None,
            }
        )
    if as_json:
        print_json(World.load(data=data), {"scenarios": rows})
        return
    shown = [
        (
            row["id"],
            row["title"],
            row["state"],
            str(row["as_of"]),
            str(row["claims"]),
            f"{row['facts']} facts, {row['antecedents']} antecedents" if row["crisis"] else "none",
            "yes" if row["issue"] else "no",
        )
        for row in rows
    ]
    columns = ("id", "title", "state", "as of", "claims", "crisis", "issue")
    console().print(table("", columns, shown, numbers=(4,)))


@app.command("new")
def new(
    scenario_id: Annotated[str, typer.Argument(metavar="ID", help="Id: lower-case letters, digits and dashes.")],
    source: Annotated[
        str | None, typer.Option("--from", metavar="PACK", help="Copy this scenario instead of the small made-up one.")
    ] = None,
    into: Annotated[Path, typer.Option("--into", help="Folder in which the new one is made.")] = Path(),
) -> None:
    """Begin a scenario: files with comments that run as they are."""
    from equipoise.cli.scenario_files import begin

    folder, names = begin(scenario_id, source, into)
    out = console()
    out.print(f"{folder}: {', '.join(names)}", markup=False, soft_wrap=True)
    out.print(f"Next: equipoise scenario check {folder}; equipoise simulate {folder}", markup=False, soft_wrap=True)


@app.command("check")
def check(
    scenario: Named,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Read all files of a scenario, build its case and apply every antecedent; say what was found."""
    from equipoise.cli.scenario_files import checked

    world, found = checked(scenario, data)
    if as_json:
        print_json(world, found)
        return
    out = console()
    for name, told in found["files"].items():
        out.print(f"{name}: {told}", markup=False)
    for remark in found["remarks"]:
        out.print(f"remark: {remark}", markup=False)
    out.print(f"{found['scenario']} is sound: {find_pack(scenario)}", markup=False, soft_wrap=True)


@app.command("show")
def show(
    scenario: Named,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Show what a scenario holds: places, actors, facts, antecedents, and the prior of every parameter."""
    from equipoise.scenarios.crisis.building import priors_of
    from equipoise.scenarios.crisis.loading import has_crisis, load_antecedents, load_crisis
    from equipoise.world.world import World

    case = load_scenario(scenario)
    document = load_crisis(scenario) if has_crisis(scenario) else None
    known = load_antecedents(scenario)
    priors = priors_of(document) if document else ()
    if as_json:
        record = {
            "scenario": case.model_dump(mode="json"),
            "crisis": document and document.model_dump(mode="json"),
            "antecedents": [one.model_dump(mode="json") for one in known],
            "priors": priors,
        }
        print_json(World.load(as_of=case.as_of, data=data), record)
        return
    out = console()
    _show_case(out, case, len(load_claims(scenario)))
    if document is None:
        out.print("\nNo crisis.yaml, so there is nothing to simulate.")
        return
    _show_crisis(out, document)
    _show_antecedents(out, known)
    _show_priors(out, priors)


def _show_case(out: Console, case: Scenario, claims: int) -> None:
    out.print(case.title, style="bold", markup=False, highlight=False)
    called = f"; call ({case.call.trigger}) on {case.call.date} to {', '.join(case.call.to)}" if case.call else ""
    out.print(f"{case.id}: {case.state}, as of {case.as_of}{called}; {claims} claims", markup=False)


def _show_crisis(out: Console, document: CrisisDocument) -> None:
    shock = document.shock
    reserve = "not given" if document.reserve is None else _range(document.reserve.low, document.reserve.high)
    told = f"\nShock: {shock.kind}, {shock.date}. Capital: {document.capital}; largest: {document.largest}. "
    out.print(f"{told}Mobile reserve: {reserve}.", markup=False)
    places = [
        (
            place.name,
            f"{place.population:,.0f}",
            f"{place.exposure:g}",
            "drawn per head" if place.garrison is None else _range(place.garrison.low, place.garrison.high),
            f"{place.hours_from_capital:g}",
            ", ".join(f"{site.name} {site.weight:g}" for site in place.sites),
        )
        for place in document.places
    ]
    out.print()
    columns = ("place", "population", "exposure", "garrison", "hours away", "sites and weights")
    out.print(table("", columns, places, numbers=(1, 2, 4)))
    _show_actors(out, document)
    _show_dated(out, document)


def _show_actors(out: Console, document: CrisisDocument) -> None:
    actors = [
        (
            actor.id,
            ", ".join(_roles(force=actor.force, mediates=actor.mediates)) or "watches",
            _range(actor.lead_days.low, actor.lead_days.high),
            f"{actor.autonomy_cost:g}",
            actor.why,
        )
        for actor in document.actors
    ]
    if actors:
        out.print()
        out.print(table("", ("actor", "can", "lead days", "autonomy cost", "why"), actors, numbers=(3,)))


def _show_dated(out: Console, document: CrisisDocument) -> None:
    facts = [
        (
            fact.id,
            fact.quantity,
            ", ".join(filter(None, (fact.place, fact.actor))),
            _range(fact.low, fact.high),
            f"{fact.scale:g}",
            ", ".join(fact.sources),
        )
        for fact in document.facts
    ]
    out.print()
    if facts:
        out.print(table("", ("fact", "quantity", "of", "known", "scale", "sources"), facts, numbers=(4,)))
    else:
        out.print("No dated facts: answers are those of the prior.")


def _roles(*, force: bool, mediates: bool) -> Iterable[str]:
    if force:
        yield "send troops"
    if mediates:
        yield "mediate"


def _range(low: float, high: float) -> str:
    return f"{low:,g}" if low == high else f"{low:,g} to {high:,g}"


def _show_antecedents(out: Console, known: list[Antecedent]) -> None:
    out.print()
    if not known:
        out.print("No antecedents.")
        return
    rows = [
        (
            one.id,
            one.title,
            ", ".join(one.by),
            str(one.since),
            "; ".join([*(f"all of {other}" for other in one.builds_on), *map(_edit, one.edits)]),
        )
        for one in known
    ]
    out.print(table("", ("antecedent", "what is otherwise", "whose act", "since", "edits"), rows))


def _edit(edit: Edit) -> str:
    parts = edit.model_dump(mode="json", exclude_none=True)
    return " ".join([str(parts.pop("do")), *map(str, parts.values())])


def _show_priors(out: Console, priors: Iterable[Prior]) -> None:
    rows = [
        (
            prior.name,
            f"{prior.form} {', '.join(f'{number:g}' for number in prior.numbers)}",
            prior.unit,
            f"{prior.reason} ({prior.source})",
        )
        for prior in priors
    ]
    out.print()
    out.print(table("", ("parameter", "prior", "unit", "reason (source)"), rows))
    out.print("normal: mean, standard deviation; lognormal: median, standard deviation of the logarithm;")
    out.print("beta: a, b; uniform: low, high; fixed: value.")
