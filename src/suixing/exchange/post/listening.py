"""What answers at a node's door for parcels: an ASGI application that knows one verb and trusts no header.

``POST /parcels/<id>`` hands a parcel to ``accept``; its answer has no body. 200: it is held here. 404: not for this
node, or no such page. 413: too large. 422: refused. 503: try again later.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from suixing.exchange.post.carriers import (
    EXPIRES_HEADER,
    LARGEST,
    NODE_HEADER,
    PATH,
    REFUSED,
    TAKEN,
    URGENT_HEADER,
    WRONG_NODE,
    Accept,
    Parcel,
)  # fmt: skip

THREADS = 8
AT_ONCE = 32
"""Requests in hand at most, for each may fill memory with a body; what comes on top of them is asked to come again."""
BODY_SECONDS = 120.0

OK, NOT_FOUND, LARGE, UNPROCESSABLE, UNAVAILABLE = 200, 404, 413, 422, 503
STATUS = {TAKEN: OK, REFUSED: UNPROCESSABLE, WRONG_NODE: NOT_FOUND}

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NODE = re.compile(rb"[0-9]{2}")
INSTANT = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?Z")

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class UnusableError(Exception):
    """A request whose head is wrong; ``status`` is the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class GoneError(Exception):
    """The sender hung up before the parcel was whole."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a request says about its parcel."""

    id: UUID
    node: str
    expires_at: datetime
    urgent: bool


def make_app(accept: Accept, *, largest: int = LARGEST, patience: float = BODY_SECONDS) -> Application:
    """The application; ``largest`` counts a body's octets, ``patience`` the seconds in which it must be there."""
    return _Door(accept, largest, patience)


class _Door:
    def __init__(self, accept: Accept, largest: int, patience: float) -> None:
        self._accept = accept
        self._largest = largest
        self._patience = patience
        self._in_hand = 0
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="accepting")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            self._in_hand += 1
            try:
                await self._answer(scope, receive, send)
            except GoneError:
                pass
            finally:
                self._in_hand -= 1

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._threads.shutdown()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "GET" and scope["path"] == "/healthz":
            await _say(send, OK)
            return
        label, status = None, UNAVAILABLE
        try:
            label = label_of(scope) if self._in_hand <= AT_ONCE else None
        except UnusableError as unusable:
            status = unusable.status
        try:
            # What is not wanted is read too, within bounds: who is still sending would not see the answer.
            body = await asyncio.wait_for(self._read(receive, keep=label is not None), self._patience)
        except TimeoutError:
            await _say(send, UNAVAILABLE, last=True)
            return
        if body is None:
            await _say(send, LARGE, last=True)
            return
        if label is not None:
            status = await self._hand_over(label, body) if body else UNPROCESSABLE
        await _say(send, status)

    async def _read(self, receive: Receive, *, keep: bool) -> bytes | None:
        """The body; None where it is too large. One that is more than twice too large is not read to its end."""
        body = bytearray()
        read = 0
        while read <= 2 * self._largest:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise GoneError
            chunk = message.get("body", b"")
            read += len(chunk)
            if read > self._largest:
                body.clear()
            elif keep:
                body += chunk
            if not message.get("more_body", False):
                return bytes(body) if read <= self._largest else None
        return None

    async def _hand_over(self, label: Label, body: bytes) -> int:
        parcel = Parcel(id=label.id, node=label.node, expires_at=label.expires_at, body=body, urgent=label.urgent)
        try:
            word = await asyncio.get_running_loop().run_in_executor(self._threads, self._accept, parcel)
        except Exception:  # noqa: BLE001 - whatever it is, the parcel was not taken and the sender keeps it
            return UNAVAILABLE
        return STATUS.get(word, UNAVAILABLE)


def label_of(scope: Scope) -> Label:
    """What is written on the parcel that a request brings; raises UnusableError where anything is not as it must be."""
    path: str = scope["path"]
    number = path.removeprefix(PATH)
    if scope["method"] != "POST" or not path.startswith(PATH) or not ID.fullmatch(number) or scope["query_string"]:
        raise UnusableError(NOT_FOUND)
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    node = _only(headers, NODE_HEADER)
    expires = _only(headers, EXPIRES_HEADER)
    urgent = _only(headers, URGENT_HEADER)
    if not NODE.fullmatch(node) or not INSTANT.fullmatch(expires) or urgent not in {b"0", b"1"}:
        raise UnusableError(UNPROCESSABLE)
    try:
        expires_at = datetime.fromisoformat(expires.decode())
    except ValueError:
        raise UnusableError(UNPROCESSABLE) from None
    return Label(UUID(number), node.decode(), expires_at, urgent == b"1")


def _only(headers: Iterable[tuple[bytes, bytes]], name: str) -> bytes:
    """The value of a header that must be there once."""
    found = [value for each, value in headers if each == name.lower().encode()]
    if len(found) != 1:
        raise UnusableError(UNPROCESSABLE)
    return found[0]


async def _say(send: Send, status: int, *, last: bool = False) -> None:
    headers = [(b"content-length", b"0"), *([(b"connection", b"close")] if last else [])]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
