"""Parts of the reference of the crisis model: its parameters, rules, and the files of a scenario."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from docs.docstrings import as_markdown
from equipoise.models.crisis import AMOUNTS, EVENTS, rules, shipped_priors
from equipoise.models.crisis.mechanisms import MECHANISMS, NOTHING, shipped_removals
from equipoise.models.crisis.priors import Prior
from equipoise.scenarios.crisis import documents
from equipoise.scenarios.crisis.documents import Antecedent, CrisisDocument, Edit, Quantity


def parameters() -> list[tuple[str, str, str, str, str]]:
    """Return a row per parameter: name, prior, unit, reason, source."""
    return [(f"`{one.name}`", _form(one), one.unit, one.reason, one.source) for one in shipped_priors()]


def _form(prior: Prior) -> str:
    return f"{prior.form} {', '.join(f'{number:g}' for number in prior.numbers)}"


def rule_functions() -> str:
    """Return every rule with what it takes and says, by file."""
    texts = []
    for found in pkgutil.iter_modules(rules.__path__):
        module = importlib.import_module(f"{rules.__name__}.{found.name}")
        texts.append(f"### {found.name.capitalize()}\n\n{inspect.getdoc(module)}")
        for name, rule in inspect.getmembers(module, inspect.isfunction):
            if rule.__module__ == module.__name__:
                taken = ", ".join(inspect.signature(rule).parameters)
                texts.append(f"#### `{name}({taken})`\n\n{as_markdown(inspect.getdoc(rule) or '')}")
    return "\n\n".join(texts)


def mechanisms() -> list[tuple[str, str, str, str]]:
    """Return a row per mechanism taken out: what is gone, seed, distance reached, facts no longer matched."""
    said = {one.id: one.text for one in (NOTHING, *MECHANISMS)}
    return [
        (said[row.mechanism], str(row.seed), f"{row.distance:.2f}", ", ".join(row.missed) or "none")
        for row in shipped_removals().rows
    ]


def crisis_fields() -> str:
    """Return the fields of `crisis.yaml` and `antecedents.yaml`, a table per form."""
    edits = list(get_args(get_args(Edit)[0]))
    inner = [documents.CrisisPlace, documents.Site, documents.Shock, documents.OutsideActor, documents.Fact]
    forms: list[type[BaseModel]] = [CrisisDocument, *inner, documents.ScenarioPrior, Antecedent, *edits]
    names = [
        f"Quantities of facts: {', '.join(f'`{name}`' for name in get_args(Quantity))}.",
        f"Events whose probability is given: {', '.join(f'`{name}`' for name in EVENTS)}.",
        f"Amounts: {', '.join(f'`{name}`' for name in AMOUNTS)}.",
    ]
    return "\n\n".join([*names, *map(_form_table, forms)])


def _form_table(form: type[BaseModel]) -> str:
    said = as_markdown(inspect.getdoc(form) or "")
    rows = [
        f"| `{name}` | {_type(field.annotation)} | {_default(field)} |" for name, field in form.model_fields.items()
    ]
    return "\n".join([f"### {form.__name__}", "", said, "", "| field | type | default |", "|---|---|---|", *rows])


def _type(annotation: object) -> str:
    if isinstance(annotation, type) and not get_args(annotation):
        return annotation.__name__
    choices = get_args(annotation)
    if choices and all(isinstance(choice, str) for choice in choices):
        return ", ".join(f"`{choice}`" for choice in choices)
    if get_origin(annotation) is list:
        return f"list of {_type(choices[0])}"
    if get_origin(annotation) is Annotated:
        return _type(choices[0])
    parts = [_type(part) for part in choices if not _is_bound(part)]
    return " or ".join(dict.fromkeys(part for part in parts if part != "NoneType")) or str(annotation)


def _is_bound(part: object) -> bool:
    return not isinstance(part, type) and not get_args(part)


def _default(field: Any) -> str:  # noqa: ANN401 - a field of pydantic
    if field.is_required():
        return "required"
    given = field.get_default(call_default_factory=True)
    if isinstance(given, BaseModel):
        return ", ".join(f"{name}: {value:g}" for name, value in given.model_dump().items())
    return "" if given in (None, [], {}, "") else f"`{given}`"
