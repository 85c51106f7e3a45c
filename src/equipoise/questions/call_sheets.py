"""The sheets of a call for help: addressees, their members, days and other answers, what a clause is worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from equipoise.answers import Column, Sheet
from equipoise.answers.sheet import Part
from equipoise.interval import Interval
from equipoise.models.calls import CallForecast, ClauseWorth
from equipoise.questions.wording import capital, label_of, listed
from equipoise.world.world import World

MOST_TOLD = 6
"""Members that are named in print; addressees up to which reasons are printed without being asked for."""

PERCENT: dict[str, Any] = {"kind": "estimate", "unit": "%", "digits": 0}
SOURCED: tuple[Part, ...] = ("low", "high")

SHARES = ("willing", "consents", "sends", "weight", "expected_part")

ADDRESSEE = (
    Column("addressee", hidden=True, sense="Id of the organisation, or ISO3 code of the state."),
    Column("name", "called", sense="Whom the state calls."),
)
ANSWERS = (
    *ADDRESSEE,
    Column("support", words="support", sense="Whether the record holds calls of this sort."),
    Column("probability", "sends troops", sense="Probability that soldiers or police come.", **PERCENT),
    Column("p_within_3_days", "in 3 days", sense="Probability that they come and are there within 3 days.", **PERCENT),
    Column("p_within_30_days", "in 30 days", sense="The same within 30 days.", **PERCENT),
    Column("lag_days", "first after", "estimate", "days", 0, "If they come: median, 10 and 90 % quantile of the lag."),
    Column("force", "how many", "estimate", "persons", 0, "If they come: median, 10 and 90 % quantile of the size."),
    Column("mandate_class", "covered", words="coverage", sense="What the best text between both says."),
    Column("clause", hidden=True, sense="Name of that text."),
    Column("article", hidden=True, sense="Its articles."),
    Column("instrument_id", hidden=True, sense="Its id in the table of instruments."),
    Column("duty", hidden=True, words="duty", sense="Duty that it lays on the parties."),
    Column("second_reading", hidden=True, words="coverage", sense="Class under the second-best reading."),
    Column("coding", hidden=True, sense="blind: read from the text alone; informed: by someone who knew the answers."),
    Column("reason", hidden=True, sense="The text in one line."),
    Column("because", hidden=True, sense="What the number rests on, in one line."),
    Column("in_support", kind="flag", hidden=True, sense="Can the panel speak about such an addressee?"),
    Column("support_reason", hidden=True, sense="Why, or why not."),
    Column("kind", hidden=True, sense="Organisation or state."),
    Column("role", hidden=True, words="role", sense="What it is to the state that asks."),
    Column("panel_probability", hidden=True, sense="The probability if the panel's own level were right.", **PERCENT),
    Column("class_rate", hidden=True, sense="Answer rate of the class, also outside support.", **PERCENT),
    Column("steps", kind="list", hidden=True, sense="The way from a call to an answer, as the texts have it."),
    Column("invokers", kind="list", hidden=True, sense="Who may invoke the text."),
    Column("deciders", kind="list", hidden=True, sense="Who decides, the asker left out."),
    Column("decider", hidden=True, sense="Who decides, in the words of the table."),
    Column("rule", hidden=True, sense="Rule by which they decide."),
    Column("force_named", kind="estimate", unit="persons", digits=0, hidden=True, sense="Force that texts name."),
    Column("distance", kind="estimate", unit="km", digits=0, hidden=True, sense="Nearest to farthest capital."),
    Column("cell", hidden=True, sense="Past calls most like this one."),
    Column("cell_calls", kind="integer", hidden=True, sense="How many they are."),
    Column("cell_troops", kind="integer", hidden=True, sense="How many of them were answered with troops."),
    Column("record_calls", kind="integer", hidden=True, sense="Past calls to this very addressee."),
    Column("record_troops", kind="integer", hidden=True, sense="How many of them were answered with troops."),
    Column("n_calls", kind="integer", hidden=True, sense="Calls that the model learnt from."),
    Column("n_episodes", kind="integer", hidden=True, sense="Crises that they belong to."),
    Column("n_lags", kind="integer", hidden=True, sense="Arrivals that lags were learnt from."),
    Column("n_forces", kind="integer", hidden=True, sense="Forces that sizes were learnt from."),
    Column("design_effect", kind="number", hidden=True, sense="Inflation of the variance within a crisis."),
    Column("left_out", kind="list", hidden=True, sense="Crises that were not used."),
    Column("call_ids", kind="list", hidden=True, sense="Rows of the table of calls that it rests on."),
    Column("flags", kind="list", hidden=True, words="flag", sense="Marks of quality of the text."),
    Column("source_ids", kind="list", hidden=True, sense="Sources of the text."),
)
DONE = Column("happened", "what it did", sense="What it did in the case, as reported.")
REASONS = (
    *ADDRESSEE,
    Column("text", "text between both", sense="The text under which it could answer."),
    Column("why", "what the number rests on", sense="Kind of addressee, earlier calls, support, members."),
    Column("source_ids", kind="list", hidden=True, sense="Sources of the text."),
)
MEMBERS = (
    *ADDRESSEE,
    Column("iso3", hidden=True, sense="ISO3 code of the member."),
    Column("member", "member", sense="Name of the member."),
    Column("role", words="role", sense="What it is to the state that asks."),
    Column("sends", "acts and sends", "number", "%", 0, "Probability that the body acts and this member sends troops."),
    Column("willing", "willing alone", "number", "%", 0, "Probability that it would send if it alone were asked."),
    Column("consents", "lets it pass", "number", "%", 0, "Probability that it does not stand in the way."),
    Column("weight", "share of economies", "number", "%", 0, "Its share of the economies of those who could send."),
    Column("expected_part", "share of the force", "number", "%", 0, "Its share of the force to be expected."),
    Column("border", "borders", "flag", sense="Does it share a land border with the state that asks?"),
    Column("distance_km", "capital to capital", "number", "km", 0, "Distance between the capitals."),
)
CURVE = (
    *ADDRESSEE,
    Column("day", kind="integer", sense="Days since the call."),
    Column("value", "there by then", sense="Probability that they are there by the end of that day.", **PERCENT),
    Column("in_support", kind="flag", hidden=True, sense="Can the panel speak about such an addressee?"),
)
OTHER = (
    *ADDRESSEE,
    Column("troops", "troops or police", sense="At the level of the panel, as the other three.", **PERCENT),
    Column("nontroop", "other help", sense="Money, arms, advisers and the like.", **PERCENT),
    Column("reserve", "held ready", sense="Troops or a mandate held ready.", **PERCENT),
    Column("refused", "refusal or words", sense="Words or nothing.", **PERCENT),
)
CHOICES = (
    *ADDRESSEE,
    Column("choice", hidden=True, sense="Name of the choice."),
    Column("description", "under another choice", sense="What was changed."),
    Column("probability", "sends troops", sense="Probability under that choice.", **PERCENT),
)
CLAUSES = (
    *ADDRESSEE,
    Column("clause", sense="The clause that it would have."),
    Column("without", "without it", sense="Probability that it sends troops as things are.", **PERCENT),
    Column("with", "with it", sense="Probability with the clause.", **PERCENT),
    Column("gain", "worth", "estimate", "points", 0, "Difference of both on the same draws of all that is not known."),
    Column(
        "gain_from_nothing", "worth, had nothing come", "estimate", "points", 0, "Had there been no answer without it."
    ),
    Column("reason", hidden=True, sense="The clause in one line."),
)
ARRIVALS = (
    Column("addressee", hidden=True, sense="Whom the units came from."),
    Column("day", "day", "number", digits=1, sense="Days since the call."),
    Column("what", "what came", sense="What came."),
)


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What became of a call: tables that know it, and the id of the case in them.

    Parameters
    ----------
    world : World
        Tables that hold reactions, contributions and calls of the case.
    case_id : str
        Id of the case.
    """

    world: World
    case_id: str


