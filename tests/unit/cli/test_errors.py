"""What was asked wrongly: exit code 2, one line that names value, choices and nearest match, nothing written."""

from __future__ import annotations

import pytest

CASES = {
    ("stat", "KAZ"): ("unknown command 'stat'", "did you mean state", "track-record"),
    ("data", "lst"): ("unknown command 'lst'", "did you mean list", "build, build-atlas, check"),
    ("state", "KAZ", "--as-off", "2022-01-05"): ("unknown option '--as-off'", "did you mean --as-of", "--json"),
    ("state", "-1"): ("unknown option '-1'",),
    ("state", "--", "-1"): ("unknown state '-1'", "choices"),
    ("--json",): ("unknown option '--json'",),
    ("state",): ("STATE", "equipoise state --help"),
    ("compare",): ("STATE", "equipoise compare --help"),
    ("compare", "KAZ"): ("two or more", "KAZ"),
    ("compare", "KAZ", "Kazakhstan"): ("two or more", "KAZ"),
    ("state", "KAZ", "--json=1"): ("--json",),
    ("state", "Kasachstn"): ("unknown state 'Kasachstn'", "choices"),
    ("state", "Uzbekitsan"): ("unknown state 'Uzbekitsan'", "did you mean Uzbekistan"),
    ("state", "Congo"): ("ambiguous state 'Congo'", "COD", "COG"),
    ("state", ""): ("unknown state ''", "choices"),
    ("state", "\udcff"): ("unknown state", "choices"),
    ("state", "\N{GRINNING FACE}"): ("unknown state", "choices"),
    ("state", "\x1b[31m\x07\n"): ("unknown state", "choices"),
    ("state", "NaN"): ("unknown state 'NaN'",),
    ("state", "KAZ", "--as-of", "2022-02-30"): ("'2022-02-30' is not a date", "YYYY-MM-DD"),
    ("state", "KAZ", "--as-of", "nan"): ("'nan' is not a date", "YYYY-MM-DD"),
    ("state", "KAZ", "--as-of", ""): ("'' is not a date", "YYYY-MM-DD"),
    ("state", "KAZ", "--as-of", "-1"): ("'-1' is not a date",),
    ("state", "KAZ", "--power", "CSTOO"): ("'CSTOO'", "did you mean CSTO", "choices"),
    ("state", "FRA", "--power", "EU", "--as-of", "1950-01-01"): ("EU does not exist on 1950-01-01", "1958-01-01"),
    ("compare", "KAZ", "UZB", "--layer", "turnovr"): ("unknown layer 'turnovr'", "did you mean turnover", "arms"),
    ("compare", "FRA", "GRC", "--power", "EU", "--as-of", "1950-01-01"): ("EU does not exist on 1950-01-01",),
    ("events", "kazakhstan-2021"): ("'kazakhstan-2021'", "did you mean kazakhstan-2022"),
    ("org", "OTZ"): ("unknown organisation 'OTZ'", "did you mean OTS", "CSTO"),
    ("state", "KAZ", "--as-of", "1985"): ("state KAZ does not exist on 1985-12-31", "from 1991-12-16 on"),
    ("brief", "KAZ", "--as-of", "1985"): ("state KAZ does not exist on 1985-12-31",),
    ("compare", "RUS", "UKR", "--as-of", "1985-01-01"): ("state UKR does not exist on 1985-01-01",),
    ("call", "SSD", "--to", "RUS", "--as-of", "2010-01-01"): ("SSD does not exist on 2010-01-01", "2011-07-09"),
    ("call", "FRA", "--to", "MNE", "--as-of", "2000-01-01"): ("state MNE does not exist on 2000-01-01",),
    ("state", "KAZ", "--as-of", "5/1/2022"): ("is not a date", "2022-01-05 or 2022-05-01"),
    ("state", "USSR"): ("the Soviet Union was a state", "26 December 1991", "UZB", "use RUS"),
    ("brief", "East Germany"): ("the German Democratic Republic was a state", "Germany (DEU)"),
    ("call", "KAZ", "--to", "Yugoslavia"): ("unknown state 'Yugoslavia'", "27 April 1992"),
    ("state", "EU"): ("EU is an organisation: use `equipoise org EU`",),
    ("brief", "NATO"): ("NATO is an organisation: use `equipoise org NATO`",),
    ("org", "Kazakhstan"): ("Kazakhstan (KAZ) is a state: use `equipoise state KAZ`",),
    ("state", "kazakhstan-2022"): ("is a scenario", "equipoise brief kazakhstan-2022", "equipoise simulate"),
    ("state", "Catalonia"): ("Catalonia is a part of Spain (ESP)",),
    ("org", "CSTO", "--as-of", "1990-01-01"): ("CSTO does not exist on 1990-01-01", "founded 1994"),
    ("call",): ("STATE", "equipoise call --help"),
    ("call", "KAZ", "--to", "CSTO", "--trigger", "internl"): ("'internl'", "internal", "external", "disaster"),
    ("call", "KAZ", "--to", "Rusiia"): ("'Rusiia'", "Russia"),
    ("call", "KAZ", "--to", "KAZ"): ("cannot ask itself",),
    ("call", "FRA", "--to", "CSTO", "--as-of", "1990-01-01"): ("CSTO does not exist on 1990-01-01", "founded 1994"),
    ("call", "KAZ", "--to", "CSTO", "--as-of", "9999-12-31"): ("too large",),
    ("track-record", "crises"): ("unknown model 'crises'", "did you mean crisis", "calls"),
    ("track-record", "calls", "--target", "troop"): ("unknown target 'troop'", "did you mean troops", "within_3_days"),
    ("track-record", "calls", "--scheme", "past"): ("unknown scheme 'past'", "past_only"),
    ("track-record", "calls", "--test-on", "missing.csv"): ("missing.csv",),
    ("claims", "kazakhstan-2021"): ("unknown scenario 'kazakhstan-2021'", "did you mean kazakhstan-2022"),
    ("claims", ""): ("unknown scenario ''", "kazakhstan-2022"),
    ("explain", "nothing-like-it"): ("unknown address 'nothing-like-it'",),
    ("explain", ""): ("unknown address ''",),
    ("explain", "KAZ.turnver.RUS"): ("unknown layer 'turnver'", "turnover"),
    ("explain", "KAZ.turnover.Rusiia"): ("'Rusiia'", "Russia"),
    ("explain", "Kazakhstn.turnover.RUS"): ("'Kazakhstn'", "Kazakhstan"),
    ("explain", "kazakhstan-2022:zz"): ("unknown claim 'zz'", "a, b, c"),
    ("explain", "tyes:KAZ"): ("unknown table 'tyes'", "ties"),
    ("explain", "ties:KAZ"): ("'ties:KAZ'",),
    ("data", "show", "tyes"): ("unknown table 'tyes'", "did you mean ties"),
    ("data", "show", "treaties"): ("unknown table 'treaties'", "use `equipoise data show instruments`"),
    ("data", "show", "ties", "--where", "iso3"): ("'iso3'", "COLUMN=VALUE", "partner"),
    ("data", "show", "ties", "--where", "iso=KAZ"): ("'iso=KAZ'", "iso3"),
    ("data", "show", "ties", "--limit", "0"): ("--limit",),
    ("data", "show", "ties", "--limit", "nan"): ("--limit",),
    ("data", "show", "ties", "--limit", "1e9"): ("--limit",),
    ("brief", "Uzbekitsan"): ("unknown state or scenario 'Uzbekitsan'", "did you mean Uzbekistan"),
    ("brief", "kazakhstan-2021"): ("unknown state or scenario", "kazakhstan-2022"),
    ("brief", ""): ("unknown state or scenario ''",),
    ("brief", "./missing"): ("unknown scenario './missing'", "kazakhstan-2022"),
    ("brief", "missing.yaml"): ("unknown scenario 'missing.yaml'",),
    ("brief", "Congo"): ("Congo", "COD", "COG"),
    ("brief", "UZB", "--disputed", "claim"): ("'claim'", "did you mean claims", "de facto"),
    ("brief", "UZB", "--as-of", "2022-13-01"): ("'2022-13-01' is not a date",),
    ("brief", "UZB", "--as-of", "9999-12-31"): ("too large",),
    ("brief", "UZB", "--out", "missing/brief.html"): ("missing", "does not exist"),
    ("brief", "UZB", "--out", "."): ("it is a folder",),
    ("brief", "UZB", "--out", ""): ("it is a folder",),
}


