"""Which routes there are between two places, whose ground they cross, and how likely each is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from equipoise.answers import Answer, Column, Sentence, Sheet
from equipoise.answers.numbers import format_interval
from equipoise.models.corridors import Closure, CorridorModel, Route, RouteAnswer, parse_closures, read_layer, routes
from equipoise.models.corridors.commodities import commodity as commodity_of
from equipoise.models.corridors.fallback import WHY, PlaceQuery, atlas_way, seek
from equipoise.questions.corridors.asking import (
    MODES,
    cargo_in_words,
    check_choice,
    each,
    state_label,
    with_ending,
    world_with,
)
from equipoise.questions.wording import capital
from equipoise.world.world import World

if TYPE_CHECKING:
    from equipoise.models.corridors.atlas import AtlasRoute

HOURS_PER_DAY = 24.0

CORRIDOR_COLUMNS = (
    Column("corridor", sense="Name of the corridor."),
    Column("share", "share of cargo", "number", "%", 0, "Share of the cargo that takes it, before room runs short."),
    Column("days", "days", "estimate", digits=0, sense="Days on its cheapest route; the ends hold 90 %."),
    Column("waiting_days", "days waiting", "number", digits=0, sense="Of these at borders and changes of mode."),
    Column("km", kind="number", digits=0, sense="Length of its cheapest route."),
    Column("usd", "US$ a unit", "number", digits=0, sense="Price per unit of cargo on it."),
    Column("states", "states crossed", "list", sense="Codes of the states in the order in which they are entered."),
)
ROUTE_COLUMNS = (
    Column("route", "no.", "integer", sense="Number of the route."),
    Column("corridor", sense="Name of the corridor."),
    Column("share", "share of cargo", "number", "%", 1, "Share of the cargo that takes it."),
    *CORRIDOR_COLUMNS[2:],
    Column("cost", hidden=True, kind="number", unit="USD", digits=0, sense="Generalised cost per unit of cargo."),
    Column("capacity", hidden=True, kind="number", digits=0, sense="Least known capacity [units a year]."),
    Column("bottleneck", hidden=True, sense="What has the least known capacity."),
    Column("source_ids", kind="list", hidden=True, sense="Sources of its links and borders."),
)
_NUMBER = Column("route", "no.", "integer", hidden=True, sense="Number of the route.")
LEG_COLUMNS = (
    _NUMBER,
    Column("mode", words="transport_mode", sense="Mode of transport."),
    Column("origin", "from", sense="Where the leg begins."),
    Column("destination", "to", sense="Where it ends."),
    Column("km", kind="number", digits=0, sense="Length."),
    Column("days", "days under way", "number", digits=1, sense="Mean time under way."),
    Column("waiting_days", "days waiting", "number", digits=1, sense="Mean wait at its borders and changes of mode."),
    Column("states", hidden=True, kind="list", sense="Codes of the states that it crosses."),
    Column("links", hidden=True, kind="list", sense="Ids of the links."),
)
STATE_COLUMNS = (
    _NUMBER,
    Column("state", hidden=True, sense="Code of the state; SEA is open water."),
    Column("name", "state", sense="State whose ground it is."),
    Column("km", kind="number", digits=0, sense="Kilometres in it."),
    Column("hours", kind="number", digits=0, sense="Hours in it, half of the wait at each of its borders included."),
)
ATLAS_STATE_COLUMNS = (
    Column("state", hidden=True, sense="Code of the state or area."),
    Column("name", "state", sense="State or area whose ground it is."),
    Column("km", kind="number", digits=0, sense="Kilometres in it."),
)
ATLAS_MODE_COLUMNS = (
    Column("mode", words="transport_mode", sense="Mode of transport."),
    Column("km", kind="number", digits=0, sense="Kilometres by it."),
)

Ends = tuple[PlaceQuery, PlaceQuery]


def corridors_route(
    world: World,
    origin: str,
    destination: str,
    closures: Sequence[str] = (),
    mode: str = "rail",
    commodity: str = "containers",
    *,
    planned: bool = False,
    layer: Path | None = None,
) -> Answer:
    """Answer which routes there are between two places, and how likely each is.

    Parameters
    ----------
    world : World
        The tables.
    origin, destination : str
        Place by name, or "latitude,longitude".
    closures : sequence of str
        What is closed, such as "RUS", "CHN/KAZ", "ferry", "flag:RUS", "RUS:50%".
    mode : {"rail", "any"}
        "rail": with ferries, trucks and short passages; "any": ocean shipping as well.
    commodity : str
        Class of cargo.
    planned : bool
        Count what is planned as if it were open.
    layer : pathlib.Path, optional
        Folder with tables of another corridor layer.

    Returns
    -------
    Answer
        Sheets ``corridors`` (share and cheapest route of each), ``legs`` and ``states`` of the cheapest route of the
        likeliest corridor, and of every route ``routes``, ``every_leg`` and ``every_state``. Where the corridor layer
        has no place or no way, the shortest way of the atlas: ``states`` and ``modes``.

    Raises
    ------
    UnknownNameError
        If a place, state, mode or class of cargo is unknown.
    InputError
        If both places are the same, or one lies far from every line.
    """
    check_choice(mode, MODES, "mode")
    world = world_with(world, layer)
    held = read_layer(world, planned=planned)
    asked = CorridorModel.of(world, held, commodity_of(commodity).name, mode)
    ends = seek(held, origin), seek(held, destination)
    acts = parse_closures(each(closures), world.names, held)
    found = None
    if ends[0].found is not None and ends[1].found is not None:
        found = routes(asked, ends[0].found.node.id, ends[1].found.node.id, acts)
    if found is not None and found.exists:
        return with_ending(world, _on_layer(asked, found, ends), layer)
    in_force = tuple(act for act in acts if act.holds_on(held.day))
    way = atlas_way(held, ends, in_force, mode)
    return with_ending(world, _on_atlas(world, way, ends, "" if found is None else no_route(found), in_force), layer)


def no_route(found: RouteAnswer) -> str:
    """Return why there is no way, in words."""
    if found.exists:
        return f"no route: every way is cut by {', '.join(found.cut_by)}"
    if found.mode == "rail":
        return "no route: the layer joins these places by ocean shipping at best; try --mode any"
    return "no route: no line of the layer joins these places"


def _on_layer(asked: CorridorModel, found: RouteAnswer, ends: Ends) -> Answer:
    world, numbered = asked.world, tuple(enumerate(found.routes, start=1))
    first = numbered[:1]
    named = f" ({found.routes[0].corridor})" if found.routes else ""
    return Answer(
        question="corridors_route",
        title=f"{ends[0].name} to {ends[1].name}: {cargo_in_words(found.commodity, found.mode)}",
        subject={
            **_subject(ends, found.closures),
            "commodity": found.commodity,
            "mode": found.mode,
            "cut_by": found.cut_by,
        },
        headline=tuple(_headline(found, ends)),
        sheets=(
            Sheet.of("corridors", "The corridors, each with its cheapest route", CORRIDOR_COLUMNS, _corridors(found)),
            Sheet.of(
                "legs", f"The cheapest route of the likeliest corridor{named}, leg by leg", LEG_COLUMNS, _legs(first)
            ),
            Sheet.of(
                "states", "The same route, by state", STATE_COLUMNS, _states(world, first), notes=_narrow(asked, found)
            ),
            Sheet.of(
                "routes", "All routes that differ by their states", ROUTE_COLUMNS, map(_route, numbered), detail=True
            ),
            Sheet.of("every_leg", "The legs of all routes", _numbered(LEG_COLUMNS), _legs(numbered), detail=True),
            Sheet.of(
                "every_state", "All routes by state", _numbered(STATE_COLUMNS), _states(world, numbered), detail=True
            ),
        ),
    )


def _numbered(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return columns with the number of the route in sight."""
    return (ROUTE_COLUMNS[0], *columns[1:])


