"""The nats-server beside the web process, at a hub whose transport is NATS."""

import sys
from pathlib import Path

from suixing.config.node.nats_server import NatsServer
from suixing.kernel.errors import Refusal


class NatsBeside:
    """Started with the node, started again when it ends, stopped with the node."""

    def __init__(self, config: Path, certificate: tuple[Path, ...]) -> None:
        """``config`` as for ``NatsServer``, ``certificate`` the files that it names."""
        self._server = NatsServer(config)
        self._files = (config, *certificate)
        self._seen = self._marks()
        self._said = ""

    def start(self) -> None:
        """Start it and wait until it answers; raises Refusal where it does not."""
        self._server.start()

    def look(self) -> None:
        """As ``Child.look``; where the configuration or the certificate changed, the server reads them anew."""
        marks = self._marks()
        if marks != self._seen:
            self._seen = marks
            self._server.reload()
        try:
            self._server.look()
        except Refusal as refused:  # somebody holds the store: the node goes on, and this is tried again
            if refused.sentence.zh != self._said:
                self._said = refused.sentence.zh
                print(refused.sentence.both(), file=sys.stderr, flush=True)

    def stop(self) -> None:
        """Stop it; everything acknowledged is kept."""
        self._server.stop()

    def _marks(self) -> tuple[object, ...]:
        from suixing.config.listen import marks  # noqa: PLC0415 - slow to load

        return marks(self._files)
