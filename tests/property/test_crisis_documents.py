"""Whatever stands in the files of a crisis: they are read, built and applied, or refused in one line."""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import functools
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipoise import World
from equipoise.errors import DataError, EquipoiseError
from equipoise.models.crisis.kernel import as_record
from equipoise.scenarios import documents
from equipoise.scenarios.crisis.antecedents import apply
from equipoise.scenarios.crisis.building import CrisisCase, build
from equipoise.scenarios.crisis.documents import Antecedents, CrisisDocument
from equipoise.scenarios.documents import Scenario, find_pack, packs, read_document

THOROUGH = 10 if os.environ.get("EQUIPOISE_THOROUGH") else 1
FORMS: dict[str, Any] = {"crisis.yaml": CrisisDocument, "antecedents.yaml": Antecedents, "scenario.yaml": Scenario}
TEMPLATE = Path(documents.__file__).parent / "template"
FOLDERS = [TEMPLATE, *(folder for name, folder in packs().items() if (folder / "crisis.yaml").is_file())]

FIRST, LAST = dt.datetime.fromisoformat("0001-01-01T00:00"), dt.datetime.fromisoformat("9999-12-31T23:59")
ABROAD = dt.datetime(2022, 1, 3, tzinfo=dt.UTC)
nested = st.recursive(
    st.none() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
values = st.one_of(
    st.sampled_from([
        None, True, "", "x", "CSTO", "CSTX", "Capital", ".nan", "9" * 5000, "2022-02-30", "2022-01-03T00:00:00+14:00",
        float("nan"), float("inf"), -float("inf"), -1, 0, 1e308, -1e308, 1e-308, 10**30, -(10**30), 16**5000, b"\xff",
        FIRST, LAST, FIRST.date(), LAST.date(), ABROAD, dt.date(2022, 1, 4), [], {}, [[]], {"": {}}, [None], {1: 2},
        {None: None}, {"low": 5, "high": 1}, {"low": 0, "high": 0}, {"do": ["set"]}, {"do": None},
        {"do": "set", "parameter": "mu", "value": 1e308}, {"do": "drop_clause", "instrument": "cst_art4"},
        {"do": "perform", "act": "call", "at": "9999-12-31", "to": "TUR"},
        {"form": "fixed", "numbers": [1e308], "reason": "r"},
    ]),
    st.floats(allow_nan=True),
    st.integers(-(10**12), 10**12),
    st.text(max_size=6),
    nested,
)  # fmt: skip


@functools.cache
def sound(folder: Path, name: str) -> object:
    return yaml.safe_load((folder / name).read_text(encoding="utf-8"))


def places_in(content: object, here: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Every place of a document: path of keys and rows."""
    parts = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    return [path for key, inner in parts for path in [(*here, key), *places_in(inner, (*here, key))]]


def inside(content: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        content = content[key]
    return content


@st.composite
def changed(draw: st.DrawFn, content: object) -> object:
    """A sound document of which up to three places are gone, doubled, renamed or of another sort."""
    content = copy.deepcopy(content)
    for _ in range(draw(st.integers(1, 3))):
        places = places_in(content)
        if not places:
            break
        path: tuple[Any, ...] = draw(st.sampled_from(places))
        holder, key = inside(content, path[:-1]), path[-1]
        how = draw(st.sampled_from(["set", "set", "set", "drop", "rename", "double"]))
        if how == "set":
            holder[key] = draw(values)
        elif how == "drop":
            del holder[key]
        elif how == "rename" and isinstance(holder, dict):
            holder[draw(st.one_of(st.text(max_size=5), st.sampled_from(["do", "low", "id", 5, None])))] = holder.pop(
                key
            )
        elif isinstance(holder, list):
            holder.insert(key, copy.deepcopy(holder[key]))
    return content


def refused_in_a_line(path: Path, content: object, form: type) -> object:
    """The document, or nothing where it was refused as a user must be told."""
    try:
        return documents.checked(content, form, str(path))
    except DataError as error:
        fault = error
    told = str(fault)
    assert told.startswith(f"{path}: ")
    assert len(told) < 1500
    return None


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=120 * THOROUGH, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_change_of_a_document_is_taken_or_refused(name, data):
    folder = data.draw(st.sampled_from(FOLDERS))
    content = data.draw(changed(sound(folder, name)))
    refused_in_a_line(Path(name), content, FORMS[name])


@functools.cache
def world() -> World:
    return World.load(as_of="2022-01-05")


def build_and_apply(scenario: Scenario, document: CrisisDocument, antecedents: Antecedents) -> None:
    with contextlib.suppress(EquipoiseError):
        built = build(world(), scenario, document)
        as_record(built.case)
        for one in antecedents.antecedents:
            with contextlib.suppress(EquipoiseError):
                as_record(apply(world(), scenario, built, one, antecedents.antecedents).case)


@settings(max_examples=60 * THOROUGH, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_read_is_built_and_applied_or_refused(data):
    """One file of the small scenario is changed, the others are sound."""
    name = data.draw(
        st.sampled_from(["crisis.yaml", "crisis.yaml", "antecedents.yaml", "antecedents.yaml", "scenario.yaml"])
    )
    read: dict[str, Any] = {}
    for each, form in FORMS.items():
        content = sound(TEMPLATE, each)
        read[each] = refused_in_a_line(Path(each), data.draw(changed(content)) if each == name else content, form)
    if all(document is not None for document in read.values()):
        build_and_apply(read["scenario.yaml"], read["crisis.yaml"], read["antecedents.yaml"])


DAYS = [FIRST.date(), dt.date(1, 1, 2), dt.date(1900, 1, 1), dt.date(2022, 1, 1), LAST.date()]
MOMENTS = [FIRST, ABROAD.replace(tzinfo=None), LAST, ABROAD]
PLAIN_EDITS = [
    *({"do": "perform", "act": "call", "at": at, "to": to} for at in MOMENTS for to in ("CSTO", "EU", "", "nobody")),
    *({"do": "mediate", "actor": "TUR", "at": at} for at in MOMENTS),
    *({"do": "answer", "actor": actor, "troops": True} for actor in ("TUR", "UN", "")),
    *({"do": "set", "parameter": name, "value": value} for name in ("mu", "nothing") for value in (0.0, 1e308, -1e308)),
    {"do": "drop_clause", "instrument": "nothing"},
    {"do": "adopt_clause", "organisation": "XXX", "like": "cst_art4"},
    {"do": "adopt_clause", "organisation": "OTS", "like": ""},
    {"do": "extend_pact", "instrument": "x", "lead": "TUR"},
    {"do": "extend_pact", "instrument": "shusha", "lead": ""},
    {"do": "standing_force", "actor": "CSTO", "persons": 1e6, "arrives_after_hours": 720},
    {"do": "early_warning", "actor": "nobody", "days": 365},
]
TREATIES = [
    {"do": "adopt_clause", "organisation": "OTS", "like": "cst_art4"},
    {"do": "extend_pact", "instrument": "shusha", "lead": "TUR"},
]


@functools.cache
def small() -> tuple[Scenario, CrisisCase]:
    scenario = documents.checked(sound(TEMPLATE, "scenario.yaml"), Scenario, "scenario.yaml")
    document = documents.checked(sound(TEMPLATE, "crisis.yaml"), CrisisDocument, "crisis.yaml")
    return scenario, build(world(), scenario, document)


def with_one(edit: dict[str, object], since: dt.date) -> None:
    one = {"id": "x", "title": "t", "by": ["b"], "since": since, "edits": [edit], "justification": "j"}
    antecedents = documents.checked({"antecedents": [one]}, Antecedents, "antecedents.yaml").antecedents
    with contextlib.suppress(EquipoiseError):
        as_record(apply(world(), *small(), antecedents[0], antecedents).case)


@settings(max_examples=40 * THOROUGH, deadline=None, suppress_health_check=list(HealthCheck))
@given(edit=st.sampled_from(PLAIN_EDITS), since=st.sampled_from(DAYS))
def test_any_edit_is_applied_or_refused(edit, since):
    with_one(edit, since)


@pytest.mark.parametrize("edit", TREATIES, ids=lambda edit: edit["do"])
@pytest.mark.parametrize("since", [FIRST.date(), LAST.date()])
def test_treaties_of_any_day_are_applied_or_refused(edit, since):
    with_one(edit, since)


PIECES = [".nan", ".inf", "-.inf", "1e999", "-1", "0x" + "f" * 5000, "9" * 5000, "2022-02-30", "2022-01-05T99:00",
          "null", "!!int x", "&a [*a]", "{", "]", ": ", "? [1]", "<<: *a", "!!binary x", "!!set {a}", "!!timestamp x",
          "\x00", "- ", "\t", "'", "12:99:99"]  # fmt: skip


@settings(max_examples=60 * THOROUGH, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_text_of_a_crisis_is_read_or_refused(data, tmp_path):
    name = data.draw(st.sampled_from(["crisis.yaml", "antecedents.yaml"]))
    text = (TEMPLATE / name).read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + data.draw(st.one_of(st.sampled_from(PIECES), st.text(max_size=4))) + text[end:]
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(DataError):
        read_document(path, FORMS[name])


def test_aliases_that_multiply_are_refused_at_once(tmp_path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    path = tmp_path / "crisis.yaml"
    path.write_text("\n".join([*lines, "shock: *a11", "places: *a11"]), encoding="utf-8")
    with pytest.raises(DataError, match="unknown field"):
        read_document(path, CrisisDocument)
    path.write_text(
        (TEMPLATE / "crisis.yaml").read_text(encoding="utf-8").replace("\nshock:", "\nx: &x [*x]\nshock:", 1),
        encoding="utf-8",
    )
    with pytest.raises(DataError, match="unknown field 'x'"):
        read_document(path, CrisisDocument)


def test_the_shipped_files_are_sound():
    for folder in FOLDERS:
        assert find_pack(str(folder)) == folder
        for name, form in FORMS.items():
            read_document(folder / name, form)