def answers_sheet(world: World, forecasts: Sequence[CallForecast]) -> Sheet:
    """Return one row an addressee: chances, lag, size and text."""
    rows = (_answer(world, forecast) for forecast in forecasts)
    title = "Probability of troops, with 90 % intervals; if they come: median lag and size (10 to 90 % quantile)"
    return Sheet.of("answers", title, ANSWERS, rows, by="support")


def _head(world: World, addressee: str) -> dict[str, Any]:
    return {"addressee": addressee, "name": label_of(world, addressee)}


def _answer(world: World, forecast: CallForecast) -> dict[str, Any]:
    same = (
        "reason", "mandate_class", "because", "in_support", "support_reason", "kind", "role", "cell", "cell_calls",
        "cell_troops", "record_calls", "record_troops", "n_calls", "n_episodes", "n_lags", "n_forces", "design_effect",
        "left_out", "call_ids", "flags", "source_ids",
    )  # fmt: skip
    clause, way = forecast.mandate, forecast.procedure
    return {
        **_head(world, forecast.addressee),
        **{name: getattr(forecast, name) for name in same},
        **{name: getattr(clause, name) for name in ("article", "instrument_id", "duty", "second_reading", "coding")},
        **{name: getattr(way, name) for name in ("steps", "invokers", "deciders", "decider", "distance")},
        "support": "inside" if forecast.in_support else "outside",
        "probability": forecast.probability.scale(100),
        "panel_probability": forecast.panel_probability.scale(100),
        "p_within_3_days": forecast.p_within_3_days.scale(100),
        "p_within_30_days": forecast.p_within_30_days.scale(100),
        "class_rate": None if forecast.class_rate is None else forecast.class_rate.interval().scale(100),
        "lag_days": _quantiles(forecast.lag_days),
        "force": _quantiles(forecast.force),
        "clause": clause.name,
        "rule": None if way.rule is None else way.rule.name.replace("_", " "),
        "force_named": way.force,
    }


