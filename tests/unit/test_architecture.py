"""How the package is cut: sizes, names, imports, dependencies, and what its files must not hold."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "equipoise"
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = ("numba", "matplotlib", "scipy", "polars", "jinja2", "typer", "pydantic", "numpy", "rich", "yaml")
MOST_LINES_OF_FILE = 400
MOST_LINES_OF_FUNCTION = 40
DISTRIBUTION_OF = {"yaml": "pyyaml", "markupsafe": "jinja2"}
"""Import names that differ from the name of the distribution that declares them (MarkupSafe comes with Jinja2)."""

pytestmark = pytest.mark.skipif(not (ROOT / "pyproject.toml").exists(), reason="not in a checkout")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of what a function does: from its first statement to the end, without the docstring."""
    documented = ast.get_docstring(function) is not None and len(function.body) > 1
    return (function.end_lineno or 0) - function.body[documented].lineno + 1


def functions_of(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_sizes(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES_OF_FILE, f"{name_of(path)} has {lines} lines: is a name missing?"
    long = {function.name: body_lines(function) for function in functions_of(path)}
    assert {name: size for name, size in long.items() if size > MOST_LINES_OF_FUNCTION} == {}


def test_no_drawer_of_odds_and_ends():
    drawers = {"utils", "util", "common", "helpers", "helper", "misc", "tools"}
    assert [name_of(path) for path in PACKAGE.rglob("*") if path.stem in drawers and path.suffix in ("", ".py")] == []


def imports_of(path: Path) -> set[str]:
    """Return the top-level packages that a module imports anywhere, the names of `lazy` imports in functions too."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


def declared(project: dict[str, object], field: str = "dependencies") -> set[str]:
    entries = project[field]
    assert isinstance(entries, list)
    return {re.split(r"[\s<>=!~\[;]", entry)[0].lower() for entry in entries}


def test_dependencies_and_imports_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # pandas is the user's: a sheet turns into its frame where it is installed.
    standard = sys.stdlib_module_names | {"equipoise", "__future__", "pandas"}
    imported = {name for path in MODULES for name in imports_of(path)} - standard
    used = {DISTRIBUTION_OF.get(name, name).lower() for name in imported}
    everything = declared(project)
    for entries in project.get("optional-dependencies", {}).values():
        everything |= {re.split(r"[\s<>=!~\[;]", entry)[0].lower() for entry in entries}
    assert declared(project) - used == set(), "declared and never imported"
    assert used - everything == set(), "imported and not declared"


@pytest.mark.parametrize("name", sorted(name_of(path) for path in MODULES if "_HOMES = {" in path.read_text("utf-8")))
def test_names_that_are_loaded_late_are_there(name):
    module = importlib.import_module(
        name.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    )
    for public in module.__all__:
        getattr(module, public)
    inside = {entry.name for entry in pkgutil.iter_modules(getattr(module, "__path__", ()))}
    assert inside & set(module._HOMES) == set(), "once imported, the module would hide the name"


def test_the_package_is_light_to_import():
    line = f"import sys, equipoise; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


LAYERS = [
    {"interval", "errors", "files"}, {"answers", "scores"}, {"engine"}, {"world"}, {"sources"}, {"measures"},
    {"models"}, {"ledger"}, {"scenarios"}, {"questions"}, {"ask"}, {"brief"}, {"cli", "web"},
]  # fmt: skip


def layer_of(part: str) -> int | None:
    return next((place for place, names in enumerate(LAYERS) if part in names), None)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_flow_one_way(path):
    own = layer_of(path.relative_to(PACKAGE).parts[0].removesuffix(".py"))
    if own is None:
        return
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("equipoise."):
            other = layer_of((node.module or "").split(".")[1])
            assert other is None or other <= own, f"{name_of(path)} imports {node.module}"


def test_every_part_has_its_layer():
    parts = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES} - {"__init__", "__main__"}
    assert {part for part in parts if layer_of(part) is None} == set()


# Put together from pieces, so that this file does not hold what it looks for.
FORBIDDEN = re.compile(
    "|".join(
        [
            "/wo" + "rk/", "/fa" + "rm/", "/t" + "mp/[a-z]",
            r"(^|[\s/\"'])\.lib" + "rary", "sub" + "agent", "farm-(bench|st" + "udio)",
            r"python" + r"hosted\.org", r"registry\.np" + "mjs", r"pypi\.org/" + "simple", r"deb\.deb" + r"ian\.org",
        ]
    )
)  # fmt: skip


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_places_of_one_machine():
    found = []
    for path in {*tracked(), *MODULES}:
        content = path.read_bytes()
        if path.suffix == ".svg" or b"\0" in content[:8000]:
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
            if FORBIDDEN.search(line):
                found.append(f"{name_of(path)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_no_open_ends():
    marks = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "NotImplemented" + "Error"]))
    found = [name_of(path) for path in MODULES if marks.search(path.read_text(encoding="utf-8"))]
    assert found == []


MEASURES = [path for path in MODULES if path.is_relative_to(PACKAGE / "measures")]


@pytest.mark.parametrize("path", MEASURES, ids=name_of)
def test_measures_say_what_they_take_and_return(path):
    for node in tree_of(path).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        told = ast.get_docstring(node) or ""
        arguments = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        if arguments:
            assert "\nParameters\n----------\n" in told, f"{node.name} does not say what it takes"
        assert "\nReturns\n-------\n" in told, f"{node.name} does not say what it returns"
        section = told.partition("\nParameters\n----------\n")[2].partition("\nReturns\n-------\n")[0]
        named = {
            name.strip().lstrip("*")
            for line in re.findall(r"^(\S.*?) :", section, re.MULTILINE)
            for name in line.split(",")
        }
        assert set(arguments) <= named, f"{node.name}: {sorted(set(arguments) - named)}"


def test_no_two_files_of_tests_have_one_name():
    """Test files are no packages: of two with one name only the first can be imported, and a run of all stops."""
    names = [path.name for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py"]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []
