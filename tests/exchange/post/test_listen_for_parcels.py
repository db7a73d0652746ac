"""The listener as the process that a node starts: it lets in whom the file of trust names, and goes with the node."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from suixing.config.databases import make_passwords
from suixing.config.home import Home
from suixing.config.node.listener import ExchangeListener
from suixing.exchange.post.carriers import Parcel
from suixing.exchange.post.trust import write_trust
from suixing.kernel.keys import create_keys
from tests.exchange.doors import Identity, carrier_to, make_identity
from tests.nodes import free_port


def parcel_for(node: str) -> Parcel:
    return Parcel(id=uuid4(), node=node, expires_at=datetime(2026, 12, 1, tzinfo=UTC), body=b"?", urgent=False)


@dataclass(frozen=True)
class Place:
    """The folder of a province's node whose database is away."""

    home: Home
    port: int
    own: Identity
    hub: Identity

    def trust(self, *others: Identity) -> None:
        write_trust(self.home.run / "exchange-trust.pem", [other.pem for other in others])

    def says(self, node: str, *, by: Identity | None = None) -> str:
        """What one who brings a parcel for ``node`` is told."""
        one = parcel_for(node)
        with closing(carrier_to(self.port, self.own, by or self.hub)) as carrier:
            return carrier.give([one])[one.id]

    def start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "suixing.config.listen"],
            env={**os.environ, "SUIXING_HOME": str(self.home.path)}, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Place:
    home = Home(tmp_path / "node")
    home.make_folders()
    create_keys(home.keys)
    make_passwords(home)
    port = free_port()
    said = {"role": "province", "place": "44", "exchange": {"port": port, "host": "127.0.0.1", "transport": "https"}}
    home.settings_file.write_text(json.dumps({"format": 1, **said}))
    made = make_identity(home.keys, "exchange-tls")
    return Place(home, port, made, make_identity(tmp_path, "hub"))


@pytest.fixture
def listener(place: Place) -> Iterator[ExchangeListener]:
    supervised = ExchangeListener(place.home)
    yield supervised
    supervised.stop()


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("this did not come about")


def heard(place: Place, listener: ExchangeListener, node: str, word: str, *, by: Identity | None = None) -> bool:
    """Whether that is the answer now; the node looks after its listener meanwhile."""
    listener.look()
    return place.says(node, by=by) == word


def listener_of(place: Place) -> int | None:
    """The process id of the listener of this node."""
    for process in Path("/proc").iterdir():
        try:
            if (
                process.name.isdigit()
                and b"suixing.config.listen" in (process / "cmdline").read_bytes()
                and f"SUIXING_HOME={place.home.path}\0".encode() in (process / "environ").read_bytes() + b"\0"
            ):
                return int(process.name)
        except OSError:
            continue
    return None


def test_only_what_is_for_this_node_is_tried(place: Place, listener: ExchangeListener) -> None:
    place.trust(place.hub)
    wait_until(lambda: heard(place, listener, "50", "refused"))
    assert place.says("44") == "busy"  # its database is away: the sender keeps the parcel
    assert place.says("50") == "refused"


def test_who_is_trusted_later_is_let_in_without_a_new_start_of_the_node(
    place: Place, listener: ExchangeListener, tmp_path: Path
) -> None:
    other = make_identity(tmp_path, "other")
    listener.look()
    time.sleep(0.2)
    assert place.says("50") == "unreachable"  # nobody is trusted: nobody listens
    place.trust(place.hub)
    wait_until(lambda: heard(place, listener, "50", "refused"))
    assert place.says("50", by=other) in {"untrusted", "unreachable"}
    place.trust(other)
    wait_until(lambda: heard(place, listener, "50", "refused", by=other))
    assert place.says("50") in {"untrusted", "unreachable"}


def test_one_that_was_killed_is_started_again(place: Place, listener: ExchangeListener) -> None:
    place.trust(place.hub)
    wait_until(lambda: heard(place, listener, "50", "refused"))
    first = listener_of(place)
    assert first is not None
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: heard(place, listener, "50", "refused") and listener_of(place) != first)
    listener.stop()
    assert listener_of(place) is None


@pytest.mark.parametrize("trusted", [True, False])
def test_it_goes_when_the_node_goes(trusted: bool, place: Place) -> None:
    with place.start() as process:
        if trusted:
            place.trust(place.hub)
            wait_until(lambda: place.says("50") == "refused")
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(60) == 0


def test_it_ends_in_good_order_when_trust_changes(place: Place) -> None:
    place.trust(place.hub)
    with place.start() as process:
        wait_until(lambda: place.says("50") == "refused")
        with closing(carrier_to(place.port, place.own, place.hub)) as at_rest:
            assert set(at_rest.give([parcel_for("50")]).values()) == {"refused"}
            place.trust(place.hub, place.own)
            assert process.wait(60) == 0


def test_a_port_that_is_taken_is_said(place: Place) -> None:
    place.trust(place.hub)
    with place.start() as first:
        wait_until(lambda: place.says("50") == "refused")
        with place.start() as second:
            _, said = second.communicate(timeout=60)
        assert second.returncode == 1
        assert f"cannot listen at {place.port}" in said.decode()
        assert "Traceback" not in said.decode()
        first.terminate()
