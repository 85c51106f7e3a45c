"""Corridors: ways across Eurasia, who can close them, and what a closure costs. See CARD.md."""

from equipoise.models.corridors.answers import Route, RouteAnswer
from equipoise.models.corridors.carriage import Carriage, carriage
from equipoise.models.corridors.closure_loss import ClosureLoss, closure_loss
from equipoise.models.corridors.closures import Closure, parse_closures
from equipoise.models.corridors.commodities import commodity
from equipoise.models.corridors.dependence import Dependence, Transit, dependence_on_transit
from equipoise.models.corridors.draws import days_draws, loss_draws
from equipoise.models.corridors.layer import Layer, read_layer
from equipoise.models.corridors.markets import Basket, basket_of
from equipoise.models.corridors.parameters import Parameters
from equipoise.models.corridors.places import Found, find_place
from equipoise.models.corridors.routing import Corridors, routes
from equipoise.world.world import World

__all__ = [
    "Basket",
    "Carriage",
    "Closure",
    "ClosureLoss",
    "Corridors",
    "Dependence",
    "Found",
    "Layer",
    "Parameters",
    "Route",
    "RouteAnswer",
    "Transit",
    "ask",
    "basket_of",
    "carriage",
    "closure_loss",
    "commodity",
    "days_draws",
    "dependence_on_transit",
    "find_place",
    "loss_draws",
    "parse_closures",
    "read_layer",
    "routes",
]


def ask(world: World, layer: Layer, cargo: str, mode: str, parameters: Parameters | None = None) -> Corridors:
    """Make a class of cargo ready to be asked about on a layer.

    Parameters
    ----------
    world : World
        The tables.
    layer : Layer
        Places and links on a day.
    cargo : str
        "containers", "bulk", "oil" or "gas".
    mode : str
        "rail" leaves out ocean shipping, "any" does not.
    parameters : Parameters, optional
        By default the ones that ship.

    Returns
    -------
    Corridors
        Network with its ways.

    Raises
    ------
    UnknownNameError
        If there is no such class of cargo.
    """
    return Corridors(world, layer, commodity(cargo), mode, parameters)
