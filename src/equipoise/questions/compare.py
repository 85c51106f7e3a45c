"""Several states side by side: all layers of their balance, or one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from equipoise.answers import Answer, Column, Sheet
from equipoise.answers.answer import Scalar
from equipoise.answers.sheet import Cell, Part
from equipoise.answers.vocabulary import term
from equipoise.errors import InputError
from equipoise.measures.balance import balance, layer_named
from equipoise.measures.powers import usual_powers
from equipoise.questions.citing import finished
from equipoise.questions.position import layer_estimate, position
from equipoise.questions.wording import listed
from equipoise.world.existence import check_exists_on
from equipoise.world.world import World

PARTS: tuple[Part, ...] = ("low", "high", "unit", "year", "flags", "source_ids")


def compare(
    world: World, states: Sequence[str], layer: str = "turnover", powers: Sequence[str] | None = None
) -> Answer:
    """Answer how states compare in one layer of the balance: one row a state, one column a power.

    Parameters
    ----------
    world : World
        The tables.
    states : sequence of str
        Two or more states, by any name or code.
    layer : str
        Name of a layer of the balance.
    powers : sequence of str, optional
        States and organisations; by default the usual powers.

    Returns
    -------
    Answer
        Sheet ``states``.

    Raises
    ------
    InputError
        If fewer than two different states are named.
    UnknownNameError
        If a state, the layer or a power is not known.
    """
    codes = _codes(world, states)
    check_exists_on(world, *(powers or ()))
    told = term("layer", layer_named(layer).name)
    chosen = usual_powers(world) if powers is None else powers
    frames = {iso3: balance(world, iso3, chosen, [layer]) for iso3 in codes}
    heads = next(iter(frames.values()))
    columns = (
        Column("iso3", hidden=True, sense="ISO 3166-1 code of the state."),
        Column("state", sense="Name of the state."),
        *(_number(key, name) for key, name in heads.select("power", "name").iter_rows()),
    )
    rows = [
        {"iso3": iso3, "state": world.names.name(iso3), **_cells(frame.iter_rows(named=True))}
        for iso3, frame in frames.items()
    ]
    title = f"{told.title} [{told.unit}], as of {world.today}"
    sheet = Sheet.of("states", told.sense, columns, rows)
    subject: dict[str, Scalar | tuple[str, ...]] = {
        "layer": layer,
        "as_of": world.today.isoformat(),
        "codes": tuple(codes),
    }
    return finished(world, Answer("compare", title, subject, sheets=(sheet,)))


def positions(world: World, states: Sequence[str], powers: Sequence[str] | None = None) -> Answer:
    """Answer where several states stand between the powers: one column a state.

    Parameters
    ----------
    world : World
        The tables.
    states : sequence of str
        Two or more states, by any name or code.
    powers : sequence of str, optional
        States and organisations; by default the usual powers.

    Returns
    -------
    Answer
        Sheets ``layers``, ``indicators`` and ``organisations``.

    Raises
    ------
    InputError
        If fewer than two different states are named.
    UnknownNameError
        If a state or a power is not known.
    """
    codes = _codes(world, states)
    check_exists_on(world, *(powers or ()))
    # A power that is one of the states keeps its row: the others lean on it.
    chosen = usual_powers(world) if powers is None else powers
    frames = {iso3: balance(world, iso3, chosen) for iso3 in codes}
    answers = {iso3: position(world, iso3, chosen) for iso3 in codes}
    title = f"{listed([world.names.name(iso3) for iso3 in codes])} between the powers, as of {world.today}"
    first = next(iter(frames.values()))
    heads = first.select("layer", "power", "name").rows(named=True)
    cells = {iso3: list(frame.iter_rows(named=True)) for iso3, frame in frames.items()}
    rows = [
        {**head, **{iso3: layer_estimate(cells[iso3][place]) for iso3 in codes}} for place, head in enumerate(heads)
    ]
    columns = (
        Column("layer", words="layer", sense="Kind of tie."),
        Column("power", hidden=True, sense="Code of the power."),
        Column("name", "power", sense="Name of the power."),
        *(_number(iso3, world.names.name(iso3)) for iso3 in codes),
    )
    layers = Sheet.of("layers", "Share of each power in each kind of tie", columns, rows, by="layer")
    answer = Answer(
        question="positions",
        title=title,
        subject={"as_of": world.today.isoformat(), "codes": tuple(codes)},
        headline=tuple(answer.headline[0] for answer in answers.values()),
        sheets=(layers, _sizes(world, answers), _memberships(world, answers)),
    )
    return finished(world, answer)


def _codes(world: World, states: Sequence[str]) -> list[str]:
    codes = list(dict.fromkeys(world.names.resolve(name) for name in states))
    check_exists_on(world, *codes)
    if len(codes) < 2:
        raise InputError(f"name two or more states to compare (given: {', '.join(codes)})")
    return codes


def _number(name: str, title: str) -> Column:
    return Column(name, title, "estimate", parts=PARTS, sense=f"Share or amount: {title}.")


def _cells(rows: Any) -> dict[str, Cell]:  # noqa: ANN401 - rows of the balance
    return {row["power"]: layer_estimate(row) for row in rows}


def _sizes(world: World, answers: dict[str, Answer]) -> Sheet:
    columns = (
        Column("indicator", hidden=True),
        Column("title", "indicator"),
        *(_number(iso3, world.names.name(iso3)) for iso3 in answers),
    )
    rows: dict[str, dict[str, Any]] = {}
    for iso3, answer in answers.items():
        for row in answer.sheet("indicators").records():
            rows.setdefault(str(row["indicator"]), dict(row))[iso3] = row["value"]
    return Sheet.of("indicators", "Size of the states", columns, rows.values())


def _memberships(world: World, answers: dict[str, Answer]) -> Sheet:
    columns = (
        Column("org_id", "id"),
        Column("name", "organisation"),
        *(Column(iso3, world.names.name(iso3), "flag") for iso3 in answers),
    )
    rows: dict[str, dict[str, Any]] = {}
    for answer in answers.values():
        for row in answer.sheet("organisations").records():
            rows.setdefault(str(row["org_id"]), {**row, **dict.fromkeys(answers, False)})
    for iso3, answer in answers.items():
        for row in answer.sheet("organisations").records():
            rows[str(row["org_id"])][iso3] = True
    return Sheet.of("organisations", "Member of", columns, (rows[key] for key in sorted(rows)))
