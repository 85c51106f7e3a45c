"""Measures: pure functions of the world, with intervals where the sources leave room.

>>> import equipoise as eq
>>> eq.measures.balance(eq.World.load(), "KAZ")
"""

from equipoise.interval import Estimate
from equipoise.measures.balance import LAYERS, balance
from equipoise.measures.capability import cinc, component_shares
from equipoise.measures.clout import Clout, clout
from equipoise.measures.concentration import EffectivePartners, Tilt, effective_partners, tilt
from equipoise.measures.decision_rules import RULES, DecisionRule, decision_rule, security_council
from equipoise.measures.dependence import Asymmetry, TradeDependence, asymmetry, dependence
from equipoise.measures.ideal_points import IdealPoints, ideal_point_distances, ideal_point_series, ideal_points
from equipoise.measures.indicators import indicator
from equipoise.measures.partners import PartnerList, partner_list, partner_share
from equipoise.measures.portfolios import (
    Portfolios,
    Similarity,
    alliance_portfolios,
    cohen_kappa,
    s_score,
    scott_pi,
    similarity,
)
from equipoise.measures.powers import POWERS, Power, power
from equipoise.measures.reach import Promise, Reach, reach
from equipoise.measures.relations import Presence, allies, foes, patrons, rivals, soldiers, stationed, stationed_abroad
from equipoise.measures.shapley import shapley_values
from equipoise.measures.turnover import turnover_share
from equipoise.measures.votes import CODINGS, VoteMatrix, agreement, agreement_matrix, agreement_series, vote_matrix
from equipoise.measures.voting_power import banzhaf, shapley_shubik

__all__ = [
    "CODINGS",
    "LAYERS",
    "POWERS",
    "RULES",
    "Asymmetry",
    "Clout",
    "DecisionRule",
    "EffectivePartners",
    "Estimate",
    "IdealPoints",
    "PartnerList",
    "Portfolios",
    "Power",
    "Presence",
    "Promise",
    "Reach",
    "Similarity",
    "Tilt",
    "TradeDependence",
    "VoteMatrix",
    "agreement",
    "agreement_matrix",
    "agreement_series",
    "alliance_portfolios",
    "allies",
    "asymmetry",
    "balance",
    "banzhaf",
    "cinc",
    "clout",
    "cohen_kappa",
    "component_shares",
    "decision_rule",
    "dependence",
    "effective_partners",
    "foes",
    "ideal_point_distances",
    "ideal_point_series",
    "ideal_points",
    "indicator",
    "partner_list",
    "partner_share",
    "patrons",
    "power",
    "reach",
    "rivals",
    "s_score",
    "scott_pi",
    "security_council",
    "shapley_shubik",
    "shapley_values",
    "similarity",
    "soldiers",
    "stationed",
    "stationed_abroad",
    "tilt",
    "turnover_share",
    "vote_matrix",
]
