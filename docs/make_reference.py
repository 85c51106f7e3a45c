"""Fill the generated parts of all pages: `python -m docs.make_reference`, or `--check` to only compare.

A page marks such a part with a comment, `<!-- begin: KIND NAME -->` to `<!-- end -->`. Kinds: `snippet` and `output`
give a file of `docs/snippets`, `reference` a part made from schemas, docstrings and the command line.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from docs.parts import REFERENCE

ROOT = Path(__file__).parents[1]
SNIPPETS = ROOT / "docs" / "snippets"
LANGUAGES = {".diff": "diff", ".py": "python", ".sh": "console", ".yaml": "yaml", ".csv": "text", ".out": "text"}
BLOCK = re.compile(r"<!-- begin: (?P<kind>\w+) (?P<name>\S+) -->\n.*?<!-- end -->", re.DOTALL)


def pages() -> list[Path]:
    """Return all pages of the documentation, those in the root included."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def filled(text: str) -> str:
    """Return a page with every marked part made anew.

    Raises
    ------
    SystemExit
        If a part is of no known kind or name.
    """
    return BLOCK.sub(lambda block: f"<!-- begin: {block['kind']} {block['name']} -->\n{_part(block)}<!-- end -->", text)


def _part(block: re.Match[str]) -> str:
    kind, name = block["kind"], block["name"]
    if kind == "reference" and name in REFERENCE:
        return f"\n{REFERENCE[name]().strip()}\n\n"
    path = SNIPPETS / (name if kind == "snippet" else f"{Path(name).stem}.out")
    if kind not in ("snippet", "output") or not path.is_file():
        known = ", ".join([*REFERENCE, *(file.name for file in sorted(SNIPPETS.iterdir()))])
        raise SystemExit(f"no part {kind} {name!r} (choices: {known})")
    return f"```{LANGUAGES[path.suffix]}\n{path.read_text(encoding='utf-8').rstrip()}\n```\n"


def main(arguments: list[str]) -> int:
    """Fill the pages, or with `--check` name those that are not up to date and return 1."""
    stale = []
    for page in pages():
        text = page.read_text(encoding="utf-8")
        new = filled(text)
        if new != text:
            stale.append(str(page.relative_to(ROOT)))
            if "--check" not in arguments:
                page.write_text(new, encoding="utf-8")
    verb = "not up to date (run: make docs)" if "--check" in arguments else "filled"
    sys.stdout.writelines(f"{verb}: {name}\n" for name in stale)
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
