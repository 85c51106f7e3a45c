import equipoise as eq
from equipoise.scenarios.crisis.loading import load_antecedents, load_crisis
from equipoise.scenarios.crisis.shipped import SHIPPED_SEED, study_of
from equipoise.scenarios.crisis.study import CrisisQuestion
from equipoise.scenarios.documents import load_scenario

name = "kazakhstan-2022"
scenario = load_scenario(name)
world = eq.World.load(as_of=scenario.as_of)
question = CrisisQuestion(world, scenario, load_crisis(name), tuple(load_antecedents(name)), seed=SHIPPED_SEED)
study = study_of(name, question)

for answer in study.antecedents:
    if answer.id in ("early-emergency", "no-call", "ots-clause", "turkey-mediation-day-1"):
        troops = answer.event("troops_come")
        effect, spared = troops.effect, troops.would_not
        print(f"{answer.title}")
        print(f"  troops come, in general: {effect.value:+.2f} ({effect.low:+.2f} to {effect.high:+.2f})")
        print(f"  of the worlds in which they came, they would not have in {spared.value:.2f}")
