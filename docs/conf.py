"""The documentation as a site: `make site`. Pages are read where they stand, so a link works there and in the site."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from docutils.nodes import SkipNode
from latex2mathml.converter import convert

import equipoise

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

DOCS = Path(__file__).parent
ROOT = DOCS.parent

project = "Equipoise"
author = "The Equipoise authors"
project_copyright = author
version = release = equipoise.__version__

extensions = ["myst_parser"]
root_doc = "docs/README"
include_patterns = ["*.md", "docs/**.md", "benchmarks/*.md", "src/equipoise/**.md"]
exclude_patterns = [".*", "**/.*", "site", "out", "build", "dist"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
suppress_warnings = ["myst.header"]
# Formulas become MathML, which browsers draw themselves: no script, nothing fetched.
html_math_renderer = "mathml"

html_theme = "furo"
html_title = "Equipoise"
html_static_path = []
html_show_sourcelink = False
html_copy_source = False
html_additional_pages = {"index": "forward.html"}
templates_path = ["site"]

# Navigation: what the first page lists, in its order. A page that it leaves out is an error of the build.
PAGE = re.compile(r"\[[^]]+\]\((?P<page>[\w./-]+\.md)\)")
ENTRY = re.compile(r"^- (?P<sort>[A-Z][\w ]*): (?P<pages>.+?)(?=^- |^\S|\Z)", re.MULTILINE | re.DOTALL)


def _add_navigation(_app: Sphinx, page: str, source: list[str]) -> None:
    """Put the pages that the first page lists, sort by sort, into the navigation at the side."""
    if page != root_doc:
        return
    for entry in ENTRY.finditer(source[0]):
        names = [f"/{(DOCS / match['page']).resolve().relative_to(ROOT)}" for match in PAGE.finditer(entry["pages"])]
        source[0] += "\n```{toctree}\n:hidden:\n:caption: " + "\n".join([entry["sort"], "", *names]) + "\n```\n"


def _inline_formula(writer: HTML5Translator, node: Element) -> None:
    writer.body.append(convert(node.astext()))
    raise SkipNode


def _formula(writer: HTML5Translator, node: Element) -> None:
    writer.body.append(convert(node.astext(), display="block"))
    raise SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect this file to Sphinx, which calls it."""
    app.add_html_math_renderer("mathml", inline_renderers=(_inline_formula, None), block_renderers=(_formula, None))
    app.connect("source-read", _add_navigation)
    return {"parallel_read_safe": True}
