"""The documentation as a site: whole, with search, in order, and fetching nothing from anyone."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("docs", "src/equipoise", "benchmarks")
PAGES = [*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md"))]
FETCHED = re.compile(r"<(?:script|img|iframe|source|link)\b[^>]*\b(?:src|href)=\"(?:https?:)?//[^\"]*\"")
FETCHED_BY_STYLE = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])(?:https?:)?//")
SORTS = ["Tutorial", "How to", "Reference", "Explanation"]

pytestmark = pytest.mark.slow


def build(root: Path, target: Path) -> subprocess.CompletedProcess[str]:
    options = ["-q", "-W", "--keep-going", "-E", "-c", root / "docs", "-d", target / "doctrees"]
    return subprocess.run(
        [sys.executable, "-m", "sphinx", *options, root, target / "site"], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sphinx", reason="the extra `site` is not installed")
    target = tmp_path_factory.mktemp("site")
    done = build(ROOT, target)
    assert done.returncode == 0, done.stderr
    return target / "site"


def test_every_page_is_there(site: Path) -> None:
    made = {page.relative_to(ROOT).with_suffix(".html") for page in PAGES}
    assert {path for path in made if not (site / path).is_file()} == set()
    assert 'url=docs/README.html"' in (site / "index.html").read_text(encoding="utf-8")


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    pages = {path: FETCHED.findall(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    styles = {path: FETCHED_BY_STYLE.findall(path.read_text(encoding="utf-8")) for path in site.rglob("*.css")}
    assert len(pages) > len(PAGES)
    assert {path.name: found for path, found in {**pages, **styles}.items() if found} == {}


def test_the_search_needs_no_server(site: Path) -> None:
    """The index is a script that the page loads from beside it: a browser lets no page read other files."""
    assert re.search(r'<script src="searchindex\.js"', (site / "search.html").read_text(encoding="utf-8"))
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    assert index.startswith("Search.setIndex(")
    assert "shapley" in index


def test_the_navigation_keeps_the_order_of_the_four_sorts(site: Path) -> None:
    captions = re.findall(r'class="caption-text">([^<]+)<', (site / "README.html").read_text(encoding="utf-8"))
    assert captions[: len(SORTS)] == SORTS


def test_formulas_are_drawn_by_the_browser(site: Path) -> None:
    assert "<math" in (site / "docs" / "reference" / "measures.html").read_text(encoding="utf-8")


def test_a_broken_link_fails(tmp_path: Path) -> None:
    pytest.importorskip("sphinx", reason="the extra `site` is not installed")
    (tmp_path / "docs").mkdir()
    for name in ("conf.py", "site"):
        copy = shutil.copytree if (ROOT / "docs" / name).is_dir() else shutil.copyfile
        copy(ROOT / "docs" / name, tmp_path / "docs" / name)
    (tmp_path / "docs" / "README.md").write_text("# Pages\n\n- Tutorial: [gone](gone.md)\n", encoding="utf-8")
    done = build(tmp_path, tmp_path / "out")
    assert done.returncode == 1
    assert "gone" in done.stderr
