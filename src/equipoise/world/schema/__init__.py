"""The declared form of every table, as data: a line per attribute, in a CSV per table or in one with a column `table`.

The files beside this one declare the tables that ship, `sources/history/columns.csv` those that a user brings. They
drive validation, the building of the embedded tables and the reference pages. A new attribute is a new line.
"""

from equipoise.world.schema.declaration import (
    DTYPES,
    Attribute,
    TableSchema,
    declared,
    on_demand_names,
    table_names,
    table_schema,
)
from equipoise.world.schema.reading import conform, read_csv
from equipoise.world.schema.validation import Fault, Origin, faults, refuse

__all__ = [
    "DTYPES",
    "Attribute",
    "Fault",
    "Origin",
    "TableSchema",
    "conform",
    "declared",
    "faults",
    "on_demand_names",
    "read_csv",
    "refuse",
    "table_names",
    "table_schema",
]
