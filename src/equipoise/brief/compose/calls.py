"""Section: who would come when called, and how far such a forecast can be trusted."""

from __future__ import annotations

import polars as pl

from equipoise.answers.charts.arrival import Happened
from equipoise.answers.charts.frame import Caption
from equipoise.answers.charts.track import ReliabilityPoint, Score, TrackChart
from equipoise.answers.numbers import Number
from equipoise.brief.compose.arrival import PANEL, chart_of, indistinct
from equipoise.brief.compose.calls_remarks import remarks_of
from equipoise.brief.compose.subject import MOST_ADDRESSEES, Subject
from equipoise.brief.page import CallRow, CallsSection, Sentence
from equipoise.measures.powers import power
from equipoise.models.calls import CallForecast, answer_calls
from equipoise.models.calls.record.scoring import calls_track_record, verdict_on
from equipoise.questions.wording import body_name, capital, day_in_words, label_of, listed, percent
from equipoise.scores.record import TrackRecord
from equipoise.world.world import World

RELIABILITY_LEVEL = 0.90
TRIGGERS = {"internal": "internal unrest", "external": "an attack from outside", "disaster": "a disaster"}


def forecasts_of(subject: Subject) -> tuple[CallForecast, ...]:
    """Return the forecasts that the scenario asks for, likeliest first; those outside support last."""
    question = subject.scenario.call
    if question is None:
        return ()
    addressees = [power(subject.then, text, question.date).id for text in question.to]
    wanted = [key for key in dict.fromkeys(addressees) if key != subject.iso3]
    made = answer_calls(subject.then, subject.iso3, wanted, question.trigger, question.date, subject.scenario.leave_out)
    ranked = sorted(made, key=lambda forecast: (not forecast.in_support, -forecast.probability.midpoint))
    return tuple(ranked if subject.is_case else ranked[:MOST_ADDRESSEES])


def calls_section(subject: Subject, forecasts: tuple[CallForecast, ...], record: TrackRecord) -> CallsSection | None:
    """Return the section on calls for help, or None where none is asked about."""
    if not forecasts or subject.scenario.call is None:
        return None
    return CallsSection(
        intro=_intro(subject, forecasts),
        rows=tuple(_row(subject, forecast) for forecast in forecasts),
        arrival=chart_of(subject.now, subject.iso3, forecasts, _marker(subject)),
        track=_track(record),
        remarks=remarks_of(subject, forecasts),
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
    """Return the main result as a sentence: the likeliest, whom the record cannot tell from it, and the bounds."""
    inside = [forecast for forecast in forecasts if forecast.in_support]
    outside = [body_name(subject.now, forecast.addressee) for forecast in forecasts if not forecast.in_support]
    parts = [_likeliest(subject, inside)] if inside else []
    if outside:
        parts.append(f"for {listed(outside)} the record gives bounds only, since it holds no call like that")
    return capital("; ".join(parts)) + "."


def _likeliest(subject: Subject, inside: list[CallForecast]) -> str:
    best, others = inside[0], inside[1:]
    alike = [other for other in others if indistinct(best, other)]
    if others and len(alike) == len(others):
        names = listed([body_name(subject.now, forecast.addressee) for forecast in inside])
        ends = f"{percent(inside[-1].probability)} to {percent(best.probability)}"
        return f"the record singles out nobody among {names} as likely to send troops: from {ends}"
    would = "would have sent" if subject.is_case else "would send"
    text = (
        f"{body_name(subject.now, best.addressee)} {would} troops with a probability of {percent(best.probability)}, "
        f"within three days with {percent(best.p_within_3_days)}"
    )
    if not alike:
        return text
    told = [f"{body_name(subject.now, other.addressee)} {percent(other.probability)}" for other in alike]
    return f"{text}; the record does not tell it apart from {listed(told)}"


def _row(subject: Subject, forecast: CallForecast) -> CallRow:
    clause = forecast.mandate
    name = "" if clause.name is None else clause.name
    return CallRow(
        key=forecast.addressee,
        label=label_of(subject.now, forecast.addressee),
        mandate=forecast.mandate_class,
        instrument=name or "the tables hold no instrument between them",
        probability=Number.of(forecast.probability.scale(100), unit="%", digits=0),
        delay=_delay(forecast),
        size=_size(forecast),
        supported=forecast.in_support,
        happened=_happened(subject, forecast.addressee),
        source_ids=forecast.source_ids,
    )


def _delay(forecast: CallForecast) -> Number:
    if forecast.lag_days is None:
        return Number(unit="days")
    low, middle, high = forecast.lag_days
    return Number(middle, low, high, "days", 0)


def _size(forecast: CallForecast) -> Number:
    if forecast.force is None:
        return Number()
    low, middle, high = forecast.force
    return Number(middle, low, high, digits=0)


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
    verdict, base = verdict_on(record), record.baselines[0]
    caption = Caption(
        title=capital(f"the model {verdict}" if "beats" in verdict else verdict),
        subtitle=f"{record.n} looked-up calls in {record.clusters} crises, {record.first_year} to {record.last_year}, "
        "each forecast from all other crises",
        source=PANEL,
    )
    bins = tuple(
        ReliabilityPoint(100 * entry.forecast, _seen(entry.observed, entry.count), entry.count)
        for entry in record.reliability
        if entry.count
    )
    scores = (
        Score("This model", Number(base.model, base.model, base.model, digits=4), "model"),
        Score("Base rate", Number(base.rival, base.rival, base.rival, digits=4), "baseline"),
    )
    return TrackChart(caption, bins, scores, "Brier score, lower is better")


def _seen(share: float, count: int) -> Number:
    """Return an observed share with its Wilson interval [%]."""
    from scipy import stats

    found = stats.binomtest(round(share * count), count)
    ends = found.proportion_ci(RELIABILITY_LEVEL, method="wilson")
    return Number(100 * share, 100 * min(ends.low, share), 100 * max(ends.high, share), "%", 0)


def record_of(world: World, *, include_recalled: bool = False) -> TrackRecord:
    """Return the track record of the calls model over the calls that the world holds."""
    return calls_track_record(world, include_recalled=include_recalled)
