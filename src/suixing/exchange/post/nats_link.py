"""One connection to NATS that comes back for ever: an event loop in a thread, for callers that know none.

The library's own reconnecting is switched off: it would keep what was given while nobody answered, and send it later,
when its sender was long told that it is unreachable. Here a connection that is gone takes everything in flight with it.
"""

import asyncio
import concurrent.futures
import ipaddress
import logging
import random
import ssl
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

from nats.aio.client import Client

from suixing.kernel.errors import Refusal, Sentence

CONNECT_SECONDS = 5
CLOSE_SECONDS = 15.0
SHORTEST_WAIT = 0.1
LONGEST_WAIT = 5.0
PING_SECONDS = 10  # a server that stands still is given up after three of them

IN_CLEAR = Sentence(
    "到 {host} 的 NATS 连接没有 TLS，密码会以明文经过网络；未连接。请配置证书。",
    "The connection to NATS at {host} has no TLS: the password would cross the network in clear; "
    "nothing was connected. Configure certificates.",
)
Serve = Callable[[Client], Coroutine[Any, Any, None]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NatsAccess:
    """Who we are to the servers: ``user`` is the node's place. ``tls`` trusts their certificates, and may show ours."""

    user: str
    password: str = field(repr=False)
    tls: ssl.SSLContext | None = None

    @property
    def inbox(self) -> str:
        """Where this user's answers come in; no other user may listen there."""
        return f"_INBOX_{self.user}"


def is_loopback(host: str) -> bool:
    """Whether what is sent to this host never leaves the machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def trusting(certificates: Sequence[str]) -> ssl.SSLContext:
    """For ``NatsAccess``: believe servers that show one of these certificates (PEM), or one that they have signed.

    As elsewhere between nodes, certificates are known beforehand, and the name of the host proves nothing.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata="\n".join(certificates))
    return context


class Link:
    """Connects to whichever server answers. ``serve`` runs as long as a connection does, anew for each one."""

    def __init__(self, urls: Sequence[str], access: NatsAccess, *, serve: Serve | None = None) -> None:
        """Raises Refusal where a password would leave the machine without TLS."""
        for url in urls:
            host = urlsplit(url).hostname or ""
            if access.tls is None and not is_loopback(host):
                raise Refusal(IN_CLEAR.format(host=host))
        self._urls = random.sample(list(urls), len(urls))
        self._access = access
        self._serve = serve
        self._client: Client | None = None
        self._lock = threading.Lock()  # nothing is given to a loop that is about to close
        self._ended = False
        self._stopping = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._halt = asyncio.Event()  # somebody closes the link
        self._turn = asyncio.Event()  # that, or the connection of now is gone
        self._up = asyncio.Event()
        self._flying: set[asyncio.Task[Any]] = set()
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"nats-{access.user}", daemon=True)
        self._thread.start()
        self._begun.wait()

    def ask(self, question: Callable[[Client], Coroutine[Any, Any, T]], *, patience: float, seconds: float) -> T | None:
        """What ``question`` answers; None where nobody is connected within ``patience`` or the connection breaks."""
        with self._lock:
            if self._ended or self._loop is None:
                return None
            answer = asyncio.run_coroutine_threadsafe(self._ask(question, patience, seconds), self._loop)
        try:
            return answer.result()
        except concurrent.futures.CancelledError:
            return None

    def wake(self, function: Callable[[], object]) -> None:
        """Call ``function`` within the loop, soon; not at all when it is closed."""
        with self._lock:
            if not self._ended and self._loop is not None:
                self._loop.call_soon_threadsafe(function)

    def close(self) -> None:
        """End the connection and the thread; ``serve`` may finish what it has in hand."""
        self.wake(self._stop)
        self._thread.join(CLOSE_SECONDS * 2)

    def _run(self) -> None:
        try:
            with asyncio.Runner() as runner:
                self._loop = runner.get_loop()
                self._begun.set()
                try:
                    runner.run(self._keep())
                finally:
                    with self._lock:
                        self._ended = True
        finally:
            self._begun.set()

    def _stop(self) -> None:
        self._stopping = True
        self._halt.set()
        self._turn.set()

    async def _keep(self) -> None:
        wait, number = SHORTEST_WAIT, 0
        while not self._stopping:
            self._turn.clear()
            client = await self._connect(self._urls[number % len(self._urls)])
            number += 1
            if client is None:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._halt.wait(), wait)
                wait = min(wait * 2, LONGEST_WAIT)
                continue
            began = time.monotonic()
            await self._live(client)
            # A server that lets us in and throws us out at once is not asked a thousand times a second.
            wait = SHORTEST_WAIT if time.monotonic() - began > LONGEST_WAIT else min(wait * 2, LONGEST_WAIT)

    async def _connect(self, url: str) -> Client | None:
        client = Client()
        try:
            await asyncio.wait_for(
                client.connect(
                    [url],
                    user=self._access.user, password=self._access.password, inbox_prefix=self._access.inbox,
                    # From the first byte: a server in between could otherwise deny that there is any TLS.
                    tls=self._access.tls, tls_handshake_first=self._access.tls is not None,
                    allow_reconnect=False, max_reconnect_attempts=1, reconnect_time_wait=0,
                    connect_timeout=CONNECT_SECONDS, ping_interval=PING_SECONDS, max_outstanding_pings=2,
                    error_cb=_ignore, closed_cb=self._gone,
                ),
                CONNECT_SECONDS * 2,
            )  # fmt: skip
        except Exception:  # noqa: BLE001 - whatever it was, there is no connection; the next try follows
            await _shut(client)
            return None
        return client

    async def _gone(self) -> None:
        self._turn.set()

    async def _live(self, client: Client) -> None:
        if self._stopping or not client.is_connected:
            await _shut(client)
            return
        self._client = client
        self._up.set()
        serving = self._begin_serving(client)
        await self._turn.wait()
        self._up.clear()
        self._client = None
        if serving is not None:
            if self._stopping and client.is_connected:
                await asyncio.wait({serving}, timeout=CLOSE_SECONDS)
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
        for task in self._flying:
            task.cancel()
        await _shut(client)

    def _begin_serving(self, client: Client) -> "asyncio.Task[None] | None":
        if self._serve is None:
            return None
        serving = asyncio.create_task(self._serve(client))
        serving.add_done_callback(lambda _: self._turn.set())
        return serving

    async def _ask(
        self, question: Callable[[Client], Coroutine[Any, Any, T]], patience: float, seconds: float
    ) -> T | None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._up.wait(), patience)
        client = self._client
        if client is None or self._stopping:
            return None
        task = asyncio.create_task(question(client))
        self._flying.add(task)
        try:
            done, _ = await asyncio.wait({task}, timeout=seconds)
            if not done:
                task.cancel()
            (answer,) = await asyncio.gather(task, return_exceptions=True)
        finally:
            self._flying.discard(task)
        if isinstance(answer, asyncio.CancelledError):
            return None
        if isinstance(answer, BaseException):
            raise answer
        return answer


class _NoLastWord(logging.Filter):
    """A connection with TLS that its other end closes is no news; the library's asyncio says so each time."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is to be logged."""
        return "eof_received()" not in str(record.msg)


logging.getLogger("asyncio").addFilter(_NoLastWord())


async def _ignore(_fault: Exception) -> None:
    """The library would log it; what matters is seen where something is asked."""


async def _shut(client: Client) -> None:
    with suppress(Exception):
        if client.is_connected:
            await client.flush(2)
    with suppress(Exception):
        await asyncio.wait_for(client.close(), CONNECT_SECONDS)
