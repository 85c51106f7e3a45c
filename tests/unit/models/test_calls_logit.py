"""The full model of the answers: against brute force, under relabelling, and without leaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import process_time

import numpy as np
import polars as pl
import pytest
from scipy.special import expit, logsumexp
from scipy.stats import norm

from equipoise.models.calls.laplace import Problem, laplace
from equipoise.models.calls.logit import SPECIFIED, fit_answers
from equipoise.models.calls.panel import CallPanel, usable_panel
from equipoise.models.calls.record.folds import answer_forecasts, cut

GRID = np.linspace(-6, 6, 601)


def problem(seed: int, cluster_spread: float, count: int = 150) -> Problem:
    generator = np.random.default_rng(seed)
    slope = generator.normal(size=count)
    outcomes = (generator.uniform(size=count) < expit(0.4 + 0.8 * slope)).astype(np.float64)
    return Problem(
        design=np.stack([np.ones(count), slope], axis=1),
        outcomes=outcomes,
        clusters=np.zeros(count, dtype=np.int64),
        mean=np.array([0.2, 0.5]),
        spreads=np.array([[0.9, 0.7]]),
        cluster_spread=np.array([cluster_spread]),
    )


def brute_force(given: Problem) -> tuple[np.ndarray, np.ndarray, float]:
    """Return mean, covariance and log evidence of two coefficients by summing over a fine grid."""
    first, second = np.meshgrid(GRID, GRID, indexing="ij")
    predictor = first[..., None] * given.design[:, 0] + second[..., None] * given.design[:, 1]
    log_density = (given.outcomes * predictor - np.logaddexp(0, predictor)).sum(axis=-1)
    for axis, values in enumerate((first, second)):
        log_density += norm.logpdf(values, given.mean[axis], given.spreads[0, axis])
    step = GRID[1] - GRID[0]
    weights = np.exp(log_density - log_density.max())
    weights /= weights.sum()
    points = np.stack([first.ravel(), second.ravel()])
    mean = points @ weights.ravel()
    centred = points - mean[:, None]
    return mean, (centred * weights.ravel()) @ centred.T, float(logsumexp(log_density) + 2 * np.log(step))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_laplace_agrees_with_brute_force_in_two_dimensions(seed):
    given = problem(seed, cluster_spread=1e-3)
    found = laplace(given)
    mean, covariance, log_evidence = brute_force(given)
    assert found.modes[0] == pytest.approx(mean, abs=0.06)
    assert found.covariance[0] == pytest.approx(covariance, abs=0.02)
    assert found.log_evidence[0] == pytest.approx(log_evidence, abs=0.03)


def test_an_eliminated_cluster_is_the_same_as_a_column():
    clustered = problem(5, cluster_spread=0.8)
    by_column = replace(
        clustered,
        design=np.hstack([clustered.design, np.ones((150, 1))]),
        mean=np.append(clustered.mean, 0.0),
        spreads=np.append(clustered.spreads, [[0.8]], axis=1),
        cluster_spread=np.array([1e-4]),
    )
    first, second = laplace(clustered), laplace(by_column)
    assert first.modes[0] == pytest.approx(second.modes[0, :2], abs=1e-5)
    assert first.covariance[0] == pytest.approx(second.covariance[0, :2, :2], abs=1e-5)
    assert first.log_evidence[0] == pytest.approx(second.log_evidence[0], abs=1e-4)


def test_no_data_gives_the_prior():
    given = problem(1, 1.0)
    none = replace(given, design=given.design[:0], outcomes=given.outcomes[:0], clusters=given.clusters[:0])
    found = laplace(none)
    assert found.modes[0] == pytest.approx(given.mean)
    assert found.covariance[0] == pytest.approx(np.diag([0.81, 0.49]))
    assert found.log_evidence[0] == pytest.approx(0, abs=1e-9)


@pytest.fixture(scope="module")
def panel(world) -> CallPanel:
    return usable_panel(world.calls, world.episodes)


def changed(panel: CallPanel, *columns: pl.Expr) -> CallPanel:
    return replace(panel, frame=panel.frame.with_columns(*columns))


def test_names_and_order_do_not_matter(panel):
    plain = fit_answers(panel)
    frame = panel.frame.with_columns(
        ("z" + pl.col("episode_id").str.reverse()).alias("episode_id"), ("q" + pl.col("body")).alias("body")
    )
    renamed = replace(panel, frame=frame.reverse())
    other = fit_answers(renamed)
    assert other.predict(renamed.frame.reverse()) == pytest.approx(plain.predict(panel.frame), abs=1e-7)


def test_where_the_search_starts_does_not_matter(panel):
    training = panel.without("KAZ2022")
    cold, warm = fit_answers(training), fit_answers(training, near=fit_answers(panel))
    assert warm.predict(panel.frame) == pytest.approx(cold.predict(panel.frame), abs=1e-6)


def test_leaving_a_crisis_out_truly_leaves_it_out(panel):
    own = pl.col("episode_id") == "MDV1988"
    flipped = changed(panel, (pl.col("troops") != own).alias("troops"))
    assert flipped.outcomes.sum() != panel.outcomes.sum()
    said = []
    for version in (panel, flipped):
        near = fit_answers(version)
        said.append(fit_answers(version.without("MDV1988"), near=near).predict(version.only(["MDV1988"]).frame))
    assert said[0] == pytest.approx(said[1], abs=1e-6)


def test_no_column_that_is_known_only_afterwards_is_read(panel):
    columns = ["answer", "force", "lag_arrival_days", "coded_internal", "known_on", "looked_up"]
    blind = changed(panel, *(pl.lit(None).alias(name) for name in columns))
    assert fit_answers(blind).predict(blind.frame) == pytest.approx(fit_answers(panel).predict(panel.frame))


def test_cold_fit_takes_less_than_two_seconds_of_work(panel):
    start = process_time()
    fit_answers(panel)
    assert process_time() - start < 2


def test_empty_panel_gives_the_priors(panel):
    empty = panel.known_before(date(1900, 1, 1))
    model = fit_answers(empty)
    assert model.coefficient("plain_internal") == pytest.approx((0.7, 0.7))
    assert (np.abs(model.predict(panel.frame) - 0.55) < 0.2).all()


def test_unseen_addressee_is_less_certain_than_one_with_a_record(panel):
    model = fit_answers(panel)
    row = panel.frame.filter(pl.col("body") == "FRA").head(1)
    seen, unseen = (model.rates(row.with_columns(pl.lit(body).alias("body")), model.draws()) for body in ("FRA", "???"))
    assert unseen.std() > seen.std()


def test_draws_agree_with_the_mean_and_are_the_same_every_time(panel):
    model = fit_answers(panel)
    rows = panel.frame.head(40)
    rates = model.rates(rows, model.draws())
    assert np.array_equal(rates, model.rates(rows, model.draws()))
    assert rates.mean(axis=0) == pytest.approx(model.predict(rows), abs=0.03)


def test_one_more_answer_never_lowers_the_addressee(panel):
    row = panel.frame.filter(pl.col("body") == "CSTO").head(1)
    more = row.with_columns(pl.lit("new").alias("call_id"), pl.lit("new").alias("episode_id"))
    said = []
    for troops in (False, True):
        answered = more.with_columns(pl.lit(troops).alias("troops"))
        said.append(fit_answers(replace(panel, frame=pl.concat([panel.frame, answered]))).predict(row)[0])
    assert said[0] < said[1]


def simulated(panel: CallPanel, generator: np.random.Generator, effects: dict[str, float]) -> CallPanel:
    """Return the panel with answers drawn anew from a model of the same form."""
    frame = panel.frame.with_columns(
        plain=((pl.col("clause_for") != "external") & (pl.col("class_internal") == "yes")).cast(pl.Float64),
        near=pl.col("border").cast(pl.Float64),
    )
    crises = {name: generator.normal(0, effects["crisis"]) for name in frame["episode_id"].unique(maintain_order=True)}
    shock = np.array([crises[name] for name in frame["episode_id"]])
    predictor = effects["plain"] * frame["plain"].to_numpy() + effects["near"] * frame["near"].to_numpy() + shock - 0.5
    answers = generator.uniform(size=frame.height) < expit(predictor)
    return replace(panel, frame=frame.drop("plain", "near").with_columns(pl.Series("troops", answers)))


@pytest.mark.slow
def test_coefficients_are_recovered_from_simulated_answers(panel):
    generator = np.random.default_rng(11)
    effects = {"plain": 1.2, "near": 0.8, "crisis": 0.8}
    within, found = [], []
    for _ in range(30):
        model = fit_answers(simulated(panel, generator, effects))
        for term, truth in (("plain_internal", 1.2), ("border", 0.8)):
            mean, sd = model.coefficient(term)
            found.append(mean - truth)
            within.append(abs(mean - truth) < 1.645 * sd)
    assert abs(np.mean(found)) < 0.25, "pulled to the priors, but not far"
    assert np.mean(within) > 0.8


@pytest.mark.slow
def test_shuffled_answers_leave_no_skill(panel):
    generator = np.random.default_rng(12)
    skills = []
    for _ in range(6):
        shuffled = replace(
            panel, frame=panel.frame.with_columns(pl.Series("troops", generator.permutation(panel.frame["troops"])))
        )
        folds = cut(shuffled, "leave_one_episode_out")
        said = answer_forecasts(folds, SPECIFIED)
        happened = np.concatenate([test.outcomes for _, test in folds])
        base = np.concatenate([np.full(test.n_calls, training.outcomes.mean()) for training, test in folds])
        skills.append(1 - ((said - happened) ** 2).mean() / ((base - happened) ** 2).mean())
    assert np.mean(skills) < 0.01
