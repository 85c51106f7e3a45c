"""Origin of military equipment: states named in prose, in the order of mention."""

from __future__ import annotations

import re
from dataclasses import dataclass

from equipoise.sources.factbook.amounts import Amount, years_in
from equipoise.sources.factbook.gazetteer import Gazetteer, Mention
from equipoise.sources.factbook.harvest import Harvest
from equipoise.sources.factbook.profiles import Profile

PATH = ("Military and Security", "Military equipment inventories and acquisitions")
KIND = "arms_supplier_named"

_CLAUSE = re.compile(r"[;](?![^(]*\))")
# Within a clause the weight that a text gives to a state holds up to one of these turns.
_TURN = re.compile(
    r"\b(?:along with|alongside|as well as|with (?:smaller|small|limited)|while|although|but"
    r"|and (?:a |some )?(?:smaller|growing|more modern|newer))\b",
    re.IGNORECASE,
)
_INDUSTRY = re.compile(
    r"industry|industries|industrial|defen[cs]e[- ](?:\w+[- ])?sector|exporter|co-produc|joint|agreement|under license"
    r"|cooperat|research and development",
    re.IGNORECASE,
)
_SUPPLY = re.compile(
    r"inventor|suppl(?:y|ie[sdr])|acqui(?:r|sition)|import|recei|provid|armed\b|arms\b|armament|equip|outfitted|weapons"
    r"|procured|purchas",
    re.IGNORECASE,
)
_SUPPLY_DESPITE_INDUSTRY = re.compile(
    r"inventor|supplier|received|imported (?:from|weapons)|acquired from", re.IGNORECASE
)

_SUPPLIER = r"(?:\w+ ){0,3}(?:supplier|provider|source)"
_LEADING_BEFORE = re.compile(
    rf"\b(?:leading|largest|main|major|primary|key|significant) {_SUPPLIER}|\b(?:particularly|especially)\b",
    re.IGNORECASE,
)
_LEADING_AFTER = re.compile(
    r"^[^,;]*?\b(?:is|has|have|was|were|continues|remains)\b[^,;]*?"
    rf"\b(?:leading|largest|main|major|primary) {_SUPPLIER}",
    re.IGNORECASE,
)
_SMALLER = re.compile(r"\bsmaller\b|\bsmall (?:but growing )?(?:quantit|amount|number)", re.IGNORECASE)
_MOSTLY = re.compile(r"\b(?:mostly|largely|primarily|mainly|predominantly|almost entirely|majority)\b", re.IGNORECASE)
_NOT_ITS_OBJECT = re.compile(r"variety|range|number|several|countries|suppliers|including|such as|\S\s+from\b")
_RECENT = re.compile(
    r"in (?:more )?recent years|(?:past|last) (?:decade|several years)|recently|\bnewer\b|\b\d{4}s?, it has",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Supplier:
    """A state named as origin of equipment.

    Parameters
    ----------
    iso3 : str
        The state.
    rank : int
        Place in the order of first mention, from 1.
    label : str
        `mostly`, `leading supplier`, `recent supplier`, `smaller share` or `named`.
    flag : str
        `soviet_era` where only the Soviet Union is named; else empty.
    """

    iso3: str
    rank: int
    label: str
    flag: str


def parse_suppliers(text: str, own: str, words: Gazetteer) -> list[Supplier]:
    """Read an equipment text.

    Parameters
    ----------
    text : str
        Cleaned text.
    own : str
        ISO3 of the state described: it is no supplier of itself.
    words : Gazetteer
        Names and adjectives.

    Returns
    -------
    list of Supplier
        In order of first mention. Clauses on the state's own industry are passed over.
    """
    found: dict[str, Supplier] = {}
    for clause in filter(_is_supply, _CLAUSE.split(text)):
        for mention in words.mentions(clause):
            if mention.iso3 != own:
                known = found.get(mention.iso3)
                found[mention.iso3] = _supplier(clause, mention, known, len(found) + 1)
    return list(found.values())


def _supplier(clause: str, mention: Mention, known: Supplier | None, rank: int) -> Supplier:
    """Return the supplier after one more mention: first rank, first label that says something, no flag once named."""
    label = _label(clause, mention)
    if known is None:
        return Supplier(mention.iso3, rank, label, mention.flag)
    flag = known.flag if mention.flag else ""
    return Supplier(known.iso3, known.rank, label if known.label == "named" else known.label, flag)


def _is_supply(clause: str) -> bool:
    if _INDUSTRY.search(clause):
        return _SUPPLY_DESPITE_INDUSTRY.search(clause) is not None
    return _SUPPLY.search(clause) is not None


def _label(clause: str, mention: Mention) -> str:
    """Return how much weight a clause gives to a state, by the words between the last turn and the mention."""
    turns = [match.start() for match in _TURN.finditer(clause, 0, mention.start)]
    before, after = clause[turns[-1] if turns else 0 : mention.start], clause[mention.end :]
    if _LEADING_BEFORE.search(before) or _LEADING_AFTER.match(after):
        return "leading supplier"
    if _SMALLER.search(before):
        return "smaller share"
    markers = list(_MOSTLY.finditer(before))
    if markers and not _NOT_ITS_OBJECT.search(before[markers[-1].end() :]):
        return "mostly"
    return "recent supplier" if _RECENT.search(clause[: mention.start]) else "named"


def add_suppliers(harvest: Harvest, profile: Profile, iso3: str, words: Gazetteer) -> None:
    """Add the suppliers that the equipment text of a profile names to the ties.

    Parameters
    ----------
    harvest : Harvest
        Where the rows go.
    profile : Profile
        The profile.
    iso3 : str
        Its state.
    words : Gazetteer
        Names and adjectives.
    """
    text = profile.text(*PATH)
    if text is None:
        return
    years = years_in(text)
    suppliers = parse_suppliers(text, iso3, words)
    if not suppliers or not years:
        harvest.miss(profile, PATH[1], text, "no state named as origin" if years else "no year")
        return
    for supplier in suppliers:
        harvest.tie(
            profile,
            (iso3, supplier.iso3),
            KIND,
            years[-1],
            Amount(float(supplier.rank)),
            profile.locator(*PATH),
            ["order_of_mention", *([supplier.flag] if supplier.flag else [])],
            supplier.label,
        )
