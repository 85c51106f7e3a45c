"""Track record of the calls model: out of sample, against the base rate, misses included."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.evaluation.other_calls import read_other_calls
from equipoise.evaluation.scores import (
    ReliabilityBin,
    auc,
    brier_losses,
    brier_score,
    cluster_bootstrap_interval,
    log_score,
    reliability_table,
)
from equipoise.interval import Interval
from equipoise.models.calls.classing import CLASSINGS, DEFAULT, Classing
from equipoise.models.calls.lag import fit_lags
from equipoise.models.calls.model import fit_answer_rates, predict_answers
from equipoise.models.calls.panel import UNKNOWN_TRIGGER, Panel, usable_panel

Numbers = NDArray[np.float64]

TARGETS: dict[str, int | None] = {"troops": None, "within_3_days": 3, "within_30_days": 30}
"""What is predicted, and the day by which the troops must be there."""

LEAST_TO_LEARN = {"leave_one_episode_out": 1, "past_only": 30}
"""Ways to cut the folds, and how many calls a fold must have to learn from."""

_BINS = 4


@dataclass(frozen=True, slots=True)
class VariantScore:
    """Score of another classing on the same calls.

    Parameters
    ----------
    name, description : str
        The classing.
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
    brier, brier_base : float
        Brier score of the model, and of the base rate of the other calls.
    log_score, log_score_base : float
        Logarithmic score [nat] of both.
    skill : Interval
        Brier skill over the base rate, with a 90 % interval from resampling whole crises.
    auc : float or None
        Ranking; None where every outcome is the same.
    reliability : tuple of ReliabilityBin
        Forecasts against what happened.
    variants : tuple of VariantScore
        Every classing that was tried, on the same calls; only for the target troops.
    notes : tuple of str
        What a reader must know: calls without a known trigger, calls not scored.
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
    log_score: float
    log_score_base: float
    skill: Interval
    auc: float | None
    reliability: tuple[ReliabilityBin, ...]
    variants: tuple[VariantScore, ...]
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


@dataclass(frozen=True, slots=True)
class _Scored:
    """Calls with what was forecast for them."""

    panel: Panel
    model: Numbers
    base: Numbers


Predictor = Callable[[Panel, Panel], tuple[Numbers, Numbers]]


