"""The numbers in the card of the corridors are those of the record."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from equipoise.models import corridors as package
from equipoise.models.corridors.record.scoring import PAIRS, computed_record
from equipoise.world.world import World

CARD = Path(package.__file__).with_name("CARD.md")
BEGIN, END = "<!-- record: begin (written by a test) -->\n", "<!-- record: end -->"


def block(world: World) -> str:
    columns = ("target", "figures", "score of the model", "rival", "its score", "inside the 90 % interval")
    lines = [f"| {' | '.join(columns)} |", "|---|---|---|---|---|---|"]
    for pair in PAIRS:
        made = computed_record(world, *pair)
        inside = made.metric("coverage of the 90% interval")
        assert inside is not None
        assert inside.value is not None
        lines += [
            f"| {made.target} | {made.n} | CRPS {rival.model:.2f} | {rival.baseline} | {rival.baseline_value:.2f} "
            f"| {inside.value:.0%} |"
            for rival in made.baselines
        ]
    return "\n".join(lines) + "\n"


@pytest.mark.skipif(not CARD.exists(), reason="the card is not installed")
def test_the_card_shows_the_record(world):
    card = CARD.read_text(encoding="utf-8")
    head, rest = card.split(BEGIN)
    shown, tail = rest.split(END)
    wanted = block(world)
    if os.environ.get("EQUIPOISE_UPDATE_GOLDEN"):
        CARD.write_text(head + BEGIN + wanted + END + tail, encoding="utf-8")
        shown = wanted
    assert shown == wanted, "run with EQUIPOISE_UPDATE_GOLDEN=1, and note changed numbers in the changelog"
