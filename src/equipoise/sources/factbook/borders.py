"""Land boundaries: kilometres by neighbour."""

from __future__ import annotations

import re
from collections import defaultdict

from equipoise.sources.factbook.amounts import Amount
from equipoise.sources.factbook.harvest import Harvest
from equipoise.sources.factbook.profiles import Profile

KIND = "border_length"
FIELD = "Land boundaries"
SUBFIELDS = ("border countries", "regional borders")
_BRACKET = re.compile(r"\([^()]*\)")
_ENTRY = re.compile(r"(?:^|[;,]|\band\b)\s*([^;,\d]+?)\s+(\d[\d,]*(?:\.\d+)?)\s*km\b")


def parse_borders(text: str) -> list[tuple[str, float]]:
    """Read a list of neighbours.

    Parameters
    ----------
    text : str
        Cleaned text: `Algeria 41 km, Mauritania 1564 km; Spain (Ceuta) 8 km and Spain (Melilla) 10.5 km`.

    Returns
    -------
    list of (str, float)
        Name without its bracket, and length [km]; a neighbour may occur more than once.
    """
    plain = _BRACKET.sub("", text)
    return [(name.strip(), float(length.replace(",", ""))) for name, length in _ENTRY.findall(plain)]


def add_borders(harvest: Harvest, profile: Profile, iso3: str) -> None:
    """Add the land borders of a profile to the ties; segments with one neighbour are summed.

    Parameters
    ----------
    harvest : Harvest
        Where the rows go.
    profile : Profile
        The profile.
    iso3 : str
        Its state.
    """
    for subfield in SUBFIELDS:
        text = profile.text("Geography", FIELD, subfield)
        if text is None:
            continue
        listed = parse_borders(text)
        if not listed:
            harvest.miss(profile, FIELD, text, "no length listed")
        segments: dict[str, list[float]] = defaultdict(list)
        for name, length in listed:
            neighbour = harvest.state(profile, FIELD, name)
            if neighbour is not None and neighbour != iso3:
                segments[neighbour].append(length)
        for neighbour, lengths in segments.items():
            harvest.tie(
                profile,
                (iso3, neighbour),
                KIND,
                harvest.edition.reference_year,
                Amount(round(sum(lengths), 3)),
                profile.locator("Geography", FIELD, subfield),
                ["undated", "derived"] if len(lengths) > 1 else ["undated"],
            )
