"""What is done to papers: keep one, open one, remove them, let a phone add some.

The persons whom a file concerns are known to the room that keeps it: it names them as ``subjects``, for the journal.
An entry does not say which file and which kind of paper: entries about a person must not tell what she did here.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from suixing.journal import actions as journal
from suixing.kernel.crypto import CryptoError, SealingKey, keyed_hash, new_key, sha256
from suixing.kernel.keys import Keyring, keyring_at
from suixing.papers import storing
from suixing.papers.errors import DAMAGED, TOO_MANY, NoSuchPaper, PaperRefused, TicketClosed
from suixing.papers.models import MOST_PAPERS, Paper, UploadTicket
from suixing.papers.queries import SHOWN, KeptPaper, shown, ticket_left
from suixing.papers.sniffing import Sniffed, gather, sniff
from suixing.papers.tickets import VALID_FOR, digest_of, new_token

LONGEST_NAME = 200
TICKETS_KEPT = timedelta(days=1)
_KEY = b"paper-key:"
_NAME = b"paper-name:"
_MARK = b"paper-mark:"


@dataclass(frozen=True, slots=True, repr=False)
class _Sealed:
    """A paper that was written out; with its row it can be opened, without it by nobody."""

    id: UUID
    wrapped_key: bytes
    sealed_name: bytes
    mark: bytes
    about: Sniffed


def keep_paper(
    *,
    file: UUID,
    office: str,
    code: str,
    upload: BinaryIO | Iterable[bytes],
    name: str,
    by: str,
    subjects: Iterable[UUID] = (),
    now: datetime,
) -> KeptPaper:
    """Keep a paper of a file, sealed; the one that is there already where the same was kept under ``code`` before.

    Raises PaperRefused for what is empty, too large, not taken, damaged, or one too many; then nothing is kept.
    """
    with _written(upload, name) as sealed, transaction.atomic():
        _one_at_a_time(file, office)
        held = Paper.objects.filter(file=file, office=office)
        mark = sha256(sealed.mark + f"{office}:{file}".encode())
        same = held.filter(code=code, mark=mark, removed_at=None).only(*SHOWN).first()
        if same is not None:
            storing.unlink(sealed.id)
            return shown(same)
        if held.filter(removed_at=None).count() >= MOST_PAPERS:
            raise PaperRefused(TOO_MANY.format(limit=MOST_PAPERS))
        number = (held.aggregate(last=Max("number"))["last"] or 0) + 1
        paper = Paper.objects.create(
            id=sealed.id, file=file, office_id=office, code=code, number=number, media_type=sealed.about.media_type,
            size=len(sealed.about.content), pages=sealed.about.pages, mark=mark, wrapped_key=sealed.wrapped_key,
            sealed_name=sealed.sealed_name, added_at=now, added_by=by,
        )  # fmt: skip
        journal.record(
            act="paper.kept", office=office, officer=by, purpose="case", subjects=subjects, now=now,
        )  # fmt: skip
        return shown(paper)


@transaction.atomic
def open_paper(*, paper: UUID, office: str, by: str, subjects: Iterable[UUID] = (), now: datetime) -> Iterator[bytes]:
    """The content of a paper, chunk by chunk; the reading is in the journal (A5).

    Raises NoSuchPaper, or PaperRefused where the file is lost or damaged; damage further on, while it is read.
    """
    found = Paper.objects.filter(pk=paper, office=office, removed_at=None).only("wrapped_key").first()
    if found is None or found.wrapped_key is None:
        raise NoSuchPaper
    chunks = storing.read(paper, _open_key(paper, bytes(found.wrapped_key)))
    first = next(chunks)  # a file that is lost is said before an answer has begun
    journal.record(
        act="paper.opened", office=office, officer=by, purpose="case", subjects=subjects, now=now,
    )  # fmt: skip
    return _chain(first, chunks)


@dataclass(frozen=True, slots=True)
class Sent:
    """A paper that goes to the other side of a pair: which kind, how many octets, and their SHA-256."""

    id: UUID
    code: str
    size: int
    digest: bytes


@transaction.atomic
def send_papers(
    *, papers: Iterable[UUID], file: UUID, office: str, by: str, subjects: Iterable[UUID] = (), now: datetime
) -> list[Sent]:
    """Papers of one file that an officer chose to send on, each read once; that she did is in the journal.

    Raises NoSuchPaper for one that is not of this file, PaperRefused for one that is lost or damaged.
    """
    sent = list[Sent]()
    for one in dict.fromkeys(papers):
        held = Paper.objects.filter(pk=one, file=file, office=office, removed_at=None).first()
        if held is None or held.wrapped_key is None:
            raise NoSuchPaper
        content = b"".join(storing.read(one, _open_key(one, bytes(held.wrapped_key))))
        sent.append(Sent(one, held.code, len(content), sha256(content)))
    if sent:
        journal.record(
            act="paper.sent", office=office, officer=by, purpose="case", subjects=subjects, now=now,
        )  # fmt: skip
    return sent


def read_for_other_side(*, paper: UUID, office: str, start: int, length: int) -> bytes | None:
    """A part of a paper that was chosen to be sent on; None where this office does not have it any more.

    A function of the owner gives the key, of what was offered with a message and of nothing else. That it is sent is in
    the journal since it was chosen.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT papers_offered_key(%s, %s)", [paper, office])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    try:
        return storing.read_part(paper, _open_key(paper, bytes(row[0])), start, length)
    except PaperRefused:
        return None


