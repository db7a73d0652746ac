"""Real nodes for tests: a hub and provinces in one engine, joined, each with its own worker and listener.

    with Nodes(folder, template.home, ("00", "44", "50")) as nodes:     # made, joined, running
        pairs = nodes.do("44", "open", office=nodes.office("44"), to=nodes.office("50"), count=3)
        nodes.kill("50", LISTENER)                  # SIGKILL; it stays away until
        nodes.start("50", LISTENER)
        nodes.drain()                               # until all of it is handled and receipted everywhere
        assert nodes.apart() == {}                  # both copies of every pair are equal

``do`` speaks to a process of the node, ``tests.exchange.driver``, whose verbs are listed there; ``sql`` asks as the
owner of the tables. ``proxy`` is the way to a node's listener, for everybody: cut it, slow it down, spoil it.
``freeze`` and ``thaw`` stop a process without ending it. A process that ends by itself is started again at once, as a
node does. ``snapshot`` and ``restore`` are a backup of a node's database. ``carrier`` gives parcels to a node as
another one would. Nothing of ours is replaced; what is not as on a node in use: the engine does not wait for the disk
(unless ``durable``), nobody seals the journal but the verb ``seal``, and there is no web process unless
``start(node, WEB)``.

Databases are copies of the one in ``template``, which costs a second; a node has keys of its own.
"""

import io
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from suixing.config.databases import Databases, databases_of, make_passwords
from suixing.config.engine.lease import leased
from suixing.config.home import Home
from suixing.config.node.joining_keys import make_joining_keys
from suixing.config.standing import read_standing
from suixing.exchange.post.https import HttpsCarrier
from suixing.kernel.keys import create_keys
from tests.engine import remove, share_cache
from tests.exchange.counted import EFFECTS, SENT, WAITS
from tests.exchange.databases import copy_database, copy_for, disown, engine_of, take_over
from tests.exchange.proxy import Proxy
from tests.nodes import WARM, free_port
from tests.warm import Forked

__all__ = ["HUB", "LISTENER", "USUAL", "WEB", "WORKER", "Node", "Nodes"]

WORKER, LISTENER, WEB = "worker", "listener", "web"
MODULES = {WORKER: "suixing.config.work", LISTENER: "suixing.config.listen", WEB: "suixing.config.serve"}
USUAL = (WORKER, LISTENER)
HUB = "00"
OFFICES = {"44": "440309005", "50": "500233001", "51": "510104017", "65": "650102002"}
LONGEST = 180.0
"""Seconds that anything is waited for at most; an idle machine takes a few."""
STEP = 0.1
ROUNDS = 3


@dataclass
class Node:
    """One node: its folder, where its listener answers, the way there, and its processes."""

    place: str
    home: Path
    port: int
    proxy: Proxy
    environment: dict[str, str]
    web_port: int = 0
    off: dict[str, float] = field(default_factory=dict)
    """By how many seconds the clock of a process is wrong."""
    wanted: set[str] = field(default_factory=set)
    running: dict[str, Forked] = field(default_factory=dict)
    driver: Forked | None = None
    busy: threading.Lock = field(default_factory=threading.Lock)
    connection: "psycopg.Connection[Any] | None" = None

    @property
    def databases(self) -> Databases:
        """Where its database is."""
        return databases_of(Home(self.home), {})

    @property
    def log(self) -> Path:
        """What its processes said."""
        return self.home / "run" / "test.log"


