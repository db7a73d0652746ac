"""A file that a message of another node names comes piece by piece, whatever is lost or mixed up on its way."""

import os
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from suixing.exchange import actions
from suixing.exchange.actions import Announced, Arrived, Inbound, KeepLater
from suixing.exchange.files.coming import MOST_SPOILED, PATIENCE
from suixing.exchange.files.cutting import CHUNK_BYTES, WINDOW
from suixing.exchange.files.queries import file_counts, files_coming
from suixing.exchange.models import ComingFile, Dead, FileChunk
from suixing.exchange.post.packing import pack_signals
from suixing.kernel.crypto import sha256
from suixing.papers.errors import TOO_MANY, PaperRefused
from tests.cast import FUCHENG, NOW, ZHONGZHOU
from tests.desk.conftest import as_role, give_roles
from tests.exchange.far_node import FarNode, signals_of

CONTENT = os.urandom(CHUNK_BYTES * 3 + 1000)
PIECES = 4


@dataclass
class Sending:
    """A file of an office of Chongqing, named by the message that has just been handled here."""

    node: FarNode
    content: bytes = CONTENT
    digest: bytes = b""
    file: UUID = field(default_factory=uuid4)
    message: UUID = field(default_factory=uuid4)
    pair: UUID = field(default_factory=uuid4)
    now: datetime = NOW
    kept: list[Arrived] = field(default_factory=list)

    def begin(self) -> "Sending":
        said = self.node.said(pair=self.pair, message=self.message)
        self.node.give(self.node.signed(said))
        assert actions.hand_to({"pair.said": self._handled}, now=NOW) == 1
        return self

    def _handled(self, inbound: Inbound) -> None:
        announced = Announced(self.file, len(self.content), self.digest or sha256(self.content))
        actions.expect(message=inbound.id, announced=[announced], now=self.now)

    def wanted(self, **later: float) -> list[list[int]]:
        """Which pieces our node asks for now, time after time; ``[]`` where it is quiet."""
        self.now += timedelta(**later)
        actions.ask_for_files(now=self.now)
        return [one["numbers"] for one in self.told("exchange.file_wanted")]

    def told(self, kind: str) -> list[dict[str, Any]]:
        pack_signals(now=self.now)
        return [one for one in signals_of(self.node.read_all(), kind) if one["file"] == str(self.file)]

    def piece(self, place: int, **other: Any) -> dict[str, Any]:
        octets = self.content[place * CHUNK_BYTES :][:CHUNK_BYTES]
        said = {"message": str(self.message), "file": str(self.file), "number": place, "of": PIECES}
        return {**said, "data": b64encode(octets).decode(), **other}

    def sends(self, *numbers: int, node: FarNode | None = None, **other: Any) -> None:
        sender = node or self.node
        for number in numbers:
            sender.give(sender.signal("exchange.file_chunk", self.piece(number, **other)), now=self.now)

    def takes_in(self) -> int:
        return actions.take_in(lambda *_: None, self.kept.append, now=self.now)

    @property
    def came(self) -> int:
        return files_coming(pair=self.pair, office=FUCHENG)[self.file].came


@pytest.fixture
def sending(guangdong: Path) -> Iterator[Sending]:
    """All that our node does here its worker does, under its own role."""
    give_roles()
    with as_role("intake", ""):
        yield Sending(FarNode("50").pin_here(ZHONGZHOU)).begin()


def test_a_file_comes_piece_by_piece_and_is_kept_whole(sending: Sending) -> None:
    assert sending.wanted() == [[0, 1, 2, 3]]
    sending.sends(0, 1)
    assert (sending.came, sending.takes_in()) == (2, 0)
    sending.sends(2, 3)
    assert sending.takes_in() == 1
    (arrived,) = sending.kept
    assert (arrived.content, arrived.pair, arrived.office) == (CONTENT, sending.pair, FUCHENG)
    assert len(sending.told("exchange.file_had")) == 1
    assert not FileChunk.objects.exists()
    assert not ComingFile.objects.exists()


def test_what_comes_twice_and_in_any_order_is_the_same_file(sending: Sending) -> None:
    sending.wanted()
    sending.sends(3, 1, 1, 0, 3, 2, 2)
    assert sending.takes_in() == 1
    sending.sends(0)
    assert sending.takes_in() == 0
    assert [one.content for one in sending.kept] == [CONTENT]
    assert not Dead.objects.exists()


def test_only_what_is_missing_is_asked_for_again(sending: Sending) -> None:
    sending.wanted()
    sending.sends(0, 2)
    assert sending.wanted(seconds=30) == []
    assert sending.wanted(seconds=PATIENCE.total_seconds()) == [[1, 3]]
    assert sending.wanted(seconds=PATIENCE.total_seconds() - 1) == []
    sending.sends(3)
    assert sending.wanted(seconds=PATIENCE.total_seconds() + 1) == [[1]]
    sending.sends(1)
    assert sending.takes_in() == 1


def test_who_is_silent_is_asked_less_and_less_often(sending: Sending) -> None:
    asked = [bool(sending.wanted(seconds=PATIENCE.total_seconds())) for _ in range(16)]
    assert [place for place, one in enumerate(asked) if one] == [0, 1, 3, 7, 15]


