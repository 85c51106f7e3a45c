"""The panel of past calls for help: which of them can teach, what was known of them when, and their outcome."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.errors import UnknownNameError
from equipoise.models.calls.roles import past_role

TRIGGER_OF = {
    "coup_mutiny": "internal",
    "mass_unrest": "internal",
    "election_dispute": "internal",
    "communal": "internal",
    "insurgency": "internal",
    "gangs": "internal",
    "invasion": "external",
    "border": "external",
    "external_threat": "external",
}
"""Sort of crisis, as coded in `episodes.trigger`, to the trigger that an instrument speaks of."""

UNKNOWN_TRIGGER = "unknown"
ORGANISATION, STATE = "organisation", "state"
KINDS = (ORGANISATION, STATE)

SILENCE_DAYS = 30
"""So many days after a call its answer counts as known where no day is recorded: most troops are there by then."""

_WORDING = ("mandate_internal", "mandate_internal_alt", "mandate_external")
_FROM_MEMORY = ("R", "U")
_UNITED_NATIONS = "UN"
_COLUMNS = (
    "call_id",
    "episode_id",
    "iso3",
    "addressee",
    "addressee_type",
    "body",
    "role",
    "trigger",
    "clause_for",
    "kind",
    "class_internal",
    "class_internal_alt",
    "class_external",
    "coded_internal",
    "duty",
    "border",
    "troops_there",
    "request_date",
    "known_on",
    "lag_arrival_days",
    "answer",
    "troops",
    "force",
    "looked_up",
    "source_ids",
)


@dataclass(frozen=True, slots=True)
class CallPanel:
    """Calls that a model may learn from.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per call, sorted by id: `call_id`, `episode_id`, `iso3`, `addressee` in words, `addressee_type` as
        coded, `body` (one id for every addressee asked more than once), `role` (see `roles`), `trigger` (internal,
        external, unknown), `clause_for` (the trigger whose clause is read), `kind` (organisation, state),
        `class_internal`, `class_internal_alt`, `class_external` (what an instrument in force on the day of the call
        said: yes, ambiguous, no, none, unknown), `coded_internal` (the same for the instrument invoked, even where it
        was made for the occasion), `duty`, `border`, `troops_there`, `request_date`, `known_on`, `lag_arrival_days`
        [day], `answer`, `troops`, `force` (peak, else first) [persons], `looked_up` (day of the call, answer and
        wording seen in a source, none recalled), `source_ids`.
    before : datetime.date or None
        Only what was known before this day is in.
    left_out : tuple of str
        Episodes left out on request.
    dropped : dict of str to int
        Calls not used, by reason.
    """

    frame: pl.DataFrame
    before: date | None
    left_out: tuple[str, ...]
    dropped: dict[str, int]

    @property
    def n_calls(self) -> int:
        """Number of calls."""
        return self.frame.height

    @property
    def n_episodes(self) -> int:
        """Number of crises."""
        return self.frame["episode_id"].n_unique()

    @property
    def rate(self) -> float | None:
        """Share of calls answered with troops or police; None for an empty panel."""
        return float(self.outcomes.mean()) if self.n_calls else None

    @property
    def outcomes(self) -> NDArray[np.float64]:
        """1 for an answer with troops or police, else 0; one number per call."""
        return self.frame["troops"].cast(pl.Float64).to_numpy()

    @property
    def episodes(self) -> NDArray[np.str_]:
        """Crisis of each call, the cluster of dependent answers."""
        return np.asarray(self.frame["episode_id"].to_list(), dtype=np.str_)

    @property
    def looked_up(self) -> CallPanel:
        """The calls of which nothing that bears on the score is recalled."""
        return CallPanel(self.frame.filter(pl.col("looked_up")), self.before, self.left_out, self.dropped)

    def without(self, episode_id: str) -> CallPanel:
        """Return the panel less one crisis."""
        kept = self.frame.filter(pl.col("episode_id") != episode_id)
        return CallPanel(kept, self.before, (*self.left_out, episode_id), self.dropped)

    def only(self, episode_ids: Collection[str]) -> CallPanel:
        """Return the calls of some crises."""
        return CallPanel(
            self.frame.filter(pl.col("episode_id").is_in(list(episode_ids))), self.before, self.left_out, {}
        )

    def known_before(self, day: date) -> CallPanel:
        """Return the calls whose answer was known before a day."""
        kept = self.frame.filter((pl.col("request_date") < day) & (pl.col("known_on") < day))
        return CallPanel(kept, day, self.left_out, self.dropped)


def usable_panel(
    calls: pl.DataFrame,
    episodes: pl.DataFrame,
    before: date | None = None,
    without_episodes: Collection[str] = (),
) -> CallPanel:
    """Return the calls that a model may learn from.

    Parameters
    ----------
    calls, episodes : polars.DataFrame
        Tables `calls` and `episodes` in their declared form.
    before : datetime.date, optional
        Leave out calls made on or after this day, and calls whose answer was not known before it.
    without_episodes : collection of str
        Crises to leave out.

    Returns
    -------
    CallPanel
        Genuine, dated calls by governments, with the count of what was dropped and why.

    Raises
    ------
    UnknownNameError
        If an episode to be left out is in neither table.

    Notes
    -----
    An instrument made for the occasion (`instrument_predates_call` 0) did not bind on the day of the call: such texts
    exist *because* help was agreed, and their wording would leak the answer. The class on the day is then `none`.
    """
    _check_episodes(calls, episodes, without_episodes)
    dropped: dict[str, int] = {}
    kept = _prepared(calls, episodes)
    for reason, rule in _rules(before, without_episodes):
        passed = kept.filter(rule)
        dropped[reason] = kept.height - passed.height
        kept = passed
    return CallPanel(_columns(kept), before, tuple(sorted(set(without_episodes))), dropped)


def _check_episodes(calls: pl.DataFrame, episodes: pl.DataFrame, asked: Collection[str]) -> None:
    if not asked:
        return
    known = {*calls["episode_id"], *episodes["episode_id"]}
    for episode_id in asked:
        if episode_id not in known:
            raise UnknownNameError("episode", episode_id, known)


def _rules(before: date | None, without_episodes: Collection[str]) -> list[tuple[str, pl.Expr]]:
    rules = [
        ("no genuine call by a government", pl.col("use_for_calibration")),
        ("day of the call unknown", pl.col("request_date").is_not_null()),
        ("episode left out", ~pl.col("episode_id").is_in(list(without_episodes))),
    ]
    if before is not None:
        rules.append(("made on or after the day", pl.col("request_date") < before))
        rules.append(("answer not known before the day", pl.col("known_on") < before))
    return rules


def _prepared(calls: pl.DataFrame, episodes: pl.DataFrame) -> pl.DataFrame:
    crises = episodes.select("episode_id", "iso3", pl.col("trigger").alias("crisis"))
    troops = pl.col("answer") == "troops"
    silent = pl.col("request_date").dt.offset_by(f"{SILENCE_DAYS}d")
    known_on = (
        pl.when(troops)
        .then(pl.coalesce("first_arrival", "decision_date", silent))
        .otherwise(pl.coalesce("decision_date", silent))
    )
    bound = pl.col("instrument_predates_call").fill_null("na") != "0"
    primary = pl.col("mandate_internal").fill_null("unknown")
    trigger = pl.col("crisis").replace_strict(TRIGGER_OF, default=UNKNOWN_TRIGGER, return_dtype=pl.String)
    return calls.join(crises, on="episode_id", how="left").with_columns(
        troops.alias("troops"),
        known_on.alias("known_on"),
        trigger.alias("trigger"),
        pl.when(trigger == "external").then(pl.lit("external")).otherwise(pl.lit("internal")).alias("clause_for"),
        pl.when(pl.col("addressee_type") == "IO").then(pl.lit(ORGANISATION)).otherwise(pl.lit(STATE)).alias("kind"),
        primary.alias("coded_internal"),
        pl.col("shares_border").alias("border"),
        pl.col("addressee_troops_already_there").alias("troops_there"),
        pl.coalesce("force_peak", "force_first").alias("force"),
        (~pl.any_horizontal(_recalled())).alias("looked_up"),
        *(
            pl.when(bound).then(code).otherwise(pl.lit("none")).alias(name.replace("mandate", "class"))
            for name, code in zip(
                _WORDING,
                (
                    primary,
                    pl.col("mandate_internal_alt").fill_null(primary),
                    pl.col("mandate_external").fill_null("unknown"),
                ),
                strict=True,
            )
        ),
    )


def _recalled() -> list[pl.Expr]:
    """Return what makes a row unfit to be scored on: the day, the answer or the wording comes from memory."""
    return [
        pl.col("request_date").is_null(),
        pl.col("request_basis").is_in(_FROM_MEMORY).fill_null(value=False),
        pl.col("arrival_basis").is_in(_FROM_MEMORY).fill_null(value=False),
        (pl.col("mandate_basis") == "recalled").fill_null(value=False),
    ]


def _columns(frame: pl.DataFrame) -> pl.DataFrame:
    rows = frame.select("iso3", "addressee", "addressee_org", "addressee_iso3", "addressee_type").iter_rows()
    named = [
        (_body(words, org_id, iso3, coded), past_role(asker, iso3, coded)) for asker, words, org_id, iso3, coded in rows
    ]
    bodies, roles = zip(*named, strict=True) if named else ((), ())
    return (
        frame.with_columns(pl.Series("body", bodies, dtype=pl.String), pl.Series("role", roles, dtype=pl.String))
        .select(_COLUMNS)
        .sort("call_id")
    )


def _body(words: str, org_id: str | None, iso3: str | None, coded: str) -> str:
    """Return one name for an addressee, whatever words a call used for it."""
    if coded != "IO":
        return iso3 or words
    if org_id is None and words.split(maxsplit=1)[0] == _UNITED_NATIONS:
        return _UNITED_NATIONS
    return org_id or words
