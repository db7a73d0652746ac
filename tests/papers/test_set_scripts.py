"""Names in Uyghur, Tibetan, Mongolian and other letters are printed with the glyphs of their script (P6)."""

import io

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageOps
from pypdf import PdfReader

from suixing.papers import glyphs, scripts
from suixing.papers.letters import Paper
from suixing.papers.pass_papers import Shape, draw_pass, typeset_pass
from suixing.papers.typesetting import typeset
from suixing.passes.formats.claims import Claim
from tests.papers.letters import welcome
from tests.passes.test_print_pass import paper, renamed

NAMES = {
    "NotoSansArabic": "ئابدۇرەھمان تۇرسۇنجان ئوغلى",
    "NotoSerifTibetan": "བསྟན་འཛིན་རྒྱ་མཚོ",
    "NotoSansMongolian": "ᠪᠠᠲᠤᠪᠠᠶ᠋ᠠᠷ",
    "NotoSansYi": "ꆈꌠꃅꄉ",
    "NotoSansTaiLe": "ᥖᥭᥰ",
    "NotoSansNewTaiLue": "ᦅᧄ",
    "NotoSansLisu": "ꓡꓲꓢꓴ",
    "NotoSansMiao": "𖼊𖽙",
    "NotoSans": "Нұрғазы Әбдірахманұлы",
}
LONG_UYGHUR = "ئابدۇرەھمانجان·مەمەتئىمىن·تۇرسۇنجان ئابدۇكېرىم ئوغلى"
UNBROKEN = "ئابدۇرەھماننىڭكىلەردىنمىكىنتاڭئەمەسمۇقانداق"
PPI = 150
CARD = (19.3, 104.9)
"""Millimetres from the left edge of the sheet to both edges of the front of the card."""


def typefaces(made: Paper) -> set[str]:
    """What is embedded in the PDF, without the marks of subsets."""
    return {
        str(font.get_object()["/BaseFont"]).split("+")[-1].split("-")[0]
        for page in PdfReader(io.BytesIO(made.pdf)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }


def inked(name: str, *, shape: Shape) -> tuple[float, float]:
    """From where to where the first line below the band is inked, in millimetres from the left edge."""
    drawn = draw_pass(paper(renamed(name), {Claim.NAME}), shape=shape, language="zh", ppi=PPI)[0]
    sheet = ImageOps.invert(Image.open(io.BytesIO(drawn)).convert("L")).point(lambda light: 255 * (light > 120))
    dot = 25.4 / PPI
    left, right = CARD
    name_only = sheet.crop((int((left + 1) / dot), int(45.5 / dot), int((right - 0.5) / dot), int(74 / dot)))
    box = name_only.getbbox()
    assert box is not None
    return left + 1 + box[0] * dot, left + 1 + box[2] * dot


@pytest.mark.parametrize("family", NAMES)
def test_a_name_is_set_in_the_typeface_of_its_script(family: str) -> None:
    for shape in Shape:
        made = typeset_pass(paper(renamed(NAMES[family])), shape=shape, language="zh")
        assert made.missing == ()
        assert family in typefaces(made)
    letter = typeset(welcome(NAMES[family]), language="zh")
    assert letter.missing == ()
    assert family in typefaces(letter)


@pytest.mark.parametrize("name", [LONG_UYGHUR, UNBROKEN])
def test_a_long_uyghur_name_stays_on_the_card(name: str) -> None:
    left, right = inked(name, shape=Shape.CARD)
    assert CARD[0] + 3 < left < right < CARD[1] - 3


def test_letters_of_a_word_join() -> None:
    """The same letters kept apart are wider: each then has its own ending."""
    word = "مەمەتئىمىن"
    joined, apart = inked(word, shape=Shape.CARD), inked("\u200c".join(word), shape=Shape.CARD)
    assert joined[1] - joined[0] < 0.9 * (apart[1] - apart[0])


def test_what_is_invisible_prints_only_where_a_word_is_spelt_with_it() -> None:
    assert glyphs.printable("ئى\u200cب ᠠ\u180eᠡ") == ("ئى\u200cب ᠠ\u180eᠡ", [])
    for hidden in ("李\u200c秀", "ئ\u202eب", "\u200dئ", "ئ\u180eب", "ب\u061cب"):
        assert len(glyphs.printable(hidden)[1]) == 1


def test_each_typeface_has_its_script_and_may_be_passed_on() -> None:
    for script in scripts.SCRIPTS:
        with TTFont(str(scripts.FOLDER / script.file), lazy=True) as face:
            assert face["name"].getDebugName(1) == script.family
            assert "SIL Open Font License" in face["name"].getDebugName(13)
            assert any(script.holds(chr(point)) for point in face.getBestCmap())
    assert "SIL OPEN FONT LICENSE" in (scripts.FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert all(ord(sign) in glyphs.covered() for sign in "ئابپتجچخدرزژسشغفقكگڭلمنھوۇۆۈۋېىيە")


def test_cyrillic_of_one_name_is_set_in_one_typeface() -> None:
    assert set("Нұрғазы Әбдірахманұлы") - {" "} <= set(glyphs.left_to_latin())
