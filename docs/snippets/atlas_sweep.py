import polars as pl

from equipoise import World
from equipoise.models.corridors.atlas import capital_nodes, closure_sweep, load_atlas

atlas = load_atlas()
sweep = closure_sweep(atlas, capital_nodes(atlas, World.load()), modes=("rail", "ferry", "road"))
pairs = sweep.table().filter((pl.col("origin") == "KAZ") | (pl.col("destination") == "KAZ"))
touched = pairs.group_by("closed").agg(
    pl.len().alias("pairs"), pl.col("after").is_null().sum().alias("cut"), pl.col("more").median().alias("more")
)
for row in touched.sort("pairs", "closed", descending=[True, False]).head(4).iter_rows(named=True):
    more = "" if row["more"] is None else f", {row['more']:.0f} h more in the median of the others"
    print(f"{row['closed']} closed: {row['pairs']} of Kazakhstan's pairs touched, {row['cut']} cut{more}")
