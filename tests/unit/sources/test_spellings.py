"""Names of states and of their parts, from a small archive in the form of CLDR."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from equipoise.errors import DataError
from equipoise.sources import spellings

STATES = pl.DataFrame(
    {"iso2": ["TD", "CH", "GE"], "iso3": ["TCD", "CHE", "GEO"], "name": ["Chad", "Switzerland", "Georgia"]}
)
NAMES = {
    "fr": {"TD": "Tchad", "CH": "Suisse", "CH-alt-variant": "Confédération suisse", "001": "Monde"},
    "de": {"TD": "Tschad", "CH": "Schweiz"},
    "de-AT": {"TD": "Tschad"},
    "vi": {"CH": "Sĩ", "TD": "TD"},
    "lv": {"TD": "Suisse"},
    "xx": {"TD": "Nirgends"},
}
PARTS = {"chge": "Genève", "geab": "Abkhazia", "gege": "Georgia", "zzxx": "Nowhere"}


def packed(path: Path, files: dict[str, object]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            data = json.dumps(content).encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


@pytest.fixture
def read(tmp_path, monkeypatch):
    names: Any = {
        f"package/main/{locale}/territories.json": {"main": {locale: {"localeDisplayNames": {"territories": known}}}}
        for locale, known in NAMES.items()
    }
    parts: Any = {"package/subdivisions/en/en.json": {"subdivisions": {"localeDisplayNames": {"subdivisions": PARTS}}}}
    archives = {
        "cldr-localenames-full": packed(tmp_path / "names.tgz", names),
        "cldr-subdivisions-full": packed(tmp_path / "parts.tgz", parts),
    }
    monkeypatch.setattr(spellings, "obtain", lambda archive, _folder: archives[archive.package])
    (tmp_path / "languages.csv").write_text("language\nfr\nde\nvi\nlv\n")
    (tmp_path / "state_spellings.csv").write_text("name,iso3,origin\nSchweiz,CHE,by hand\n756x,CHE,by hand\n")
    (tmp_path / "regions.csv").write_text("name,aliases,iso3,words\nAbkhazia,Apsny,GEO,a contested part\n")
    return spellings.read(tmp_path, tmp_path, STATES), archives, tmp_path


def test_names_of_the_chosen_languages_are_taken(read):
    frame = read[0]["state_spellings"]
    found = {row["folded"]: (row["iso3"], row["languages"]) for row in frame.iter_rows(named=True)}
    assert found["tchad"] == ("TCD", ["fr"])
    assert found["tschad"] == ("TCD", ["de"])
    assert found["confederation suisse"] == ("CHE", ["fr"])
    assert found["sĩ"] == ("CHE", ["vi"])
    assert "nirgends" not in found
    assert "td" not in found


def test_what_a_hand_or_a_language_of_the_united_nations_says_goes_first(read):
    frame = read[0]["state_spellings"]
    assert frame.filter(pl.col("folded") == "suisse")["iso3"].to_list() == ["CHE"]
    assert frame.filter(pl.col("folded") == "schweiz")["origin"].to_list() == ["by hand"]


def test_parts_of_states_and_regions_told_in_words(read):
    frame = read[0]["subdivisions"]
    found = {row["folded"]: row for row in frame.iter_rows(named=True)}
    assert set(found) == {"geneve", "abkhazia", "apsny"}
    assert found["geneve"]["codes"] == ["CH-GE"]
    assert (found["abkhazia"]["words"], found["abkhazia"]["codes"]) == ("a contested part", ["GE-AB"])


def test_another_archive_and_a_missing_file_are_refused_in_one_line(read):
    _, archives, folder = read
    (folder / "regions.csv").unlink()
    with pytest.raises(DataError, match=r"cannot read .*regions.csv"):
        spellings.read(folder, folder, STATES)
    archives["cldr-localenames-full"].write_bytes(b"no archive")
    with pytest.raises(DataError, match="is not the archive of CLDR"):
        spellings.read(folder, folder, STATES)
