"""Dependence of one state on another, and how lopsided it is between the two."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.interval import Estimate, Interval
from equipoise.measures.indicators import indicator
from equipoise.measures.powers import power
from equipoise.measures.turnover import turnover_share
from equipoise.world.world import World


@dataclass(frozen=True, slots=True)
class TradeDependence:
    """Trade dependence of one state on another.

    Parameters
    ----------
    of, on : str
        ISO3 code of the dependent state; ISO3 code or organisation id of the other.
    share_of_turnover : Estimate
        Share in the state's exports plus imports [%].
    share_of_gdp : Estimate
        Trade with the other relative to the state's gross domestic product [%].
    """

    of: str
    on: str
    share_of_turnover: Estimate
    share_of_gdp: Estimate


def dependence(world: World, of: str, on: str) -> TradeDependence:
    r"""Return the trade dependence of one state on another state or bloc.

    Parameters
    ----------
    world : World
        The tables.
    of : str
        Name or code of the dependent state.
    on : str
        Name or code of the other state, or of an organisation.

    Returns
    -------
    TradeDependence
        Both shares, with intervals where lists are cut.

    Raises
    ------
    UnknownNameError
        If a state or organisation is not known.

    Notes
    -----
    With exports :math:`X_{ij}` and imports :math:`M_{ij}` of state i with j, the shares are
    :math:`(X_{ij}+M_{ij})/(X_i+M_i)` and :math:`(X_{ij}+M_{ij})/\mathrm{GDP}_i`; the second is the usual measure of
    economic interdependence.

    References
    ----------
    Gartzke, E. & Li, Q. (2003). Measure for measure: concept operationalization and the trade interdependence-conflict
    debate. Journal of Peace Research 40(5), 553-571. https://doi.org/10.1177/00223433030405004
    """
    iso3 = world.names.resolve(of)
    other = power(world, on, world.today)
    share = turnover_share(world, iso3, [state for state in other.states if state != iso3])
    return TradeDependence(iso3, other.id, share, _relative_to_gdp(world, iso3, share))


def _relative_to_gdp(world: World, iso3: str, share: Estimate) -> Estimate:
    if share.interval is None:
        return Estimate(None)
    parts = [indicator(world, iso3, name) for name in ("exports", "imports", "gdp")]
    intervals = [part.interval for part in parts if part.interval is not None]
    if len(intervals) < len(parts):
        return Estimate(None)
    exports, imports, gdp = intervals
    openness = (exports + imports).divide(gdp)
    return Estimate(
        interval=share.interval.scale(openness.midpoint),
        year=share.year,
        source_ids=tuple(sorted({*share.source_ids, *(source for part in parts for source in part.source_ids)})),
        flags=tuple(sorted({*share.flags, "derived"})),
        observation_ids=(*share.observation_ids, *(row for part in parts for row in part.observation_ids)),
    )


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """How lopsided the trade tie between two states is.

    Parameters
    ----------
    first, second : str
        The two states.
    first_on_second, second_on_first : TradeDependence
        Dependence each way.
    difference : Interval or None
        First's share of turnover minus the second's [percentage points]; above zero: the first leans more on the
        second than the other way round. None where one share is not known.
    """

    first: str
    second: str
    first_on_second: TradeDependence
    second_on_first: TradeDependence
    difference: Interval | None


def asymmetry(world: World, first: str, second: str) -> Asymmetry:
    """Return how much more one state depends on another than the other way round.

    Parameters
    ----------
    world : World
        The tables.
    first, second : str
        Names or codes of two states.

    Returns
    -------
    Asymmetry
        Dependence both ways and their difference.

    Raises
    ------
    UnknownNameError
        If a state is not known.

    References
    ----------
    Hirschman, A. O. (1945). National Power and the Structure of Foreign Trade. University of California Press.
    """
    there, back = dependence(world, first, second), dependence(world, second, first)
    one, other = there.share_of_turnover.interval, back.share_of_turnover.interval
    return Asymmetry(there.of, there.on, there, back, None if one is None or other is None else one - other)
