import equipoise as eq

world = eq.World.load(as_of="2022-01-05")

# A question returns an answer: sentences, tables, charts, sources. In a notebook it shows itself.
answer = eq.ask.call(world, "KAZ", to=["CSTO"])
for row in answer.sheet("answers").records():
    chance = row["probability"]
    print(f"{row['addressee']} sends troops: {chance.value:.0f} % ({chance.low:.0f} to {chance.high:.0f})")

# A measure is a function of the world and returns a table.
shares = eq.measures.balance(world, "Kazakhstan", powers=["RUS", "CHN", "EU"], layers=["turnover"])
for row in shares.iter_rows(named=True):
    print(f"{row['power']:4} {row['low']:5.1f} to {row['high']:5.1f} {row['unit']} in {row['year']}  {row['flags']}")
