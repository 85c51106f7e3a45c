"""Measures: pure functions of the world, with intervals where the sources leave room.

>>> import equipoise as eq
>>> eq.measures.balance(eq.World.load(), "KAZ")
"""

from equipoise.measures.balance import LAYERS, balance
from equipoise.measures.clout import Clout, clout
from equipoise.measures.concentration import EffectivePartners, Tilt, effective_partners, tilt
from equipoise.measures.dependence import Asymmetry, Dependence, asymmetry, dependence
from equipoise.measures.indicators import indicator
from equipoise.measures.partners import Estimate, PartnerList, partner_list, partner_share
from equipoise.measures.powers import POWERS, Power, power
from equipoise.measures.reach import Promise, Reach, reach
from equipoise.measures.shapley import shapley_values
from equipoise.measures.turnover import turnover_share

__all__ = [
    "LAYERS",
    "POWERS",
    "Asymmetry",
    "Clout",
    "Dependence",
    "EffectivePartners",
    "Estimate",
    "PartnerList",
    "Power",
    "Promise",
    "Reach",
    "Tilt",
    "asymmetry",
    "balance",
    "clout",
    "dependence",
    "effective_partners",
    "indicator",
    "partner_list",
    "partner_share",
    "power",
    "reach",
    "shapley_values",
    "tilt",
    "turnover_share",
]
