"""Track record of the calls model: out of sample, beside its first version and the base rate, misses included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.evaluation.calls_folds import (
    LEAST_TO_LEARN,
    TARGETS,
    Folds,
    Numbers,
    Scored,
    answer_forecasts,
    class_forecasts,
    cut,
    outcomes_of,
    scored,
)
from equipoise.evaluation.other_calls import read_other_calls
from equipoise.interval import Interval
from equipoise.models.calls.ablations import ABLATIONS
from equipoise.models.calls.classing import CLASSINGS
from equipoise.models.calls.logit import SPECIFIED
from equipoise.models.calls.panel import UNKNOWN_TRIGGER, CallPanel, usable_panel
from equipoise.scores import (
    PairedDifference,
    ReliabilityBin,
    auc,
    brier_losses,
    brier_score,
    cluster_bootstrap_interval,
    log_score,
    paired_difference,
    share_interval,
)

__all__ = [
    "TARGETS",
    "TrackRecord",
    "VariantScore",
    "calls_track_record",
    "record_as_markdown",
    "skill_in_words",
]

_FEWEST_BINS, _MOST_BINS, _PER_BIN = 3, 5, 20
_HEAD = (
    "| target | folds | calls scored | calls / crises | base rate | Brier: model / first version / base rate "
    "| log score: the same | AUC | skill |"
)
_RECALLED = "day of the call, answer or wording recalled, not looked up"


@dataclass(frozen=True, slots=True)
class VariantScore:
    """Score of another model on the same calls.

    Parameters
    ----------
    name, description : str
        The model.
    brier, skill : float
        Brier score, and skill over the base rate.
    forecast : bool
        False where it uses what is known only after the answer.
    """

    name: str
    description: str
    brier: float
    skill: float
    forecast: bool


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """How a model did on cases that it had not seen.

    Parameters
    ----------
    model, target, scheme, scored_on : str
        What was scored, on which outcome, how the folds were cut, on which data.
    n, episodes, events : int
        Calls scored, crises they belong to, and calls in which the outcome happened.
    first_year, last_year : int
        Years of the calls.
    base_rate : float
        Share of calls in which the outcome happened.
    brier, brier_base, brier_first : float
        Brier score of the model, of the base rate of the other calls, and of the first version of the model.
    log_score, log_score_base, log_score_first : float
        Logarithmic score [nat] of the three.
    skill : Interval
        Brier skill over the base rate, with a 90 % interval from resampling whole crises.
    over_base, over_first : PairedDifference
        Brier score of the rival less that of the model, with a 90 % interval from resampling whole crises.
    auc : float or None
        Ranking; None where every outcome is the same.
    reliability : tuple of ReliabilityBin
        Forecasts against what happened, in three to five bins of about as many calls.
    variants : tuple of VariantScore
        Every classing and every alternative that was tried, on the same calls; only where asked for.
    include_recalled : bool
        Were calls scored that rest on recalled cells?
    not_scored : dict of str to int
        Calls of the file that were not scored, by reason.
    notes : tuple of str
        What a reader must know.
    """

    model: str
    target: str
    scheme: str
    scored_on: str
    n: int
    episodes: int
    events: int
    first_year: int
    last_year: int
    base_rate: float
    brier: float
    brier_base: float
    brier_first: float
    log_score: float
    log_score_base: float
    log_score_first: float
    skill: Interval
    over_base: PairedDifference
    over_first: PairedDifference
    auc: float | None
    reliability: tuple[ReliabilityBin, ...]
    variants: tuple[VariantScore, ...]
    include_recalled: bool
    not_scored: dict[str, int]
    notes: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """The record in plain words."""
        return skill_in_words(self.skill)


def skill_in_words(skill: Interval) -> str:
    """Return what a skill and its 90 % interval say, in plain words."""
    span = f"90 % interval {skill.low:+.1%} to {skill.high:+.1%}"
    gain = skill.midpoint
    if skill.low > 0:
        return f"beats the base rate by {gain:.1%} ({span})"
    if skill.high < 0:
        return f"worse than the base rate by {-gain:.1%} ({span})"
    lean = f"{abs(gain):.1%} {'better' if gain >= 0 else 'worse'} on these calls"
    return f"no better than the base rate, as far as can be told: {lean} ({span})"


def calls_track_record(
    calls: pl.DataFrame,
    episodes: pl.DataFrame,
    *,
    target: str = "troops",
    scheme: str = "leave_one_episode_out",
    test_on: Path | None = None,
    include_recalled: bool = False,
    variants: bool = False,
) -> TrackRecord:
    """Score the calls model on calls that it has not seen.

    Parameters
    ----------
    calls, episodes : polars.DataFrame
        Tables of the panel in their declared form.
    target : str
        troops; within_3_days, within_30_days: troops came and were there by then.
    scheme : str
        leave_one_episode_out: every crisis is forecast from all others; past_only: from calls answered before it.
        Not used with `test_on`.
    test_on : pathlib.Path, optional
        File with other calls in the form of `calls.csv`, or a folder that holds it: learn from all calls given, score
        these. An `episodes.csv` beside it says what sort of crisis each was.
    include_recalled : bool
        Score calls, too, whose day, answer or wording is recalled and was not looked up. They are always learnt from.
    variants : bool
        Score every classing and alternative besides; it takes a while, and only for the target troops.

    Returns
    -------
    TrackRecord
        Scores of the model, its first version and the base rate, and what they rest on.

    Raises
    ------
    InputError
        If the target or the scheme is unknown.
    DataError
        If the other file cannot be read, has not the declared form, or holds no usable call.
    """
    _check_choice("target", target, TARGETS)
    _check_choice("scheme", scheme, LEAST_TO_LEARN)
    panel = usable_panel(calls, episodes)
    if not panel.n_calls:
        raise DataError("the panel of calls holds no usable call: nothing to learn from or to score")
    job = _on_the_panel(panel, scheme) if test_on is None else _on_other_calls(panel, calls, episodes, test_on)
    return _record(job, target, include_recalled=include_recalled, variants=variants and target == "troops")


def _check_choice(what: str, value: str, choices: Iterable[str]) -> None:
    listed = list(choices)
    if value not in listed:
        raise InputError(str(UnknownNameError(what, value, listed)))


@dataclass(frozen=True, slots=True)
class _Job:
    """Folds to forecast, and what to say about them."""

    folds: Folds
    scheme: str
    scored_on: str
    not_scored: dict[str, int]
    notes: tuple[str, ...] = ()


def _on_the_panel(panel: CallPanel, scheme: str) -> _Job:
    folds = cut(panel, scheme)
    if not folds:
        raise DataError(f"the panel is too small for {scheme}: it needs {LEAST_TO_LEARN[scheme]} calls to learn from")
    early = panel.n_calls - sum(test.n_calls for _, test in folds)
    not_scored = {**panel.dropped, "too few earlier calls to learn from": early}
    notes: tuple[str, ...] = (
        "the terms were fixed before this score was known, the scores of single predictors had been seen before",
    )
    if scheme == "leave_one_episode_out":
        notes += ("leaving a call out moves its own forecast away from its answer, so the ranking comes out too low",)
    return _Job(folds, scheme, "the shared panel of calls", not_scored, notes)


def _on_other_calls(panel: CallPanel, calls: pl.DataFrame, episodes: pl.DataFrame, path: Path) -> _Job:
    other = read_other_calls(path, calls, episodes)
    if not other.n_calls:
        raise DataError(f"{path} holds no usable call (a genuine, dated call by a government)")
    new = other.only(set(other.frame["episode_id"]) - set(panel.frame["episode_id"]))
    if not new.n_calls:
        raise DataError(
            f"every crisis in {path} is in the shared panel: score those by leaving out one crisis at a time"
        )
    unknown = new.frame.filter(pl.col("trigger") == UNKNOWN_TRIGGER).height
    notes = (f"{unknown} calls belong to crises of unknown sort and were forecast as internal",) if unknown else ()
    not_scored = {**other.dropped, "of a crisis in the shared panel": other.n_calls - new.n_calls}
    return _Job([(panel, new)], "learnt from the shared panel", path.name, not_scored, notes)


def _record(job: _Job, target: str, *, include_recalled: bool, variants: bool) -> TrackRecord:
    forecast = scored(job.folds, target)
    rows = forecast.panel.frame["looked_up"].to_numpy()
    notes = job.notes
    if not include_recalled and not rows.any():
        notes += ("every call rests on something recalled, so all were scored",)
    every = include_recalled or not rows.any()
    rows = np.ones(rows.size, dtype=np.bool_) if every else rows
    kept = forecast.only(rows)
    outcomes = outcomes_of(kept.panel, target)
    losses, base, first = (brier_losses(said, outcomes) for said in (kept.model, kept.base, kept.first))
    ratio = cluster_bootstrap_interval(losses, kept.panel.episodes, over=base)
    years = kept.panel.frame["request_date"].dt.year().to_numpy()
    return TrackRecord(
        model=f"calls: {SPECIFIED.name}",
        target=target,
        scheme=job.scheme,
        scored_on=job.scored_on,
        n=kept.panel.n_calls,
        episodes=kept.panel.n_episodes,
        events=int(outcomes.sum()),
        first_year=int(years.min()),
        last_year=int(years.max()),
        base_rate=float(outcomes.mean()),
        brier=float(losses.mean()),
        brier_base=float(base.mean()),
        brier_first=float(first.mean()),
        **_log_scores(kept, outcomes),
        skill=Interval(1 - ratio.high, 1 - ratio.low, 1 - ratio.midpoint),
        over_base=paired_difference(losses, base, kept.panel.episodes),
        over_first=paired_difference(losses, first, kept.panel.episodes),
        auc=auc(kept.model, outcomes),
        reliability=_reliability(kept.model, outcomes),
        variants=_variants(job.folds, kept, rows) if variants else (),
        include_recalled=every,
        not_scored=_counted({**job.not_scored, _RECALLED: int((~rows).sum())}),
        notes=notes,
    )


def _log_scores(kept: Scored, outcomes: Numbers) -> dict[str, float]:
    return {
        "log_score": log_score(kept.model, outcomes),
        "log_score_base": log_score(kept.base, outcomes),
        "log_score_first": log_score(kept.first, outcomes),
    }


def _counted(reasons: dict[str, int]) -> dict[str, int]:
    return {reason: count for reason, count in reasons.items() if count}


def _reliability(forecasts: Numbers, outcomes: Numbers) -> tuple[ReliabilityBin, ...]:
    """Return forecasts against outcomes in bins of about as many calls: bins of equal width would lie empty."""
    bins = max(1, min(max(_FEWEST_BINS, forecasts.size // _PER_BIN), _MOST_BINS, forecasts.size))
    table = []
    for rows in np.array_split(np.argsort(forecasts, kind="stable"), bins):
        said, seen = forecasts[rows], outcomes[rows]
        share = share_interval(int(seen.sum()), rows.size)
        edges = float(said.min()), float(said.max())
        table.append(ReliabilityBin(*edges, int(rows.size), float(said.mean()), float(seen.mean()), share))
    return tuple(table)


def _variants(folds: Folds, kept: Scored, rows: np.typing.NDArray[np.bool_]) -> tuple[VariantScore, ...]:
    outcomes = kept.panel.outcomes
    base = brier_score(kept.base, outcomes)
    found = []
    for specification in ABLATIONS:
        brier = brier_score(answer_forecasts(folds, specification)[rows], outcomes)
        found.append(
            VariantScore(specification.name, specification.description, brier, 1 - brier / base, forecast=True)
        )
    for classing in CLASSINGS:
        brier = brier_score(class_forecasts(folds, classing)[rows], outcomes)
        found.append(
            VariantScore(classing.name, classing.description, brier, 1 - brier / base, forecast=classing.forecast)
        )
    return tuple(found)


def record_as_markdown(records: Iterable[TrackRecord]) -> str:
    """Return track records as Markdown: a table of scores, then verdicts and notes, then all that was tried.

    Parameters
    ----------
    records : iterable of TrackRecord
        Records to show.

    Returns
    -------
    str
        Markdown, ending with a line feed.
    """
    listed = list(records)
    lines = [_HEAD, "|---|---|---|---|---|---|---|---|---|", *(_score_line(record) for record in listed), ""]
    lines += [
        f"- {_title(record)}: {record.verdict}. Over the first version: {record.over_first}." for record in listed
    ]
    lines += ["", *_not_scored_lines(listed)]
    notes = dict.fromkeys(note for record in listed for note in record.notes)
    lines += [f"- Note: {note}." for note in notes]
    for record in listed[:2]:
        bins = [f"{row.forecast:.2f} {row.observed:.2f} ({row.count})" for row in record.reliability]
        lines += ["", f"Said, seen (calls), {_title(record)}: {'; '.join(bins)}."]
    for record in listed:
        if record.variants:
            lines += ["", f"Tried beside it ({_title(record)}; Brier, skill over the base rate):", ""]
            lines += [f"- `{row.name}` {row.brier:.4f}, {row.skill:+.1%}: {row.description}" for row in record.variants]
    return "\n".join(lines) + "\n"


def _title(record: TrackRecord) -> str:
    return f"{record.target}, {record.scheme}, {'all' if record.include_recalled else 'looked up'}"


def _not_scored_lines(records: Iterable[TrackRecord]) -> list[str]:
    listed = {}
    for record in records:
        reasons = "; ".join(f"{count} {reason}" for reason, count in record.not_scored.items())
        listed[(record.scheme, record.include_recalled)] = f"- Not scored ({_title(record)}): {reasons or 'none'}."
    return list(listed.values())


def _score_line(record: TrackRecord) -> str:
    ranking = "-" if record.auc is None else f"{record.auc:.2f}"
    return (
        f"| {record.target} | {record.scheme} | {'all' if record.include_recalled else 'looked up'} "
        f"| {record.n} / {record.episodes} | {record.base_rate:.3f} "
        f"| {record.brier:.4f} / {record.brier_first:.4f} / {record.brier_base:.4f} "
        f"| {record.log_score:.4f} / {record.log_score_first:.4f} / {record.log_score_base:.4f} | {ranking} "
        f"| {record.skill.midpoint:+.1%} ({record.skill.low:+.1%} to {record.skill.high:+.1%}) |"
    )
