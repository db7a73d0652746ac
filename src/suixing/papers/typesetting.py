"""Makes the PDF of a letter: templates of this package, the person's data as data, one typeface, nothing else.

What is put in is never program text: it goes to the template as one JSON value. The compiler sees the folder of
templates and no other file, and its output is refused by its own check for PDF/A and PDF/UA if a glyph is lacking.
"""

import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import segno
import typst

from suixing.kernel.errors import Refusal, Sentence
from suixing.papers import glyphs, scripts, wording
from suixing.papers.errors import NOT_TYPESET
from suixing.papers.letters import (
    CaseLetter,
    Cell,
    CertifiedExtract,
    EverythingHeld,
    IssuingOffice,
    Letter,
    Paper,
    Section,
    WelcomePackage,
)

TEMPLATES = Path(str(files("suixing.papers"))) / "templates"
# Kept for decades and read aloud by a screen reader; both also forbid a missing glyph.
STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]
BEIJING = ZoneInfo("Asia/Shanghai")
NARROWEST, WIDEST = 7, 34


def typeset(letter: Letter, *, language: str, large_print: bool = False) -> Paper:
    """The letter as PDF on A4 in one language (``zh…``, or English for any other tag).

    The same letter gives the same bytes. Raises Refusal where the typesetter fails; it never says what stood in it.
    """
    compiler, missing = _prepare(letter, language, large_print)
    try:
        pdf = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=_stamp(letter))
    except typst.TypstError:
        pdf = None
    if not isinstance(pdf, bytes):  # raised out here, so that it does not carry the typesetter's quotation of the text
        raise Refusal(NOT_TYPESET)
    return Paper(pdf, missing)


def draw(letter: Letter, *, language: str, large_print: bool = False, ppi: float = 96) -> list[bytes]:
    """The pages of the letter as PNG, to show them before printing."""
    compiler, _ = _prepare(letter, language, large_print)
    pages = compiler.compile(format="png", ppi=ppi)
    return pages if isinstance(pages, list) else [pages] if pages else []


def tongue_of(language: str) -> str:
    """``zh`` for a tag that begins so, ``en`` for every other."""
    return "zh" if language.lower().startswith("zh") else "en"


def _prepare(letter: Letter, language: str, large_print: bool) -> tuple[typst.Compiler, tuple[str, ...]]:
    language = tongue_of(language)
    if isinstance(letter, WelcomePackage):
        template, told = "welcome_package.typ", _welcome(letter, language)
    elif isinstance(letter, CaseLetter):
        template, told = "case_letter.typ", _case_letter(letter, language)
    elif isinstance(letter, CertifiedExtract):
        template, told = "extract.typ", _extract(letter, language)
    else:
        template, told = "everything_held.typ", _everything(letter, language)
    return compiler_of(
        template,
        told | {"file_number_value": letter.file_number, "office_values": _office(letter.office, language)},
        language=language,
        large_print=large_print,
    )


def compiler_of(
    template: str, told: dict[str, Any], *, language: str, large_print: bool
) -> tuple[typst.Compiler, tuple[str, ...]]:
    """A compiler that makes ``template`` say ``told``, and what the typeface lacks of it.

    A fresh one costs half a millisecond and holds nobody's data afterwards.
    """
    told |= words_in(wording.EVERY_PAPER, language) | {
        "language": language,
        "large": large_print,
        "family": glyphs.FAMILY,
        "latin_family": glyphs.LATIN_FAMILY,
        "left_to_latin": glyphs.left_to_latin(),
    }
    found: dict[str, None] = {}
    content = _printable(told, found)
    content["scripts"] = scripts.families()  # names and patterns, nothing to be made printable
    content["missing_signs"] = [glyphs.description(sign) for sign in found]
    compiler = typst.Compiler(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(content)},
        package_path=str(TEMPLATES),
        package_cache_path=str(TEMPLATES),
    )
    return compiler, tuple(found)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True,
        font_paths=[str(glyphs.TYPEFACE.parent), str(scripts.FOLDER)],
    )  # fmt: skip


def _stamp(letter: Letter) -> datetime:
    if isinstance(letter, EverythingHeld):
        return letter.written_at.astimezone(UTC).replace(microsecond=0)  # the typesetter takes whole seconds only
    return datetime(letter.written_on.year, letter.written_on.month, letter.written_on.day, tzinfo=UTC)


