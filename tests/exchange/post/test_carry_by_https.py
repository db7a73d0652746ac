"""Parcels go over HTTPS to a listener that runs: only between nodes that know each other, none lost in silence."""

import os
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from suixing.exchange.post.carriers import LARGEST, Parcel
from suixing.exchange.post.https import HttpsCarrier
from suixing.exchange.post.listening import AT_ONCE
from suixing.exchange.post.trust import write_trust
from tests.exchange.doors import Door, Identity, carrier_to, make_identity
from tests.exchange.proxy import Proxy

EXPIRES = datetime(2026, 12, 1, 8, 30, 0, 250000, tzinfo=UTC)
MOST = 1 << 20
BODY_SECONDS = 2.0


class Receiver:
    """Keeps what arrives; answers as it is told."""

    def __init__(self) -> None:
        self.taken: list[Parcel] = []
        self.word = ""
        self.fault: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()
        self._took = threading.Condition()

    def __call__(self, parcel: Parcel) -> str:
        assert self.gate.wait(60)
        if self.fault is not None:
            raise self.fault
        if not self.word:
            with self._took:
                self.taken.append(parcel)
                self._took.notify_all()
        return self.word

    def wait_for(self, number: UUID) -> None:
        """Until that parcel was taken."""
        with self._took:
            assert self._took.wait_for(lambda: number in self.ids(), 60)

    def ids(self) -> list[UUID]:
        return [parcel.id for parcel in self.taken]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def hub(tmp_path: Path) -> Identity:
    return make_identity(tmp_path, "hub")


@pytest.fixture
def province(tmp_path: Path) -> Identity:
    return make_identity(tmp_path, "province")


@pytest.fixture
def renewed(tmp_path: Path) -> Identity:
    """The province's next identity, under the same name."""
    (tmp_path / "renewed").mkdir()
    return make_identity(tmp_path / "renewed", "province")


@pytest.fixture
def door(receiver: Receiver, hub: Identity, province: Identity, renewed: Identity, tmp_path: Path) -> Iterator[Door]:
    """The hub's door, which knows one province."""
    known, trust = [province, renewed], tmp_path / "trust.pem"
    with Door(receiver, hub, known, trust, largest=MOST, patience=BODY_SECONDS) as opened:
        yield opened


@pytest.fixture
def carrier(door: Door, hub: Identity, province: Identity) -> Iterator[HttpsCarrier]:
    with closing(carrier_to(door.port, hub, province)) as made:
        yield made


def parcel(body: bytes = b"sealed", **said: object) -> Parcel:
    made = Parcel(id=uuid4(), node="50", expires_at=EXPIRES, body=body, urgent=False)
    return replace(made, **said)  # type: ignore[arg-type]


def said_of(carrier: HttpsCarrier, one: Parcel) -> str:
    (word,) = carrier.give([one]).values()
    return word


def test_what_is_given_arrives_as_it_was(carrier: HttpsCarrier, receiver: Receiver) -> None:
    given = [parcel(os.urandom(n), urgent=n % 2 == 1) for n in (1, 4096, 70_001, MOST)]
    assert carrier.give(given) == {one.id: "" for one in given}
    assert receiver.taken == given


def test_one_connection_serves_many_parcels(door: Door, hub: Identity, province: Identity, receiver: Receiver) -> None:
    with Proxy(door.port) as way, closing(carrier_to(way.port, hub, province)) as carrier:
        for _ in range(5):
            assert set(carrier.give([parcel(), parcel()]).values()) == {""}
        assert way.connections == 1
    assert len(receiver.taken) == 10


def test_many_senders_at_once_are_all_heard(door: Door, hub: Identity, province: Identity, receiver: Receiver) -> None:
    given = [[parcel(os.urandom(5000)) for _ in range(10)] for _ in range(8)]
    said: list[str] = []

    def send(parcels: list[Parcel]) -> None:
        with closing(carrier_to(door.port, hub, province)) as carrier:
            said.extend(carrier.give(parcels).values())

    threads = [threading.Thread(target=send, args=(parcels,)) for parcels in given]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [""] * 80
    assert set(receiver.ids()) == {one.id for parcels in given for one in parcels}


@pytest.mark.parametrize(("word", "heard"), [("refused", "refused"), ("wrong_node", "refused"), ("busy", "busy")])
def test_what_the_receiver_does_not_take_is_said_in_a_word(
    word: str, heard: str, carrier: HttpsCarrier, receiver: Receiver
) -> None:
    receiver.word = word
    assert said_of(carrier, parcel()) == heard
    receiver.word = ""
    assert said_of(carrier, parcel()) == ""


