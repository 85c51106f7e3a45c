"""Files of `equipoise simulate --out`: the study, and its tables as CSV, beside the trajectories as Parquet."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from equipoise.cli.files import write_whole
from equipoise.errors import InputError
from equipoise.interval import Interval

if TYPE_CHECKING:
    from equipoise.cli.simulate import Simulation
    from equipoise.cli.simulation_runs import PriorSummary
    from equipoise.scenarios.crisis.results import AntecedentAnswer, Study

STUDY = "study.json"
TRAJECTORIES = "trajectories"

Row = dict[str, Any]


def ready_folder(folder: Path) -> None:
    """Make the folder of a simulation, or take up one of before.

    Raises
    ------
    InputError
        If it cannot be made or written, or holds files that are not of a simulation.
    """
    try:
        folder.mkdir(exist_ok=True)
        names = {path.name for path in folder.iterdir()}
    except OSError as error:
        raise InputError(f"cannot use folder {str(folder)!r}: {error.strerror or error}") from error
    if names and TRAJECTORIES not in names:
        raise InputError(f"folder {str(folder)!r} holds files of another sort ({min(names)!r}): name an empty one")
    if not os.access(folder, os.W_OK):
        raise InputError(f"cannot use folder {str(folder)!r}: permission denied")


def write_tables(folder: Path, found: Simulation) -> None:
    """Write study and tables, each file whole or not at all; tables of an older study in the folder go.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    tables: dict[str, list[Row]] = {
        "prior_events": list(_prior_events(found.prior)),
        "prior_quantities": list(_prior_quantities(found.prior)),
    }
    if found.study is not None:
        from equipoise.scenarios.crisis.shipped import written

        write_whole(folder / STUDY, written(found.study).decode())
        answers = [answer for answer in found.study.antecedents if answer.id in found.ids]
        tables |= {**_of_facts(found.study), **_of_antecedents(answers)}
    for name, rows in tables.items():
        if rows:
            write_whole(folder / f"{name}.csv", pl.DataFrame(rows, infer_schema_length=None).write_csv())
    for path in folder.glob("*.csv"):
        if path.stem in _TABLES and not tables.get(path.stem):
            path.unlink(missing_ok=True)


_TABLES = {
    "prior_events", "prior_quantities", "facts", "readings", "parameters", "fans", "antecedents", "effects", "amounts",
    "stories",
}  # fmt: skip


def _ends(name: str, interval: Interval | None) -> Row:
    if interval is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {name: interval.value, f"{name}_low": interval.low, f"{name}_high": interval.high}


def _prior_events(prior: PriorSummary) -> Iterable[Row]:
    for event in prior.events:
        for reading, share in event.share.items():
            yield {"event": event.event, "reading": reading, **_ends("share", share)}


def _prior_quantities(prior: PriorSummary) -> Iterable[Row]:
    for one in prior.quantities:
        for reading, spread in one.spread.items():
            yield {
                "quantity": one.quantity,
                "reading": reading,
                "share": spread.share,
                "low": spread.low,
                "median": spread.median,
                "high": spread.high,
            }


def _of_facts(study: Study) -> Mapping[str, list[Row]]:
    from equipoise.scenarios.crisis.study import LEVELS

    columns = [f"quantile_{level:g}" for level in LEVELS]
    facts = [
        {
            "fact": fact.id,
            "quantity": fact.quantity,
            "place": fact.place,
            "actor": fact.actor,
            "low": fact.low,
            "high": fact.high,
            "scale": fact.scale,
            **_ends("prior", fact.prior),
            **_ends("own", fact.own),
            **_ends("predicted", fact.predicted),
            "prior_share": fact.prior_share,
            "predicted_share": fact.predicted_share,
            "covered": fact.covered,
            "foreseen": fact.foreseen,
        }
        for fact in study.facts
    ]
    parameters = [
        {
            "parameter": one.name,
            "unit": one.unit,
            **_ends("prior", one.prior),
            **_ends("posterior", one.posterior),
            "narrowed": one.narrowed,
        }
        for one in study.parameters
    ]
    fans = [
        {"quantity": fan.name, "step": step, **dict(zip(columns, values, strict=True))}
        for fan in study.fans
        for step, values in enumerate(fan.quantiles)
    ]
    readings = [{"reading": one.variant, **_ends("weight", one.weight)} for one in study.variants]
    return {"facts": facts, "readings": readings, "parameters": parameters, "fans": fans}


def _of_antecedents(answers: Iterable[AntecedentAnswer]) -> Mapping[str, list[Row]]:
    tables: dict[str, list[Row]] = {"antecedents": [], "effects": [], "amounts": [], "stories": []}
    for answer in answers:
        key = {"antecedent": answer.id}
        tables["antecedents"].append(
            {
                **key,
                "title": answer.title,
                "by": " ".join(answer.by),
                "rewrites": answer.rewrites,
                "days_before": answer.days_before,
                "unchanged": answer.unchanged,
                "new_draws": answer.new_draws,
            }
        )
        tables["effects"] += [key | row for row in _effects(answer)]
        tables["amounts"] += [
            {**key, "amount": one.amount, **_ends("without", one.without), **_ends("with", one.with_it)}
            | _ends("effect", one.effect)
            for one in answer.amounts
        ]
        if answer.story is not None:
            tables["stories"] += [
                {**key, "event": line.event, "day_as_it_was": line.actual, "day_with_it": line.changed}
                for line in answer.story.lines
            ]
    return tables


def _effects(answer: AntecedentAnswer) -> Iterable[Row]:
    from equipoise.models.crisis.state import VARIANTS

    for event in answer.events:
        row = {"event": event.event, **_ends("without", event.without), **_ends("with", event.with_it)}
        row |= _ends("effect", event.effect) | _ends("prior_effect", answer.prior_effects.get(event.event))
        for reading, found in zip(VARIANTS, event.by_variant, strict=True):
            row |= _ends(f"effect_{reading}", found)
        row |= _ends("would_not", event.would_not) | _ends("would", event.would)
        yield {**row, "worlds": event.worlds}