def _subject(ends: Ends, closed: tuple[str, ...]) -> dict[str, Any]:
    about: dict[str, Any] = {}
    for key, end in zip(("from", "to"), ends, strict=True):
        about |= {key: end.name, f"{key}_latitude": end.latitude, f"{key}_longitude": end.longitude}
    return {**about, "closures": closed}


def _headline(found: RouteAnswer, ends: Ends) -> Iterator[Sentence]:
    if found.closures:
        yield Sentence(f"{', '.join(found.closures)}.", lead="Closed:")
    if not found.routes:
        yield Sentence(f"{capital(no_route(found))}.")
        return
    first = found.routes[0]
    share = found.corridors[first.corridor]
    yield Sentence(
        f"The likeliest corridor is the {first.corridor} one, with {100 * share:.0f} % of the cargo: "
        f"{format_interval(first.days, 'days', 0)} on its cheapest route, {first.waiting_days:.0f} of them waiting. "
        f"{len(found.routes)} routes differ by the states that they cross."
    )
    for end in ends:
        if end.found is not None and end.found.away_km:
            name = end.found.node.name
            yield Sentence(f"{name} is the nearest place of the corridor layer, {end.found.away_km:,.0f} km away.")


def _corridors(found: RouteAnswer) -> Iterator[dict[str, Any]]:
    for corridor, share in found.corridors.items():
        best = next(route for route in found.routes if route.corridor == corridor)
        yield {**_figures(best), "share": 100 * share}


