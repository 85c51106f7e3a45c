import equipoise as eq

world = eq.World.load(as_of="2026-06-01")
answer = eq.ask.position(world, "KAZ")
print([sheet.name for sheet in answer.sheets])

layers = answer.sheet("layers").to_polars()
print(layers.filter(layers["layer"] == "arms").select("power", "value", "low", "high", "unit", "year").head(2))
