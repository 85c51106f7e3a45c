"""The study of a crisis that is at hand, or else a new one; and whether a day may know its facts."""

from __future__ import annotations

import polars as pl

from equipoise.engine.executors import worker_count
from equipoise.engine.progress import NOTICE, Progress, Tell, tell_nobody
from equipoise.scenarios.crisis.loading import load_antecedents, load_crisis
from equipoise.scenarios.crisis.results import Study
from equipoise.scenarios.crisis.shipped import SHIPPED_SEED, study_of
from equipoise.scenarios.crisis.study import CrisisQuestion
from equipoise.scenarios.documents import load_scenario
from equipoise.scenarios.evidence.crisis import kept_study
from equipoise.world.world import World

TAKES_LONG = "no study of this crisis for these tables is at hand: one is computed, which takes a minute or two"


def study_at_hand(then: World, scenario: str, tell: Tell = tell_nobody) -> Study:
    """Return the study that lies beside a scenario if it answers for these tables, or else compute one.

    Parameters
    ----------
    then : World
        Tables as of the day of the scenario.
    scenario : str
        Id of a scenario with a crisis, or path to its folder.
    tell : callable
        Told what is being done where that takes long.
    """
    kept = kept_study(then, scenario)
    if kept is not None:
        return kept
    tell(Progress(NOTICE, TAKES_LONG))
    case, document, known = load_scenario(scenario), load_crisis(scenario), tuple(load_antecedents(scenario))
    question = CrisisQuestion(then, case, document, known, seed=SHIPPED_SEED, workers=worker_count(None))
    return study_of(scenario, question, tell, fresh=True)


def younger_sources(world: World, scenario: str) -> int:
    """Return how many sources of the facts of a crisis were published after the day of the tables.

    Parameters
    ----------
    world : World
        The tables, as of a day; as they are, none is too young.
    scenario : str
        Id of a scenario with a crisis, or path to its folder.
    """
    if world.as_of is None:
        return 0
    cited = {source for fact in load_crisis(scenario).facts for source in fact.sources}
    found = world.sources.filter(pl.col("source_id").is_in(list(cited)) & (pl.col("published") > world.as_of))
    return found.height
