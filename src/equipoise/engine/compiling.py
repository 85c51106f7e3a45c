"""From plain Python functions to a compiled kernel, with the compiled form kept on disk.

A kernel is made of many small functions in several files. Numba's cache looks at one file, the one of the function
called, and would not notice a changed rule elsewhere. So the functions that a kernel needs are written into one file
whose name is the hash of its text: a changed rule is another file, and a rule of the user's own is cached like ours.
"""

from __future__ import annotations

import ast
import dis
import hashlib
import importlib.util
import inspect
import os
import sys
import tempfile
import textwrap
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from equipoise.errors import InputError, UnknownNameError
from equipoise.files import write_whole

Function = Callable[..., Any]

CACHE_VARIABLE = "EQUIPOISE_CACHE"
"""Environment variable that names another folder for compiled kernels."""

_HEADER = '''"""Written by equipoise.engine.compiling: a kernel, its rules and constants in one file."""

from __future__ import annotations

from numba import njit
'''


def compiled(entry: Function, replacements: Mapping[str, Function] | None = None) -> Function:
    """Return a function compiled by numba, with every function of ours that it calls.

    Parameters
    ----------
    entry : callable
        Function in plain Python; it and what it calls must be within what numba compiles.
    replacements : mapping of str to callable, optional
        Functions to take in the place of those of that name.

    Returns
    -------
    callable
        Compiled on the first call, releasing the interpreter's lock; read from disk on later ones.

    Raises
    ------
    UnknownNameError
        If a name to replace is not used by the kernel.
    InputError
        If numba is not installed, a replacement takes other arguments, its text cannot be read, or, on the first call,
        it is not within what numba compiles.
    """
    chosen = (entry, tuple(sorted((replacements or {}).items(), key=lambda item: item[0])))
    with _LOADING:
        if chosen not in _LOADED:
            _LOADED[chosen] = _loaded(entry, replacements or {})
        return _LOADED[chosen]


_LOADING = threading.Lock()
_LOADED: dict[tuple[Function, tuple[tuple[str, Function], ...]], Function] = {}
"""Kernels of this process: reading the text of sixty rules takes longer than running some hundred trajectories."""


