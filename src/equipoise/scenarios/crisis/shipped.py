"""Studies on disk: the one that ships with a scenario is used as long as nothing that it depends on has changed."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from equipoise.engine.progress import Tell
from equipoise.scenarios.crisis.antecedents import apply
from equipoise.scenarios.crisis.building import build
from equipoise.scenarios.crisis.results import Study
from equipoise.scenarios.crisis.study import CrisisQuestion, fingerprint, study
from equipoise.scenarios.documents import find_pack

STUDY = "study.json"
SHIPPED_SEED = 1
"""Seed of the studies that ship."""

_FORM: TypeAdapter[Study] = TypeAdapter(Study)


def study_of(text: str, question: CrisisQuestion, progress: Tell | None = None, *, fresh: bool = False) -> Study:
    """Return the study of a scenario: the one beside it if it answers the same question, else a new one.

    Parameters
    ----------
    text : str
        Id of a scenario, or path to one.
    question : CrisisQuestion
        What is asked.
    progress : callable, optional
        Told what is being done, where something is to be computed.
    fresh : bool, optional
        Compute it anyway.

    Returns
    -------
    Study
        Same numbers either way.
    """
    kept = None if fresh else read_study(find_pack(text) / STUDY)
    if kept is not None:
        built = build(question.world, question.scenario, question.document)
        known = question.antecedents
        changed = [apply(question.world, question.scenario, built, one, known) for one in known]
        if kept.fingerprint == fingerprint(question, built, changed):
            return kept
    return _FORM.validate_json(written(study(question, progress)))


def read_study(path: Path) -> Study | None:
    """Return a written study, or None where there is none in the present form."""
    try:
        return _FORM.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def written(found: Study) -> bytes:
    """Return a study as the text of a file."""
    plain = json.loads(_FORM.dump_json(found), parse_float=_rounded)
    return (json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _rounded(text: str) -> float:
    # Six digits: more than any of these numbers deserves, and the file stays small.
    return float(f"{float(text):.6g}")
