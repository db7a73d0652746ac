"""A parcel of another node is opened: messages go to the inbox, signals to who knows them, the rest to the operator.

All of it in one transaction; only then is the parcel answered for. What cannot be acted on is kept as ``Dead`` and
answered for too: the same octets would be refused again.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from suixing.exchange import evidence
from suixing.exchange.arrival import receive
from suixing.exchange.envelopes import Envelope, Outcome
from suixing.exchange.evidence import Named, Proof
from suixing.exchange.files.coming import FILE_SIGNALS
from suixing.exchange.models import Dead, Event, Route, Side
from suixing.exchange.nodes.errors import NotTaken
from suixing.exchange.nodes.own import own_place
from suixing.exchange.nodes.queries import (
    heard_from,
    is_office_here,
    node_of_standing,
    own_agreement_key,
    verifying_key_of,
)
from suixing.exchange.post import wire
from suixing.exchange.post.burying import bury
from suixing.exchange.post.carriers import Parcel
from suixing.exchange.post.counting import count_traffic
from suixing.exchange.post.gaps import WANTED, wanted_arrived
from suixing.exchange.post.signals import EVIDENCE, BadProof, evidence_arrived, read_proof, tell_evidence
from suixing.exchange.post.spreading import (
    CARD,
    DIRECTORY,
    KEYS,
    card_arrived,
    directory_arrived,
    directory_named,
    directory_refused,
    keys_arrived,
)
from suixing.exchange.post.wire import CrossingMessage, Signal, Unreadable
from suixing.exchange.publishing import PUBLICATION, publication_arrived
from suixing.exchange.reconciling import DIFFERENCE, DIGEST, difference_arrived, digest_arrived
from suixing.exchange.returning import RETURNED, returned_arrived
from suixing.exchange.witnessing import HEAD, WITNESSED, head_arrived, witnessed_arrived
from suixing.kernel.memory import remembering

SignalHandler = Callable[..., None]


def _head_arrived(signal: Signal, *, now: datetime) -> None:
    head_arrived(signal, now=now)
    directory_named(signal, now=now)


SIGNALS: dict[str, SignalHandler] = {
    EVIDENCE: evidence_arrived,
    WANTED: wanted_arrived,
    CARD: card_arrived,
    DIRECTORY: directory_arrived,
    KEYS: keys_arrived,
    DIGEST: digest_arrived,
    DIFFERENCE: difference_arrived,
    RETURNED: returned_arrived,
    HEAD: _head_arrived,
    WITNESSED: witnessed_arrived,
    PUBLICATION: publication_arrived,
    **FILE_SIGNALS,
}
"""By kind; each is called with the signal and ``now=``, in the parcel's transaction."""


class NotAdmitted(Exception):  # noqa: N818 - it is what the check found
    """A message that its node may not send here; ``why`` is one word, ``told`` whether the sender learns it."""

    def __init__(self, why: str, *, told: bool = False) -> None:
        super().__init__(why)
        self.why, self.told = why, told


@transaction.atomic
def unpack(parcel: Parcel, *, now: datetime) -> None:
    """Take in all that a parcel holds; what arrived before is answered with the receipt it got then."""
    count_traffic(now=now, node=own_place(), way="received", octets=len(parcel.body))
    _open_parcel(parcel.id, parcel.body, urgent=parcel.urgent, fresh=True, now=now)


def open_again(row: Dead, *, now: datetime) -> None:
    """Take in what could not be used when it arrived; where that is still so it is buried again."""
    body = bytes(row.body or b"")
    if row.is_parcel:
        _open_parcel(row.parcel, body, urgent=False, fresh=False, now=now)
    else:
        _take_events(row.parcel, [body.decode()], urgent=False, fresh=False, now=now)


def _open_parcel(parcel: UUID, body: bytes, *, urgent: bool, fresh: bool, now: datetime) -> None:
    with remembering():
        _open(parcel, body, urgent=urgent, fresh=fresh, now=now)


def _open(parcel: UUID, body: bytes, *, urgent: bool, fresh: bool, now: datetime) -> None:
    try:
        events = wire.unpack(parcel, body, own_agreement_key)
    except Unreadable as unreadable:
        bury(parcel, body, "", unreadable.why, now=now, whole=True)
        return
    _take_events(parcel, events, urgent=urgent, fresh=fresh, now=now)


