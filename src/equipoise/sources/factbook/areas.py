"""Two profiles, one state: how the figures of parts of a state's territory become one row.

The source describes the West Bank and the Gaza Strip in separate profiles that share an ISO code. Some figures in both
cover the whole (trade, output), some only the part (people, area, borders). Counting both would double the former;
taking one would halve the latter. Which files are parts of one state stands in `file_codes.csv`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import Any

from equipoise.sources.factbook.tables import rows

Row = dict[str, Any]

ADDITIVE = frozenset(
    {"population", "area", "electricity_consumption", "refugees", "ports", "ports_large", "ports_oil_terminals"}
)
FLAG = "two_area"


def merge_indicators(found: list[Row]) -> tuple[list[Row], list[Row]]:
    """Return the indicator rows with the areas of one state brought together.

    Parameters
    ----------
    found : list of dict
        Rows with `profile` beside the declared columns.

    Returns
    -------
    tuple of two lists of dict
        Rows kept, and rows that describe one area only and have no counterpart to be added to.
    """
    kept: list[Row] = []
    lost: list[Row] = []
    whole, parts = _split(found)
    kept.extend(whole)
    for key, group in _grouped(parts, lambda row: (row["iso3"], row["name"])).items():
        merged, dropped = _one_indicator(key[1], group)
        kept.extend(merged)
        lost.extend(dropped)
    return kept, lost


def merge_ties(found: list[Row]) -> tuple[list[Row], list[Row]]:
    """Return the tie rows with the areas of one state brought together.

    Parameters
    ----------
    found : list of dict
        Rows with `profile` beside the declared columns.

    Returns
    -------
    tuple of two lists of dict
        Rows kept, and rows that disagree with those of the lead profile.
    """
    kept: list[Row] = []
    lost: list[Row] = []
    # A deployment stands in the sender's profile: only what a part says of itself is at issue.
    whole, parts = _split(found)
    kept.extend(whole)
    for key, group in _grouped(parts, lambda row: (row["iso3"], row["kind"])).items():
        if key[1] == "border_length":
            kept.extend(_summed_by(group, lambda row: (row["partner"], row["year"])))
        else:
            lead = _lead_rows(group)
            kept.extend(_flagged(row) for row in lead)
            lost.extend(row for row in group if row not in lead and not _has_twin(row, lead))
    return kept, lost


def merge_memberships(found: list[Row]) -> list[Row]:
    """Return one row per organisation, state and standing.

    Parameters
    ----------
    found : list of dict
        Rows with `profile` beside the declared columns.

    Returns
    -------
    list of dict
        The first row of each key.
    """
    groups = _grouped(found, lambda row: (row["org_id"], row["iso3"], row["status"]))
    return [group[0] for group in groups.values()]


def _one_indicator(name: str, group: list[Row]) -> tuple[list[Row], list[Row]]:
    lead = _lead_rows(group)
    others = [row for row in group if row not in lead]
    if all(_has_twin(row, lead) for row in others) and (others or name not in ADDITIVE):
        return [_flagged(row) for row in lead], []
    if name not in ADDITIVE:
        return [_flagged(row) for row in lead], [row for row in others if not _has_twin(row, lead)]
    if others and len(lead) == 1 and len(others) == 1:
        return [_sum(group)], []
    summed = [part for part in _grouped(group, lambda row: row["year"]).values() if len(part) > 1]
    alone = [part[0] for part in _grouped(group, lambda row: row["year"]).values() if len(part) == 1]
    return [_sum(part) for part in summed], alone


def _summed_by(group: list[Row], key: Callable[[Row], Hashable]) -> list[Row]:
    parts = _grouped(group, key).values()
    return [_sum(part) if len(part) > 1 else _flagged(part[0]) for part in parts]


def _sum(part: list[Row]) -> Row:
    years = {row["year"] for row in part}
    flags = {flag for row in part for flag in row["flags"]} | {FLAG, "derived"}
    if len(years) > 1:
        flags.add("mixed_years")
    total = {
        "year": max(years),
        "value": _add(part, "value"),
        "low": _add(part, "low"),
        "high": _add(part, "high"),
        "locator": "; ".join(row["locator"] for row in part),
        "flags": sorted(flags),
    }
    return part[0] | total


def _add(part: list[Row], column: str) -> float | None:
    figures = [row[column] for row in part]
    return None if any(figure is None for figure in figures) else float(sum(figures))


def _lead_rows(group: list[Row]) -> list[Row]:
    """Return the rows of the main profile, or those of the first part where the main profile has none."""
    parts = _part_codes()
    lead = min({row["profile"] for row in group}, key=lambda code: (code in parts, code))
    return [row for row in group if row["profile"] == lead]


def _has_twin(row: Row, lead: list[Row]) -> bool:
    columns = ("partner", "year", "value", "low", "high")
    return any(all(row.get(column) == twin.get(column) for column in columns) for twin in lead)


def _flagged(row: Row) -> Row:
    return row | {"flags": sorted({*row["flags"], FLAG})}


def _part_codes() -> dict[str, str]:
    return {row["code"]: row["same_as"] for row in rows("file_codes") if row["sort"] == "part"}


def _split(found: list[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows of profiles that describe a whole state, and those of profiles that describe a part."""
    parts = _part_codes()
    codes = set(parts) | set(parts.values())
    whole = [row for row in found if row["profile"] not in codes]
    return whole, [row for row in found if row["profile"] in codes]


def _grouped(found: list[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in found:
        groups[key(row)].append(row)
    return groups