def _figures(route: Route) -> dict[str, Any]:
    names = ("corridor", "days", "waiting_days", "km", "usd", "cost", "states", "capacity", "bottleneck", "source_ids")
    return {name: getattr(route, name) for name in names}


def _route(numbered: tuple[int, Route]) -> dict[str, Any]:
    number, route = numbered
    return {"route": number, **_figures(route), "share": 100 * route.probability}


def _legs(numbered: Sequence[tuple[int, Route]]) -> Iterator[dict[str, Any]]:
    for number, route in numbered:
        for leg in route.legs:
            plain = {name: getattr(leg, name) for name in ("mode", "origin", "destination", "km", "states", "links")}
            times = {"days": leg.hours / HOURS_PER_DAY, "waiting_days": leg.waiting / HOURS_PER_DAY}
            yield {"route": number, **plain, **times}


def _states(world: World, numbered: Sequence[tuple[int, Route]]) -> Iterator[dict[str, Any]]:
    for number, route in numbered:
        for state, hours in route.hours_by_state.items():
            name, km = state_label(world, state), route.km_by_state.get(state, 0.0)
            yield {"route": number, "state": state, "name": name, "km": km, "hours": hours}


def _narrow(asked: CorridorModel, found: RouteAnswer) -> tuple[str, ...]:
    if not found.routes:
        return ()
    first = found.routes[0]
    told = f"All: {first.km:,.0f} km, {sum(first.hours_by_state.values()):,.0f} hours."
    if first.capacity is None:
        return (told,)
    node = asked.layer.nodes.get(first.bottleneck)
    where = first.bottleneck if node is None else node.name
    return (f"{told} Least known capacity on it: {first.capacity:,.0f} {asked.cargo.unit} a year ({where}).",)


def _on_atlas(world: World, way: AtlasRoute | None, ends: Ends, told: str, acts: tuple[Closure, ...]) -> Answer:
    lacking = [end.name for end in ends if end.found is None]
    why = f"no place of the corridor layer is near {' or '.join(lacking)}" if lacking else told
    closed = tuple(act.name for act in acts)
    said = [Sentence(f"{capital(why)}; {WHY}.")]
    if closed:
        said.insert(0, Sentence(f"{', '.join(closed)}.", lead="Closed:"))
    about = _subject(ends, closed) | {"note": WHY, "atlas": way is not None}
    title = f"{ends[0].name} to {ends[1].name}, by the atlas"
    if way is None:
        said.append(Sentence("No route on the atlas either."))
        return Answer("corridors_route", title, about, tuple(said), (_atlas_states(world, None),))
    days = way.hours / HOURS_PER_DAY
    said.append(
        Sentence(f"{way.km:,.0f} km, {days:.1f} days at least, through {len(way.km_by_state)} states and areas.")
    )
    modes = ({"mode": mode, "km": km} for mode, km in way.km_by_mode.items() if km > 0)
    return Answer(
        "corridors_route",
        title,
        about | {"km": way.km, "hours": way.hours, "states_crossed": way.states, "links": way.links},
        tuple(said),
        (_atlas_states(world, way), Sheet.of("modes", "By mode", ATLAS_MODE_COLUMNS, modes)),
    )


def _atlas_states(world: World, way: AtlasRoute | None) -> Sheet:
    crossed = {} if way is None else way.km_by_state
    rows = ({"state": code, "name": _ground(world, code), "km": km} for code, km in crossed.items())
    return Sheet.of("states", "By state, in the order in which they are entered", ATLAS_STATE_COLUMNS, rows)


def _ground(world: World, code: str) -> str:
    return "open water" if code == "sea" else state_label(world, code)