@dataclass(frozen=True, slots=True, repr=False)
class ArrivedPaper:
    """What the other side sent along with ``message``, to be kept in ``file`` of ``office`` under ``code``."""

    message: UUID
    crossing: UUID
    file: UUID
    office: str
    code: str
    content: bytes


@transaction.atomic
def keep_arrived(arrived: ArrivedPaper, *, by: str, subjects: Iterable[UUID] = (), now: datetime) -> None:
    """Keep a paper that the other office of a pair sent, looked at as any other; the same is kept once.

    A function of the owner writes it, where it is on its way to that office. Raises PaperRefused.
    """
    with _written([arrived.content], "") as sealed, connection.cursor() as cursor:
        cursor.execute(
            "SELECT papers_keep_arrived(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                arrived.message, arrived.crossing, arrived.office, arrived.file, arrived.code, sealed.id,
                sealed.about.media_type, len(sealed.about.content), sealed.about.pages, sealed.mark, sealed.wrapped_key,
                sealed.sealed_name, now,
            ],
        )  # fmt: skip
        row = cursor.fetchone()
        said = row[0] if row else "full"
        if said == "full":
            raise PaperRefused(TOO_MANY.format(limit=MOST_PAPERS))
        if said == "held":
            storing.unlink(sealed.id)
            return
        journal.record(
            act="paper.kept", office=arrived.office, officer=by, purpose="case", subjects=subjects, now=now,
        )  # fmt: skip


@transaction.atomic
def remove_paper(*, paper: UUID, office: str, by: str, subjects: Iterable[UUID] = (), now: datetime) -> None:
    """Destroy one paper: its key goes now, its file when that is final. Raises NoSuchPaper."""
    held = Paper.objects.filter(pk=paper, office=office, removed_at=None).values_list("pk", flat=True)
    if _destroy(held, now) != 1:
        raise NoSuchPaper
    journal.record(
        act="paper.removed", office=office, officer=by, purpose="case", subjects=subjects, now=now,
    )  # fmt: skip


@transaction.atomic
def destroy_papers_of(*, file: UUID, office: str, by: str, subjects: Iterable[UUID] = (), now: datetime) -> int:
    """Destroy all that this office holds of a file, and end its tickets; how many papers."""
    _one_at_a_time(file, office)
    UploadTicket.objects.filter(file=file, office=office, ended_at=None).update(ended_at=now)
    gone = _destroy(Paper.objects.filter(file=file, office=office, removed_at=None).values_list("pk", flat=True), now)
    if gone:
        journal.record(
            act="paper.destroyed", office=office, officer=by, purpose="case", subjects=subjects, now=now,
        )  # fmt: skip
    return gone