def _loaded(entry: Function, replacements: Mapping[str, Function]) -> Function:
    if importlib.util.find_spec("numba") is None:
        raise InputError("to compile rules the extra 'crisis' is needed: pip install 'equipoise[crisis]'")
    text = kernel_text(entry, replacements)
    name = f"equipoise_kernel_{hashlib.sha256(text.encode()).hexdigest()[:20]}"
    path = _cache_folder() / f"{name}.py"
    if not path.is_file():
        write_whole(path, text)  # beside its place: another process may be compiling the same kernel
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise InputError(f"cannot load the kernel {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    kernel = _member(module, entry)
    return _in_one_line(kernel, replacements) if replacements else kernel


def _in_one_line(kernel: Function, replacements: Mapping[str, Function]) -> Function:
    """Return a kernel that says in one line that a rule of the user's own cannot be compiled."""

    def run(*arguments: object) -> object:
        from numba.core.errors import NumbaError

        try:
            return kernel(*arguments)
        except NumbaError as error:
            said = " ".join(str(error).split())[:300]
            raise InputError(f"rule {', '.join(sorted(replacements))!r} cannot be compiled: {said}") from error

    return run


def kernel_text(entry: Function, replacements: Mapping[str, Function]) -> str:
    """Return the text of the file that holds a kernel; arguments and errors as for `compiled`."""
    kernel = _Kernel(replacements)
    kernel.add(_plain(entry), entry.__name__)
    rules = [name for name in kernel.functions if name != entry.__name__]
    unknown = sorted(set(replacements) - set(rules))
    if unknown:
        raise UnknownNameError("rule", unknown[0], rules)
    parts = [_HEADER, "\n".join(line for _, line in sorted(kernel.constants.items()))]
    parts += [f"@njit(cache=True, nogil=True)\n{_text(name, function)}" for name, function in kernel.functions.items()]
    return "\n\n".join(parts) + "\n"


def kernel_digest(entry: Function) -> str:
    """Return the digest of what a kernel computes: its functions and constants, without comments, types and texts."""
    tree = ast.parse(kernel_text(entry, {}))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            if ast.get_docstring(node) is not None:
                del node.body[0]
            for argument in node.args.args:
                argument.annotation = None
    return hashlib.sha256(_tree_as_text(tree).encode()).hexdigest()


def _tree_as_text(tree: ast.Module) -> str:
    # As Python 3.11 writes it: what later versions add (type parameters) or leave out (empty lists) is no other kernel.
    if sys.version_info >= (3, 13):
        return ast.dump(tree, show_empty=True).replace(", type_params=[]", "")
    return ast.dump(tree).replace(", type_params=[]", "")


def rebound(entry: Function, replacements: Mapping[str, Function]) -> Function:
    """Return a function in plain Python that calls other functions in the place of those of a name.

    Parameters
    ----------
    entry : callable
        Function in plain Python.
    replacements : mapping of str to callable
        Functions to take in the place of those of that name, wherever it is called.

    Returns
    -------
    callable
        A copy; `entry` itself is not changed.
    """
    kernel_text(entry, replacements)  # what cannot be compiled is no replacement here either
    done: dict[int, FunctionType] = {}

    def copy(function: FunctionType) -> FunctionType:
        if id(function) not in done:
            scope = dict(function.__globals__)
            done[id(function)] = FunctionType(function.__code__, scope, function.__name__, function.__defaults__)
            for name, value in _used(function):
                if name in replacements:
                    scope[name] = copy(_plain(replacements[name]))
                elif isinstance(value, FunctionType):
                    scope[name] = copy(value)
        return done[id(function)]

    return copy(_plain(entry))


@dataclass(slots=True)
class _Kernel:
    """Functions and constants that a kernel needs, by name; a function comes after what it calls."""

    replacements: Mapping[str, Function]
    functions: dict[str, FunctionType] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    under_way: list[str] = field(default_factory=list)

    def add(self, function: FunctionType, name: str) -> None:
        """Add a function under a name, what it calls before it: numba wants a function defined before its first use."""
        if name in self.under_way:
            raise InputError(f"rule {name!r} calls itself; to call ours from yours, import ours under another name")
        self.under_way.append(name)
        for used, value in _used(function):
            if isinstance(value, FunctionType):
                self._add_called(used, value)
            else:
                self._add_constant(used, value)
        self.under_way.pop()
        if name in self.constants:
            raise InputError(f"a constant and a function of a kernel are called {name!r}; rename one of them")
        self.functions[name] = function

    def _add_called(self, name: str, function: FunctionType) -> None:
        chosen = _replacement(name, function, self.replacements)
        if name not in self.functions:
            self.add(chosen, name)
        elif self.functions[name] is not chosen:
            raise InputError(f"two functions of a kernel are called {name!r}; rename one of them")

    def _add_constant(self, name: str, value: object) -> None:
        text = _constant(name, value)
        if self.constants.setdefault(name, text) != text or name in self.functions:
            raise InputError(f"two things in a kernel are called {name!r}; rename one of them")


def _replacement(name: str, function: FunctionType, replacements: Mapping[str, Function]) -> FunctionType:
    if name not in replacements:
        return function
    chosen = _plain(replacements[name])
    wanted, given = (list(inspect.signature(one).parameters) for one in (function, chosen))
    if len(wanted) != len(given):
        raise InputError(f"rule {name!r} takes {len(wanted)} arguments ({', '.join(wanted)}); yours takes {len(given)}")
    return chosen


def _plain(function: Function) -> FunctionType:
    if not isinstance(function, FunctionType):
        raise InputError(f"a rule must be a function in Python, not {type(function).__name__}")
    if function.__closure__:
        raise InputError(
            f"rule {function.__name__!r} uses variables of an enclosing function; give it arguments instead"
        )
    return function


def _used(function: FunctionType) -> Iterator[tuple[str, Any]]:
    """Yield the global names that a function uses, with their values, in the order of their first use."""
    for name in dict.fromkeys(_names(function.__code__)):
        if name in function.__globals__:
            yield name, function.__globals__[name]


def _names(code: CodeType) -> Iterator[str]:
    # Only names that are loaded as globals: an attribute may be called like a rule.
    yield from (str(step.argval) for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL")
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _constant(name: str, value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return f"{name} = {bool(value)!r}"
    if isinstance(value, int | np.integer):
        return f"{name} = {int(value)!r}"
    if isinstance(value, float | np.floating):
        number = float(value)
        return f"{name} = {number!r}" if isfinite(number) else f'{name} = float("{number!r}")'
    if isinstance(value, ModuleType):
        return f"import {value.__name__} as {name}"
    module = getattr(value, "__module__", None)
    if module is not None and hasattr(value, "__name__"):
        return f"from {module} import {value.__name__} as {name}"
    raise InputError(
        f"a rule uses the global {name!r} of type {type(value).__name__}; numbers and functions can be used"
    )


def _text(name: str, function: FunctionType) -> str:
    try:
        text = textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError) as error:
        raise InputError(f"the text of rule {name!r} cannot be read; define it with def in a file") from error
    if not text.startswith("def "):
        raise InputError(f"rule {name!r} must be a plain function, written with def and without decorators")
    return text.replace(f"def {function.__name__}(", f"def {name}(", 1)


def _member(module: ModuleType, entry: Function) -> Function:
    return getattr(module, entry.__name__)  # type: ignore[no-any-return]


def _cache_folder() -> Path:
    """Return the folder of kernels, or one among the temporary files where that cannot be written."""
    from platformdirs import user_cache_path

    named = os.environ.get(CACHE_VARIABLE)
    for temporary in (False, True):
        try:
            folder = _own_temporary_folder() if temporary else Path(named or user_cache_path("equipoise"))
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    raise InputError(f"no folder for compiled kernels can be written; name one in {CACHE_VARIABLE}")


def _own_temporary_folder() -> Path:
    # A name that others cannot foresee: what lies there is run.
    return Path(tempfile.mkdtemp(prefix="equipoise-"))
