"""The recipe of the shipped distribution: `python -m equipoise.models.bargaining.fit` writes `predictive.json` anew.

It reads `bargaining/deu3.csv` in the folder that EQUIPOISE_DATA names. The distribution that ships is fitted on all
proposals in it; how well such a distribution does is shown by another, fitted without the proposals that are held out
(see the card).
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import metadata
from pathlib import Path

import numpy as np

from equipoise.errors import DataError, EquipoiseError
from equipoise.models.bargaining.arrays import Numbers
from equipoise.models.bargaining.deu import SCALE, DeuIssues, digest, read_deu
from equipoise.models.bargaining.parameters import FittedDistribution, to_json
from equipoise.models.bargaining.predictive import PredictiveDistribution, crps_of_masses, masses

RECIPE = "EQUIPOISE_DATA=FOLDER python -m equipoise.models.bargaining.fit"
POWER = 1.0
"""Fixed: fitted, it ran from 0 to 22 over five cuts of the proposals learnt from, and lost by it (see the card)."""

FINE = np.linspace(0.0, 1.0, 201)
CLIMATOLOGY = np.linspace(0.0, SCALE, 21)
FILE = Path("bargaining") / "deu3.csv"


def fit_distribution(known: DeuIssues) -> PredictiveDistribution:
    """Return the distribution with the lowest mean CRPS on issues with known outcomes.

    Parameters
    ----------
    known : DeuIssues
        Issues to learn from.

    Returns
    -------
    PredictiveDistribution
        By Nelder-Mead from one start, rounded to three decimals.
    """
    from scipy.optimize import minimize

    inputs, observed = known.inputs(), known.outcomes / SCALE

    def loss(free: Numbers) -> float:
        return float(crps_of_masses(masses(inputs, distribution_of(free), FINE), FINE, observed).mean())

    start = np.array([0.0, -1.0, np.log(0.2)])
    best = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-6, "maxiter": 600})
    found = distribution_of(best.x)
    return PredictiveDistribution(POWER, *(round(value, 3) for value in (found.positions, found.ends, found.spread)))


def distribution_of(free: Numbers) -> PredictiveDistribution:
    """Return the distribution of three free numbers: two log odds against the residual, and the log spread."""
    positions, ends, spread = np.clip(free, -12, 12).tolist()
    odds = np.exp([positions, ends])
    shares = odds / (1 + odds.sum())
    return PredictiveDistribution(POWER, float(shares[0]), float(shares[1]), float(np.exp(spread)))


def fitted_on(known: DeuIssues) -> FittedDistribution:
    """Return the distribution of issues with what it rests on."""
    return FittedDistribution(
        distribution=fit_distribution(known),
        issues=len(known.issues),
        proposals=tuple(sorted({digest(name) for name in known.proposals})),
        climatology=tuple(np.quantile(known.outcomes, CLIMATOLOGY / SCALE).round(1).tolist()),
        sha256=known.sha256,
        version=metadata.version("equipoise"),
        recipe=RECIPE,
    )


def data_file(folder: Path | None = None) -> Path:
    """Return the file of DEU III in a folder, by default that of EQUIPOISE_DATA.

    Raises
    ------
    DataError
        If no folder is named or it holds no such file.
    """
    named = folder or (Path(os.environ["EQUIPOISE_DATA"]) if os.environ.get("EQUIPOISE_DATA") else None)
    if named is None:
        raise DataError("EQUIPOISE_DATA is not set: it names the folder with bargaining/deu3.csv")
    if not (named / FILE).is_file():
        raise DataError(f"{named}: no file {FILE}")
    return named / FILE


def main(arguments: list[str] | None = None) -> int:
    """Fit the distribution and write it; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m equipoise.models.bargaining.fit", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with the file (default: EQUIPOISE_DATA)")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("predictive.json"), help="file to write")
    asked = parser.parse_args(arguments)
    try:
        asked.out.write_text(to_json(fitted_on(read_deu(data_file(asked.data)))), encoding="utf-8")
    except (EquipoiseError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{asked.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