@transaction.atomic
def make_ticket(*, file: UUID, office: str, code: str, by: str, subjects: Iterable[UUID] = (), now: datetime) -> str:
    """A token with which a phone may add papers of one kind to this file for 15 minutes; only its hash is kept.

    It ends the tickets that the officer made for this file before.
    """
    tickets = UploadTicket.objects.filter(office=office)
    tickets.filter(until__lt=now - TICKETS_KEPT).delete()
    tickets.filter(file=file, by=by, ended_at=None).update(ended_at=now)
    token = new_token()
    UploadTicket.objects.create(
        digest=digest_of(token), file=file, office_id=office, code=code, by=by, made_at=now, until=now + VALID_FOR
    )
    journal.record(
        act="paper.ticket_made", office=office, officer=by, purpose="case", subjects=subjects, now=now,
    )  # fmt: skip
    return token


@transaction.atomic
def end_tickets(*, file: UUID, office: str, by: str, now: datetime) -> int:
    """End the tickets that this officer made for a file; how many could still be used."""
    live = UploadTicket.objects.filter(file=file, office=office, by=by, ended_at=None, until__gt=now)
    ended = live.update(ended_at=now)
    if ended:
        journal.record(act="paper.ticket_ended", office=office, officer=by, purpose="case", now=now)
    return ended


def keep_by_ticket(*, token: str, upload: BinaryIO | Iterable[bytes], name: str) -> int:
    """Keep what a phone sent, and nothing is told of the file; how many more the ticket takes.

    A function of the owner does it: there is no officer's session. It takes time, office and file from the ticket
    and the clock of the database. Raises TicketClosed, before anything is read, and PaperRefused.
    """
    if not ticket_left(token=token):
        raise TicketClosed
    with _written(upload, name) as sealed, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT papers_keep_by_ticket(%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                digest_of(token), sealed.id, sealed.about.media_type, len(sealed.about.content), sealed.about.pages,
                sealed.mark, sealed.wrapped_key, sealed.sealed_name,
            ],
        )  # fmt: skip
        row = cursor.fetchone()
        said = row[0] if row else "closed"
        if said == "closed":
            raise TicketClosed
        if said == "full":
            raise PaperRefused(TOO_MANY.format(limit=MOST_PAPERS))
        if said == "held":
            storing.unlink(sealed.id)
    return ticket_left(token=token)


def sweep_orphans(*, now: datetime) -> int:
    """Take files off the disk that no row holds a key for: a crash left them, or a restore; how many."""
    gone = 0
    for paths in storing.left_alone(now):
        named = {path: _id_of(path) for path in paths}
        ids = [paper for paper in named.values() if paper is not None]
        held = set(Paper.objects.filter(pk__in=ids, removed_at=None).values_list("pk", flat=True))
        for path, paper in named.items():
            if paper not in held:
                path.unlink(missing_ok=True)
                gone += 1
    return gone


@contextmanager
def _written(upload: BinaryIO | Iterable[bytes], name: str) -> Iterator[_Sealed]:
    """What was sent, looked at and sealed on the disk; where the block fails, the file goes."""
    about = sniff(gather(upload))
    keys, paper, secret = _keys(), uuid4(), new_key()
    key = SealingKey(secret)
    storing.write(paper, key, about.content)
    try:
        yield _Sealed(
            id=paper,
            wrapped_key=keys.wrapping.seal(secret, _KEY + paper.bytes),
            sealed_name=key.seal(name[:LONGEST_NAME].encode("utf-8", "replace"), _NAME + paper.bytes),
            mark=keyed_hash(keys.fingerprint, _MARK + sha256(about.content)),
            about=about,
        )
    except BaseException:
        storing.unlink(paper)
        raise


def _keys() -> Keyring:
    return keyring_at(settings.SUIXING_KEYS_DIR)


def _open_key(paper: UUID, wrapped: bytes) -> SealingKey:
    try:
        return SealingKey(_keys().wrapping.open(wrapped, _KEY + paper.bytes))
    except CryptoError:
        raise PaperRefused(DAMAGED) from None


def _one_at_a_time(file: UUID, office: str) -> None:
    """Papers of one file are numbered one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"papers {office}:{file}"])


def _destroy(papers: Iterable[UUID], now: datetime) -> int:
    ids = list(papers)
    gone = Paper.objects.filter(pk__in=ids, removed_at=None).update(wrapped_key=None, sealed_name=None, removed_at=now)
    for paper in ids:
        transaction.on_commit(partial(storing.unlink, paper))
    return gone


def _id_of(path: Path) -> UUID | None:
    try:
        return UUID(path.name)
    except ValueError:
        return None


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