class Nodes:
    """Nodes of these places, the hub among them; see the top of this file."""

    def __init__(
        self, folder: Path, template: Path, places: Sequence[str] = (HUB, "44", "50"), *, tick: float = 0.2,
        resend: float = 3.0, officers: int = 4, durable: bool = False, through_proxies: bool = True,
    ) -> None:  # fmt: skip
        """``officers`` sit at the one office of each node; each may ask about twenty strangers in an hour."""
        self.folder, self.places = folder, tuple(places)
        self._template, self._officers, self._through_proxies = template, officers, through_proxies
        self._told = {"SUIXING_EXCHANGE_TICK": str(tick), "SUIXING_EXCHANGE_RESEND": str(resend)}
        self._durable = durable
        self._nodes: dict[str, Node] = {}
        self._over = ExitStack()
        self._lock = threading.RLock()
        self._keeping = threading.Event()

    # Making

    def __enter__(self) -> "Nodes":
        """Make, join and start them."""
        try:
            self._over.callback(self._clean)
            self._make_engine()
            self._over.callback(self._end_all)
            for place in self.places:
                self._nodes[place] = self._make(place)
            self._join()
            for place in self.places:
                self.start(place, *USUAL)
            keeper = threading.Thread(target=self._keep)
            keeper.start()
            self._over.callback(keeper.join)
            self._over.callback(self._keeping.set)
            self.until(lambda: all(self.is_listening(place) for place in self.places), "listeners answer")
            self._open_ways()
            self.drain()  # what nodes tell each other of themselves
        except BaseException:
            self._over.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End everything and take the folders away."""
        self._over.close()

    def _open_ways(self) -> None:
        """What must be there besides the nodes, before anything passes between them."""

    def _make_engine(self) -> None:
        cluster = engine_of(self.folder / "engine", self._template, durable=self._durable)
        self._over.enter_context(leased(cluster))
        disown(cluster)
        self.cluster = cluster

    def _make(self, place: str) -> Node:
        home = Home(self.folder / place)
        share_cache(home)
        home.make_folders()
        port = free_port()
        proxy = Proxy(port).start()
        self._over.callback(proxy.close)
        url = f"https://127.0.0.1:{proxy.port if self._through_proxies else port}"
        kept = {
            "format": 1, "role": "nation" if place == HUB else "province", "place": place,
            "engine": str(self.folder / "engine"),
            "exchange": {"port": port, "host": "127.0.0.1", "url": url, "transport": "https"},
        }  # fmt: skip
        home.settings_file.write_text(json.dumps(kept))
        make_passwords(home)
        create_keys(home.keys)
        with redirect_stdout(io.StringIO()):
            make_joining_keys(home.keys, read_standing(kept), self.folder / f"{place}.recovery")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SUIXING_")}
        environment |= {
            **self._told, "SUIXING_HOME": str(home.path), "DJANGO_SETTINGS_MODULE": "suixing.config.settings",
            "SUIXING_PUBLIC_ADDRESS": f"https://pass-{place}.example",
        }  # fmt: skip
        node = Node(place, home.path, port, proxy, environment, free_port())
        copy_for(self.cluster, node.databases)
        return node

    def _join(self) -> None:
        cards = {}
        for place in self.places:
            self.ask(place, "settle", office=self.office(place), officers=self._officers)
        for place in self.places:
            self.answered(place)
        provinces = self.places[1:]
        for place in provinces:
            self.ask(place, "card", out=str(self.folder / f"{place}.card"))
        for place in provinces:
            cards[place] = self.answered(place)
        self._let_in(cards)
        self.do_all("trust")

    def _let_in(self, cards: dict[str, str]) -> None:
        """The hub approves these nodes by their fingerprints, and they join."""
        for place, fingerprint in cards.items():
            self.do(HUB, "approve", path=str(self.folder / f"{place}.card"), fingerprint=fingerprint)
        held = str(self.folder / "nation.dir")
        fingerprint = self.do(HUB, "directory", out=held)
        for place in cards:
            self.ask(place, "join", path=held, fingerprint=fingerprint)
        for place in cards:
            self.answered(place)

    def add(self, place: str) -> None:
        """Another node joins the ones that run, and is started; the others hear of it by post."""
        self._nodes[place] = self._make(place)
        self.places = (*self.places, place)
        self.do(place, "settle", office=self.office(place), officers=self._officers)
        self._let_in({place: self.do(place, "card", out=str(self.folder / f"{place}.card"))})
        self.do(place, "trust")
        self.start(place)

    def _end_all(self) -> None:
        for node in self._nodes.values():
            self._end(node)

    def _clean(self) -> None:
        for home in self.folder.glob("*"):
            if home.is_dir():
                remove(home)

    # Processes

    def node(self, place: str) -> Node:
        """The node of a place."""
        return self._nodes[place]

    def office(self, place: str) -> str:
        """The code of the one office of a node."""
        return OFFICES.get(place, place)

    def proxy(self, place: str) -> Proxy:
        """The way to a node's listener, which everybody else takes."""
        return self._nodes[place].proxy

    def start(self, place: str, *processes: str) -> None:
        """Start processes of a node (worker and listener unless told otherwise), and again when they end."""
        node = self._nodes[place]
        with self._lock:
            for process in processes or USUAL:
                node.wanted.add(process)
                self._start(node, process)

    def _start(self, node: Node, process: str) -> None:
        held = node.running.get(process)
        if held is not None:
            if held.poll() is None:
                return
            _close(held)
        command = [MODULES[process]]
        if node.off.get(process):
            command = ["tests.exchange.off_clock", str(node.off[process]), MODULES[process]]
        if process == WEB:
            command.append(str(node.web_port))
        environment = {**node.environment, "SUIXING_PROCESS": "web" if process == WEB else "intake"}
        with node.log.open("ab") as log:
            node.running[process] = WARM.start(*command, environment=environment, log=log)

    def kill(self, place: str, *processes: str) -> None:
        """SIGKILL; they stay away until they are started."""
        node = self._nodes[place]
        with self._lock:
            for process in processes or USUAL:
                node.wanted.discard(process)
                if process in node.running:
                    held = node.running.pop(process)
                    held.kill()
                    held.wait()
                    _close(held)

    def stop(self, place: str, *processes: str) -> None:
        """Let them end with what they have in hand; they stay away until they are started."""
        node = self._nodes[place]
        with self._lock:
            ending = []
            for process in processes or USUAL:
                node.wanted.discard(process)
                if process in node.running:
                    ending.append(node.running.pop(process))
                    _close(ending[-1])
        for held in ending:
            held.wait(LONGEST)

    def freeze(self, place: str, *processes: str) -> None:
        """They are there and do nothing (SIGSTOP)."""
        for process in processes or USUAL:
            self._nodes[place].running[process].send_signal(signal.SIGSTOP)

    def thaw(self, place: str, *processes: str) -> None:
        """They go on."""
        for process in processes or USUAL:
            self._nodes[place].running[process].send_signal(signal.SIGCONT)

    def is_up(self, place: str, process: str) -> bool:
        """Whether a process is there."""
        held = self._nodes[place].running.get(process)
        return held is not None and held.poll() is None

    def is_listening(self, place: str) -> bool:
        """Whether a node's listener takes connections."""
        try:
            socket.create_connection(("127.0.0.1", self._nodes[place].port), timeout=5).close()
        except OSError:
            return False
        return True

    def _keep(self) -> None:
        """Start again what ended by itself, as a node does."""
        while not self._keeping.wait(STEP):
            with self._lock:
                for node in self._nodes.values():
                    for process in node.wanted:
                        if node.running[process].poll() is not None:
                            self._start(node, process)

    def _let_go(self, node: Node) -> None:
        if node.connection is not None:
            node.connection.close()
            node.connection = None

    def _end(self, node: Node) -> None:
        self._let_go(node)
        self.kill(node.place, *MODULES)
        if node.driver is not None:
            assert node.driver.stdin is not None
            assert node.driver.stdout is not None
            node.driver.kill()
            node.driver.wait()
            node.driver.stdin.close()
            node.driver.stdout.close()

    # Asking

    def do(self, place: str, verb: str, **told: Any) -> Any:
        """Let the driver of a node do something (``tests/exchange/driver.py``), and what it answers."""
        with self._nodes[place].busy:
            self.ask(place, verb, **told)
            return self.answered(place)

    def ask(self, place: str, verb: str, **told: Any) -> None:
        """The first half of ``do``, for asking several nodes at the same time."""
        node = self._nodes[place]
        if node.driver is None:
            node.driver = WARM.start("tests.exchange.driver", environment=node.environment)
        assert node.driver.stdin is not None
        node.driver.stdin.write(json.dumps({"do": verb, **told}) + "\n")
        node.driver.stdin.flush()

    def answered(self, place: str) -> Any:
        """The other half of ``do``."""
        driver = self._nodes[place].driver
        assert driver is not None
        assert driver.stdout is not None
        line = driver.stdout.readline()
        assert line, f"the driver of {place} ended"
        said = json.loads(line)
        assert "ok" in said, said["fault"]
        return said["ok"]

    def do_all(self, verb: str, **told: Any) -> dict[str, Any]:
        """The same at every node at the same time."""
        for place in self.places:
            self.ask(place, verb, **told)
        return {place: self.answered(place) for place in self.places}

    def sql(self, place: str, question: str) -> list[tuple[Any, ...]]:
        """Rows of a node's database, asked as the owner of its tables; none for a statement that gives none."""
        node = self._nodes[place]
        if node.connection is None:
            node.connection = node.databases.owner.connect()
        cursor = node.connection.execute(question)
        return cursor.fetchall() if cursor.description else []

    def one(self, place: str, question: str) -> Any:
        """One value of it."""
        return self.sql(place, question)[0][0]

    @contextmanager
    def superuser(self, place: str) -> "Iterator[psycopg.Connection[Any]]":
        """A connection to a node's database as the engine's superuser."""
        with self.cluster.connect(self._nodes[place].databases.owner.name) as connection:
            yield connection

    def carrier(self, to: str, *, own: str, direct: bool = True) -> HttpsCarrier:
        """Give parcels to the listener of ``to`` as the node ``own`` does; past the proxy unless told otherwise."""
        node, keys = self._nodes[to], self._nodes[own].home / "keys"
        return HttpsCarrier(
            f"https://127.0.0.1:{node.port if direct else node.proxy.port}",
            (node.home / "keys/exchange-tls.pem").read_text(), keys / "exchange-tls.pem", keys / "exchange-tls.key",
        )  # fmt: skip

    # Waiting, and what must hold

    def settle(self, seconds: float = LONGEST) -> None:
        """Mend the ways and wait until all is done; then whatever must hold does."""
        self.mend()
        self.until(lambda: all(self.is_listening(place) for place in self.places), "listeners answer")
        self.hurry()
        self.drain(seconds)
        for wrong in (self.not_once(), self.apart(), self.faults()):
            assert not wrong, wrong

    def mend(self) -> None:
        """All ways are open, and the usual processes of each node are there and run."""
        for place, node in self._nodes.items():
            node.proxy.heal()
            self.start(place)
            self.thaw(place)

    def until(self, holds: Callable[[], object], what: str = "") -> None:
        """Wait for it; fails after ``LONGEST`` seconds."""
        end = time.monotonic() + LONGEST
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(f"it did not happen: {what or holds}\n{self.said()}")
            time.sleep(STEP)

    def waiting(self) -> dict[str, int]:
        """How much is on its way, by node: messages, parcels, signals."""
        return {place: int(self.one(place, WAITS)) for place in self.places}

    def drain(self, seconds: float = LONGEST) -> None:
        """Until nothing is on its way any more, and what held it up is tried at once."""
        end, empty = time.monotonic() + seconds, 0
        while empty < ROUNDS:  # nodes are looked at one after the other, and what is between two may be missed
            held = self.waiting()
            empty = 0 if any(held.values()) else empty + 1
            assert time.monotonic() < end, f"still on its way: {held}\n{self.said()}"
            time.sleep(2 * STEP)

    def hurry(self) -> None:
        """What is to be tried later is tried now: waits after a fault grow to minutes."""
        for place in self.places:
            for table in ("parcel", "transit"):
                self.sql(place, f"UPDATE exchange_{table} SET try_at = now() WHERE try_at > now()")

    def apart(self) -> dict[str, dict[str, str]]:
        """Pairs whose copies are not equal, or of which there is only one, with the digest that each node has."""
        held: dict[str, dict[str, str]] = {}
        for place, found in self.do_all("copies").items():
            for pair, digest in found.items():
                held.setdefault(pair, {})[place] = digest
        return {pair: sides for pair, sides in held.items() if len(sides) != 2 or len(set(sides.values())) != 1}

    def not_once(self) -> dict[str, list[tuple[Any, ...]]]:
        """Messages of cases that did not have their effect exactly once, by the node that they were for."""
        sent = [row for place in self.places for row in self.sql(place, SENT)]
        held = {place: self.sql(place, EFFECTS) for place in self.places}
        wrong = {place: [row for row in rows if row[1:] != (True, 1)] for place, rows in held.items()}
        lost = set(sent) - {row[:1] for rows in held.values() for row in rows}
        return {place: rows for place, rows in {**wrong, "lost": sorted(lost)}.items() if rows}

    def faults(self) -> dict[str, list[str]]:
        """Where a journal or a signed statement does not hold; the journals are sealed before."""
        self.do_all("seal")
        return {place: found for place, found in self.do_all("verify").items() if found}

    def said(self) -> str:
        """The last lines of each node's processes."""
        return "\n".join(
            f"{node.place}: {' | '.join(node.log.read_text(errors='replace').splitlines()[-8:])}"
            for node in self._nodes.values()
            if node.log.exists()
        )

    # Backups

    def snapshot(self, place: str) -> None:
        """Keep the database of a node as it is; its processes are stopped for that moment."""
        node = self._nodes[place]
        running = tuple(node.wanted)
        self.stop(place, *running)
        self._let_go(node)
        name = node.databases.owner.name
        copy_database(self.cluster, name, f"{name}_kept")
        self.start(place, *running)

    def restore(self, place: str) -> None:
        """Put what was kept in place of the database; the node's processes are away."""
        node = self._nodes[place]
        self._let_go(node)
        name = node.databases.owner.name
        copy_database(self.cluster, f"{name}_kept", name)
        take_over(self.cluster, node.databases)


def _close(process: Forked) -> None:
    if process.stdin is not None:
        process.stdin.close()
