"""Files in the form of DEU III, made by hand, and the records that ship."""

from __future__ import annotations

import pytest

from equipoise.errors import DataError, UnknownNameError
from equipoise.models.bargaining.deu import digest, read_deu
from equipoise.models.bargaining.parameters import from_json, shipped, to_json
from equipoise.models.bargaining.record.scoring import ALL, HELD_OUT, LAW, LEARNT, POINT, THIRDS
from equipoise.models.track_records import shipped_records, track_records, track_records_on_file

COLUMNS = (
    "prnr",
    "isnr",
    "proc",
    "counvte",
    "pcom",
    "pep",
    "pfr",
    "ppl",
    "pde",
    "scom",
    "sep",
    "sfr",
    "spl",
    "sde",
    "rp",
    "out",
)


def table(tmp_path, *rows, separator="\t", columns=COLUMNS):
    path = tmp_path / "issues.csv"
    lines = [separator.join(f'"{name}"' for name in columns)]
    lines += [separator.join(str(row.get(name, "")) for name in columns) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def row(proposal="z1", **more):
    base = {"prnr": proposal, "isnr": f"{proposal}i1", "proc": "COD", "counvte": "QMV", "out": 50}
    return base | {"pcom": 100, "pfr": 0, "pde": 40, "scom": 80, "sfr": 50, "sde": 100, "rp": 0} | more


@pytest.mark.parametrize("separator", ["\t", ",", ";"])
def test_roles_and_votes(tmp_path, separator):
    known = read_deu(
        table(tmp_path, row(), row("z2", ppl=20, spl=60, pep=10, sep=30, counvte="Unan"), separator=separator)
    )
    old, new = known.issues
    assert [actor.capability.low for actor in old.actors] == [10, 10, 10]
    assert {actor.name: actor.capability.low for actor in new.actors}["pl"] == 27
    assert (old.vetoes, old.rule, old.agenda_setter, old.reference_point) == ((), "qualified_majority", "com", 0)
    assert (set(new.vetoes), new.rule) == ({"de", "fr", "pl", "ep"}, None)
    assert known.outcomes.tolist() == [50, 50]


def test_rows_left_out_are_counted_by_reason(tmp_path):
    rows = (row(), row(""), row(out=""), row(pfr="", sde=0))
    assert dict(read_deu(table(tmp_path, *rows)).left_out) == {
        "row without a proposal": 1,
        "outcome not known": 1,
        "fewer than two actors with position and salience": 1,
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"pfr": "x"}, r"row 2, column 'pfr': 'x' is not a number"),
        ({"pfr": 101}, r"row 2, column 'pfr': 101 is off the scale"),
        ({"out": -1}, r"row 2, column 'out': -1 is off"),
        ({"out": "nan"}, r"row 2, column 'out': nan is off"),
        ({"out": ""}, r"no issue can be scored: 1 outcome not known"),
    ],
)
def test_faults_are_named(tmp_path, given, told):
    with pytest.raises(DataError, match=told):
        read_deu(table(tmp_path, row(**given)))


def test_files_of_another_form_are_refused(tmp_path):
    with pytest.raises(DataError, match="no column 'out'"):
        read_deu(table(tmp_path, row(), columns=[name for name in COLUMNS if name != "out"]))
    empty = tmp_path / "empty.csv"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="no column 'prnr'"):
        read_deu(empty)
    with pytest.raises(DataError, match="cannot read"):
        read_deu(tmp_path / "none.csv")


def test_issues_of_one_proposal_go_the_same_way(tmp_path):
    known = read_deu(table(tmp_path, *(row(f"z{number // 2}") for number in range(40))))
    sides = dict(zip(known.proposals, known.held_out.tolist(), strict=True))
    assert [sides[name] for name in known.proposals] == known.held_out.tolist()
    assert set(sides.values()) == {True, False}
    assert sides["z1"] == (int(digest("z1"), 16) % 3 == 0)


def test_other_issues_are_scored_with_the_shipped_law(tmp_path, world):
    path = table(tmp_path, *(row(f"z{number}", out=number) for number in range(12)))
    distribution, point = track_records_on_file("bargaining", world, path)
    assert (distribution.n, distribution.clusters, point.n) == (12, 12, 12)
    assert LEARNT not in distribution.left_out
    # Weights 8, 5 and 10 at 100, 0 and 40: 1200 / 23.
    assert point.metrics[0].value == pytest.approx(1200 / 23 - 5.5)
    with pytest.raises(DataError, match=r"neither deu3\.csv nor"):
        track_records_on_file("bargaining", world, tmp_path)


def test_records_that_ship(world):
    made = track_records("bargaining", world, tried=True)
    pairs = [(LAW, HELD_OUT), (LAW, THIRDS), (POINT, HELD_OUT), (POINT, ALL)]
    assert [(entry.target, entry.split) for entry in made] == pairs
    assert all(entry.tried for entry in made)
    assert made == shipped_records("bargaining")
    (plain,) = track_records("bargaining", world, target=LAW, scheme=HELD_OUT)
    assert not plain.tried
    with pytest.raises(UnknownNameError, match="unknown record"):
        track_records("bargaining", world, target=LAW, scheme=ALL)


def test_law_survives_its_file():
    assert from_json(to_json(shipped())) == shipped()
    for text in ("{}", "[]", "x", '{"distribution": {"power": 1}}'):
        with pytest.raises(DataError, match="not a law of bargaining"):
            from_json(text)
