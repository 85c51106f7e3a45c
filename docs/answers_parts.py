"""Parts of the reference on answers: every question, and every column that it declares."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import equipoise as eq
from docs.docstrings import as_markdown, signature
from docs.markdown import markdown_table
from equipoise import questions
from equipoise.answers import Column
from equipoise.answers.vocabulary import kinds, terms


def question_functions() -> str:
    """Return every question with its signature and what it returns."""
    texts = []
    for name in sorted(eq.ask.__all__):
        found = getattr(eq.ask, name)
        first = (inspect.getdoc(found) or "").split("\n\n")[0]
        returned = (inspect.getdoc(found) or "").partition("Returns\n-------\n")[2].partition("\n\nRaises")[0]
        holds = " ".join(returned.partition("\n")[2].split())
        texts.append(f"### `{name}`\n\n```python\n{signature(found, name)}\n```\n\n{as_markdown(f'{first} {holds}')}")
    return "\n\n".join(texts)


def answer_columns() -> str:
    """Return the columns of all sheets, by the module and the name under which they are declared."""
    return "\n\n".join(f"#### {title}\n\n{markdown_table(HEADS, rows)}" for title, rows in _declared())


HEADS = ("key", "heading", "kind", "meaning")


def _declared() -> Iterator[tuple[str, list[tuple[str, str, str, str]]]]:
    for module in sorted(entry.name for entry in pkgutil.walk_packages(questions.__path__, f"{questions.__name__}.")):
        for name, value in vars(importlib.import_module(module)).items():
            if name.endswith("COLUMNS") and isinstance(value, tuple) and value[:1] and isinstance(value[0], Column):
                subject = name.removesuffix("COLUMNS").strip("_").replace("_", " ").lower() or "rows"
                short = module.removeprefix(f"{questions.__name__}.").replace("_", " ")
                yield f"{short}: {subject}", [_row(column) for column in value]


def _row(column: Column) -> tuple[str, str, str, str]:
    keys = [f"`{column.name}`"]
    if column.kind == "estimate":
        keys += [f"`{column.part_name(part)}`" for part in column.parts]
    return ", ".join(keys), "not printed" if column.hidden else column.heading, column.kind, column.sense


def vocabulary_terms() -> str:
    """Return every term of the vocabulary with its meaning, by kind; flags have a page of their own."""
    heads = ("key", "printed", "meaning")
    found = {
        kind: [(f"`{t.key}`", t.title, t.sense) for t in terms(kind).values()] for kind in kinds() if kind != "flag"
    }
    titles = {kind: kind.replace("_", " ").capitalize() for kind in found}
    return "\n\n".join(f"#### {titles[kind]}\n\n{markdown_table(heads, rows)}" for kind, rows in found.items())
