"""What goes into a letter: plain values, no record and no database. ``typesetting.typeset`` makes the PDF of one.

No letter has a ``repr`` with its content: a traceback must not carry a name or a paper code.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from suixing.kernel.errors import Sentence
from suixing.papers.wording import FREE_AT_AN_OFFICE

PAPER_CODE = re.compile(r"[0-9A-Z]{12}")

Cell = str | int | date | datetime | Sentence | None
"""One value in a letter: text as it stands, a number, a day, an instant (told in Beijing time), or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuingOffice:
    """The office that hands the letter over, as a newcomer needs it to find and to call it."""

    name: Sentence
    address: str
    telephone: str
    opening_hours: Sentence


@dataclass(frozen=True, slots=True)
class FreeService:
    """One thing that is free here; ``where`` names another place than the office, with its address and telephone."""

    what: Sentence
    where: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AgreedTo:
    """The text that a person agreed to, on which day and in which way (phone, paper, desk)."""

    text: Sentence
    on: date
    way: Sentence


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WelcomePackage:
    """For who has just been registered (G4): what is free here, where, whom to ask, and what she has a right to.

    ``file_number`` is the number of what this office entered about her. ``paper_code`` is 12 signs of 0-9 and A-Z, or
    None where none was given out; ValueError for anything else, without saying it. ``ask`` is the person to ask by
    name, and ``ask_telephone`` her number if it is another than the office's.
    """

    office: IssuingOffice
    name: str
    file_number: str
    agreed: AgreedTo
    written_on: date
    paper_code: str | None = None
    ask: str | None = None
    ask_telephone: str | None = None
    free: tuple[FreeService, ...] = field(default_factory=lambda: tuple(map(FreeService, FREE_AT_AN_OFFICE)))

    def __post_init__(self) -> None:
        if self.paper_code is not None and PAPER_CODE.fullmatch(self.paper_code) is None:
            raise ValueError("a paper code has 12 signs of 0-9 and A-Z")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Section:
    """One part of an export: a table under ``columns``, or without them pairs of what and value.

    Every row has as many cells as there are columns, or two; ValueError otherwise. No rows: "nothing is held".
    """

    title: Sentence
    columns: tuple[Sentence, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    note: Sentence | None = None

    def __post_init__(self) -> None:
        width = len(self.columns) or 2
        if any(len(row) != width for row in self.rows):
            raise ValueError(f"every row of this section must have {width} cells")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EverythingHeld:
    """All that is held about a person, for her to read and to carry away (REFUSALS, 7)."""

    office: IssuingOffice
    name: str
    file_number: str
    written_at: datetime
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaseLetter:
    """A letter about one case. ``title`` is neutral; ``paragraphs`` say what it is about, ``sections`` list it.

    ``status_code`` opens the page that shows where the case stands, at ``status_address``; ``complaint`` says how to
    complain. Both are in every letter, but for a code in what she takes from her own pages, where both are empty.
    """

    office: IssuingOffice
    name: str
    file_number: str
    written_on: date
    title: Sentence
    paragraphs: tuple[Sentence, ...]
    sections: tuple[Section, ...] = ()
    status_code: str
    status_address: str
    complaint: Sentence


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CertifiedExtract:
    """What was registered, or why it was not, with the number under which alone it is found again."""

    office: IssuingOffice
    file_number: str
    written_on: date
    title: Sentence
    paragraphs: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    number: str
    complaint: Sentence


Letter = WelcomePackage | EverythingHeld | CaseLetter | CertifiedExtract


@dataclass(frozen=True, slots=True, repr=False)
class Paper:
    """A typeset letter: the PDF, and the characters that the typeface lacks, each once, in the order of the text.

    Where one of those stood the paper shows its code point, ``〔U+2B740〕``, and its last lines say what that means.
    """

    pdf: bytes
    missing: tuple[str, ...]
