"""Real servers on this machine, and a receiver that keeps what it was given."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from suixing.config.node.nats_server import NatsServer
from suixing.exchange.post.carriers import Parcel
from suixing.exchange.post.nats import ClusterOfServers, NatsAccess, NatsCarrier, NatsReceiver, write_server_config

WORDS = {"00": "word of the hub", "44": "word of 44", "50": "word of 50", "32": "word of 32"}
OPERATOR = NatsAccess("operator", "word of the operator")
HERE, THERE, NEW = "44", "50", "32"
PATIENCE = 120.0


def access(place: str) -> NatsAccess:
    """What the node of this place signs in with."""
    return NatsAccess(place, WORDS[place])


def parcel(node: str = THERE, body: bytes = b"sealed", *, urgent: bool = False, seconds: float = 3600) -> Parcel:
    """A parcel that nobody has seen yet."""
    return Parcel(uuid4(), node, datetime.now(UTC) + timedelta(seconds=seconds), body, urgent)


def eventually(happens: Callable[[], bool]) -> None:
    """Wait until it is so; fail where it does not come to be."""
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens at, all different."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@dataclass
class Running:
    """A server of a test, at the same port whenever it is started."""

    server: NatsServer
    port: int

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """As a power cut would: nothing is flushed, nobody is told."""
        assert self.server._process is not None
        self.server._process.kill()
        self.server._process.wait()


@contextmanager
def one_server(folder: Path, **how: Any) -> Iterator[Running]:
    """A server that stands alone, without a stream."""
    (port,) = free_ports(1)
    server = NatsServer(write_server_config(folder, port=port, nodes=WORDS, operator=OPERATOR.password, **how))
    server.start()
    try:
        yield Running(server, port)
    finally:
        server.stop()


@contextmanager
def three_servers(folder: Path) -> Iterator[list[Running]]:
    """A cluster of three, without a stream."""
    ports, routes = free_ports(3), free_ports(3)
    with ExitStack() as stack:
        servers = []
        for number, (port, route) in enumerate(zip(ports, routes, strict=True)):
            others = tuple(f"127.0.0.1:{other}" for other in routes if other != route)
            config = write_server_config(
                folder / str(number), port=port, nodes=WORDS, operator=OPERATOR.password, name=f"n{number}",
                cluster=ClusterOfServers("nation", route, others, "word of the cluster"),
            )  # fmt: skip
            servers.append(NatsServer(config))
            stack.callback(servers[-1].stop)
        for server in servers:
            server.start()
        yield [Running(server, port) for server, port in zip(servers, ports, strict=True)]


class Post:
    """Takes what it is given, unless it is told to say something else first."""

    def __init__(self) -> None:
        self.given: list[UUID] = []
        self.taken: list[Parcel] = []
        self.words: list[str] = []
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, parcel: Parcel) -> str:
        self.gate.wait(PATIENCE)
        self.given.append(parcel.id)
        word = self.words.pop(0) if self.words else ""
        if word == "raise":
            raise RuntimeError
        if not word:
            self.taken.append(parcel)
        return word

    @property
    def ids(self) -> list[UUID]:
        return [one.id for one in self.taken]


@contextmanager
def receiving(urls: Sequence[str], post: Post, place: str = THERE) -> Iterator[NatsReceiver]:
    """A receiver for as long as this block lasts."""
    receiver = NatsReceiver(urls, place, post, access=access(place), retry_seconds=0.2)
    try:
        yield receiver
    finally:
        receiver.stop()


@contextmanager
def carrying(urls: Sequence[str], *, replicas: int = 1) -> Iterator[NatsCarrier]:
    """A carrier of node 44."""
    with closing(NatsCarrier(urls, access=access(HERE), replicas=replicas)) as carrier:
        yield carrier
