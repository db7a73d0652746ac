"""The one stream that parcels travel through, and how it is made.

It is a work queue: a parcel stays until its receiver has acknowledged it, at most 30 days, and waits also for a place
that nobody receives for yet. What is full is refused to the sender, never taken from a receiver: new parcels are turned
away, for one place at its own limit, so that a place that is down for long does not fill the stream for all.
"""

import re
import time
from collections.abc import Collection, Sequence
from contextlib import closing

import nats.errors
from nats.aio.client import Client
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.client import JetStreamContext
from nats.js.errors import APIError, NotFoundError

from suixing.exchange.post.nats_counting import REPUBLISHED, ensure_counting
from suixing.exchange.post.nats_link import Link, NatsAccess
from suixing.exchange.post.nats_words import DOMAIN, STREAM, SUBJECTS
from suixing.kernel.errors import Refusal, Sentence

MOST_SECONDS = 30 * 24 * 3600.0
TWICE_SECONDS = 2 * 3600.0
"""For how long a parcel that is given again is known by its id."""
MOST_BYTES = 8 * 2**30
MOST_OF_A_PLACE = 100_000
ACK_SECONDS = 20.0
"""How long parcels that were on their way to a receiver when a connection broke wait before they come again."""
MOST_UNACKNOWLEDGED = 256

_PLACE = re.compile(r"[0-9]{2,12}")
_FEWER_SERVERS = {10005, 10074}  # no suitable peers; replicas without a cluster

UNREACHABLE = Sentence(
    "NATS 服务器没有应答或拒绝了登录；未作改动。请检查地址、密码与证书，然后重试。",
    "The NATS servers did not answer or refused the sign-in; nothing was changed. Check addresses, password and "
    "certificates, and try again.",
)
NOT_MADE = Sentence(
    "NATS 未能建立流 {stream}：错误 {code}。请检查服务器的存储上限与集群。",
    "NATS did not make the stream {stream}: error {code}. Check the servers' limits of storage and the cluster.",
)
TOO_FEW_SERVERS = Sentence(
    "流 {stream} 应有 {replicas} 个副本，而集群没有这么多服务器；未建立。",
    "The stream {stream} is to have {replicas} replicas and the cluster has not as many servers; it was not made.",
)


def is_place(node: str) -> bool:
    """Whether this can be a node's place, and so a part of a subject."""
    return _PLACE.fullmatch(node) is not None


def subject_of(place: str) -> str:
    """Where parcels for a place are published."""
    return f"{SUBJECTS}.{place}"


def consumer_of(place: str) -> str:
    """The durable consumer of a place."""
    return f"node-{place}"


async def replicas_seen_by(client: Client, place: str) -> int:
    """How many servers keep the stream, as a node's own consumer tells; raises NotFoundError without one."""
    info = await client.jetstream(domain=DOMAIN).consumer_info(STREAM, consumer_of(place))
    return 1 + len((info.cluster.replicas if info.cluster else None) or [])


def ensure_stream(
    urls: Sequence[str], *, access: NatsAccess, places: Collection[str], replicas: int, max_bytes: int = MOST_BYTES,
    seconds: float = 30.0,
) -> None:  # fmt: skip
    """Make the stream and the consumer of each place, or bring them up to date; replicas are never made fewer.

    ``access`` is the operator's: a node may not do this. Raises Refusal where it cannot be done within ``seconds``.
    """
    deadline = time.monotonic() + seconds
    problem = UNREACHABLE
    with closing(Link(urls, access)) as link:
        while time.monotonic() < deadline:
            try:
                if link.ask(lambda client: _ensure(client, places, replicas, max_bytes), patience=2, seconds=20):
                    return
            except APIError as error:  # also for a while after a cluster begins
                few = error.err_code in _FEWER_SERVERS
                said = TOO_FEW_SERVERS if few else NOT_MADE
                problem = said.format(stream=STREAM, replicas=replicas, code=error.err_code)
            except nats.errors.Error:
                pass
            time.sleep(0.2)
    raise Refusal(problem)


async def _ensure(client: Client, places: Collection[str], replicas: int, max_bytes: int) -> bool:
    streams = client.jetstream(domain=DOMAIN)
    try:
        held = (await streams.stream_info(STREAM)).config.num_replicas or 1
    except NotFoundError:
        await streams.add_stream(_stream(replicas, max_bytes))
    else:
        await streams.update_stream(_stream(max(held, replicas), max_bytes))
    for place in sorted(places):
        await _ensure_consumer(streams, place)
    await ensure_counting(streams, replicas)
    return True


def _stream(replicas: int, max_bytes: int) -> StreamConfig:
    return StreamConfig(
        name=STREAM,
        subjects=[f"{SUBJECTS}.*"],
        retention=RetentionPolicy.WORK_QUEUE,
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,
        discard_new_per_subject=True,
        max_msgs_per_subject=MOST_OF_A_PLACE,
        max_bytes=max_bytes,
        max_age=MOST_SECONDS,
        duplicate_window=TWICE_SECONDS,
        num_replicas=replicas,
        republish=REPUBLISHED,
    )


async def _ensure_consumer(streams: JetStreamContext, place: str) -> None:
    await streams.add_consumer(
        STREAM,
        ConsumerConfig(
            name=consumer_of(place),
            durable_name=consumer_of(place),
            filter_subject=subject_of(place),
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=ACK_SECONDS,
            max_ack_pending=MOST_UNACKNOWLEDGED,
        ),
    )
