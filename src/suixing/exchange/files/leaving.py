"""The sending side of files: what is offered with a message, and its pieces when the other node asks for them.

A piece is read from where the sending office keeps its file, signed, and sealed into a parcel at once: it never lies
here in the clear, and nothing of it stays.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from suixing.exchange.files.cutting import WINDOW, chunks_of, span_of
from suixing.exchange.files.telling import FILE_CHUNK, FILE_GONE, Named, named_in, whole
from suixing.exchange.models import LeavingFile, LeavingParcel
from suixing.exchange.nodes.own import last_tick
from suixing.exchange.nodes.queries import may_sign, node_across
from suixing.exchange.post.packing import pack_at_once
from suixing.exchange.post.signals import tell
from suixing.exchange.post.wire import Signal

TOGETHER = 2
"""Pieces in one parcel."""

Read = Callable[[UUID, str, int, int], bytes | None]
"""``source``, office, where to begin, how many octets; None where that office does not have it any more."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that goes with a message: its number between the two offices, the sender's own, and its octets."""

    file: UUID
    source: UUID
    octets: int


def offer(*, message: UUID, pair: UUID, side: str, office: str, offers: Iterable[Offer]) -> None:
    """Let the other side of the pair have these files, which the message names; in the message's own transaction."""
    LeavingFile.objects.bulk_create(
        LeavingFile(
            message=message, file=one.file, pair=pair, side=side, office=office, source=one.source, octets=one.octets
        )
        for one in offers
    )  # fmt: skip


def pieces_wanted(signal: Signal, *, now: datetime) -> None:
    """Note which pieces a node wants, where the file was offered to it; else say that there is none."""
    about = named_in(signal.data)
    if about is None:
        return
    held = _offered(about, signal.from_node)
    if held is None:
        tell(node=signal.from_node, kind=FILE_GONE, data=about.told(), now=now)
        return
    asked = signal.data.get("numbers")
    numbers = {whole(one) for one in asked} if isinstance(asked, list) else set()
    held.wanted = sorted(one for one in numbers if one is not None and one < chunks_of(held.octets))[:WINDOW]
    held.wanted_at = now if held.wanted else None
    held.save(update_fields=["wanted", "wanted_at"])


def had_arrived(signal: Signal, *, now: datetime) -> None:
    """The other node has all of it."""
    about = named_in(signal.data)
    held = None if about is None else _offered(about, signal.from_node)
    if held is not None:
        held.wanted, held.wanted_at, held.had_at = [], None, held.had_at or now
        held.save(update_fields=["wanted", "wanted_at", "had_at"])


def _offered(about: Named, node: str) -> LeavingFile | None:
    rows = LeavingFile.objects.select_for_update().filter(message=about.message, file=about.file)
    held = rows.first()
    return held if held is not None and node_across(held.pair, held.side) == node else None


def send_chunks(read: Read, *, now: datetime) -> int:
    """Let a few pieces leave for each node for which none waits to leave; how many parcels.

    One parcel at a time for a node, given after whatever else is due: a long file holds up nobody.
    """
    if not may_sign():
        return 0
    due = LeavingFile.objects.filter(wanted_at__lte=last_tick(now)).order_by("wanted_at", "pk")
    busy, sent = _busy(), 0
    for row in list(due):
        node = node_across(row.pair, row.side)
        if node in busy:
            continue
        busy.add(node)
        sent += _send_next(row.pk, node, read, now)
    return sent


def _busy() -> set[str]:
    """Nodes for which pieces lie here that the next hop has not taken yet."""
    last = LeavingFile.objects.filter(parcel__isnull=False).values("parcel")
    return set(LeavingParcel.objects.filter(pk__in=last).values_list("node", flat=True))


@transaction.atomic
def _send_next(number: int, node: str, read: Read, now: datetime) -> bool:
    rows = LeavingFile.objects.select_for_update(skip_locked=True).filter(pk=number, wanted_at__isnull=False)
    row = rows.first()
    if row is None or not node:
        return False
    about, chunks = Named(row.message, row.file), chunks_of(row.octets)
    told = list[dict[str, object]]()
    for place in row.wanted[:TOGETHER]:
        octets = read(row.source, row.office, *span_of(place, row.octets))
        if octets is None:
            tell(node=node, kind=FILE_GONE, data=about.told(), now=now)
            LeavingFile.objects.filter(pk=row.pk).update(wanted=[], wanted_at=None)
            return False
        told.append(about.told(number=place, of=chunks, data=b64encode(octets).decode()))
    parcel = pack_at_once(node, FILE_CHUNK, told, now=now)
    if parcel is None:  # its keys are not known, or not good any more; it asks again when they are
        LeavingFile.objects.filter(pk=row.pk).update(wanted=[], wanted_at=None)
        return False
    rest = row.wanted[TOGETHER:]
    LeavingFile.objects.filter(pk=row.pk).update(parcel=parcel, wanted=rest, wanted_at=row.wanted_at if rest else None)
    return True
