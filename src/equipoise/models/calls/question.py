"""The question: one call, written down the way past calls are, so that the model reads both alike."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from equipoise.models.calls.panel import ORGANISATION
from equipoise.models.calls.procedure import Procedure
from equipoise.models.calls.roles import ORGANISATION as ORGANISATION_ROLE
from equipoise.models.calls.roles import adjoin, state_role

_SCHEMA = {
    "body": pl.String,
    "role": pl.String,
    "trigger": pl.String,
    "clause_for": pl.String,
    "kind": pl.String,
    "class_internal": pl.String,
    "class_internal_alt": pl.String,
    "class_external": pl.String,
    "coded_internal": pl.String,
    "duty": pl.String,
    "border": pl.Boolean,
}


def as_calls(procedures: Iterable[Procedure]) -> pl.DataFrame:
    """Return one row for each procedure, with the columns of a panel that the model reads."""
    return _frame(_row(procedure) for procedure in procedures)


def members_as_calls(procedure: Procedure) -> pl.DataFrame:
    """Return one row for each decider of an organisation, as if it alone were asked under the organisation's clause."""
    shared = _row(procedure)
    asker = procedure.mandate.state
    return _frame(
        {
            **shared,
            "body": member,
            "role": state_role(asker, member),
            "kind": "state",
            "border": adjoin(asker, member),
        }
        for member in procedure.deciders
    )


def _frame(rows: Iterable[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=_SCHEMA, orient="row")


def _row(procedure: Procedure) -> dict[str, object]:
    """Return the columns of one call; the wording that is not invoked is not looked up."""
    mandate = procedure.mandate
    external = procedure.clause_for == "external"
    organisation = mandate.kind == ORGANISATION
    return {
        "body": mandate.addressee,
        "role": ORGANISATION_ROLE if organisation else state_role(mandate.state, mandate.addressee),
        "trigger": procedure.trigger,
        "clause_for": procedure.clause_for,
        "kind": mandate.kind,
        "class_internal": "none" if external else mandate.mandate_class,
        "class_internal_alt": "none" if external else mandate.second_reading,
        "class_external": mandate.mandate_class if external else "none",
        "coded_internal": "none" if external else mandate.mandate_class,
        "duty": mandate.duty or "none",
        "border": any(adjoin(mandate.state, other) for other in procedure.deciders),
    }
