"""Everything that is open to a person of what is held about her, on paper: a cover, the contents, and every part.

No office hands it over: she makes it herself, on her own pages.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import typst

from suixing.kernel.errors import Refusal, Sentence
from suixing.papers import wording
from suixing.papers.errors import NOT_TYPESET
from suixing.papers.letters import Paper, Section
from suixing.papers.typesetting import BEIJING, STANDARDS, compiler_of, day_in, section_in, tongue_of, words_in


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OwnCopy:
    """What is printed. ``opened`` says what her session opened, a line each."""

    names: tuple[str, ...]
    opened: tuple[Sentence | str, ...]
    written_at: datetime
    sections: tuple[Section, ...]


def typeset_copy(paper: OwnCopy, *, language: str) -> Paper:
    """The copy as PDF on A4 in one language, with contents and numbered pages; ``missing`` as for letters.

    Raises Refusal where the typesetter fails; it never says what stood in it.
    """
    compiler, missing = _prepare(paper, language)
    stamp = paper.written_at.astimezone(UTC).replace(microsecond=0)
    try:
        pdf = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=stamp)
    except typst.TypstError:
        pdf = None
    if not isinstance(pdf, bytes):  # raised out here, so that it does not carry the typesetter's quotation of the text
        raise Refusal(NOT_TYPESET)
    return Paper(pdf, missing)


def draw_copy(paper: OwnCopy, *, language: str, ppi: float = 96) -> list[bytes]:
    """The pages as PNG."""
    compiler, _ = _prepare(paper, language)
    pages = compiler.compile(format="png", ppi=ppi)
    return pages if isinstance(pages, list) else [pages] if pages else []


def _prepare(paper: OwnCopy, language: str) -> tuple[typst.Compiler, tuple[str, ...]]:
    language = tongue_of(language)
    return compiler_of("own_copy.typ", _told(paper, language), language=language, large_print=False)


def _told(paper: OwnCopy, language: str) -> dict[str, Any]:
    at = paper.written_at.astimezone(BEIJING)
    return words_in(wording.OWN_COPY, language) | {
        "names_value": "、".join(paper.names) if language == "zh" else ", ".join(paper.names),
        "opened_values": [one.in_language(language) if isinstance(one, Sentence) else one for one in paper.opened],
        "written_value": f"{day_in(at.date(), language)} {at:%H:%M}",
        "sections": [section_in(section, language) for section in paper.sections],
    }
