"""The command line in this process: what it printed and how it ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from equipoise.cli.main import _run


@dataclass(frozen=True)
class Answer:
    """What one call of the command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on standard output, read strictly."""
        found = json.loads(self.out, parse_constant=_refuse)
        assert isinstance(found, dict)
        return found


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


Command = Callable[..., Answer]


@pytest.fixture
def equipoise(capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs `equipoise` with some words."""

    def run(*words: object) -> Answer:
        capsys.readouterr()
        code = _run([str(word) for word in words])
        told = capsys.readouterr()
        return Answer(code, told.out, told.err)

    return run


@pytest.fixture
def refused(equipoise: Command) -> Callable[..., str]:
    """Return a function that runs `equipoise`, holds it to the form of a refusal, and returns the line."""

    def run(*words: object) -> str:
        answer = equipoise(*words)
        assert answer.code == 2, answer
        assert answer.out == ""
        assert answer.err.startswith("equipoise: ")
        assert answer.err.endswith("\n")
        assert answer.err.count("\n") == 1
        assert all(letter.isprintable() for letter in answer.err[:-1])
        assert "Traceback" not in answer.err
        return answer.err.strip().removeprefix("equipoise: ")

    return run
