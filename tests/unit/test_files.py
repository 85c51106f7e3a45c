"""Files are there whole or not at all; a lock keeps others out and ends with its process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from equipoise.errors import InputError
from equipoise.files import UNDER_WAY, files_replaced, locked, scratch_beside, scratch_folder_beside, write_whole

TAKEN = (BlockingIOError, PermissionError)
"""Faults by which the systems say that a lock is another's."""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("content", ["a\nline ö\n", b"\x00\xff"])
def test_a_file_is_written_or_replaced(tmp_path, content):
    target = tmp_path / "made.txt"
    for before in (None, "an older and longer text"):
        if before is not None:
            target.write_text(before, encoding="utf-8")
        write_whole(target, content)
        assert target.read_bytes() == (content.encode() if isinstance(content, str) else content)
        assert names(tmp_path) == ["made.txt"]
    assert sys.platform == "win32" or target.stat().st_mode & 0o777 == 0o644


def test_what_cannot_be_written_is_told_in_one_line_and_leaves_nothing(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "kept").touch()
    with pytest.raises(InputError, match=r"cannot write '.*none.*': No such file") as said:
        write_whole(tmp_path / "none" / "file", "x")
    assert "\n" not in str(said.value)
    with pytest.raises(InputError, match="cannot write"):
        write_whole(tmp_path / "full", "x")
    assert names(tmp_path) == ["full"]


def test_a_block_that_fails_leaves_the_old_file_alone(tmp_path):
    target = tmp_path / "table"
    target.write_text("old", encoding="utf-8")

    def begin():
        with scratch_beside(target) as scratch:
            assert scratch.name.startswith(UNDER_WAY)
            assert scratch.parent == tmp_path
            scratch.write_text("half a", encoding="utf-8")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        begin()
    assert names(tmp_path) == ["table"]
    assert target.read_text(encoding="utf-8") == "old"


def test_files_of_a_folder_take_their_place_together(tmp_path):
    folder = tmp_path / "deep" / "package"

    def build(text, fault=None):
        with files_replaced(folder) as scratch:
            assert names(scratch) == []
            (scratch / "table").write_text(text, encoding="utf-8")
            if fault is not None:
                raise fault

    for text in ("first", "second"):
        build(text)
        assert (folder / "table").read_text(encoding="utf-8") == text
        (folder / "kept").touch()
    with pytest.raises(RuntimeError):
        build("third", RuntimeError())
    assert (folder / "table").read_text(encoding="utf-8") == "second"
    assert names(folder) == ["kept", "table"]
    assert names(folder.parent) == ["package"]


def test_a_scratch_folder_lies_beside_and_goes(tmp_path):
    with scratch_folder_beside(tmp_path / "case") as folder:
        assert folder.parent == tmp_path
        (folder / "case").mkdir()
        (folder / "case").rename(tmp_path / "case")
    assert names(tmp_path) == ["case"]


HOLD = """
import sys
from equipoise.files import locked
with open(sys.argv[1], "a+b") as file, locked(file, wait=False):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_keeps_others_out_until_its_process_ends(tmp_path):
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        with path.open("a+b") as file, pytest.raises(TAKEN), locked(file, wait=False):
            pass
        other.kill()
    with path.open("a+b") as file, locked(file, wait=False):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="has one sort of lock")
def test_readers_share_a_lock(tmp_path):
    (tmp_path / "book").touch()
    with (tmp_path / "book").open("rb") as one, (tmp_path / "book").open("rb") as two, locked(one, shared=True):
        with locked(two, shared=True, wait=False):
            pass
        with pytest.raises(TAKEN), locked(two, wait=False):
            pass
