"""What states do to protests and how campaigns end, in the tables of others, beside what the crisis model has happen.

The tables are the user's (EQUIPOISE_DATA): Mass Mobilization (Clark & Regan, https://doi.org/10.7910/DVN/HTTWYL) as
`warning/mm_events.parquet`, and the campaigns of NAVCO as used in Chenoweth & Stephan (2011) as
`warning/navco1_wcrw_campaigns.parquet`. No row of them ships; scores and shares do.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.errors import DataError
from equipoise.models.crisis.generic import generic_case, runs
from equipoise.models.crisis.kernel import Records
from equipoise.models.crisis.record.baselines import logit_forecasts
from equipoise.models.crisis.state import ELITE_SPLIT
from equipoise.scores.probabilities import brier_score
from equipoise.scores.ranking import auc
from equipoise.scores.splits import Fold
from equipoise.world.world import World

Numbers = NDArray[np.float64]

ENVIRONMENT = "EQUIPOISE_DATA"
PROTESTS = Path("warning") / "mm_events.parquet"
CAMPAIGNS = Path("warning") / "navco1_wcrw_campaigns.parquet"

LAST_LEARNT, FIRST_FORECAST = 2011, 2013
RESPONSES = {
    "repression": ("arrests", "beatings", "crowddispersal", "shootings", "killings"),
    "lethal": ("shootings", "killings"),
    "ignored": ("ignore",),
    "accommodation": ("accomodation",),
}
"""Answers of a state, from the columns of the table, spelt as there."""

DEMANDS = (
    "labor_wage_dispute",
    "land_farm_issue",
    "police_brutality",
    "political_behavior_process",
    "price_increases_tax_policy",
    "removal_of_politician",
    "social_restrictions",
)
LARGE = 1_000.0
"""Participants from which a protest, of the table or of the model, is held against one of the other."""

TRAJECTORIES = 40_000
RECORD_ROWS = 8.0
"""Events that the answers to all states count for beside a state's own record so far."""


