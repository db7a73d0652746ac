"""What a request may carry: too much is refused unread, a download is passed on without holding the file."""

import asyncio
from collections.abc import Iterator
from typing import Any

from suixing.web.body_limit import BodyLimit
from suixing.web.intake.views import _passed_on


def ask(most: int, headers: list[tuple[bytes, bytes]], parts: list[bytes]) -> tuple[list[Any], list[Any]]:
    """What came back, and what the application was given."""
    sent: list[Any] = []
    given: list[Any] = []
    coming = iter(parts)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": next(coming), "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    async def application(_: Any, receive: Any, __: Any) -> None:
        for _part in parts:
            given.append(await receive())

    asyncio.run(BodyLimit(application, most)({"type": "http", "headers": headers}, receive, send))
    return sent, given


def test_request_that_announces_too_much_is_refused_unread() -> None:
    sent, given = ask(10, [(b"content-length", b"11")], [b"x" * 11])
    assert sent[0]["status"] == 413
    assert "太大" in sent[1]["body"].decode()
    assert given == []


def test_request_that_sends_more_than_it_said_is_hung_up_on() -> None:
    sent, given = ask(10, [(b"content-length", b"ten")], [b"12345", b"67890", b"1"])
    assert sent == []
    assert [message["type"] for message in given] == ["http.request", "http.request", "http.disconnect"]


def test_download_is_passed_on_chunk_by_chunk() -> None:
    asked = []

    def chunks() -> Iterator[bytes]:
        for part in (b"a", b"b", b"c"):
            asked.append(part)
            yield part

    async def read() -> list[bytes]:
        found = []
        async for chunk in _passed_on(chunks()):
            found.append(chunk)
            assert len(asked) == len(found)
        return found

    assert asyncio.run(read()) == [b"a", b"b", b"c"]
