"""`equipoise sensitivity`: which parameters of the crisis model move an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from equipoise.cli.options import AsJson, DataFolder
from equipoise.cli.output import console, print_json, table
from equipoise.errors import InputError
from equipoise.interval import Interval
from equipoise.scenarios.documents import load_scenario

if TYPE_CHECKING:
    from equipoise.models.crisis.priors import Prior
    from equipoise.models.crisis.sensitivity import Index, OutcomeIndices, SensitivityAnalysis
    from equipoise.models.crisis.state import Case
    from equipoise.scenarios.crisis.building import CrisisCase
    from equipoise.scenarios.documents import Scenario
    from equipoise.world.world import World

MOST_SHOWN = 12
FEW_POINTS = 50
"""Points below which the indices of an outcome say little."""

MOST_SEED = 2**63 - 1


def sensitivity(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Id of a scenario with a crisis, or its folder.")],
    event: Annotated[
        list[str] | None,
        typer.Option("--event", help="Event; repeatable. Default: troops_come, hundred_dead, ruler_leaves."),
    ] = None,
    antecedent: Annotated[
        str | None, typer.Option("--if", metavar="ID", help="Antecedent whose effect is looked at too.")
    ] = None,
    points: Annotated[int, typer.Option("--points", help="Base points, a power of two.")] = 1024,
    repeats: Annotated[int, typer.Option("--repeats", help="Trajectories per point.")] = 8,
    seed: Annotated[int, typer.Option("--seed", help="Seed of points, noise and bootstrap.")] = 1,
    workers: Annotated[
        int | None, typer.Option("--workers", help="Threads; by default the processors. No number depends on them.")
    ] = None,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Say which parameters move the probability of an event, by Sobol indices over the prior.

    A first-order index is the share of the variance that a parameter explains alone, a total index the share that it
    has a part in.
    """
    from equipoise.engine.executors import worker_count
    from equipoise.models.crisis import sensitivity as model

    events = tuple(event) if event else model.EVENTS_ASKED
    model.check_events(events)
    model.check_size(points, repeats)
    if not 0 <= seed <= MOST_SEED:
        raise InputError(f"--seed {seed} is not a whole number from 0 to {MOST_SEED}")
    threads = worker_count(workers)
    model.salib("analyze.sobol")
    world, built, other = _built(scenario, antecedent, data)
    found = model.sensitivity(
        built.case,
        built.priors,
        other,
        events=events,
        points=points,
        repeats=repeats,
        seed=seed,
        workers=threads,
    )
    if as_json:
        print_json(world, {"scenario": scenario, "antecedent": antecedent, "sensitivity": found}, seed=seed)
        return
    _show(found, load_scenario(scenario), antecedent)


def _built(
    text: str, antecedent: str | None, data: DataFolder
) -> tuple[World, CrisisCase, tuple[Case, tuple[Prior, ...]] | None]:
    from equipoise.scenarios.crisis.antecedents import apply
    from equipoise.scenarios.crisis.building import build
    from equipoise.scenarios.crisis.loading import chosen, load_antecedents, load_crisis
    from equipoise.world.world import World

    scenario = load_scenario(text)
    document, known = load_crisis(text), tuple(load_antecedents(text))
    if antecedent is not None and not known:
        raise InputError(f"scenario {scenario.id!r} has no antecedents.yaml, so --if {antecedent!r} names nothing")
    asked = chosen(known, [antecedent])[0] if antecedent is not None else None
    world = World.load(as_of=scenario.as_of, data=data)
    built = build(world, scenario, document)
    if asked is None:
        return world, built, None
    changed = apply(world, scenario, built, asked, known)
    return world, built, (changed.case, changed.priors)


def _show(found: SensitivityAnalysis, scenario: Scenario, antecedent: str | None) -> None:
    out = console()
    out.print(f"What moves the answer: {scenario.title}", style="bold", markup=False)
    out.print(
        f"{found.inputs} inputs over their priors, {found.points:,} base points, {found.repeats} trajectories each: "
        f"{found.runs:,} runs, seed {found.seed}; {100 * found.level:.0f} % intervals.",
        markup=False,
    )
    for moved in found.outcomes:
        out.print()
        _show_outcome(moved, antecedent, 2 * found.points)
    out.print(
        "\nOver the prior, before any fact of the case. Alone: first-order index; with others: total index. "
        "Direction: correlation with the parameter."
    )


def _show_outcome(moved: OutcomeIndices, antecedent: str | None, drawn: int) -> None:
    out = console()
    of = "probability" if moved.outcome == "probability" else f"effect of {antecedent} on the probability"
    subject = f"{of} of {moved.event}"
    out.print(f"{subject}: mean {moved.mean:.3f}, standard deviation {moved.spread:.3f}", style="bold", markup=False)
    if not moved.spread:
        out.print("It is the same at every point: nothing moves it.")
        return
    if moved.away < FEW_POINTS:
        out.print(
            f"It differs at only {moved.away} of {drawn:,} points: take the indices as a hint, or ask for more points."
        )
    rows = [
        (index.name, _share(index.first), _share(index.total), _share(index.direction) if index.direction else "")
        for index in moved.inputs[:MOST_SHOWN]
    ]
    if rows:
        out.print(table("", ("input", "alone", "with others", "direction"), rows, numbers=(1, 2, 3)))
    else:
        out.print("No input is told from 0 with so few points.")
    if len(moved.inputs) > MOST_SHOWN:
        out.print("Less than these: " + _names(moved.inputs[MOST_SHOWN:]), markup=False)
    if moved.cannot_be_told:
        out.print("Cannot be told from 0: " + _names(moved.cannot_be_told), markup=False)


def _names(found: tuple[Index, ...]) -> str:
    return ", ".join(index.name for index in found)


def _share(interval: Interval) -> str:
    return f"{interval.value:.2f} ({interval.low:.2f} to {interval.high:.2f})"
