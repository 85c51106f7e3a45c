import equipoise as eq

for day in ("2016-01-01", "2022-01-05", "2026-06-01"):
    world = eq.World.load(as_of=day)
    row = eq.measures.balance(world, "KAZ", ["RUS"], ["turnover"]).row(0, named=True)
    share = "nothing known" if row["value"] is None else f"{row['value']:.1f} %"
    print(day, share, row["year"], row["flags"])
    members = eq.measures.power(world, "OTS", world.today).states
    print("   calls known:", world.calls.height, " members of OTS:", ", ".join(members))
