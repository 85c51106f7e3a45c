"""`equipoise sensitivity`: what it prints and what it refuses."""

from __future__ import annotations

import json
import sys

import pytest

SMALL = ("--points", "16", "--repeats", "2")


def test_for_programs(equipoise):
    pytest.importorskip("SALib", reason="the extra 'sensitivity' is not installed")
    got = equipoise("sensitivity", "kazakhstan-2022", *SMALL, "--event", "protest", "--if", "no-price-rise", "--json")
    assert got.code == 0
    record = json.loads(got.out)
    assert (record["points"], record["repeats"], record["antecedent"]) == (16, 2, "no-price-rise")
    assert [moved["outcome"] for moved in record["outcomes"]] == ["probability", "effect"]
    assert {row["event"] for row in (*record["indices"], *record["not_told"])} == {"protest"}
    names = [row["input"] for row in (*record["indices"], *record["smaller_indices"], *record["not_told"])]
    assert len(names) >= record["inputs"]
    assert "variant" in names


def test_for_people(equipoise):
    pytest.importorskip("SALib", reason="the extra 'sensitivity' is not installed")
    got = equipoise("sensitivity", "kazakhstan-2022", *SMALL, "--event", "protest", "--if", "no-call")
    assert got.code == 0
    words = " ".join(got.out.split())
    assert "16 base points, 2 trajectories each" in words
    assert "Probability of protest: mean" in words
    assert "Effect of “No call for troops to anyone” on protest: mean 0.0 %" in words
    assert "nothing moves it" in words


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nowhere",), "nowhere"),
        (("kazakhstan-2022", "--event", "troop_come"), "troops_come"),
        (("kazakhstan-2022", "--if", "no-cal"), "no-call"),
        (("kazakhstan-2022", "--points", "1000"), "power of two"),
        (("kazakhstan-2022", "--repeats", "0"), "repeats 0"),
        (("kazakhstan-2022", "--repeats", "1000000"), "ask for fewer"),
        (("kazakhstan-2022", "--workers", "0"), "workers"),
        (("kazakhstan-2022", "--seed", "-1"), "seed"),
    ],
)
def test_one_line_where_it_is_refused(equipoise, words, told):
    pytest.importorskip("SALib", reason="the extra 'sensitivity' is not installed")
    got = equipoise("sensitivity", *words)
    assert got.code == 2
    assert told in got.err
    assert got.err.count("\n") == 1
    assert got.out == ""


def test_without_the_extra(equipoise, monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib", None)
    monkeypatch.setitem(sys.modules, "SALib.analyze.sobol", None)
    got = equipoise("sensitivity", "kazakhstan-2022")
    assert got.code == 2
    assert "pip install 'equipoise[sensitivity]'" in got.err
    assert got.err.count("\n") == 1
