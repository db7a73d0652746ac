"""The process in which one node of the demonstration is made and filled; its parent asks, line by line.

The past of the demonstration is played: a clock is told to the nodes, and by it they send, take and sign. All else is
as ever: what crosses is packed, sealed and signed, goes by HTTPS through the hub and is checked where it arrives. Only
what is carried is asked for here instead of being watched for by a worker.
"""

import contextlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from uuid import uuid4

from suixing.config.demo.places import NODES, Ground, write_demo_file
from suixing.config.demo.registers import MESSY, MESSY_OFFICE, MESSY_OFFICER, OFFICES
from suixing.config.home import Home, home_from_environment
from suixing.config.invented import ROW_DAY
from suixing.config.session import close_connections, node_session
from suixing.config.standing import Told
from suixing.kernel.errors import Refusal, Sentence

if TYPE_CHECKING:
    from suixing.config.ways import Ways

LISTEN_SECONDS = 60
NOT_CARRIED = Sentence(
    "示例消息未能送达另一节点；示例未建成，下次会重新建立。",
    "A message of the demonstration did not reach the other node. The demonstration was not made and will be made "
    "anew the next time.",
)


class Filling:
    """What the parent may ask of this node; each method takes and gives plain values."""

    def __init__(self, ask: Callable[..., int]) -> None:
        self.home = home_from_environment()
        self._outside = ask
        self._session = ExitStack()
        self._clock = datetime.now(UTC)
        self._ways: Ways | None = None

    @property
    def place(self) -> str:
        return self.home.path.name

    def init(self, port: int, recovery: str) -> None:
        """As ``node init``; the recovery key goes into a file."""
        from suixing.config.node import lifecycle  # noqa: PLC0415 - brings much along

        lifecycle.initialise(Told(NODES[self.place], self.place, port), recovery_out=Path(recovery))

    def fill(self, password: str) -> None:
        """Officers, how offices are reached, registers."""
        self._session.enter_context(node_session())
        _staff(self.home, self.place, password)
        _take_registers_in(Ground(self.home.path.parent), self.place)

    def card(self, at: str) -> list[str]:
        """This node is founded; its card and its fingerprint."""
        from django.conf import settings  # noqa: PLC0415 - only after setup

        from suixing.exchange.nodes.actions import found, make_card  # noqa: PLC0415
        from suixing.exchange.nodes.chain import fingerprint  # noqa: PLC0415
        from suixing.exchange.nodes.queries import chain_of  # noqa: PLC0415
        from suixing.journeys.roll import tell_other_nodes  # noqa: PLC0415

        now = datetime.fromisoformat(at)
        found(url=str(settings.SUIXING_EXCHANGE["url"]), software=version("suixing"), now=now)
        tell_other_nodes(now=now)
        return [make_card(now=now), fingerprint(chain_of(self.place))]

    def approve(self, card: str, fingerprint: str, at: str) -> None:
        """At the hub, as ``node approve``."""
        from suixing.exchange.nodes import actions  # noqa: PLC0415 - only after setup

        actions.approve(card, fingerprint=fingerprint, now=datetime.fromisoformat(at))

    def directory(self) -> str:
        """As ``node directory``."""
        from suixing.exchange.nodes.queries import held_directory  # noqa: PLC0415 - only after setup

        held = held_directory()
        assert held is not None  # noqa: S101 - it was published when the first node was approved
        return held.text

    def join(self, directory: str, fingerprint: str, at: str) -> None:
        """As ``node join``."""
        from suixing.exchange.nodes import actions  # noqa: PLC0415 - only after setup

        actions.join(directory, fingerprint=fingerprint, now=datetime.fromisoformat(at))

    def listen(self) -> None:
        """Open the door for parcels: the listener of every node, by the clock that is told."""
        from django.conf import settings  # noqa: PLC0415 - only after setup

        from suixing.config.listen import CERTIFICATE, KEY, TRUST, bind, server_of  # noqa: PLC0415
        from suixing.config.ways import Ways  # noqa: PLC0415
        from suixing.exchange.nodes.queries import trusted_certificates  # noqa: PLC0415
        from suixing.exchange.post.carriers import LARGEST  # noqa: PLC0415
        from suixing.exchange.post.listening import make_app  # noqa: PLC0415
        from suixing.exchange.post.trust import write_trust  # noqa: PLC0415

        keys, trust = settings.SUIXING_KEYS_DIR, settings.SUIXING_RUN_DIR / TRUST
        write_trust(trust, trusted_certificates())
        server = server_of(
            make_app(self._accept, largest=LARGEST), certificate=keys / CERTIFICATE, key=keys / KEY, trust=trust
        )
        door = bind("127.0.0.1", int(settings.SUIXING_EXCHANGE["port"]))
        listening = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        listening.start()
        self._session.callback(listening.join, LISTEN_SECONDS)
        self._session.callback(setattr, server, "should_exit", True)
        until = time.monotonic() + LISTEN_SECONDS
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        self._ways = Ways()
        self._session.callback(self._ways.close)

    def _accept(self, parcel: Any) -> str:
        from suixing.exchange.post.accepting import accept  # noqa: PLC0415 - only after setup

        try:
            return accept(parcel, now=self._clock)
        finally:
            close_connections()

    def clock(self, at: str) -> None:
        """What time it is."""
        self._clock = datetime.fromisoformat(at)

    def carry(self, at: str) -> int:
        """What worker and posting do all the time, once; how much there was to do."""
        from suixing.exchange.actions import hand_to, relay  # noqa: PLC0415 - only after setup
        from suixing.exchange.hub.actions import hand_on, waiting_nodes  # noqa: PLC0415
        from suixing.exchange.nodes.own import is_hub  # noqa: PLC0415
        from suixing.exchange.post.packing import pack_signals  # noqa: PLC0415
        from suixing.exchange.post.sending import send_waiting  # noqa: PLC0415
        from suixing.journeys.cases.inbound import HANDLERS  # noqa: PLC0415

        assert self._ways is not None  # noqa: S101 - nobody carries before it listens
        now = self._clock = datetime.fromisoformat(at)
        done = relay(now=now) + hand_to(HANDLERS, now=now) + pack_signals(now=now)
        done += send_waiting(self._ways, now=now)
        for node in waiting_nodes(now) if is_hub() else ():
            way = self._ways(node)
            if way is not None:
                done += hand_on(node, way, now=now)
        return done

    def watch(self, at: str) -> None:
        """What the worker finds that ran out."""
        from suixing.config.demo_cases import watch  # noqa: PLC0415 - only after setup

        watch(datetime.fromisoformat(at))

    def unsent(self) -> int:
        """How many parcels wait to be given to the next hop."""
        from django.db import connection  # noqa: PLC0415 - only after setup

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT count(*) FROM exchange_parcel)"
                " + (SELECT count(*) FROM exchange_transit WHERE gone_at IS NULL)"
            )
            (waiting,) = cursor.fetchone()
        return int(waiting)

    def play(self, now: str) -> None:
        """Open and work the cases that lie on the desks of all nodes, where the asking office is."""
        from suixing.config.demo_cases import play_cases  # noqa: PLC0415 - only after setup

        registers = Ground(self.home.path.parent).registers
        play_cases(registers, now=datetime.fromisoformat(now), post=self)
        if self.unsent() + self._outside("unsent"):
            raise Refusal(NOT_CARRIED)
        _leave_a_sheet(registers / MESSY)

    def carry_all(self, at: datetime) -> None:
        """Carry here and at the other nodes until nothing is left to do."""
        said = at.isoformat()
        self._outside("clock", at=said)
        while self.carry(said) + self._outside("carry", at=said):
            pass

    def watch_all(self, at: datetime) -> None:
        """Watch here and at the other nodes."""
        self._outside("watch", at=at.isoformat())
        self.watch(at.isoformat())

    def hold_telephones(self, since: str) -> None:
        """Invented people gave their telephones when the demonstration was founded, so that codes open its past."""
        from django.db import connection, transaction  # noqa: PLC0415 - only after setup

        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE people_account DISABLE TRIGGER telephone_held_since")
            cursor.execute("UPDATE people_account SET sealed_at = %s", [since])
            cursor.execute("ALTER TABLE people_account ENABLE TRIGGER telephone_held_since")

    def end(self) -> None:
        """Let go of everything."""
        self._session.close()


