"""Scores of forecasts, ways to split rows, and the track record; arrays in, numbers out, no politics.

Probabilities of an event: `probabilities` (proper scores), `reliability` (calibration), `ranking` (order).
Distributions of a quantity: `distributions`. Intervals of any of them: `bootstrap`. What is learnt from and what is
forecast: `splits`; the simplest baselines: `baselines`. All of them together on one model: `record`, `record_building`.
"""

from equipoise.scores.bootstrap import (
    PairedDifference,
    cluster_bootstrap_interval,
    least_clusters,
    paired_difference,
    score_interval,
)
from equipoise.scores.distributions import (
    crps_of_quantiles,
    crps_of_samples,
    interval_coverage,
    interval_losses,
)
from equipoise.scores.probabilities import (
    SMALLEST,
    BrierParts,
    brier_decomposition,
    brier_losses,
    brier_score,
    brier_skill,
    log_losses,
    log_score,
)
from equipoise.scores.ranking import (
    AlertPoint,
    TimingSkill,
    alert_curve,
    auc,
    average_precision,
    within_unit_auc,
)
from equipoise.scores.record import BASE_RATE, UNIT_HISTORY, Comparison, Metric, TrackRecord
from equipoise.scores.record_building import About, Resampling, distribution_record_of, record_of
from equipoise.scores.reliability import (
    ReliabilityBin,
    expected_calibration_error,
    reliability_table,
    share_interval,
)

__all__ = [
    "BASE_RATE",
    "SMALLEST",
    "UNIT_HISTORY",
    "About",
    "AlertPoint",
    "BrierParts",
    "Comparison",
    "Metric",
    "PairedDifference",
    "ReliabilityBin",
    "Resampling",
    "TimingSkill",
    "TrackRecord",
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
    "distribution_record_of",
    "expected_calibration_error",
    "interval_coverage",
    "interval_losses",
    "least_clusters",
    "log_losses",
    "log_score",
    "paired_difference",
    "record_of",
    "reliability_table",
    "score_interval",
    "share_interval",
    "within_unit_auc",
]