@dataclass(frozen=True, slots=True)
class ResponseSkill:
    """How well a logit tells what a state does to a protest, on years that it did not learn from.

    Parameters
    ----------
    response : str
        A key of `RESPONSES`.
    violence_known : bool
        Whether the logit was told if protesters were violent, which can itself answer the state.
    learnt, forecast : int
        Events learnt from and forecast.
    rate : float
        Share of the events forecast with that response.
    auc, brier, base_brier, skill : float
        Ranking; Brier score of the logit and of the rate of the years learnt from; skill over it.
    """

    response: str
    violence_known: bool
    learnt: int
    forecast: int
    rate: float
    auc: float
    brier: float
    base_brier: float
    skill: float


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often something happens in the model and in a table, under the same condition.

    Parameters
    ----------
    what, given : str
        What happens, and under which condition.
    table : str
        Table that it is held against.
    model, observed : float
        Shares.
    rows : int
        Rows of the table under the condition.
    comparable : str
        How far the two are of the same thing.
    """

    what: str
    given: str
    table: str
    model: float
    observed: float
    rows: int
    comparable: str


NOT_COMPARED = (
    "outside support for a campaign: the model has no helpers of a crowd",
    "arrests and beatings: the model knows a police that deters, not single arrests",
    "size of a protest: the table gives that of an event, the model that of all crowds at their peak",
)
"""What is in the tables and has nothing in the model to be held against."""

_EVENT = "an event, most of one day, against a replay of up to 30 days: the model should show more"
_CAMPAIGN = "a campaign of years against 30 days: the order of the two conditions can be compared, not the level"


def table_file(name: Path, folder: Path | None = None) -> Path:
    """Return the path of a table of the user.

    Raises
    ------
    DataError
        If no folder is named or the file is not there.
    """
    root = folder if folder is not None else os.environ.get(ENVIRONMENT)
    if not root:
        raise DataError(f"the tables of protests and campaigns are not part of Equipoise: set {ENVIRONMENT}")
    path = Path(root) / name
    if not path.is_file():
        raise DataError(f"{path} does not exist")
    return path


def hashes(folder: Path | None = None) -> dict[str, str]:
    """Return the hash of each table by name."""
    return {
        name.stem: hashlib.sha256(table_file(name, folder).read_bytes()).hexdigest() for name in (PROTESTS, CAMPAIGNS)
    }


def read_table(name: Path, columns: tuple[str, ...], folder: Path | None = None) -> pl.DataFrame:
    """Read columns of a table of the user.

    Raises
    ------
    DataError
        If the file cannot be read or lacks a column.
    """
    path = table_file(name, folder)
    try:
        frame = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise DataError(f"{path} cannot be read as Parquet: {str(error).splitlines()[0]}") from error
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise DataError(f"{path}: column {missing[0]!r} is missing")
    return frame


def protests(folder: Path | None = None) -> pl.DataFrame:
    """Return protest events in order of time, with the responses of states and the features of the logit.

    Notes
    -----
    `own_<response>` is the state's share of that response in earlier years, drawn towards that of all states.
    """
    raw = sorted({column for columns in RESPONSES.values() for column in columns})
    wanted = (*raw, *DEMANDS, "ccode", "year", "start_date", "region", "location", "size_num", "protesterviolence")
    frame = read_table(PROTESTS, wanted, folder).sort("start_date", "id")
    frame = frame.with_columns(
        **{name: pl.max_horizontal(columns).cast(pl.Float64) for name, columns in RESPONSES.items()},
        size=pl.col("size_num").clip(1.0).log(),
        violent=pl.col("protesterviolence").cast(pl.Float64),
        national=pl.col("location").str.contains("(?i)national|nationwide").cast(pl.Float64),
        **{name: pl.col(name).cast(pl.Float64) for name in DEMANDS},
    )
    regions = frame["region"].drop_nulls().unique().sort().to_list()
    frame = frame.with_columns(**{f"in {name}": (pl.col("region") == name).cast(pl.Float64) for name in regions})
    return frame.with_columns(**{f"own_{name}": pl.Series(_own_record(frame, name)) for name in RESPONSES})


def _own_record(frame: pl.DataFrame, name: str) -> Numbers:
    """Return the share of a response in a state's earlier years, with that of all earlier years behind it."""
    states, years = frame["ccode"].to_numpy(), frame["year"].to_numpy()
    happened = frame[name].to_numpy()
    shares = np.full(happened.size, np.nan)
    for year in np.unique(years):
        before, now = years < year, years == year
        rate = float(happened[before].mean()) if before.any() else 0.5
        for state in np.unique(states[now]):
            own = happened[before & (states == state)]
            shares[now & (states == state)] = (own.sum() + RECORD_ROWS * rate) / (own.size + RECORD_ROWS)
    return shares


def responses(folder: Path | None = None) -> tuple[ResponseSkill, ...]:
    """Return how well a logit tells the responses of states, learnt to 2011, forecast from 2013.

    Raises
    ------
    DataError
        If the table cannot be read.
    """
    frame = protests(folder)
    fold = split(frame)
    return tuple(_response(frame, fold, name, known) for name in RESPONSES for known in (True, False))


def split(frame: pl.DataFrame) -> Fold:
    """Return what is learnt from and what is forecast; the year between is left out."""
    years = frame["year"].to_numpy()
    return Fold(np.flatnonzero(years <= LAST_LEARNT), np.flatnonzero(years >= FIRST_FORECAST))


def response_forecasts(frame: pl.DataFrame, fold: Fold, name: str, *, violence_known: bool) -> Numbers:
    """Return the logit's probabilities of a response; not a number where none is made."""
    columns = [f"own_{name}", "size", "national", *DEMANDS, *(c for c in frame.columns if c.startswith("in "))]
    chosen = frame.select([*columns, "violent"] if violence_known else columns)
    return logit_forecasts(chosen, frame[name].to_numpy(), [fold])


def _response(frame: pl.DataFrame, fold: Fold, name: str, known: bool) -> ResponseSkill:  # noqa: FBT001 - one of two rows
    seen = frame[name].to_numpy()
    said = response_forecasts(frame, fold, name, violence_known=known)[fold.test]
    happened, rate = seen[fold.test], float(seen[fold.train].mean())
    ours, base = brier_score(said, happened), brier_score(np.full(happened.size, rate), happened)
    ranking = auc(said, happened)
    return ResponseSkill(
        response=name,
        violence_known=known,
        learnt=int(fold.train.size),
        forecast=int(fold.test.size),
        rate=float(happened.mean()),
        auc=float("nan") if ranking is None else ranking,
        brier=ours,
        base_brier=base,
        skill=1 - ours / base,
    )


