"""What an operator of the exchange sees: nodes and how they keep up, what is stuck and why, keys, traffic by day.

Row-level security shows parcels to her alone. No body can be read here, no row names a person or an office that asks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from suixing.exchange.models import (
    AdoptedDirectory,
    Dead,
    FarOffice,
    LeavingParcel,
    Node,
    NodeKey,
    Traffic,
    Transit,
    WaitingSignal,
)
from suixing.exchange.nodes.chain import fingerprint, key_in_force, newest
from suixing.exchange.nodes.own import own_place
from suixing.exchange.nodes.queries import chain_of
from suixing.rules.counting import CHINA

MOST_LISTED = 100
LARGEST_SKEW = 300.0
"""Seconds by which a clock may differ before somebody should look at it."""
DAYS = 30


@dataclass(frozen=True, slots=True)
class Queue:
    """Parcels that wait for one node: how many, how many of them were tried in vain, since when the oldest waits."""

    waiting: int = 0
    failing: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class NodeSeen:
    """One node. ``leaving`` waits here for it; ``passing`` waits at the hub. ``skew``: seconds its clock was ahead."""

    place: str
    own: bool
    role: str
    state: str
    software: str
    url: str
    direct: bool
    joined_at: datetime
    heard_at: datetime | None
    skew: float | None
    offices: int
    leaving: Queue
    passing: Queue

    @property
    def clock_is_off(self) -> bool:
        """Whether its clock, or ours, should be looked at. Behind can also be what was long on its way."""
        return self.skew is not None and abs(self.skew) > LARGEST_SKEW


@dataclass(frozen=True, slots=True)
class KeySeen:
    """One entry of a node's key log; ``good`` while something signed now with its keys counts."""

    number: int
    kind: str
    at: datetime
    pinned_at: datetime
    fingerprint: str
    good: bool


@dataclass(frozen=True, slots=True)
class LeavingSeen:
    """A parcel that the next hop does not hold yet; ``fault`` is why not, in one word, empty before the first try."""

    id: UUID
    node: str
    urgent: bool
    events: int
    created_at: datetime
    expires_at: datetime
    try_at: datetime
    tries: int
    fault: str


@dataclass(frozen=True, slots=True)
class PassingSeen:
    """A parcel of another node that the hub holds and could not hand on yet; ``node`` is who it is for."""

    id: UUID
    node: str
    urgent: bool
    arrived_at: datetime
    expires_at: datetime
    try_at: datetime
    tries: int
    fault: str


@dataclass(frozen=True, slots=True)
class DeadSeen:
    """What arrived and could not be used. ``node`` is who it says it is from; ``again``: it waits to be reopened."""

    id: int
    parcel: UUID
    node: str
    reason: str
    is_parcel: bool
    at: datetime
    again: bool


@dataclass(frozen=True, slots=True)
class Dues:
    """How much is stuck; ``signals`` waits to be packed; ``directory`` is the version of the hub's list, 0 for none."""

    parcels: Queue
    transit: Queue
    dead: int
    oldest_dead: datetime | None
    signals: int
    directory: int
    adopted_at: datetime | None


@dataclass(frozen=True, slots=True)
class TrafficSeen:
    """Parcels and octets of one day, node and way: ``sent`` and ``passed`` to it, ``received`` by this one."""

    day: date
    node: str
    way: str
    parcels: int
    octets: int


def stands_alone() -> bool:
    """Whether this node has no part among others."""
    return not own_place()


def nodes() -> tuple[NodeSeen, ...]:
    """All nodes that are known here, this one too, by place."""
    return _seen(Node.objects.order_by("place").defer("roll"))


def node_of(place: str) -> NodeSeen | None:
    """One of them."""
    found = _seen(Node.objects.filter(pk=place).defer("roll"))
    return found[0] if found else None


def _seen(rows: Iterable[Node]) -> tuple[NodeSeen, ...]:
    offices = dict(FarOffice.objects.values_list("node_id").annotate(Count("pk")).order_by())
    leaving, passing = _queues(LeavingParcel.objects.all(), "created_at"), _queues(_in_transit(), "arrived_at")
    return tuple(
        NodeSeen(
            one.place, one.place == own_place(), one.role, one.state, one.software, one.url, one.direct,
            one.joined_at, one.heard_at, one.skew, offices.get(one.place, 0), leaving.get(one.place, Queue()),
            passing.get(one.place, Queue()),
        )
        for one in rows
    )  # fmt: skip


