"""Kernels: plain functions in one file, compiled and kept on disk."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import compiling_clash as clash
import compiling_samples as samples
import pytest

from equipoise.engine import compiling
from equipoise.engine.compiling import CACHE_VARIABLE, compiled, kernel_digest, kernel_text, rebound
from equipoise.errors import InputError, UnknownNameError

X = 0.7


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory):
    """A folder of kernels of this file's own."""
    place = tmp_path_factory.mktemp("kernels")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(place))
        yield place


def kernels(folder):
    return {path.name for path in Path(folder).glob("equipoise_kernel_*.py")}


def test_compiled_is_the_plain_function():
    assert compiled(samples.total)(X) == samples.total(X)


@pytest.mark.parametrize(
    "rules",
    [
        {"share": samples.with_module},
        {"share": samples.with_inner},
        {"share": samples.under_another_name},
        {"grown": samples.tripled},
        {"share": samples.with_module, "grown": samples.tripled},
    ],
)
def test_a_replacement_is_the_same_in_both_forms(rules):
    found = compiled(samples.total, rules)(X)
    assert found == rebound(samples.total, rules)(X)
    assert found != samples.total(X)
    assert compiled(samples.total)(X) == samples.total(X), "ours must not be touched"


def test_a_replacement_that_calls_another_one():
    rules: dict[str, Any] = {"grown": samples.tripled, "share": samples.with_inner}
    assert rebound(samples.total, rules)(X) == compiled(samples.total, rules)(X)


def test_constants_of_numpy_and_infinity():
    for rule in (samples.with_measured, samples.with_infinity):
        assert compiled(samples.total, {"share": rule})(X) == rebound(samples.total, {"share": rule})(X)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (samples.with_default, r"rule 'share' takes 1 arguments \(x\); yours takes 2"),
        (samples.enclosed(2.0), "uses variables of an enclosing function; give it arguments instead"),
        (samples.one_liner, "must be a plain function, written with def"),
        (samples.partly, "must be a function in Python, not partial"),
        (abs, "must be a function in Python, not builtin_function_or_method"),
        (samples.decorated, "must be a function in Python, not _lru_cache_wrapper"),
        (samples.with_list, "uses the global 'LIST' of type list; numbers and functions can be used"),
        (samples.typed_in["rule"], "text of rule 'share' cannot be read; define it with def in a file"),
    ],
)
def test_a_rule_that_cannot_be_taken_is_one_line(rule, said):
    with pytest.raises(InputError, match=said) as caught:
        compiled(samples.total, {"share": rule})
    assert "\n" not in str(caught.value)


def test_an_unknown_rule_names_the_nearest():
    with pytest.raises(UnknownNameError, match="unknown rule 'shaer'; did you mean share"):
        compiled(samples.total, {"shaer": samples.with_inner})


@pytest.mark.parametrize("rule", [samples.half_of_ours, samples.again])
def test_a_rule_that_calls_the_one_it_replaces_is_one_line(rule):
    """In the kernel it would call itself; the error must say so, not run out of stack."""
    with pytest.raises(InputError, match="calls") as caught:
        compiled(samples.total, {"share": rule})
    assert "\n" not in str(caught.value)


def test_a_rule_that_does_not_compile_is_one_line():
    with pytest.raises(InputError) as caught:
        compiled(samples.total, {"share": samples.misspelt})(X)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("rule", [clash.with_own_scale, clash.with_own_exp])
def test_a_name_that_means_two_things_is_one_line(rule):
    """Everything is in one file: a constant of the user's must not replace one of ours in silence."""
    with pytest.raises(InputError, match=r"two things in a kernel are called '(SCALE|exp)'; rename"):
        compiled(samples.outer, {"share": rule})


def test_two_functions_of_one_name_are_one_line():
    with pytest.raises(InputError, match="two functions of a kernel are called 'share'; rename one of them"):
        compiled(two_shares, {"grown": clash.calls_own_share})


def two_shares(x):
    return share(x) + grown(x, 1.0)


share, grown = samples.share, samples.grown


def test_the_entry_cannot_be_replaced_silently():
    with pytest.raises((InputError, UnknownNameError)):
        compiled(samples.total, {"total": samples.with_inner})


