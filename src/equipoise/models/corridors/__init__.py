"""Corridors: ways across Eurasia, who can close them, and what a closure costs. See CARD.md."""

from equipoise.models.corridors.answers import Route, RouteAnswer
from equipoise.models.corridors.carriage import Carriage, carriage
from equipoise.models.corridors.closure_loss import ClosureLoss, closure_loss
from equipoise.models.corridors.closures import Closure, parse_closures
from equipoise.models.corridors.commodities import commodity
from equipoise.models.corridors.dependence import Transit, TransitDependence, dependence_on_transit
from equipoise.models.corridors.draws import days_draws, loss_draws
from equipoise.models.corridors.layer import CorridorLayer, read_layer
from equipoise.models.corridors.markets import Basket, basket_of
from equipoise.models.corridors.parameters import Parameters
from equipoise.models.corridors.places import PlaceMatch, find_place
from equipoise.models.corridors.routing import CorridorModel, routes

__all__ = [
    "Basket",
    "Carriage",
    "Closure",
    "ClosureLoss",
    "CorridorLayer",
    "CorridorModel",
    "Parameters",
    "PlaceMatch",
    "Route",
    "RouteAnswer",
    "Transit",
    "TransitDependence",
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
