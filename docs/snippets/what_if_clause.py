"""What if the Organization of Turkic States had had a clause on unrest, like that of 2010 in the CSTO?"""

from dataclasses import replace
from datetime import date

import polars as pl

import equipoise as eq
from equipoise.models.calls import answer_call
from equipoise.world.schema import conform

world = eq.World.load(as_of="2022-01-05")
clause = {
    "instrument_id": "ots_what_if",
    "version": 1,
    "org_id": "OTS",
    "name": "Invented protocol on unrest",
    "from": date(2021, 11, 12),
    "trigger_external": "no",
    "trigger_internal": "yes",
    "trigger_disaster": "no",
    "duty": "may_assist",
    "coding": "informed",
    "source_ids": [],
}
row = conform(pl.DataFrame([clause]), "instruments")
other = replace(world, instruments=pl.concat([world.instruments, row]))

for name, tables in (("as it was", world), ("with the clause", other)):
    found = answer_call(tables, "KAZ", "OTS", on=date(2022, 1, 5))
    low, high = found.probability.low, found.probability.high
    print(f"{name}: {low:.2f} to {high:.2f}, in support: {found.in_support}, mandate: {found.mandate_class}")