@pytest.mark.parametrize(("words", "told"), CASES.items(), ids=[ascii(" ".join(words)) for words in CASES])
def test_refusal(words, told, refused, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    line = refused(*words)
    for part in told:
        assert part in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["state", "org", "claims", "explain", "brief"])
def test_a_very_long_word_is_cut_in_the_answer(command, refused, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    line = refused(command, "x" * 10_000)
    assert "xxx..." in line
    assert len(line) < 1000


@pytest.mark.parametrize("words", [("state", "KAZ", "--nope"), ("state", "KAZ", "a\x1b[31mb")])
def test_control_characters_do_not_reach_the_terminal(words, refused):
    assert "\x1b" not in refused(*words)


def test_out_of_a_name_that_is_too_long(refused, tmp_path):
    assert "too long" in refused("brief", "TUV", "--out", tmp_path / f"{'y' * 300}.html")


def test_what_stood_there_stays_when_a_brief_fails(refused, tmp_path):
    target = tmp_path / "brief.html"
    target.write_text("kept")
    refused("brief", "TUV", "--out", target, "--as-of", "9999-12-31")
    assert target.read_text() == "kept"
    assert [path.name for path in tmp_path.iterdir()] == ["brief.html"]


def test_out_in_a_closed_folder(refused, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    try:
        (closed / "probe").touch()
    except OSError:
        assert "permission denied" in refused("brief", "TUV", "--out", closed / "brief.html")
    else:
        pytest.skip("this user may write into a folder without the right to write")


def test_a_build_without_archives_and_recipe(refused, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "archives").mkdir()
    line = refused("data", "build", "--archives", "archives", "--out", "made")
    assert "recipe" in line
    assert [path.name for path in tmp_path.iterdir()] == ["archives"]


SCENARIOS = {
    "id: [": "not valid YAML",
    "id: x\n\ttitle: y": "not valid YAML",
    "- 1\n- 2": "document",
    "": "document",
    "null": "document",
    "id: x\ntitle: y\nstate: KAZ\nas_of: 2022-01-05\ncolour: red": "unknown field 'colour'",
    "id: x\ntitle: y\nstate: KAZ\nas_off: 2022-01-05": "as_of",
    "id: x\ntitle: y\nstate: KAZ\nas_of: soon": "as_of",
    "id: x\ntitle: y\nstate: [KAZ]\nas_of: 2022-01-05": "state",
    "id: x\ntitle: y\nstate: Kazakhstn\nas_of: 2022-01-05": "Kazakhstan",
    "id: x\ntitle: y\nstate: KAZ\nas_of: 2022-01-05\npowers: [Rusiia]": "Russia",
    "id: x\ntitle: y\nstate: KAZ\nas_of: 2022-01-05\nplaces: [{name: a, latitude: .nan, longitude: 0}]": "latitude",
    "id: x\ntitle: y\nstate: KAZ\nas_of: 2022-01-05\nplaces: [{name: a, latitude: 91, longitude: 0}]": "latitude",
    "id: x\ntitle: y\nstate: KAZ\nas_of: 2022-01-05\ncall: {trigger: internal, date: 2022-01-05, to: []}": "to",
    "id: x\ntitle: y\nstate: KAZ\nas_of: 2022-01-05\ncall: {trigger: inside, date: 2022-01-05, to: [CSTO]}": "trigger",
    "id: x\ntitle: y\nstate: KAZ\nas_of: 2022-01-05\ncall: {trigger: internal, date: 2022-01-05, to: [CSTOO]}": "CSTO",
}


@pytest.mark.parametrize(("text", "told"), SCENARIOS.items(), ids=range(len(SCENARIOS)))
def test_a_scenario_that_is_not_one(text, told, refused, tmp_path):
    path = tmp_path / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    for subject in (path, tmp_path):
        assert told in refused("brief", subject, "--out", tmp_path / "made.html")
    assert [entry.name for entry in tmp_path.iterdir()] == ["scenario.yaml"]


def test_a_scenario_of_bytes(refused, tmp_path):
    path = tmp_path / "scenario.yaml"
    path.write_bytes(b"\xff\xfe\x00id")
    assert "scenario.yaml" in refused("brief", path)


def test_claims_that_are_none(refused, tmp_path):
    (tmp_path / "scenario.yaml").write_text("id: x\ntitle: y\nstate: KAZ\nas_of: 2022-01-05\n")
    assert "no claims" in refused("claims", tmp_path)
    (tmp_path / "claims.yaml").write_text("claims: [{id: a}]")
    assert "claims" in refused("claims", tmp_path)


def test_other_calls_that_are_none(refused, tmp_path):
    path = tmp_path / "calls.csv"
    for text in ("", "a,b\n1,2\n", "call_id\nx\n", '"unclosed\n'):
        path.write_text(text)
        assert "calls" in refused("track-record", "calls", "--test-on", path)
        assert "calls" in refused("track-record", "calls", "--test-on", tmp_path)
    path.write_bytes(bytes(range(256)))
    assert "calls.csv" in refused("track-record", "calls", "--test-on", path)
