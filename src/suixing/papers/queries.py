"""What an office holds of a file's papers. Opening one is an act, and is in ``actions``."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from suixing.papers.models import BY_OTHER_OFFICE, LARGEST_BYTES, MOST_BY_TICKET, Paper
from suixing.papers.tickets import digest_of

__all__ = ["LARGEST_BYTES", "MOST_BY_TICKET"]  # the rest is defined here

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """One paper without its content. ``size`` in bytes; ``added_by`` is an officer, ``phone`` for a ticket, or
    ``other office`` where the other side of a pair sent it.
    """

    id: UUID
    file: UUID
    office: str
    code: str
    number: int
    media_type: str
    size: int
    pages: int | None
    added_at: datetime
    added_by: str

    @property
    def file_name(self) -> str:
        """``paper-3.pdf``: what it is called outside says nothing."""
        return f"paper-{self.number}.{ENDINGS[self.media_type]}"

    @property
    def is_theirs(self) -> bool:
        """Whether the other office of a pair sent it."""
        return self.added_by == BY_OTHER_OFFICE

    @property
    def is_picture(self) -> bool:
        """Whether a page can show it."""
        return self.media_type.startswith("image/")


SHOWN = (
    "id", "file", "office_id", "code", "number", "media_type", "size", "pages", "added_at", "added_by",
)  # fmt: skip


def shown(paper: Paper) -> KeptPaper:
    """The row as other rooms are given it."""
    return KeptPaper(*(getattr(paper, name) for name in SHOWN))


def papers_of(*, file: UUID, office: str, code: str | None = None) -> tuple[KeptPaper, ...]:
    """What this office holds of a file, the first first; with ``code`` of one kind only."""
    found = Paper.objects.filter(file=file, office=office, removed_at=None).order_by("number").only(*SHOWN)
    return tuple(shown(one) for one in (found if code is None else found.filter(code=code)))


def paper_at(*, paper: UUID, office: str) -> KeptPaper | None:
    """One paper of this office; None for another office's, a removed one, and none."""
    found = Paper.objects.filter(pk=paper, office=office, removed_at=None).only(*SHOWN).first()
    return None if found is None else shown(found)


def ticket_left(*, token: str) -> int:
    """How many papers may still be added with this token; 0 for one that is not valid, whatever the reason."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT papers_ticket_left(%s)", [digest_of(token)])
        row = cursor.fetchone()
    return int(row[0]) if row and row[0] else 0
