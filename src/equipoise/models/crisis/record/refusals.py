"""Refused calls that the forecast of calls thought likely to be answered: shown one by one."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.models.calls import answer_call
from equipoise.world.world import World


@dataclass(frozen=True, slots=True)
class RefusalForecast:
    """A past call by the forecast that a brief would have shown, and what came of it.

    Parameters
    ----------
    episode_id, state, addressee : str
        The crisis, who asked, and whom.
    said : float
        Probability of troops, the crisis left out and only calls answered before it learnt from.
    answer : str
        What came: "troops", "refused" ...
    miss : bool
        Whether the likelier of troops and no troops did not come about.
    """

    episode_id: str
    state: str
    addressee: str
    said: float
    answer: str
    miss: bool

    def in_words(self) -> str:
        """Return the call in one sentence."""
        verdict = "a miss" if self.miss else "no miss"
        came = "troops came" if self.answer == "troops" else f"no troops came (answer: {self.answer})"
        return f"{self.episode_id}: {self.addressee} was given {self.said:.2f} to send troops, and {came}: {verdict}"


CASES = (("KGZ2010", "CSTO"), ("KAZ2022", "CSTO"))
"""The two crises that scenarios ship for, and the body asked in both."""


def refusal_forecasts(world: World) -> tuple[RefusalForecast, ...]:
    """Return the calls of the shipped scenarios' crises, by forecasts that left the crisis out.

    Raises
    ------
    UnknownNameError
        If the world holds none of the crises.
    """
    rows = []
    for episode_id, addressee in CASES:
        calls = world.calls.filter(episode_id=episode_id, addressee_org=addressee).sort("request_date")
        crisis = world.episodes.filter(episode_id=episode_id)
        call, state = calls.row(0, named=True), str(crisis["iso3"][0])
        found = answer_call(world, state, addressee, "internal", call["request_date"], [episode_id]).probability
        said = found.midpoint
        came = call["answer"] == "troops"
        rows.append(RefusalForecast(episode_id, state, addressee, said, str(call["answer"]), (said > HALF) != came))
    return tuple(rows)


HALF = 0.5
