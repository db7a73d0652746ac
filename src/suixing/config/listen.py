"""The listener: takes parcels from other nodes, until the node that started it goes away.

It works as the worker's role, which can store messages and read next to nothing of persons. As in the other processes,
standard input is a pipe from the node. Only nodes whose certificates are in the file of trust can connect; while there
is none in it, nobody listens. When that file or our own certificate changes, the process ends, and the node starts
another, which reads them anew.
"""

import asyncio
import os
import socket
import ssl
import sys
import threading
import time
from pathlib import Path

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from suixing.config.session import set_up_django
from suixing.config.taking import accept_here
from suixing.config.web_log import keep_log_neutral
from suixing.exchange.post.carriers import LARGEST
from suixing.exchange.post.listening import Application, make_app

CERTIFICATE = "exchange-tls.pem"
KEY = "exchange-tls.key"
TRUST = "exchange-trust.pem"
POLL_SECONDS = 1.0
HEAD_SECONDS = 20.0
KEPT_SECONDS = 90  # longer than from one tick of a sender to the next
LAST_SECONDS = 10
STUCK_SECONDS = LAST_SECONDS + 20
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

Marks = tuple[tuple[int, int, int] | None, ...]


class Impatient(H11Protocol):
    """A connection that must ask for something soon, and does not keep the server from ending."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """As the class above; time runs from now."""
        super().connection_made(transport)
        self._late: asyncio.TimerHandle | None = self.loop.call_later(HEAD_SECONDS, transport.abort)

    def data_received(self, data: bytes) -> None:
        """As the class above; a request that has begun must be known within the time, however slowly it drips."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._in_time()
        elif self._late is None:
            self._late = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """As the class above."""
        self._in_time()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """As the class above; a connection at rest is cut, for its other end may not look at it for long."""
        super().shutdown()
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()

    def _in_time(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


def server_of(app: Application, *, certificate: Path, key: Path, trust: Path) -> uvicorn.Server:
    """A server that speaks TLS 1.3 with those whose certificates are in ``trust``; raises OSError on unusable files."""
    config = uvicorn.Config(
        app, http=Impatient, ws="none", lifespan="on", access_log=False, log_config=None, log_level="error",
        server_header=False, proxy_headers=False, timeout_keep_alive=KEPT_SECONDS,
        timeout_graceful_shutdown=LAST_SECONDS, ssl_certfile=certificate, ssl_keyfile=key,
        ssl_cert_reqs=ssl.CERT_REQUIRED, ssl_ca_certs=trust,
    )  # fmt: skip
    config.load()
    if config.ssl is None:
        raise RuntimeError("a listener without TLS")
    config.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
    config.ssl.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # the certificates themselves are trusted
    return uvicorn.Server(config)


def bind(host: str, port: int) -> socket.socket:
    """A socket at this port; without a host at all addresses of the machine."""
    if not host and socket.has_dualstack_ipv6():
        return socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def main() -> int:
    """``python -m suixing.config.listen``."""
    os.environ["SUIXING_PROCESS"] = "intake"
    keep_log_neutral()
    set_up_django()
    from django.conf import settings  # noqa: PLC0415 - only after setup

    leaving = threading.Event()
    threading.Thread(target=_leave_with_the_node, args=(leaving,), daemon=True).start()
    keys, trust = settings.SUIXING_KEYS_DIR, settings.SUIXING_RUN_DIR / TRUST
    files = (keys / CERTIFICATE, keys / KEY, trust)
    while not all(_is_filled(path) for path in files):
        if leaving.wait(POLL_SECONDS):
            return 0
    seen = marks(files)
    host, port = settings.SUIXING_EXCHANGE.get("host", ""), int(settings.SUIXING_EXCHANGE["port"])
    try:
        server = server_of(make_app(accept_here(), largest=LARGEST), certificate=files[0], key=files[1], trust=trust)
        # Others may know the machine by a name or an address that is not its own: a gateway's.
        door = bind(host if host in LOOPBACK else "", port)
    except (OSError, OverflowError) as fault:
        print(f"交换端口 {port} 无法监听 cannot listen at {port}: {type(fault).__name__}", file=sys.stderr, flush=True)
        return 1
    threading.Thread(target=_watch, args=(server, leaving, files, seen), daemon=True).start()
    server.run(sockets=[door])
    return 0


def marks(files: tuple[Path, ...]) -> Marks:
    """What tells a changed file from the one that it was."""
    found: list[tuple[int, int, int] | None] = []
    for path in files:
        try:
            stat = path.stat()
        except OSError:
            found.append(None)
        else:
            found.append((stat.st_mtime_ns, stat.st_ino, stat.st_size))
    return tuple(found)


def _is_filled(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _watch(server: uvicorn.Server, leaving: threading.Event, files: tuple[Path, ...], seen: Marks) -> None:
    while not leaving.wait(POLL_SECONDS):
        if marks(files) != seen:
            break
    server.should_exit = True
    time.sleep(STUCK_SECONDS)
    os._exit(0)  # it listens no longer, and something in hand does not end: nobody else would listen either


def _leave_with_the_node(leaving: threading.Event) -> None:
    while os.read(0, 1024):  # not through sys.stdin, whose lock a thread must not hold when the process ends
        pass
    leaving.set()


if __name__ == "__main__":
    sys.exit(main())
