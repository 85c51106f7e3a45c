"""Files in the form of DEU III (Decision-making in the European Union): issues with their outcomes."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from equipoise.errors import DataError
from equipoise.interval import Interval
from equipoise.models.bargaining.arrays import Inputs, Numbers, central
from equipoise.models.bargaining.issue import Actor, Issue

NEEDED = ("prnr", "isnr", "proc", "counvte", "out", "pcom", "scom")
"""Columns without which a file is not of this form; `rp` and the columns of further actors may be missing."""

COMMISSION, PARLIAMENT = "com", "ep"
SCALE = 100.0
Row = Mapping[str, str | None]
HELD_OUT_OF = 3
"""One proposal in so many is held out, by its digest; see the card."""

_BEFORE_NICE = {
    **dict.fromkeys(("de", "fr", "it", "uk"), 10.0),
    "es": 8.0,
    **dict.fromkeys(("be", "el", "nl", "pt"), 5.0),
    **dict.fromkeys(("at", "se"), 4.0),
    **dict.fromkeys(("dk", "fi", "ie"), 3.0),
    "lu": 2.0,
}
_NICE = {
    **dict.fromkeys(("de", "fr", "it", "uk"), 29.0),
    **dict.fromkeys(("es", "pl"), 27.0),
    "ro": 14.0,
    "nl": 13.0,
    **dict.fromkeys(("be", "cz", "el", "hu", "pt"), 12.0),
    **dict.fromkeys(("at", "bu", "se"), 10.0),
    **dict.fromkeys(("dk", "fi", "ie", "lt", "sk", "cr"), 7.0),
    **dict.fromkeys(("cy", "ee", "lv", "lu", "si"), 4.0),
    "mt": 3.0,
}


@dataclass(frozen=True, slots=True)
class DeuIssues:
    """Issues with known outcomes.

    Parameters
    ----------
    issues : tuple of Issue
        In the order of the file; actors without position, or without salience, are left out.
    outcomes : numpy.ndarray, shape (n,)
        What was decided [0 to 100].
    proposals : tuple of str
        Proposal of each issue.
    left_out : mapping of str to int
        Rows not used, by reason.
    sha256 : str
        Hash of the file.
    """

    issues: tuple[Issue, ...]
    outcomes: Numbers
    proposals: tuple[str, ...]
    left_out: Mapping[str, int]
    sha256: str

    @property
    def thirds(self) -> NDArray[np.int64]:
        """Third that the proposal of each issue falls into, by its digest: 0, 1 or 2."""
        return np.array([int(digest(name), 16) % HELD_OUT_OF for name in self.proposals])

    @property
    def held_out(self) -> NDArray[np.bool_]:
        """Whether each issue belongs to a proposal that is held out: the third 0."""
        return np.asarray(self.thirds == 0)

    def where(self, chosen: NDArray[np.bool_], reason: str) -> DeuIssues:
        """Return some of the issues, the others counted as left out for a reason."""
        kept = np.flatnonzero(chosen).tolist()
        dropped = len(self.issues) - len(kept)
        return DeuIssues(
            issues=tuple(self.issues[place] for place in kept),
            outcomes=self.outcomes[chosen],
            proposals=tuple(self.proposals[place] for place in kept),
            left_out={**self.left_out, **({reason: dropped} if dropped else {})},
            sha256=self.sha256,
        )

    def inputs(self) -> Inputs:
        """Return all issues as one array, padded with actors of weight 0; vetoes and reference points are dropped."""
        single = [central(issue) for issue in self.issues]
        widest = max(entry.positions.shape[1] for entry in single)

        def padded(name: str, fill: float) -> Numbers:
            rows = [getattr(entry, name)[0] for entry in single]
            return np.stack([np.pad(row, (0, widest - row.size), constant_values=fill) for row in rows])

        return Inputs(
            positions=padded("positions", 0.5),
            saliences=padded("saliences", 0.0),
            capabilities=padded("capabilities", 0.0),
            reference=None,
            vetoes=np.zeros(widest, dtype=bool),
            setter=None,
            quota=0.5,
        )


def digest(proposal: str) -> str:
    """Return the first eight hexadecimal digits of the SHA-256 of the identifier of a proposal."""
    return hashlib.sha256(proposal.encode()).hexdigest()[:8]


def read_deu(path: Path) -> DeuIssues:
    """Read a file in the form of DEU III, separated by tabs, commas or semicolons.

    Parameters
    ----------
    path : pathlib.Path
        File with the columns `NEEDED`, `p<actor>` and `s<actor>`, and where known `rp`.

    Returns
    -------
    DeuIssues
        Issues that can be scored.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, or a cell is no number from 0 to 100.

    Notes
    -----
    Capabilities are votes in the Council, before Nice where no state that joined in 2004 or later has a position, else
    those of Nice; Commission and Parliament count as much as the largest member. Under unanimity every member holds a
    veto, under co-decision the Parliament; the Commission sets the agenda.
    """
    rows, sha256 = _rows(path)
    left_out: Counter[str] = Counter()
    found: list[tuple[Issue, float, str]] = []
    for place, row in rows:
        made = _issue(row, place)
        if isinstance(made, str):
            left_out[made] += 1
        else:
            found.append(made)
    if not found:
        told = ", ".join(f"{count} {reason}" for reason, count in left_out.items()) or "it has no rows"
        raise DataError(f"{path}: no issue can be scored: {told}")
    return DeuIssues(
        issues=tuple(issue for issue, _, _ in found),
        outcomes=np.array([outcome for _, outcome, _ in found]),
        proposals=tuple(proposal for _, _, proposal in found),
        left_out=dict(left_out),
        sha256=sha256,
    )


def _rows(path: Path) -> tuple[list[tuple[str, Row]], str]:
    """Return the rows of a file with where they stand, and the hash of the file."""
    try:
        raw = path.read_bytes()
        lines = raw.decode("utf-8-sig").splitlines()
        separator = max("\t,;", key=(lines or [""])[0].count)
        reader = csv.DictReader(lines, delimiter=separator)
        header = reader.fieldnames or ()
        rows: list[tuple[str, Row]] = [(f"{path}, row {reader.line_num}", row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"cannot read {path}: {error}") from error
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise DataError(f"{path}: no column {missing[0]!r} (needed: {', '.join(NEEDED)})")
    return rows, hashlib.sha256(raw).hexdigest()


def _issue(row: Row, place: str) -> tuple[Issue, float, str] | str:
    """Return an issue, its outcome and its proposal, or why the row cannot be used."""
    proposal = (row["prnr"] or "").strip()
    if not proposal:
        return "row without a proposal"
    outcome = _cell(row, "out", place)
    if outcome is None:
        return "outcome not known"
    stances = {}
    for name in _NICE | {COMMISSION: 0.0, PARLIAMENT: 0.0}:
        position, salience = _cell(row, f"p{name}", place), _cell(row, f"s{name}", place)
        if position is not None and salience:
            stances[name] = (position, salience / SCALE)
    if len(stances) < 2:
        return "fewer than two actors with position and salience"
    members = [name for name in stances if name in _NICE]
    votes = _BEFORE_NICE if all(name in _BEFORE_NICE for name in members) else _NICE
    issue = Issue(
        title=(row["isnr"] or proposal).strip(),
        low=0.0,
        high=SCALE,
        low_name="0",
        high_name="100",
        actors=tuple(_actor(name, stance, votes) for name, stance in stances.items()),
        reference_point=_cell(row, "rp", place),
        vetoes=_vetoes(row, stances, members),
        rule="qualified_majority" if (row["counvte"] or "").startswith("QMV") else None,
        agenda_setter=COMMISSION if COMMISSION in stances else None,
    )
    return issue, outcome, proposal


def _actor(name: str, stance: tuple[float, float], votes: Mapping[str, float]) -> Actor:
    capability = votes.get(name, max(votes.values()))
    return Actor(name, Interval.point(stance[0]), Interval.point(stance[1]), Interval.point(capability))


def _vetoes(row: Row, stances: Mapping[str, object], members: Sequence[str]) -> tuple[str, ...]:
    held = list(members) if (row["counvte"] or "").startswith("Unan") else []
    if (row["proc"] or "").startswith("COD") and PARLIAMENT in stances:
        held.append(PARLIAMENT)
    return tuple(held)


def _cell(row: Row, column: str, place: str) -> float | None:
    text = (row.get(column) or "").strip()
    if not text or text.upper() in ("NA", "."):
        return None
    try:
        value = float(text)
    except ValueError:
        raise DataError(f"{place}, column {column!r}: {text!r} is not a number") from None
    if not 0 <= value <= SCALE:
        raise DataError(f"{place}, column {column!r}: {text} is off the scale from 0 to 100")
    return value
