"""What is published: a wheel and an sdist, whole, that answer from an environment that holds nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "equipoise"
LARGEST_WHEEL = 6_000_000
HEAVY_EXTRAS = {"numba", "llvmlite", "SALib", "distributed", "shapely", "Mesa", "pandas", "matplotlib", "sphinx"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (ROOT / "pyproject.toml").exists(), reason="not in a checkout"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel that is made from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Programs of an environment with the wheel and what it declares, and nothing else."""
    folder = tmp_path_factory.mktemp("clean") / "env"
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    command: list[str | Path] = [
        programs / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-compile",
        "-c",
        ROOT / "constraints.txt",
        wheel,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return programs


def ran(clean: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "EQUIPOISE"))}
    command: list[str | Path] = [clean / "equipoise", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment)


def shipped() -> set[str]:
    files = (path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(PACKAGE.parent).as_posix() for path in files}


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert shipped() - names == set()
    assert {
        name for name in names if name.split("/")[0] not in ("equipoise", f"{wheel.stem.rsplit('-', 3)[0]}.dist-info")
    } == set()
    assert any(name.endswith(".parquet") for name in names)
    assert any(name.endswith(".html") or "templates" in name for name in names)
    assert wheel.stat().st_size < LARGEST_WHEEL, "did something large slip in?"


def test_the_sdist_can_be_tested(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"Makefile", "constraints.txt", "pyproject.toml", "tests/conftest.py", "docs/conf.py", "data/curated"}
    assert {
        name for name in wanted if not any(found == name or found.startswith(f"{name}/") for found in names)
    } == set()
    assert {f"src/{name}" for name in shipped()} - names == set()


def test_it_says_its_version(clean: Path, tmp_path: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert version in ran(clean, tmp_path, "--version").stdout


def test_nothing_is_installed_that_an_extra_brings(clean: Path) -> None:
    listed = subprocess.run(
        [clean / "python", "-m", "pip", "list", "--format=freeze"], capture_output=True, text=True, check=True
    )
    installed = {line.partition("==")[0].lower() for line in listed.stdout.splitlines()}
    assert installed & {name.lower() for name in HEAVY_EXTRAS} == set()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("state KAZ", "Kazakhstan"),
        ("call KAZ --to CSTO --as-of 2022-01-05", "CSTO"),
        ("claims kazakhstan-2022", "balancing point"),
        ("data check", "0 errors"),
    ],
)
def test_it_answers(words: str, told: str, clean: Path, tmp_path: Path) -> None:
    done = ran(clean, tmp_path, *words.split())
    assert done.returncode == 0, done.stderr
    assert told in done.stdout


def test_it_writes_the_brief_on_the_founding_case_from_the_study_that_ships(clean: Path, tmp_path: Path) -> None:
    done = ran(clean, tmp_path, "brief", "kazakhstan-2022", "--out", "brief.html")
    assert done.returncode == 0, done.stderr
    assert "is computed" not in done.stderr
    assert "would have spared" in (tmp_path / "brief.html").read_text(encoding="utf-8")


def test_what_needs_an_extra_names_it_in_one_line(clean: Path, tmp_path: Path) -> None:
    done = ran(clean, tmp_path, "simulate", "kazakhstan-2022", "--draws", "20", "--prior-only")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "pip install 'equipoise[crisis]'" in done.stderr