def _quantiles(values: tuple[int, int, int] | None) -> Interval | None:
    return None if values is None else Interval(values[0], values[2], values[1])


def reasons_sheet(world: World, forecasts: Sequence[CallForecast], after: Aftermath | None) -> Sheet:
    """Return the text and what each number rests on, in words; with what it did where a case is given."""
    rows = (
        {
            **_head(world, forecast.addressee),
            "text": capital(forecast.reason),
            "why": _why(world, forecast),
            "happened": "" if after is None else capital(done(after, forecast.addressee)),
            "source_ids": forecast.source_ids,
        }
        for forecast in forecasts
    )
    columns = REASONS if after is None else (*REASONS, DONE)
    title = "Under which text, and what the numbers rest on" + ("" if after is None else "; and what came")
    return Sheet.of("reasons", title, columns, rows, detail=after is None and len(forecasts) > MOST_TOLD)


def _why(world: World, forecast: CallForecast) -> str:
    parts = [forecast.because]
    if not forecast.in_support:
        parts.append(f"no point is given: {forecast.support_reason}")
    if forecast.members:
        told = (f"{world.names.name(entry.iso3)} {100 * entry.sends:.0f} %" for entry in forecast.members[:MOST_TOLD])
        parts.append(f"members that would send: {', '.join(told)}")
    return " ".join(f"{capital(part)}." for part in parts)


def members_sheet(world: World, forecasts: Sequence[CallForecast]) -> Sheet:
    """Return the members of the organisations that are called, the likeliest senders first."""
    return Sheet.of("members", "Members that would send", MEMBERS, _members(world, forecasts), detail=True, by="name")


def _members(world: World, forecasts: Sequence[CallForecast]) -> Iterator[dict[str, Any]]:
    for forecast in forecasts:
        for entry in forecast.members:
            shares = {
                name: getattr(entry, name) for name in ("willing", "consents", "sends", "weight", "expected_part")
            }
            yield {
                **_head(world, forecast.addressee),
                **{name: None if share is None else 100 * share for name, share in shares.items()},
                "iso3": entry.iso3,
                "member": world.names.name(entry.iso3),
                "role": entry.role,
                "border": entry.border,
                "distance_km": entry.distance_km,
            }


