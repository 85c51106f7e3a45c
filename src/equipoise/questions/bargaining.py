"""Where a negotiation over an issue would end, and whether the rule of decision lets it pass."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from equipoise.answers import Answer, Caption, Chart, Column, Sentence, Sheet
from equipoise.answers.charts.forecast_shape import STEPS
from equipoise.answers.numbers import format_figure
from equipoise.answers.vocabulary import terms
from equipoise.errors import InputError, UnknownNameError
from equipoise.interval import Interval
from equipoise.models.bargaining import BargainForecast, Swing, forecast, read_issue, tornado
from equipoise.models.bargaining.consent import Consent, consent
from equipoise.questions.bargaining_words import consent_in_words, message_of, short_figure
from equipoise.questions.citing import finished
from equipoise.questions.wording import sources_in_words
from equipoise.scenarios.documents import issue_file, load_scenario, packs
from equipoise.world.world import World

MOST_SWINGS = 8
"""Bars in the chart of what moves the forecast."""

JUDGEMENT = "judgement"
"""Source of positions that are the compilers' and no actor's."""

ACTOR_COLUMNS = (
    Column("name", "actor", sense="Name of the actor."),
    Column("position", "position", "estimate", sense="Outcome that it wants most, on the scale of the issue."),
    Column("salience", "how much it cares", "estimate", "%", 0, "Salience of the issue, 100 being all that it has."),
    Column("capability", "share of capability", "number", "%", 1, "Its share of the capability of all actors."),
    Column("veto", "veto", "flag", hidden=True, sense="Whether nothing is agreed without it."),
    Column("yes", "prefers the forecast", "flag", sense="Whether it prefers the forecast to no agreement."),
    Column("probability", "probability that it does", "number", "%", 0, "The same over the range of its position."),
    Column("power", "power to turn the vote", "number", "%", 1, "Shapley-Shubik index under the rule of decision."),
    Column("source_ids", kind="list", hidden=True, sense="Sources of position, salience and capability."),
)
MODEL_COLUMNS = (
    Column("model", words="bargaining_model", sense="Model of bargaining."),
    Column("point", "forecast here", "number", digits=1, sense="Its point forecast on the scale of the issue."),
    Column("error", "mean error, EU issues", "number", "points of 100", 2, "Mean absolute error on DEU III."),
    Column("chosen", "used here", "flag", sense="Whether the forecast of this answer is this model's."),
)
SWING_COLUMNS = (
    Column("actor", sense="Whose input is moved."),
    Column("input", sense="Position, salience or capability."),
    Column("low", "forecast at its low end", "number", digits=1, sense="Forecast with this input at its low end."),
    Column("high", "forecast at its high end", "number", digits=1, sense="Forecast with this input at its high end."),
)
CONSENT_COLUMNS = (
    Column("rule", "rule of decision", sense="Rule under which the actors decide."),
    Column("outcome", "forecast", "number", digits=1, sense="What is put to the rule."),
    Column("reference", "without an agreement", "number", sense="What holds without an agreement."),
    Column("passes", "passes", "flag", sense="Whether it passes at the likeliest positions."),
    Column("probability", "probability", "number", "%", 0, "Probability that it passes over the ranges of positions."),
    Column("accepted", "what would pass", "estimate", sense="Outcomes that pass at the likeliest positions."),
)
QUANTILE_COLUMNS = (
    Column("level", "probability of less", "number", "%", sense="Probability that the outcome lies below."),
    Column("outcome", "outcome", "number", digits=1, sense="Outcome on the scale of the issue."),
)
MASS_COLUMNS = (
    Column("outcome", "outcome", "number", sense="Outcome on the scale of the issue."),
    Column("probability", "probability", "number", "%", sense="Probability of just this outcome."),
)


def bargain(world: World, issue: str | Path, model: str = "mixture", draws: int = 1000, seed: int = 0) -> Answer:
    """Answer where a negotiation over an issue would end.

    Parameters
    ----------
    world : World
        Tables that name the sources.
    issue : str or pathlib.Path
        File of an issue, or a scenario that names one, such as "ots-clause-2021".
    model : str
        Model of the forecast; the points of all are shown beside it.
    draws : int
        Draws of the inputs from their ranges, at least 1.
    seed : int
        Seed of the draws.

    Returns
    -------
    Answer
        Sheets ``actors`` (what each wants, and whether it prefers the forecast to no agreement), ``models``,
        ``tornado`` (what each input moves), ``consent`` (the rule of decision), ``quantiles`` and ``mass`` (the
        forecast as a distribution); charts of the actors with the forecast, and of what moves it.

    Raises
    ------
    UnknownNameError
        If there is neither such a file nor such a scenario, or no such model.
    InputError
        If the scenario names no issue, there is no draw, or a source of the issue is younger than the world.
    DataError
        If the file is not of the declared form.
    """
    path = issue_path(str(issue))
    if late := younger_sources(world, path):
        raise InputError(f"{late} sources of this issue were published after {world.today}: leave --as-of out")
    found = forecast(read_issue(path), model=model, draws=draws, seed=seed)
    tested = consent(found.issue, found.point)
    swings = tornado(found.issue, found.model)
    named = Sheet.of("actors", "What each actor wants", ACTOR_COLUMNS, _actors(found, tested))
    answer = Answer(
        question="bargaining",
        title=found.issue.title,
        subject=_subject(found),
        headline=_headline(found, tested, swings),
        sheets=(named, _models(found), *_tables(found, tested, swings)),
        charts=tuple(_charts(world, found, tested, swings)),
        caveats=tuple(_caveats(found)),
    )
    return finished(world, answer, seed, own=found.source_ids)


def issue_path(text: str) -> Path:
    """Return the file of an issue: one that is named, or the one that a scenario names.

    Raises
    ------
    UnknownNameError
        If it is neither a file nor a scenario.
    InputError
        If the scenario names no issue.
    """
    path = Path(text)
    try:
        is_issue = path.is_file() and path.name != "scenario.yaml"
        is_scenario = text in packs() or (path.exists() and not is_issue)
    except OSError:  # no name that a file could have
        is_issue = is_scenario = False
    if is_issue and text not in packs():
        return path
    with_issue = [name for name in packs() if load_scenario(name).issue is not None]
    if not is_scenario:
        raise UnknownNameError("file of an issue or scenario", text, with_issue)
    named = issue_file(text)
    if named is None:
        raise InputError(f"scenario {text!r} names no issue (scenarios that do: {', '.join(with_issue)})")
    return named


def younger_sources(world: World, issue: Path) -> int:
    """Return how many sources of an issue were published after the day of a world."""
    if world.as_of is None:
        return 0
    cited = {source_id for actor in read_issue(issue).actors for source_id in actor.source_ids}
    rows = world.sources.filter(pl.col("source_id").is_in(list(cited)) & (pl.col("published") > world.today))
    return rows.height


def _subject(found: BargainForecast) -> dict[str, Any]:
    issue = found.issue
    return {
        "issue": issue.title,
        "low": issue.low,
        "low_name": issue.low_name,
        "high": issue.high,
        "high_name": issue.high_name,
        "reference_point": issue.reference_point,
        "model": found.model,
        "point": found.point,
        "interval_low": found.interval.low,
        "interval_high": found.interval.high,
        "flags": found.flags,
        "draws": found.draws,
        "seed": found.seed,
    }


def _headline(found: BargainForecast, tested: Consent | None, swings: tuple[Swing, ...]) -> tuple[Sentence, ...]:
    issue = found.issue
    spread = f"90 % interval {short_figure(found.interval.low)}–{short_figure(found.interval.high)}"
    without = "" if issue.reference_point is None else f" Without an agreement: {format_figure(issue.reference_point)}."
    said = [
        Sentence(f"{message_of(found, tested)}.", lead="The negotiation."),
        Sentence(
            f"On a scale from {format_figure(issue.low)} ({issue.low_name}) to {format_figure(issue.high)} "
            f"({issue.high_name}) the forecast is {short_figure(found.point)} ({spread}).{without}"
        ),
    ]
    if tested is not None:
        said.append(Sentence(consent_in_words(tested), lead="Whether it would pass."))
    unmoved = "No input has a range, so nothing says what moves the forecast; give ends where you are not sure."
    said.append(Sentence(f"{_moved(swings[0])}." if swings else unmoved, lead="What moves it."))
    return tuple(said)


def _actors(found: BargainForecast, tested: Consent | None) -> Iterator[dict[str, Any]]:
    votes = {} if tested is None else {vote.name: vote for vote in tested.votes}
    together = sum(actor.capability.midpoint for actor in found.issue.actors)
    for actor in found.issue.actors:
        row: dict[str, Any] = {
            "name": actor.name,
            "position": actor.position,
            "salience": actor.salience.scale(100),
            "capability": 100 * actor.capability.midpoint / together,
            "veto": actor.name in found.issue.vetoes,
            "source_ids": actor.source_ids,
        }
        if (vote := votes.get(actor.name)) is not None:
            row |= {"yes": vote.yes, "probability": 100 * vote.probability, "power": 100 * vote.power}
        yield row


def _models(found: BargainForecast) -> Sheet:
    names = sorted(found.by_model, key=lambda name: (name not in found.scores, found.scores.get(name, 0.0)))
    rows = (
        {
            "model": name,
            "point": found.by_model[name],
            "error": found.scores.get(name),
            "chosen": name == found.model,
        }
        for name in names
    )
    return Sheet.of("models", "What each model says, and how far it was off elsewhere", MODEL_COLUMNS, rows)


def _tables(found: BargainForecast, tested: Consent | None, swings: tuple[Swing, ...]) -> Iterator[Sheet]:
    rows = ({"actor": swing.actor, "input": swing.input, "low": swing.low, "high": swing.high} for swing in swings)
    yield Sheet.of("tornado", "What moves the forecast most, one input at a time", SWING_COLUMNS, rows, detail=True)
    if tested is not None:
        row = {name: getattr(tested, name) for name in ("outcome", "reference", "passes", "accepted")}
        row |= {"rule": tested.rule.replace("_", " "), "probability": 100 * tested.probability}
        yield Sheet.of("consent", "The forecast under the rule of decision", CONSENT_COLUMNS, [row], detail=True)
    quantiles = ({"level": 100 * level, "outcome": value} for level, value in sorted(found.quantiles.items()))
    yield Sheet.of("quantiles", "Quantiles of the forecast", QUANTILE_COLUMNS, quantiles, detail=True)
    masses = ({"outcome": at, "probability": 100 * mass} for at, mass in zip(found.support, found.mass, strict=True))
    yield Sheet.of("mass", "Probability of each outcome", MASS_COLUMNS, masses, detail=True)


def _charts(world: World, found: BargainForecast, tested: Consent | None, swings: tuple[Swing, ...]) -> Iterator[Chart]:
    issue = found.issue
    outlined = " Outlined: nothing is agreed without them." if issue.vetoes else ""
    judged = "Positions and saliences are judgements of the compilers, not statements of the actors."
    caption = Caption(
        title=message_of(found, tested),
        subtitle="Above, in red: the forecast; bars are outcomes with a probability of their own, the area is the "
        f"rest per {short_figure((issue.high - issue.low) / STEPS)} points. Below: what each actor wants; the size of "
        f"a circle is its capability.{outlined}",
        source=sources_in_words(world, found.source_ids),
        note=judged if JUDGEMENT in found.source_ids else "",
    )
    options = {name: getattr(issue, name) for name in ("low", "high", "low_name", "high_name", "reference_point")}
    options |= {"point": found.point, "interval": (found.interval.low, found.interval.high)}
    yield Chart("bargaining", ("actors", "mass"), caption, options)
    if swings:
        yield _tornado(found, swings[0])


def _tornado(found: BargainForecast, first: Swing) -> Chart:
    caption = Caption(
        title=_moved(first),
        subtitle="Point forecast with one input at the low end (hollow) and at the high end (full) of its range, "
        "all others at their likeliest values",
    )
    options = {"base": found.by_model[found.model], "named_by": ("actor", "input"), "most": MOST_SWINGS}
    return Chart("tornado", ("tornado",), caption, options)


def _moved(swing: Swing) -> str:
    ends = Interval(*sorted((swing.low, swing.high)))
    return (
        f"The forecast depends most on the {swing.input} of {swing.actor}: from {short_figure(ends.low)} to "
        f"{short_figure(ends.high)}"
    )


def _caveats(found: BargainForecast) -> Iterator[Sentence]:
    if JUDGEMENT in found.source_ids:
        yield Sentence(
            "No actor named a number. Positions and saliences are judgements of the compilers, who know how it "
            "ended; the sources say what they lean on. Change them in the file of the issue and see what moves.",
            (JUDGEMENT,),
            lead="What this rests on.",
        )
    known = terms("bargaining_flag")
    for flag in found.flags:
        yield Sentence(known[flag].sense, lead=known[flag].title)
