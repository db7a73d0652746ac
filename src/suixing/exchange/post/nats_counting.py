"""What passes by NATS is counted at the hub as what passes by HTTPS: how many parcels for a place, and how large.

The server republishes the headers of each parcel that it stores, never its body, into a stream of their own in memory.
The hub's worker takes them from there, counts and forgets them; with the server's memory go the counts of a moment.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DiscardPolicy,
    RePublish,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.client import JetStreamContext
from nats.js.errors import NotFoundError

from suixing.exchange.post.nats_link import Link, NatsAccess
from suixing.exchange.post.nats_words import COUNTED, COUNTED_SUBJECTS, COUNTER, DOMAIN, OWN_HEADER, SUBJECTS
from suixing.rules.counting import CHINA

SIZE_HEADER = "Nats-Msg-Size"
BATCH = 500
MOST = 200_000
MOST_BYTES = 2**25
SECONDS = 30.0
REPUBLISHED = RePublish(src=f"{SUBJECTS}.*", dest=f"{COUNTED_SUBJECTS}.{{{{wildcard(1)}}}}", headers_only=True)
"""Of the stream of parcels: what goes to the stream of counts."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Parcels for a place on one day, in China, and their octets."""

    day: date
    place: str
    parcels: int
    octets: int


async def ensure_counting(streams: JetStreamContext, replicas: int) -> None:
    """Make the stream of counts and its one consumer, or bring them up to date."""
    config = StreamConfig(
        name=COUNTED, subjects=[f"{COUNTED_SUBJECTS}.*"], retention=RetentionPolicy.WORK_QUEUE,
        storage=StorageType.MEMORY, discard=DiscardPolicy.OLD, max_msgs=MOST, max_bytes=MOST_BYTES,
        num_replicas=replicas,
    )  # fmt: skip
    try:
        held = (await streams.stream_info(COUNTED)).config.num_replicas or 1
    except NotFoundError:
        await streams.add_stream(config)
    else:
        config.num_replicas = max(held, replicas)
        await streams.update_stream(config)
    await streams.add_consumer(
        COUNTED,
        ConsumerConfig(name=COUNTER, durable_name=COUNTER, ack_policy=AckPolicy.EXPLICIT, max_ack_pending=BATCH * 2),
    )


def take_counts(
    urls: Sequence[str], *, access: NatsAccess, count: Callable[[Sequence[Passed]], None], own: str, seconds: float
) -> int:
    """Let ``count`` have all that passed since, and forget it once that returned; how many parcels.

    ``access`` is the operator's; ``own`` is the hub's place: what is for it or from it did not pass. Unreachable: none.
    """
    done = 0
    with closing(Link(urls, access)) as link:
        while True:
            got = link.ask(_fetch, patience=seconds, seconds=SECONDS)
            if not got:
                return done
            count(_added(got, own))
            link.ask(partial(_forget, got), patience=seconds, seconds=SECONDS)
            done += len(got)


async def _fetch(client: Client) -> list[Msg]:
    streams = client.jetstream(domain=DOMAIN)
    waiting = await streams.pull_subscribe_bind(consumer=COUNTER, stream=COUNTED)
    try:
        return await waiting.fetch(BATCH, timeout=1)
    except (nats.errors.Error, NotFoundError):
        return []
    finally:
        await waiting.unsubscribe()


async def _forget(got: Sequence[Msg], _: Client) -> None:
    for message in got:
        await message.ack()


def _added(got: Sequence[Msg], own: str) -> list[Passed]:
    found = dict[tuple[date, str], list[int]]()
    for message in got:
        place, headers = message.subject.rpartition(".")[2], message.headers or {}
        if place != own and OWN_HEADER not in headers:
            day = message.metadata.timestamp.astimezone(CHINA).date()
            found.setdefault((day, place), []).append(_size(headers))
    return [Passed(day, place, len(sizes), sum(sizes)) for (day, place), sizes in found.items()]


def _size(headers: Mapping[str, Any]) -> int:
    text = str(headers.get(SIZE_HEADER, ""))
    return int(text) if text.isascii() and text.isdigit() else 0
