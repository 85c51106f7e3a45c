"""Alternatives to the model: each differs from it in one respect. They are scored beside it, and none was chosen."""

from __future__ import annotations

from dataclasses import replace

from equipoise.models.calls.design import Specification
from equipoise.models.calls.logit import SPECIFIED, TERMS
from equipoise.models.calls.model import SECOND_READING


def _without(*terms: str) -> tuple[str, ...]:
    return tuple(term for term in TERMS if term not in terms)


def _alternative(name: str, description: str, **changed: object) -> Specification:
    return replace(SPECIFIED, name=name, description=description, **changed)  # type: ignore[arg-type]


ABLATIONS = (
    _alternative(
        "no_clause", "without what texts say", terms=_without("plain_internal", "plain_external", "ambiguous")
    ),
    _alternative("no_border", "without the border", terms=_without("border")),
    _alternative("no_record", "without an intercept for each addressee", body=False),
    _alternative("no_crisis", "without an intercept for each crisis", crisis=False),
    _alternative("no_role", "without the sort of addressee", role=None),
    _alternative("coded_role", "sort of addressee as the panel codes it", role="addressee_type"),
    _alternative("duty", "with a duty to assist besides", terms=(*TERMS, "duty")),
    _alternative("troops_there", "with troops of the addressee in the country besides", terms=(*TERMS, "troops_there")),
    SECOND_READING,
)
"""Alternatives to `answers.SPECIFIED`, declared with it."""
