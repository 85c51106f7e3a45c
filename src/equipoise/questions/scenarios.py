"""Scenarios: which ship, what one holds, and whether its files are sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from equipoise.answers import Answer, Column, Sentence, Sheet
from equipoise.answers.numbers import format_figure
from equipoise.interval import Interval
from equipoise.models.crisis import Prior
from equipoise.questions.citing import finished
from equipoise.questions.crisis.groups import actor_name, actors_in_words
from equipoise.questions.wording import day_in_words, listed
from equipoise.scenarios.crisis.building import priors_of
from equipoise.scenarios.crisis.documents import Antecedent, CrisisDocument, Edit, Range
from equipoise.scenarios.crisis.loading import has_crisis, load_antecedents, load_crisis
from equipoise.scenarios.documents import Scenario, find_pack, load_claims, load_scenario, packs
from equipoise.scenarios.files import checked
from equipoise.world.world import World

LIST_COLUMNS = (
    Column("id", sense="Id, as every command takes it."),
    Column("title", sense="What it is about."),
    Column("state", sense="State that it is about."),
    Column("as_of", "as of", "date", sense="Day on which it stands."),
    Column("claims", kind="integer", sense="Claims that are examined."),
    Column("crisis", kind="flag", sense="Whether a crisis can be simulated."),
    Column("facts", kind="integer", sense="Dated facts of the crisis."),
    Column("antecedents", "acts", "integer", sense="Acts that could have been otherwise."),
    Column("issue", kind="flag", sense="Whether a negotiation can be forecast."),
)
ACT_COLUMNS = (
    Column("id", sense="Id of the act, as --if takes it."),
    Column("title", "what is otherwise", sense="What is otherwise."),
    Column("whose", "whose act", sense="Whose act it is."),
    Column("since", kind="date", sense="Day from which history would have been another."),
)
PLACE_COLUMNS = (
    Column("place", sense="Town or group of towns."),
    Column("population", kind="number", digits=0, sense="Inhabitants."),
    Column("exposure", kind="number", sense="How strongly the shock is felt, beside the place that feels it most."),
    Column("garrison", "police and troops", "estimate", digits=0, sense="Forces for order at the start."),
    Column("drawn", "drawn per head", "flag", sense="Whether the forces are drawn from a prior per head."),
    Column("hours_from_capital", "hours away", "number", sense="Hours from the capital."),
    Column("sites", "sites and weights", "list", sense="Key sites that a crowd can take, with their weights."),
    Column("source_ids", kind="list", hidden=True, sense="Sources."),
)
ACTOR_COLUMNS = (
    Column("id", hidden=True, sense="Code of the actor."),
    Column("actor", sense="Who can be asked, or can speak."),
    Column("can", kind="list", sense="What it can do."),
    Column("lead_days", "lead", "estimate", "days", sense="Days until it is informed and able to decide."),
    Column("autonomy_cost", "autonomy cost", "number", sense="What its help costs in freedom of action, 0 to 1."),
    Column("why", sense="Why these numbers."),
    Column("source_ids", kind="list", hidden=True, sense="Sources."),
)
FACT_COLUMNS = (
    Column("id", "fact", sense="Id of the fact."),
    Column("quantity", words="crisis_quantity", sense="What is dated or counted."),
    Column("about", "of", sense="Place or actor that it is about."),
    Column("known", kind="estimate", sense="Ends between which it lies."),
    Column("scale", kind="number", sense="How far off a miss is still near."),
    Column("sources", kind="list", sense="Sources."),
)
EDIT_COLUMNS = (
    Column("antecedent", "act", sense="Id of the act."),
    Column("edit", sense="What is changed in the case."),
)
PRIOR_COLUMNS = (
    Column("name", "parameter", sense="Name in the rules."),
    Column("prior", sense="Form and its numbers."),
    Column("unit", sense="Unit of the parameter."),
    Column("reason", "reason (source)", sense="Why this prior, and where it is from."),
    Column("form", hidden=True, sense="Form of the distribution."),
    Column("numbers", kind="list", hidden=True, sense="Numbers of the form."),
    Column("source", hidden=True, sense="Where it is from."),
)
FORMS = (
    "normal: mean, standard deviation; lognormal: median, standard deviation of the logarithm; beta: a, b; "
    "uniform: low, high; fixed: value."
)
FILE_COLUMNS = (Column("file", sense="Name of the file."), Column("holds", sense="What it holds."))
REMARK_COLUMNS = (Column("remark", sense="What is worth a look."),)


def scenarios(world: World) -> Answer:
    """Answer which scenarios ship.

    Parameters
    ----------
    world : World
        The tables, for the provenance.

    Returns
    -------
    Answer
        Sheet ``scenarios``.
    """
    sheet = Sheet.of("scenarios", "Scenarios that ship", LIST_COLUMNS, map(_listed, packs()))
    told = "equipoise scenario show ID says what one holds, equipoise brief ID writes a page on it."
    return finished(world, Answer("scenarios", "Scenarios", headline=(Sentence(told),), sheets=(sheet,)))


def _listed(name: str) -> dict[str, Any]:
    case = load_scenario(name)
    return {
        "id": case.id,
        "title": case.title,
        "state": case.state,
        "as_of": case.as_of,
        "claims": len(load_claims(name)),
        "crisis": has_crisis(name),
        "facts": len(load_crisis(name).facts) if has_crisis(name) else 0,
        "antecedents": len(load_antecedents(name)),
        "issue": case.issue is not None,
    }


def scenario(world: World, name: str) -> Answer:
    """Answer what a scenario holds.

    Parameters
    ----------
    world : World
        The tables, for names.
    name : str
        Id of a scenario, or path to its folder.

    Returns
    -------
    Answer
        Sheets ``antecedents``, ``places``, ``actors``, ``facts``, ``edits``, ``priors``; none without a crisis.

    Raises
    ------
    UnknownNameError
        If there is no such scenario.
    DataError
        If one of its files is not valid.
    """
    case, claims = load_scenario(name), load_claims(name)
    document = load_crisis(name) if has_crisis(name) else None
    known = load_antecedents(name)
    called = case.call and f"{case.call.trigger}, {case.call.date}, to {', '.join(case.call.to)}"
    subject: dict[str, Any] = {"scenario": case.id, "name": case.title, "state": case.state, "call": called}
    subject |= {"as_of": case.as_of.isoformat(), "claims": len(claims), "crisis": document is not None}
    if document is not None:
        subject |= {"shock": document.shock.kind, "shock_date": document.shock.date.isoformat()}
        subject |= {"capital": document.capital, "largest": document.largest}
    answer = Answer(
        question="scenario",
        title=case.title,
        subject=subject,
        headline=tuple(_headline(world, case, document, known, len(claims))),
        sheets=() if document is None else tuple(_sheets(world, document, known, priors_of(document))),
    )
    return finished(world, answer)


def _headline(
    world: World, case: Scenario, document: CrisisDocument | None, known: list[Antecedent], claims: int
) -> Iterator[Sentence]:
    called = ""
    if case.call is not None:
        called = f"; call ({case.call.trigger}) on {day_in_words(case.call.date)} to {listed(case.call.to)}"
    yield Sentence(f"{case.id}: {case.state}, as of {day_in_words(case.as_of)}{called}; {claims} claims.")
    if document is None:
        yield Sentence("No crisis.yaml, so there is nothing to simulate.")
        return
    shock = document.shock
    reserve = "not given" if document.reserve is None else _range(document.reserve)
    yield Sentence(
        f"Shock: {shock.kind}, {day_in_words(shock.date)}. Capital: {document.capital}; largest: {document.largest}. "
        f"Mobile reserve: {reserve}.",
        lead="Crisis.",
    )
    force = [actor_name(world, actor.id) for actor in document.actors if actor.force]
    dated = f"{len(document.facts)} dated facts" if document.facts else "no dated facts: answers are those of the prior"
    asked = f" (who can send troops: {listed(force)})" if force else ""
    yield Sentence(
        f"{len(document.places)} places, {len(document.actors)} outside actors{asked}, {dated}; {len(known)} acts that "
        f"could have been otherwise; {len(document.priors)} priors of its own.",
        lead="It holds.",
    )


def _sheets(
    world: World, document: CrisisDocument, known: list[Antecedent], priors: Iterable[Prior]
) -> Iterator[Sheet]:
    held = set(world.sources["source_id"])
    acts = (
        {"id": one.id, "title": one.title, "whose": actors_in_words(world, one.by), "since": one.since} for one in known
    )
    yield Sheet.of("antecedents", "Acts that could have been otherwise", ACT_COLUMNS, acts)
    yield Sheet.of("places", "Places", PLACE_COLUMNS, _places(document, held), detail=True)
    yield Sheet.of("actors", "Outside actors", ACTOR_COLUMNS, _actors(world, document, held), detail=True)
    yield Sheet.of("facts", "Dated facts", FACT_COLUMNS, _facts(document), detail=True)
    edits = (
        {"antecedent": one.id, "edit": edit}
        for one in known
        for edit in (*(f"all of {other}" for other in one.builds_on), *map(_edit, one.edits))
    )
    yield Sheet.of("edits", "What each act changes in the case", EDIT_COLUMNS, edits, detail=True)
    rows = (
        {
            "name": prior.name,
            "prior": f"{prior.form} {', '.join(f'{number:g}' for number in prior.numbers)}",
            "unit": prior.unit,
            "reason": f"{prior.reason} ({prior.source})",
            "form": prior.form,
            "numbers": tuple(f"{number:g}" for number in prior.numbers),
            "source": prior.source,
        }
        for prior in priors
    )
    title = "Priors of the parameters"
    yield Sheet.of("priors", title, PRIOR_COLUMNS, rows, notes=(FORMS,), detail=True)


def _places(document: CrisisDocument, held: set[str]) -> Iterator[dict[str, Any]]:
    for place in document.places:
        yield {
            "place": place.name,
            "population": place.population,
            "exposure": place.exposure,
            "garrison": None if place.garrison is None else _interval(place.garrison),
            "drawn": place.garrison is None,
            "hours_from_capital": place.hours_from_capital,
            "sites": tuple(f"{site.name} {site.weight:g}" for site in place.sites),
            "source_ids": tuple(source for source in place.sources if source in held),
        }


def _actors(world: World, document: CrisisDocument, held: set[str]) -> Iterator[dict[str, Any]]:
    for actor in document.actors:
        can = [word for word, able in (("send troops", actor.force), ("mediate", actor.mediates)) if able]
        yield {
            "id": actor.id,
            "actor": actor_name(world, actor.id),
            "can": tuple(can or ["watch"]),
            "lead_days": _interval(actor.lead_days),
            "autonomy_cost": actor.autonomy_cost,
            "why": actor.why,
            "source_ids": tuple(source for source in actor.sources if source in held),
        }


def _facts(document: CrisisDocument) -> Iterator[dict[str, Any]]:
    for fact in document.facts:
        yield {
            "id": fact.id,
            "quantity": fact.quantity,
            "about": ", ".join(filter(None, (fact.place, fact.actor))),
            "known": Interval(fact.low, fact.high, fact.low if fact.low == fact.high else None),
            "scale": fact.scale,
            "sources": fact.sources,
        }


def _edit(edit: Edit) -> str:
    parts = edit.model_dump(mode="json", exclude_none=True)
    return " ".join([str(parts.pop("do")), *map(str, parts.values())])


def _interval(found: Range) -> Interval:
    return Interval(found.low, found.high, found.low if found.low == found.high else None)


def _range(found: Range) -> str:
    ends = list(dict.fromkeys(format_figure(end) for end in (found.low, found.high)))
    return " to ".join(ends)


def check_scenario(world: World, name: str) -> Answer:
    """Answer whether the files of a scenario are sound: all are read, its case built, every act applied.

    Parameters
    ----------
    world : World
        The tables.
    name : str
        Id of a scenario, or path to its folder.

    Returns
    -------
    Answer
        Sheets ``files`` (what each holds) and ``remarks`` (what is worth a look).

    Raises
    ------
    UnknownNameError, DataError, InputError
        For the first fault, with file and YAML path.
    """
    found = checked(world, name)
    files = ({"file": file, "holds": told} for file, told in found.files.items())
    sheets = [Sheet.of("files", "Files", FILE_COLUMNS, files)]
    remarks = ({"remark": remark} for remark in found.remarks)
    sheets.append(Sheet.of("remarks", "Remarks", REMARK_COLUMNS, remarks))
    answer = Answer(
        question="check_scenario",
        title=load_scenario(name).title,
        subject={"scenario": found.scenario},
        headline=(Sentence(f"{found.scenario} is sound: {find_pack(name)}"),),
        sheets=tuple(sheets),
    )
    return finished(world, answer)
