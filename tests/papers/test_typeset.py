"""What is put in comes out as plain text: hostile text, rare characters; never a box, never another file."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import typst
from fontTools.ttLib import TTCollection

from suixing.kernel.errors import Refusal, Sentence
from suixing.papers import glyphs, typesetting
from suixing.papers.letters import Section
from suixing.papers.typesetting import draw, typeset
from tests.papers.letters import everything, pages, squeezed, text, welcome

HOSTILE = (
    '#read("/etc/passwd")',
    '"#eval("1+1")"; #import "@preview/x:1.0.0": *',
    "*bold* _it_ `raw` $x^2$ \\u{41} \\ // gone /* gone */ <label> @ref ~ --- = Heading",
    "{name} {page} {pages} {{}} %s %(x)s ${x}",
    "</script><b>&amp;",
)
RARE = "㛃䶮𠮷𫍯𬭛㑇㐱𫖮𬍛䲟"


def only(value: str) -> Section:
    return Section(title=Sentence("内容", "Content"), rows=((Sentence("值", "Value"), value),))


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_text_stays_text(value: str, language: str) -> None:
    assert squeezed(value) in text(typeset(everything(only(value)), language=language))
    assert squeezed(value) in text(typeset(welcome(value, ask=value), language=language))


def test_the_typesetter_reads_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("kept", encoding="utf-8")
    for program in (f'#read("{tmp_path}/secret.txt")', '#read("../letters.py")', '#read("/etc/passwd")'):
        compiler = typst.Compiler(program.encode(), root=str(typesetting.TEMPLATES), ignore_system_fonts=True)
        with pytest.raises(typst.TypstError):
            compiler.compile(format="pdf")
    assert {path.suffix for path in typesetting.TEMPLATES.iterdir()} == {".typ"}


def test_the_typeface_has_the_characters_of_chinese_names() -> None:
    pairs = [bytes([high, low]) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF)]
    gbk = {ord(sign) for sign in (pair.decode("gbk", "ignore") for pair in pairs) if len(sign) == 1}
    assert len(gbk) > 21_000
    assert [f"{sign:04X}" for sign in gbk - glyphs.covered() if sign > 0x2E80] == []
    assert set(range(0x3400, 0x4DB6)) <= glyphs.covered()
    assert text(typeset(everything(only(RARE)), language="zh")).count(RARE) == 1


def test_european_letters_are_all_printed() -> None:
    """The compiler's own check would refuse one that neither typeface has."""
    latin = "".join(map(chr, range(0x0100, 0x0180)))
    for start in range(0, len(latin), 16):
        part = latin[start : start + 16]
        assert part in unicodedata.normalize("NFC", text(typeset(everything(only(part)), language="en")))


@pytest.mark.parametrize(
    ("value", "shown", "missing"),
    [
        ("王𫝀", "王〔U+2B740〕", ("𫝀",)),
        ("a😀b😀", "a〔U+1F600〕b〔U+1F600〕", ("😀",)),
        ("a\u202eb\u200bc\x07", "a〔U+202E〕b〔U+200B〕c〔U+0007〕", ("\u202e", "\u200b", "\x07")),
        ("辻\U000e0100", "辻〔U+E0100〕", ("\U000e0100",)),
        ("\ud800", "〔U+D800〕", ("\ud800",)),
    ],
)
def test_what_cannot_be_printed_is_said_not_boxed(value: str, shown: str, missing: tuple[str, ...]) -> None:
    paper = typeset(everything(only(value)), language="zh")
    assert squeezed(shown) in text(paper)
    assert paper.missing == missing
    assert "本信所用字库没有下列字符" in text(paper)


def test_an_accent_typed_apart_joins_its_letter_and_look_alikes_stay() -> None:
    assert glyphs.printable("Abduke\u0308rim \ufa11") == ("Abdukërim \ufa11", [])


def test_a_missing_glyph_is_refused_where_the_check_before_overlooks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "covered", lambda: frozenset(range(0x30000)))
    with pytest.raises(Refusal) as refused:
        typeset(everything(only("王𫝀")), language="zh")
    assert "𫝀" not in str(refused.value)
    assert refused.value.__context__ is None


def test_the_same_letter_gives_the_same_bytes_in_every_thread() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: typeset(welcome(), language="zh").pdf, range(12)))
    assert len(set(made)) == 1


def test_nothing_of_one_letter_is_in_the_next() -> None:
    typeset(welcome("麦麦提·阿卜杜拉"), language="zh")
    assert "麦麦提" not in text(typeset(welcome(), language="zh"))


def test_pages_can_be_drawn() -> None:
    (page,) = draw(welcome(), language="zh", ppi=36)
    assert page.startswith(b"\x89PNG")


def test_the_typeface_is_free_to_pass_on() -> None:
    with TTCollection(str(glyphs.TYPEFACE), lazy=True) as collection:
        assert "SIL Open Font License" in str(collection.fonts[0]["name"].getDebugName(13))


def test_pages_of_a_letter_name_no_person_in_their_foot() -> None:
    assert all("李秀英" not in page for page in pages(typeset(everything(), language="zh"))[1:])