def test_a_receiver_that_breaks_off_has_taken_nothing(carrier: HttpsCarrier, receiver: Receiver) -> None:
    one = parcel()
    receiver.fault = RuntimeError("the database is away")
    assert said_of(carrier, one) == "busy"
    receiver.fault = None
    assert said_of(carrier, one) == ""
    assert receiver.ids() == [one.id]


def test_a_node_that_is_not_listed_cannot_connect(
    door: Door, hub: Identity, carrier: HttpsCarrier, receiver: Receiver, tmp_path: Path
) -> None:
    stranger = make_identity(tmp_path, "stranger")
    (tmp_path / "elsewhere").mkdir()
    namesake = make_identity(tmp_path / "elsewhere", "province")
    for unknown in (stranger, namesake):
        with closing(carrier_to(door.port, hub, unknown)) as other:
            assert said_of(other, parcel()) in {"untrusted", "unreachable"}
    assert receiver.taken == []
    assert said_of(carrier, parcel()) == ""


def test_a_node_is_let_in_with_each_of_its_listed_certificates(
    door: Door, hub: Identity, province: Identity, renewed: Identity, receiver: Receiver
) -> None:
    for identity in (province, renewed):
        with closing(carrier_to(door.port, hub, identity)) as carrier:
            assert said_of(carrier, parcel()) == ""
    assert len(receiver.taken) == 2


def test_a_stranger_without_a_certificate_learns_nothing(door: Door, receiver: Receiver) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    heard = b""
    with socket.create_connection(("127.0.0.1", door.port), timeout=30) as plain:
        try:
            with context.wrap_socket(plain) as secure:
                secure.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                heard = secure.recv(1000)
        except OSError:
            pass
    assert heard == b""
    assert receiver.taken == []


def test_an_older_tls_is_not_spoken(door: Door, province: Identity) -> None:
    context = province.context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with (
        socket.create_connection(("127.0.0.1", door.port), timeout=30) as plain,
        pytest.raises(OSError),  # noqa: PT011 - an alert or a broken connection
    ):
        context.wrap_socket(plain)


def test_a_server_with_another_certificate_is_given_nothing(
    door: Door, province: Identity, receiver: Receiver, tmp_path: Path
) -> None:
    expected = make_identity(tmp_path, "expected")
    with closing(carrier_to(door.port, expected, province)) as carrier:
        given = [parcel(), parcel()]
        assert carrier.give(given) == {one.id: "untrusted" for one in given}
    assert receiver.taken == []


def test_a_server_without_tls_is_given_nothing(hub: Identity, province: Identity) -> None:
    heard: list[bytes] = []

    def answer_plainly(listening: socket.socket) -> None:
        visitor, _ = listening.accept()
        with visitor:
            heard.append(visitor.recv(65536))
            visitor.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer_plainly, args=(listening,))
        thread.start()
        with closing(carrier_to(listening.getsockname()[1], hub, province)) as carrier:
            assert said_of(carrier, parcel(b"MARKED")) in {"untrusted", "unreachable"}
        thread.join()
    assert b"MARKED" not in b"".join(heard)
    with pytest.raises(ValueError, match="https"):
        HttpsCarrier("http://127.0.0.1:1", hub.pem, province.certificate, province.key)


def test_a_receiver_that_was_away_is_found_again(door: Door, carrier: HttpsCarrier, receiver: Receiver) -> None:
    first, second = parcel(), parcel()
    assert said_of(carrier, first) == ""
    door.close()
    assert carrier.give([second, parcel()])[second.id] == "unreachable"
    door.open()
    assert said_of(carrier, second) == ""
    assert receiver.ids() == [first.id, second.id]


@pytest.mark.parametrize("established", [True, False])
def test_a_lost_answer_does_not_count_as_taken(
    established: bool, door: Door, hub: Identity, province: Identity, receiver: Receiver
) -> None:
    one = parcel(os.urandom(100_000))
    with Proxy(door.port) as way, closing(carrier_to(way.port, hub, province, timeout=3.0)) as carrier:
        if established:
            assert said_of(carrier, parcel()) == ""
        way.swallow_answers = True
        assert said_of(carrier, one) == "unreachable"
        receiver.wait_for(one.id)
        way.heal()
        assert said_of(carrier, one) == ""
    assert receiver.ids()[-2:] == [one.id, one.id]


