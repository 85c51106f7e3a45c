"""Parts of the reference pages that are made from the program itself."""

from __future__ import annotations

import csv
import inspect
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import typer.main

import equipoise.scenarios.evidence  # noqa: F401 - importing it registers the queries
from docs.answers_parts import answer_columns, question_functions, vocabulary_terms
from docs.atlas_parts import ATLAS_PARTS
from docs.crisis_parts import crisis_fields, mechanisms, parameters, rule_functions
from docs.docstrings import as_markdown, described, signature
from docs.markdown import markdown_table
from equipoise import measures
from equipoise.answers.vocabulary import terms
from equipoise.cli.answering import SHARED
from equipoise.cli.main import app
from equipoise.measures.balance import LAYERS
from equipoise.scenarios.evidence.registry import queries
from equipoise.world import rules
from equipoise.world.schema import Attribute, on_demand_names, table_names, table_schema
from equipoise.world.world import World

HERE = Path(__file__).parent


def command_line() -> str:
    """Return every command with its arguments and options, read from the parser; those of every answer once."""
    group: Any = typer.main.get_command(app)
    shared = [_parameter(entry) for entry in group.get_command(None, "state").params if entry.name in SHARED]
    head = f"### Options of every answer\n\n{markdown_table(('', 'meaning', 'default'), shared)}"
    return "\n\n".join([head, *_commands(group, "equipoise")])


def _commands(command: Any, path: str) -> list[str]:  # noqa: ANN401 - the parser's own types
    if hasattr(command, "commands"):
        found = {name: command.get_command(None, name) for name in command.list_commands(None)}
        return [text for name, sub in found.items() for text in _commands(sub, f"{path} {name}")]
    own = {entry.name for entry in command.params}
    hidden = {"help", *(SHARED if own >= set(SHARED) else ())}
    rows = [_parameter(parameter) for parameter in command.params if parameter.name not in hidden]
    told = f"### `{path}`\n\n{inspect.cleandoc(command.help)}"
    answers = "\n\nTakes the options of every answer." if own >= set(SHARED) else ""
    return [f"{told}{answers}\n\n{markdown_table(('', 'meaning', 'default'), rows)}" if rows else f"{told}{answers}"]


def _parameter(parameter: Any) -> tuple[str, str, str]:  # noqa: ANN401 - the parser's own types
    named = parameter.param_type_name == "option"
    label = (
        ", ".join(f"`{name}`" for name in parameter.opts)
        if named
        else f"`{parameter.metavar or parameter.name.upper()}`"
    )
    repeat = " (repeatable)" if getattr(parameter, "multiple", False) or parameter.nargs == -1 else ""
    default = "" if parameter.default in (None, False, ()) else f"`{parameter.default}`"
    env = f" Also from the environment: `{parameter.envvar}`." if getattr(parameter, "envvar", None) else ""
    return f"{label}{repeat}", f"{parameter.help or ''}{env}", "required" if parameter.required else default


def tables() -> str:
    """Return every declared table with its columns."""
    world = World.load()
    return "\n\n".join(_table(world, name) for name in (*table_names(), *on_demand_names()))


def _table(world: World, name: str) -> str:
    schema = table_schema(name)
    rows = [
        (f"`{a.name}`" + (" *" if a.required else ""), a.type, a.unit, a.role, _values(a), a.description)
        for a in schema.attributes
    ]
    columns = markdown_table(("column", "type", "unit", "role", "values", "meaning"), rows)
    address = f"{name}:{'/'.join(schema.key)}"
    return f"### `{name}`\n\n{world.table(name).height:,} rows; address of a row: `{address}`\n\n{columns}"


def _values(attribute: Attribute) -> str:
    if attribute.references:
        return f"key of `{attribute.references}`"
    return ", ".join(f"`{choice}`" for choice in attribute.choices)


def layers() -> str:
    """Return the layers of the balance."""
    return markdown_table(("layer", "title", "unit"), [(f"`{e.name}`", e.title, e.unit) for e in LAYERS])


def measure_functions() -> str:
    """Return every public function of `equipoise.measures`, from its docstring."""
    named = [(name, getattr(measures, name)) for name in measures.__all__]
    functions = [(name, thing) for name, thing in named if inspect.isfunction(thing)]
    return "\n\n".join(f"### `{name}`\n\n{described(thing, name)}" for name, thing in functions)


