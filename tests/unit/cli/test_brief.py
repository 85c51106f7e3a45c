"""`equipoise brief`: the page that it writes, for people and for programs, on a screen and on paper."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from equipoise.scenarios.documents import packs


@pytest.fixture(scope="module")
def pack(tmp_path_factory) -> Path:
    """A copy of the shipped scenario in a folder of the user's."""
    folder = tmp_path_factory.mktemp("packs") / "mine"
    shutil.copytree(packs()["kazakhstan-2022"], folder)
    return folder


def test_brief_on_a_case_as_a_program_reads_it(equipoise, tmp_path, pack):
    target = tmp_path / "case.html"
    answer = equipoise("brief", pack, "--out", target, "--json")
    assert answer.code == 0
    found = answer.json
    assert Path(found["file"]) == target
    assert found["bytes"] == target.stat().st_size
    sections = {section["ident"]: section["answer"] for section in found["page"]["sections"]}
    assert len(sections["claims"]["claims"]) == 17
    assert found["page"]["reproduction"]["command"].startswith("equipoise brief ")
    assert [path.name for path in tmp_path.iterdir()] == ["case.html"]


def test_brief_on_a_file_as_of_a_day_for_people(equipoise, tmp_path, pack):
    target = tmp_path / "case.html"
    words = ("brief", pack / "scenario.yaml", "--out", target, "--as-of", "2022-06-01", "--disputed", "de facto")
    answer = equipoise(*words)
    assert answer.code == 0
    assert answer.out == f"The brief is at {target}\n"
    text = target.read_text(encoding="utf-8")
    assert "Nothing published after 1 June 2022 is used" in text
    assert "--as-of 2022-06-01 --disputed &#39;de facto&#39;" in text


def test_brief_on_a_state_is_named_after_it(equipoise, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    # A folder that happens to bear the state's name is not a scenario.
    (tmp_path / "UZB").mkdir()
    answer = equipoise("brief", "UZB")
    assert answer.code == 0
    assert (tmp_path / "brief-UZB.html").is_file()


def test_brief_of_a_scenario_with_an_odd_id_stays_in_its_folder(equipoise, tmp_path, monkeypatch):
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "scenario.yaml").write_text('id: "../../odd id"\ntitle: Odd\nstate: TUV\nas_of: 2022-01-05\n')
    monkeypatch.chdir(folder)
    assert equipoise("brief", ".").code in (0, 2)
    assert equipoise("brief", "./").code == 0
    assert (folder / "brief-..-..-odd-id.html").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["case"]


def test_states_side_by_side_have_one_page(equipoise, tmp_path):
    target = tmp_path / "three.html"
    assert equipoise("brief", "KAZ", "Armenia", "MDA", "--out", target).code == 0
    text = target.read_text(encoding="utf-8")
    assert "Kazakhstan, Armenia and Moldova" in text
    assert "equipoise brief KAZ Armenia MDA" in text


def test_a_page_is_printed_where_a_browser_is(equipoise, tmp_path, monkeypatch):
    browser = tmp_path / "chromium"
    browser.write_text('#!/bin/sh\nfor word; do case $word in --print-to-pdf=*) echo pdf > "${word#*=}";; esac; done\n')
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    target = tmp_path / "two.pdf"
    assert equipoise("brief", "KAZ", "MDA", "--out", target).code == 0
    assert target.read_bytes() == b"pdf\n"


def test_a_page_on_paper_needs_a_browser(refused, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "no Chromium, Chrome or Edge is installed" in refused("brief", "KAZ", "MDA", "--out", tmp_path / "x.pdf")
    assert [*tmp_path.iterdir()] == []


def test_an_ending_that_no_brief_has_is_refused(refused, tmp_path):
    assert "unknown ending of a brief '.doc'" in refused("brief", "KAZ", "--out", tmp_path / "x.doc")
