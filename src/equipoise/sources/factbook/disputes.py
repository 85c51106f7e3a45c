"""Disputes: states that the disputes text of a profile names. No wording of the text is kept."""

from __future__ import annotations

from equipoise.sources.factbook.amounts import Amount, is_absent
from equipoise.sources.factbook.gazetteer import Gazetteer
from equipoise.sources.factbook.harvest import Harvest
from equipoise.sources.factbook.profiles import Profile

PATH = ("Transnational Issues", "Disputes - international")
KIND = "dispute_named"


def add_disputes(harvest: Harvest, profile: Profile, iso3: str, names: Gazetteer) -> None:
    """Add the states named in the disputes text of a profile to the ties, value 1.

    Parameters
    ----------
    harvest : Harvest
        Where the rows go.
    profile : Profile
        The profile.
    iso3 : str
        Its state.
    names : Gazetteer
        Names without adjectives: an adjective says less about who is a party.

    Notes
    -----
    A mention is not a claim: the text also names settled matters, mediators and neighbours' neighbours.
    """
    text = profile.text(*PATH)
    if text is None or is_absent(text):
        return
    named = dict.fromkeys(mention.iso3 for mention in names.mentions(text))
    for other in named:
        if other != iso3:
            harvest.tie(
                profile,
                (iso3, other),
                KIND,
                harvest.edition.reference_year,
                Amount(1.0),
                profile.locator(*PATH),
                ["mention", "undated"],
            )