def _welcome(letter: WelcomePackage, language: str) -> dict[str, Any]:
    words = words_in(wording.WELCOME, language)
    code = letter.paper_code
    ask = " ".join(part for part in (letter.ask, letter.ask_telephone) if part)
    return words | {
        "greeting": words["greeting"].replace("{name}", letter.name),
        "written": day_in(letter.written_on, language),
        "free_values": [
            [service.what.in_language(language), service.where or words["at_the_office"]] for service in letter.free
        ],
        "ask_value": ask or None,
        "rights_values": [[right.in_language(language), text.in_language(language)] for right, text in wording.RIGHTS],
        "code_groups": [code[at : at + 4] for at in (0, 4, 8)] if code else None,
        "agreed_on": words["agreed_on"].format(
            day=day_in(letter.agreed.on, language), way=letter.agreed.way.in_language(language)
        ),
        "agreed_text": letter.agreed.text.in_language(language),
    }


def _everything(letter: EverythingHeld, language: str) -> dict[str, Any]:
    at = letter.written_at.astimezone(BEIJING)
    return words_in(wording.EVERYTHING, language) | {
        "name_value": letter.name,
        "written_value": f"{day_in(at.date(), language)} {at:%H:%M}",
        "sections": [section_in(section, language) for section in letter.sections],
    }


def _case_letter(letter: CaseLetter, language: str) -> dict[str, Any]:
    words = words_in(wording.CASE_LETTER, language)
    return (
        words
        | _common(letter, language)
        | {
            "greeting": words["greeting"].replace("{name}", letter.name),
            "status_address": letter.status_address,
            "status_code_value": letter.status_code,
            "scan": code_to_scan(f"{letter.status_address}#{letter.status_code}") if letter.status_code else "",
        }
    )


def _extract(letter: CertifiedExtract, language: str) -> dict[str, Any]:
    return words_in(wording.EXTRACT, language) | _common(letter, language) | {"number_value": letter.number}


def _common(letter: CaseLetter | CertifiedExtract, language: str) -> dict[str, Any]:
    return {
        "title": letter.title.in_language(language),
        "written": day_in(letter.written_on, language),
        "paragraphs": [paragraph.in_language(language) for paragraph in letter.paragraphs],
        "sections": [section_in(section, language) for section in letter.sections],
        "complaint_value": letter.complaint.in_language(language),
    }


def code_to_scan(text: str) -> str:
    """A QR code (error level M) as SVG."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


def section_in(section: Section, language: str) -> dict[str, Any]:
    """One part of what is held, as the templates take it."""
    columns = [column.in_language(language) for column in section.columns]
    rows = [[_cell(cell, language) for cell in row] for row in section.rows]
    return {
        "title": section.title.in_language(language),
        "columns": columns,
        "rows": rows,
        "widths": _widths([columns, *rows] if columns else rows),
        "note": section.note.in_language(language) if section.note else None,
    }


def _cell(cell: Cell, language: str) -> str:
    """Days and instants in figures: they stay in line below each other, and mean the same in both languages."""
    match cell:
        case None:
            return "—"
        case Sentence():
            return cell.in_language(language)
        case datetime():
            return f"{cell.astimezone(BEIJING):%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Shares of the line for each column, by its longest cell; a Chinese character takes the room of two letters."""
    longest = [
        max(sum(1 + (sign > "\u2e7f") for sign in cell) for cell in column) for column in zip(*rows, strict=True)
    ]
    return [min(max(width, NARROWEST), WIDEST) for width in longest]


def _office(office: IssuingOffice, language: str) -> dict[str, str]:
    return {
        "name": office.name.in_language(language),
        "address": office.address,
        "telephone": office.telephone,
        "opening_hours": office.opening_hours.in_language(language),
    }


def words_in(words: Mapping[str, Sentence], language: str) -> dict[str, Any]:
    """Fixed words in one language."""
    return {name: sentence.in_language(language) for name, sentence in words.items()}


def day_in(day: date, language: str) -> str:
    """A day as a letter writes it."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {day:%B} {day.year}"


def _printable(value: Any, found: dict[str, None]) -> Any:
    """``value`` with every text made printable; what could not be printed is added to ``found`` in order."""
    if isinstance(value, str):
        text, missing = glyphs.printable(value)
        found.update(dict.fromkeys(missing))
        return text
    if isinstance(value, dict):
        return {key: _printable(inner, found) for key, inner in value.items()}
    if isinstance(value, list):
        return [_printable(inner, found) for inner in value]
    return value
