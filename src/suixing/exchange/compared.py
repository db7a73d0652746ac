"""What comparing with other nodes found, as an operator of the exchange sees it: numbers, and what was signed."""

import json
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from suixing.exchange.models import Statement

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class StatementSeen:
    """One comparison; ``round`` is its number on both sides, ``asked``: this node began it.

    ``equal`` is None until the other node answered. The counts are messages: ``lacking_there`` was sent,
    ``lacking_here`` asked for, ``evidence`` where only evidence was missing on a side, ``conflicts`` differ on both,
    ``lost`` nobody can send. ``complete`` is false where more differed than one answer lists. ``settled_at``: a later
    one was equal.
    """

    round: UUID
    node: str
    asked: bool
    at: datetime
    since: datetime
    until: datetime
    messages: int
    equal: bool | None
    complete: bool
    lacking_there: int
    lacking_here: int
    evidence: int
    conflicts: int
    lost: int
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListStated:
    """What a node stated and signed of its list: how many messages, the digest of all, with which key, when."""

    messages: int
    digest: str
    signed_by: str
    at: datetime


_FIELDS = tuple(StatementSeen.__dataclass_fields__)


def compared(*, node: str = "") -> tuple[StatementSeen, ...]:
    """The newest comparisons, with one node or with all, a hundred at most."""
    rows = Statement.objects.order_by("-at", "-pk").filter(**({"node": node} if node else {}))
    return tuple(StatementSeen(*row) for row in rows.values_list(*_FIELDS)[:MOST_LISTED])


def comparison(number: UUID) -> tuple[StatementSeen, ListStated, ListStated | None] | None:
    """One of them, with what this node and the other one stated; the latter None until it answered."""
    row = Statement.objects.filter(round=number).first()
    if row is None:
        return None
    seen = StatementSeen(*(getattr(row, name) for name in _FIELDS))
    return seen, _stated(row.own), _stated(row.other) if row.other else None


def _stated(told: dict[str, Any]) -> ListStated:
    said = json.loads(b64decode(told["statement"]))
    return ListStated(said["messages"], said["digest"], said["signed_by"], datetime.fromisoformat(said["at"]))
