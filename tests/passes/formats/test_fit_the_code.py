"""At most 520 characters, in one QR code of error correction M, with the long names that cards hold."""

from dataclasses import replace

import pytest
import segno

from suixing.passes.formats import cwt
from suixing.passes.formats.claims import Claim
from suixing.passes.formats.terms import Terms
from suixing.passes.formats.verdicts import Verdict
from tests.passes.formats.samples import ISSUER, ISSUING, LONG_NAME, PERSON, STATUS, TERMS, check

# Cards of Xinjiang show a name in Chinese characters and, beside it, in Uyghur script; registers hold the first.
VERY_LONG = "阿布都热合曼·阿布都克热木·吐尔逊"
BOTH_SCRIPTS = "阿卜杜热合曼·买买提吐尔逊 ئابدۇراخمان مەمەتتۇرسۇن"
LAST_PLACE = replace(TERMS, status_index=131_071)
MODULE = 0.33
CARD = 54.0
"""Height of a card of identity size in millimetres."""
QUIET = 4
"""Modules of white on each side."""


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        (LONG_NAME, {Claim.BIRTHDATE, Claim.ADULT, Claim.HOME_COUNTY, Claim.CURRENT_PLACE, Claim.FREE_SERVICES}),
        (LONG_NAME, {Claim.ADULT, Claim.HOME_PROVINCE, Claim.HOME_COUNTY, Claim.FREE_SERVICES}),
        (LONG_NAME, {Claim.BIRTHDATE, Claim.HOME_TOWNSHIP, Claim.FREE_SERVICES}),
        (VERY_LONG, {Claim.BIRTHDATE, Claim.ADULT, Claim.HOME_COUNTY, Claim.FREE_SERVICES}),
        (BOTH_SCRIPTS, {Claim.ADULT, Claim.FREE_SERVICES}),
        ("王芳", set(Claim) - {Claim.HOME_TOWNSHIP}),
    ],
)
def test_a_long_name_with_what_is_printed_fits(name: str, chosen: set[Claim]) -> None:
    text = cwt.issue(ISSUING, LAST_PLACE, replace(PERSON, name=name), chosen | {Claim.NAME})
    assert len(text) <= cwt.LONGEST == 520
    assert check(text, statuses=only_signed()).claims[Claim.NAME] == name
    code = segno.make(text, error="m", micro=False, boost_error=False)
    assert code.mode == "alphanumeric"
    assert code.error == "M"
    assert (code.symbol_size(border=QUIET)[0]) * MODULE < CARD


def only_signed():  # type: ignore[no-untyped-def]
    from suixing.passes.formats.verify import Statuses
    from tests.passes.formats.samples import status_token

    return Statuses([status_token()])


def test_any_code_of_520_characters_fits_a_card_at_error_level_m() -> None:
    code = segno.make("SX1:" + "Z" * (cwt.LONGEST - 4), error="m", micro=False, boost_error=False)
    assert (code.error, code.mode) == ("M", "alphanumeric")
    assert code.symbol_size(border=QUIET)[0] * MODULE < CARD


def test_everything_can_be_stated_though_it_may_not_fit() -> None:
    """Whoever prints looks at ``LONGEST``; a longer text is still read."""
    text = cwt.issue(ISSUING, LAST_PLACE, replace(PERSON, name=BOTH_SCRIPTS), set(Claim))
    assert len(text) > cwt.LONGEST
    assert check(text).verdict is Verdict.VALID


def test_the_terms_are_those_of_an_ordinary_address() -> None:
    assert isinstance(TERMS, Terms)
    assert (ISSUER, STATUS) == ("https://suixing.xinjiang.gov.cn", "https://suixing.xinjiang.gov.cn/passes/status/1234")
