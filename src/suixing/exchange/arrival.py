"""The receiving side: store what arrives, once, and sign that it did."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from suixing.exchange import evidence
from suixing.exchange.envelopes import Envelope, Outcome
from suixing.exchange.evidence import Named, Proof
from suixing.exchange.models import Event, Incoming
from suixing.exchange.sealing import seal


@transaction.atomic
def receive(envelopes: Sequence[Envelope], *, now: datetime) -> dict[UUID, Outcome]:
    """Store each envelope at its office and sign ``content_consignment``, which is its legal arrival (T2).

    An envelope that was stored before is answered with the receipt it got then. One whose place in the pair another
    message has taken, or that comes again with another content, fails with ``place_taken``.
    """
    Incoming.objects.bulk_create([_row(one, now) for one in envelopes], ignore_conflicts=True)
    ids = [one.message for one in envelopes]
    stored = {
        row["id"]: row for row in Incoming.objects.filter(id__in=ids).values("id", "pair", "side", "seq", "arrived_at")
    }
    given = evidence.receipts(ids)
    outcomes, copies = dict[UUID, Outcome](), list[tuple[str, Proof]]()
    for one in envelopes:
        row = stored.get(one.message)
        if row is None or (row["pair"], row["side"], row["seq"]) != (one.pair, one.side, one.seq):
            outcomes[one.message] = Outcome(failure="place_taken")
            continue
        named = Named(one.message, one.pair, one.side, one.seq, evidence.digest_of(one.content))
        receipt = given.get(one.message) or evidence.attest(Event.CONTENT_CONSIGNMENT, named, at=row["arrived_at"])
        if evidence.told(receipt)["sha256"] != named.digest.hex():
            outcomes[one.message] = Outcome(failure="place_taken")
            continue
        outcomes[one.message] = Outcome(receipt=receipt)
        copies += [(one.office, proof) for proof in (*one.proofs, receipt)]
    evidence.store(copies)
    return outcomes


def _row(one: Envelope, now: datetime) -> Incoming:
    return Incoming(
        id=one.message, pair=one.pair, side=one.side, seq=one.seq, kind=one.kind, version=one.version,
        office=one.office, place=one.place, node=one.node, arrived_at=now, try_at=now,
        sealed=seal(one.content, "inbox", one.message, one.kind, one.version),
    )  # fmt: skip
