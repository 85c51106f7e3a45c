"""Section: where the state stands between the powers."""

from __future__ import annotations

from typing import Any

import polars as pl

from equipoise.brief.charts.balance import BalanceChart, BalanceLayer, BalanceRow
from equipoise.brief.charts.frame import Caption
from equipoise.brief.compose.subject import Subject
from equipoise.brief.compose.wording import body_name, capital, day_in_words, listed, of_whom, sources_in_words
from equipoise.brief.numbers import Number, format_number
from equipoise.brief.page import PositionSection, Sentence
from equipoise.interval import Interval
from equipoise.measures.balance import LAYERS, balance
from equipoise.measures.concentration import effective_partners, tilt
from equipoise.measures.partners import Flow
from equipoise.measures.powers import Power, power
from equipoise.world.rows import distinct
from equipoise.world.world import World

TRADE = ("exports", "imports", "turnover")
PRESENCE = {"forces": "forces on its soil", "bases": "leased land"}
UNINVITED = "no_host_consent"
"""Flag of forces that are in a state without the consent of its government."""
DIGITS = {"organisations": 0, "persons": 0, "km2": 0}
FLOWS: dict[str, Flow] = {"exports": "exports", "imports": "imports"}


def position_section(subject: Subject) -> PositionSection:
    """Return the section on a state's balance among the powers."""
    world, powers = subject.now, [key for key in subject.scenario.powers if key != subject.iso3]
    rows = balance(world, subject.iso3, powers)
    layers = tuple(_layer(world, subject.iso3, rows, layer.name, layer.title, layer.unit) for layer in LAYERS)
    used = distinct(rows, "source_ids")
    caption = Caption(
        title=message(subject, rows),
        subtitle="Part of each power in each layer of its outward ties. Hollow bands: the sources fix only the ends.",
        source=sources_in_words(world, used),
        marks=used,
    )
    return PositionSection(
        intro=_intro(subject),
        balance=BalanceChart(caption, layers),
        remarks=_remarks(subject, rows),
    )


def _layer(world: World, iso3: str, rows: pl.DataFrame, name: str, title: str, unit: str) -> BalanceLayer:
    shown = rows.filter(pl.col("layer") == name)
    return BalanceLayer(
        title=title,
        unit=unit.replace("km2", "km²"),
        rows=tuple(_row(row, unit) for row in shown.iter_rows(named=True)),
        note=_partners_note(world, iso3, name),
    )


def _row(row: dict[str, Any], unit: str) -> BalanceRow:
    flags = tuple(row["flags"])
    place = next((flag.removeprefix("named_") for flag in flags if flag.removeprefix("named_").isdigit()), None)
    note = f"named supplier, no. {place}" if place else ""
    return BalanceRow(row["power"], row["name"], number_of(row, unit), note)


def number_of(row: dict[str, Any], unit: str) -> Number:
    """Return a row of the balance as a number of the page."""
    shown = "%" if unit.startswith("%") else ""
    digits = DIGITS.get(unit, 1)
    hidden = {"no_data", "self", "named_supplier", "rounded", "derived", "interval", "top5", "cut_list", "day_assumed"}
    flags = tuple(flag for flag in row["flags"] if flag not in hidden and not flag.startswith("named_"))
    return Number(row["value"], row["low"], row["high"], shown, digits, row["year"], flags)


def _partners_note(world: World, iso3: str, name: str) -> str:
    if name not in FLOWS:
        return ""
    found = effective_partners(world, iso3, FLOWS[name])
    if found is None:
        return ""
    return f"effective number of partners {format_number(Number.of(found.by_herfindahl, digits=1))}"


def shares_of(rows: pl.DataFrame, layer: str) -> dict[str, Interval]:
    """Return the known shares of a layer by power."""
    known = rows.filter((pl.col("layer") == layer) & pl.col("low").is_not_null())
    return {row["power"]: Interval(row["low"], row["high"], row["value"]) for row in known.iter_rows(named=True)}


def leader(rows: pl.DataFrame, layer: str) -> str | None:
    """Return the power that certainly leads a layer; none where any power's part is unknown."""
    shares = shares_of(rows, layer)
    if len(shares) < rows.filter(pl.col("layer") == layer).height:
        return None
    found = tilt(shares)
    return None if found is None else found.leader


def only_known(rows: pl.DataFrame, layer: str) -> str | None:
    """Return the one power of which a layer has a figure, if forces are there with the government's consent."""
    known = rows.filter((pl.col("layer") == layer) & (pl.col("high") > 0))
    if known.height != 1 or UNINVITED in known["flags"][0]:
        return None
    return str(known["power"][0])


