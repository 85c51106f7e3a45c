"""The pages are up to date, link to what exists, and answer with what the program says."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?P<target>[^)#\s]+)(?:#(?P<part>[^)\s]+))?\)")
ANSWER = re.compile(r"^\| (?P<question>[^|]+\?) \| `(?P<command>equipoise [^`]+)` \| (?P<answer>.+) \|$", re.MULTILINE)
QUOTED = re.compile(r"\*\*(.+?)\*\*")


def words(text):
    return " ".join(text.split())


def test_generated_parts_are_up_to_date():
    done = subprocess.run(
        [sys.executable, "-m", "docs.make_reference", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_snippet_stands_on_a_page():
    told = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    folder = ROOT / "docs" / "snippets"
    kinds = (".py", ".sh", ".yaml", ".csv")
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in kinds]
    assert [name for name in files if f"<!-- begin: snippet {name} -->" not in told] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    targets = [match["target"] for match in LINK.finditer(text) if "://" not in match["target"]]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def answers():
    return [match.groups() for match in ANSWER.finditer((ROOT / "README.md").read_text(encoding="utf-8"))]


def test_the_readme_answers_questions():
    assert len(answers()) >= 6


@pytest.mark.slow
@pytest.mark.parametrize(("question", "command", "answer"), answers(), ids=[entry[0] for entry in answers()])
def test_readme_answer_is_in_the_output(question, command, answer):
    """What is set in bold in an answer is printed by the command, word for word; Markdown folds no cell."""
    line = [sys.executable, "-m", "equipoise", *shlex.split(command)[1:], "--format", "md"]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    printed = words(done.stdout.replace("\\", ""))
    quoted = QUOTED.findall(answer)
    assert quoted, f"nothing is quoted from the output of {command}"
    assert [part for part in quoted if words(part) not in printed] == []