@pytest.mark.parametrize("cut", ["to", "from", "both"])
def test_a_way_that_is_cut_takes_nothing_and_heals(
    cut: str, door: Door, hub: Identity, province: Identity, receiver: Receiver
) -> None:
    with Proxy(door.port) as way, closing(carrier_to(way.port, hub, province, timeout=1.0)) as carrier:
        way.cut_to_target = cut in {"to", "both"}
        way.cut_from_target = cut in {"from", "both"}
        given = [parcel(), parcel()]
        assert set(carrier.give(given).values()) == {"unreachable"}
        way.heal()
    with Proxy(door.port) as way, closing(carrier_to(way.port, hub, province)) as carrier:
        way.delay = 0.05
        assert set(carrier.give(given).values()) == {""}
    assert receiver.ids() == [one.id for one in given]


def test_a_parcel_that_breaks_off_on_the_way_is_not_handed_over(
    door: Door, hub: Identity, province: Identity, receiver: Receiver
) -> None:
    one = parcel(os.urandom(500_000))
    with Proxy(door.port) as way, closing(carrier_to(way.port, hub, province)) as carrier:
        way.truncate_after = 200_000
        assert said_of(carrier, one) == "unreachable"
        assert receiver.taken == []
        way.heal()
        assert said_of(carrier, one) == ""
    assert receiver.taken == [one]


def test_what_is_too_large_is_said_so_and_the_next_one_is_taken(carrier: HttpsCarrier, receiver: Receiver) -> None:
    large, largest, small = parcel(bytes(MOST + 1)), parcel(bytes(LARGEST + 1)), parcel()
    assert carrier.give([large, largest, small]) == {large.id: "too_large", largest.id: "too_large", small.id: ""}
    assert receiver.taken == [small]


GOOD = {"Suixing-Node": "50", "Suixing-Expires": "2026-12-01T08:30:00Z", "Suixing-Urgent": "0"}
NUMBER = "0190c0de-0000-7000-8000-000000000001"


def ask(door: Door, identity: Identity, said: bytes) -> tuple[int, bytes]:
    """Status and the whole answer of one request on a bare connection."""
    with door.connect(identity) as way:
        way.sendall(said)
        heard = b""
        while b"\r\n\r\n" not in heard:
            piece = way.recv(65536)
            if not piece:
                break
            heard += piece
    return int(heard.split(b" ", 2)[1]), heard


