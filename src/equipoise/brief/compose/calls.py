"""Section: who would come when called, and how far such a forecast can be trusted."""

from __future__ import annotations

import polars as pl
from scipy import stats

from equipoise.brief.charts.arrival import ArrivalChart, ArrivalLine, Happened
from equipoise.brief.charts.frame import Caption
from equipoise.brief.charts.track import ReliabilityBin, Score, TrackChart
from equipoise.brief.compose.subject import Subject
from equipoise.brief.compose.wording import (
    body_name,
    capital,
    day_in_words,
    label_of,
    listed,
    percent,
    sources_in_words,
)
from equipoise.brief.numbers import Number
from equipoise.brief.page import CallRow, CallsSection, Sentence
from equipoise.evaluation.calls import TrackRecord, calls_track_record
from equipoise.measures.powers import power
from equipoise.models.calls import CallForecast, answer_call
from equipoise.world.world import World

SHOWN_DAYS = 30
RELIABILITY_LEVEL = 0.90
TRIGGERS = {"internal": "internal unrest", "external": "an attack from outside", "disaster": "a disaster"}


def forecasts_of(subject: Subject) -> tuple[CallForecast, ...]:
    """Return the forecasts that the scenario asks for, likeliest first; those outside support last."""
    question = subject.scenario.call
    if question is None:
        return ()
    addressees = [power(subject.then, text, question.date).id for text in question.to]
    made = [
        answer_call(subject.then, subject.iso3, key, question.trigger, question.date, subject.scenario.leave_out)
        for key in dict.fromkeys(addressees)
        if key != subject.iso3
    ]
    return tuple(sorted(made, key=lambda forecast: (not forecast.in_support, -forecast.probability.midpoint)))


def calls_section(subject: Subject, forecasts: tuple[CallForecast, ...], record: TrackRecord) -> CallsSection | None:
    """Return the section on calls for help, or None where none is asked about."""
    if not forecasts or subject.scenario.call is None:
        return None
    return CallsSection(
        intro=_intro(subject, forecasts),
        rows=tuple(_row(subject, forecast) for forecast in forecasts),
        arrival=_arrival(subject, forecasts),
        track=_track(record),
        remarks=_remarks(subject, forecasts),
    )


def _intro(subject: Subject, forecasts: tuple[CallForecast, ...]) -> tuple[Sentence, ...]:
    question = subject.scenario.call
    assert question is not None  # noqa: S101 - the caller has looked
    first = forecasts[0]
    left = f"; {listed(first.left_out)} left out" if first.left_out else ""
    asked = (
        f"Asked on {day_in_words(question.date)} because of {TRIGGERS[question.trigger]}: the probability that "
        f"soldiers or police come. Learnt from {first.n_calls} calls in {first.n_episodes} crises answered "
        f"before that day{left}."
    )
    return (Sentence(asked), Sentence(call_finding(subject, forecasts)))


def call_finding(subject: Subject, forecasts: tuple[CallForecast, ...]) -> str:
    """Return the main result as a sentence."""
    inside = [forecast for forecast in forecasts if forecast.in_support]
    outside = [forecast for forecast in forecasts if not forecast.in_support]
    parts = []
    if inside:
        best = inside[0]
        alike = [forecast for forecast in inside if _same(forecast, best)]
        names = capital(listed([body_name(subject.now, forecast.addressee) for forecast in alike]))
        parts.append(
            f"{names} would {'each ' if len(alike) > 1 else ''}have sent troops with a probability of "
            f"{percent(best.probability)}, and had them there within three days with {percent(best.p_within_3_days)}"
        )
    if outside:
        names = listed([body_name(subject.now, forecast.addressee) for forecast in outside])
        parts.append(f"for {names} the record gives an upper bound only, since no such body was ever asked in it")
    text = "; ".join(parts) + "."
    return text if subject.is_case else text.replace("have sent", "send").replace("and had them", "and have them")


def _same(one: CallForecast, other: CallForecast) -> bool:
    """Say whether two forecasts cannot be told apart, so that naming only the first would favour it."""
    return (one.probability, one.p_within_3_days) == (other.probability, other.p_within_3_days)


def _row(subject: Subject, forecast: CallForecast) -> CallRow:
    clause = forecast.mandate
    name = "" if clause.name is None else clause.name
    return CallRow(
        key=forecast.addressee,
        label=label_of(subject.now, forecast.addressee),
        mandate=forecast.mandate_class,
        instrument=name or "no instrument binds both",
        probability=Number.of(forecast.probability.scale(100), unit="%", digits=0),
        delay=_delay(forecast),
        size=Number.of(clause.force, digits=0),
        supported=forecast.in_support,
        happened=_happened(subject, forecast.addressee),
        marks=forecast.source_ids,
    )


def _delay(forecast: CallForecast) -> Number:
    if forecast.lag_days is None:
        return Number(unit="days")
    low, middle, high = forecast.lag_days
    return Number(middle, low, high, "days", 0)


def _reactions(subject: Subject, key: str) -> pl.DataFrame:
    """Return what an addressee did in the case; actors are given in words and matched by name."""
    world = subject.now
    rows = world.reactions.filter(pl.col("case_id") == (subject.scenario.case_id or ""))
    wanted = {key, label_of(world, key)}
    return rows.filter(pl.col("actor").is_in(list(wanted))).sort("days_after_appeal")


