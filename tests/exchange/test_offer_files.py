"""What a message of ours names leaves piece by piece, to the node across alone, when it asks, one parcel at a time."""

import os
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction

from suixing.exchange import actions
from suixing.exchange.actions import Offer
from suixing.exchange.files.cutting import CHUNK_BYTES
from suixing.exchange.models import LeavingFile, LeavingParcel
from suixing.exchange.post.packing import pack_signals
from suixing.exchange.post.wire import SIZES
from tests.cast import FUCHENG, GUANHU, NOW, ZHONGZHOU
from tests.desk.conftest import appoint, as_role, databases, give_roles
from tests.exchange.far_node import FarNode, signals_of

CONTENT = os.urandom(CHUNK_BYTES * 2 + 77)
LATER = NOW + timedelta(minutes=5)


@dataclass
class Offered:
    """A file that Fucheng offered to Zhongzhou with a message that has left; ``disk`` is what Fucheng holds."""

    node: FarNode
    pair: UUID = field(default_factory=uuid4)
    file: UUID = field(default_factory=uuid4)
    source: UUID = field(default_factory=uuid4)
    message: UUID = field(default_factory=uuid4)
    disk: dict[UUID, bytes] = field(default_factory=dict)

    def send(self, *, leave_at: Any = None) -> "Offered":
        self.disk[self.source] = CONTENT
        actions.open_route(pair=self.pair, asking=FUCHENG, answering=ZHONGZHOU, now=NOW)
        with transaction.atomic():
            self.message = actions.send(
                pair=self.pair, side="asking", kind="pair.said", body=b"?", office=FUCHENG, now=NOW, leave_at=leave_at
            )
            actions.offer(
                message=self.message, pair=self.pair, side="asking", office=FUCHENG,
                offers=[Offer(self.file, self.source, len(CONTENT))],
            )  # fmt: skip
        return self

    def asks(self, *numbers: Any, node: FarNode | None = None, **other: Any) -> None:
        asking = node or self.node
        data = {"message": str(self.message), "file": str(self.file), "numbers": list(numbers), **other}
        asking.give(asking.signal("exchange.file_wanted", data), now=NOW)

    def sends(self) -> int:
        return actions.send_chunks(self.read, now=LATER)

    def read(self, source: UUID, office: str, start: int, length: int) -> bytes | None:
        held = self.disk.get(source) if office == FUCHENG else None
        return None if held is None else held[start : start + length]

    def got(self, kind: str = "exchange.file_chunk", node: FarNode | None = None) -> list[dict[str, Any]]:
        """What the other node reads; its parcels have left then."""
        pack_signals(now=LATER)
        return signals_of((node or self.node).read_all(), kind)


@pytest.fixture
def offered(guangdong: Path) -> Iterator[Offered]:
    """Offered in the session of an officer; whatever comes after, the worker does."""
    give_roles()
    chongqing = FarNode("50").pin_here(ZHONGZHOU)
    with as_role("serving", appoint("chen", FUCHENG)):
        made = Offered(chongqing).send()
    with as_role("intake", ""):
        actions.relay(now=LATER)
        chongqing.read_all()
        yield made


def test_pieces_leave_when_they_are_asked_for_and_not_before(offered: Offered) -> None:
    assert offered.sends() == 0
    offered.asks(0, 1, 2)
    assert offered.sends() == 1
    got = offered.got()
    assert [(one["number"], one["of"]) for one in got] == [(0, 3), (1, 3)]
    assert offered.sends() == 1
    got += offered.got()
    assert b"".join(b64decode(one["data"]) for one in got) == CONTENT
    assert {(one["message"], one["file"]) for one in got} == {(str(offered.message), str(offered.file))}
    assert str(offered.source) not in str([{**one, "data": ""} for one in got])
    assert offered.sends() == 0


def test_one_parcel_waits_at_a_time_and_it_fits_its_class(offered: Offered) -> None:
    offered.asks(0, 1, 2)
    assert [offered.sends(), offered.sends(), offered.sends()] == [1, 0, 0]
    parcel = LeavingParcel.objects.get()
    assert (parcel.urgent, parcel.events) == (False, 2)
    assert len(bytes(parcel.body)) < SIZES[-2] * 4 / 3 + 1024