def _in_transit() -> QuerySet[Transit]:
    return Transit.objects.filter(gone_at=None)


def _queues(rows: QuerySet[LeavingParcel] | QuerySet[Transit], since: str) -> dict[str, Queue]:
    counted = rows.values_list("node").annotate(**_told(since)).order_by()
    return {node: Queue(waiting, failing, oldest) for node, waiting, failing, oldest in counted}


def _told(since: str) -> dict[str, Count | Min]:
    return {"waiting": Count("pk"), "failing": Count("pk", filter=Q(tries__gt=0)), "oldest": Min(since)}


def keys_of(place: str, now: datetime) -> tuple[KeySeen, ...]:
    """The key log of a node as it is pinned here, the newest entry first; its first fingerprint is the node's."""
    chain = chain_of(place)
    pinned = dict(NodeKey.objects.filter(node_id=place).values_list("number", "pinned_at"))
    return tuple(
        KeySeen(
            entry.number, entry.kind, entry.at, pinned[entry.number], fingerprint(entry),
            key_in_force(chain, entry.number, at=now) is not None,
        )
        for entry in reversed(chain)
    )  # fmt: skip


def key_ages(now: datetime) -> dict[str, timedelta]:
    """How old the newest entry of each node's key log is, by place."""
    chains = {place: chain_of(place) for place in Node.objects.order_by("place").values_list("place", flat=True)}
    return {place: now - newest(chain).at for place, chain in chains.items() if chain}


def dues() -> Dues:
    """What waits and what is dead, all nodes together."""
    dead = _unsettled().aggregate(n=Count("pk"), oldest=Min("at"))
    held = AdoptedDirectory.objects.order_by("-version").values_list("version", "adopted_at").first() or (0, None)
    return Dues(
        _queue(LeavingParcel.objects.all(), "created_at"), _queue(_in_transit(), "arrived_at"), dead["n"],
        dead["oldest"], WaitingSignal.objects.count(), *held,
    )  # fmt: skip


def _queue(rows: QuerySet[LeavingParcel] | QuerySet[Transit], since: str) -> Queue:
    return Queue(**rows.aggregate(**_told(since)))


def leaving_parcels() -> tuple[LeavingSeen, ...]:
    """Parcels that leave, those tried most often first, a hundred at most."""
    rows = LeavingParcel.objects.order_by("-tries", "created_at").defer("body")[:MOST_LISTED]
    return tuple(
        LeavingSeen(
            one.id, one.node, one.urgent, one.events, one.created_at, one.expires_at, one.try_at, one.tries, one.fault
        )
        for one in rows
    )


def passing_parcels() -> tuple[PassingSeen, ...]:
    """What the hub tried to hand on in vain, tried most often first, a hundred at most."""
    rows = (
        _in_transit()
        .filter(tries__gt=0)
        .order_by("-tries", "arrived_at")
        .values_list(*PassingSeen.__dataclass_fields__)
    )
    return tuple(PassingSeen(*row) for row in rows[:MOST_LISTED])


def dead_ones() -> tuple[DeadSeen, ...]:
    """What is dead and not settled, the newest first, a hundred at most."""
    rows = _unsettled().order_by("-at", "-pk").defer("body", "digest")[:MOST_LISTED]
    return tuple(
        DeadSeen(one.id, one.parcel, one.node, one.reason, one.is_parcel, one.at, again=bool(one.settled_as))
        for one in rows
    )


def _unsettled() -> QuerySet[Dead]:
    return Dead.objects.filter(settled_at=None)


def traffic(now: datetime, *, node: str = "", days: int = DAYS) -> tuple[TrafficSeen, ...]:
    """What travelled in the last ``days``, today too, by day; to or at one node where one is named."""
    since = now.astimezone(CHINA).date() - timedelta(days=days - 1)
    rows = Traffic.objects.filter(day__gte=since, **({"node": node} if node else {}))
    counted = rows.order_by("day", "node", "way").values_list("day", "node", "way", "parcels", "octets")
    return tuple(TrafficSeen(*row) for row in counted)