def _happened(subject: Subject, key: str) -> str:
    rows = _reactions(subject, key)
    if rows.is_empty():
        return ""
    steps = [f"{row['kind']} on day {row['days_after_appeal']}" for row in rows.iter_rows(named=True)]
    return f"{listed(list(dict.fromkeys(steps))[:3])}; {_sent(subject, key, offered=bool(rows['offered_force'].any()))}"


def _sent(subject: Subject, key: str, *, offered: bool) -> str:
    """Return what an addressee sent, as a body or as a contributor to one."""
    rows = subject.now.contributions.filter(pl.col("case_id") == (subject.scenario.case_id or ""))
    whole = rows.filter(pl.col("country") == "TOTAL")["reported"].to_list()
    own = rows.filter(pl.col("iso3") == key)["reported"].to_list()
    if offered:
        return f"sent {whole[0]:,.0f}" if whole and whole[0] is not None else "sent troops"
    if own and own[0] is not None:
        return f"no force of its own; gave {own[0]:,.0f} of those sent"
    return "no force offered"


def _arrival(subject: Subject, forecasts: tuple[CallForecast, ...]) -> ArrivalChart:
    sources = tuple(dict.fromkeys(source for forecast in forecasts for source in forecast.source_ids))
    caption = Caption(
        title=arrival_message(subject, forecasts),
        subtitle="Probability that troops or police are there, by days since the call [%], with 90 % intervals",
        source=sources_in_words(subject.now, sources) or "panel of calls for help, compiled for this project",
        marks=sources[:12],
        note=""
        if all(forecast.in_support for forecast in forecasts)
        else "Bands from zero: the record holds no body of this sort, so it gives an upper bound only.",
    )
    return ArrivalChart(caption, tuple(_line(subject, forecast) for forecast in forecasts), _marker(subject))


def arrival_message(subject: Subject, forecasts: tuple[CallForecast, ...]) -> str:
    """Return the finding of the chart as a sentence."""
    best = forecasts[0]
    alike = [body_name(subject.now, forecast.addressee) for forecast in forecasts if _same(forecast, best)]
    return (
        f"{capital(listed(alike))}: troops there within three days with {100 * best.p_within_3_days.midpoint:.0f} %, "
        f"within thirty with {100 * best.p_within_30_days.midpoint:.0f} %"
    )


def _line(subject: Subject, forecast: CallForecast) -> ArrivalLine:
    curve = forecast.curve[: SHOWN_DAYS + 1]
    return ArrivalLine(
        key=forecast.addressee,
        label=label_of(subject.now, forecast.addressee),
        days=tuple(float(day) for day in range(len(curve))),
        value=tuple(None if point.value is None else 100 * point.value for point in curve),
        low=tuple(100 * point.low for point in curve),
        high=tuple(100 * point.high for point in curve),
        supported=forecast.in_support,
    )


def _marker(subject: Subject) -> tuple[Happened, ...]:
    """Return when the first troops came in the case, as the panel has it."""
    marks = []
    for episode in subject.scenario.leave_out:
        rows = subject.now.calls.filter((pl.col("episode_id") == episode) & (pl.col("answer") == "troops"))
        for row in rows.iter_rows(named=True):
            if row["lag_arrival_days"] is not None:
                key = row["addressee_org"] or row["addressee_iso3"] or ""
                marks.append(Happened(row["lag_arrival_days"], f"first units, day {row['lag_arrival_days']:.0f}", key))
    return tuple(marks)


def _track(record: TrackRecord) -> TrackChart:
    caption = Caption(
        title=capital(f"the model {record.verdict}") if "beats" in record.verdict else capital(record.verdict),
        subtitle=f"{record.n} calls in {record.episodes} crises, {record.first_year} to {record.last_year}, each "
        "forecast from all other crises",
        source="panel of calls for help, compiled for this project",
    )
    bins = tuple(
        ReliabilityBin(100 * entry.forecast, _seen(entry.observed, entry.count), entry.count)
        for entry in record.reliability
        if entry.count
    )
    scores = (
        Score("This model", Number(record.brier, record.brier, record.brier, digits=4), "model"),
        Score("Base rate", Number(record.brier_base, record.brier_base, record.brier_base, digits=4), "baseline"),
    )
    return TrackChart(caption, bins, scores, "Brier score, lower is better")


def _seen(share: float, count: int) -> Number:
    """Return an observed share with its Wilson interval [%]."""
    found = stats.binomtest(round(share * count), count)
    ends = found.proportion_ci(RELIABILITY_LEVEL, method="wilson")
    return Number(100 * share, 100 * min(ends.low, share), 100 * max(ends.high, share), "%", 0)


def _remarks(subject: Subject, forecasts: tuple[CallForecast, ...]) -> tuple[Sentence, ...]:
    remarks = [
        Sentence(f"{capital(forecast.support_reason)}.", lead=f"{label_of(subject.now, forecast.addressee)}.")
        for forecast in forecasts
        if not forecast.in_support
    ]
    remarks.append(
        Sentence(
            "Addressees under the same sort of text get the same rate: this version of the model knows the clause and "
            "the kind of addressee, not its interests, its distance or its other wars.",
            lead="Like numbers.",
        )
    )
    best = forecasts[0]
    others = [f"{choice.description}: {percent(choice.probability)}" for choice in best.sensitivity]
    if others:
        remarks.append(
            Sentence(
                f"{capital('; '.join(others))}.", lead=f"{label_of(subject.now, best.addressee)}, under other choices."
            )
        )
    return tuple(remarks)


def record_of(world: World) -> TrackRecord:
    """Return the track record of the calls model over all calls that the world holds."""
    return calls_track_record(world.calls, world.episodes)
