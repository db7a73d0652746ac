"""The pass on paper (P6): a sheet, the same in large print, and a card to cut out and fold.

The code on it is a text that the caller had signed; here it is drawn, large enough for any telephone. What stands in
words beside it is what the caller says that the code holds: nothing else about the person, and no office by itself.
"""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import segno
import typst

from suixing.kernel.errors import Refusal, Sentence
from suixing.papers import wording
from suixing.papers.errors import CODE_TOO_LONG, NOT_TYPESET
from suixing.papers.letters import Paper
from suixing.papers.typesetting import STANDARDS, compiler_of, day_in, tongue_of, words_in

SMALLEST_MODULE = 0.33
"""Millimetres: what the camera of a plain telephone resolves at a hand's breadth."""
QUIET_ZONE = 4
"""Modules of white on each side of the code."""


class Shape(StrEnum):
    """What a pass is printed as."""

    SHEET = "sheet"
    LARGE = "large"
    CARD = "card"


SIDES = {Shape.SHEET: 74.0, Shape.LARGE: 82.0, Shape.CARD: 46.0}
"""Millimetres of the white square that holds the code."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PassPaper:
    """What is printed of one pass.

    ``code`` is the text of the QR code; ``told`` what it discloses, a label and a value each, ``name`` apart because it
    stands largest (None: not disclosed). ``check_at`` is the address of the page that checks it.
    """

    name: str | None
    told: tuple[tuple[Sentence, Sentence | str | date], ...]
    valid_until: date
    code: str
    check_at: str
    printed_on: date


def typeset_pass(paper: PassPaper, *, shape: Shape, language: str) -> Paper:
    """The pass as PDF on A4 in one language (``zh…``, or English for any other tag); ``missing`` as for letters.

    Raises Refusal where the code would be too fine to read, or the typesetter fails; it never says what stood in it.
    """
    compiler, missing = _prepare(paper, shape, language)
    stamp = datetime(paper.printed_on.year, paper.printed_on.month, paper.printed_on.day, tzinfo=UTC)
    try:
        pdf = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=stamp)
    except typst.TypstError:
        pdf = None
    if not isinstance(pdf, bytes):  # raised out here, so that it does not carry the typesetter's quotation of the text
        raise Refusal(NOT_TYPESET)
    return Paper(pdf, missing)


def draw_pass(paper: PassPaper, *, shape: Shape, language: str, ppi: float = 96) -> list[bytes]:
    """The pages as PNG, to show them before printing. Raises Refusal where the code would be too fine to read."""
    compiler, _ = _prepare(paper, shape, language)
    pages = compiler.compile(format="png", ppi=ppi)
    return pages if isinstance(pages, list) else [pages] if pages else []


def module_of(code: str, shape: Shape) -> float:
    """Millimetres of one module of the code in this shape."""
    return SIDES[shape] / (_drawn(code).symbol_size(border=QUIET_ZONE)[0])


def _drawn(code: str) -> segno.QRCode:
    return segno.make(code, error="m", micro=False, boost_error=False)


def _prepare(paper: PassPaper, shape: Shape, language: str) -> tuple[typst.Compiler, tuple[str, ...]]:
    if module_of(paper.code, shape) < SMALLEST_MODULE:
        raise Refusal(CODE_TOO_LONG)
    language = tongue_of(language)
    template = "pass_card.typ" if shape is Shape.CARD else "pass_sheet.typ"
    return compiler_of(template, _told(paper, shape, language), language=language, large_print=shape is Shape.LARGE)


def _told(paper: PassPaper, shape: Shape, language: str) -> dict[str, Any]:
    words = words_in(wording.PASS, language)
    address = paper.check_at.removeprefix("https://")
    out = io.BytesIO()
    _drawn(paper.code).save(out, kind="svg", border=QUIET_ZONE, xmldecl=False)
    return words | {
        "title_beside": wording.PASS["title"].in_language("en" if language == "zh" else "zh"),
        "name_value": paper.name,
        "told": [[label.in_language(language), _value(value, language)] for label, value in paper.told],
        "valid_until_value": day_in(paper.valid_until, language),
        "check_use": words["check_use"].replace("{address}", address),
        "check_at": address,
        "scan_code": out.getvalue().decode(),
        "side": SIDES[shape],
    }


def _value(value: Sentence | str | date, language: str) -> str:
    match value:
        case Sentence():
            return value.in_language(language)
        case date():
            return day_in(value, language)
        case _:
            return value
