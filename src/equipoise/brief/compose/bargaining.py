"""Section: where a negotiation would end, whether the rule lets it pass, and which judgements the answer hangs on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from equipoise.answers.charts.bargain import BargainActor, BargainChart
from equipoise.answers.charts.frame import Caption
from equipoise.answers.charts.tornado import TornadoChart, TornadoRow
from equipoise.answers.numbers import Number, format_figure
from equipoise.brief.compose.forecast_shape import STEPS, shape_of
from equipoise.brief.negotiation import BargainingSection, BargainInput, BargainModel
from equipoise.brief.page import Reproduction, Sentence
from equipoise.models.bargaining import BargainForecast, forecast, read_issue, tornado
from equipoise.models.bargaining.consent import Consent, consent
from equipoise.questions.wording import listed, sources_in_words
from equipoise.world.world import World

MOST_SWINGS = 8
JUDGEMENT = "judgement"
MODEL_NAMES = {
    "nash": "Nash bargaining",
    "nash_reference": "Nash bargaining from the reference point",
    "procedural": "agenda setter",
    "expected_utility": "challenges (expected utility), mean",
    "expected_utility_median": "challenges (expected utility), median",
}


def bargaining_forecast(world: World, path: Path | None) -> BargainForecast | None:
    """Return the forecast of the issue in a file with the default model.

    None without a file, and where the world holds nothing published after a day on which a source of the issue was not
    out yet: positions cannot be told apart by day, so the issue is left out whole.
    """
    if path is None or _younger(world, path):
        return None
    return forecast(read_issue(path))


def bargaining_limits(world: World, path: Path | None) -> tuple[Sentence, ...]:
    """Return why a negotiation that the scenario names is left out, if it is."""
    if path is None or not (late := _younger(world, path)):
        return ()
    told = f"The negotiation that this scenario names is left out: {late} of its sources are younger than this page."
    return (Sentence(told, lead="Negotiation."),)


def _younger(world: World, path: Path) -> int:
    """Return how many sources of an issue were published after the day of a world."""
    if world.as_of is None:
        return 0
    cited = {source_id for actor in read_issue(path).actors for source_id in actor.source_ids}
    rows = world.sources.filter(pl.col("source_id").is_in(list(cited)) & (pl.col("published") > world.today))
    return rows.height


def bargaining_finding(found: BargainForecast | None) -> tuple[Sentence, ...]:
    """Return the main result as a finding of the page, or nothing where there is no negotiation."""
    if found is None:
        return ()
    return (Sentence(f"{message_of(found, consent(found.issue, found.point))}.", lead="The negotiation."),)


def bargaining_section(world: World, found: BargainForecast | None) -> BargainingSection | None:
    """Return the section on a negotiation, or None where the scenario names no issue."""
    if found is None:
        return None
    tested = consent(found.issue, found.point)
    return BargainingSection(
        intro=_intro(found, tested),
        chart=chart_of(found, tested, world),
        inputs=_inputs(found, tested),
        models=_models(found),
        tornado=tornado_of(found),
        remarks=_remarks(found),
    )


def chart_of(found: BargainForecast, tested: Consent | None, world: World | None = None) -> BargainChart:
    """Return the chart of a forecast.

    Parameters
    ----------
    found : BargainForecast
        The forecast.
    tested : Consent or None
        Its point forecast, put to the rule.
    world : World, optional
        Tables that name the publishers of the sources.
    """
    issue = found.issue
    together = sum(actor.capability.midpoint for actor in issue.actors)
    atoms, density = shape_of(found.support, found.mass, issue.low, issue.high)
    outlined = " Outlined: nothing is agreed without them." if issue.vetoes else ""
    return BargainChart(
        caption=Caption(
            title=message_of(found, tested),
            subtitle="Above, in red: the forecast; bars are outcomes with a probability of their own, the area is the "
            f"rest per {_figure((issue.high - issue.low) / STEPS)} points. Below: what each actor wants; the size of a "
            f"circle is its capability.{outlined}",
            source="" if world is None else sources_in_words(world, found.source_ids),
            note=_note(found),
        ),
        low=issue.low,
        high=issue.high,
        low_name=issue.low_name,
        high_name=issue.high_name,
        actors=tuple(
            BargainActor(
                actor.name,
                actor.position,
                actor.salience,
                actor.capability.midpoint / together,
                actor.name in issue.vetoes,
            )
            for actor in issue.actors
        ),
        atoms=atoms,
        density=density,
        point=found.point,
        interval=found.interval,
        reference=issue.reference_point,
    )


def message_of(found: BargainForecast, tested: Consent | None) -> str:
    """Return the main result as a sentence without a full stop."""
    issue = found.issue
    scale = f"on the scale from {format_figure(issue.low)} to {format_figure(issue.high)}"
    said = f"The weights of the actors point to {_figure(found.point)} {scale}"
    if tested is None:
        return said
    if tested.passes:
        return f"{said}, and under the rule of {_rule_name(tested)} that would pass"
    against = listed([vote.name for vote in tested.votes if not vote.yes])
    if tested.accepted is None:
        return f"{said}, but under the rule of {_rule_name(tested)} no change at all passes: {against} would refuse"
    end = _farthest(tested)
    return f"{said}, but the rule of {_rule_name(tested)} stops at {_figure(end)}: {against} would refuse more"


def consent_in_words(tested: Consent) -> str:
    """Return what the rule does with the point forecast, and how that is computed."""
    yes = [vote.name for vote in tested.votes if vote.yes]
    no = [vote.name for vote in tested.votes if not vote.yes]
    sides = f"while {listed(no) or 'nobody'} would rather keep {_figure(tested.reference)}"
    would = f"{listed(yes) or 'Nobody'} would prefer {_figure(tested.outcome)}, {sides}"
    result = "it passes" if tested.passes else "it does not pass"
    span = (
        "no change passes"
        if tested.accepted is None
        else f"what passes lies between {_figure(tested.accepted.low)} and {_figure(tested.accepted.high)}"
    )
    return (
        f"{would}. Under the rule of {_rule_name(tested)} {result} at the likeliest positions, where {span}; over the "
        f"ranges of the positions it passes with a probability of {_percent(tested.probability)}. Each actor is taken "
        "to say yes where the outcome lies nearer to its position than what holds without an agreement; deals across "
        "issues and pressure are left out."
    )


def tornado_of(found: BargainForecast) -> TornadoChart | None:
    """Return the chart of the inputs that move the point of the forecast most, or None where none has a range."""
    swings = tornado(found.issue, found.model)[:MOST_SWINGS]
    if not swings:
        return None
    first = swings[0]
    ends = sorted((first.low, first.high))
    rows = tuple(TornadoRow(f"{swing.actor}: {swing.input}", swing.low, swing.high) for swing in swings)
    return TornadoChart(
        caption=Caption(
            title=f"The answer hangs most on the {first.input} of {first.actor}: from {_figure(ends[0])} to "
            f"{_figure(ends[1])}",
            subtitle="Point forecast with one input at the low end (hollow) and at the high end (full) of its range, "
            "all others at their likeliest values",
        ),
        rows=rows,
        base=found.by_model[found.model],
    )


def with_draws(made: Reproduction, found: BargainForecast | None) -> Reproduction:
    """Return how to make a page again, with the draws of the forecast of a negotiation where it has one."""
    if found is None:
        return made
    told = f"{found.draws} of the positions, saliences and capabilities of the negotiation; nothing else is drawn"
    return replace(
        made, seed=found.seed, facts=tuple((key, told if key == "draws" else text) for key, text in made.facts)
    )


def _intro(found: BargainForecast, tested: Consent | None) -> tuple[Sentence, ...]:
    issue = found.issue
    spread = f"with a probability of 90 % between {_figure(found.interval.low)} and {_figure(found.interval.high)}"
    said = [
        Sentence(
            f"{issue.title}. On a scale from {format_figure(issue.low)} ({issue.low_name}) to "
            f"{format_figure(issue.high)} ({issue.high_name}) the forecast is {_figure(found.point)}, {spread}."
        )
    ]
    if tested is not None:
        said.append(Sentence(f"{consent_in_words(tested)}", lead="Whether it would pass."))
    return tuple(said)


def _inputs(found: BargainForecast, tested: Consent | None) -> tuple[BargainInput, ...]:
    power = {} if tested is None else {vote.name: 100 * vote.power for vote in tested.votes}
    actors = found.issue.actors
    together = sum(actor.capability.midpoint for actor in actors)
    return tuple(
        BargainInput(
            label=actor.name,
            position=Number.of(actor.position),
            salience=Number.of(actor.salience.scale(100), digits=0),
            capability=Number(100 * actor.capability.midpoint / together, digits=1),
            power=Number(power.get(actor.name), digits=1),
            source_ids=actor.source_ids,
        )
        for actor in actors
    )


def _models(found: BargainForecast) -> tuple[BargainModel, ...]:
    def order(name: str) -> tuple[bool, float]:
        return name not in found.scores, found.scores.get(name, 0.0)

    return tuple(
        BargainModel(
            label=model_name(name),
            point=Number(found.by_model[name], digits=1),
            error=Number(found.scores.get(name), digits=1),
            chosen=name == found.model,
        )
        for name in sorted(found.by_model, key=order)
    )


def model_name(name: str) -> str:
    """Return the name of a model as words."""
    return MODEL_NAMES.get(name, name.replace("_", " "))


def _note(found: BargainForecast) -> str:
    if JUDGEMENT in found.source_ids:
        return "Positions and saliences are judgements of the compilers, not statements of the actors."
    return ""


def _remarks(found: BargainForecast) -> tuple[Sentence, ...]:
    said = []
    if JUDGEMENT in found.source_ids:
        said.append(
            Sentence(
                "No actor named a number. Positions and saliences are judgements of the compilers, who know how it "
                "ended; the sources say what they lean on. Change them in the file of the issue and see what moves.",
                (JUDGEMENT,),
                lead="What this rests on.",
            )
        )
    said.append(
        Sentence(
            "The models were scored on issues of the European Union, where most matters can be decided without "
            "unanimity. Elsewhere, and under consensus, their errors may be larger; the weighing of positions knows "
            "no veto, which is why the rule is tested apart.",
            lead="How far to trust it.",
        )
    )
    return tuple(said)


def _percent(share: float) -> str:
    """Return a probability as per cent; one that rounds to nothing is given as less than 1."""
    return "less than 1 %" if 0 < share < 0.005 else f"{share * 100:.0f} %"


def _rule_name(tested: Consent) -> str:
    return "the veto" if tested.rule == "vetoes" else tested.rule.replace("_", " ")


def _farthest(tested: Consent) -> float:
    """Return the end of what passes that lies towards the outcome."""
    span = tested.accepted
    assert span is not None  # noqa: S101 - the caller has looked
    return span.high if tested.outcome > tested.reference else span.low


def _figure(value: float) -> str:
    return format_figure(value, 0 if abs(value) >= 10 else None)
