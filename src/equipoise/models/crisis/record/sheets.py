"""What stands beside the record of the crisis model: misses, help and survival, refusals, tables of others."""

from __future__ import annotations

from equipoise.answers import Column, Sheet
from equipoise.models.crisis.record.association import IMMORTAL, SELECTION
from equipoise.models.crisis.record.findings import PanelFindings
from equipoise.models.crisis.record.warning import NOT_COMPARED, orders_in_words


def findings_sheets(found: PanelFindings) -> tuple[Sheet, ...]:
    """Return what was found on the panel of crises as sheets.

    Parameters
    ----------
    found : PanelFindings
        What ships beside the record.

    Returns
    -------
    tuple of Sheet
        ``misses``, ``help``, ``refusals``, ``responses``, ``frequencies``.
    """
    return _misses(found), _help(found), _refusals(found), _responses(found), _frequencies(found)


def _misses(found: PanelFindings) -> Sheet:
    misses = [entry for entry in found.forecasts if entry.miss]
    known = sum(entry.in_office is not None for entry in found.forecasts)
    columns = (
        Column("episode_id", "crisis", sense="Crisis of the panel."),
        _share("said", "Probability that the ruler is in office after 30 days."),
        Column("in_office", kind="flag", sense="Whether he was."),
    )
    rows = ({"episode_id": one.episode_id, "said": _percent(one.said), "in_office": one.in_office} for one in misses)
    title = f"The likelier outcome did not come about in {len(misses)} of {known} crises"
    return Sheet.of("misses", title, columns, rows)


def _help(found: PanelFindings) -> Sheet:
    columns = (
        Column("help", sense="What help came."),
        Column("crises", kind="integer", sense="Crises of the panel."),
        Column("in_office", "in office after 30 days", "integer", sense="Crises in which the ruler was in office."),
        Column("share", "share", "estimate", "%", 0, "Share in office, what is unclear counted as not."),
        Column("after_a_year", "after a year", "integer", sense="In office after a year."),
        Column("known_after_a_year", "of so many known", "integer", sense="Crises in which that is known."),
        _share("model", "The same share among the model's replays."),
        _share("model_without_effect", "The same with troops that do nothing.", "model, troops do nothing"),
        _share("model_frequency", "Share of the model's replays with such help.", "share of the model's replays"),
    )
    rows = (
        {
            "help": row.help,
            "crises": row.crises,
            "in_office": row.in_office,
            "share": row.share.scale(100),
            "after_a_year": row.after_a_year,
            "known_after_a_year": row.known_after_a_year,
            "model": _percent(row.model),
            "model_without_effect": _percent(row.model_without_effect),
            "model_frequency": _percent(row.model_frequency),
        }
        for row in found.associations
    )
    notes = (f"{IMMORTAL.capitalize()}.", f"{SELECTION.capitalize()}.")
    return Sheet.of("help", "Help and survival", columns, rows, notes=notes)


def _refusals(found: PanelFindings) -> Sheet:
    columns = (
        Column("episode_id", "crisis", sense="The crisis."),
        Column("state", hidden=True, sense="Who asked."),
        Column("addressee", sense="Who was asked."),
        Column("said", "probability of troops", "number", digits=2, sense="The crisis left out of what was learnt."),
        Column("answer", sense="What came."),
        Column("miss", kind="flag", sense="Whether the likelier of troops and no troops did not come about."),
    )
    rows = (
        {
            "episode_id": one.episode_id,
            "state": one.state,
            "addressee": one.addressee,
            "said": one.said,
            "answer": one.answer,
            "miss": one.miss,
        }
        for one in found.asked
    )
    return Sheet.of("refusals", "Calls of the crises with a scenario", columns, rows)


def _responses(found: PanelFindings) -> Sheet:
    columns = (
        Column("response", sense="What the state does to a protest."),
        Column("violence_known", "violence known", "flag", sense="Whether it is known if protesters were violent."),
        Column("learnt", "learnt from", "integer", sense="Events learnt from."),
        Column("forecast", "forecast", "integer", sense="Events forecast."),
        Column("rate", kind="number", digits=3, sense="Share of the events forecast with that response."),
        Column("auc", "AUC", "number", digits=3, sense="Ranking."),
        Column("brier", "Brier", "number", digits=4, sense="Brier score of the logit."),
        Column("base_brier", "base rate's", "number", digits=4, sense="Brier score of the rate learnt from."),
        Column("skill", "skill", "number", "%", 1, "1 - Brier score / that of the rate."),
    )
    rows = (
        {
            "response": row.response,
            "violence_known": row.violence_known,
            "learnt": row.learnt,
            "forecast": row.forecast,
            "rate": row.rate,
            "auc": row.auc,
            "brier": row.brier,
            "base_brier": row.base_brier,
            "skill": 100 * row.skill,
        }
        for row in found.responses
    )
    return Sheet.of("responses", "How well a logit tells what states do to protests", columns, rows)


def _frequencies(found: PanelFindings) -> Sheet:
    columns = (
        Column("what", sense="What happens."),
        Column("given", sense="Under which condition."),
        _share("model", "Share in the model."),
        _share("observed", "Share in the table."),
        Column("table", sense="Table that it is held against."),
        Column("rows", kind="integer", sense="Rows of the table under the condition."),
        Column("comparable", "how far comparable", sense="How far the two are of the same thing."),
    )
    rows = (
        {
            "what": row.what,
            "given": row.given,
            "model": _percent(row.model),
            "observed": _percent(row.observed),
            "table": row.table,
            "rows": row.rows,
            "comparable": row.comparable,
        }
        for row in found.frequencies
    )
    notes = tuple(f"{entry[0].upper()}{entry[1:]}." for entry in orders_in_words(found.frequencies))
    notes += tuple(f"Not compared: {entry}." for entry in NOT_COMPARED)
    return Sheet.of("frequencies", "The model beside the tables of others", columns, rows, notes=notes)


def _share(name: str, sense: str, title: str = "") -> Column:
    return Column(name, title, "number", "%", 0, sense)


def _percent(value: float | None) -> float | None:
    return None if value is None else 100 * value
