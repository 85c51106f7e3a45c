"""How good the models have been on cases that they had not seen, those that lose first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from equipoise.answers import Answer, Caption, Chart, Column, Sentence, Sheet
from equipoise.answers.vocabulary import title_of
from equipoise.errors import InputError, UnknownNameError
from equipoise.models.track_records import (
    models_scored_on_files,
    registered_models,
    registration,
    track_records,
    track_records_on_file,
)
from equipoise.questions.citing import finished
from equipoise.questions.records import (
    against_rivals,
    main_comparison,
    record_details,
    record_heading,
    scores_in_words,
    verdict_in_words,
)
from equipoise.questions.wording import capital
from equipoise.scores.record import TrackRecord, worst_first
from equipoise.world.world import World

WITH_RECALLED = "_with_recalled"
"""Ending of a scheme that scores recalled rows, too."""

SUMMARY_COLUMNS = (
    Column("model", sense="Name of the model on the command line."),
    Column("forecasts", "what it forecasts", sense="What the model is for."),
    Column("target", hidden=True, words="target", sense="What its main record is on."),
    Column("split", hidden=True, words="scheme", sense="How the main record cuts learnt from and forecast."),
    Column("rows", "cases", "integer", sense="Cases of the main record."),
    Column("clusters", hidden=True, kind="integer", sense="Groups of cases that depend on each other."),
    Column("against", "score", sense="Score of the model against that of its rival; lower is better."),
    Column("value", hidden=True, kind="number", sense="Score of the model."),
    Column("baseline", hidden=True, words="baseline", sense="The rival: the base rate where there is one."),
    Column("baseline_value", hidden=True, kind="number", sense="Score of the rival."),
    Column("skill", "better by", "estimate", unit="%", digits=1, sense="1 - model / rival, with its interval."),
    Column("beats", "verdict", words="verdict_on_model", sense="Whether the model beats the rival."),
    Column("losing", "loses", sense="On how many of its records the model loses to some rival."),
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which records are wanted."""

    model: str | None
    target: str | None
    scheme: str | None
    tried: bool
    test_on: Path | None


def track_record(
    world: World,
    model: str | None = None,
    target: str | None = None,
    scheme: str | None = None,
    *,
    tried: bool = False,
    include_recalled: bool = False,
    test_on: Path | None = None,
) -> Answer:
    """Answer how good models have been on cases that they had not seen, against the simplest rivals.

    Parameters
    ----------
    world : World
        Tables that models learn from and are scored on, where their records do not ship.
    model : str, optional
        Name of a model; by default all of them.
    target, scheme : str, optional
        Only records of this target, or of this way to cut learnt-from and forecast.
    tried : bool
        Score every variant that was tried as well, which can take a while.
    include_recalled : bool
        Set the score on looked-up rows beside that on all rows.
    test_on : pathlib.Path, optional
        File or folder of the user, of the same form as the one that the model learnt from: score the model on it.

    Returns
    -------
    Answer
        Sheet ``summary`` with one row a model where none is named; ``track_records`` with one row per record and rival;
        ``scores``, ``calibration``, ``alerts``, ``tried``, ``left_out``, ``record_caveats``, ``records`` and ``data``
        of all records.

    Raises
    ------
    UnknownNameError
        If the model, the target or the scheme is unknown.
    InputError
        If the file is not there, the model cannot be scored on files, or no record leaves recalled rows out.
    DataError
        If the file has not the form of the model's own.
    """
    if model is not None:
        registration(model)
    if test_on is not None and not test_on.exists():
        raise InputError(f"cannot read {str(test_on)!r}: there is no such file or folder")
    asked = _Asked(model, target, scheme, tried, test_on)
    found = _records(world, asked)
    if include_recalled:
        found = _with_and_without_recalled(found)
    every = len({record.model for record in found}) > 1
    return finished(world, _all_models(found) if every else _one_model(found))


def _records(world: World, asked: _Asked) -> tuple[TrackRecord, ...]:
    if asked.test_on is not None:
        made = track_records_on_file(asked.model or _only_model(), world, asked.test_on)
        return _of_target(made, asked.target)
    only = {"target": asked.target, "scheme": asked.scheme}
    every = asked.model is None and not any(only.values())
    names = registered_models() if every else (asked.model or _only_model(),)
    return tuple(record for name in names for record in track_records(name, world, tried=asked.tried, **only))


def _with_and_without_recalled(records: tuple[TrackRecord, ...]) -> tuple[TrackRecord, ...]:
    """Return the pairs of records that differ only in whether recalled rows are scored."""
    cuts = {record.split.removesuffix(WITH_RECALLED) for record in records if record.split.endswith(WITH_RECALLED)}
    chosen = tuple(record for record in records if record.split.removesuffix(WITH_RECALLED) in cuts)
    if not chosen:
        raise InputError("--include-recalled: none of these records leaves recalled rows out")
    return tuple(record for record in chosen if record.target == chosen[0].target)


