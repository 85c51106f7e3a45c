"""Issues that a user writes, and what is said where they are wrong."""

from __future__ import annotations

import re

import pytest

from equipoise.errors import DataError, EquipoiseError, InputError
from equipoise.interval import Interval
from equipoise.models.bargaining import Actor, Issue, read_issue

DOCUMENT = """
title: Transit fee
low: 0
high: 20
low_name: none
high_name: full
reference_point: 4
vetoes: [A]
rule: consensus
salience_scale: 100
actors:
  - {name: A, position: [2, 5], salience: 80, capability: [1, 2, 4], sources: [one]}
  - {name: B, position: 15, salience: [40, 60], capability: 3, sources: two}
"""
TABLE = """# title: Transit fee
# high: 20
# vetoes: A; B
name,position,position_low,position_high,salience,capability,source
A,,2,5,0.8,2,one
B,15,12,18,0.5,3,two
"""


def written(tmp_path, text, name="issue.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_document_is_read(tmp_path):
    issue = read_issue(written(tmp_path, DOCUMENT, "issue.yaml"))
    assert (issue.title, issue.low, issue.high, issue.reference_point) == ("Transit fee", 0, 20, 4)
    assert (issue.low_name, issue.high_name, issue.vetoes, issue.rule) == ("none", "full", ("A",), "consensus")
    first, second = issue.actors
    assert first.position == Interval(2, 5)
    assert first.capability == Interval(1, 4, 2)
    assert first.salience == Interval.point(0.8)
    assert (second.salience.low, second.salience.high) == pytest.approx((0.4, 0.6))
    assert (first.source_ids, second.source_ids) == (("one",), ("two",))


def test_table_is_read(tmp_path):
    issue = read_issue(written(tmp_path, TABLE))
    assert (issue.title, issue.low, issue.high, issue.vetoes) == ("Transit fee", 0, 20, ("A", "B"))
    assert issue.actors[0].position == Interval(2, 5)
    assert issue.actors[1].position == Interval(12, 18, 15)
    assert issue.actors[1].source_ids == ("two",)


def test_headings_are_read_in_any_case(tmp_path):
    issue = read_issue(written(tmp_path, "Actor,Capability,Position,Salience\nA,1,4,0.8\nB,2,7,0.4\n"))
    assert [actor.name for actor in issue.actors] == ["A", "B"]
    assert issue.actors[1].capability == Interval.point(2)


HEAD = "name,position,salience,capability\n"
FAULTS = {
    "off the scale": (HEAD + "A,120,0.5,1\nB,3,0.5,1\n", r"row 2, column 'position': 120 is off the scale 0 to 100"),
    "negative": (HEAD + "A,20,0.5,1\nB,3,-0.5,1\n", r"row 3, column 'salience': -0\.5 is outside 0 to 1"),
    "per cent": (HEAD + "A,20,50,1\nB,3,5,1\n", r"row 2, column 'salience': 50 .* salience_scale: 100"),
    "capability": (HEAD + "A,20,0.5,-1\nB,3,0.5,1\n", r"row 2, column 'capability': -1 is outside"),
    "infinite": (HEAD + "A,20,0.5,inf\nB,3,0.5,1\n", r"row 2, column 'capability': inf"),
    "one actor": (HEAD + "A,20,0.5,1\n", r"1 actor\(s\); a negotiation takes at least two"),
    "no weight": (HEAD + "A,20,0,1\nB,3,0,1\n", r"nobody has weight"),
    "column": ("name,position,salience\nA,20,0.5\n", r"no column 'capability'"),
    "unknown column": ("name,positon,salience,capability\nA,20,0.5,1\n", r"'positon'; did you mean position"),
    "veto": ("# vetoes: Z\n" + HEAD + "A,20,0.5,1\nB,3,0.5,1\n", r"unknown veto holder 'Z'"),
    "cell": (HEAD + "A,north,0.5,1\nB,3,0.5,1\n", r"row 2, column 'position': 'north' is not a number"),
    "nan": (HEAD + "A,nan,0.5,1\nB,3,0.5,1\n", r"row 2, column 'position': 'nan' is not a number"),
    "empty": (HEAD + "A,,0.5,1\nB,3,0.5,1\n", r"row 2, column 'position': it is empty"),
    "no name": (HEAD + ",4,0.5,1\nB,3,0.5,1\n", r"row 2, column 'name': it is empty"),
    "twice": (HEAD + "A,4,0.5,1\nA,3,0.5,1\n", r"'A' is listed more than once"),
    "too many": (HEAD + "A,4,0.5,1,9\n", r"row 2: more cells than the 4 columns"),
    "key": ("# rulle: consensus\n" + HEAD, r"line 1: unknown key 'rulle'; did you mean rule"),
    "rule": ("# rule: consensu\n" + HEAD + "A,4,.5,1\nB,3,.5,1\n", r"unknown decision rule 'consensu'; did you mean"),
    "reference": ("# reference_point: 101\n" + HEAD + "A,4,.5,1\nB,3,.5,1\n", r"reference point 101 is off the scale"),
    "scale": ("# low: 5\n# high: 5\n" + HEAD + "A,5,.5,1\nB,5,.5,1\n", r"the scale from 5 to 5 is empty"),
    "salience scale": ("# salience_scale: 10\n" + HEAD, r"10 is neither 1 nor 100"),
    "nothing": ("", r"no column 'name'"),
    "wrong way round": (
        "name,position,position_low,position_high,salience,capability\nA,,9,2,0.5,1\n",
        r"row 2, column 'position': .*wrong way round",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_in_a_table_are_named_in_one_line(tmp_path, fault):
    text, told = FAULTS[fault]
    path = written(tmp_path, text)
    with pytest.raises(DataError, match=told) as caught:
        read_issue(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("actors: [", "not YAML"),
        ("- 1", "not a mapping"),
        ("title: x", "'actors' is not a list"),
        ("actors: [1, 2]", "'actors' is not a list"),
        ("actors: [{name: A, position: 1, salience: 1}]", r"actor 1 \(A\): no key 'capability'"),
        ("actors: [{name: A, position: [1, 2, 3, 4], salience: 1, capability: 1}]", "4 numbers; write a point"),
        ("actors: [{name: A, position: {a: 1}, salience: 1, capability: 1}]", "is not a number"),
        ("actors: [{name: A, position: true, salience: 1, capability: 1}]", "'True' is not a number"),
        ("low: x\nactors: []", "key 'low': 'x' is not a number"),
        ("vetoes: [[A]]\nactors: []", "key 'vetoes': it is not a list of names"),
    ],
)
def test_faults_in_a_document_are_named_in_one_line(tmp_path, text, told):
    path = written(tmp_path, text, "issue.yml")
    with pytest.raises(DataError, match=told) as caught:
        read_issue(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_other_files_are_refused(tmp_path):
    for name in ("missing.yaml", "issue.txt"):
        with pytest.raises(DataError, match=re.escape(name)):
            read_issue(written(tmp_path, "", name) if name.endswith("txt") else tmp_path / name)
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="cannot read"):
        read_issue(tmp_path / "binary.csv")


def test_issue_made_in_python_is_checked_too():
    def actor(name, position=1.0, salience=0.5):
        return Actor(name, Interval.point(position), Interval.point(salience), Interval.point(1.0))

    with pytest.raises(InputError, match=r"salience 2 lies outside"):
        actor("A", salience=2.0)
    with pytest.raises(EquipoiseError, match=r"unknown agenda setter 'C'"):
        Issue("t", 0, 10, "a", "b", (actor("A"), actor("B")), agenda_setter="C")
    with pytest.raises(InputError, match="position 11 is off"):
        Issue("t", 0, 10, "a", "b", (actor("A", 11.0), actor("B")))
