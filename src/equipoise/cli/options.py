"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="YYYY[-MM[-DD]]",
        help="Use nothing that was published later than this day; a month or a year means its last day.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
DataFolder = Annotated[
    Path | None, typer.Option("--data", help="Folder of another data package.", envvar="EQUIPOISE_PACKAGE")
]
