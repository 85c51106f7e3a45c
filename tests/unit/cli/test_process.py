"""The command as a process of its own: exit codes, streams that break, names that are no text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from equipoise.cli.main import run; run()"]


def run(*words: str | bytes, **options) -> subprocess.CompletedProcess:
    return subprocess.run([*COMMAND, *words], capture_output=True, timeout=120, **options)


def test_exit_codes():
    assert run("--version").returncode == 0
    done = run("state", "Kazakhstn")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"equipoise: unknown state 'Kazakhstn'; did you mean Kazakhstan")


def test_json_is_alone_on_its_stream():
    done = run("state", "KAZ", "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["iso3"] == "KAZ"


@pytest.mark.skipif(os.name != "posix", reason="pipes of a shell")
@pytest.mark.parametrize(
    "words", [("data", "show", "ties", "--limit", "5000"), ("state", "KAZ", "--json"), ("--help",)]
)
def test_a_reader_that_goes_away(words):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run([*COMMAND, *words], stdout=closed, stderr=subprocess.PIPE, timeout=120)
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_disk_that_is_full():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, "data", "list"], stdout=full, stderr=subprocess.PIPE, timeout=120)
    assert done.returncode == 2
    assert done.stderr.startswith(b"equipoise: ")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="descriptors of a shell")
def test_a_stream_that_was_closed_before():
    line = 'exec "$@" >&-'
    done = subprocess.run(["sh", "-c", line, "sh", *COMMAND, "data", "list"], stderr=subprocess.PIPE, timeout=120)
    assert b"Traceback" not in done.stderr
    assert b"internal error" not in done.stderr


def test_letters_that_the_stream_does_not_hold():
    narrow = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = run("state", "CIV", "--json", env=narrow)
    assert json.loads(done.stdout)["name"].startswith("C\N{LATIN SMALL LETTER O WITH CIRCUMFLEX}te")
    shown = run("data", "show", "state_names", "--limit", "400", env=narrow)
    assert (shown.returncode, shown.stderr) == (0, b"")


@pytest.mark.skipif(os.name != "posix", reason="names of files are text elsewhere")
def test_names_that_are_no_text(tmp_path):
    strict = {**os.environ, "PYTHONIOENCODING": "utf-8:strict"}
    refused = run("state", b"\xff", env=strict)
    assert refused.returncode == 2
    assert refused.stderr.startswith(b"equipoise: unknown state")
    written = run("brief", "TUV", "--out", os.fsencode(tmp_path) + b"/\xff.html", env=strict)
    assert (written.returncode, written.stderr.count(b"Traceback")) == (0, 0)
    assert [os.fsencode(path.name) for path in tmp_path.iterdir()] == [b"\xff.html"]


def test_the_debug_switch_shows_where(tmp_path):
    # An error of ours is told in one line unless the switch asks for the place.
    broken = "import equipoise.cli.main as m\nm.app = lambda *a, **k: 1 / 0\nm.run(['state', 'KAZ'])"
    quiet = subprocess.run([sys.executable, "-c", broken], capture_output=True, timeout=120)
    assert quiet.returncode == 1
    assert quiet.stderr.count(b"\n") == 1
    loud = subprocess.run(
        [sys.executable, "-c", broken], capture_output=True, timeout=120, env={**os.environ, "EQUIPOISE_DEBUG": "1"}
    )
    assert b"Traceback" in loud.stderr


def test_a_reader_that_goes_away_is_no_error():
    code = "from equipoise.cli.main import run; run(['state', 'KAZ', '--full'])"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        # The first line waits until the pipe is closed behind it: what follows is larger than any buffer.
        running.stdout.close()
        told = running.stderr.read()
        assert running.wait(timeout=120) == 0
        assert told == b""
