"""Trade partners: "China 16%, United Kingdom 15%, ... (2023)" to one row per partner."""

from __future__ import annotations

import re
from dataclasses import dataclass

from equipoise.sources.factbook.amounts import Amount, is_absent, years_in
from equipoise.sources.factbook.harvest import Harvest
from equipoise.sources.factbook.profiles import Profile

FIELDS = {"export_share": ("Economy", "Exports - partners"), "import_share": ("Economy", "Imports - partners")}
HALF_OF_WHOLE_PERCENT = 0.5
HALF_OF_TENTH = 0.05
TOP = 5
FULL = 100.0
_ENTRY = re.compile(r"([^%]+?)\s+(\d+(?:\.\d+)?)\s*%")


@dataclass(frozen=True, slots=True)
class PartnerField:
    """The partners listed in one field.

    Parameters
    ----------
    entries : tuple of (str, float)
        Name and share [%], in order.
    year : int or None
        Year that the list describes.
    tenths : bool
        Are shares given with a decimal?
    """

    entries: tuple[tuple[str, float], ...]
    year: int | None
    tenths: bool


def parse_partners(text: str) -> PartnerField:
    """Read a list of partners.

    Parameters
    ----------
    text : str
        Cleaned text of the field.

    Returns
    -------
    PartnerField
        Empty where the text holds no shares.
    """
    found = _ENTRY.findall(text)
    years = years_in(text)
    entries = tuple((name.strip(" ,;"), float(share)) for name, share in found)
    return PartnerField(entries, years[-1] if years else None, any("." in share for _, share in found))


def share_amount(share: float, half_width: float) -> Amount:
    """Return a rounded share [%] with the interval it stands for, cut at 0 and 100.

    Parameters
    ----------
    share : float
        Share as listed [%].
    half_width : float
        Half of the last printed digit [%].

    Returns
    -------
    Amount
        Value and ends; 0 % listed gives [0, half_width]: listed, so not absent.
    """
    low = max(0.0, round(share - half_width, 4))
    return Amount(share, low, min(FULL, round(share + half_width, 4)), ("rounded",))


def add_partners(harvest: Harvest, profile: Profile, iso3: str, *, half_width: float) -> None:
    """Add the export and import partners of a profile to the ties.

    Parameters
    ----------
    harvest : Harvest
        Where the rows go.
    profile : Profile
        The profile.
    iso3 : str
        Its state.
    half_width : float
        Half of the last digit that the edition prints [%]; a list that shows a decimal counts as given in tenths.
    """
    for kind, path in FIELDS.items():
        text = profile.text(*path)
        if text is None or is_absent(text):
            continue
        listed = parse_partners(text)
        if not listed.entries or listed.year is None:
            harvest.miss(profile, path[1], text, "no share listed" if not listed.entries else "no year")
            continue
        _add_list(harvest, profile, iso3, kind, listed, HALF_OF_TENTH if listed.tenths else half_width)


def _add_list(
    harvest: Harvest, profile: Profile, iso3: str, kind: str, listed: PartnerField, half_width: float
) -> None:
    path = FIELDS[kind]
    # The 2026 edition cuts its lists at five, the older one where shares fall under about four per cent.
    top = len(listed.entries) == TOP and half_width == HALF_OF_WHOLE_PERCENT
    flags = ["top5" if top else "cut_list"]
    if sum(share for _, share in listed.entries) > FULL + half_width * len(listed.entries):
        flags.append("sum_over_100")
    seen: set[str] = set()
    for name, share in listed.entries:
        partner = harvest.state(profile, path[1], name)
        if partner is None:
            continue
        if partner in seen or partner == iso3 or share > FULL:
            harvest.miss(profile, path[1], name, "listed twice, the state itself, or more than the whole")
            continue
        seen.add(partner)
        amount = share_amount(share, half_width)
        harvest.tie(profile, (iso3, partner), kind, listed.year or 0, amount, profile.locator(*path), flags)
