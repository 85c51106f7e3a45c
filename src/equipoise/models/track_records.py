"""The track records of all models: which there are, what ships, and who computes the others.

To register a model, write `models/<folder>/record/scoring.py` and add one line to `REGISTERED`. Records that ship lie
in the folder of the model, one JSON object a line, the main one first, and are read here. A model whose records come
from the tables of the world names no file; its scorer then holds

    PAIRS = (("target", "scheme"), ...)                                                          # the main one first
    def computed_record(world: World, target: str, scheme: str, *, tried: bool) -> TrackRecord: ...

With `tried` every variant that was tried is scored as well. Any scorer may hold `score_on_file(world, path)`, which
forecasts a file or folder of the user. A scorer is imported only when it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module, resources
from pathlib import Path
from types import ModuleType

from equipoise.errors import InputError, UnknownNameError
from equipoise.scores.record import TrackRecord, records_from_lines
from equipoise.world.world import World


@dataclass(frozen=True, slots=True)
class Registration:
    """A model with a track record.

    Parameters
    ----------
    name : str
        Name on the command line.
    title : str
        What it forecasts.
    folder : str
        Its folder in `equipoise.models`.
    file : str
        File in that folder with the records that ship; empty where they are computed from the tables of the world.
    on_file : str
        Function of the scorer that forecasts a file of the user; empty where there is none.
    """

    name: str
    title: str
    folder: str
    file: str = ""
    on_file: str = "score_on_file"

    def scorer(self) -> ModuleType:
        """Import and return the module that scores the model."""
        return import_module(f"equipoise.models.{self.folder}.record.scoring")


SHIPPED = "records.json"
REGISTERED = (
    Registration("calls", "whether a call for help is answered with troops", "calls"),
    Registration(
        "joiners",
        "which third states join a militarised dispute",
        "intervention",
        "joiners.records.json",
        "score_joiners_on_file",
    ),
    Registration(
        "helpers",
        "which third states come in for a government",
        "intervention",
        "helpers.records.json",
        "score_helpers_on_file",
    ),
    Registration("bargaining", "where a negotiation over an issue ends", "bargaining", SHIPPED),
    Registration("corridors", "transit times, volumes and stoppages on the corridors", "corridors"),
    Registration("crisis", "whether a leader who calls for help stays in office", "crisis", SHIPPED),
    Registration("recovery", "what a series is some years after an upheaval", "recovery", SHIPPED),
)


def registered_models() -> tuple[str, ...]:
    """Return the names of all models with a track record, in the order of the registry."""
    return tuple(entry.name for entry in REGISTERED)


def registration(name: str) -> Registration:
    """Return the entry of a model.

    Raises
    ------
    UnknownNameError
        If no model of that name is registered.
    """
    for entry in REGISTERED:
        if entry.name == name:
            return entry
    raise UnknownNameError("model", name, registered_models())


@cache
def shipped_records(name: str) -> tuple[TrackRecord, ...]:
    """Return the records of a model that ship with the package, as they were last computed.

    Parameters
    ----------
    name : str
        Name of a registered model.

    Returns
    -------
    tuple of TrackRecord
        The main one first; none where the records of the model are computed from the tables of the world.

    Raises
    ------
    UnknownNameError
        If no model of that name is registered.
    DataError
        If the file is not in the declared form.
    """
    entry = registration(name)
    if not entry.file:
        return ()
    place = resources.files("equipoise.models").joinpath(entry.folder, entry.file)
    return records_from_lines(place.read_text(encoding="utf-8"))


def track_records(
    name: str, world: World, *, target: str | None = None, scheme: str | None = None, tried: bool = False
) -> tuple[TrackRecord, ...]:
    """Return the track records of a model: those that ship, or made from the tables of the world.

    Parameters
    ----------
    name : str
        Name of a registered model.
    world : World
        Tables that it learns from and is scored on, where the records do not ship.
    target, scheme : str, optional
        Only records of this target, or of this way to cut the rows; by default all that the model shows. A pair of both
        that the model does not show is made all the same, where records are computed.
    tried : bool
        Score every variant that was tried as well, which can take a while.

    Returns
    -------
    tuple of TrackRecord
        One per target and scheme, the main one first.

    Raises
    ------
    UnknownNameError
        If the model, the target or the scheme is unknown.
    """
    held = {(entry.target, entry.split): entry for entry in shipped_records(name)}
    shown = tuple(held) or registration(name).scorer().PAIRS
    for place, (what, asked) in enumerate((("target", target), ("scheme", scheme))):
        choices = [pair[place] for pair in shown]
        if asked is not None and asked not in choices:
            raise UnknownNameError(what, asked, choices)
    chosen = [pair for pair in shown if target in (None, pair[0]) and scheme in (None, pair[1])]
    if not chosen and target is not None and scheme is not None:
        chosen = [(target, scheme)]
    if not held:
        computed: Callable[..., TrackRecord] = registration(name).scorer().computed_record
        return tuple(computed(world, *pair, tried=tried) for pair in chosen)
    if not held.keys() >= set(chosen):
        raise UnknownNameError("record", f"{target}, {scheme}", [f"{a}, {b}" for a, b in shown])
    return tuple(held[pair] if tried else replace(held[pair], tried={}) for pair in chosen)


def track_records_on_file(name: str, world: World, path: Path) -> tuple[TrackRecord, ...]:
    """Score a model on a file of the same form as the one it learnt from.

    Parameters
    ----------
    name : str
        Name of a registered model.
    world : World
        Tables that it learns from.
    path : pathlib.Path
        File or folder with the other cases.

    Returns
    -------
    tuple of TrackRecord
        One per target.

    Raises
    ------
    UnknownNameError
        If no model of that name is registered.
    InputError
        If the model cannot be scored on other files.
    DataError
        If the file cannot be read or has not the form of the model's own.
    """
    entry = registration(name)
    if not entry.on_file:
        able = ", ".join(models_scored_on_files())
        raise InputError(f"the model {name!r} cannot be scored on another file (those that can: {able})")
    scored: Callable[[World, Path], Iterable[TrackRecord]] = getattr(entry.scorer(), entry.on_file)
    return tuple(scored(world, path))


def models_scored_on_files() -> tuple[str, ...]:
    """Return the names of the models that can be scored on a file of the user."""
    return tuple(entry.name for entry in REGISTERED if entry.on_file)
