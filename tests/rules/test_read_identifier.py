"""Read an identifier (GB 11643-1999, residence permits, foreigners' cards)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suixing.rules.identifiers import (
    PROVINCES,
    Flaw,
    Identifier,
    IdentifierKind,
    check_character,
    mask,
    read_identifier,
)

TODAY = date(2026, 11, 20)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    region = draw(st.sampled_from(sorted(PROVINCES))) + draw(st.from_regex(r"[0-9]{4}", fullmatch=True))
    born = draw(st.dates(date(1910, 1, 1), date(2026, 11, 19)))
    seventeen = f"{region}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return seventeen + check_character(seventeen)


@given(numbers())
def test_number_says_birth_and_sex(number: str) -> None:
    read = read_identifier(number, today=TODAY)
    assert isinstance(read, Identifier)
    assert read.born.strftime("%Y%m%d") == number[6:14]
    assert read.sex == (1 if int(number[16]) % 2 else 2)


@given(numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number: str, place: int, shift: int) -> None:
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert read_identifier(wrong, today=TODAY) is Flaw.CHECKSUM


@given(numbers(), st.integers(0, 15))
def test_two_neighbours_exchanged_are_always_found(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert read_identifier(swapped, today=TODAY) is Flaw.CHECKSUM


@given(numbers())
def test_old_form_of_a_number_is_the_same_person(number: str) -> None:
    fifteen = number[:6] + number[8:17]
    read = read_identifier(fifteen, today=TODAY)
    if number[6:8] == "19":
        assert isinstance(read, Identifier)
        assert read.value == number


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("11010519491231002X", IdentifierKind.RESIDENT),  # the example of GB 11643-1999
        ("81000019900307003" + check_character("81000019900307003"), IdentifierKind.HONG_KONG_PERMIT),
        ("82000019900307003" + check_character("82000019900307003"), IdentifierKind.MACAO_PERMIT),
        ("83000019900307003" + check_character("83000019900307003"), IdentifierKind.TAIWAN_PERMIT),
        ("91112419801108001" + check_character("91112419801108001"), IdentifierKind.FOREIGN_RESIDENT),
    ],
)
def test_kinds_of_numbers(number: str, kind: IdentifierKind) -> None:
    read = read_identifier(number, today=TODAY)
    assert isinstance(read, Identifier)
    assert read.kind is kind


def test_card_of_2004_has_the_check_digit_of_icao_9303() -> None:
    read = read_identifier("USA110180110825", today=TODAY)
    wrong = {digit for digit in "0123456789" if read_identifier("USA11018011082" + digit, today=TODAY) is Flaw.CHECKSUM}
    assert len(wrong) == 9
    assert not isinstance(read, Identifier) or read.kind is IdentifierKind.FOREIGN_RESIDENT


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", Flaw.LENGTH),
        ("41172919910", Flaw.LENGTH),
        ("无", Flaw.LENGTH),
        ("1101051949123100２X", Flaw.LENGTH),
        ("110105194912310021", Flaw.CHECKSUM),
        ("01010519491231002" + check_character("01010519491231002"), Flaw.DIVISION),
        ("11010519490230002" + check_character("11010519490230002"), Flaw.DATE),
        ("11010520991231002" + check_character("11010520991231002"), Flaw.DATE),
        ("11010518491231002" + check_character("11010518491231002"), Flaw.DATE),
    ],
)
def test_flaws(text: str, flaw: Flaw) -> None:
    assert read_identifier(text, today=TODAY) is flaw


@given(numbers())
def test_mask_shows_neither_birth_nor_sequence(number: str) -> None:
    masked = mask(number)
    assert len(masked) == 18
    assert set(masked[2:16]) == {"*"}
