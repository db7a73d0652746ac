"""How much a request may carry at all. Beyond it nothing is read: an upload must not fill the node's disk."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from suixing.kernel.errors import Sentence

MOST_BYTES = 256 << 20
"""More than the largest sheet, so that one that is somewhat too large still gets its sentence in the form."""
TOO_LARGE = Sentence(
    "提交的内容太大，没有读取，也没有保存。请返回上一页，把文件分成几个再提交。",
    "What was sent is too large; it was neither read nor stored. Go back and hand in several files.",
)

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class BodyLimit:
    """ASGI: answers 413 to a request that announces too much, and hangs up on one that sends too much."""

    def __init__(self, application: Application, most: int = MOST_BYTES) -> None:
        self._application = application
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, bounded."""
        if scope["type"] == "http" and _announced(scope) > self._most:
            await _refuse(send)
            return
        read = 0

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            return message if read <= self._most else {"type": "http.disconnect"}

        await self._application(scope, bounded, send)


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name.lower() == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": TOO_LARGE.both().encode()})
