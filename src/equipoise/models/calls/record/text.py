"""Track records of the calls model in Markdown, for its card."""

from __future__ import annotations

from collections.abc import Iterable

from equipoise.models.calls.ablations import ABLATIONS
from equipoise.models.calls.classing import CLASSINGS
from equipoise.models.calls.record.scoring import FIRST_VERSION, WITH_RECALLED, verdict_on
from equipoise.scores.bootstrap import PairedDifference
from equipoise.scores.record import BASE_RATE, TrackRecord

_HEAD = (
    "| target | folds | calls scored | calls / crises | base rate | Brier: model / first version / base rate "
    "| log score: the same | AUC | skill |"
)


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
        f"- {_title(record)}: {verdict_on(record)}. Over the first version: {_over_first(record)}." for record in listed
    ]
    lines += ["", *_not_scored_lines(listed)]
    notes = dict.fromkeys(note for record in listed for note in record.caveats)
    lines += [f"- Note: {note}." for note in notes]
    for record in listed[:2]:
        bins = [f"{row.forecast:.2f} {row.observed:.2f} ({row.count})" for row in record.reliability]
        lines += ["", f"Said, seen (calls), {_title(record)}: {'; '.join(bins)}."]
    for record in listed:
        if record.tried:
            base = record.baselines[0].rival
            meaning = {entry.name: entry.description for entry in (*ABLATIONS, *CLASSINGS)}
            lines += ["", f"Tried beside it ({_title(record)}; Brier, skill over the base rate):", ""]
            lines += [
                f"- `{name}` {brier:.4f}, {1 - brier / base:+.1%}: {meaning[name]}"
                for name, brier in record.tried.items()
            ]
    return "\n".join(lines) + "\n"


def _over_first(record: TrackRecord) -> str:
    found = record.baselines[1]
    if found.difference is None:
        return "too few crises for an interval"
    return str(PairedDifference(found.difference, record.clusters, record.level))


def _scheme(record: TrackRecord) -> tuple[str, str]:
    recalled = record.split.endswith(WITH_RECALLED)
    return record.split.removesuffix(WITH_RECALLED), "all" if recalled else "looked up"


def _title(record: TrackRecord) -> str:
    return ", ".join((record.target, *_scheme(record)))


def _not_scored_lines(records: Iterable[TrackRecord]) -> list[str]:
    listed = {}
    for record in records:
        reasons = "; ".join(f"{count} {reason}" for reason, count in record.left_out.items())
        listed[_scheme(record)] = f"- Not scored ({_title(record)}): {reasons or 'none'}."
    return list(listed.values())


def _score_line(record: TrackRecord) -> str:
    base, first = record.baselines
    scores = {metric.name: metric.value for metric in record.metrics}
    logs = " / ".join(
        f"{scores[name]:.4f}" for name in ("log score", f"log score, {FIRST_VERSION}", f"log score, {BASE_RATE}")
    )
    ranking = "-" if scores["AUC"] is None else f"{scores['AUC']:.2f}"
    skill = "-"
    if base.skill is not None:
        skill = f"{base.skill.midpoint:+.1%} ({base.skill.low:+.1%} to {base.skill.high:+.1%})"
    return (
        f"| {record.target} | {' | '.join(_scheme(record))} | {record.n} / {record.clusters} "
        f"| {(record.positives or 0) / record.n:.3f} | {base.model:.4f} / {first.rival:.4f} / {base.rival:.4f} "
        f"| {logs} | {ranking} | {skill} |"
    )
