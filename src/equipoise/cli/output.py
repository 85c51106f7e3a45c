"""Where an answer goes, and in which form; and JSON of what is no answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from equipoise.answers.answer import Answer
from equipoise.answers.printers import BINARY, Printer, printer, printer_of_ending
from equipoise.answers.printers.structured import as_json, plain
from equipoise.answers.printers.terminal import print_answer
from equipoise.errors import InputError
from equipoise.files import check_writable, write_whole
from equipoise.world.provenance import provenance
from equipoise.world.world import World


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an answer goes and in which form.

    Parameters
    ----------
    printer : Printer
        The form.
    out : pathlib.Path or None
        File; None for standard output.
    sheet : str or None
        The one table that is wanted.
    full : bool
        Whether tables of detail are printed as text.
    """

    printer: Printer
    out: Path | None
    sheet: str | None
    full: bool

    @classmethod
    def of(cls, form: str | None, out: Path | None, sheet: str | None, *, full: bool) -> Destination:
        """Return the destination that some options name, before any work is done.

        Raises
        ------
        UnknownNameError
            If the format or the ending is not known.
        InputError
            If format and ending disagree, the file cannot be written, or a terminal would get bytes.
        """
        chosen = None if form is None else printer(form)
        if out is not None:
            check_writable(out)
            by_ending = printer_of_ending(out.suffix) if chosen is None or out.suffix else chosen
            if chosen is not None and chosen is not by_ending:
                raise InputError(f"--format {chosen.name} and the ending of {out.name!r} disagree: name one of them")
            chosen = by_ending
        chosen = chosen or printer("text")
        if out is None and chosen.name in BINARY and sys.stdout.isatty():
            raise InputError(f"a terminal cannot show {chosen.name}: name a file with --out FILE.{chosen.name}")
        return cls(chosen, out, sheet, full)

    def write(self, answer: Answer) -> None:
        """Write an answer."""
        if self.out is None and self.printer.name == "text" and self.sheet is None:
            print_answer(answer, full=self.full)
            return
        content = self.printer.write(answer, self.sheet, self.full)
        if self.out is not None:
            write_whole(self.out, content)
            sys.stdout.write(f"written: {self.out}\n")
        elif isinstance(content, bytes):
            sys.stdout.buffer.write(content)
        elif self.printer.name == "json" and not holds_all_letters(sys.stdout):
            sys.stdout.write(as_json(answer, ascii_only=True))
        else:
            sys.stdout.write(content)


def print_json(world: World, content: Mapping[str, Any], seed: int | None = None) -> None:
    """Print one JSON object with its provenance on standard output, and nothing else."""
    whole = {**plain(content), "provenance": provenance(world, seed)}
    narrow = not holds_all_letters(sys.stdout)
    sys.stdout.write(json.dumps(whole, ensure_ascii=narrow, indent=2, allow_nan=False) + "\n")


def holds_all_letters(stream: object) -> bool:
    """Say whether a stream can hold every letter; escapes are needed where it cannot."""
    return (getattr(stream, "encoding", None) or "utf-8").replace("-", "").casefold() == "utf8"
