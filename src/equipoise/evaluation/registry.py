"""Which models have a track record, and the modules that make it; a module is imported only when asked for.

To register a model, write `evaluation/<model>_record.py` and add one line to `REGISTERED`. The module holds

    SHOWN = (("target", "scheme"), ...)                                                 # the main one first
    def record(world: World, target: str, scheme: str, *, tried: bool) -> Record: ...   # one of them
    def test_on(world: World, path: Path) -> Iterable[Record]: ...                      # on a file of the user

With `tried` a record scores every variant that was tried as well. The last function is left out where the model cannot
be scored on other files.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from equipoise.errors import InputError, UnknownNameError
from equipoise.scores.record import Record
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
    module : str
        Module with `records`, and `test_on` where other files can be scored.
    """

    name: str
    title: str
    module: str


REGISTERED = (
    Registration("calls", "whether a call for help is answered with troops", "equipoise.evaluation.calls_record"),
    Registration("joiners", "which third states join a militarised dispute", "equipoise.evaluation.joiners_record"),
    Registration("helpers", "which third states come in for a government", "equipoise.evaluation.helpers_record"),
    Registration("bargaining", "where a negotiation over an issue ends", "equipoise.evaluation.bargaining_record"),
    Registration(
        "corridors", "transit times, volumes and stoppages on the corridors", "equipoise.evaluation.corridors_record"
    ),
    Registration("crisis", "whether a ruler who calls for help stays in office", "equipoise.evaluation.crisis_record"),
    Registration("recovery", "what a series is some years after an upheaval", "equipoise.evaluation.recovery_record"),
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


def track_records(
    name: str, world: World, *, target: str | None = None, scheme: str | None = None, tried: bool = False
) -> tuple[Record, ...]:
    """Make the track records of a model.

    Parameters
    ----------
    name : str
        Name of a registered model.
    world : World
        Tables that it learns from and is scored on.
    target, scheme : str, optional
        Only records of this target, or of this way to cut the rows; by default all that the model shows. A pair of both
        that the model does not show is made all the same.
    tried : bool
        Score every variant that was tried as well, which can take a while.

    Returns
    -------
    tuple of Record
        One per target and scheme, the main one first.

    Raises
    ------
    UnknownNameError
        If the model, the target or the scheme is unknown.
    """
    module = _module(name)
    shown: tuple[tuple[str, str], ...] = module.SHOWN
    for place, (what, asked) in enumerate((("target", target), ("scheme", scheme))):
        choices = [pair[place] for pair in shown]
        if asked is not None and asked not in choices:
            raise UnknownNameError(what, asked, choices)
    chosen = [pair for pair in shown if target in (None, pair[0]) and scheme in (None, pair[1])]
    if not chosen and target is not None and scheme is not None:
        chosen = [(target, scheme)]
    return tuple(module.record(world, *pair, tried=tried) for pair in chosen)


def track_records_on(name: str, world: World, path: Path) -> tuple[Record, ...]:
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
    tuple of Record
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
    module = _module(name)
    if not hasattr(module, "test_on"):
        able = ", ".join(models_scored_on_files())
        raise InputError(f"the model {name!r} cannot be scored on another file (those that can: {able})")
    return tuple(module.test_on(world, path))


def models_scored_on_files() -> tuple[str, ...]:
    """Return the names of the models that can be scored on a file of the user; imports the modules of all."""
    return tuple(name for name in registered_models() if hasattr(_module(name), "test_on"))


def _module(name: str) -> ModuleType:
    return import_module(registration(name).module)