def test_plain_and_compiled_refuse_alike():
    for rules in ({"shaer": samples.with_inner}, {"share": samples.with_default}, {"share": samples.one_liner}):
        with pytest.raises((InputError, UnknownNameError)) as first:
            compiled(samples.total, rules)
        with pytest.raises((InputError, UnknownNameError)) as second:
            rebound(samples.total, rules)
        assert str(first.value) == str(second.value)


# Files. -------------------------------------------------------------------------------------------------------


def test_a_changed_rule_is_another_file(folder):
    compiled(samples.total)
    before = kernels(folder)
    compiled(samples.total, {"grown": other_grown})
    added = kernels(folder) - before
    assert len(added) == 1
    name = added.pop()
    text = (folder / name).read_text(encoding="utf-8")
    assert "1.75" in text
    assert name == f"equipoise_kernel_{hashlib.sha256(text.encode()).hexdigest()[:20]}.py"


def other_grown(x, rate):
    return 1.75 * rate * x


def test_a_changed_constant_is_another_kernel(monkeypatch):
    before = kernel_text(samples.total, {}), kernel_digest(samples.total)
    monkeypatch.setattr(samples, "SCALE", 2.5)
    assert kernel_text(samples.total, {}) != before[0]
    assert kernel_digest(samples.total) != before[1]


def test_the_digest_knows_what_is_computed_and_nothing_else(tmp_path, monkeypatch):
    """Comments, docstrings and types are no other kernel; a number is."""
    monkeypatch.syspath_prepend(str(tmp_path))
    bodies = {
        "first_form": "def rule(x):\n    return 2.0 * x\n",
        "said_form": 'def rule(x: float) -> float:\n    """Return twice."""\n    # Twice.\n    return 2.0 * x\n',
        "other_form": "def rule(x):\n    return 3.0 * x\n",
    }
    digests = {}
    for name, body in bodies.items():
        (tmp_path / f"{name}.py").write_text(body, encoding="utf-8")
        digests[name] = kernel_digest(__import__(name).rule)
    assert digests["first_form"] == digests["said_form"]
    assert digests["first_form"] != digests["other_form"]
    # The same under every version of Python: studies that ship carry it.
    assert digests["first_form"] == "6715d36ba4c8735d8aea2efc0e2c3bcc62e7f91e8b69a1103653797c68afcb39"


def test_without_numba_one_line_names_the_extra_and_plain_rules_run(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr(compiling, "_LOADED", {})
    with pytest.raises(InputError, match=r"pip install 'equipoise\[crisis\]'"):
        compiled(samples.total)
    assert rebound(samples.total, {"share": samples.with_inner})(0.7) != samples.total(0.7)


def test_a_kernel_is_loaded_once_for_all_threads():
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: compiled(samples.total, {"share": samples.with_inner}), range(16)))
    assert len({id(one) for one in found}) == 1


def test_the_order_of_replacements_does_not_matter():
    rules: dict[str, Any] = {"share": samples.with_module, "grown": samples.tripled}
    turned = dict(reversed(rules.items()))
    assert compiled(samples.total, rules) is compiled(samples.total, turned)


RUN = "import compiling_samples as s; from equipoise.engine.compiling import compiled; print(compiled(s.total)(0.7))"


def run_elsewhere(folder):
    """Compile in another process; return what it prints and the files of its cache with their digests and times."""
    environment = {**os.environ, CACHE_VARIABLE: str(folder)}
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    said = subprocess.run(
        [sys.executable, "-c", RUN], env={**environment, "PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    files = {
        path.relative_to(folder): (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(Path(folder).rglob("*"))
        if path.suffix in {".py", ".nbi", ".nbc"}
    }
    return float(said.stdout), files


def test_another_process_reads_what_was_compiled(tmp_path):
    first, written = run_elsewhere(tmp_path)
    second, after = run_elsewhere(tmp_path)
    assert first == second == samples.total(X)
    assert any(path.suffix == ".nbc" for path in written)
    assert after == written, "nothing is compiled or written a second time"


def test_a_folder_that_cannot_be_written_is_no_hindrance(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_text("no folder", encoding="utf-8")
    monkeypatch.setenv(CACHE_VARIABLE, str(file))
    place = compiling._cache_folder()
    assert place.is_dir()
    assert place != file
    assert place.stat().st_mode & 0o077 == 0, "what lies there is run: nobody else may write it"
