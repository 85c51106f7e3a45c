import equipoise as eq
from equipoise.models.corridors import CorridorModel, basket_of, closure_loss, parse_closures, read_layer

world = eq.World.load(as_of="2026-11-01")
layer = read_layer(world)
containers = CorridorModel.of(world, layer, "containers", "any")
partners = basket_of(world, layer, "UZB", containers.network.entry)

for text in ("KAZ", "RUS", "RUS:50%", "ferry", "passage:middle"):
    loss = closure_loss(containers, partners, parse_closures([text], world.names, layer))
    print(f"{text:15} {loss.percent:5.2f} % of the value, {loss.days:+5.1f} days, {loss.cut:3.0f} % cut off")