def request(path: str, headers: dict[str, str], *, verb: str = "POST", body: bytes = b"sealed") -> bytes:
    lines = [f"{verb} {path} HTTP/1.1", "Host: hub", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


HOSTILE = {
    "no number": (404, request("/parcels/", GOOD)),
    "another page": (404, request("/admin", GOOD)),
    "a number of another form": (404, request(f"/parcels/{NUMBER.replace('-', '')}", GOOD)),
    "a number in capitals": (404, request(f"/parcels/{NUMBER.upper()}", GOOD)),
    "a path": (404, request(f"/parcels/../parcels/{NUMBER}", GOOD)),
    "an encoded line end": (404, request(f"/parcels/{NUMBER}%0a", GOOD)),
    "a question": (404, request(f"/parcels/{NUMBER}?x=1", GOOD)),
    "another verb": (404, request(f"/parcels/{NUMBER}", GOOD, verb="PUT")),
    "a reader": (404, request(f"/parcels/{NUMBER}", GOOD, verb="GET", body=b"")),
    "no headers": (422, request(f"/parcels/{NUMBER}", {})),
    "no node": (422, request(f"/parcels/{NUMBER}", {**GOOD, "Suixing-Node": ""})),
    "a node that is none": (422, request(f"/parcels/{NUMBER}", {**GOOD, "Suixing-Node": "5a"})),
    "two nodes": (422, request(f"/parcels/{NUMBER}", {**GOOD, "suixing-node": "44"})),
    "a day that is none": (422, request(f"/parcels/{NUMBER}", {**GOOD, "Suixing-Expires": "2026-02-30T00:00:00Z"})),
    "a local time": (422, request(f"/parcels/{NUMBER}", {**GOOD, "Suixing-Expires": "2026-12-01T08:30:00+08:00"})),
    "an urgency that is none": (422, request(f"/parcels/{NUMBER}", {**GOOD, "Suixing-Urgent": "yes"})),
    "nothing in it": (422, request(f"/parcels/{NUMBER}", GOOD, body=b"")),
    "a length that is none": (400, b"POST /parcels/x HTTP/1.1\r\nHost: hub\r\nContent-Length: -5\r\n\r\n"),
    "no HTTP": (400, b"\x00\x01\x02 nonsense\r\n\r\n"),
    "a head without end": (400, b"GET / HTTP/1.1\r\nHost: hub\r\nX: " + b"a" * (1 << 17)),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_request_of_another_form_is_refused(
    kind: str, door: Door, province: Identity, carrier: HttpsCarrier, receiver: Receiver
) -> None:
    status, said = HOSTILE[kind]
    answered, heard = ask(door, province, said)
    assert answered == status
    if status != 400:
        assert heard.endswith(b"\r\n\r\n")
    assert not re.search(rb"(?i)^server:", heard, re.MULTILINE)
    assert receiver.taken == []
    assert said_of(carrier, parcel()) == ""


def test_a_request_in_good_form_is_taken_without_a_carrier(door: Door, province: Identity, receiver: Receiver) -> None:
    status, heard = ask(door, province, request(f"/parcels/{NUMBER}", GOOD))
    assert (status, receiver.ids()) == (200, [UUID(NUMBER)])
    assert heard.endswith(b"\r\n\r\n")
    assert ask(door, province, request("/healthz", {}, verb="GET", body=b""))[0] == 200


def test_a_body_without_end_is_cut_off(
    door: Door, province: Identity, carrier: HttpsCarrier, receiver: Receiver
) -> None:
    head = request(f"/parcels/{NUMBER}", GOOD, body=b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    sent = 0
    with door.connect(province) as way, pytest.raises(OSError):  # noqa: PT011, PT012 - however it breaks, it breaks
        way.sendall(head)
        while sent < 100 * MOST:
            way.sendall(b"10000\r\n" + bytes(0x10000) + b"\r\n")
            sent += 0x10000
    assert sent < 100 * MOST
    assert receiver.taken == []
    assert said_of(carrier, parcel()) == ""


def test_who_is_slow_keeps_nobody_else_waiting(
    door: Door, province: Identity, carrier: HttpsCarrier, receiver: Receiver
) -> None:
    begun = request(f"/parcels/{NUMBER}", GOOD, body=bytes(1000))[:-500]
    with ExitStack() as slow:
        ways = [slow.enter_context(door.connect(province)) for _ in range(10)]
        for way in ways[:5]:
            way.sendall(begun)
        for way in ways[5:]:
            way.sendall(b"POST /parcels/")
        assert said_of(carrier, parcel()) == ""
        for way in ways[:5]:
            assert way.recv(65536).startswith(b"HTTP/1.1 503 ")  # the time for the body was up
    assert len(receiver.taken) == 1


def test_who_says_nothing_is_sent_away(door: Door, province: Identity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suixing.config.listen.HEAD_SECONDS", 0.3)
    with door.connect(province) as silent, door.connect(province) as dripping:
        with pytest.raises(OSError):  # noqa: PT011, PT012 - however it is told
            for piece in b"POST /parcels/" + b"0" * 10_000:
                dripping.sendall(bytes([piece]))
                if dripping.pending():
                    break
                threading.Event().wait(0.02)
        assert _is_over(silent)


def _is_over(way: ssl.SSLSocket) -> bool:
    try:
        return way.recv(1) == b""
    except OSError:
        return True


def test_more_than_fits_in_memory_is_asked_to_come_again(
    door: Door, hub: Identity, province: Identity, receiver: Receiver
) -> None:
    receiver.gate.clear()
    said: list[str] = []

    def send() -> None:
        with closing(carrier_to(door.port, hub, province, timeout=60)) as carrier:
            said.append(said_of(carrier, parcel()))
        if said.count("busy") == 5:
            receiver.gate.set()

    threads = [threading.Thread(target=send) for _ in range(AT_ONCE + 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [""] * AT_ONCE + ["busy"] * 5
    assert len(receiver.taken) == AT_ONCE


def test_a_sender_who_hangs_up_leaves_nothing_behind(
    door: Door, province: Identity, carrier: HttpsCarrier, receiver: Receiver
) -> None:
    for end in (20, 150, -1):
        with door.connect(province) as way:
            way.sendall(request(f"/parcels/{NUMBER}", GOOD, body=bytes(1000))[:end])
    assert said_of(carrier, parcel()) == ""
    assert NUMBER not in map(str, receiver.ids())


def test_the_file_of_trust_is_written_once(tmp_path: Path, hub: Identity, province: Identity) -> None:
    path = tmp_path / "run-trust.pem"
    steps: list[Callable[[], bool]] = [
        lambda: write_trust(path, [hub.pem, province.pem]),
        lambda: write_trust(path, [province.pem, hub.pem + "\n", hub.pem]),
        lambda: write_trust(path, [hub.pem]),
        lambda: write_trust(path, []),
    ]
    assert [step() for step in steps] == [True, False, True, True]
    assert path.read_bytes() == b""
    assert [found.name for found in tmp_path.glob("run-trust*")] == [path.name]
