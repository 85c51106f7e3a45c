"""A thing has one name in the whole tree, a name stands for one thing, and no modules import each other in a circle."""

from __future__ import annotations

import ast
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "equipoise"


def name_of(path):
    parts = (PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}


def test_a_class_name_stands_once():
    found = defaultdict(list)
    for module, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                found[node.name].append(module)
    assert {name: modules for name, modules in found.items() if len(modules) > 1} == {}


def statements(body, *, typing):
    """Imports of a module as it is loaded; with `typing` also those that only a checker of types sees."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If):
            if typing or "TYPE_CHECKING" not in ast.unparse(node.test):
                yield from statements(node.body, typing=typing)
            yield from statements(node.orelse, typing=typing)
        elif isinstance(node, ast.Try):
            yield from statements(node.body, typing=typing)


def imported(tree, trees, *, typing):
    """Return the modules of the package that a module imports; the package that a module lies in is not counted."""
    found = set()
    for node in statements(tree.body, typing=typing):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        else:
            parts = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {part if part in trees else node.module for part in parts}
    return found & set(trees)


def circle(trees, *, typing):
    graph = {name: imported(tree, trees, typing=typing) - {name} for name, tree in trees.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


@pytest.mark.parametrize("typing", [False, True], ids=["as loaded", "with types"])
def test_no_modules_import_each_other_in_a_circle(typing):
    assert circle(TREES, typing=typing) == []


def test_a_circle_would_be_found():
    texts = {
        "a": "from b import one",
        "b": "if TYPE_CHECKING:\n    import c\nelse:\n    import d",
        "c": "try:\n    from a import x\nexcept ImportError:\n    pass",
        "d": "",
    }
    trees = {name: ast.parse(text) for name, text in texts.items()}
    assert circle(trees, typing=False) == []
    assert set(circle(trees, typing=True)) == {"a", "b", "c"}
