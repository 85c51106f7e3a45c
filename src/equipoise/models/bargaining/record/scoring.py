"""The track record of the models of bargaining: decisions in the European Union, as points and as distributions.

The records that ship were made on a file of DEU III that does not (`computed_records`); a file of the user with other
proposals is forecast by the shipped distribution (`score_on_file`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib import metadata
from pathlib import Path

import numpy as np

from equipoise.errors import DataError
from equipoise.models.bargaining.arrays import Inputs
from equipoise.models.bargaining.deu import HELD_OUT_OF, SCALE, DeuIssues, digest, read_deu
from equipoise.models.bargaining.fit import CLIMATOLOGY, FINE, data_file, fitted_on
from equipoise.models.bargaining.forecasting import DEFAULT, MODELS, point
from equipoise.models.bargaining.parameters import FittedDistribution, shipped
from equipoise.models.bargaining.predictive import PredictiveDistribution, levels_of, masses
from equipoise.scores.arrays import Numbers, checked_labels
from equipoise.scores.bootstrap import cluster_bootstrap_interval
from equipoise.scores.distributions import crps_of_samples
from equipoise.scores.record import Metric, TrackRecord
from equipoise.scores.record_building import About, Resampling, compared, distribution_record_of
from equipoise.world.world import World

MODEL = "bargaining"
LAW, POINT = "law", "point"
HELD_OUT, THIRDS, ALL = "held_out_proposals", "thirds_of_proposals", "all_proposals"

MIDPOINT, CLIMATE, PLAIN = "midpoint", "climatology", "plain_mean"
ERROR = "mean absolute error"
SAMPLES = 500
HOW = Resampling()
LEARNT = "issues of proposals that the law was learnt from"
NOT_HELD = "issues of proposals that are not held out"
_EU = "decisions of the European Union alone: nothing is known of how the models do elsewhere"
_CAPABILITY = "capability is votes in the Council, and the largest member's for Commission and Parliament"
_FORM = "form and split were written down before; the held-out outcomes were scored once (see the card)"
_CROSSED = "each third forecast by a law of the other two; the form was chosen with two of the thirds in sight"


def score_on_file(world: World, path: Path) -> tuple[TrackRecord, ...]:  # noqa: ARG001 - one form for all
    """Forecast a file in the form of DEU III with what ships; issues that it was learnt from are left out.

    Parameters
    ----------
    world : World
        Not read.
    path : pathlib.Path
        File, or folder that holds it as `deu3.csv` or `bargaining/deu3.csv`.

    Returns
    -------
    tuple of TrackRecord
        Law and point.

    Raises
    ------
    DataError
        If the file cannot be read, has not the form, or holds no issue that the distribution was not learnt from.
    """
    known = read_deu(_file(path))
    fitted = shipped()
    seen = np.isin([digest(name) for name in known.proposals], fitted.proposals)
    if seen.all():
        raise DataError(
            f"{path}: all {len(known.issues)} issues belong to proposals that the shipped law was learnt from"
        )
    other = known.where(~seen, LEARNT)
    split = f"shipped, learnt from {fitted.issues} other issues"
    return (
        distribution_record(((other, fitted),), split, (_EU,)),
        point_record(other, _climate(fitted, other), split, (_EU,)),
    )


def computed_records(folder: Path | None = None) -> tuple[TrackRecord, ...]:
    """Fit the distribution without the proposals that are held out, and score it and all points on them.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Folder with `bargaining/deu3.csv`; by default what EQUIPOISE_DATA names.

    Returns
    -------
    tuple of TrackRecord
        Law and point, each on proposals held out and on all; the main one first.

    Raises
    ------
    DataError
        If the file is missing or malformed.
    """
    known = read_deu(data_file(folder))
    fitted = fitted_on(known.where(~known.held_out, "held out"))
    held = known.where(known.held_out, NOT_HELD)
    return (
        distribution_record(((held, fitted),), HELD_OUT, (_FORM, _EU)),
        distribution_record(_thirds(known), THIRDS, (_CROSSED, _EU)),
        point_record(held, _climate(fitted, held), HELD_OUT, (_EU,)),
        point_record(known, _climate_without_own(known), ALL, ("no point model has a fitted parameter", _EU)),
    )


def distribution_record(
    forecast: Sequence[tuple[DeuIssues, FittedDistribution]], split: str, caveats: tuple[str, ...]
) -> TrackRecord:
    """Return the record of a distribution by CRPS, against simpler distributions and climatology.

    Parameters
    ----------
    forecast : sequence of (DeuIssues, FittedDistribution)
        Issues to forecast, and the distribution that was not learnt from them; no issue twice.
    split : str
        How they were cut from those learnt from.
    caveats : tuple of str
        What a reader must know.

    Returns
    -------
    TrackRecord
        Clustered by proposal; with the score of every simpler distribution under `tried`.
    """
    parts = [_forecasts(known, fitted) for known, fitted in forecast]
    observed = np.concatenate([known.outcomes for known, _ in forecast])
    samples = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    distributions = "; ".join(_in_words(fitted.distribution) for _, fitted in forecast)
    about = About(
        target=LAW,
        split=split,
        scored_on="DEU III",
        data={"deu3": forecast[0][0].sha256},
        left_out=forecast[0][0].left_out if len(forecast) == 1 else {},
        tried={name or LAW: float(crps_of_samples(made, observed).mean()) for name, made in samples.items()},
        caveats=(distributions, _CAPABILITY, *caveats),
    )
    groups = [name for known, _ in forecast for name in known.proposals]
    model = samples.pop("")
    return distribution_record_of(MODEL, observed, model, samples, groups, about=about, resampling=HOW)


def point_record(known: DeuIssues, climate: Numbers, split: str, caveats: tuple[str, ...]) -> TrackRecord:
    """Return the record of the default point by mean absolute error, against every other model and the simplest rivals.

    Parameters
    ----------
    known : DeuIssues
        Issues to forecast.
    climate : numpy.ndarray, shape (n,)
        Median of other outcomes, for each issue.
    split : str
        How they were cut.
    caveats : tuple of str
        What a reader must know.

    Returns
    -------
    TrackRecord
        Clustered by proposal; the error of every model is under `tried`.
    """
    errors = absolute_errors(known)
    errors |= {MIDPOINT: np.abs(known.outcomes - SCALE / 2), CLIMATE: np.abs(known.outcomes - climate)}
    groups = checked_labels(list(known.proposals), "proposals", known.outcomes.size)
    losses = errors[DEFAULT]
    rivals = [name for name in (PLAIN, MIDPOINT, CLIMATE, *MODELS) if name not in (DEFAULT, "weighted_mean")]
    spread = cluster_bootstrap_interval(losses, groups, **HOW.options)
    clusters = int(np.unique(groups).size)
    enough = HOW.can_tell(groups)
    return TrackRecord(
        model=MODEL,
        version=metadata.version("equipoise"),
        target=POINT,
        split=split,
        scored_on="DEU III",
        n=known.outcomes.size,
        clusters=clusters,
        metrics=(
            Metric(ERROR, spread.value, "lower", spread if enough else None),
            Metric("root mean square error", float(np.sqrt((losses**2).mean())), "lower"),
            Metric("median absolute error", float(np.median(losses)), "lower"),
        ),
        baselines=tuple(compared(name, ERROR, losses, errors[name], groups, HOW) for name in dict.fromkeys(rivals)),
        made_on=date.today(),  # noqa: DTZ011 - a calendar day, no instant
        level=HOW.level,
        data={"deu3": known.sha256},
        left_out=dict(known.left_out),
        tried={name: float(error.mean()) for name, error in errors.items()},
        caveats=(_CAPABILITY, *caveats),
    )


def absolute_errors(known: DeuIssues) -> dict[str, Numbers]:
    """Return the absolute error of every model on every issue [0 to 100]."""
    return {
        name: np.array(
            [abs(point(issue, name) - outcome) for issue, outcome in zip(known.issues, known.outcomes, strict=True)]
        )
        for name in MODELS
    }


def _forecasts(known: DeuIssues, fitted: FittedDistribution) -> dict[str, Numbers]:
    """Return draws of the distribution, under no name, and of its rivals: each part alone, and other outcomes."""
    inputs, distribution = known.inputs(), fitted.distribution
    distributions = {
        "": distribution,
        "positions alone, all alike": PredictiveDistribution(0.0, 1.0, 0.0, distribution.spread),
        "positions alone, by weight": PredictiveDistribution(1.0, 1.0, 0.0, distribution.spread),
        "residual alone": PredictiveDistribution(1.0, 0.0, 0.0, distribution.spread),
    }
    levels = np.interp(_middles(SAMPLES), CLIMATOLOGY / SCALE, fitted.climatology)
    climate = np.broadcast_to(levels, (known.outcomes.size, SAMPLES))
    return {**{name: _samples(inputs, entry) for name, entry in distributions.items()}, CLIMATE: climate}


def _thirds(known: DeuIssues) -> list[tuple[DeuIssues, FittedDistribution]]:
    """Return each third of the proposals with the distribution of the other two."""
    pairs = []
    for third in range(HELD_OUT_OF):
        inside = known.thirds == third
        pairs.append((known.where(inside, NOT_HELD), fitted_on(known.where(~inside, "held out"))))
    return pairs


def _in_words(distribution: PredictiveDistribution) -> str:
    shares = f"positions {distribution.positions:.3f}, ends {distribution.ends:.3f}"
    return f"law: {shares}, residual of spread {distribution.spread:.3f} of the scale"


def _samples(inputs: Inputs, distribution: PredictiveDistribution) -> Numbers:
    return SCALE * levels_of(masses(inputs, distribution, FINE), FINE, _middles(SAMPLES))


def _middles(count: int) -> Numbers:
    return (np.arange(count) + 0.5) / count


def _climate(fitted: FittedDistribution, known: DeuIssues) -> Numbers:
    return np.full(known.outcomes.size, fitted.climatology[len(fitted.climatology) // 2])


def _climate_without_own(known: DeuIssues) -> Numbers:
    """Return, for each issue, the median outcome of all other proposals."""
    names = np.array(known.proposals)
    return np.array([np.median(known.outcomes[names != name]) for name in known.proposals])


def _file(path: Path) -> Path:
    if not path.is_dir():
        return path
    for place in (path / "deu3.csv", path / "bargaining" / "deu3.csv"):
        if place.is_file():
            return place
    raise DataError(f"{path}: neither deu3.csv nor bargaining/deu3.csv is in it")