def _staff(home: Home, place: str, password: str) -> None:
    """The officers, and the file from which the demonstration's own page tells how they sign in."""
    from suixing.config.demo_cast import appoint_cast, cast_of, publish_contacts  # noqa: PLC0415 - only after setup

    now, cast = datetime.now(UTC), cast_of(place)
    appoint_cast(password=password, now=now, cast=cast)
    publish_contacts(now=now)
    officers = [
        {
            "username": one.username, "name": one.name, "secret": one.secret,
            "title": [one.title.zh, one.title.en], "shows": [one.shows.zh, one.shows.en],
        }
        for one in cast
    ]  # fmt: skip
    write_demo_file(home, {"place": place, "password": password, "officers": officers})


def _take_registers_in(ground: Ground, place: str) -> None:
    from suixing.journeys.intake.run import take_in  # noqa: PLC0415 - only after setup

    for office in OFFICES:
        if office.startswith(place):
            register = ground.registers / f"{office}.csv"
            for _ in take_in(register, office=office, by="console", today=ROW_DAY, now=datetime.now(UTC)):
                pass


def _leave_a_sheet(sheet: Path) -> None:
    """Hand a messy register in as its officer would; the worker takes it up when the node runs."""
    from suixing.journeys.intake.actions import hand_in  # noqa: PLC0415 - only after setup
    from suixing.journeys.intake.kept import seal_from  # noqa: PLC0415

    hand_in(
        number=uuid4(), sheet=seal_from(sheet, sheet.name), office=MESSY_OFFICE, by=MESSY_OFFICER, check=False,
        now=datetime.now(UTC),
    )  # fmt: skip


@contextlib.contextmanager
def _spoken() -> Iterator[IO[str]]:
    """Where answers go; whatever else is printed goes to the log."""
    with contextlib.redirect_stdout(sys.stderr):
        yield sys.__stdout__ or sys.stderr


def answer_lines(kind: type[Filling] = Filling) -> int:
    """Answer each line of standard input, a verb of ``kind``, with one of standard output, until there is no more."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suixing.config.settings")
    with _spoken() as out:

        def say(told: dict[str, Any]) -> None:
            out.write(json.dumps(told) + "\n")
            out.flush()

        def ask(verb: str, **words: Any) -> int:
            say({"ask": verb, **words})
            return int(json.loads(sys.stdin.readline())["did"])

        filling = kind(ask)
        for line in sys.stdin:
            wanted = json.loads(line)
            try:
                say({"did": getattr(filling, wanted.pop("do"))(**wanted)})
            except Refusal as refusal:
                say({"refused": [refusal.sentence.zh, refusal.sentence.en]})
    return 0


if __name__ == "__main__":
    sys.exit(answer_lines())
