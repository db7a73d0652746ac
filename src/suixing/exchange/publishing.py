"""Documents that a node publishes to all others: what they say is opaque here, and public.

A node speaks only for itself: whose document it is, the signature of the event says. The newest version is kept. Each
version is told twice, and once a day everything gets a version of that day: so a node that joined later, lost a parcel
or was restored comes to hold what its publisher says now, and a publisher that was restored overtakes what it had said.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from suixing.exchange.errors import NotADocument
from suixing.exchange.models import Node, Publication
from suixing.exchange.models.publications import LONGEST_BODY
from suixing.exchange.nodes.errors import NotTaken
from suixing.exchange.nodes.own import own_place
from suixing.exchange.post.signals import tell
from suixing.exchange.post.wire import Signal

PUBLICATION = "exchange.publication"
NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+){1,3}")
LONGEST_NAME = 60
MOST_DOCUMENTS = 1000
"""Of one node."""
ANEW = timedelta(days=1)
AGAIN = timedelta(minutes=15)
AHEAD = timedelta(hours=1)
"""By how much the clock of a publisher may be ahead of ours."""
AT_ONCE = 200
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MEMBERS = {"name", "version", "body"}

_TO_TELL = """
    SELECT p.name, p.version, p.body, n.place
    FROM exchange_publication p
    CROSS JOIN exchange_node n
    LEFT JOIN exchange_publication_told t ON t.name = p.name AND t.node = n.place
    WHERE p.node = %(own)s AND n.state = 'active' AND n.place <> %(own)s
      AND (t.id IS NULL OR t.version < p.version OR (t.version = p.version AND t.times < 2 AND t.at <= %(again)s))
    ORDER BY p.name, n.place LIMIT %(most)s
"""
_TOLD = """
    INSERT INTO exchange_publication_told AS held (name, node, version, at, times) VALUES (%s, %s, %s, %s, 1)
    ON CONFLICT (name, node) DO UPDATE SET version = EXCLUDED.version, at = EXCLUDED.at,
      times = CASE WHEN held.version = EXCLUDED.version THEN held.times + 1 ELSE 1 END
"""
_NEWER = """
    INSERT INTO exchange_publication AS held (node, name, version, body, at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (node, name) DO UPDATE SET version = EXCLUDED.version, body = EXCLUDED.body, at = EXCLUDED.at
    WHERE held.version < EXCLUDED.version
"""


@dataclass(frozen=True, slots=True)
class Document:
    """The newest version of a document that is held here; ``node`` is whose, ``at`` when it came."""

    node: str
    name: str
    version: int
    body: str
    at: datetime


@transaction.atomic
def publish_document(*, name: str, body: str, now: datetime) -> bool:
    """Say ``body`` to all other nodes under ``name``, in place of what was said before; whether it is anything new.

    It leaves by ``spread``. Raises NotADocument for what no node would take.
    """
    if not _is_name(name) or not _is_body(body):
        raise NotADocument
    own = own_place()
    held = Publication.objects.select_for_update().filter(node=own, name=name).first()
    if held is not None and held.body == body:
        return False
    if held is None and Publication.objects.filter(node=own).count() >= MOST_DOCUMENTS:
        raise NotADocument
    _store(own, name, _version(now, held.version if held else 0), body, now)
    return True


@transaction.atomic
def spread(*, now: datetime) -> int:
    """Let other nodes know what they were not told of this node's documents; how many signals wait for that.

    A document whose version is a day old gets a new one first.
    """
    own = own_place()
    for row in Publication.objects.filter(node=own, at__lte=now - ANEW).order_by("at")[:AT_ONCE]:
        row.version, row.at = _version(now, row.version), now
        row.save(update_fields=["version", "at"])
    with connection.cursor() as cursor:
        cursor.execute(_TO_TELL, {"own": own, "again": now - AGAIN, "most": AT_ONCE})
        rows = cursor.fetchall()
        for name, version, body, place in rows:
            tell(node=place, kind=PUBLICATION, data={"name": name, "version": version, "body": body}, now=now)
            cursor.execute(_TOLD, [name, place, version, now])
    return len(rows)


def publication_arrived(signal: Signal, *, now: datetime) -> None:
    """Keep what another node publishes, where it is newer than what is held of it. Raises NotTaken."""
    name, version, body = _read(signal.data)
    if version > _version(now + AHEAD, 0):
        raise NotTaken("future")
    held = Publication.objects.filter(node=signal.from_node)
    if not held.filter(name=name).exists() and held.count() >= MOST_DOCUMENTS:
        raise NotTaken("too_many")
    _store(signal.from_node, name, version, body, now)


def documents(name_prefix: str) -> tuple[Document, ...]:
    """The documents whose names begin so, of this node and of the others that take part; by node and name."""
    return tuple(Document(*row) for row in _held(name_prefix).values_list("node", "name", "version", "body", "at"))


def versions(name_prefix: str) -> tuple[tuple[str, str, int], ...]:
    """Node, name and version of the same documents, which costs little."""
    return tuple(_held(name_prefix).values_list("node", "name", "version"))


def _held(name_prefix: str) -> QuerySet[Publication]:
    taking_part = Q(node=own_place()) | Q(node__in=Node.objects.filter(state="active").values("place"))
    return Publication.objects.filter(taking_part, name__startswith=name_prefix).order_by("node", "name")


def _store(node: str, name: str, version: int, body: str, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_NEWER, [node, name, version, body, now])


def _version(now: datetime, before: int) -> int:
    return max((now - _BEGINNING) // timedelta(microseconds=1), before + 1)


def _read(data: Mapping[str, Any]) -> tuple[str, int, str]:
    if data.keys() != _MEMBERS:
        raise NotTaken("malformed")
    name, version, body = data["name"], data["version"], data["body"]
    if not _is_name(name) or not _is_body(body) or type(version) is not int or version < 1:
        raise NotTaken("malformed")
    return name, version, body


def _is_name(name: object) -> bool:
    return isinstance(name, str) and len(name) <= LONGEST_NAME and NAME.fullmatch(name) is not None


def _is_body(body: object) -> bool:
    return isinstance(body, str) and "\x00" not in body and len(body.encode()) <= LONGEST_BODY
