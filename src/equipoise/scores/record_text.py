"""Track records in Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from equipoise.interval import Interval
from equipoise.scores.record import Comparison, Metric, TrackRecord, score_in_words

COLUMNS = ("model", "target", "split", "rows / events / clusters", "years", "score", "rival", "skill", "beats it?")
VERDICTS = {"yes": "yes", "no": "no: loses", "cannot be told": "cannot be told"}


def records_in_markdown(records: Iterable[TrackRecord]) -> str:
    """Return track records as Markdown: one table row per baseline, then scores, what was tried, and caveats.

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
    lines = [_row(COLUMNS), _row(["---"] * len(COLUMNS))]
    lines += [_row(cells) for record in listed for cells in comparison_rows(record)]
    for record in listed:
        lines += ["", f"{record.model}, {record.target}, {record.split}:", ""]
        lines += [f"- {metric.name}: {metric_in_words(metric)}" for metric in record.metrics]
        lines += [f"- alerts: {line}" for line in alert_lines(record)]
        lines += [f"- variant `{name}`: {score:.4f}" for name, score in record.tried.items()]
        lines += [f"- left out: {reason}: {count}" for reason, count in record.left_out.items()]
        lines += [f"- caveat: {caveat}" for caveat in record.caveats]
    return "\n".join(lines) + "\n"


def comparison_rows(record: TrackRecord) -> list[tuple[str, ...]]:
    """Return the cells of a record under `COLUMNS`, one row per baseline; one row where there is none."""
    events = "-" if record.positives is None else str(record.positives)
    head = (record.model, record.target, record.split, f"{record.n} / {events} / {record.clusters}", years(record))
    if not record.baselines:
        first = record.metrics[0]
        return [(*head, f"{first.name} {metric_in_words(first)}", "-", "-", "no rival")]
    return [(*head, *_against(comparison)) for comparison in record.baselines]


def _against(comparison: Comparison) -> tuple[str, str, str, str]:
    skill = "-" if comparison.skill is None else _percent(comparison.skill)
    score = f"{comparison.score.removesuffix(' score')} {score_in_words(comparison.model)}"
    return (
        score,
        f"{comparison.baseline} {score_in_words(comparison.baseline_value)}",
        skill,
        VERDICTS[comparison.beats],
    )


def years(record: TrackRecord) -> str:
    """Return the years of a record as text."""
    return "-" if record.first_year is None else f"{record.first_year}-{record.last_year}"


def metric_in_words(metric: Metric) -> str:
    """Return a score and its interval as text."""
    if metric.value is None:
        return "undefined on these rows"
    span = (
        ""
        if metric.interval is None
        else f" ({score_in_words(metric.interval.low)} to {score_in_words(metric.interval.high)})"
    )
    return f"{score_in_words(metric.value)}{span}"


def alert_lines(record: TrackRecord) -> list[str]:
    """Return the alert curve of a record, one line per budget."""
    return [
        f"{point.budget} per period: {point.alerts} alerts, {point.hits:.1f} hits, precision {point.precision:.0%}"
        + ("" if point.recall is None else f", recall {point.recall:.0%}")
        for point in record.alerts
    ]


def _percent(interval: Interval) -> str:
    return f"{interval.midpoint:+.1%} ({interval.low:+.1%} to {interval.high:+.1%})"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
