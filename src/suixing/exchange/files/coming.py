"""The receiving side of files: pieces are kept sealed as they come, asked for until all are here, and put together.

What is missing is always read off what is here, so that whoever broke off, on either side or between, costs no more
than the pieces that were on their way.
"""

from base64 import b64decode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from suixing.exchange.evidence import keys
from suixing.exchange.files.cutting import chunks_of, missing, span_of
from suixing.exchange.files.leaving import Read, had_arrived, pieces_wanted
from suixing.exchange.files.telling import FILE_CHUNK, FILE_GONE, FILE_HAD, FILE_WANTED, Named, named_in, whole
from suixing.exchange.handling import code_of
from suixing.exchange.models import ComingFile, FileChunk, Incoming, LeavingFile
from suixing.exchange.nodes.own import resend_wait
from suixing.exchange.post.signals import tell
from suixing.exchange.post.waiting import wait_after
from suixing.exchange.post.wire import Signal
from suixing.kernel.crypto import CryptoError, SealingKey, keyed_hash, new_key, sha256
from suixing.kernel.errors import Refusal

PATIENCE = timedelta(minutes=2)
"""How long nothing fresh may come before what is missing is asked for again; then twice as long each time.

No longer than a receipt is waited for at first.
"""
LONGEST_PATIENCE = 64
MOST_SPOILED = 5
AT_ONCE = 50
WRONG_DIGEST, GONE = "wrong_digest", "gone"
_STORE = """
    INSERT INTO exchange_chunk (coming_id, number, sealed) VALUES (%s, %s, %s)
    ON CONFLICT (coming_id, number) DO NOTHING
"""


class KeepLater(Exception):  # noqa: N818 - it is an answer: not now, and not because of the file
    """A file is whole and cannot be kept now; it is handed on again after a while."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A file that a message names: its number, its octets and SHA-256."""

    file: UUID
    octets: int
    digest: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Arrived:
    """A whole file whose digest is right, for the room that keeps it. ``side`` is the sender's."""

    message: UUID
    file: UUID
    pair: UUID
    side: str
    office: str
    content: bytes
    at: datetime


Keep = Callable[[Arrived], object]
"""Keeps an arrived file, in the transaction in which its pieces go. Raises Refusal where it never will, KeepLater."""


def expect(*, message: UUID, announced: Iterable[Announced], now: datetime) -> None:
    """Fetch the files that a message names, which is being handled; in the transaction that handles it."""
    row = Incoming.objects.defer("sealed").get(pk=message)
    for one in announced:
        ComingFile.objects.create(
            message=message, file=one.file, pair=row.pair, side=row.side, office=row.office, node=row.node,
            octets=one.octets, mark=_mark(message, one.file, one.digest), chunks=chunks_of(one.octets), try_at=now,
            begun_at=now, wrapped_key=keys().wrapping.seal(new_key(), _key_context(message, one.file)),
        )  # fmt: skip


def chunk_arrived(signal: Signal, *, now: datetime) -> None:
    """Keep a piece, where it is of a file that is coming from that node and fits; what does not is asked for again."""
    about, number = named_in(signal.data), whole(signal.data.get("number"))
    row = _coming(about, signal.from_node)
    if about is None or row is None or number is None or number >= row.chunks:
        return
    try:
        octets = b64decode(signal.data["data"], validate=True)
    except (KeyError, TypeError, ValueError):
        return
    if len(octets) != span_of(number, row.octets)[1] or not _store(row, number, octets):
        return
    row.came, row.tries, row.asked = row.came + 1, 0, [one for one in row.asked if one != number]
    # All that was asked for is here: the next few are asked for, or all of it is put together.
    row.try_at = now + _patience() if row.asked and row.came < row.chunks else now
    row.save(update_fields=["came", "tries", "asked", "try_at"])


def gone_arrived(signal: Signal, *, now: datetime) -> None:  # noqa: ARG001 - called as every handler of signals
    """The other side does not have it any more."""
    row = _coming(named_in(signal.data), signal.from_node)
    if row is not None:
        _refuse(row, GONE)


def _coming(about: Named | None, node: str) -> ComingFile | None:
    if about is None:
        return None
    rows = ComingFile.objects.select_for_update().filter(message=about.message, file=about.file)
    return rows.filter(node=node, refusal="").first()


def _store(row: ComingFile, number: int, octets: bytes) -> bool:
    """Whether it is fresh."""
    sealed = _key(row).seal(octets, _chunk_context(row, number))
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [row.pk, number, sealed])
        return bool(cursor.rowcount == 1)


@transaction.atomic
def ask_for_files(*, now: datetime) -> int:
    """Ask other nodes for the next pieces of what is coming from them and is silent for too long; how many files."""
    rows = ComingFile.objects.select_for_update(skip_locked=True).filter(try_at__lte=now, refusal="")
    due = list(rows.exclude(node="").filter(came__lt=F("chunks")).order_by("try_at")[:AT_ONCE])
    for row in due:
        held = set(FileChunk.objects.filter(coming=row).values_list("number", flat=True))
        row.asked = missing(row.chunks, held)
        tell(node=row.node, kind=FILE_WANTED, data=Named(row.message, row.file).told(numbers=row.asked), now=now)
        row.try_at = now + _patience() * min(1 << min(row.tries, 20), LONGEST_PATIENCE)
        row.tries += 1
        row.save(update_fields=["asked", "try_at", "tries"])
    return len(due)