def message(subject: Subject, rows: pl.DataFrame) -> str:
    """Return the finding of the chart as a sentence."""
    parts = []
    arms = leader(rows, "arms")
    if arms is not None:
        parts.append(f"{body_name(subject.now, arms)} is first in arms imports")
    alone: dict[str, list[str]] = {}
    for layer, words in PRESENCE.items():
        key = only_known(rows, layer)
        if key is not None:
            alone.setdefault(key, []).append(words)
    parts += [f"{body_name(subject.now, key)} alone has a figure for {listed(words)}" for key, words in alone.items()]
    uninvited = rows.filter(pl.col("flags").list.contains(UNINVITED))["power"].to_list()
    parts += [f"{body_name(subject.now, key)} keeps forces there without its government's consent" for key in uninvited]
    trade = leader(rows, "turnover")
    if trade is not None:
        parts.append(f"{body_name(subject.now, trade)} leads its trade")
    elif shares_of(rows, "turnover"):
        parts.append("no power certainly leads its trade")
    if not parts:
        return f"The sources do not say to whom {subject.in_sentence} leans"
    return f"{subject.name}: {'; '.join(parts)}"


def _intro(subject: Subject) -> tuple[Sentence, ...]:
    how = (
        "Layers are kept apart, since a state may sell to one power, buy arms from another and host the troops of a "
        "third. Shares are rounded by the source, and lists of partners name the largest only."
    )
    then = _then_sentence(subject) if subject.is_case else None
    return (Sentence(how),) if then is None else (Sentence(how), then)


def turnover_sentence(subject: Subject, rows: pl.DataFrame) -> Sentence | None:
    """Return the state of trade as a sentence, or None where no share is known."""
    known = rows.filter((pl.col("layer") == "turnover") & pl.col("low").is_not_null())
    if known.is_empty():
        return None
    points = known.filter(pl.col("value").is_not_null()).sort("value", descending=True)
    bands = known.filter(pl.col("value").is_null())
    whose = f"{of_whom(subject.in_sentence)} trade turnover in {max(known['year'])}"
    said, open_ends = (listed(_said(subject, part)) for part in (points, bands))
    text = f"Shares of {whose}: {said}." if said else ""
    if open_ends:
        which = "others" if said else f"shares of {whose}"
        text += f" The lists of partners are cut, so {which} are known within bounds only: {open_ends}."
    return Sentence(text.strip(), distinct(known, "source_ids"))


def _said(subject: Subject, rows: pl.DataFrame, *, with_age: bool = True) -> list[str]:
    return [
        f"{body_name(subject.now, row['power'])} {format_number(number_of(row, row['unit']), with_age=with_age)}"
        for row in rows.iter_rows(named=True)
    ]


def _then_sentence(subject: Subject) -> Sentence | None:
    rows = balance(subject.then, subject.iso3, subject.scenario.powers, ["turnover"])
    known = rows.filter(pl.col("low").is_not_null())
    if known.is_empty():
        return None
    said = _said(subject, known, with_age=False)
    years = sorted({year for year in known["year"].to_list() if year is not None})
    text = (
        f"As it could be known on {day_in_words(subject.scenario.as_of)} from the editions that are held "
        f"(data of {listed([str(year) for year in years])}): {listed(said)}."
    )
    return Sentence(text, distinct(known, "source_ids"))


def _remarks(subject: Subject, rows: pl.DataFrame) -> tuple[Sentence, ...]:
    world = subject.now
    remarks = []
    stale = rows.filter(pl.col("flags").list.contains("carried_forward"))
    if stale.height:
        names = listed(sorted(set(stale["name"])))
        remarks.append(
            Sentence(
                f"The last edition lost {names} from its lists; the last share that was listed stands in, drawn pale."
            )
        )
    bands = rows.filter(pl.col("layer").is_in(TRADE) & (pl.col("low") < pl.col("high")) & pl.col("value").is_null())
    blocs = [power(world, key, world.today) for key in subject.scenario.powers if key in set(bands["power"])]
    remarks += [_bloc_remark(subject, actor) for actor in blocs if actor.bloc]
    remarks.append(
        Sentence("Where a power has no row in a layer the page says so; it does not mean that there is nothing.")
    )
    return tuple(remarks)


def _bloc_remark(subject: Subject, actor: Power) -> Sentence:
    """Say why the share of a bloc is a band, and that a member's own trade is not in it."""
    many = len(actor.states)
    own = (
        f", {subject.in_sentence} among them: here it means the other {many - 1}"
        if subject.iso3 in actor.states
        else ""
    )
    return Sentence(
        f"{capital(body_name(subject.now, actor.id))} is {many} states{own}. Those below the cut of a list may hold "
        "anything from nothing to what the list leaves open, so its share is a band."
    )
