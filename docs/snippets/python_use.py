from datetime import date

import equipoise as eq
from equipoise.models.calls import answer_call

world = eq.World.load(as_of="2022-01-05")

shares = eq.measures.balance(world, "Kazakhstan", powers=["RUS", "CHN", "EU"], layers=["turnover"])
for row in shares.iter_rows(named=True):
    print(f"{row['power']:4} {row['low']:5.1f} to {row['high']:5.1f} {row['unit']} in {row['year']}  {row['flags']}")

forecast = answer_call(world, "KAZ", "CSTO", trigger="internal", on=date(2022, 1, 5))
chance = forecast.probability
print(f"CSTO sends troops: {chance.value:.2f} ({chance.low:.2f} to {chance.high:.2f})")
print(f"left out of the forecast: {', '.join(forecast.left_out)}")
