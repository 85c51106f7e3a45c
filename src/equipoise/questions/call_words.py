"""What the forecasts of a call say, in sentences: texts, chances, precedents, and how far to trust them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from equipoise.answers import Caption, Sentence
from equipoise.answers.numbers import format_interval, percent
from equipoise.answers.vocabulary import title_of
from equipoise.interval import Interval
from equipoise.models.calls import CallForecast, ClauseWorth, advantage
from equipoise.models.calls.record.scoring import WITH_RECALLED
from equipoise.questions.wording import body_name, capital, listed, sources_in_words
from equipoise.scores.record import TrackRecord
from equipoise.world.world import World

PANEL = "panel of calls for help, compiled for this project"
MOST_MEMBERS = 4
MOST_PRECEDENTS = 5
MOST_ALIKE = 4
MOST_NAMED = 3
"""Addressees up to which the texts are named in the sentence on them."""
EVEN = Interval(0.35, 0.65)
"""Probabilities that a reader takes for even odds."""


def headline(
    world: World, forecasts: Sequence[CallForecast], worths: Iterable[ClauseWorth], *, past: bool
) -> tuple[Sentence, ...]:
    """Return the answer in sentences: which text covers it, who would come, how earlier calls were answered.

    Parameters
    ----------
    world : World
        Tables with the names.
    forecasts : sequence of CallForecast
        At least one, the likeliest first.
    worths : iterable of ClauseWorth
        What clauses that do not exist would be worth.
    past : bool
        True for a case that has gone by.
    """
    told = [
        Sentence(f"{texts(world, forecasts)}.", lead="Under which text."),
        Sentence(f"{chances(world, forecasts, past=past)}.", lead="Who would come."),
    ]
    earlier = precedents(world, forecasts)
    if earlier:
        told.append(Sentence(f"{earlier}.", lead="Earlier calls."))
    return (*told, *(worth_sentence(world, worth) for worth in worths))


def texts(world: World, forecasts: Sequence[CallForecast]) -> str:
    """Return which texts cover the call."""
    what, few = title_of("trigger", forecasts[0].trigger), len(forecasts) <= MOST_NAMED
    found = {
        key: [_with_text(world, one, named=few) for one in forecasts if one.mandate_class == key]
        for key in ("yes", "ambiguous", "no", "none")
    }
    parts = []
    if found["yes"]:
        parts.append(f"A text with {listed(found['yes'])} plainly covers {what}")
    if found["ambiguous"]:
        with_whom = f"with {listed(found['ambiguous'])}"
        alone = f"A text {with_whom} can be read as covering {what}"
        parts.append(f"{with_whom} it can be read that way" if parts else alone)
    if not parts:
        asker = body_name(world, forecasts[0].state)
        return f"No text between {asker} and {_any_of([*found['no'], *found['none']])} covers {what}"
    if found["no"] or found["none"]:
        parts.append("none does with the others" if len(forecasts) > MOST_PRECEDENTS else _no_text(found))
    return "; ".join(parts)


def _with_text(world: World, forecast: CallForecast, *, named: bool) -> str:
    """Return an addressee, with the name of the text between both where there are few."""
    clause = forecast.mandate.name
    return f"{body_name(world, forecast.addressee)}{f' ({clause})' if named and clause else ''}"


def _no_text(found: dict[str, list[str]]) -> str:
    return f"none does with {_any_of([*found['no'], *found['none']])}"


def _any_of(names: Sequence[str]) -> str:
    if len(names) > MOST_PRECEDENTS:
        return "anybody whom it could ask"
    return " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def chances(world: World, forecasts: Sequence[CallForecast], *, past: bool) -> str:
    """Return the likeliest, whom the record cannot tell from it, and for whom there is an upper limit only."""
    inside = [forecast for forecast in forecasts if forecast.in_support]
    outside = [forecast for forecast in forecasts if not forecast.in_support]
    parts = [_likeliest(world, inside, past=past)] if inside else []
    if outside:
        parts.append(_limits(world, outside))
    return ". ".join(capital(part) for part in parts)


def _likeliest(world: World, inside: Sequence[CallForecast], *, past: bool) -> str:
    best, others = inside[0], inside[1:]
    would = "would have sent" if past else "would send"
    alike = [other for other in others if indistinct(best, other)]
    if others and len(alike) == len(others):
        names = listed([body_name(world, forecast.addressee) for forecast in inside])
        ranked = sorted(inside, key=lambda forecast: forecast.probability.midpoint)
        ends = f"from {percent(ranked[0].probability)} to {percent(ranked[-1].probability)}"
        even = all(forecast.probability.midpoint in EVEN for forecast in inside)
        odds = "each is close to even odds, " if even else ""
        return f"past calls do not tell which of {names} {would} troops: {odds}{ends}"
    name, early = body_name(world, best.addressee), percent(best.p_within_3_days)
    if len(alike) > MOST_ALIKE:
        points = sorted(round(100 * other.probability.midpoint) for other in alike)
        return (
            f"past calls single out nobody: {name} {percent(best.probability)}, within three days {early}, and "
            f"{len(alike)} others, from {points[0]} to {points[-1]} %, cannot be told from it"
        )
    text = f"{name} {would} troops with a probability of {percent(best.probability)}, within three days with {early}"
    if not alike:
        return text
    told = [f"{body_name(world, other.addressee)} {percent(other.probability)}" for other in alike]
    return f"{text}; the record does not tell it apart from {listed(told)}"


def _limits(world: World, outside: Sequence[CallForecast]) -> str:
    names = _any_of([body_name(world, forecast.addressee) for forecast in outside])
    names = "others" if names.startswith("anybody") else names
    tops = sorted({round(100 * forecast.probability.high) for forecast in outside})
    limit = f"{tops[0]} %" if len(tops) == 1 else f"{tops[0]} to {tops[-1]} %"
    which = "an upper limit" if len(outside) == 1 else "upper limits"
    return f"no comparable call to {names} is on record, so only {which} ({limit}) can be given"


def precedents(world: World, forecasts: Sequence[CallForecast]) -> str:
    """Return how the addressees answered earlier calls, those asked most often first; empty where none was asked."""
    asked = sorted((one for one in forecasts if one.record_calls), key=lambda one: -one.record_calls)
    if not asked:
        return ""
    first, *others = asked[:MOST_PRECEDENTS]
    told = [f"{body_name(world, first.addressee)} answered {first.record_troops} of {first.record_calls} with troops"]
    told += [f"{body_name(world, one.addressee)} {one.record_troops} of {one.record_calls}" for one in others]
    more = "" if len(asked) <= MOST_PRECEDENTS else " (those asked most often)"
    return capital(f"{listed(told)}{more}")


def worth_sentence(world: World, worth: ClauseWorth) -> Sentence:
    """Return what a clause that does not exist would be worth."""
    name = worth.after.mandate.name or "clause"
    over = "over the upper limit without it" if not worth.before.in_support else "over that without it"
    text = (
        f"With a “{name[0].lower()}{name[1:]}” the probability that {body_name(world, worth.after.addressee)} sends "
        f"troops would be {percent(worth.after.probability)}: "
        f"{format_interval(worth.gain.scale(100), 'points', 0)} {over}. Such a clause adds a legal duty and a rule "
        "but no troops."
    )
    return Sentence(text, lead="A clause that was not there.")


def caveats(world: World, forecasts: Sequence[CallForecast]) -> tuple[Sentence, ...]:
    """Return what must be known before one of the numbers is quoted."""
    first = forecasts[0]
    left = f"; {listed(first.left_out)} left out" if first.left_out else ""
    learnt = f"Learnt from {first.n_calls} calls in {first.n_episodes} crises answered before that day{left}."
    told = [Sentence(learnt), *_members(world, forecasts)]
    told.append(
        Sentence(
            "Similar actors get similar numbers: the model knows the clause, the border and what the addressee is to "
            "the asker, and ignores interests, readiness and other wars."
        )
    )
    return tuple(told)


def _members(world: World, forecasts: Sequence[CallForecast]) -> list[Sentence]:
    chosen = next((forecast for forecast in forecasts if forecast.members and forecast.in_support), None)
    if chosen is None:
        return []
    told = [f"{world.names.name(entry.iso3)} {100 * entry.sends:.0f} %" for entry in chosen.members[:MOST_MEMBERS]]
    heavy = max(chosen.members, key=lambda entry: entry.expected_part or 0.0)
    text = f"That the body acts and the member sends troops: {listed(told)}"
    if heavy.expected_part is not None:
        name = world.names.name(heavy.iso3)
        text += f". Weighted by the size of economies, {name} would be {100 * heavy.expected_part:.0f} % of the force"
    return [Sentence(f"{text}.", lead=f"Members of {body_name(world, chosen.addressee)}.")]


def arrival_caption(world: World, forecasts: Sequence[CallForecast]) -> Caption:
    """Return the words around the chart of arrivals."""
    sources = tuple(dict.fromkeys(source for forecast in forecasts for source in forecast.source_ids))
    bounded = not all(forecast.in_support for forecast in forecasts)
    return Caption(
        title=_arrival_message(world, forecasts),
        subtitle="Probability that troops or police are there, by days since the call [%], with 90 % intervals",
        source=sources_in_words(world, sources) or PANEL,
        source_ids=sources[:12],
        note="Bands from zero: the record holds nobody of this sort, so it gives an upper limit only."
        if bounded
        else "",
    )


def _arrival_message(world: World, forecasts: Sequence[CallForecast]) -> str:
    inside = [forecast for forecast in forecasts if forecast.in_support]
    if not inside:
        return f"The record gives no more than upper limits for a call by {body_name(world, forecasts[0].state)}"
    best = inside[0]
    if len(inside) > 1 and all(indistinct(best, other) for other in inside[1:]):
        ends = sorted(100 * forecast.p_within_30_days.midpoint for forecast in inside)
        return f"Nobody stands out: troops there within thirty days with {ends[0]:.0f} to {ends[-1]:.0f} %"
    name = capital(body_name(world, best.addressee))
    early, late = (100 * chance.midpoint for chance in (best.p_within_3_days, best.p_within_30_days))
    return f"{name}: troops there within three days with {early:.0f} %, within thirty with {late:.0f} %"


def indistinct(best: CallForecast, other: CallForecast) -> bool:
    """Say whether the difference of two forecasts, draw by draw, may be nothing."""
    return 0.0 in advantage(best, other) if best.draws and other.draws else True


def record_in_words(record: TrackRecord) -> str:
    """Return the track record of the model of calls as a sentence without its full stop."""
    recalled = record.split.endswith(WITH_RECALLED)
    which = "calls, those with recalled cells included," if recalled else "looked-up calls"
    head = f"Tested on {record.n} {which} in {record.clusters} crises, each forecast from all others, the model"
    skill = record.baselines[0].skill
    if skill is None:
        return f"{head} cannot be told from assuming the average rate: too few crises"
    size = format_interval(Interval.point(abs(skill.midpoint) * 100), "%", 1)
    ends = format_interval(Interval(100 * skill.low, 100 * skill.high), "%", 1)
    if skill.low > 0 or skill.high < 0:
        how = "better" if skill.low > 0 else "worse"
        return f"{head} did {how} than simply assuming the average rate, by {size} (90 % interval {ends})"
    lean = "better" if skill.midpoint >= 0 else "worse"
    return (
        f"{head} did no better than simply assuming the average rate, as far as can be told: its score was {size} "
        f"{lean} (90 % interval {ends})"
    )
