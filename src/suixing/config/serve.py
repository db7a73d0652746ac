"""The web process: serves pages until the node that started it goes away.

Its standard input is a pipe from the node. When that closes, however the node ended, the web process ends
too: one that was orphaned would hold the port and ask a database that is about to stop.
"""

import sys
import threading

import uvicorn

from suixing.config.web_log import keep_log_neutral


def main() -> int:
    """``python -m suixing.config.serve PORT``."""
    port = int(sys.argv[1])
    keep_log_neutral()
    server = uvicorn.Server(
        uvicorn.Config(
            "suixing.config.asgi:application", host="127.0.0.1", port=port, access_log=False, log_level="warning",
            server_header=False, lifespan="off",
        )
    )  # fmt: skip
    threading.Thread(target=_leave_with_the_node, args=(server,), daemon=True).start()
    server.run()
    return 0


def _leave_with_the_node(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    server.should_exit = True


if __name__ == "__main__":
    sys.exit(main())