def _take_events(parcel: UUID, events: Iterable[str], *, urgent: bool, fresh: bool, now: datetime) -> None:
    """``fresh``: it comes now, so that its time tells of the clock of its node."""
    messages, heard = list[tuple[str, CrossingMessage]](), set[str]()
    for event in events:
        try:
            said = wire.read_event(event, to_node=own_place(), key_of=lambda kid: verifying_key_of(kid, now))
        except Unreadable as unreadable:
            bury(parcel, event.encode(), "", unreadable.why, now=now)
            continue
        if fresh and said.from_node not in heard:
            heard.add(said.from_node)
            heard_from(said.from_node, said.at, now=now)
        if isinstance(said, Signal):
            _take_signal(parcel, event, said, now)
        else:
            messages.append((event, said))
    _take_messages(parcel, messages, urgent=urgent, now=now)


def _take_signal(parcel: UUID, event: str, said: Signal, now: datetime) -> None:
    handler = SIGNALS.get(said.kind)
    if handler is None or said.version != 1:
        why = "unknown_kind" if handler is None else "unknown_version"
        bury(parcel, event.encode(), said.from_node, why, now=now)
        return
    try:
        with transaction.atomic():
            handler(said, now=now)
    except NotTaken as refused:
        bury(parcel, event.encode(), said.from_node, refused.code, now=now)
        if said.kind == DIRECTORY:
            directory_refused(said, refused.code, now=now)


def _take_messages(parcel: UUID, messages: list[tuple[str, CrossingMessage]], *, urgent: bool, now: datetime) -> None:
    admitted, answers = list[Envelope](), list[tuple[str, Proof]]()
    routes = _routes([said for _, said in messages], now)
    for event, said in messages:
        try:
            admitted.append(_admit(said, routes.get(said.pair)))
        except NotAdmitted as refused:
            bury(parcel, event.encode(), said.from_node, refused.why, now=now)
            if refused.told:
                answers.append((said.from_node, _failure(said, refused.why, now)))
    by_id = {said.message: said for _, said in messages}
    for message, outcome in receive(admitted, now=now).items():
        answers.append((by_id[message].from_node, _answer(by_id[message], outcome, now)))
    tell_evidence(answers, now=now, urgent=urgent)


def _answer(said: CrossingMessage, outcome: Outcome, now: datetime) -> Proof:
    return outcome.receipt if outcome.receipt is not None else _failure(said, outcome.failure, now)


def _failure(said: CrossingMessage, why: str, now: datetime) -> Proof:
    named = Named(said.message, said.pair, said.side, said.seq, evidence.digest_of(said.content))
    return evidence.attest(Event.RELAY_FAILURE, named, at=now, reason=why)


def _routes(messages: Iterable[CrossingMessage], now: datetime) -> dict[UUID, Route]:
    """The pairs that these messages are of; one that is asked for the first time is opened here."""
    given = list(messages)
    asked = [said for said in given if said.side == Side.ASKING and is_office_here(said.office)]
    Route.objects.bulk_create(
        [Route(pair=said.pair, asking=said.alias, answering=said.office, opened_at=now) for said in asked],
        ignore_conflicts=True,
    )
    return Route.objects.in_bulk([said.pair for said in given])


def _admit(said: CrossingMessage, route: Route | None) -> Envelope:
    """A message as it is stored. Raises NotAdmitted."""
    proofs = tuple(_proof(said, stated.statement, stated.signature) for stated in said.proofs)
    if said.side == "asking":
        office = _asked(said, route)
    else:
        if route is None or node_of_standing(route.answering) != said.from_node or not is_office_here(route.asking):
            raise NotAdmitted("not_on_this_side")
        office = route.asking
    return Envelope(
        said.message, said.pair, said.side, said.seq, said.kind, said.version, said.from_node, office, said.content,
        proofs, node=said.from_node,
    )  # fmt: skip


def _asked(said: CrossingMessage, route: Route | None) -> str:
    if not is_office_here(said.office):
        raise NotAdmitted("no_such_office", told=True)
    if route is None or (route.asking, route.answering) != (said.alias, said.office):
        raise NotAdmitted("not_on_this_side")
    return said.office


def _proof(said: CrossingMessage, statement: bytes, signature: bytes) -> Proof:
    try:
        proof, told = read_proof(statement, signature, node=said.from_node)
    except BadProof:
        raise NotAdmitted("bad_evidence") from None
    ours: Mapping[str, object] = {
        "message": str(said.message), "pair": str(said.pair), "side": said.side, "seq": said.seq,
        "sha256": evidence.digest_of(said.content).hex(),
    }  # fmt: skip
    if any(told.get(name) != value for name, value in ours.items()):
        raise NotAdmitted("bad_evidence")
    return proof
