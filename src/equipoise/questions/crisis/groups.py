"""Acts that could have been otherwise, by whose act they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from equipoise.questions.wording import body_name, listed, of_whom
from equipoise.scenarios.crisis.documents import Antecedent
from equipoise.scenarios.crisis.results import AntecedentAnswer
from equipoise.scenarios.documents import Scenario
from equipoise.world.world import World


@dataclass(frozen=True, slots=True)
class ActorGroup:
    """Antecedents of the same actors; `own` for those of the government alone."""

    whose: str
    answers: tuple[AntecedentAnswer, ...]
    own: bool = False


def groups_of(
    world: World, case: Scenario, documents: Iterable[Antecedent], answers: Sequence[AntecedentAnswer]
) -> tuple[ActorGroup, ...]:
    """Return the antecedents by whose act they are: the government, actors that act together, all others.

    Two outside actors belong together where one antecedent is an act of both, or builds on an act of the other.

    Parameters
    ----------
    world : World
        The tables, for names.
    case : Scenario
        The scenario.
    documents : iterable of Antecedent
        All antecedents of the scenario.
    answers : sequence of AntecedentAnswer
        Those to put in groups.
    """
    iso3 = world.names.resolve(case.state)
    together = _together({one.id: one for one in documents}, iso3)
    by_actors: dict[tuple[str, ...], list[AntecedentAnswer]] = {}
    for answer in answers:
        outside = [actor for actor in answer.by if actor != iso3]
        by_actors.setdefault(together.get(outside[0], (outside[0],)) if outside else (), []).append(answer)
    government = f"{of_whom(body_name(world, iso3))} own government"
    own = [ActorGroup(government, tuple(by_actors.pop(())), own=True)] if () in by_actors else []
    several = [(actors, them) for actors, them in by_actors.items() if len(them) > 1 or len(by_actors) == 1]
    single = [(actors, them) for actors, them in by_actors.items() if (actors, them) not in several]
    named = [ActorGroup(actors_in_words(world, actors), tuple(them)) for actors, them in several]
    if single:
        everyone = tuple(actor for actors, _ in single for actor in actors)
        them_all = tuple(answer for _, them in single for answer in them)
        named.append(ActorGroup(actors_in_words(world, everyone), them_all))
    return (*own, *named)


def _together(documents: Mapping[str, Antecedent], state: str) -> dict[str, tuple[str, ...]]:
    sets: list[list[str]] = []
    for one in documents.values():
        base = [actor for earlier in one.builds_on if earlier in documents for actor in documents[earlier].by]
        mine = [actor for actor in (*base, *one.by) if actor != state]
        touched = [them for them in sets if set(them) & set(mine)]
        merged = list(dict.fromkeys([actor for them in touched for actor in them] + mine))
        sets = [them for them in sets if them not in touched] + ([merged] if merged else [])
    return {actor: tuple(them) for them in sets for actor in them}


def actors_in_words(world: World, actors: Sequence[str]) -> str:
    """Return actors as the owners of acts: "the OTS and Turkey"."""
    return listed([actor_name(world, actor) for actor in actors]) if actors else "nobody"


def actor_name(world: World, actor: str) -> str:
    """Return the name of a state, a body or somebody whom the tables do not know, as in a sentence."""
    known = actor in world.organisations["org_id"] or actor in world.names.short
    named = body_name(world, actor) if known else actor
    return f"the {actor}" if actor == "UN" and named == "UN" else named
