"""Closures as political acts: of a state, a border pair, a mode or a flag; whole or in part; for a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from equipoise.errors import InputError, UnknownNameError
from equipoise.models.corridors.layer import CorridorLayer, Link, Node
from equipoise.world.asof import parse_day
from equipoise.world.names import NameIndex

Kind = Literal["state", "border", "mode", "flag", "passage"]
PREFIXES = ("flag", "passage")
MODES = ("rail", "ferry", "sea", "road", "oil_pipeline", "gas_pipeline")
_FORM = re.compile(
    r"^(?P<what>[^@]+?)(?::(?P<severity>[+-]?\d+(?:\.\d+)?)\s*%)?(?:@(?P<start>\d{4}-\d{2}-\d{2})(?:\+(?P<days>\d+)d?)?)?$"
)
HOW = (
    "write STATE, STATE/STATE, a mode, flag:STATE or passage:CORRIDOR; then :50% for a cut of capacity, "
    ":+15% for a rate, @2022-03-01+90d"
)


@dataclass(frozen=True, slots=True)
class Closure:
    """An act that stops or burdens traffic.

    Parameters
    ----------
    kind : {"state", "border", "mode", "flag", "passage"}
        What is closed.
    target : tuple of str
        ISO3 of the state or of both sides of the border, the mode, the state of the flag, or the corridor whose
        ferries and ships
        are meant.
    cut : float
        Part of the capacity that is lost [0 to 1]; 1 stops all traffic.
    surcharge : float
        What is added to the price [fraction].
    start : datetime.date or None
        First day; None for the day of the layer.
    days : int or None
        Duration; None for without end.
    """

    kind: Kind
    target: tuple[str, ...]
    cut: float = 1.0
    surcharge: float = 0.0
    start: date | None = None
    days: int | None = None

    @property
    def total(self) -> bool:
        """Whether nothing passes."""
        return self.cut >= 1.0

    @property
    def name(self) -> str:
        """The closure as it is written on the command line."""
        prefix = f"{self.kind}:" if self.kind in PREFIXES else ""
        what = prefix + "/".join(self.target)
        severity = "" if self.total else f":{100 * self.cut:g}%" if self.cut else f":+{100 * self.surcharge:g}%"
        since = f"@{self.start.isoformat()}" if self.start else ""
        return what + severity + since + (f"+{self.days}d" if self.days is not None else "")

    def holds_on(self, day: date) -> bool:
        """Say whether the act is in force on a day."""
        if self.start is None:
            return True
        if day < self.start:
            return False
        return self.days is None or day < self.start + timedelta(days=self.days)

    def touches(self, link: Link, nodes: dict[str, Node] | None = None) -> bool:
        """Say whether a link runs through what is closed; with nodes, their states count as well.

        A place belongs to the state that controls it: a closure is an act of who holds the ground.
        """
        if self.kind == "mode":
            return link.mode == self.target[0]
        if self.kind == "flag":
            return self.target[0] in link.flags_of_vessels
        if self.kind == "passage":
            return link.mode in ("ferry", "sea") and self.target[0] in link.corridors
        if self.kind == "border":
            return link.border is not None and set(link.border.states) == set(self.target)
        held = {nodes[end].control for end in (link.origin, link.destination)} if nodes else set()
        return self.target[0] in held or link.km_by_state.get(self.target[0], 0.0) > 0


def parse_closures(texts: Iterable[str], names: NameIndex, layer: CorridorLayer) -> tuple[Closure, ...]:
    """Read closures as they are written on the command line.

    Parameters
    ----------
    texts : iterable of str
        Such as "RUS", "Russia", "CHN/KAZ", "ferry", "flag:RUS", "RUS:50%", "RUS:+15%", "RUS@2022-03-01+90d".
    names : NameIndex
        Names of states.
    layer : CorridorLayer
        Border pairs that exist.

    Returns
    -------
    tuple of Closure
        One per text.

    Raises
    ------
    InputError
        If a text has not the form, or a severity is out of range.
    UnknownNameError
        If a state is unknown, or there is no such border pair.
    """
    return tuple(_closure(text.strip(), names, layer) for text in texts)


def _closure(text: str, names: NameIndex, layer: CorridorLayer) -> Closure:
    prefix = next((name for name in PREFIXES if text.lower().startswith(f"{name}:")), "")
    found = _FORM.match(text[len(prefix) + 1 :] if prefix else text)
    if found is None or not found["what"].strip():
        raise InputError(f"cannot read the closure {text!r}: {HOW}")
    cut, surcharge = _severity(found["severity"], text)
    timing = {
        "start": None if found["start"] is None else parse_day(found["start"]),
        "days": None if found["days"] is None else int(found["days"]),
    }
    what = found["what"].strip()
    if prefix == "flag":
        return Closure("flag", (names.resolve(what),), cut, surcharge, **timing)  # type: ignore[arg-type]
    if prefix == "passage":
        _check_corridor(what, layer)
        return Closure("passage", (what,), cut, surcharge, **timing)  # type: ignore[arg-type]
    if what.lower() in MODES:
        return Closure("mode", (what.lower(),), cut, surcharge, **timing)  # type: ignore[arg-type]
    if "/" in what:
        pair = tuple(names.resolve(side) for side in what.split("/"))
        _check_pair(pair, layer)
        return Closure("border", pair, cut, surcharge, **timing)  # type: ignore[arg-type]
    return Closure("state", (names.resolve(what),), cut, surcharge, **timing)  # type: ignore[arg-type]


def _severity(text: str | None, whole: str) -> tuple[float, float]:
    if text is None:
        return 1.0, 0.0
    number = float(text) / 100
    if text.startswith("+"):
        return 0.0, number
    if not 0 < number <= 1:
        raise InputError(f"closure {whole!r}: a cut of capacity is more than 0 % and at most 100 %")
    return number, 0.0


def _check_pair(pair: Sequence[str], layer: CorridorLayer) -> None:
    known = {"/".join(sorted(link.border.states)) for link in layer.links if link.border is not None}
    if len(pair) != 2 or "/".join(sorted(pair)) not in known:
        raise UnknownNameError("border pair", "/".join(pair), known)


def _check_corridor(name: str, layer: CorridorLayer) -> None:
    known = {corridor for link in layer.links if link.mode in ("ferry", "sea") for corridor in link.corridors}
    if name not in known:
        raise UnknownNameError("corridor with a passage by water", name, known)


def blocking(closures: Iterable[Closure], link: Link, layer: CorridorLayer) -> Closure | None:
    """Return the first closure that stops all traffic on a link, or None."""
    nodes = dict(layer.nodes)
    return next((act for act in closures if act.total and act.touches(link, nodes)), None)