def test_only_what_is_missing_goes_again(offered: Offered) -> None:
    offered.asks(0, 1, 2)
    offered.sends()
    offered.got()
    offered.asks(1)
    offered.sends()
    assert [one["number"] for one in offered.got()] == [1]
    assert offered.sends() == 0


def test_nobody_else_gets_a_piece_or_learns_whether_there_is_one(offered: Offered) -> None:
    stranger = FarNode("65").pin_here()
    offered.asks(0, node=stranger)
    offered.asks(0, node=stranger, file=str(uuid4()))
    assert offered.sends() == 0
    gone = offered.got("exchange.file_gone", stranger)
    assert [set(one) for one in gone] == [{"message", "file"}] * 2


def test_numbers_that_are_none_are_passed_over(offered: Offered) -> None:
    offered.asks(-1, 3, 10**9, "0", None, True, 2)
    offered.sends()
    assert [one["number"] for one in offered.got()] == [2]
    offered.asks(numbers="012")
    assert offered.sends() == 0


def test_a_file_that_was_destroyed_is_gone(offered: Offered) -> None:
    offered.disk.clear()
    offered.asks(0, 1, 2)
    assert offered.sends() == 0
    assert len(offered.got("exchange.file_gone")) == 1
    assert offered.sends() == 0


def test_what_is_had_is_sent_no_more_and_can_be_asked_for_again(offered: Offered) -> None:
    offered.asks(0, 1, 2)
    had = {"message": str(offered.message), "file": str(offered.file)}
    offered.node.give(offered.node.signal("exchange.file_had", had))
    assert offered.sends() == 0
    assert LeavingFile.objects.get().had_at == NOW
    offered.asks(2)
    offered.sends()
    assert [one["number"] for one in offered.got()] == [2]


def test_nothing_of_the_content_lies_at_the_sender(offered: Offered) -> None:
    offered.asks(0, 1, 2)
    offered.sends()
    with connection.cursor() as cursor:
        cursor.execute("SELECT f::text FROM exchange_leaving_file f UNION ALL SELECT data::text FROM exchange_signal")
        lying = str(cursor.fetchall())
    assert str(offered.file) in lying
    assert CONTENT[:64].hex() not in lying
    assert len(lying) < 2000


def test_forgetting_a_pair_ends_the_offer(offered: Offered) -> None:
    actions.forget(pair=offered.pair, office=FUCHENG)
    offered.asks(0)
    assert (offered.sends(), len(offered.got("exchange.file_gone"))) == (0, 1)


def test_what_is_taken_back_is_offered_no_more(guangdong: Path) -> None:
    give_roles()
    chongqing = FarNode("50").pin_here(ZHONGZHOU)
    with as_role("serving", appoint("chen", FUCHENG)):
        made = Offered(chongqing).send(leave_at=LATER)
        assert actions.take_back(message=made.message, office=FUCHENG, now=NOW)
    assert not LeavingFile.objects.exists()


def test_no_office_offers_in_the_name_of_another_or_sees_its_files(offered: Offered) -> None:
    statement = (
        "INSERT INTO exchange_leaving_file (message, file, pair, side, office, source, octets, wanted)"
        " VALUES (%s, gen_random_uuid(), %s, 'asking', %s, gen_random_uuid(), 9, '[]')"
    )
    connection.close()
    for username, office in (("chen", FUCHENG), ("wu.desk", GUANHU)):
        with databases().serving.connect() as plain:
            plain.autocommit = True
            plain.execute("SELECT set_config('suixing.session', %s, false)", [_appointed(username, office)])
            held = plain.execute("SELECT count(*) FROM exchange_leaving_file").fetchone()
            assert held == (int(office == FUCHENG),)
            # The message has left: nothing more goes along with it.
            for refused in (statement, "SELECT sealed FROM exchange_chunk", "SELECT mark FROM exchange_coming_file"):
                values = [offered.message, offered.pair, FUCHENG] if refused is statement else []
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    plain.execute(refused, values)


def _appointed(username: str, office: str) -> str:
    """Made by the owner, whatever role the test has now."""
    from django.conf import settings

    with as_role("owner", ""):
        assert settings.SUIXING_NODE_PLACE == "44"
        return appoint(username, office)
