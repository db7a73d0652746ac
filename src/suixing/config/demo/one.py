"""One node of the demonstration, run until the demonstration that started it goes away."""

import os
import signal
import sys
import threading

from suixing.config import command


def main() -> int:
    """``python -m suixing.config.demo.one PORT``: as ``suixing node up``; standard input is a pipe from the parent."""
    threading.Thread(target=_leave_with_the_parent, daemon=True).start()
    return command.main(["node", "up", "--port", sys.argv[1]])


def _leave_with_the_parent() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
