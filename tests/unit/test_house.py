"""A thing has one name in the whole tree, and a name stands for one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "equipoise"
FOLDERS = ("engine", "ledger", "measures", "models", "scenarios", "scores", "sources", "world")
"""Folders that the rules of this file hold for; `brief`, `cli` and what goes between them are under way."""


def modules():
    return [path for folder in FOLDERS for path in sorted((PACKAGE / folder).rglob("*.py"))]


def classes_of(path):
    return [node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)]


def test_a_class_name_stands_once():
    found = defaultdict(list)
    for path in modules():
        for name in classes_of(path):
            found[name].append(str(path.relative_to(PACKAGE)))
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}