def calls_track_record(
    calls: pl.DataFrame,
    episodes: pl.DataFrame,
    *,
    target: str = "troops",
    scheme: str = "leave_one_episode_out",
    test_on: Path | None = None,
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

    Returns
    -------
    TrackRecord
        Scores of the model and of the base rate, and what they rest on.

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
    if test_on is not None:
        return _on_other_calls(panel, episodes, target, test_on)
    folds = _folds(panel, scheme)
    notes = [
        f"the classing was chosen among {len(CLASSINGS)} after seeing such scores: expect a little less on new calls"
    ]
    if scheme == "leave_one_episode_out":
        notes.append(
            "leaving a call out moves its own forecast away from its answer, so ranking (AUC) comes out too low"
        )
    skipped = panel.n_calls - sum(test.n_calls for _, test in folds)
    if skipped:
        notes.append(f"{skipped} calls were not forecast: too few others to learn from")
    if not folds:
        raise DataError(f"the panel is too small for {scheme}: it needs {LEAST_TO_LEARN[scheme]} calls to learn from")
    return _record(folds, target, scheme, "the shared panel of calls", notes)


def _check_choice(what: str, value: str, choices: Iterable[str]) -> None:
    listed = list(choices)
    if value not in listed:
        raise InputError(str(UnknownNameError(what, value, listed)))


def _on_other_calls(panel: Panel, episodes: pl.DataFrame, target: str, path: Path) -> TrackRecord:
    other = read_other_calls(path, episodes)
    if not other.n_calls:
        raise DataError(f"{path} holds no usable call (a genuine, dated call by a government)")
    seen = other.only(panel.frame["episode_id"].to_list())
    new = other.only(set(other.frame["episode_id"]) - set(panel.frame["episode_id"]))
    if not new.n_calls:
        raise DataError(
            f"every crisis in {path} is in the shared panel: score those by leaving out one crisis at a time"
        )
    notes = [f"{seen.n_calls} calls of crises in the shared panel were not scored"] if seen.n_calls else []
    unknown = new.frame.filter(pl.col("trigger") == UNKNOWN_TRIGGER).height
    if unknown:
        notes.append(f"{unknown} calls belong to crises of unknown sort and were forecast as internal")
    return _record([(panel, new)], target, "learnt from the shared panel", path.name, notes)


def _folds(panel: Panel, scheme: str) -> list[tuple[Panel, Panel]]:
    """Return pairs of what is learnt from and what is forecast, one per crisis."""
    starts = panel.frame.group_by("episode_id").agg(pl.col("request_date").min()).sort("request_date", "episode_id")
    folds = []
    for episode_id, first_call in starts.iter_rows():
        training = panel.without(episode_id)
        if scheme == "past_only":
            training = training.known_before(first_call)
        if training.n_calls >= LEAST_TO_LEARN[scheme]:
            folds.append((training, panel.only([episode_id])))
    return folds


def _predictor(target: str, classing: Classing) -> Predictor:
    day = TARGETS[target]

    def predict(training: Panel, test: Panel) -> tuple[Numbers, Numbers]:
        model = predict_answers(fit_answer_rates(training, classing), classing, test)
        if day is not None:
            lags = fit_lags(training)
            model = model * np.array([lags.arrived_by(kind, day) for kind in test.frame["kind"]])
        return model, np.full(test.n_calls, float(_outcomes(training, target).mean()))

    return predict


def _outcomes(panel: Panel, target: str) -> Numbers:
    day = TARGETS[target]
    if day is None:
        return panel.outcomes
    there = pl.col("troops") & (pl.col("lag_arrival_days").fill_null(float("inf")) <= day)
    return panel.frame.select(there.cast(pl.Float64)).to_series().to_numpy()


def _forecast(folds: list[tuple[Panel, Panel]], target: str, classing: Classing) -> _Scored:
    predict = _predictor(target, classing)
    pairs = [predict(training, test) for training, test in folds]
    frame = pl.concat([test.frame for _, test in folds])
    model, base = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    return _Scored(Panel(frame, None, (), {}), model, base)


def _record(
    folds: list[tuple[Panel, Panel]], target: str, scheme: str, scored_on: str, notes: list[str]
) -> TrackRecord:
    scored = _forecast(folds, target, DEFAULT)
    outcomes = _outcomes(scored.panel, target)
    ratio = cluster_bootstrap_interval(
        brier_losses(scored.model, outcomes), scored.panel.episodes, over=brier_losses(scored.base, outcomes)
    )
    years = scored.panel.frame["request_date"].dt.year()
    return TrackRecord(
        model=f"calls: {DEFAULT.name}",
        target=target,
        scheme=scheme,
        scored_on=scored_on,
        n=scored.panel.n_calls,
        episodes=scored.panel.n_episodes,
        events=int(outcomes.sum()),
        first_year=int(years.to_numpy().min()),
        last_year=int(years.to_numpy().max()),
        base_rate=float(outcomes.mean()),
        brier=brier_score(scored.model, outcomes),
        brier_base=brier_score(scored.base, outcomes),
        log_score=log_score(scored.model, outcomes),
        log_score_base=log_score(scored.base, outcomes),
        skill=Interval(1 - ratio.high, 1 - ratio.low, 1 - ratio.midpoint),
        auc=auc(scored.model, outcomes),
        reliability=reliability_table(scored.model, outcomes, _BINS),
        variants=_variants(folds) if target == "troops" else (),
        notes=tuple(notes),
    )


def _variants(folds: list[tuple[Panel, Panel]]) -> tuple[VariantScore, ...]:
    rows = []
    for classing in CLASSINGS:
        scored = _forecast(folds, "troops", classing)
        brier = brier_score(scored.model, scored.panel.outcomes)
        base = brier_score(scored.base, scored.panel.outcomes)
        rows.append(VariantScore(classing.name, classing.description, brier, 1 - brier / base, classing.forecast))
    return tuple(rows)


def record_as_markdown(records: Iterable[TrackRecord]) -> str:
    """Return track records as Markdown: a table of scores, then verdicts and notes, then all classings.

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
    lines = [
        "| target | folds | calls / crises | years | base rate | Brier / base | log score / base | AUC | skill |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_score_line(record) for record in listed),
        "",
        *(f"- {record.target}, {record.scheme}: {record.verdict}." for record in listed),
    ]
    notes = dict.fromkeys(note for record in listed for note in record.notes)
    lines += [f"- Note: {note}." for note in notes]
    for record in listed:
        if record.variants:
            lines += ["", f"Every classing tried ({record.scheme}, Brier, skill over the base rate):", ""]
            lines += [f"- `{row.name}` {row.brier:.4f}, {row.skill:+.1%}: {row.description}" for row in record.variants]
    return "\n".join(lines) + "\n"


def _score_line(record: TrackRecord) -> str:
    ranking = "-" if record.auc is None else f"{record.auc:.2f}"
    return (
        f"| {record.target} | {record.scheme} | {record.n} / {record.episodes} "
        f"| {record.first_year}-{record.last_year} "
        f"| {record.base_rate:.3f} | {record.brier:.4f} / {record.brier_base:.4f} "
        f"| {record.log_score:.4f} / {record.log_score_base:.4f} | {ranking} "
        f"| {record.skill.midpoint:+.1%} ({record.skill.low:+.1%} to {record.skill.high:+.1%}) |"
    )
