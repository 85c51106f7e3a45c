"""Track records of the models of intervention in Markdown, with the digits that rare events need."""

from __future__ import annotations

from collections.abc import Iterable

from equipoise.interval import Interval
from equipoise.scores.record import Comparison, Metric, TrackRecord

COLUMNS = (
    "target",
    "rows / events / cases",
    "years",
    "AUC",
    "within cases",
    "of probabilities",
    "pact alone",
    "AP",
    "in the top 10",
)
RIVALS = ("target", "rival", "Brier", "rival's", "skill", "beats it?")


def records_as_markdown(records: Iterable[TrackRecord]) -> str:
    """Return records as Markdown: ranking, then probability against every rival, calibration, and what was tried.

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
    lines = [_row(COLUMNS), _row(["---"] * len(COLUMNS)), *(_row(_ranking(record)) for record in listed)]
    lines += ["", _row(RIVALS), _row(["---"] * len(RIVALS))]
    lines += [_row(_against(record, rival)) for record in listed for rival in record.baselines]
    for record in listed:
        bins = "; ".join(
            f"{entry.forecast:.2%} said, {entry.observed:.2%} happened ({entry.count} rows)"
            for entry in record.reliability
        )
        best = min(record.tried, key=lambda name: record.tried[name])
        lines += [
            "",
            f"{record.target}, {record.split}:",
            "",
            f"- calibration: {bins}",
            "- recalibrations tried on these rows (Brier): "
            + ", ".join(f"{name} {score:.4g}" for name, score in record.tried.items())
            + f"; in hindsight the best is: {best}",
            *(f"- left out: {reason}: {count}" for reason, count in record.left_out.items()),
            *(f"- note: {caveat}" for caveat in record.caveats),
        ]
    return "\n".join(lines) + "\n"


def _ranking(record: TrackRecord) -> tuple[str, ...]:
    names = ("AUC", "AUC within cases", "AUC of the probabilities", "AUC, defence pact alone", "average precision")
    top = next(
        (f"{point.recall:.0%}" for point in record.alerts if point.budget == 10 and point.recall is not None), "-"
    )
    return (
        record.target,
        f"{record.n} / {record.positives} / {record.clusters}",
        f"{record.first_year}-{record.last_year}",
        *(_score(record.metric(name)) for name in names),
        top,
    )


def _against(record: TrackRecord, rival: Comparison) -> tuple[str, ...]:
    skill = "-" if rival.skill is None else _percent(rival.skill)
    told = {"yes": "yes", "no": "no: loses", "cannot be told": "cannot be told"}[rival.beats]
    return (record.target, rival.baseline, f"{rival.model:.4g}", f"{rival.rival:.4g}", skill, told)


def _score(metric: Metric | None) -> str:
    if metric is None or metric.value is None:
        return "-"
    span = "" if metric.interval is None else f" ({metric.interval.low:.3f} to {metric.interval.high:.3f})"
    return f"{metric.value:.3f}{span}"


def _percent(interval: Interval) -> str:
    return f"{interval.midpoint:+.1%} ({interval.low:+.1%} to {interval.high:+.1%})"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
