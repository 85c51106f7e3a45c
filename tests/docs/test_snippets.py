"""Every snippet of the documentation runs and prints what its page shows.

EQUIPOISE_UPDATE_GOLDEN=1 writes the outputs anew; `make docs` then puts them into the pages.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from equipoise.sources.archives import ATLAS_ARCHIVES

ROOT = Path(__file__).parents[2]
SNIPPETS = ROOT / "docs" / "snippets"
NEEDS_ARCHIVES = {"rebuild.sh", "atlas_rebuild.sh"}
NEEDS_SHAPELY = {"atlas_rebuild.sh"}
RUN_BY_ANOTHER = {"own_package.py"}
SHOWN_FOLDER = "/home/you/equipoise"


def runnable():
    return [path.name for path in sorted(SNIPPETS.iterdir()) if path.suffix in (".py", ".sh")]


def run(name, folder):
    shutil.copytree(SNIPPETS, folder / "work")
    (folder / "work" / "data").symlink_to(ROOT / "data")
    command = ["bash", "-eu", name] if name.endswith(".sh") else [sys.executable, name]
    found = dict(os.environ, PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    found.pop("EQUIPOISE_PACKAGE", None)
    done = subprocess.run(
        command, cwd=folder / "work", env=found, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, f"{name} ended with {done.returncode}: {done.stderr}"
    told = [] if name.endswith(".py") else [line for line in done.stderr.splitlines() if line.startswith("equipoise:")]
    lines = [line.rstrip() for line in (*told, *done.stdout.splitlines())]
    return "\n".join(lines).replace(str((folder / "work").resolve()), SHOWN_FOLDER) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in runnable() if name not in RUN_BY_ANOTHER])
def test_snippet_prints_what_its_page_shows(name, tmp_path):
    if name in NEEDS_ARCHIVES and not os.environ.get("EQUIPOISE_ARCHIVES"):
        pytest.skip("EQUIPOISE_ARCHIVES is not set: it names the folder with the pinned packages")
    if name in NEEDS_SHAPELY:
        pytest.importorskip("shapely")
        lacking = [
            entry.file for entry in ATLAS_ARCHIVES if not Path(os.environ["EQUIPOISE_ARCHIVES"], entry.file).is_file()
        ]
        if lacking:
            pytest.skip(f"EQUIPOISE_ARCHIVES lacks {', '.join(lacking)}")
    printed = run(name, tmp_path)
    shown = SNIPPETS / f"{Path(name).stem}.out"
    if os.environ.get("EQUIPOISE_UPDATE_GOLDEN"):
        shown.write_text(printed, encoding="utf-8")
    assert printed == shown.read_text(encoding="utf-8"), (
        "run with EQUIPOISE_UPDATE_GOLDEN=1, then `make docs`, and note changed numbers in the changelog"
    )
