"""What two spellings of one name share."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.world.spelling import accented, core, fold, halves, key_abroad, loose, turned, without_form


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert loose(fold(text)) == loose(text)


@given(st.text())
def test_composed_and_decomposed_letters_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("São Tomé", "SAO TOME"),
        ("Côte d’Ivoire", "cote divoire"),
        ("Ёлка", "елка"),
        ("مِصْر", "مصر"),
        ("أرمينيا", "ارمينيا"),
        ("co\u00adoperation", "cooperation"),
        ("\u200fمصر\u200e", "مصر"),
        ("Saint\u00a0Lucia", "St. Lucia"),
        ("Azərbaycan", "Azerbaycan"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_vowel_sign_is_a_letter_of_its_script() -> None:
    assert fold("भारत") == "भारत"
    assert fold("ก็") != fold("ก")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("D.P.R. of Korea", "Korea, Dem. People's Rep."),
        ("Solomon Isds", "Solomon Islands"),
        ("Micronesia, Fed. Sts.", "Federated States of Micronesia"),
        ("Trinidad Tobago", "Trinidad and Tobago"),
        ("N. Mariana Isds", "Northern Mariana Islands"),
        ("TFYR of Macedonia", "Macedonia, the former Yugoslav Republic of"),
    ],
)
def test_abbreviations_and_order_do_not_count(one: str, other: str) -> None:
    assert loose(one) == loose(other)


def test_words_that_tell_two_states_apart_stay() -> None:
    names = ("Republic of Korea", "Democratic People's Republic of Korea", "Korea", "South Korea", "North Korea")
    assert len({loose(name) for name in names}) == len(names)


def test_what_stands_behind_a_sign_is_put_in_front() -> None:
    assert list(turned("Korea (South)"))[1].split()[0].strip(")") == "South"
    assert list(turned("Kazakhstan")) == ["Kazakhstan"]


def test_two_names_side_by_side() -> None:
    assert list(halves("Benin (Dahomey)")) == [("Benin", "Dahomey")]
    assert ("China, P.R.", "Hong Kong") in list(halves("China, P.R.: Hong Kong"))
    assert list(halves("(Benin)")) == []


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Republic of Iceland", "iceland"),
        ("the Kingdom of Norway", "norway"),
        ("Республика Казахстан", "казахстан"),
        ("République du Niger", "niger"),
        ("Republic", None),
        ("Iceland", None),
    ],
)
def test_the_form_of_a_state_is_taken_off(name: str, bare: str | None) -> None:
    assert without_form(name) == bare


def test_the_core_of_a_name_is_never_empty() -> None:
    assert core("People's Republic of China") == "china"
    assert core("United States") == "united"
    assert core("Republic") == "republic"


def test_a_few_letters_keep_their_accents() -> None:
    assert key_abroad("Áo") == accented("Áo") == "áo"
    assert key_abroad("USA") == ""
    assert key_abroad("Österreich") == "osterreich"
    assert accented("Brasil") == ""