def _only_model() -> str:
    """Return the model that options which belong to one model can only mean."""
    able = models_scored_on_files()
    if len(able) != 1:
        raise InputError(f"name the model that is meant (choices: {', '.join(able)})")
    return able[0]


def _of_target(records: tuple[TrackRecord, ...], target: str | None) -> tuple[TrackRecord, ...]:
    chosen = tuple(record for record in records if target in (None, record.target))
    if not chosen:
        raise UnknownNameError("target", target or "", [record.target for record in records])
    return chosen


def _all_models(records: tuple[TrackRecord, ...]) -> Answer:
    by_model: dict[str, list[TrackRecord]] = {}
    for record in records:
        by_model.setdefault(record.model, []).append(record)
    mains = worst_first(tuple(held[0] for held in by_model.values()))
    rows = [_summary_row(main, by_model[main.model]) for main in mains]
    summary = Sheet.of("summary", "The main record of each model; lower scores are better", SUMMARY_COLUMNS, rows)
    ordered = worst_first(records)
    return Answer(
        question="track_record",
        title="How good the models have been on cases that they had not seen",
        subject={"model": None},
        headline=(Sentence(_counted(rows)),),
        sheets=(summary, _comparisons(ordered, detail=True), *record_details(ordered, detail=True)),
        caveats=(Sentence("One model with its scores and caveats: equipoise track-record MODEL."),),
    )


def _counted(rows: Sequence[dict[str, Any]]) -> str:
    names = {
        beats: [row["model"] for row in rows if row["beats"] == beats] for beats in ("yes", "cannot be told", "no")
    }
    words = {"yes": "better than its rival", "cannot be told": "not to be told from it", "no": "worse"}
    told = [f"{words[beats]}: {', '.join(found)}" for beats, found in names.items() if found]
    return f"On its main record each model is {'; '.join(told)}."


def _summary_row(main: TrackRecord, records: Sequence[TrackRecord]) -> dict[str, Any]:
    losing = sum(record.loses for record in records)
    row: dict[str, Any] = {
        "model": main.model,
        "forecasts": registration(main.model).title,
        "target": main.target,
        "split": main.split,
        "rows": main.n,
        "clusters": main.clusters,
        "losing": f"{losing} of {len(records)}",
        "beats": "no rival",
    }
    rival = main_comparison(main)
    if rival is None:
        return row
    skills = {row["baseline"]: row["skill"] for row in against_rivals((main,)).records()}
    return {
        **row,
        "against": f"{scores_in_words(rival)} of the {title_of('baseline', rival.baseline)}",
        "value": rival.model,
        "baseline": rival.baseline,
        "baseline_value": rival.baseline_value,
        "skill": skills[rival.baseline],
        "beats": rival.beats,
    }


def _one_model(records: tuple[TrackRecord, ...]) -> Answer:
    main, ordered = records[0], worst_first(records)
    details = record_details(ordered, detail=len(records) > 1)
    drawn = Chart("track", ("calibration", "track_records"), _caption(main), {"record": record_heading(main)})
    caveats = dict.fromkeys(caveat for record in records for caveat in record.caveats)
    return Answer(
        question="track_record",
        title=f"The model {main.model}: {registration(main.model).title}",
        subject={"model": main.model},
        headline=tuple(_verdicts(records)),
        sheets=(_comparisons(ordered, detail=False), *details),
        charts=(drawn,) if main.reliability else (),
        caveats=tuple(Sentence(f"{capital(caveat)}.") for caveat in caveats),
    )


def _comparisons(records: Sequence[TrackRecord], *, detail: bool) -> Sheet:
    made = against_rivals(
        records, "track_records", "Every record against its rivals, those that lose first (lower is better)"
    )
    return replace(made, detail=detail)


def _verdicts(records: Sequence[TrackRecord]) -> list[Sentence]:
    """Return the verdict on the first record, and that on every other which loses to some rival."""
    losing = [(record, next(entry for entry in record.baselines if entry.loses)) for record in records if record.loses]
    told = [(records[0], main_comparison(records[0])), *(pair for pair in losing if pair[0] is not records[0])]
    return [
        Sentence(f"the model {verdict_in_words(rival)}.", lead=f"{capital(record_heading(record))}:")
        for record, rival in told
        if rival is not None
    ]


def _caption(record: TrackRecord) -> Caption:
    rival = main_comparison(record)
    title = record_heading(record) if rival is None else f"The model {verdict_in_words(rival)}"
    return Caption(title=title, subtitle=record_heading(record), source=record.scored_on)
