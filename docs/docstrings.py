"""From numpydoc to Markdown: just the sections that the docstrings of this project use."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

_UNDERLINED = re.compile(r"^(?P<title>[A-Z][A-Za-z ]+)\n-{3,}$", re.MULTILINE)
_MATH = re.compile(r":math:`([^`]+)`")
_ENTRIES = ("Parameters", "Returns", "Raises")

_FUNCTION = re.compile(r"<function (\w+) at 0x[0-9a-f]+>")
"""A default that is a function: its address differs from run to run."""


def described(thing: Callable[..., Any], name: str) -> str:
    """Return signature and docstring of a function or class as Markdown."""
    return f"```python\n{signature(thing, name)}\n```\n\n{as_markdown(inspect.getdoc(thing) or '')}"


def signature(thing: Callable[..., Any], name: str) -> str:
    """Return the signature with types, one parameter to a line where it is long."""
    text = _FUNCTION.sub(r"\1", f"{name}{inspect.signature(thing)}".replace("'", ""))
    if len(text) <= 100:
        return text
    parts = [
        _FUNCTION.sub(r"\1", str(parameter).replace("'", ""))
        for parameter in inspect.signature(thing).parameters.values()
    ]
    _, arrow, result = text.rpartition(" -> ")
    return f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + f"){arrow}{result}"


def as_markdown(text: str) -> str:
    """Return a numpydoc docstring as Markdown."""
    pieces = _UNDERLINED.split(_MATH.sub(r"$\1$", text))
    done = [pieces[0].strip()]
    for title, body in zip(pieces[1::2], pieces[2::2], strict=True):
        done.append(f"**{title}**\n\n{_entries(body) if title in _ENTRIES else body.strip()}")
    return "\n\n".join(done)


def _entries(body: str) -> str:
    """Return `name : type` lines with their indented texts as a list."""
    lines: list[str] = []
    for line in body.strip().splitlines():
        if not line.strip():
            continue
        if line.startswith(" "):
            lines[-1] += f" {line.strip()}"
            continue
        head, colon, kind = line.partition(" : ")
        lines.append(f"- `{head}` ({kind}):" if colon else f"- {head}:")
    return "\n".join(lines)
