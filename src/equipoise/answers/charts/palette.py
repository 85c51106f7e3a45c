"""Colours of the page: one per power and addressee, told apart by readers with any colour vision.

References
----------
Okabe, M. & Ito, K. (2008). Color Universal Design. https://jfly.uni-koeln.de/color/
"""

from __future__ import annotations

from collections.abc import Iterable

INK = "#1d1d1f"
GREY = "#5f6368"
RULE = "#c9cdd2"
TRACK = "#eceef0"
PAPER = "#ffffff"
ACCENT = "#a3262a"

POWERS = {
    "RUS": "#c2530a",
    "CHN": "#a8327d",
    "EU": "#0069a8",
    "EUU": "#0069a8",
    "TUR": "#00805c",
    "USA": "#4a5663",
}
SPARE = ("#8a6d00", "#5b3a9e", "#1b7f94", "#7a4b2a", "#111111", "#b0306a")

VERDICTS = {
    "supported": "#00755a",
    "mixed": "#9a6b00",
    "not supported": "#b0410c",
    "not testable yet": "#5f6368",
}


def assign(keys: Iterable[str]) -> dict[str, str]:
    """Give every key on a page its colour.

    Parameters
    ----------
    keys : iterable of str
        Codes of powers and addressees, in order of first use; repeats do not matter.

    Returns
    -------
    dict of str to str
        Powers keep their fixed colour; others take spare ones in turn and grey when these run out.
    """
    colours: dict[str, str] = dict(POWERS)
    spare = iter(SPARE)
    for key in keys:
        if key not in colours:
            colours[key] = next(spare, GREY)
    return colours
