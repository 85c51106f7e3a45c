"""Commands start at once: what lists, completes or refuses them loads no tables and no models."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from equipoise.cli.lazy import COMMANDS, LazyGroup
from equipoise.cli.main import app

HEAVY = ("numpy", "polars", "scipy", "pydantic", "numba", "jinja2", "rich.table", "yaml")
MOST_OWN_MODULES = 8
"""Modules of ours that a start may load: the command line, its table of commands, errors."""

CODE = """
import json, sys
from equipoise.cli.main import _run
code = _run(sys.argv[1:])
own = sorted(name for name in sys.modules if name.startswith("equipoise"))
print(json.dumps([code, [name for name in {heavy!r} if name in sys.modules], own]), file=sys.stderr)
"""


def loaded(*words: str, **environment: str) -> tuple[int, list[str], list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(heavy=HEAVY), *words],
        capture_output=True, text=True, env={**os.environ, **environment}, check=False,
    )  # fmt: skip
    found = json.loads(done.stderr.splitlines()[-1])
    return found[0], found[1], found[2]


@pytest.mark.parametrize(
    ("words", "code"), [(("--version",), 0), (("--help",), 0), (("stat",), 2), (("--verson",), 2), ((), 0)]
)
def test_a_start_loads_nothing_heavy(words, code):
    told, heavy, own = loaded(*words)
    assert told == code
    assert heavy == []
    assert len(own) <= MOST_OWN_MODULES, own


def test_help_of_a_question_and_a_wrong_option_load_no_tables():
    for words, code in ((("state", "--help"), 0), (("compare", "--laye", "x"), 2)):
        told, heavy, _ = loaded(*words)
        assert told == code
        assert not set(heavy) & {"numpy", "polars", "scipy", "numba"}


def test_completion_loads_nothing_heavy():
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "from equipoise.cli.main import run; run()"],
        capture_output=True, text=True, check=False,
        env={**os.environ, "_EQUIPOISE_COMPLETE": "complete_bash", "COMP_WORDS": "equipoise co", "COMP_CWORD": "1"},
    )  # fmt: skip
    assert {"compare", "corridors"} <= set(done.stdout.split())
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "import time:" in line}
    assert not imported & set(HEAVY)


def test_the_table_of_commands_says_what_their_docstrings_say():
    group = LazyGroup(name="equipoise")
    for name, entry in COMMANDS.items():
        found = group.get_command(None, name)
        assert found is not None
        help_line = (found.help or "").splitlines()[0]
        assert help_line == entry.does, name
    assert app.info.cls is LazyGroup
