"""What would have changed a crisis: sentences, groups and charts from a study made by hand, and pages with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from brief_samples import CAPTION, check_drawing, drawn, words
from hypothesis import given
from hypothesis import strategies as st
from test_compose import check_page, check_text

from equipoise.answers import Chart, Sheet
from equipoise.answers.charts import antecedents, facts, fan
from equipoise.answers.charts.frame import NARROW, WIDE
from equipoise.answers.vocabulary import terms
from equipoise.brief.compose import compose, load_subject
from equipoise.brief.compose.crisis import crisis_limits, crisis_study
from equipoise.brief.render import render
from equipoise.engine.progress import NOTICE, Progress
from equipoise.interval import Interval
from equipoise.models.crisis.counterfactual import AmountAnswer, EventAnswer
from equipoise.models.crisis.quantities import AMOUNTS, EVENTS, QUANTITIES
from equipoise.models.crisis.state import STEP_OUTCOMES, VARIANTS
from equipoise.questions.crisis import at_hand
from equipoise.questions.crisis.charts import DATED_COLUMNS, dated_sheet, study_charts
from equipoise.questions.crisis.groups import ActorGroup, groups_of
from equipoise.questions.crisis.sheets import (
    EFFECT_COLUMNS,
    MAIN_EVENTS,
    OVERVIEW_COLUMNS,
    VARIANT_EFFECT_COLUMNS,
    antecedent_sheets,
)
from equipoise.questions.crisis.study_sheets import COURSE_COLUMNS, FACT_COLUMNS
from equipoise.questions.crisis.wording import answer_sentences, asked_sentences, main_answer, model_limits, shown
from equipoise.scenarios.crisis.loading import load_antecedents
from equipoise.scenarios.crisis.results import (
    AntecedentAnswer,
    FactFit,
    Fan,
    ParameterShift,
    Story,
    StoryLine,
    Study,
    VariantWeight,
)
from equipoise.scenarios.crisis.study import FANS
from equipoise.scenarios.evidence import crisis as evidence

NOTHING = Interval.point(0.0)


def event(name, effect=NOTHING, would_not=NOTHING, would=None, worlds=100):
    before = Interval(0.0, 0.5, 0.2)
    return EventAnswer(name, before, before, effect, (effect, None, effect), would_not, would, worlds)


def answer(ident, by, spared=0.0, effect=NOTHING, troops=NOTHING, **change):
    share = Interval(max(0.0, spared - 0.02), min(1.0, spared + 0.02), spared)
    events = tuple(
        event(
            name,
            {"hundred_dead": effect, "troops_come": troops}.get(name, NOTHING),
            share if name == "hundred_dead" else NOTHING,
        )
        for name in EVENTS
    )
    made = AntecedentAnswer(
        id=ident,
        title=f"Title of {ident}",
        justification="It was possible.",
        by=tuple(by),
        sources=(),
        rewrites=1,
        days_before=0.0,
        events=events,
        amounts=tuple(AmountAnswer(name, NOTHING, NOTHING, NOTHING) for name in AMOUNTS),
        prior_effects=dict.fromkeys(EVENTS, NOTHING),
        unchanged=0.5,
        new_draws=0.0,
        story=None,
        answers={},
    )
    return replace(made, **change)


def fact(ident, quantity, low, high, *, covered=True, foreseen=True):
    near = Interval(low - 1, high + 1, (low + high) / 2)
    return FactFit(ident, quantity, "", "", low, high, 1.0, None, near, near, 0.0, 1.0, covered, foreseen)


STORY = Story(
    "hijacked",
    (StoryLine("protest", 0.75, 0.75), StoryLine("arrival", 5.25, None)),
    {"deaths": 120.0, "sites_lost": 3.0, "peak_foreign": 2000.0, "troop_days": 9.0},
    {"deaths": 80.0, "sites_lost": 3.0, "peak_foreign": 0.0, "troop_days": 0.0},
    "CSTO",
    "",
)


def study(*answers, facts=(), weights=((0.0, 1.0),) * 3, reached=True):
    steps = tuple((0.0, 1.0, 2.0, 3.0, min(n, 40) * 1.0 + 4) for n in range(120))
    names = ("spontaneous", "hijacked", "elite_split")
    return Study(
        scenario="x",
        title="X",
        fingerprint="f",
        seed=1,
        particles=100,
        runs=1000,
        distinct=90,
        tolerance=0.5,
        reached=reached,
        accepted=0.1,
        facts=tuple(facts),
        variants=tuple(
            VariantWeight(name, Interval(ends[0], ends[1], 1 / 3)) for name, ends in zip(names, weights, strict=True)
        ),
        parameters=(ParameterShift("pool", "share", Interval(0, 1, 0.5), Interval(0.2, 0.4, 0.3), 0.6),),
        fans=tuple(Fan(name, steps) for name in ("crowd", "foreign", "lost_share", "deaths")),
        antecedents=tuple(answers),
    )


OWN = answer("own", ["KAZ"], 0.9)
OTHER = answer("other", ["OTS", "TUR"], 0.2, Interval(-0.1, 0.1, 0.0))
GROUPS = (ActorGroup("Kazakhstan's own government", (OWN,), own=True), ActorGroup("the OTS and Turkey", (OTHER,)))


# --- sentences --------------------------------------------------------------------------------------------------------


def test_main_answer_says_whose_acts_would_have_spared_it():
    told = main_answer(study(OWN, OTHER), GROUPS)
    assert told.startswith("In the model, 1 of the 2 acts tried would probably have prevented 100 or more deaths")
    assert told.endswith("it is an act of Kazakhstan's own government")


def test_main_answer_where_an_outside_act_counts_too():
    strong = answer("other", ["OTS"], 0.7)
    told = main_answer(study(OWN, strong), (GROUPS[0], ActorGroup("the OTS", (strong,))))
    assert told.endswith("acts of Kazakhstan's own government and the OTS")


def test_main_answer_where_no_act_would_have_done():
    assert main_answer(study(OTHER), GROUPS[1:]).startswith("In the model, none of the 1 acts tried")
    assert "nothing that could have been otherwise" in main_answer(study(), ())


def test_a_share_without_an_expected_effect_is_said_to_be_chance():
    said = {one.lead: one.text for one in answer_sentences(study(OWN, OTHER), GROUPS)}
    assert "20 % (18–22)" in said["The OTS and Turkey."].replace("\N{NO-BREAK SPACE}", " ")
    assert "In new runs the odds do not change (0 points; range −10 to 10)" in said["The OTS and Turkey."].replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "much of that share may be luck" in said["The OTS and Turkey."]
    sure = answer("other", ["OTS", "TUR"], 0.2, Interval(-0.3, -0.1, -0.2))
    said = {one.lead: one.text for one in answer_sentences(study(sure), (ActorGroup("the OTS", (sure,)),))}
    assert "luck" not in said["The OTS."]
    assert "changes the odds by −20" in said["The OTS."]


def test_an_act_that_makes_it_worse_is_named():
    events = tuple(
        replace(one, would=Interval(0.7, 0.9, 0.8)) if one.event == "no_order_in_ten_days" else one
        for one in OWN.events
    )
    said = answer_sentences(study(replace(OWN, events=events)), GROUPS[:1])[1].text
    assert "“Title of own” would have made it worse: more than ten days without order in 80" in said


def test_an_act_that_is_asked_for_by_name_says_what_it_changes_most():
    act = answer("act", ["OTS"], 0.2, Interval(-0.3, -0.1, -0.2), Interval(-0.02, 0.05, 0.01), new_draws=0.001)
    said = {one.lead: one.text.replace("\N{NO-BREAK SPACE}", " ") for one in asked_sentences(study(act))}
    assert (
        said["Worlds unchanged."] == "Title of act: 50 %. 0.1 % of the chance that changed worlds meet is new to them."
    )
    assert said["Largest changes."] == (
        "100 or more deaths less likely by 20 points (10–30) and foreign troops likelier by 1 point (−2 to 5)."
    )
    assert "100 or more deaths in 20 % (18–22)" in said["Would not have been."]
    nothing = {one.lead: one.text for one in asked_sentences(study(answer("act", ["OTS"])))}
    assert "as likely as without it" in nothing["Largest changes."]
    assert "Would not have been." not in nothing


def test_doubt_follows_the_study():
    missed = fact("dead", "deaths", 10, 20, covered=False)
    said = answer_sentences(study(OWN, facts=[missed, fact("a", "protest_day", 1, 2)]), GROUPS[:1])[-1].text
    assert "meet the facts on the whole (1 of 2 within their 90 % interval; missed: deaths)" in said
    assert "do not tell the three readings apart" in said
    at_odds = answer_sentences(study(OWN, facts=[missed], reached=False), GROUPS[:1])[-1].text
    assert "are at odds with the facts (0 of 1" in at_odds
    told_apart = study(OWN, facts=[missed], weights=((0.3, 0.4),) * 3)
    assert "apart" not in answer_sentences(told_apart, GROUPS[:1])[-1].text
    assert "no dated facts" in answer_sentences(study(OWN), GROUPS[:1])[-1].text


def test_limits_name_what_is_new_ground():
    assert "New ground." not in [one.lead for one in model_limits(GROUPS)]
    new = replace(OTHER, new_draws=0.3)
    said = {one.lead: one.text for one in model_limits((ActorGroup("the OTS", (new,)),))}
    assert "“Title of other”" in said["New ground."]
    assert "selection can explain" in said["Foreign troops on survival."]


def test_an_interval_narrower_than_the_rounding_is_left_out():
    assert shown(Interval(0.996, 1.0, 1.0)) == "100\N{NO-BREAK SPACE}%"
    assert shown(Interval(0.94, 0.96, 0.95)) == "95\N{NO-BREAK SPACE}% (94–96)"


# --- groups -----------------------------------------------------------------------------------------------------------


def test_acts_are_grouped_by_who_acts_together():
    subject = load_subject("kazakhstan-2022")
    ids = {"no-call": ["KAZ"], "csto-declines": ["CSTO"], "russia-bilateral": ["RUS", "KAZ"], "ots-clause": ["OTS"],
           "turkey-sends": ["TUR", "KAZ"], "eu-mediation": ["EU"], "un-mediation": ["UN"]}  # fmt: skip
    answers = [answer(ident, by) for ident, by in ids.items()]
    groups = groups_of(subject.now, subject.scenario, load_antecedents(subject.crisis), answers)
    assert [group.whose for group in groups] == [
        "Kazakhstan's own government", "the CSTO and Russia", "the OTS, Turkey and Azerbaijan", "the EU and the UN",
    ]  # fmt: skip
    assert [len(group.answers) for group in groups] == [1, 2, 2, 2]
    assert [group.own for group in groups] == [True, False, False, False]


# --- charts -----------------------------------------------------------------------------------------------------------

NOBODY: dict[str, str] = {}


def draw_effects(width, count=4, prior=-2.0, **cell):
    effect = {"effect": Interval(-45, 5, -20), "would_not": Interval(94, 96, 95), "would": None, "worlds": 100} | cell
    events = MAIN_EVENTS[:count]
    act = {"whose": "A group", "id": "a", "title": "A <title> that is long enough to need two lines"}
    key = {"antecedent": "a", "without": Interval.point(13.0)}
    under = {"spontaneous": Interval.point(-10.0), "elite_split": Interval.point(-30.0), "prior": Interval.point(prior)}
    sheets = (
        Sheet.of("overview", "t", OVERVIEW_COLUMNS, [act | {"changes": "1 change"}]),
        Sheet.of("effects", "t", EFFECT_COLUMNS, [key | {"event": event} | effect for event in events]),
        Sheet.of(
            "effects_by_variant", "t", VARIANT_EFFECT_COLUMNS, [key | {"event": e} | under | cell for e in events]
        ),
    )
    options = {"events": events, "variants": VARIANTS, "worlds": 100, "few": 30}
    return str(antecedents.draw(Chart("antecedents", (), CAPTION, options), sheets, width, "a", NOBODY))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_effects_show_bar_readings_prior_and_shares(width):
    root = check_drawing(draw_effects(width))
    assert len(drawn(root, "point")) == len(drawn(root, "prior")) == 4
    assert len(drawn(root, "variant")) == 8
    assert sum(line.startswith("▼95") for line in words(root)) == 4
    assert not any(line.startswith("▲") for line in words(root))


def test_a_share_of_few_worlds_is_not_shown():
    assert "▼" not in draw_effects(WIDE, worlds=29)
    assert "▼95" in draw_effects(WIDE, worlds=30)


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=3).map(sorted), st.floats(-100, 100))
def test_any_effect_can_be_drawn(ends, prior):
    effect = Interval(ends[0], ends[2], ends[1])
    check_drawing(draw_effects(NARROW, 1, prior, effect=effect))


def courses(*rows_of_quantities):
    names = ("crowd", "deaths")
    rows = (
        {"quantity": name, "step": step}
        | dict(zip([column.name for column in COURSE_COLUMNS[2:]], values, strict=True))
        for name, rows in zip(names, rows_of_quantities, strict=False)
        for step, values in enumerate(rows)
    )
    return Sheet.of("fans", "t", COURSE_COLUMNS, rows)


def draw_fan(width, fans, *dated, **known):
    rows = ({"fact": label, "day": Interval(low, high)} for label, low, high in dated)
    options = {"start": "2022-01-01", "steps_a_day": 4, "known": known}
    sheets = (fans, Sheet.of("dated_facts", "t", DATED_COLUMNS, rows))
    return str(fan.draw(Chart("fan", (), CAPTION, options), sheets, width, "f", NOBODY))


STEPS = tuple((0.0, n / 9, n / 4, n / 3, n / 2) for n in range(120))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_fans_show_what_is_recorded_and_when(width):
    dated = (("appeal", 4.0, 5.0), ("decision", 4.1, 5.1), ("order", 6.0, 8.0))
    root = check_drawing(draw_fan(width, courses(STEPS, STEPS), *dated, crowd=(20.0, 30.0)))
    assert len(drawn(root, "band")) == 4
    assert len(drawn(root, "fact")) == 1
    assert len(drawn(root, "mark")) == 3
    assert "recorded: 20–30" in words(root)
    assert "1\N{NO-BREAK SPACE}appeal" in " ".join(words(root))


def test_days_on_which_nothing_changes_are_not_drawn():
    still = tuple((float(n < 40) * n,) * 5 for n in range(120))
    shown = words(check_drawing(draw_fan(WIDE, courses(still))))
    assert shown[-1] == "13", "the twelfth day after the first of January"
    assert words(check_drawing(draw_fan(WIDE, courses(STEPS))))[-1] == "31"
    check_drawing(draw_fan(WIDE, courses(((0.0,) * 5,) * 120)))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_facts_that_are_missed_stand_out(width):
    far = Interval(10, 1000, 900)
    rows = [
        {"fact": "Deaths", "recorded": Interval(225, 238), "scale": 46, "prior": far, "found": Interval(168, 273, 214),
         "outcome": "met"},
        {"fact": "Order", "recorded": Interval(7, 7, 7), "scale": 1, "found": Interval(15, 25, 20), "predicted": far,
         "outcome": "missed"},
    ]  # fmt: skip
    sheet = Sheet.of("facts", "t", FACT_COLUMNS, rows)
    drawing = str(facts.draw(Chart("facts", ("facts",), CAPTION), (sheet,), width, "x", NOBODY))
    root = check_drawing(drawing)
    assert "Missed: Order." in drawing
    assert len(drawn(root, "fact")) == 2
    assert len(drawn(root, "point")) == 4


def test_charts_of_a_study():
    dead = fact("d", "deaths", 10, 20, foreseen=False)
    found = study(OWN, OTHER, facts=[fact("p", "protest_day", 1, 2), fact("a", "appeal_after_protest", 3, 4), dead])
    charts = {chart.kind: chart for chart in study_charts(found, GROUPS, date(2022, 1, 1))}
    assert [(row["fact"], row["day"].low, row["day"].high) for row in dated_sheet(found).records()] == [
        ("first protest", 1, 2), ("call for troops", 4.5, 5.5),
    ]  # fmt: skip
    assert charts["fan"].options["known"] == {"deaths": (10, 20)}
    assert "would not be expected to meet 1 of them again" in charts["facts"].caption.title
    assert "Run again, the model would not expect: deaths." in charts["facts"].caption.note
    assert [chart.kind for chart in study_charts(study(), (), date(2022, 1, 1))] == ["fan"]


def test_sheets_of_acts(world):
    sheets = {
        sheet.name: sheet for sheet in antecedent_sheets(world, GROUPS, date(2022, 1, 1), stories=None, detailed=False)
    }
    assert [row["whose"] for row in sheets["overview"].records()] == [
        "Kazakhstan's own government", "The OTS and Turkey",
    ]  # fmt: skip
    dead = [row for row in sheets["effects"].records() if row["event"] == "hundred_dead"]
    assert dead[1]["would_not"].value == pytest.approx(20)
    under = [row for row in sheets["effects_by_variant"].records() if row["event"] == "hundred_dead"]
    assert (under[1]["spontaneous"].value, under[1]["hijacked"].value) == (0.0, None)


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("event", EVENTS),
        ("event_short", MAIN_EVENTS),
        ("amount", AMOUNTS),
        ("crisis_quantity", QUANTITIES),
        ("crisis_step", (*STEP_OUTCOMES, *STORY.actual, "came")),
        ("crisis_fan", FANS),
        ("variant", VARIANTS),
    ],
)
def test_every_key_of_the_model_has_its_words_and_no_other_has(kind, keys):
    assert set(terms(kind)) == set(keys)


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def page_with(monkeypatch):
    """The page of a case with a study made by hand, so that no test waits for one."""

    def make(found, scenario="kazakhstan-2022"):
        monkeypatch.setattr(at_hand, "kept_study", lambda world, name: found)
        monkeypatch.setattr(evidence, "kept_study", lambda world, name: None)
        return compose(load_subject(scenario))

    return make


def test_page_of_a_case(page_with):
    told = replace(OTHER, id="ots-clause", by=("OTS",), story=STORY)
    page = page_with(study(replace(OWN, id="no-call"), told, facts=[fact("d", "deaths", 10, 20)]))
    check_page(page)
    shown_text = check_text(render(page))
    assert page.findings[-1].lead == "What would have changed it."
    assert "80 dead (120 without the act), 3 sites lost either way" in shown_text
    assert "Nobody sends troops, where the CSTO did." in shown_text
    row = list(page.section("crisis").answer.sheet("stories").records())[1]
    assert (row["without"], row["with"], row["differs"]) == ("6 Jan, morning", "never", True)
    assert "As it was" not in shown_text, "both are worlds of the model"
    assert page.reproduction.seed == 1
    assert "1,000 runs of the crisis model" in dict(page.reproduction.facts)["draws"]


def test_a_title_of_a_user_is_not_markup(page_with):
    bad = replace(OWN, id="no-call", title="<script>alert(1)</script>", justification="<b>x</b>", story=STORY)
    text = render(page_with(study(bad)))
    assert "<script" not in text
    assert "<b>x</b>" not in text


def test_a_page_of_its_eve_leaves_the_crisis_out():
    subject = load_subject("kazakhstan-2022", as_of="2022-01-05")
    assert crisis_study(subject) is None
    assert "younger than this page" in crisis_limits(subject)[0].text


def test_a_scenario_without_a_crisis_has_no_such_section():
    subject = load_subject("ots-clause-2021")
    assert subject.crisis is None
    assert crisis_study(subject) is None
    assert crisis_limits(subject) == ()


def test_one_that_must_be_computed_says_so_first(monkeypatch):
    told = []
    monkeypatch.setattr(at_hand, "kept_study", lambda world, name: None)
    monkeypatch.setattr(at_hand, "study_of", lambda *given, **named: study(OWN))
    assert crisis_study(load_subject("kazakhstan-2022"), told.append) is not None
    assert told == [Progress(NOTICE, at_hand.TAKES_LONG)]
