"""Section: what was lost, whether it is back, how long past losses lasted, and what a rescue cost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from equipoise.answers.charts.frame import Caption
from equipoise.answers.charts.recovery import Curve, PathPanel, RecoveryChart, SurvivalChart
from equipoise.answers.numbers import Number, format_figure, format_number
from equipoise.brief.page import Sentence
from equipoise.brief.setback import PriceRow, RecoverySection, SeriesVerdict
from equipoise.models.recovery.criteria import Verdict
from equipoise.models.recovery.figures import FigureValue
from equipoise.models.recovery.parameters import PublishedResults
from equipoise.models.recovery.price import PRICED
from equipoise.models.recovery.report import CaseReport, known_on, shipped_report
from equipoise.models.recovery.results import CHANCE, LAST, OFFSETS, Comeback, Recovery
from equipoise.models.recovery.series import EVENT_TABLES, declared, series_named
from equipoise.questions.wording import listed
from equipoise.scenarios.recovery import read_standing
from equipoise.world.world import World

BACK = 5
"""Years within which the table says how many past losses were undone."""

_MINUS = re.compile(r"(?<![\w-])-(?=\d)")
SHOWN = 0.01
"""Least weight of a donor that is named."""

_MEANT = {
    "loss": "a loss can be told",
    "gain": "a move away from loss can be told",
    "cannot be told": "cannot be told apart from chance",
    "no data": "too few events",
}
_SAID = {
    "loss": "weight grew",
    "gain": "weight shrank",
    "cannot be told": "cannot be told",
    "no data": "too few calls",
}


def recovery_report(world: World, path: Path | None) -> CaseReport | None:
    """Return what ships on the case that a document describes, or None without a document."""
    return None if path is None else shipped_report(world, read_standing(path))


def recovery_section(world: World, found: CaseReport | None) -> RecoverySection | None:
    """Return the section on setback and recovery, or None where the scenario describes no case."""
    if found is None:
        return None
    known = known_on(world)[0]
    return RecoverySection(
        intro=_intro(found),
        verdicts=tuple(_row(verdict) for verdict in found.verdicts),
        case=case_chart(found, world),
        past=panel_chart(known, "rescues", tuple(declared())),
        survival=survival_chart(found.past),
        prices=price_rows(known),
        remarks=_remarks(found, known),
    )


def verdict_message(verdicts: Iterable[Verdict]) -> str:
    """Return the verdicts as a sentence without a full stop, never as one number."""
    counted = [verdict for verdict in verdicts if verdict.part_of is None]
    if not counted:
        return "Nothing could be compared before and after"
    said = []
    for status in ("no lasting loss", "loss stands", "cannot be told"):
        titles = [verdict.title for verdict in counted if verdict.status == status]
        if titles:
            said.append(f"{status[:1].upper()}{status[1:]}: {'; '.join(titles)}")
    return ". ".join(said)


def case_chart(found: CaseReport, world: World) -> RecoveryChart | None:
    """Return the chart of a case against its synthetic twin, or None where nothing was computed."""
    if not found.cases:
        return None
    losses = [series_named(case.series).title for case in found.cases if case.told == "loss"]
    title = f"{found.label}: a loss against the synthetic twin in {listed(losses)}" if losses else (
        f"{found.label}: no series lies outside what chance alone does"
    )  # fmt: skip
    return RecoveryChart(
        Caption(
            title=title,
            subtitle="Difference between the state and a weighted mean of others that moved with it before the event",
            source="computed from the tables that the model card names",
            source_ids=_tables(found.cases),
            note=_donors(found.cases, world),
        ),
        tuple(panel_of(case) for case in found.cases),
    )


def panel_chart(known: PublishedResults, kind: str, names: tuple[str, ...]) -> RecoveryChart | None:
    """Return the chart of a panel of events in some series, or None where nothing ships."""
    found = [entry for entry in known.recoveries if entry.name == kind and entry.series in names]
    if not found:
        return None
    told = {word: [series_named(e.series).title for e in found if e.told == word] for word in ("loss", "gain")}
    parts = []
    if told["loss"]:
        parts.append(f"a loss can be told in {len(told['loss'])} of {len(found)} series ({'; '.join(told['loss'])})")
    if told["gain"]:
        parts.append(f"the opposite in {len(told['gain'])} ({'; '.join(told['gain'])})")
    if not parts:
        parts.append(f"a loss can be told in none of {len(found)} series")
    return RecoveryChart(
        Caption(
            title=f"Past {_events_named(kind)}: {', '.join(parts)}",
            subtitle="Mean difference to matched states without an upheaval, against the year before the event",
            source="computed from the tables that the model card names",
            source_ids=_tables(found, *EVENT_TABLES),
            note="Those who were rescued differ from those who were not: an association. Some of many comparisons "
            "stand out by chance alone.",
        ),
        tuple(panel_of(entry) for entry in found),
    )


def panel_of(made: Recovery) -> PathPanel:
    """Return one series of a panel or a case as a panel of the chart."""
    series = series_named(made.series)
    path = made.path
    if made.of == "panel":
        remark = f"{made.events} events, {_MEANT[made.told]}; {_before_in_words(made.pre_trend)}"
    else:
        remark = _MEANT[made.told] if made.told != "no data" else "shown, at none of the years that are tested"
    return PathPanel(
        title=series.title,
        unit=f"{series.unit}; {series.worse} is the loss",
        remark=remark,
        offsets=path.offsets,
        effect=path.effect,
        low=path.low,
        high=path.high,
        chance_low=path.placebo_low,
        chance_high=path.placebo_high,
        told=made.told,
    )


def survival_chart(past: Sequence[Recovery]) -> SurvivalChart | None:
    """Return how long past losses lasted, or None where no series has losses enough."""
    curves = [
        Curve(
            title=series_named(made.series).title,
            remark=_losses_in_words(made.comeback),
            years=made.comeback.times,
            share=tuple(100 * value for value in made.comeback.share),
            low=tuple(100 * value for value in made.comeback.low),
            high=tuple(100 * value for value in made.comeback.high),
        )
        for made in past
        if made.comeback is not None and made.comeback.times
    ]
    if not curves:
        return None
    medians = [made.comeback.median for made in past if made.comeback is not None and made.comeback.times]
    reached = sum(median is not None for median in medians)
    return SurvivalChart(
        Caption(
            title=f"Half of the losses were undone within ten years in {reached} of {len(curves)} series",
            subtitle="Share of losses after past rescues not undone yet (Kaplan and Meier), with 90 % interval",
            source="computed from the tables that the model card names",
            source_ids=_tables(past, *EVENT_TABLES),
            note="A loss is leaving the band of the five years before, within three years; noise alone makes some.",
        ),
        tuple(curves),
        float(LAST),
    )


def price_rows(known: PublishedResults) -> tuple[PriceRow, ...]:
    """Return rescued against refused five years after, in every series of pairs."""
    at = OFFSETS.index(PRICED)
    rows = []
    for price in known.prices:
        series = series_named(price.series)
        if price.horizon != PRICED or not series.is_dyadic:
            continue
        sides = [
            next(entry for entry in known.recoveries if (entry.name, entry.series) == (kind, price.series))
            for kind in ("rescues", "refused")
        ]
        rescued, refused = (_number(side.path.effect[at], side.path.low[at], side.path.high[at]) for side in sides)
        rows.append(
            PriceRow(
                label=series.title,
                unit=series.unit,
                rescued=rescued,
                refused=refused,
                difference=Number.of(price.difference, digits=_digits(price.difference)),
                count=f"{price.rescued} / {price.refused}",
                told=_SAID[price.told],
            )
        )
    return tuple(rows)


def _before_in_words(p: float | None) -> str:
    if p is None:
        return "years before not tested"
    figure = "p < 0.01" if p < 0.01 else f"p {p:.2f}"
    return f"apart before already ({figure})" if p < CHANCE else f"alike before ({figure})"


def _events_named(kind: str) -> str:
    return {"refused": "calls that were refused", "upheavals": "upheavals without a rescue",
            "allies": "rescues by allies"}.get(kind, kind)  # fmt: skip


def _intro(found: CaseReport) -> tuple[Sentence, ...]:
    counts = Counter(verdict.status for verdict in found.verdicts if verdict.part_of is None)
    fine, stands, open_ = (
        str(counts[status] or "none") for status in ("no lasting loss", "loss stands", "cannot be told")
    )
    said = [
        Sentence(
            f"{verdict_message(found.verdicts)}. Of {sum(counts.values())} series that are counted, {fine} show no "
            f"lasting loss, in {stands} a loss stands, and {open_} cannot be told. There is no index: a gain in one is "
            "no answer to a loss in another."
        )
    ]
    said += [Sentence(f"{note[:1].upper()}{note[1:]}.", lead="Not there.") for note in found.notes]
    return tuple(said)


def _row(verdict: Verdict) -> SeriesVerdict:
    back = verdict.back.get(BACK)
    return SeriesVerdict(
        label=verdict.title,
        status=verdict.status,
        text=_MINUS.sub("−", verdict.text),
        why=verdict.why,
        depth=Number.of(verdict.depth, digits=_digits(verdict.depth)),
        back=Number.of(None if back is None else back.scale(100), unit="%", digits=0),
        books=tuple(_book(book) for book in verdict.books),
        source_ids=verdict.source_ids,
        part=verdict.part_of is not None,
    )


def _book(book: FigureValue) -> str:
    if book.value is None:
        return f"{book.text}: not known by then"
    return f"{book.text}: {format_number(Number.of(book.value))} {book.unit}"


def _number(value: float | None, low: float | None, high: float | None) -> Number:
    if value is None:
        return Number()
    digits = 2 if abs(value) < 1 else 1
    if low is None or high is None:
        return Number(value, digits=digits)
    return Number(value, min(low, value), max(high, value), digits=digits)


def _digits(interval: object) -> int:
    width = getattr(interval, "width", 0.0)
    return 2 if width < 2 else 1


def _losses_in_words(back: Comeback) -> str:
    chance = "" if back.by_chance is None else f"; by chance {format_figure(100 * back.by_chance, 0)} %"
    return f"{back.set_back} losses in {back.n} events ({format_figure(100 * back.set_back / back.n, 0)} %{chance})"


def _tables(found: Iterable[Recovery], *others: str) -> tuple[str, ...]:
    """Return the ids of the tables that series rest on, as the bibliography names them."""
    return tuple(sorted({table for made in found for table in series_named(made.series).tables} | set(others)))


def _donors(cases: Iterable[Recovery], world: World) -> str:
    known = dict(world.states.select("iso3", "name").iter_rows())
    said = []
    for case in cases:
        pairs = [(known.get(name, name), weight) for name, weight in case.donors if weight >= SHOWN]
        weights = ", ".join(f"{name} {format_figure(100 * weight, 0)} %" for name, weight in pairs)
        said.append(f"{series_named(case.series).title}: {weights}")
    return "Weights of the twin. " + ". ".join(said) + "."


def _remarks(found: CaseReport, known: PublishedResults) -> tuple[Sentence, ...]:
    said = []
    if found.caution:
        said.append(Sentence(found.caution, lead="Two shocks at once."))
    if known.recoveries:
        said.append(
            Sentence(
                f"The panel holds {known.events['rescues']} rescues, {known.events['refused']} calls that were refused "
                f"and {known.events['upheavals']} upheavals without either, none of them this case, and no year after "
                f"{known.last_year}. Tables of arms end in 2014, of votes in 2019, and lists of campaigns in 1998.",
                lead="What the past rests on.",
            )
        )
    return tuple(said)
