"""Where a state stands between the powers, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from equipoise.answers import Answer, Caption, Chart, Column, Sentence, Sheet
from equipoise.answers.numbers import format_estimate, format_interval
from equipoise.answers.sheet import Part
from equipoise.answers.vocabulary import digits_of_unit, title_of
from equipoise.interval import Estimate, Interval
from equipoise.measures.balance import balance
from equipoise.measures.concentration import EffectivePartners, Tilt, effective_partners, tilt
from equipoise.measures.indicators import indicator
from equipoise.measures.partners import Flow
from equipoise.measures.powers import Power, power, usual_powers
from equipoise.questions.citing import finished
from equipoise.questions.wording import body_name, capital, listed, of_whom, sources_in_words
from equipoise.world.existence import check_exists_on
from equipoise.world.organisations import organisation, organisations_of
from equipoise.world.rows import distinct
from equipoise.world.world import World

TRADE = ("exports", "imports", "turnover")
PRESENCE = {"forces": "forces on its soil", "bases": "leased land"}
UNINVITED = "no_host_consent"
"""Flag of forces that are in a state without the consent of its government."""
FLOWS: dict[str, Flow] = {"exports": "exports", "imports": "imports"}
SIZES = ("population", "area", "gdp", "military_expenditure_share", "active_forces")
ESTIMATE_PARTS: tuple[Part, ...] = ("low", "high", "unit", "year", "flags", "source_ids", "observation_ids")

LAYER_COLUMNS = (
    Column("layer", words="layer", sense="Kind of tie: trade, arms, forces, leased land, organisations."),
    Column("power", "code of the power", hidden=True, sense="ISO 3166-1 code of a state, or id of an organisation."),
    Column("name", "power", sense="Name of the power."),
    Column("value", "share or amount", "estimate", parts=ESTIMATE_PARTS, sense="What the power holds in the layer."),
    Column("note", "remark", sense="What the figure does not say."),
)
PARTNER_COLUMNS = (
    Column("layer", words="layer", sense="Exports or imports."),
    Column("by_herfindahl", "effective partners (1/HHI)", "estimate", digits=1, sense="Inverse of the sum of squares."),
    Column("by_entropy", "effective partners (exp. of entropy)", "estimate", digits=1, sense="Exponential of entropy."),
    Column("listed", "listed", "number", unit="%", digits=0, sense="Share of the trade that the listed partners hold."),
    Column("year", "year", "year", sense="Year described."),
    Column("leader", hidden=True, sense="Code of the power that certainly leads; empty where none does."),
    Column("leader_name", "certain leader", sense="Power that certainly leads; empty where the shares cannot tell."),
    Column("margin", "lead", "estimate", unit="points", digits=1, sense="Largest share less the second."),
    Column("note", "in words", hidden=True),
    Column("source_ids", kind="list", hidden=True),
)
SIZE_COLUMNS = (
    Column("indicator", hidden=True),
    Column("title", "indicator"),
    Column("value", "value", "estimate", parts=ESTIMATE_PARTS),
)
MEMBER_COLUMNS = (Column("org_id", "id"), Column("name", "organisation"))


def position(world: World, state: str, powers: Sequence[str] | None = None) -> Answer:
    """Answer where a state stands between the powers.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        Any name or code of the state.
    powers : sequence of str, optional
        States and organisations to balance between; by default those of `equipoise.measures.powers.POWERS` that
        exist on the day.

    Returns
    -------
    Answer
        Sheets ``layers`` (share or amount by layer and power), ``partners`` (concentration of trade), ``indicators``
        (sizes of the state) and ``organisations``; a chart of the layers.

    Raises
    ------
    UnknownNameError
        If the state or a power is not known.
    """
    iso3 = world.names.resolve(state)
    check_exists_on(world, state, *(powers or ()))
    chosen = usual_powers(world) if powers is None else powers
    rows = balance(world, iso3, [key for key in chosen if key != iso3])
    layers, partners = _layers(rows), _partners(world, iso3, rows)
    answer = Answer(
        question="position",
        title=f"{world.names.name(iso3)} ({iso3}) between the powers, as of {world.today}",
        subject={"iso3": iso3, "name": world.names.name(iso3), "as_of": world.today.isoformat()},
        headline=_headline(world, iso3, rows),
        sheets=(layers, partners, _sizes(world, iso3), _memberships(world, iso3)),
        charts=(Chart("balance", ("layers", "partners"), _caption(world, iso3, rows), {"coloured_by": "power"}),),
        caveats=_caveats(world, iso3, rows),
    )
    return finished(world, answer)


def layer_estimate(row: dict[str, Any]) -> Estimate:
    """Return a row of the balance as an estimate; a share of anything has the unit "%"."""
    interval = None if row["low"] is None else Interval(row["low"], row["high"], row["value"])
    unit = "%" if row["unit"].startswith("%") else row["unit"]
    ids = (tuple(row["source_ids"]), tuple(row["flags"]), tuple(row["observation_ids"]))
    return Estimate(interval, row["year"], *ids, unit)


def _layers(rows: pl.DataFrame) -> Sheet:
    made = (
        {
            **row,
            "value": layer_estimate(row),
            "note": _supplier_note(row["flags"]),
        }
        for row in rows.iter_rows(named=True)
    )
    return Sheet.of("layers", "Share of each power in each kind of tie", LAYER_COLUMNS, made, by="layer")


def _supplier_note(flags: Sequence[str]) -> str:
    place = next((flag.removeprefix("named_") for flag in flags if flag.removeprefix("named_").isdigit()), None)
    return "" if place is None else f"named supplier, no. {place}"


def _partners(world: World, iso3: str, rows: pl.DataFrame) -> Sheet:
    names = dict(rows.select("power", "name").iter_rows())
    made = []
    for layer in TRADE:
        found = effective_partners(world, iso3, FLOWS[layer]) if layer in FLOWS else None
        lead = tilt(shares_of(rows, layer))
        if found is not None or lead is not None:
            made.append(
                {
                    **_partner_row(layer, found, lead),
                    "leader_name": names.get(lead.leader) if lead and lead.leader else None,
                }
            )
    return Sheet.of("partners", "How many partners the trade counts as, and who leads", PARTNER_COLUMNS, made)


def _partner_row(layer: str, found: EffectivePartners | None, lead: Tilt | None) -> dict[str, Any]:
    row: dict[str, Any] = {"layer": layer}
    if found is not None:
        number = format_interval(found.by_herfindahl, digits=1)
        row |= {key: getattr(found, key) for key in ("by_herfindahl", "by_entropy", "listed", "year", "source_ids")}
        row["note"] = f"effective number of partners {number}"
    if lead is not None:
        row |= {"leader": lead.leader, "margin": lead.margin}
    return row


def _sizes(world: World, iso3: str) -> Sheet:
    units = dict(world.indicator_names.select("name", "unit").iter_rows())
    rows = []
    for name in SIZES:
        found = replace(indicator(world, iso3, name), unit=units.get(name, ""))
        rows.append({"indicator": name, "title": title_of("indicator", name), "value": found})
    return Sheet.of("indicators", "Size of the state", SIZE_COLUMNS, rows)


def _memberships(world: World, iso3: str) -> Sheet:
    held = organisations_of(world, iso3, world.today)
    rows = ({"org_id": key, "name": organisation(world, key)["name"]} for key in held)
    return Sheet.of("organisations", "Member of", MEMBER_COLUMNS, rows)


def _caption(world: World, iso3: str, rows: pl.DataFrame) -> Caption:
    used = distinct(rows, "source_ids")
    return Caption(
        title=message(world, iso3, rows),
        subtitle="Share of each power in each kind of tie. Hollow bar: only the range is known.",
        source=sources_in_words(world, used),
        source_ids=used,
    )


def _headline(world: World, iso3: str, rows: pl.DataFrame) -> tuple[Sentence, ...]:
    trade = turnover_sentence(world, iso3, rows)
    found = Sentence(f"{message(world, iso3, rows)}.", lead="Position.")
    return (found,) if trade is None else (found, replace(trade, lead="Trade."))


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


def message(world: World, iso3: str, rows: pl.DataFrame) -> str:
    """Return the finding of the chart as a sentence."""
    parts = []
    arms = leader(rows, "arms")
    if arms is not None:
        parts.append(f"{body_name(world, arms)} is first in arms imports")
    alone: dict[str, list[str]] = {}
    for layer, words in PRESENCE.items():
        key = only_known(rows, layer)
        if key is not None:
            alone.setdefault(key, []).append(words)
    parts += [
        f"{body_name(world, key)} is the only power with a figure for {listed(words)}" for key, words in alone.items()
    ]
    uninvited = rows.filter(pl.col("flags").list.contains(UNINVITED))["power"].to_list()
    parts += [f"{body_name(world, key)} keeps forces there without its government's consent" for key in uninvited]
    trade = leader(rows, "turnover")
    if trade is not None:
        parts.append(f"{body_name(world, trade)} leads its trade")
    elif shares_of(rows, "turnover"):
        parts.append("the data cannot say which power leads its trade")
    if not parts:
        return f"The sources do not say to whom {body_name(world, iso3)} leans"
    return f"{world.names.name(iso3)}: {'; '.join(parts)}"


def turnover_sentence(world: World, iso3: str, rows: pl.DataFrame) -> Sentence | None:
    """Return the state of trade as a sentence, or None where no share is known."""
    known = rows.filter((pl.col("layer") == "turnover") & pl.col("low").is_not_null())
    if known.is_empty():
        return None
    points = known.filter(pl.col("value").is_not_null()).sort("value", descending=True)
    bands = known.filter(pl.col("value").is_null())
    whose = f"{of_whom(body_name(world, iso3))} trade turnover in {max(known['year'])}"
    said, open_ends = (listed(_said(world, part)) for part in (points, bands))
    text = f"Shares of {whose}: {said}." if said else ""
    if open_ends:
        which = "others" if said else f"shares of {whose}"
        text += f" The source lists few partners, so {which} are known as ranges only: {open_ends}."
    return Sentence(text.strip(), distinct(known, "source_ids"))


def _said(world: World, rows: pl.DataFrame, *, with_age: bool = True) -> list[str]:
    return [
        f"{body_name(world, row['power'])} {_in_sentence(row, with_age=with_age)}" for row in rows.iter_rows(named=True)
    ]


def turnover_then(world: World, iso3: str, powers: Sequence[str]) -> Sentence | None:
    """Return the shares of trade with their years, as the end of a sentence; None where none is known."""
    rows = balance(world, iso3, [key for key in powers if key != iso3], ["turnover"])
    known = rows.filter(pl.col("low").is_not_null())
    if known.is_empty():
        return None
    years = sorted({str(year) for year in known["year"].to_list() if year is not None})
    text = f"(data of {listed(years)}): {listed(_said(world, known, with_age=False))}."
    return Sentence(text, distinct(known, "source_ids"))


def _in_sentence(row: dict[str, Any], *, with_age: bool) -> str:
    found = layer_estimate(row)
    return format_estimate(found, digits_of_unit(found.unit), with_age=with_age)


def _caveats(world: World, iso3: str, rows: pl.DataFrame) -> tuple[Sentence, ...]:
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
    blocs = [power(world, key, world.today) for key in dict.fromkeys(bands["power"])]
    remarks += [_bloc_remark(world, iso3, actor) for actor in blocs if actor.bloc]
    remarks.append(Sentence('"No data" means unknown, not zero.'))
    return tuple(remarks)


def _bloc_remark(world: World, iso3: str, actor: Power) -> Sentence:
    """Say why the share of a bloc is a band, and that a member's own trade is not in it."""
    many = len(actor.states)
    own = f", {body_name(world, iso3)} among them: here it means the other {many - 1}" if iso3 in actor.states else ""
    return Sentence(
        f"{capital(body_name(world, actor.id))} is {many} states{own}. The source lists few partners; members "
        "outside its list are unknown, so the share is a range."
    )
