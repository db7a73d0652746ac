"""Two nodes compare, day by day, what they exchanged, and each gets what it lacks (X5).

One tells the digests of its list. The other answers with what it has in the buckets that differ, and gets the same
back. Each then sends again what the other lacks: its own messages by the usual way, the other's own and evidence as
what is returned. Both keep a statement of it, with what either signed of its list.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from suixing.exchange import evidence
from suixing.exchange.ledgers import (
    BUCKETS,
    Difference,
    Digests,
    Listed,
    Window,
    compare,
    digests,
    entries,
    listed,
    read_digests,
    read_listed,
    within,
)
from suixing.exchange.models import Node, Statement
from suixing.exchange.nodes.errors import NotTaken
from suixing.exchange.nodes.own import own_place
from suixing.exchange.nodes.queries import signed_by_node
from suixing.exchange.post.signals import tell
from suixing.exchange.post.wire import Signal
from suixing.exchange.returning import give_back, send_anew, tell_again
from suixing.kernel.crypto import SUITE_ED25519, sign

DIGEST = "exchange.digest"
DIFFERENCE = "exchange.difference"
FORM = 1
BACK = timedelta(days=35)
SETTLING = timedelta(minutes=10)
"""What is younger may still be on its way."""
LONGEST = timedelta(days=400)
EVERY = timedelta(days=1)
SOONER = timedelta(hours=1)
"""Until the next comparison where one answer could not list all, or where something differed."""
_STATED = {"at", "between", "digest", "event", "form", "messages", "round", "signed_by", "since", "until"}


def begin_due(*, now: datetime) -> int:
    """Begin comparing with each node with which it is time; how many. Of two nodes that of the lower place begins."""
    own, begun = own_place(), 0
    for place in others():
        if own < place and _is_due(place, now):
            begin(place, now=now)
            begun += 1
    return begun


def others() -> list[str]:
    """The other nodes that take part."""
    others = Node.objects.filter(state="active").exclude(pk=own_place())
    return list(others.order_by("place").values_list("place", flat=True))


def _is_due(place: str, now: datetime) -> bool:
    last = Statement.objects.filter(node=place).order_by("-at").first()
    if last is None:
        return True
    return now - last.at >= (EVERY if last.equal or last.equal is None else SOONER)


@transaction.atomic
def begin(node: str, *, now: datetime) -> UUID:
    """Tell a node the digests of what was exchanged with it; the number of the round."""
    window = Window(now - BACK, now - SETTLING)
    found, number = digests(entries(node, window)), uuid4()
    own = _state(node, number, window, found, now)
    Statement.objects.create(
        round=number, node=node, asked=True, at=now, since=window.since, until=window.until, messages=found.messages,
        own=own,
    )  # fmt: skip
    tell(node=node, kind=DIGEST, data={**_head(number, window), "buckets": found.told(), "stated": own}, now=now)
    return number


def digest_arrived(signal: Signal, *, now: datetime) -> None:
    """Answer with what there is here in the buckets that differ. Raises NotTaken."""
    number, window = _head_of(signal.data)
    try:
        theirs = read_digests(signal.data["buckets"])
    except (KeyError, ValueError):
        raise NotTaken("malformed") from None
    _check_stated(signal.data.get("stated"), signal.from_node, number)
    found = digests(entries(signal.from_node, window))
    unequal = found.unequal(theirs)
    own = _state(signal.from_node, number, window, found, now)
    row, is_new = Statement.objects.get_or_create(
        round=number, node=signal.from_node,
        defaults={
            "asked": False, "at": now, "since": window.since, "until": window.until, "messages": found.messages,
            "own": own, "other": signal.data["stated"], "equal": not unequal,
        },
    )  # fmt: skip
    if is_new and row.equal:
        _settle(row, now)
    part = listed(entries(signal.from_node, window, unequal)) if unequal else Listed((), None)
    data = {**_head(number, window), "unequal": unequal, **part.told(), "stated": own}
    tell(node=signal.from_node, kind=DIFFERENCE, data=data, now=now)


def difference_arrived(signal: Signal, *, now: datetime) -> None:
    """What the other node has where the lists differ: it gets what it lacks, and, once, our list. Raises NotTaken."""
    number, _ = _head_of(signal.data)
    row = Statement.objects.select_for_update().filter(round=number, node=signal.from_node).first()
    if row is None:
        raise NotTaken("not_asked")
    window = Window(row.since, row.until)
    unequal, theirs = _listed_of(signal.data)
    if row.asked:
        if row.equal is not None:
            return
        _check_stated(signal.data.get("stated"), signal.from_node, number)
        row.equal, row.other = not unequal, signal.data["stated"]
        row.save(update_fields=["equal", "other"])
        if row.equal:
            _settle(row, now)
            return
    elif row.equal or row.lacking_there or row.lacking_here:
        return
    mine = listed(entries(signal.from_node, window, unequal))
    if row.asked:
        data = {**_head(number, window), "unequal": unequal, **mine.told()}
        tell(node=signal.from_node, kind=DIFFERENCE, data=data, now=now)
    limits = mine.upto, theirs.upto
    found = compare(within(mine.entries, *limits), within(theirs.entries, *limits))
    _level(row, found, complete=limits == (None, None), now=now)


def _level(row: Statement, found: Difference, *, complete: bool, now: datetime) -> None:
    """Send what the other node lacks, and write down what differed."""
    ours = [one for one in found.lacking_there if one.sender == own_place()]
    sent = send_anew([one.message for one in ours], now=now)
    give_back(row.node, [one for one in found.lacking_there if one.sender != own_place()], now=now)
    tell_again(row.node, found.evidence_there, now=now)
    row.complete, row.conflicts, row.lost = complete, found.conflicts, len(ours) - sent
    row.lacking_there, row.lacking_here = len(found.lacking_there) - row.lost, len(found.lacking_here)
    row.evidence = len(found.evidence_there) + found.evidence_here
    row.save(update_fields=["complete", "conflicts", "lost", "lacking_there", "lacking_here", "evidence"])


def _settle(row: Statement, now: datetime) -> None:
    """What differed before is equal now."""
    Statement.objects.filter(node=row.node, equal=False, settled_at=None).update(settled_at=now)


def _head(number: UUID, window: Window) -> dict[str, str]:
    return {
        "round": str(number), "since": evidence.instant_text(window.since), "until": evidence.instant_text(window.until)
    }  # fmt: skip


def _head_of(data: Mapping[str, Any]) -> tuple[UUID, Window]:
    try:
        window = Window(datetime.fromisoformat(data["since"]), datetime.fromisoformat(data["until"]))
        fits = timedelta(0) <= window.until - window.since <= LONGEST
        number = UUID(data["round"])
    except (KeyError, ValueError, TypeError):
        raise NotTaken("malformed") from None
    if not fits:
        raise NotTaken("malformed")
    return number, window


def _listed_of(data: Mapping[str, Any]) -> tuple[list[int], Listed]:
    try:
        unequal = sorted({int(bucket) for bucket in data["unequal"]})
        if not set(unequal) <= set(range(BUCKETS)):
            raise NotTaken("malformed")
        return unequal, read_listed(data)
    except (KeyError, ValueError, TypeError, IndexError):
        raise NotTaken("malformed") from None


def _state(node: str, number: UUID, window: Window, found: Digests, now: datetime) -> dict[str, str]:
    """What this node signs of its list: how many messages, and the digest of all."""
    ring = evidence.keys()
    said = {
        "at": evidence.instant_text(now), "between": sorted([own_place(), node]), "digest": found.root,
        "event": "exchange_compared", "form": FORM, "messages": found.messages,
        "signed_by": ring.exchange_public.hex(), **_head(number, window),
    }  # fmt: skip
    statement = evidence.canonical(said)
    signature = sign(ring.exchange, statement)
    return {"statement": b64encode(statement).decode(), "signature": b64encode(signature).decode()}


def _check_stated(told: Any, node: str, number: UUID) -> None:
    """Raise NotTaken unless that node signed this of the same round."""
    try:
        statement, signature = b64decode(told["statement"], validate=True), b64decode(told["signature"], validate=True)
        said = json.loads(statement)
        fits = said.keys() == _STATED and evidence.canonical(said) == statement and said["round"] == str(number)
        fits = fits and said["between"] == sorted([own_place(), node]) and signature[:1] == SUITE_ED25519
        public, at = bytes.fromhex(said["signed_by"]), datetime.fromisoformat(said["at"])
    except (KeyError, ValueError, TypeError, AttributeError):
        raise NotTaken("malformed") from None
    if not fits:
        raise NotTaken("malformed")
    if not signed_by_node(node, public, at):
        raise NotTaken("unsigned")
    if not evidence.holds(statement=statement, signature=signature, public_key=public):
        raise NotTaken("unsigned")


def statements(*, node: str = "", most: int = 100) -> list[Statement]:
    """The newest statements, of one node or of all."""
    rows = Statement.objects.order_by("-at", "-pk")
    return list((rows.filter(node=node) if node else rows)[:most])
