"""What is hashed: one unambiguous form for every entry, link and subject. Pure; the same for all who check.

Every hash is SHA-256 over a tag byte and the content, so that nothing hashed as one thing passes for another.
0x00 and 0x01 are those of RFC 9162, 2.1.1.
"""

import datetime
import json
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from struct import Struct
from typing import NoReturn

ENTRY_FORM = 1
NOTHING = bytes(32)
POSTGRESQL_DAY_0 = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)

_LEAF, _BUCKET, _SUBJECT, _LINK, _CHAIN = b"\x00", b"\x02", b"\x04", b"\x05", b"\x06"
_NUMBERS = Struct(">Bqqq").pack
_LENGTH = Struct(">I").pack
_COUNT = Struct(">q").pack
_ABSENT = _LENGTH(0xFFFFFFFF)


@lru_cache(maxsize=10_000)
def words(act: str, office: str | None, officer: str, purpose: str, detail: str) -> bytes:
    """The texts of an entry, each with its length before it. ``detail`` is its canonical form.

    Entries of one bulk intake share them, so the last ones are kept.
    """
    parts = bytearray()
    for text in (act, office, officer, purpose, detail):
        if text is None:
            parts += _ABSENT
        else:
            encoded = text.encode()
            parts += _LENGTH(len(encoded)) + encoded
    return bytes(parts)


def entry_prefix(entry_id: int, txid: int, at: int, said: bytes) -> bytes:
    """The entry without its subjects. ``at`` counts as ``microseconds`` does; ``said`` is from ``words``."""
    return _NUMBERS(ENTRY_FORM, entry_id, txid, at) + said


def leaf_hash(prefix: bytes, links: list[bytes]) -> bytes:
    """The leaf of an entry: its prefix and, for every subject in the order named, the hash of her link."""
    return sha256(_LEAF + prefix + _LENGTH(len(links)) + b"".join(links)).digest()


def link_hash(subject: bytes, number: int, previous: bytes) -> bytes:
    """That an entry is the ``number``-th about ``subject`` (16 bytes) and follows the head ``previous``.

    The leaf holds this hash, not the subject, so that the proof handed to one person names no other.
    A subject named again in one entry has number 0 and no previous head.
    """
    return sha256(_LINK + subject + _COUNT(number) + previous).digest()


def chain_head(subject: bytes, number: int, leaf: bytes, previous: bytes) -> bytes:
    """The head of a subject's chain after her ``number``-th entry."""
    return sha256(_CHAIN + subject + _COUNT(number) + leaf + previous).digest()


def subject_key(subject: bytes) -> bytes:
    """Where a subject stands in the map: SHA-256 of her id."""
    return sha256(subject).digest()


def subject_hash(subject: bytes, count: int, head: bytes) -> bytes:
    """That ``count`` sealed entries are about ``subject`` and ``head`` is the head of her chain."""
    return sha256(_SUBJECT + subject + _COUNT(count) + head).digest()


def bucket_hash(pairs: Iterable[bytes]) -> bytes:
    """A bucket of the map: subject_key and subject_hash of all in it (64 bytes each), rising by key."""
    return sha256(_BUCKET + b"".join(pairs)).digest()


@lru_cache(maxsize=10_000)
def canonical_detail(text: str) -> str:
    """The JSON text of a detail as every implementation writes it: keys sorted, no blanks, UTF-8 as it is.

    Whole numbers only are written by the journal. Any other number an inserted row might hold is kept as a
    string that JSON in PostgreSQL cannot otherwise hold (it starts with U+0000), so no two contents meet.
    """
    try:
        value = json.loads(text, parse_float=_foreign, parse_int=_whole, parse_constant=_refuse)
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _foreign(digits: str) -> str:
    return "\0" + digits


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= 20 else _foreign(digits)


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def microseconds(at: datetime.datetime) -> int:
    """Microseconds since 2000-01-01 UTC, as PostgreSQL counts them."""
    return (at - POSTGRESQL_DAY_0) // MICROSECOND


def instant(since_2000: int) -> datetime.datetime:
    """The instant, in UTC, of a count of microseconds."""
    return POSTGRESQL_DAY_0 + since_2000 * MICROSECOND


def instant_text(at: datetime.datetime) -> str:
    """The one way in which an instant is written: ``2025-01-02T03:04:05.000006Z``."""
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_instant(text: str) -> datetime.datetime:
    """The inverse of ``instant_text``; ValueError for any other way of writing."""
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=datetime.UTC)
