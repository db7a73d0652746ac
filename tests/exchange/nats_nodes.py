"""Nodes whose parcels go by NATS: as ``Nodes``, with the hub's server, and joined by link files."""

import json
import subprocess
import sys
from pathlib import Path

from suixing.config.node.joining_keys import NATS_KEY
from suixing.config.node.nats_server import NatsServer
from suixing.kernel.keys import create_keys
from tests.exchange.cluster import HUB, Node, Nodes
from tests.nodes import free_port

COMMAND = [sys.executable, "-m", "suixing.config.command", "node"]


class NatsNodes(Nodes):
    """The server is this process's child; ``server`` can be stopped and started."""

    server: NatsServer

    def __enter__(self) -> "NatsNodes":
        super().__enter__()
        return self

    def _open_ways(self) -> None:
        config = self.node(HUB).home / "nats/nats.json"
        self.until(config.exists, "the hub's worker writes what the server is told")
        self.server = NatsServer(config)
        self._over.callback(self.server.stop)
        self.server.start()

    def _make(self, place: str) -> Node:
        node = super()._make(place)
        file = node.home / "node.json"
        kept = json.loads(file.read_text())
        kept["exchange"]["transport"] = "nats"
        if place == HUB:
            kept["exchange"]["nats_port"] = free_port()
            create_keys(node.home / "keys", (NATS_KEY,))
        file.write_text(json.dumps(kept))
        return node

    def _join(self) -> None:
        super()._join()
        directory = str(self.folder / "nation.dir")
        hubs = self.do(HUB, "directory", out=directory)
        for place in self.places[1:]:
            card, link = (str(self.folder / f"{place}.{kind}") for kind in ("card", "link"))
            own = self.do(place, "card", out=card)
            self.do(HUB, "approve", path=card, fingerprint=own, link_out=link)
            self.do(place, "join", path=directory, fingerprint=hubs, link=link)

    def command(self, place: str, *words: str | Path) -> "subprocess.CompletedProcess[str]":
        """``suixing node …`` at the node of a place."""
        return subprocess.run(
            [*COMMAND, *map(str, words)], env=self.node(place).environment, capture_output=True, text=True,
            timeout=180, check=False,
        )  # fmt: skip
