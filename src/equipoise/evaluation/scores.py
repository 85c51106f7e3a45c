"""Scores of forecasts under one name; each is defined in the module of its theme.

Probabilities of an event: `probabilities` (proper scores), `reliability` (calibration), `ranking` (order).
Distributions of a quantity: `distributions`. Intervals of any of them: `bootstrap`.
"""

from equipoise.evaluation.bootstrap import (
    PairedDifference,
    cluster_bootstrap_interval,
    least_clusters,
    paired_difference,
    score_interval,
)
from equipoise.evaluation.distributions import (
    crps_of_quantiles,
    crps_of_samples,
    interval_coverage,
    interval_losses,
)
from equipoise.evaluation.probabilities import (
    SMALLEST,
    BrierParts,
    brier_decomposition,
    brier_losses,
    brier_score,
    brier_skill,
    log_losses,
    log_score,
)
from equipoise.evaluation.ranking import (
    AlertPoint,
    TimingSkill,
    alert_curve,
    auc,
    average_precision,
    within_unit_auc,
)
from equipoise.evaluation.reliability import (
    ReliabilityBin,
    expected_calibration_error,
    reliability_table,
    share_interval,
)

__all__ = [
    "SMALLEST",
    "AlertPoint",
    "BrierParts",
    "PairedDifference",
    "ReliabilityBin",
    "TimingSkill",
    "alert_curve",
    "auc",
    "average_precision",
    "brier_decomposition",
    "brier_losses",
    "brier_score",
    "brier_skill",
    "cluster_bootstrap_interval",
    "crps_of_quantiles",
    "crps_of_samples",
    "expected_calibration_error",
    "interval_coverage",
    "interval_losses",
    "least_clusters",
    "log_losses",
    "log_score",
    "paired_difference",
    "reliability_table",
    "score_interval",
    "share_interval",
    "within_unit_auc",
]