def take_in(read: Read, keep: Keep, *, now: datetime) -> int:
    """Put together what is all here, and fetch what lies at another office of this node; how many were handed on."""
    due = ComingFile.objects.filter(try_at__lte=now, refusal="")
    whole_ones = due.filter(came=F("chunks")) | due.filter(node="")
    numbers = list(whole_ones.order_by("try_at").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_take_one(number, read, keep, now) for number in numbers)


def _take_one(number: int, read: Read, keep: Keep, now: datetime) -> bool:
    try:
        with transaction.atomic():
            rows = ComingFile.objects.select_for_update(skip_locked=True).filter(pk=number, refusal="")
            row = rows.first()
            return row is not None and _settle(row, read, keep, now)
    except Exception as fault:  # whatever it is, this file is tried again and the others go on
        if not connection.is_usable():
            raise
        _try_later(number, fault, now)
        return False


def _try_later(number: int, fault: Exception, now: datetime) -> None:
    """The kind of fault only: its text may quote a row."""
    row = ComingFile.objects.filter(pk=number).first()
    if row is not None:
        row.tries += 1
        row.fault, row.try_at = type(fault).__name__, now + wait_after(row.tries)
        row.save(update_fields=["tries", "fault", "try_at"])


def _settle(row: ComingFile, read: Read, keep: Keep, now: datetime) -> bool:
    content = _pieces(row) if row.node else _at_home(row, read)
    if content is None:
        _refuse(row, GONE)
        return False
    if _mark(row.message, row.file, sha256(content)) != bytes(row.mark):
        _throw_away(row, now)
        return False
    try:
        with transaction.atomic():
            keep(Arrived(row.message, row.file, row.pair, row.side, row.office, content, now))
    except Refusal as refused:
        _refuse(row, code_of(refused))
    else:
        _drop_pieces(row)
        row.delete()
    _say_had(row, now)
    return True


def _say_had(row: ComingFile, now: datetime) -> None:
    """Nobody need send any more of it, whether it could be kept or not."""
    if row.node:
        tell(node=row.node, kind=FILE_HAD, data=Named(row.message, row.file).told(), now=now)
    else:
        LeavingFile.objects.filter(message=row.message, file=row.file, had_at=None).update(had_at=now)


def _pieces(row: ComingFile) -> bytes:
    """All pieces in their order; one that cannot be opened is as good as a wrong one."""
    key, content = _key(row), bytearray()
    for one in FileChunk.objects.filter(coming=row).order_by("number").iterator(chunk_size=8):
        try:
            content += key.open(bytes(one.sealed), _chunk_context(row, one.number))
        except CryptoError:
            return b""
    return bytes(content)


def _at_home(row: ComingFile, read: Read) -> bytes | None:
    held = LeavingFile.objects.filter(message=row.message, file=row.file, pair=row.pair, side=row.side).first()
    return None if held is None else read(held.source, held.office, 0, row.octets)


def _throw_away(row: ComingFile, now: datetime) -> None:
    """What came is not what was announced: all of it goes, and is asked for anew."""
    _drop_pieces(row)
    row.came, row.asked, row.spoiled, row.tries = 0, [], row.spoiled + 1, 0
    row.try_at = now + _patience() * ((1 << row.spoiled) - 2)
    row.save(update_fields=["came", "asked", "spoiled", "tries", "try_at"])
    if row.spoiled >= MOST_SPOILED:
        _refuse(row, WRONG_DIGEST)


def _refuse(row: ComingFile, why: str) -> None:
    """It will not come; the key to what is here of it goes with the pieces."""
    _drop_pieces(row)
    row.came, row.asked, row.wrapped_key, row.refusal = 0, [], None, why
    row.save(update_fields=["came", "asked", "wrapped_key", "refusal"])


def _drop_pieces(row: ComingFile) -> None:
    FileChunk.objects.filter(coming=row).delete()


def _key(row: ComingFile) -> SealingKey:
    return SealingKey(keys().wrapping.open(bytes(row.wrapped_key or b""), _key_context(row.message, row.file)))


def _patience() -> timedelta:
    return min(PATIENCE, resend_wait())


def _mark(message: UUID, file: UUID, digest: bytes) -> bytes:
    """By which a file is known to be the one that was announced, and equal files cannot be linked."""
    return keyed_hash(keys().fingerprint, _key_context(message, file) + digest)


def _key_context(message: UUID, file: UUID) -> bytes:
    return f"exchange-file:{message}:{file}".encode()


def _chunk_context(row: ComingFile, number: int) -> bytes:
    return f"exchange-chunk:{row.message}:{row.file}:{number}".encode()


FILE_SIGNALS: dict[str, Callable[..., None]] = {
    FILE_WANTED: pieces_wanted, FILE_CHUNK: chunk_arrived, FILE_HAD: had_arrived, FILE_GONE: gone_arrived,
}  # fmt: skip
"""What nodes say of files, and who hears it."""
