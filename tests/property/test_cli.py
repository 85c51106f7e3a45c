"""Whatever words it is given, the command answers, or refuses in one line; it never breaks."""

from __future__ import annotations

import contextlib
import io
import os
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from equipoise.cli.main import _run
from equipoise.errors import EquipoiseError
from equipoise.scenarios.documents import load_claims, load_scenario

STATES = ["KAZ", "Kazakhstan", "iso:398", "Congo", "TUV", "EU", "CSTO", "", " ", "-1", "--", "nan", "x" * 3000]
ORGANISATIONS = ["CSTO", "OTS", "EU", "African Union", "OTZ", "KAZ", ""]
DAYS = ["2022-01-05", "1800-01-01", "0001-01-01", "9999-12-31", "2100-01-01", "2022-02-30", "soon", "", "-0", "1e9"]
LAYERS = ["exports", "arms", "forces", "bases", "organisations", "turnover", "nothing", ""]
TABLES = ["ties", "states", "calls", "memberships", "sources", "tys", ""]
ADDRESSES = [
    "KAZ.turnover.RUS",
    "kazakhstan-2022:b",
    "ties:",
    "a.b.c",
    "..",
    ":",
    "organisations:CSTO",
    "kazakhstan-2022:",
]
NUMBERS = ["1", "0", "-1", "5", "nan", "inf", "1e3", "9" * 40, "", "0x10"]
TRIGGERS = ["internal", "external", "disaster", "none", ""]

THOROUGH = bool(os.environ.get("EQUIPOISE_THOROUGH"))
"""Set by `make slow`: try many more words."""

junk = st.one_of(
    st.text(max_size=20),
    st.text(alphabet="-=:./\\'\"\x00\x1b\n %s{}[]", max_size=8),
    st.just("\udcff"),
    st.just("\N{GRINNING FACE}"),
)


def one_of(words: list[str]) -> st.SearchStrategy[str]:
    """Mostly a word of the sort that belongs there, sometimes junk."""
    return st.one_of(st.sampled_from(words), st.sampled_from(words), junk)


def option(name: str, words: list[str]) -> st.SearchStrategy[list[str]]:
    return st.one_of(st.just([]), st.just([]), st.lists(st.tuples(st.just(name), one_of(words)), max_size=2).map(flat))


def flat(pairs: list[tuple[str, str]] | list[tuple[str, ...]]) -> list[str]:
    return [word for pair in pairs for word in pair]


json_flag = st.sampled_from([[], ["--json"], ["--json", "--json"]])
as_of = option("--as-of", DAYS)
strays = st.one_of(st.just([]), st.just([]), st.just([]), st.lists(junk, max_size=2))


def command(*parts: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    return st.tuples(*parts, json_flag, strays).map(lambda found: [word for part in found for word in part])


def words(*fixed: str) -> st.SearchStrategy[list[str]]:
    return st.just(list(fixed))


def some(choices: list[str], most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(one_of(choices), max_size=most)


power = option("--power", [*STATES, *ORGANISATIONS])
vectors = st.one_of(
    command(words("state"), some(STATES, 2), as_of, power),
    command(words("compare"), some(STATES, 3), option("--layer", LAYERS), as_of, power),
    command(words("org"), some(ORGANISATIONS, 2), as_of),
    command(words("call"), some(STATES, 1), option("--to", ORGANISATIONS + STATES), option("--trigger", TRIGGERS),
            as_of),
    command(words("explain"), some(ADDRESSES, 1), as_of),
    command(words("data", "show"), some(TABLES, 1), option("--where", ["iso3=KAZ", "flags=recalled", "x", "year=2023"]),
            option("--limit", NUMBERS), as_of),
    command(words("track-record"), some(["crisis", ""], 1), option("--test-on", ["", "/", "missing.csv"])),
    command(words("brief"), some(["", "Congo", "./missing", "nothing"], 1), as_of, option("--disputed", ["x", ""])),
    command(words("claims"), some(["", "nothing", "./missing"], 1)),
    command(some(["data", "state", "brief", "--help", "--version", "stat"], 3)),
)  # fmt: skip


def run(arguments: list[str]) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), warnings.catch_warnings():
        warnings.simplefilter("error")
        code = _run(arguments)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module", autouse=True)
def elsewhere(tmp_path_factory):
    """An empty folder to work in, so that junk that happens to be a path meets nothing of ours."""
    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("empty"))
    yield
    os.chdir(before)


@settings(max_examples=250 if THOROUGH else 30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(vectors)
@example(["data", "show", "ties", "--limit", "9" * 40])
@example(["call", "KAZ", "--to", "CSTO", "--as-of", "9999-12-31"])
@example(["state", "KAZ", "--as-of", "0001-01-01"])
def test_any_words(arguments):
    code, out, err = run(arguments)
    assert code in (0, 2), err
    assert "internal error" not in err
    assert "Traceback" not in out + err
    if code == 2:
        assert out == ""
        assert err.startswith("equipoise: ")
        assert err.count("\n") == 1
    else:
        assert err == ""


SOUND = """\
id: x
title: y
state: KAZ
as_of: 2022-01-05
powers: [RUS, CHN]
call: {trigger: internal, date: 2022-01-05, to: [CSTO]}
places: [{name: Almaty, latitude: 43.2, longitude: 76.9}]
"""
CLAIMS = """\
claims:
- id: a
  statement: s
  kind: measurable
  criteria: [{id: c, text: t, evidence: e, above: 1}]
"""
PIECES = ["2022-02-30", "2022-13-45", "0x", "!!int x", "!!binary x", "&a", "*a", "<<: 1", "? [1]", "[", "}", ": ", "\t",
          "null", ".nan", ".inf", "-.inf", "1e999", "!!python/object:os.system x", "---", "'", "9" * 400, "12:99:99",
          "2022-01-05T99:00:00Z", "!!set {a}", "\x00", "\N{BYTE ORDER MARK}"]  # fmt: skip


@st.composite
def documents(draw: st.DrawFn, sound: str) -> bytes:
    """Return bytes, or a sound document in which some stretches are replaced."""
    if draw(st.integers(0, 4)) == 0:
        return draw(st.binary(max_size=60))
    text = sound
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + draw(st.one_of(st.sampled_from(PIECES), st.text(max_size=4))) + text[end:]
    return text.encode("utf-8", "surrogatepass")


def read(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with contextlib.suppress(EquipoiseError):
        load_scenario(str(path.parent))
        load_claims(str(path.parent))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=documents(SOUND))
@example(content=SOUND.replace("2022-01-05", "2022-02-30").encode())
@example(content=SOUND.replace("title: y", "title: !!int x").encode())
@example(content=b"\xff\xfe")
def test_any_scenario_is_read_or_refused(content, tmp_path):
    read(tmp_path / "scenario.yaml", content)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=documents(CLAIMS))
@example(content=CLAIMS.replace("above: 1", "above: !!float x").encode())
def test_any_claims_are_read_or_refused(content, tmp_path):
    (tmp_path / "scenario.yaml").write_text(SOUND)
    read(tmp_path / "claims.yaml", content)


@pytest.mark.parametrize("content", [b"[" * 5000, SOUND.replace("2022-01-05", "9999-12-31").encode(), b"\x00" * 50])
def test_scenarios_beyond_measure(content, tmp_path):
    (tmp_path / "scenario.yaml").write_bytes(content)
    code, out, err = run(["brief", str(tmp_path), "--out", str(tmp_path / "x.html")])
    assert code == 2, err
    assert (out, err.count("\n")) == ("", 1)
    assert not (tmp_path / "x.html").exists()