def curve_sheet(world: World, forecasts: Sequence[CallForecast]) -> Sheet:
    """Return the probability to be there by day: all that the chart of arrivals draws."""
    rows = (
        {
            **_head(world, forecast.addressee),
            "day": day,
            "value": chance.scale(100),
            "in_support": forecast.in_support,
        }
        for forecast in forecasts
        for day, chance in enumerate(forecast.curve)
    )
    return Sheet.of("curve", "Probability that troops are there, by day", CURVE, rows, for_programs=True)


def other_answers_sheet(world: World, forecasts: Sequence[CallForecast]) -> Sheet:
    """Return the probabilities of all four answers."""
    rows = (
        {
            **_head(world, forecast.addressee),
            **{
                name: getattr(forecast.answers, name).scale(100)
                for name in ("troops", "nontroop", "reserve", "refused")
            },
        }
        for forecast in forecasts
        if forecast.answers is not None
    )
    return Sheet.of("other_answers", "What else the answer could be", OTHER, rows, detail=True)


def choices_sheet(world: World, forecasts: Sequence[CallForecast]) -> Sheet:
    """Return the probabilities under other choices of the modeller."""
    rows = (
        {
            **_head(world, forecast.addressee),
            "choice": choice.name,
            "description": choice.description,
            "probability": choice.probability.scale(100),
        }
        for forecast in forecasts
        for choice in forecast.sensitivity
    )
    return Sheet.of("sensitivity", "Under other choices of the modeller", CHOICES, rows, detail=True, by="name")


def clauses_sheet(world: World, worths: Iterable[ClauseWorth]) -> Sheet:
    """Return what clauses that do not exist would be worth."""
    rows = (
        {
            **_head(world, worth.after.addressee),
            "clause": worth.after.mandate.name,
            "without": worth.before.probability.scale(100),
            "with": worth.after.probability.scale(100),
            "gain": worth.gain.scale(100),
            "gain_from_nothing": worth.from_nothing.scale(100),
            "reason": worth.after.reason,
        }
        for worth in worths
    )
    return Sheet.of("clauses", "What a clause would be worth", CLAUSES, rows)


def done(after: Aftermath, addressee: str) -> str:
    """Return what an addressee did in the case, in words; actors of the table are given in words."""
    wanted = [addressee, label_of(after.world, addressee)]
    rows = after.world.reactions.filter((pl.col("case_id") == after.case_id) & pl.col("actor").is_in(wanted))
    if rows.is_empty():
        return "no reaction on record"
    steps = [
        f"{row['kind']} on day {row['days_after_appeal']}"
        for row in rows.sort("days_after_appeal").iter_rows(named=True)
    ]
    told = listed(list(dict.fromkeys(steps))[:3])
    return f"{told}; {_sent(after, addressee, offered=bool(rows['offered_force'].any()))}"


def _sent(after: Aftermath, addressee: str, *, offered: bool) -> str:
    """Return what an addressee sent, as a body or as a contributor to one."""
    rows = after.world.contributions.filter(pl.col("case_id") == after.case_id)
    whole = rows.filter(pl.col("country") == "TOTAL")["reported"].to_list()
    own = rows.filter(pl.col("iso3") == addressee)["reported"].to_list()
    if offered:
        return f"sent {whole[0]:,.0f}" if whole and whole[0] is not None else "sent troops"
    if own and own[0] is not None:
        return f"no force of its own; gave {own[0]:,.0f} of those sent"
    return "no force offered"


def arrivals_sheet(after: Aftermath, episodes: Sequence[str]) -> Sheet:
    """Return when the first troops came in the case, as the panel has it."""
    calls = after.world.calls.filter(pl.col("episode_id").is_in(list(episodes)) & (pl.col("answer") == "troops"))
    rows = (
        {
            "addressee": row["addressee_org"] or row["addressee_iso3"] or "",
            "day": row["lag_arrival_days"],
            "what": f"first units, day {row['lag_arrival_days']:.0f}",
        }
        for row in calls.iter_rows(named=True)
        if row["lag_arrival_days"] is not None
    )
    return Sheet.of("arrivals", "What came in the case", ARRIVALS, rows, detail=True)
