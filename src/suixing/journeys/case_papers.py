"""Papers of a case, from the pages: which kinds it takes is in its rule book, whom it concerns is in the case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from suixing.cases import queries as cases
from suixing.journeys.errors import CaseClosed
from suixing.kernel.errors import Sentence
from suixing.papers import actions as papers
from suixing.papers import queries as kept
from suixing.papers.errors import NoSuchPaper
from suixing.papers.queries import KeptPaper


@dataclass(frozen=True, slots=True)
class Adding:
    """Where papers of one kind are added: what the kind is called, and what is held of it already."""

    said: Sentence
    papers: tuple[KeptPaper, ...]
    is_open: bool
    subjects: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class OpenedPaper:
    """A paper with its content, chunk by chunk."""

    about: KeptPaper
    content: Iterator[bytes]


def see_adding(*, file: UUID, code: str, office: str, now: datetime) -> Adding:
    """What the page of adding shows. Raises NotThere, or NoSuchPaper for a kind that the case's rule book has not."""
    seen = cases.case_seen(case=file, office=office, now=now)
    if code not in seen.book.papers:
        raise NoSuchPaper
    return Adding(
        said=seen.book.papers[code].said,
        papers=kept.papers_of(file=file, office=office, code=code),
        is_open=seen.item.closed_at is None,
        subjects=_subjects(seen),
    )


def add_paper(*, file: UUID, code: str, upload: BinaryIO, name: str, office: str, by: str, now: datetime) -> KeptPaper:
    """Keep a paper of a case that is open. Raises as ``see_adding``, CaseClosed, and PaperRefused."""
    adding = _open_adding(file=file, code=code, office=office, now=now)
    return papers.keep_paper(
        file=file, office=office, code=code, upload=upload, name=name, by=by, subjects=adding.subjects, now=now
    )


def let_phone_add(*, file: UUID, code: str, office: str, by: str, now: datetime) -> str:
    """The token with which a phone adds papers of this kind for 15 minutes. Raises as ``add_paper``."""
    adding = _open_adding(file=file, code=code, office=office, now=now)
    return papers.make_ticket(file=file, office=office, code=code, by=by, subjects=adding.subjects, now=now)


def open_paper(*, paper: UUID, office: str, by: str, now: datetime) -> OpenedPaper:
    """A paper of a case of this office, its reading in the journal (A5). Raises NoSuchPaper, NotThere, PaperRefused."""
    about = kept.paper_at(paper=paper, office=office)
    if about is None:
        raise NoSuchPaper
    seen = cases.case_seen(case=about.file, office=office, now=now)
    content = papers.open_paper(paper=paper, office=office, by=by, subjects=_subjects(seen), now=now)
    return OpenedPaper(about, content)


def _open_adding(*, file: UUID, code: str, office: str, now: datetime) -> Adding:
    adding = see_adding(file=file, code=code, office=office, now=now)
    if not adding.is_open:
        raise CaseClosed
    return adding


def _subjects(seen: cases.Seen) -> tuple[UUID, ...]:
    return () if seen.person is None else (seen.person,)
