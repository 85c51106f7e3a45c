"""The record of the crisis model in Markdown, for its card."""

from __future__ import annotations

from collections.abc import Iterable

from equipoise.models.crisis.record.association import IMMORTAL, SELECTION
from equipoise.models.crisis.record.findings import PanelFindings
from equipoise.models.crisis.record.warning import NOT_COMPARED, orders_in_words
from equipoise.models.track_records import shipped_records
from equipoise.scores.record import TrackRecord
from equipoise.scores.record_text import records_in_markdown


def record_in_a_sentence() -> str:
    """Return how the model did on past internal crises against the base rate, for whoever reads an answer of it."""
    record = shipped_records("crisis")[0]
    return (
        f"On {record.n} past crises in which a government asked for help, the model's probability that the ruler is in "
        f"office a month later, from generic cases, {record.baselines[0].in_words()}."
    )


def record_as_markdown(records: Iterable[TrackRecord], whole: PanelFindings) -> str:
    """Return all that ships of the record: scores, misses, help and survival, refusals, tables of others.

    Parameters
    ----------
    records : iterable of TrackRecord
        Scores on the panel.
    whole : PanelFindings
        What was found beside them.

    Returns
    -------
    str
        Markdown, ending with a line feed.
    """
    misses = [entry for entry in whole.forecasts if entry.miss]
    named = ", ".join(f"{entry.episode_id} (said {_share(entry.said)})" for entry in misses)
    known = sum(entry.in_office is not None for entry in whole.forecasts)
    lines = [
        records_in_markdown(records),
        f"The likelier outcome did not come about in {len(misses)} of {known} crises: {named}.",
        "",
        *_help(whole),
        "",
        *(f"- {entry.in_words()}." for entry in whole.asked),
        "",
        *_responses(whole),
        "",
        *_frequencies(whole),
        "",
        *(f"- {entry[0].upper()}{entry[1:]}." for entry in orders_in_words(whole.frequencies)),
        *(f"- Not compared: {entry}." for entry in NOT_COMPARED),
    ]
    return "\n".join(lines) + "\n"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.0f} %"


def _help(whole: PanelFindings) -> list[str]:
    head = ("in office after 30 days", "panel", "share (90 %)", "after a year", "model", "model, troops do nothing")
    lines = _headed((*head, "share of the model's replays"))
    for row in whole.associations:
        span = f"{_share(row.share.value)} ({_share(row.share.low)} to {_share(row.share.high)})"
        seen = (row.help, f"{row.in_office} of {row.crises}", span, f"{row.after_a_year} of {row.known_after_a_year}")
        lines.append(_row((*seen, *map(_share, (row.model, row.model_without_effect, row.model_frequency)))))
    return [*lines, "", f"- {IMMORTAL.capitalize()}.", f"- {SELECTION.capitalize()}."]


def _responses(whole: PanelFindings) -> list[str]:
    head = ("response of the state", "violence known", "events learnt from / forecast", "rate", "AUC", "Brier")
    lines = _headed((*head, "base rate's", "skill"))
    for row in whole.responses:
        told = (row.response, "yes" if row.violence_known else "no", f"{row.learnt} / {row.forecast}")
        scores = (f"{row.rate:.3f}", f"{row.auc:.3f}", f"{row.brier:.4f}", f"{row.base_brier:.4f}", f"{row.skill:+.1%}")
        lines.append(_row((*told, *scores)))
    return lines


def _frequencies(whole: PanelFindings) -> list[str]:
    lines = _headed(("what", "given", "model", "table", "rows", "how far comparable"))
    for row in whole.frequencies:
        shares = (_share(row.model), f"{_share(row.observed)} ({row.table})", str(row.rows))
        lines.append(_row((row.what, row.given, *shares, row.comparable)))
    return lines


def _headed(columns: tuple[str, ...]) -> list[str]:
    return [_row(columns), _row(("---",) * len(columns))]


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
