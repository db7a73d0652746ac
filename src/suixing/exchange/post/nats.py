"""Parcels by NATS JetStream: published to one stream, pulled by the node they are for.

When is a parcel taken? When the stream's acknowledgement is here, and that says as much as the servers are set to:

- one server: it has written the parcel and had it synced to disk, if its configuration says ``sync_interval: always``,
  as ours does. Without it the disk follows up to two minutes later, and what was taken may be lost with the power.
- a cluster of three, replicas 3: a quorum holds it, and so it outlives any one server. Each has also synced it, where
  its configuration is ours; else all three losing power at once may still lose it.

No client can see ``sync_interval``: where a server's configuration is not written by ``write_server_config``, setting
it is the operator's duty. What can be seen is checked: a stream with fewer replicas than promised gets no parcel.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.errors import APIError, NotFoundError

from suixing.exchange.nodes.chain import HUB
from suixing.exchange.post.carriers import (
    BUSY,
    EXPIRES_HEADER,
    LARGEST,
    REFUSED,
    TAKEN,
    TOO_LARGE,
    UNREACHABLE,
    URGENT_HEADER,
    Accept,
    Parcel,
)  # fmt: skip
from suixing.exchange.post.nats_config import ClusterOfServers, ServerFiles, write_leaf_config, write_server_config
from suixing.exchange.post.nats_counting import take_counts
from suixing.exchange.post.nats_link import Link, NatsAccess, trusting
from suixing.exchange.post.nats_stream import (
    ACK_SECONDS,
    consumer_of,
    ensure_stream,
    is_place,
    replicas_seen_by,
    subject_of,
)
from suixing.exchange.post.nats_words import INTERFACE, OWN_HEADER, STREAM
from suixing.kernel.errors import Refusal, Sentence

__all__ = [
    "ClusterOfServers", "NatsAccess", "NatsCarrier", "NatsReceiver", "ServerFiles", "ensure_stream",
    "take_counts", "trusting", "write_leaf_config", "write_server_config",
]  # fmt: skip

ID_HEADER = "Nats-Msg-Id"
IN_FLIGHT = 64
CONNECT_PATIENCE = 3.0
PUBLISH_SECONDS = 10.0
GIVE_SECONDS = 60.0
_LARGER_THAN_ALLOWED = 10054

BATCH = 64
BATCH_BYTES = 16 * 2**20  # more than the largest parcel: one alone must fit
LINGER_SECONDS = 20
HEARTBEAT_SECONDS = 5
LONGEST_RETRY = 300.0

TOO_FEW_REPLICAS = Sentence(
    "NATS 的流 {stream} 只有 {seen} 个副本，应有 {wanted} 个；不会交出任何包裹。请扩充集群，或更改此节点的设置。",
    "The NATS stream {stream} has {seen} replicas and {wanted} are wanted; no parcel will be given. Enlarge the "
    "cluster, or change this node's settings.",
)


class NatsCarrier:
    """Gives parcels to the stream. Safe to be used by several threads; what fails is told by a word, never raised."""

    def __init__(self, urls: Sequence[str], *, access: NatsAccess, replicas: int) -> None:
        """``replicas``: how many servers must keep a parcel before it counts as taken. Raises Refusal, see ``Link``."""
        self._access = access
        self._replicas = replicas
        self._is_hubs = access.user == HUB
        self._link = Link(urls, access)
        self._trusted: Client | None = None  # the connection behind which there are replicas enough

    def check(self) -> None:
        """At start: raises Refusal where the stream has fewer replicas than wanted; says nothing when unreachable."""
        seen = self._link.ask(self._replicas_seen, patience=CONNECT_PATIENCE, seconds=PUBLISH_SECONDS)
        if seen is not None and seen < self._replicas:
            raise Refusal(TOO_FEW_REPLICAS.format(stream=STREAM, seen=seen, wanted=self._replicas))

    def give(self, parcels: Sequence[Parcel]) -> dict[UUID, str]:
        """A word for each parcel, '' where the stream holds it; see above for what that means."""
        words = dict.fromkeys((parcel.id for parcel in parcels), UNREACHABLE)
        if parcels:
            self._link.ask(
                lambda client: self._give(client, parcels, words), patience=CONNECT_PATIENCE, seconds=GIVE_SECONDS
            )
        return dict(words)

    def close(self) -> None:
        """End the connection; what was not acknowledged is unreachable."""
        self._link.close()

    async def _give(self, client: Client, parcels: Sequence[Parcel], words: dict[UUID, str]) -> None:
        word = await self._distrust(client)
        if word != TAKEN:
            words.update(dict.fromkeys(words, word))
            return
        room = asyncio.Semaphore(IN_FLIGHT)

        async def one(parcel: Parcel) -> None:
            async with room:
                words[parcel.id] = await _publish(client, parcel, {OWN_HEADER: "1"} if self._is_hubs else {})

        async with asyncio.TaskGroup() as group:
            for parcel in sorted(parcels, key=lambda each: not each.urgent):
                group.create_task(one(parcel))

    async def _distrust(self, client: Client) -> str:
        if self._replicas <= 1 or self._trusted is client:
            return TAKEN
        seen = await self._replicas_seen(client)
        if seen is None:
            return UNREACHABLE
        if seen < self._replicas:
            return REFUSED
        self._trusted = client
        return TAKEN

    async def _replicas_seen(self, client: Client) -> int | None:
        try:
            return await replicas_seen_by(client, self._access.user)
        except NotFoundError:  # the operator has not let us in: nothing says what the stream is like
            return 0
        except (nats.errors.Error, OSError, ValueError):
            return None


async def _publish(client: Client, parcel: Parcel, marked: Mapping[str, str]) -> str:
    if not is_place(parcel.node) or parcel.expires_at <= datetime.now(UTC):
        return REFUSED
    if len(parcel.body) > min(LARGEST, client.max_payload):
        return TOO_LARGE
    headers = {
        ID_HEADER: str(parcel.id),
        EXPIRES_HEADER: parcel.expires_at.astimezone(UTC).isoformat(),
        URGENT_HEADER: str(int(parcel.urgent)),
        **marked,
    }
    try:
        # Without the name of the stream: with it no other one, as that of counts, would take what is republished.
        held = await client.jetstream().publish(
            subject_of(parcel.node), parcel.body, timeout=PUBLISH_SECONDS, headers=headers
        )
    except APIError as error:
        return TOO_LARGE if error.err_code == _LARGER_THAN_ALLOWED else BUSY
    except (nats.errors.Error, OSError, ValueError):  # also without a leader for a moment, and without an answer
        return UNREACHABLE
    return TAKEN if held.stream == STREAM else REFUSED


class NatsReceiver:
    """Pulls what is for ``place``, gives it to ``accept`` in a thread of its own, and acknowledges what that took.

    Of what is there at the same time, up to 64 parcels, the urgent ones come first. A parcel may be given to
    ``accept`` again: the acknowledgement can be lost, though it is sent only after ``accept`` said ''.
    """

    def __init__(
        self, urls: Sequence[str], place: str, accept: Accept, *, access: NatsAccess, retry_seconds: float = 5.0
    ) -> None:
        """Begins at once, and begins again for ever. ``retry_seconds``: the first wait after a parcel was not taken."""
        self._place = place
        self._accept = accept
        self._retry_seconds = retry_seconds
        self._stopping = False
        self._queue: asyncio.Queue[Msg | None] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"nats-accept-{place}")
        self._link = Link(urls, access, serve=self._serve)

    def stop(self) -> None:
        """Finish the parcel in hand, and end; the others stay in the stream."""
        self._link.wake(self._hasten)
        self._link.close()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _hasten(self) -> None:
        self._stopping = True
        self._queue.put_nowait(None)

    async def _serve(self, client: Client) -> None:
        queue = self._queue = asyncio.Queue[Msg | None]()

        async def put(message: Msg) -> None:
            queue.put_nowait(message)

        pull = _Pull(client, f"{STREAM}.{consumer_of(self._place)}", queue)
        await client.subscribe(pull.inbox, cb=put)
        while not self._stopping:
            batch = await pull.what_is_there() or await pull.next_one()
            await self._take(batch)

    async def _take(self, batch: Sequence[Msg]) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        for message in sorted(batch, key=lambda each: not _is_urgent(each)):
            parcel = _parcel(message)
            if parcel is None or parcel.expires_at <= datetime.now(UTC):
                await message.term()
            elif self._stopping or loop.time() - began > ACK_SECONDS / 2:
                await message.nak()  # before the server gives it up by itself, and gives it to us a second time
            else:
                await self._decide(message, parcel)

    async def _decide(self, message: Msg, parcel: Parcel) -> None:
        accepting = asyncio.get_running_loop().run_in_executor(self._thread, self._word_for, parcel)
        while not (await asyncio.wait({accepting}, timeout=ACK_SECONDS / 3))[0]:
            await message.in_progress()
        if accepting.result() == TAKEN:
            await message.ack()
        else:
            tried = message.metadata.num_delivered
            await message.nak(delay=min(self._retry_seconds * 2 ** min(tried - 1, 10), LONGEST_RETRY))

    def _word_for(self, parcel: Parcel) -> str:
        try:
            return self._accept(parcel)
        except Exception:  # noqa: BLE001 - it was not taken, and comes again; what is wrong shows in the receiver's post
            return BUSY


class _Pull:
    """Asks the consumer for parcels: first for all that is there, then for the next one that comes."""

    def __init__(self, client: Client, consumer: str, queue: "asyncio.Queue[Msg | None]") -> None:
        self._client = client
        self._subject = f"{INTERFACE}.CONSUMER.MSG.NEXT.{consumer}"
        self._queue = queue
        self.inbox = client.new_inbox()

    async def what_is_there(self) -> list[Msg]:
        """Up to a batch, without waiting for more."""
        return await self._ask(BATCH, {"no_wait": True, "max_bytes": BATCH_BYTES})

    async def next_one(self) -> list[Msg]:
        """One parcel as soon as there is one; none after a while."""
        nanoseconds = {"expires": LINGER_SECONDS * 10**9, "idle_heartbeat": HEARTBEAT_SECONDS * 10**9}
        return await self._ask(1, nanoseconds)

    async def _ask(self, most: int, how: dict[str, Any]) -> list[Msg]:
        got: list[Msg] = []
        await self._client.publish(self._subject, json.dumps({"batch": most, **how}).encode(), self.inbox)
        while len(got) < most:
            try:
                message = await asyncio.wait_for(self._queue.get(), HEARTBEAT_SECONDS * 2.5)
            except TimeoutError:  # not even a heartbeat: the question or its answer was lost
                break
            if message is None:
                break
            status = (message.headers or {}).get("Status", "")
            if not status:
                got.append(message)
            elif status in {"503", "409"}:  # no consumer yet, or it moves to another server
                await asyncio.sleep(0.5)
                break
            elif status != "100":
                break
        return got


def _is_urgent(message: Msg) -> bool:
    return (message.headers or {}).get(URGENT_HEADER) == "1"


def _parcel(message: Msg) -> Parcel | None:
    """The parcel in a message; None where it is none."""
    headers = message.headers or {}
    try:
        return Parcel(
            id=UUID(headers[ID_HEADER]),
            node=message.subject.rpartition(".")[2],
            expires_at=datetime.fromisoformat(headers[EXPIRES_HEADER]).astimezone(UTC),
            body=message.data,
            urgent=_is_urgent(message),
        )
    except (KeyError, ValueError):
        return None
