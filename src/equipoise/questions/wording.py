"""Words made from numbers: the small grammar that the sections share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from equipoise.world.world import World

ARTICLED = frozenset(
    {"AU", "CE", "CIS", "CSTO", "EAC", "EAEU", "ECO", "EU", "GCC", "LAS", "OAS", "OECS", "OIC", "OSCE", "OTS", "PFP"}
    | {"PIF", "RSS", "SCO"}
)
ARTICLED_STATES = re.compile(
    r"^(United|Republic of|Holy See|British Indian|Isle of)|(Islands|Republic|Emirates|Territories|Territory)$"
    r"|^(Bahamas|Comoros|Gambia|Maldives|Netherlands|Philippines|Seychelles)$"
)


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def day_in_words(day: date) -> str:
    """Return a day as "5 January 2022"."""
    return f"{day.day} {day:%B %Y}"


def body_name(world: World, key: str) -> str:
    """Return a state's name, or an organisation's id, with the article it takes in a sentence."""
    if key in world.organisations["org_id"]:
        return f"the {key}" if key in ARTICLED else key
    name = world.names.name(key)
    return f"the {name}" if ARTICLED_STATES.search(name) else name


def of_whom(name: str) -> str:
    """Return a name in a sentence with its genitive: "Kazakhstan's", "the United States'"."""
    return f"{name}'" if name.startswith("the ") and name.endswith("s") else f"{name}'s"


def label_of(world: World, key: str) -> str:
    """Return a state's name, or an organisation's id."""
    return key if key in world.organisations["org_id"] else world.names.name(key)


def capital(text: str) -> str:
    """Return a sentence with its first letter large."""
    return text[:1].upper() + text[1:]


def sources_in_words(world: World, ids: Iterable[str], most: int = 3) -> str:
    """Return the publishers of some sources for a source line, the most cited first."""
    wanted = list(ids)
    rows = world.sources.filter(world.sources["source_id"].is_in(wanted))
    publishers: dict[str, int] = {}
    for source_id, publisher in rows.select("source_id", "publisher").iter_rows():
        if publisher:
            short = publisher.split("(")[0].strip()
            publishers[short] = publishers.get(short, 0) + wanted.count(source_id)
    names = sorted(publishers, key=lambda name: -publishers[name])
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{rest}"