def evidence_queries() -> str:
    """Return every registered query, by module, without its first parameter, the world."""
    by_module: dict[str, list[str]] = defaultdict(list)
    for name, query in sorted(queries().items()):
        own = [p for p in inspect.signature(query).parameters.values() if p.name not in ("world", "leave_out")]
        shown = ", ".join(str(parameter).replace("'", "") for parameter in own)
        text = as_markdown(inspect.getdoc(query) or "")
        by_module[query.__module__.rpartition(".")[2]].append(f"#### `{name}`\n\n`{name}({shown})`\n\n{text}")
    return "\n\n".join(f"### {module.capitalize()}\n\n" + "\n\n".join(texts) for module, texts in by_module.items())


def flags() -> str:
    """Return every flag with its meaning and where it occurs; a flag without a meaning is an error."""
    counts = _flag_counts(World.load())
    with (HERE / "reference" / "flags.csv").open(encoding="utf-8", newline="") as stream:
        known = list(csv.DictReader(stream))
    meanings = terms("flag")
    missing = sorted((set(counts) | {row["flag"] for row in known}) - set(meanings))
    if missing:
        raise SystemExit(f"flags without a meaning in the vocabulary: {', '.join(missing)}")
    rows = [
        (f"`{row['flag']}`", row["set_by"], meanings[row["flag"]].sense, _occurrences(counts[row["flag"]]))
        for row in sorted(known, key=lambda row: row["flag"])
    ]
    return markdown_table(("flag", "set by", "meaning", "rows"), rows)


def _flag_counts(world: World) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for name in table_names():
        if "flags" in table_schema(name).polars:
            for flag in world.table(name)["flags"].drop_nulls().explode(empty_as_null=True).drop_nulls():
                counts[flag][name] += 1
    return counts


def _occurrences(counts: Counter[str]) -> str:
    return ", ".join(f"{table} {number:,}" for table, number in counts.items())


def vocabulary(table: str, columns: Sequence[str]) -> Callable[[], str]:
    """Return the maker of a listing of some columns of a table of the world."""

    def make() -> str:
        frame = World.load().table(table).select(columns)
        return markdown_table(columns, frame.sort(columns[0]).iter_rows())

    return make


def consistency_rules() -> str:
    """Return every consistency rule with its statement."""
    rows = [(f"`{name}`", inspect.getdoc(getattr(rules, name))) for name in rules.rule_names()]
    return markdown_table(("rule", "what holds"), rows)


def disputed_areas() -> str:
    """Return the register of disputed areas, as the map uses it."""
    frame = pl.read_csv(HERE.parent / "data" / "curated" / "disputed_areas.csv", infer_schema=False)
    forms = {"shape": "own shape", "part": "part, outlined coarsely", "point": "point"}
    rows = ((forms[form], text) for form, text in frame.select("form", "text").iter_rows())
    return markdown_table(("on the map", "who controls, claims, recognises"), rows)


def world_load() -> str:
    """Return signature and docstring of `World.load`."""
    return f"`{signature(World.load, 'World.load')}`\n\n{as_markdown(inspect.getdoc(World.load) or '')}"


REFERENCE: dict[str, Callable[[], str]] = {
    "questions": question_functions,
    "answer-columns": answer_columns,
    "vocabulary": vocabulary_terms,
    "cli": command_line,
    "tables": tables,
    "world_load": world_load,
    "rules": consistency_rules,
    "layers": layers,
    "measures": measure_functions,
    "evidence": evidence_queries,
    "flags": flags,
    "crisis_parameters": lambda: markdown_table(("parameter", "prior", "unit", "reason", "source"), parameters()),
    "crisis_mechanisms": lambda: markdown_table(
        ("taken out", "seed", "distance reached [scale]", "facts no longer matched"), mechanisms()
    ),
    "crisis_rules": rule_functions,
    "crisis_fields": crisis_fields,
    "disputed_areas": disputed_areas,
    "indicators": vocabulary("indicator_names", ("name", "unit", "coverage_from", "coverage_to", "description")),
    "tie_kinds": vocabulary("tie_kinds", ("kind", "unit", "coverage_from", "coverage_to", "description")),
    **ATLAS_PARTS,
    "defects": vocabulary("defects", ("defect_id", "action", "flag", "reason")),
}
"""Makers of parts by name."""
