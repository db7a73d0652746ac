"""A paper crosses between two nodes: from an office of another node into a case here, and from a case here to there."""

import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import orjson
import pytest

from suixing.cases.models import Case
from suixing.exchange import actions as exchange
from suixing.exchange.files.cutting import CHUNK_BYTES
from suixing.exchange.models import Dead, FileChunk, Incoming
from suixing.exchange.post.packing import pack_signals
from suixing.exchange.post.wire import CrossingMessage
from suixing.exchange.queries import files_coming
from suixing.exchange.sealing import body_of
from suixing.journeys.cases import files as crossing
from suixing.kernel.crypto import sha256
from suixing.papers.queries import papers_of
from suixing.places.models import Office
from tests.cases.conftest import ASK, House, house, sit
from tests.cases.showing import minute
from tests.cases.test_send_papers import REGISTER, adds, held, opens
from tests.cases.test_verification import ANSWERS
from tests.cast import FUCHENG, NOW, ZHONGZHOU
from tests.desk.conftest import as_role
from tests.exchange.far_node import FarNode, messages_of, signals_of, standing_as
from tests.papers import files
from tests.papers.conftest import disk

__all__ = ["disk", "house", "sit"]
pytestmark = pytest.mark.usefixtures("disk")
SCAN = files.png(files.chunk(b"iCCP", os.urandom(CHUNK_BYTES)))
"""A picture that takes two pieces."""


@pytest.fixture
def guangdong(house: House, tmp_path: Path) -> Iterator[House]:
    """A node of Guangdong's offices alone."""
    with standing_as("44", tmp_path):
        Office.objects.filter(pk__in=("00", ZHONGZHOU, "500233")).delete()
        yield house


@pytest.fixture
def chongqing(guangdong: House) -> FarNode:
    return FarNode("50").pin_here(ZHONGZHOU)


def said(seq: int, step: str, content: dict[str, object]) -> bytes:
    return orjson.dumps({"step": step, "seq": seq, "turn": seq, "at": NOW.isoformat(), "content": content})


def told(file: UUID, code: str = REGISTER, content: bytes = SCAN) -> dict[str, object]:
    return {"id": str(file), "code": code, "size": len(content), "sha256": sha256(content).hex()}


def asked(house: House, node: FarNode) -> tuple[UUID, UUID]:
    """Fucheng asked Zhongzhou, whose node said that it arrived; the case, and the pair's number."""
    case = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    house.work()
    (question,) = messages_of(node.read_all())
    pair = question.pair
    node.give(
        node.message(pair=pair, side="answering", kind="pair.event", body=said(1, "arrive", {"at": NOW.isoformat()}))
    )
    return case, pair


def answers(node: FarNode, pair: UUID, *named: dict[str, object]) -> CrossingMessage:
    body = said(2, "answer", {**ANSWERS, "files": list(named)})
    message = node.said(pair=pair, side="answering", seq=2, kind="pair.event", body=body)
    node.give(node.signed(message))
    return message


def piece(message: UUID, file: UUID, number: int) -> dict[str, object]:
    data = b64encode(SCAN[number * CHUNK_BYTES :][:CHUNK_BYTES]).decode()
    return {"message": str(message), "file": str(file), "number": number, "of": 2, "data": data}


def test_a_paper_of_another_nodes_office_becomes_one_of_the_case(guangdong: House, chongqing: FarNode) -> None:
    case, pair = asked(guangdong, chongqing)
    file = uuid4()
    answer = answers(chongqing, pair, told(file))
    guangdong.work()
    assert guangdong.state(case) == "answered"
    with as_role("intake", ""):
        assert exchange.ask_for_files(now=guangdong.now) == 1
        pack_signals(now=guangdong.now)
    (wanted,) = signals_of(chongqing.read_all(), "exchange.file_wanted")
    assert (wanted["file"], wanted["numbers"]) == (str(file), [0, 1])
    chongqing.give(chongqing.signal("exchange.file_chunk", piece(answer.message, file, 1)))
    guangdong.work()
    (coming,) = files_coming(pair=pair, office=FUCHENG).values()
    assert (coming.came, coming.chunks, held(FUCHENG, case)) == (1, 2, [])
    chongqing.give(chongqing.signal("exchange.file_chunk", piece(answer.message, file, 0)))
    guangdong.work()
    assert held(FUCHENG, case) == [(REGISTER, 1, True)]
    assert opens(guangdong.fucheng, papers_of(file=case, office=FUCHENG)[0].id) == SCAN
    assert not FileChunk.objects.exists()
    assert not Dead.objects.exists()


def test_a_node_names_no_kind_of_paper_that_may_not_cross(guangdong: House, chongqing: FarNode) -> None:
    case, pair = asked(guangdong, chongqing)
    answers(chongqing, pair, told(uuid4(), "identity_card"))
    guangdong.work()
    assert guangdong.state(case) == "asked"
    assert Incoming.objects.get(seq=2).refused == "bad_content"
    assert not files_coming(pair=pair, office=FUCHENG)


def test_what_is_no_paper_is_refused_here_whoever_sends_it(guangdong: House, chongqing: FarNode) -> None:
    case, pair = asked(guangdong, chongqing)
    file, script = uuid4(), b"<html>"
    answer = answers(chongqing, pair, told(file, content=script))
    guangdong.work()
    said_so = {"message": str(answer.message), "file": str(file), "number": 0, "of": 1}
    chongqing.give(chongqing.signal("exchange.file_chunk", {**said_so, "data": b64encode(script).decode()}))
    guangdong.work()
    assert files_coming(pair=pair, office=FUCHENG)[file].refusal == "paper_refused"
    assert held(FUCHENG, case) == []


def test_a_paper_of_a_case_here_is_fetched_by_the_other_node(guangdong: House, chongqing: FarNode) -> None:
    opening = {"procedure": "verification", "book": "CN-2009", "office": "", "content": ASK}
    body = orjson.dumps({"step": "", "seq": 0, "turn": 0, "at": NOW.isoformat(), "content": {}, "opening": opening})
    pair = uuid4()
    chongqing.give(chongqing.message(pair=pair, kind="pair.asked", body=body))
    guangdong.work()
    copy = Case.objects.get(pair=pair).pk
    paper = adds(guangdong.fucheng, copy, SCAN)
    adds(guangdong.fucheng, copy, files.jpeg(), "residence_permit")
    guangdong.fucheng.takes(copy, "answer", {**ANSWERS, "files": [str(paper.id)]})
    minute(guangdong)
    crossed = messages_of(chongqing.read_all())[-1]
    (named,) = orjson.loads(body_of(crossed.content))["content"]["files"]
    assert (named["code"], named["size"], named["sha256"]) == (REGISTER, len(SCAN), sha256(SCAN).hex())
    assert str(paper.id) not in crossed.content.decode("utf-8", "replace")
    wanted = {"message": str(crossed.message), "file": named["id"], "numbers": [0, 1]}
    chongqing.give(chongqing.signal("exchange.file_wanted", wanted), now=guangdong.now)
    with as_role("intake", ""):
        assert exchange.send_chunks(crossing.read, now=guangdong.now) == 1
    got = signals_of(chongqing.read_all(), "exchange.file_chunk")
    assert b"".join(b64decode(one["data"]) for one in got) == SCAN
