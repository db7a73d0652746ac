"""The pass on paper shows what was chosen and no more, and a telephone reads its code from the picture of it (P6)."""

import io
import math
import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from suixing.kernel.errors import Refusal
from suixing.papers import wording
from suixing.papers.errors import CODE_TOO_LONG
from suixing.papers.pass_papers import SMALLEST_MODULE, PassPaper, Shape, draw_pass, module_of, typeset_pass
from suixing.passes.formats import cwt
from suixing.passes.formats.claims import EVERYTHING, LONGEST_NAME, Claim, PassClaims, Place
from suixing.passes.formats.keys import new_signing_key
from suixing.passes.formats.terms import terms_of
from suixing.passes.printing import LABELS, paper_of
from tests.cast import CAST
from tests.papers.letters import pages, squeezed, text

LONG_NAME = "阿卜杜热合曼·麦麦提依明·吐尔逊江·阿不都克里木 Abdurehman Memet’imin Tursunjan Abdukërim"
LI = PassClaims(
    name="李秀英",
    born=date(1990, 3, 5),
    adult=True,
    home_province=Place("50", "重庆市"),
    home_county=Place("500105", "重庆市江北区"),
    home_township=Place("500105009", "重庆市江北区石马河街道"),
    current_place=Place("440309", "广东省深圳市龙华区"),
)
TERMS = terms_of("https://cq.example", date(2026, 11, 29), date(2029, 11, 29), "https://cq.example/passes/status/1", 7)
KEY = new_signing_key()
LONG_CHOICE = EVERYTHING - {Claim.HOME_PROVINCE, Claim.HOME_COUNTY}
PPI = 200


def code(claims: PassClaims = LI, chosen: Collection[Claim] = EVERYTHING) -> str:
    return cwt.issue(KEY, TERMS, claims, chosen)


def paper(claims: PassClaims = LI, chosen: Collection[Claim] = EVERYTHING) -> PassPaper:
    return paper_of(code(claims, chosen), printed_on=date(2026, 11, 29))


def renamed(name: str) -> PassClaims:
    return replace(LI, name=name)


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_telephone_reads_the_code_from_the_picture(shape: Shape, language: str) -> None:
    printed = paper(renamed(LONG_NAME), LONG_CHOICE)
    drawn = draw_pass(printed, shape=shape, language=language, ppi=PPI)
    (read,) = [one for page in drawn for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(page)).convert("L"))]
    assert (read.text, read.ec_level, read.format) == (printed.code, "M", zxingcpp.BarcodeFormat.QRCode)
    token = cwt.read(read.text)
    assert token.is_signed_by(KEY.public)
    assert token.claims() == renamed(LONG_NAME).chosen(LONG_CHOICE)
    told: Any = read.extra
    version = int(told["Version"])
    # Between the outer corners of the code, without its white edge.
    left, right = read.position.top_left, read.position.top_right
    module = math.dist((left.x, left.y), (right.x, right.y)) / PPI * 25.4 / (17 + 4 * version)
    assert module >= SMALLEST_MODULE
    assert module == pytest.approx(module_of(read.text, shape), rel=0.03)


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_says_what_it_is_and_what_it_is_not_needed_for(shape: Shape, language: str) -> None:
    printed = typeset_pass(paper(), shape=shape, language=language)
    said = text(printed)
    words = [
        "title",
        "scan",
        "short",
        "check",
        "free",
        "free_use",
        "not_needed",
        "not_needed_use",
        "yours",
        "yours_use",
    ]
    assert [word for word in words if squeezed(wording.PASS[word].in_language(language)) not in said] == []
    assert said.count("cq.example/verify/") == 2
    assert squeezed("2029年11月29日" if language == "zh" else "29 November 2029") in said
    assert len(pages(printed)) == (2 if shape is Shape.LARGE else 1)
    assert printed.missing == ()


VALUES = {
    Claim.NAME: "李秀英",
    Claim.BIRTHDATE: "1990年3月5日",
    Claim.ADULT: "年满18周岁",
    Claim.HOME_PROVINCE: "户籍所在省重庆市",
    Claim.HOME_COUNTY: "户籍所在县重庆市江北区",
    Claim.HOME_TOWNSHIP: "石马河街道",
    Claim.CURRENT_PLACE: "广东省深圳市龙华区",
    Claim.FREE_SERVICES: "有权享受",
}


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize(
    "chosen",
    [{claim} for claim in Claim] + [set(), {Claim.NAME, Claim.ADULT, Claim.FREE_SERVICES}, EVERYTHING],
    ids=lambda chosen: "+".join(sorted(chosen)) or "nothing",
)
def test_only_what_was_chosen_stands_on_it(shape: Shape, chosen: set[Claim]) -> None:
    said = text(typeset_pass(paper(chosen=chosen), shape=shape, language="zh"))
    assert {claim for claim, value in VALUES.items() if value in said} == chosen
    assert {claim for claim, label in LABELS.items() if claim is not Claim.NAME and squeezed(label.zh) in said} == (
        chosen - {Claim.NAME}
    )


def test_no_office_shows_unless_the_home_township_was_chosen() -> None:
    said = text(typeset_pass(paper(chosen=EVERYTHING - {Claim.HOME_TOWNSHIP}), shape=Shape.SHEET, language="zh"))
    assert "签发地" not in said
    assert "街道" not in said


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("name", [*(row.name for row in CAST), LONG_NAME, LONG_NAME * 3])
def test_every_name_is_printed_whole(shape: Shape, name: str) -> None:
    printed = typeset_pass(paper(renamed(name[:LONGEST_NAME])), shape=shape, language="zh")
    assert squeezed(name[:LONGEST_NAME]) in text(printed)
    assert printed.missing == ()
    assert len(pages(printed)) <= {Shape.CARD: 1, Shape.SHEET: 2, Shape.LARGE: 3}[shape]


@pytest.mark.parametrize("shape", Shape)
def test_a_sign_that_the_typeface_lacks_is_told_and_no_box(shape: Shape) -> None:
    printed = typeset_pass(paper(renamed("王𫝀")), shape=shape, language="zh")
    assert printed.missing == ("𫝀",)
    assert text(printed).count("〔U+2B740〕") == 2


def test_a_code_too_fine_for_a_telephone_is_not_printed() -> None:
    with pytest.raises(Refusal) as refused:
        typeset_pass(replace(paper(), code="SX1:" + "A" * 3000), shape=Shape.CARD, language="zh")
    assert refused.value.sentence == CODE_TOO_LONG


def test_it_shows_nothing_of_itself_to_a_traceback() -> None:
    assert "李秀英" not in repr(paper())


def test_no_word_on_it_asks_for_money() -> None:
    for sentence in wording.PASS.values():
        assert not re.search("元|工本费|手续费|yuan|price|pay", sentence.both())