def test_a_long_file_is_asked_for_a_few_pieces_at_a_time(guangdong: Path) -> None:
    give_roles()
    content = os.urandom(CHUNK_BYTES * (WINDOW + 2))
    with as_role("intake", ""):
        sending = Sending(FarNode("50").pin_here(ZHONGZHOU), content).begin()
        assert sending.wanted() == [list(range(WINDOW))]
        sending.sends(*range(WINDOW - 1))
        assert sending.wanted() == []
        sending.sends(WINDOW - 1)
        assert sending.wanted() == [[WINDOW, WINDOW + 1]]
        sending.sends(WINDOW, WINDOW + 1)
        assert sending.takes_in() == 1
        assert sending.kept[0].content == content


def test_a_wrong_digest_throws_all_away_and_it_is_asked_for_anew(sending: Sending) -> None:
    sending.wanted()
    sending.sends(0, 1, 2)
    sending.sends(3, data=b64encode(bytes(1000)).decode())
    assert sending.takes_in() == 0
    assert (sending.came, FileChunk.objects.count(), file_counts().spoiled) == (0, 0, 1)
    assert sending.wanted() == [[0, 1, 2, 3]]
    sending.sends(0, 1, 2, 3)
    assert sending.takes_in() == 1


def test_a_file_that_stays_wrong_is_given_up_and_says_so(guangdong: Path) -> None:
    give_roles()
    with as_role("intake", ""):
        sending = Sending(FarNode("50").pin_here(ZHONGZHOU), digest=bytes(32)).begin()
        for _ in range(MOST_SPOILED):
            assert sending.wanted(hours=3) == [[0, 1, 2, 3]]
            sending.sends(0, 1, 2, 3)
            sending.takes_in()
        assert sending.wanted(hours=3) == []
        assert files_coming(pair=sending.pair, office=FUCHENG)[sending.file].refusal == "wrong_digest"
        assert (file_counts().refused, FileChunk.objects.count()) == (1, 0)
        assert ComingFile.objects.get().wrapped_key is None


def test_pieces_of_another_node_or_another_length_are_passed_over(sending: Sending) -> None:
    sending.wanted()
    sending.sends(0, 1, node=FarNode("65").pin_here())
    sending.sends(2, data=b64encode(bytes(CHUNK_BYTES - 1)).decode())
    sending.sends(3, data="?")
    sending.sends(0, number=4)
    sending.sends(0, number=True)
    sending.sends(0, file=str(uuid4()))
    assert sending.came == 0


def test_nothing_of_it_lies_in_the_clear(sending: Sending) -> None:
    sending.wanted()
    sending.sends(0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f::text, k::text FROM exchange_coming_file f JOIN exchange_chunk k ON k.coming_id = f.id"
        )
        lying = str(cursor.fetchall())
    assert CONTENT[100:164].hex() not in lying
    assert sha256(CONTENT).hex() not in lying


def test_a_room_that_cannot_keep_it_now_gets_it_later(sending: Sending) -> None:
    tries = list[Arrived]()

    def later(arrived: Arrived) -> None:
        tries.append(arrived)
        raise KeepLater if len(tries) == 1 else RuntimeError("about somebody")

    sending.wanted()
    sending.sends(0, 1, 2, 3)
    for _ in range(3):
        assert actions.take_in(lambda *_: None, later, now=sending.now) == 0
    assert len(tries) == 1
    sending.now += timedelta(minutes=1)
    assert actions.take_in(lambda *_: None, later, now=sending.now) == 0
    assert ComingFile.objects.get().fault == "RuntimeError"
    sending.now += timedelta(minutes=1)
    assert sending.takes_in() == 1


def test_a_room_that_will_never_keep_it_ends_it(sending: Sending) -> None:
    def refuse(_: Arrived) -> None:
        raise PaperRefused(TOO_MANY)

    sending.wanted()
    sending.sends(0, 1, 2, 3)
    actions.take_in(lambda *_: None, refuse, now=sending.now)
    assert files_coming(pair=sending.pair, office=FUCHENG)[sending.file].refusal == "paper_refused"
    assert len(sending.told("exchange.file_had")) == 1
    assert not FileChunk.objects.exists()


def test_what_the_other_side_has_no_more_is_waited_for_no_longer(sending: Sending) -> None:
    sending.wanted()
    sending.sends(0)
    gone = {"message": str(sending.message), "file": str(sending.file)}
    stranger = FarNode("65").pin_here()
    stranger.give(stranger.signal("exchange.file_gone", gone))
    assert sending.came == 1
    sending.node.give(sending.node.signal("exchange.file_gone", gone))
    assert files_coming(pair=sending.pair, office=FUCHENG)[sending.file].refusal == "gone"
    assert sending.wanted(hours=9) == []
    assert not FileChunk.objects.exists()


def test_forgetting_a_pair_takes_along_what_is_coming(sending: Sending) -> None:
    sending.wanted()
    sending.sends(0, 1)
    actions.forget(pair=sending.pair, office=FUCHENG)
    assert not ComingFile.objects.exists()
    assert not FileChunk.objects.exists()
    sending.sends(2)
    assert not FileChunk.objects.exists()