def upheavals(world: World) -> Records:
    """Return replays of unrest in a state of ten million without helpers, those with a crowd that counts as large."""
    case, readings = generic_case(world, "", "mass_unrest")
    records = runs(case, readings, 0, TRAJECTORIES)
    large: Records = records[(records["protest"] >= 0) & (records["peak_crowd"] >= LARGE)]
    return large


def split_upheavals(world: World) -> Records:
    """Return the same with a divided elite, those in which the decisive hour came, whatever it brought."""
    case, _ = generic_case(world, "", "mass_unrest")
    records = runs(case, (ELITE_SPLIT,), 0, TRAJECTORIES)
    decided: Records = records[records["split"] != UNDECIDED]
    return decided


UNDECIDED = -1.0


def frequencies(world: World, folder: Path | None = None) -> tuple[Frequency, ...]:
    """Return how often things happen in the model and in the tables, under the same conditions.

    Raises
    ------
    DataError
        If a table cannot be read.
    """
    events = protests(folder).filter(pl.col("size_num") >= LARGE)
    columns = ("success", "regchange", "fselfdet", "nonviol", "defect")
    campaigns = read_table(CAMPAIGNS, columns, folder).filter((pl.col("regchange") == 1) & (pl.col("fselfdet") == 0))
    made, hours = upheavals(world), split_upheavals(world)
    return (*_of_events(made, events), *_of_campaigns(made, hours, campaigns))


def orders_in_words(rows: Sequence[Frequency]) -> tuple[str, ...]:
    """Return, for every pair of opposite conditions, whether model and table agree on which makes it likelier."""
    told = []
    for one, other in zip(rows[::2], rows[1::2], strict=True):
        agrees = (one.model > other.model) == (one.observed > other.observed)
        verdict = "the same order" if agrees else "the order is reversed, a miss"
        told.append(
            f"{one.what}, given {one.given} / {other.given}: model {one.model:.0%} / {other.model:.0%}, {one.table} "
            f"{one.observed:.0%} / {other.observed:.0%}: {verdict}"
        )
    return tuple(told)


def _of_events(made: Records, events: pl.DataFrame) -> list[Frequency]:
    happens = {
        ("concession", "accommodation"): made["concession"] >= 0,
        ("order to fire against shots or deaths", "lethal"): made["fire_order"] >= 0,
        ("at least one death", "killings"): made["deaths"] >= 1,
    }
    rows = []
    for (what, column), event in happens.items():
        for given, inside, flag in (
            ("violence", made["violence"] >= 0, 1.0),
            ("no violence", made["violence"] < 0, 0.0),
        ):
            seen = events.filter(pl.col("violent") == flag)[column].cast(pl.Float64)
            observed = float(seen.to_numpy().mean())
            table = "Mass Mobilization"
            rows.append(Frequency(what, given, table, float(event[inside].mean()), observed, seen.len(), _EVENT))
    return rows


def _of_campaigns(made: Records, hours: Records, campaigns: pl.DataFrame) -> list[Frequency]:
    pairs = (
        ("violence", made[made["violence"] >= 0], pl.col("nonviol") == 0),
        ("no violence", made[made["violence"] < 0], pl.col("nonviol") == 1),
        ("part of the forces stands aside", hours[hours["split"] >= 0], pl.col("defect") == 1),
        ("the forces hold together", hours[hours["split"] < 0], pl.col("defect") == 0),
    )
    what, table = "ruler leaves against success of the campaign", "NAVCO, change of regime"
    rows = []
    for given, records, rule in pairs:
        seen = campaigns.filter(rule)["success"].cast(pl.Float64)
        observed = float(seen.to_numpy().mean())
        rows.append(
            Frequency(what, given, table, float((records["left"] >= 0).mean()), observed, seen.len(), _CAMPAIGN)
        )
    return rows
