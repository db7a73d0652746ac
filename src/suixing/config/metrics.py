"""What a node tells a monitoring system, in the text format of Prometheus: counts and ages, no word of anybody.

Labels are nodes (two digits), states and ways. Offices are no label: from when one of them sends, much could be told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from suixing.exchange.queries import Dues, FileCounts, NodeSeen, TrafficSeen, Waiting
    from suixing.passes.queries import IssuerSeen, TrustSeen

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
EVER = 36_500
"""Days of traffic that the counters add up: all."""

Labels = tuple[tuple[str, str], ...]
Sample = tuple[Labels, float]


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric with all its samples."""

    name: str
    told: str
    samples: tuple[Sample, ...]
    kind: Literal["gauge", "counter"] = "gauge"

    def lines(self) -> Iterator[str]:
        """As Prometheus reads it."""
        yield f"# HELP suixing_{self.name} {self.told}"
        yield f"# TYPE suixing_{self.name} {self.kind}"
        for labels, value in self.samples:
            named = ",".join(f'{label}="{said}"' for label, said in labels)
            yield f"suixing_{self.name}{f'{{{named}}}' if named else ''} {value:.15g}"


def metrics_text(now: datetime) -> str:
    """All metrics of this node at ``now``; the connection's role must see what the worker sees."""
    from suixing.exchange import queries  # noqa: PLC0415 - only after setup
    from suixing.journal.queries import status  # noqa: PLC0415
    from suixing.passes.queries import issuers_seen, trust_seen  # noqa: PLC0415

    journal = status(now=now)
    metrics = [
        *_of_messages(queries.waiting_counts(now)),
        *_of_nodes(queries.nodes(), now),
        *_of_dues(queries.dues(), now),
        _of_files(queries.file_counts()),
        *_of_traffic(queries.traffic(now, days=EVER)),
        *_of_issuers(issuers_seen(), trust_seen(), now),
        Metric(
            "exchange_key_age_seconds", "Age of the newest key of a node.",
            _by_node((place, age.total_seconds()) for place, age in queries.key_ages(now).items()),
        ),
        Metric("journal_entries", "Entries of the journal.", (((), journal.entries),)),
        Metric("journal_unsealed", "Entries of the journal that are not sealed yet.", (((), journal.unsealed),)),
    ]  # fmt: skip
    return "".join(f"{line}\n" for metric in metrics for line in metric.lines())


def _of_files(files: "FileCounts") -> Metric:
    return Metric(
        "exchange_files", "Files that go along with messages, on their way here; spoiled: thrown away so often.",
        _by_state((("coming", files.coming), ("spoiled", files.spoiled), ("refused", files.refused))),
    )  # fmt: skip


def _by_node(told: Iterable[tuple[str, float]]) -> tuple[Sample, ...]:
    return tuple(((("node", place),), value) for place, value in told)


def _by_state(told: Iterable[tuple[str, float | None]]) -> tuple[Sample, ...]:
    return tuple(((("state", state),), value or 0.0) for state, value in told)


def _of_messages(waiting: "Waiting") -> tuple[Metric, ...]:
    counted = ("held_back", "to_leave", "behind", "unreceipted", "to_handle", "tried_again", "gaps", "refused")
    aged = ("to_leave", "unreceipted", "to_handle")
    return (
        Metric(
            "exchange_messages", "Messages between offices, by what they wait for; refused: ever.",
            _by_state((state, getattr(waiting, state)) for state in counted),
        ),
        Metric(
            "exchange_oldest_message_seconds", "How long the oldest message waits, 0 where none does.",
            _by_state((state, getattr(waiting, f"oldest_{state}")) for state in aged),
        ),
    )  # fmt: skip


def _of_nodes(nodes: "tuple[NodeSeen, ...]", now: datetime) -> tuple[Metric, ...]:
    parcels, oldest = list[Sample](), list[Sample]()
    for one in nodes:
        for state, count in (
            ("leaving", one.leaving.waiting), ("failing", one.leaving.failing), ("transit", one.passing.waiting),
        ):  # fmt: skip
            parcels.append(((("node", one.place), ("state", state)), count))
        for state, queue in (("leaving", one.leaving), ("transit", one.passing)):
            oldest.append(((("node", one.place), ("state", state)), _age(queue.oldest, now)))
    heard = [(one.place, _age(one.heard_at, now)) for one in nodes if one.heard_at is not None]
    skews = [(one.place, one.skew) for one in nodes if one.skew is not None]
    return (
        Metric("exchange_node_active", "1 while a node takes part, 0 once it was put out.",
               _by_node((one.place, float(one.state == "active")) for one in nodes)),
        Metric("exchange_parcels", "Parcels that wait for a node.", tuple(parcels)),
        Metric("exchange_oldest_parcel_seconds", "How long the oldest parcel waits, 0 where none does.", tuple(oldest)),
        Metric("exchange_heard_seconds", "How long ago something of a node arrived.", _by_node(heard)),
        Metric("exchange_clock_skew_seconds", "By how much the clock of a node was ahead of ours.", _by_node(skews)),
    )  # fmt: skip


def _of_dues(dues: "Dues", now: datetime) -> tuple[Metric, ...]:
    return (
        Metric("exchange_dead", "What arrived, could not be used and waits for the operator.", (((), dues.dead),)),
        Metric("exchange_oldest_dead_seconds", "Age of the oldest of these.", (((), _age(dues.oldest_dead, now)),)),
        Metric("exchange_signals", "Signals to other nodes that wait to be packed.", (((), dues.signals),)),
        Metric("exchange_directory_version", "Version of the hub's directory held here.", (((), dues.directory),)),
    )


def _of_traffic(seen: "tuple[TrafficSeen, ...]") -> tuple[Metric, ...]:
    parcels, octets = dict[Labels, float](), dict[Labels, float]()
    for one in seen:
        labels = (("node", one.node), ("way", one.way))
        parcels[labels] = parcels.get(labels, 0) + one.parcels
        octets[labels] = octets.get(labels, 0) + one.octets
    return (
        Metric("exchange_carried_parcels_total", "Parcels that travelled.", tuple(parcels.items()), "counter"),
        Metric("exchange_carried_bytes_total", "Bytes of these parcels.", tuple(octets.items()), "counter"),
    )


def _of_issuers(seen: "tuple[IssuerSeen, ...]", signed: "TrustSeen | None", now: datetime) -> tuple[Metric, ...]:
    others = [one for one in seen if one.node]  # a node that stands alone has no place to be told by
    heard = [(one.node, _age(one.heard_at, now)) for one in others if one.heard_at is not None]
    oldest = [(one.node, _age(one.oldest_list, now)) for one in others if one.oldest_list is not None]
    return (
        Metric("passes_issuer_trusted", "1 where the trust list names a node that issues passes, 0 where it cannot.",
               _by_node((one.node, float(one.listed)) for one in others)),
        Metric("passes_issuer_heard_seconds", "How old the word of another issuer is.", _by_node(heard)),
        Metric("passes_status_list_age_seconds", "Age of the oldest status list of an issuer.", _by_node(oldest)),
        Metric("passes_trust_age_seconds", "Age of this node's trust list.",
               (((), _age(signed.signed_at, now)),) if signed else ()),
    )  # fmt: skip


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since) / timedelta(seconds=1)) if since else 0.0
