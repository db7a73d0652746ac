"""The worker's thread that answers Prometheus: at a port of its own, on this machine only, to who holds the token.

Not a page of the web site: that one stands behind a proxy, open to the world, and its role sees no queue but an
officer's own. The worker sees counts and no content. Other accounts of the machine reach its loopback too, and counts
over time tell when an office sends: hence the token.
"""

import os
import secrets
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from suixing.config.metrics import CONTENT_TYPE, metrics_text
from suixing.config.session import close_connections
from suixing.kernel.keys import write_secret

VARIABLE = "SUIXING_METRICS_PORT"
HOST = "127.0.0.1"
TOKEN = "metrics.token"  # noqa: S105 - the name of its file
PATH = "/metrics"
POLL_SECONDS = 0.5
PATIENCE_SECONDS = 10


def meter(stopping: threading.Event) -> None:
    """Answer until ``stopping``; returns at once where no port was named, or none can be had."""
    from django.conf import settings  # noqa: PLC0415 - only after setup

    said = os.environ.get("SUIXING_METRICS_PORT", "").strip()
    if not said:
        return
    try:
        server = server_at(int(said), token_in(settings.SUIXING_KEYS_DIR))
    except (OSError, OverflowError, ValueError) as fault:
        told = f"指标端口无法使用 metrics cannot be served ({VARIABLE}): {type(fault).__name__}"
        print(told, file=sys.stderr, flush=True)
        return
    with server:
        server.timeout = POLL_SECONDS
        while not stopping.is_set():
            server.handle_request()


def token_in(folder: Path) -> str:
    """The token that a monitoring system shows; made once, and readable to the node's own account only."""
    path = folder / TOKEN
    if not path.exists():
        write_secret(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii").strip()


def server_at(port: int, token: str) -> ThreadingHTTPServer:
    """A server at this port of the machine itself; raises OSError where it is taken."""

    class Answering(BaseHTTPRequestHandler):
        """Answers one request, ``GET /metrics``."""

        timeout = PATIENCE_SECONDS

        def do_GET(self) -> None:
            """The metrics, to who holds the token; nothing else is here."""
            shown = self.headers.get("Authorization", "").encode("utf-8", "replace")
            if not secrets.compare_digest(shown, f"Bearer {token}".encode()):
                self._answer(401, "")
            elif self.path != PATH:
                self._answer(404, "")
            else:
                self._answer(*_metrics())

        def _answer(self, status: int, text: str) -> None:
            body = text.encode()
            self.send_response_only(status)
            if status == 401:
                self.send_header("WWW-Authenticate", "Bearer")
            self.send_header("Content-Type", CONTENT_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is written down."""

    return ThreadingHTTPServer((HOST, port), Answering)


def _metrics() -> tuple[int, str]:
    from django.utils import timezone  # noqa: PLC0415 - only after setup

    try:
        return 200, metrics_text(timezone.now())
    except Exception as fault:  # noqa: BLE001 - the database is away, say; a scrape that fails is a warning by itself
        print(f"指标中断 metrics broke off: {type(fault).__name__}", file=sys.stderr, flush=True)
        return 503, ""
    finally:
        close_connections()
