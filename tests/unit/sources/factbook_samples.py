"""Profiles and names made up for the tests: true in shape, with numbers of our own."""

from datetime import date

from equipoise.sources.factbook.harvest import Edition, Harvest
from equipoise.sources.factbook.profiles import Profile

NAMES = {
    "Ayeland": "AAA",
    "Betland": "BBB",
    "Camp": "CCC",
    "Camp, Republic of the": "CCC",
    "Dell": "DDD",
    "Eel": "EEE",
    "Fen": "FFF",
    "America": "AMR",
}


def harvest(year=2025):
    return Harvest(Edition("fb2026", date(2026, 1, 17), year), NAMES.get, {"aa": "AAA", "bb": "BBB", "cc": "CCC"})


def profile(code, body):
    return Profile(code, body)


def rows(found, *columns):
    return [tuple(row[column] for column in columns) for row in found]
