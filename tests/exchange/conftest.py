"""Two offices that exchange messages, and a clean post every time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from suixing.exchange import actions
from tests.cast import FUCHENG, NOW, ZHONGZHOU
from tests.desk.conftest import sit
from tests.emptying import empty
from tests.exchange.far_node import standing_as

__all__ = ["sit"]
TABLES = (
    "exchange_route, exchange_outbox, exchange_inbox, exchange_evidence, exchange_leaving_file, exchange_coming_file,"
    " exchange_chunk"
)
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def post(node: None) -> Iterator[None]:
    """No message anywhere; commits are real."""
    yield
    empty(TABLES.split(", "))


@dataclass(frozen=True)
class Pair:
    """FUCHENG asks, ZHONGZHOU answers."""

    id: UUID

    def ask(self, body: bytes = b"?", *, now: datetime = NOW, leave_at: datetime | None = None) -> UUID:
        """Send from the asking side, as a room does within its own transaction."""
        return self.send("asking", FUCHENG, body, now=now, leave_at=leave_at)

    def answer(self, body: bytes = b"!", *, now: datetime = NOW, leave_at: datetime | None = None) -> UUID:
        """Send from the answering side."""
        return self.send("answering", ZHONGZHOU, body, now=now, leave_at=leave_at)

    def send(
        self, side: str, office: str, body: bytes, *, kind: str = "pair.said", now: datetime = NOW,
        leave_at: datetime | None = None, version: int = 1,
    ) -> UUID:  # fmt: skip
        """Send from either side."""
        with transaction.atomic():
            return actions.send(
                pair=self.id, side=side, kind=kind, body=body, office=office, leave_at=leave_at, now=now,
                version=version,
            )  # fmt: skip


@pytest.fixture
def pair(post: None) -> Pair:
    """A pair just opened."""
    return open_pair()


def open_pair() -> Pair:
    """FUCHENG opens a pair with ZHONGZHOU."""
    number = uuid4()
    actions.open_route(pair=number, asking=FUCHENG, answering=ZHONGZHOU, now=NOW)
    return Pair(number)


class Listener:
    """A handler that keeps what it got."""

    def __init__(self) -> None:
        self.heard: list[actions.Inbound] = []

    def __call__(self, inbound: actions.Inbound) -> None:
        self.heard.append(inbound)

    @property
    def handlers(self) -> dict[str, actions.Handler]:
        return {"pair.said": self}


@pytest.fixture
def guangdong(node: None, tmp_path: Path) -> Iterator[Path]:
    """This process is the node of Guangdong with FUCHENG open, and knows no other yet; the folder of its keys."""
    with standing_as("44", tmp_path) as keys:
        yield keys
