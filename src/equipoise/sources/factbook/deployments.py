"""Deployments abroad: prose to rows host, sender, persons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from equipoise.sources.factbook.amounts import Amount, find_amount, without_dates, years_in
from equipoise.sources.factbook.harvest import Harvest
from equipoise.sources.factbook.profiles import Profile
from equipoise.sources.factbook.tables import rows

PATH = ("Military and Security", "Military deployments")
KIND = "forces_present"

_CLAUSE = re.compile(r"[;](?![^(]*\))")
_TRAILING_YEAR = re.compile(r"\(\s*(?:19|20)\d\d\s*\)\s*$")
_BRACKET = re.compile(r"\(([^()]*)\)")
_PERSONS = (
    r"(?:total |additional |more |ground |mostly )*"
    r"(?:(?:military |air |naval |ground )*(?:personnel|troops|soldiers|forces|marines))"
)
_NAME = r"(?:the )?[A-Z][\w'./&-]*(?:[ -](?:of the|of|the|and the|&)?\s?[A-Z][\w'./&-]*)*"
_NUMBER_THEN_HOST = re.compile(rf"^\s*(?:{_PERSONS})?\s*(?:(?:deployed )?(?:in|to)(?: both)? )?(?P<host>{_NAME})\s*$")
_NUMBER_PLACED = re.compile(rf"^\s*{_PERSONS}\b[^.]*?\b(?:in|to)(?: both)? (?P<hosts>{_NAME}(?:,? and {_NAME})*)\b")
_HOST_THEN_NUMBER = re.compile(rf"(?P<host>{_NAME}) (?P<number>\d[\d,]*) \((?P<mission>[A-Z][^()]*)\)")
_HOST_IN_LIST = re.compile(rf"(?P<host>{_NAME}) \((?P<number>\d[\d,]*)\)")
_INCLUDED = re.compile(r"\bincluding (?P<hosts>[A-Z].*)$")
_BASE_THEN_NUMBER = re.compile(rf"\bbase in (?P<host>{_NAME}) with\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_POLICE = re.compile(r"\bpolice\b", re.IGNORECASE)
_SEVERAL = re.compile(r", (?:and )?(?![^(]*\))|\band (?=about \d|approximately \d)")
_PLAN = re.compile(
    r"\bsince \d{4}\b|\bannounced\b|\bcommitted\b|\bobligated\b|\bprior to\b|\bexercise\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Deployment:
    """One host named in a deployments text.

    Parameters
    ----------
    host : str
        Name as written.
    amount : Amount
        Persons.
    mission : str or None
        Mission or command in brackets, short form.
    flags : tuple of str
        `shared_total` where the number covers several hosts together.
    """

    host: str
    amount: Amount
    mission: str | None = None
    flags: tuple[str, ...] = ()


def parse_deployments(text: str) -> tuple[list[Deployment], list[tuple[str, str]]]:
    """Read a deployments text clause by clause.

    Parameters
    ----------
    text : str
        Cleaned text: `825 Lebanon (UNIFIL); up to 500 Iraq (NATO); 250 Kosovo (NATO/KFOR) (2025)`.

    Returns
    -------
    tuple of list of Deployment and list of (str, str)
        What was read; clauses that were not, each with a reason.
    """
    found: list[Deployment] = []
    missed: list[tuple[str, str]] = []
    for clause in _clauses(_TRAILING_YEAR.sub("", text)):
        if _PLAN.search(clause) or clause.lower().startswith("note"):
            missed.append((clause, "a plan, the past or a remark"))
            continue
        read = list(_listed(clause)) or _single(clause)
        found.extend(read)
        if not read:
            police = _POLICE.search(_BRACKET.sub("", clause)) is not None
            missed.append((clause, "police, not military" if police else "no host with a number"))
    return found, missed


def _clauses(text: str) -> Iterator[str]:
    for part in _CLAUSE.split(text):
        # "300 Kosovo (NATO/KFOR), Lebanon 170 (UNIFIL)": two hosts, one comma.
        match = _HOST_THEN_NUMBER.search(part)
        if match is not None and part[: match.start()].rstrip().endswith("),"):
            yield part[: match.start()].rstrip(" ,")
            yield part[match.start() :].strip()
        else:
            yield part.strip()


def _listed(clause: str) -> Iterator[Deployment]:
    """Yield hosts that each carry their own number: "Djibouti (1,500)", "Lebanon 170 (UNIFIL)", "1,000 in Brunei"."""
    reverse = _HOST_THEN_NUMBER.fullmatch(clause)
    if reverse is not None:
        yield Deployment(reverse["host"], _amount(reverse["number"]), _short(reverse["mission"]))
        return
    in_list = [match for match in _HOST_IN_LIST.finditer(clause) if not _YEAR.fullmatch(match["number"])]
    if in_list:
        for match in in_list:
            yield Deployment(match["host"], _amount(match["number"]))
        return
    pieces = _SEVERAL.split(clause)
    if len(pieces) > 1:
        for piece in pieces:
            yield from _single(piece)


def _single(clause: str) -> list[Deployment]:
    clause = without_dates(clause)
    read = find_amount(clause)
    if read is None:
        return []
    amount, _, end = read
    rest = clause[end:]
    mission = _BRACKET.search(rest)
    plain = re.sub(r"\s+", " ", _BRACKET.sub("", rest)).strip()
    base = _BASE_THEN_NUMBER.search(clause[: read[1]])
    if base is not None:
        return [Deployment(base["host"], amount)]
    if _POLICE.search(plain):
        return []
    label = _short(_last_bracket(rest)) if mission is not None else None
    direct = _NUMBER_THEN_HOST.match(plain)
    if direct is not None and " and " not in direct["host"].replace(" and the ", " & the "):
        return [Deployment(direct["host"], amount, label)]
    shared = _INCLUDED.search(plain)
    if shared is not None:
        return _shared(amount, shared["hosts"])
    placed = _NUMBER_PLACED.match(plain)
    if placed is None:
        return []
    hosts = _names(placed["hosts"])
    if len(hosts) > 1:
        return _shared(amount, placed["hosts"])
    return [Deployment(hosts[0], amount, label)]


def _shared(amount: Amount, hosts: str) -> list[Deployment]:
    """Return one deployment per host of a common total: each between nothing and the whole, if the whole is bounded."""
    high = amount.high if amount.high is not None else amount.value
    if high is None or "at_least" in amount.flags:
        return []
    bound = Amount(None, 0.0, high, ("interval",))
    return [Deployment(name, bound, None, ("shared_total",)) for name in _names(hosts)]


def _names(hosts: str) -> list[str]:
    return [name.strip() for name in re.split(r",\s*(?:and )?|\s+and\s+(?=[A-Z])", hosts) if name.strip()]


def _amount(digits: str) -> Amount:
    return Amount(float(digits.replace(",", "")))


def _last_bracket(text: str) -> str:
    found = [bracket for bracket in _BRACKET.findall(text) if _short(bracket) and not bracket.startswith("includ")]
    return found[-1] if found else ""


def _short(bracket: str) -> str | None:
    """Return the abbreviations in a bracket: the name of a mission, never a sentence."""
    found = re.findall(r"\b[A-Z]{2,}[A-Z0-9]*\b", bracket)
    return "/".join(dict.fromkeys(found)) or None


def add_deployments(harvest: Harvest, profile: Profile, iso3: str) -> None:
    """Add what the deployments text of a profile says to the ties of the hosts.

    Parameters
    ----------
    harvest : Harvest
        Where the rows go.
    profile : Profile
        The profile of the sender.
    iso3 : str
        The sender.
    """
    seen: set[str] = set()
    text, note = profile.text(*PATH), profile.note(*PATH)
    years = years_in(text or "")
    if not years:
        if text or note:
            harvest.miss(profile, PATH[1], text or note or "", "no year")
        return
    for part in (text, re.sub(r"^note:?\s*:?\s*", "", note) if note else None):
        if part is None:
            continue
        found, missed = parse_deployments(part)
        for clause, reason in missed:
            harvest.miss(profile, PATH[1], clause, reason)
        for deployment in found:
            _add(harvest, profile, iso3, deployment, years[-1], seen)


def _add(harvest: Harvest, profile: Profile, sender: str, deployment: Deployment, year: int, seen: set[str]) -> None:
    host, area = _host(harvest, profile, deployment)
    if host is None or host == sender:
        return
    if host in seen:
        harvest.miss(profile, PATH[1], deployment.host, "host named twice")
        return
    seen.add(host)
    flags = [*deployment.flags, *_presence_flags(sender, host), *(["contested_area"] if area else [])]
    note = ", ".join(part for part in (deployment.mission, area) if part) or None
    locator = profile.locator(*PATH)
    harvest.tie(profile, (host, sender), KIND, year, replace(deployment.amount), locator, flags, note)


def _host(harvest: Harvest, profile: Profile, deployment: Deployment) -> tuple[str | None, str | None]:
    """Return the host and, where the text names an area or a mission instead of a state, that area."""
    places = {row["place"]: row for row in rows("mission_places")}
    row = places.get(deployment.host) or places.get(deployment.mission or "")
    if row is not None:
        return row["iso3"], row["area"] or None
    return harvest.state(profile, PATH[1], deployment.host), None


def _presence_flags(sender: str, host: str) -> list[str]:
    return [row["flag"] for row in rows("presence_flags") if row["sender"] == sender and row["host"] == host]
