"""The recipe of the shipped parameters: `python -m equipoise.models.intervention.fit` writes them anew.

It reads the tables in the folder that EQUIPOISE_DATA names, fits every task on all years in them, and writes
`joiners.json` and `helpers.json`: coefficients and counts, never a row of a table.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from equipoise.errors import EquipoiseError
from equipoise.models.intervention.covariates import tables_of
from equipoise.models.intervention.disputes import SOURCES
from equipoise.models.intervention.fitting import fit_task
from equipoise.models.intervention.parameters import ModelParameters, write
from equipoise.models.intervention.rows import LAYERS_OF, MODELS, rows_of
from equipoise.sources.history import coverage
from equipoise.sources.history.catalogue import history_table
from equipoise.sources.history.reading import history_folder

RECIPE = "EQUIPOISE_DATA=FOLDER python -m equipoise.models.intervention.fit"
OUTCOME_TABLES = {"joiners": SOURCES["gml"], "helpers": "ucdp_acd"}


def parameters_of(model: str, folder: str | Path | None = None, before: int | None = None) -> ModelParameters:
    """Fit every task of a model.

    Parameters
    ----------
    model : str
        "joiners" or "helpers".
    folder : str or pathlib.Path, optional
        Folder with the tables; by default what EQUIPOISE_DATA names.
    before : int, optional
        First year that is not learnt from; by default the year after the last in the table of outcomes.

    Returns
    -------
    ModelParameters
    ----------
        Fitted tasks, and the tables that they rest on.

    Raises
    ------
    UnknownNameError
        If the model is unknown.
    DataError
        If a table is missing or malformed, or holds too few cases.
    """
    rows = rows_of(model, folder)
    end = before or 1 + max(int(task.years.max()) for task in rows.values())
    return ModelParameters(
        model=model,
        version=metadata.version("equipoise"),
        recipe=RECIPE,
        sources=sources_of(model, folder),
        tasks={name: fit_task(task, end) for name, task in rows.items()},
    )


def sources_of(model: str, folder: str | Path | None = None) -> dict[str, dict[str, Any]]:
    """Return, of each table that a model reads, its version, its years in the folder, and the SHA-256 of its file.

    Tables that the folder lacks are left out.
    """
    place = history_folder(folder)
    tables = {OUTCOME_TABLES[model], "cow_states", *(table for layer in LAYERS_OF[model] for table in tables_of(layer))}
    found = {}
    for table in sorted(tables):
        if not (place / history_table(table).file).is_file():
            continue
        covered = coverage(table, place)
        digest = hashlib.sha256((place / covered.table.file).read_bytes()).hexdigest()
        found[table] = {
            "version": covered.table.version,
            "first": covered.first,
            "last": covered.last,
            "sha256": digest,
        }
    return found


def main(arguments: list[str] | None = None) -> int:
    """Fit all models and write their parameters; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m equipoise.models.intervention.fit", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with the tables (default: EQUIPOISE_DATA)")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder to write to")
    asked = parser.parse_args(arguments)
    try:
        for model in MODELS:
            sys.stdout.write(f"{write(parameters_of(model, asked.data), asked.out)}\n")
    except (EquipoiseError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
