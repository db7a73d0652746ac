"""Documents about nodes are JSON in one writing, as evidence is; their members are read strictly. Pure."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from suixing.exchange.signed import Unsigned, decode, header_of

LARGEST = 2**31 - 1
"""The largest number that a document counts to: what a column holds."""
_INSTANT = re.compile(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
"""Far from the ends of the calendar, so that a week more or less is always an instant."""
_KEY = re.compile(r"[0-9a-f]{64}")
_KID = re.compile(r"([0-9]{2})\.([1-9][0-9]{0,4})")
_PLACE = re.compile(r"[0-9]{2}")
_PRINTABLE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]*")
"""No control signs, and none that turn the direction of what a person reads."""


class BadDocument(Exception):  # noqa: N818 - said of a document, like the refusals
    """A document about a node that is not taken; ``why`` is one word, and never a text about anybody."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def canonical(said: Mapping[str, object]) -> bytes:
    """The one way in which a document is written: keys sorted, no blanks, UTF-8."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def instant_text(at: datetime) -> str:
    """An instant as documents write it: UTC, microseconds, ``Z``."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse(plain: bytes, members: Iterable[str]) -> dict[str, Any]:
    """The object that ``plain`` writes in the one way, with exactly these members; raises BadDocument."""
    try:
        said = json.loads(plain)
        same = isinstance(said, dict) and canonical(said) == plain
    except (ValueError, RecursionError):
        same = False
    if not same:
        raise BadDocument("malformed")
    return members_of(said, members)


def members_of(said: object, members: Iterable[str]) -> dict[str, Any]:
    """``said``, where it is an object with exactly these members; raises BadDocument."""
    if not isinstance(said, dict) or said.keys() != set(members):
        raise BadDocument("malformed")
    return said


def claimed(text: object, most: int) -> tuple[str, int, bytes]:
    """Place and number of the key that a JWS names, and its payload, nothing verified; raises BadDocument."""
    try:
        if not isinstance(text, str) or len(text) > most:
            raise BadDocument("malformed")
        named = _KID.fullmatch(header_of(text)["kid"])
        payload = decode(text.split(".")[1])
    except (Unsigned, ValueError):
        raise BadDocument("malformed") from None
    if named is None:
        raise BadDocument("malformed")
    return named[1], int(named[2]), payload


def text_in(said: Mapping[str, object], name: str, most: int, form: re.Pattern[str] = _PRINTABLE) -> str:
    """A text of at most so many signs and of this form; raises BadDocument."""
    value = said[name]
    if not isinstance(value, str) or len(value) > most or not form.fullmatch(value):
        raise BadDocument("malformed")
    return value


def place_in(said: Mapping[str, object]) -> str:
    """The two digits of a place; raises BadDocument."""
    return text_in(said, "place", 2, _PLACE)


def number_in(said: Mapping[str, object], name: str) -> int:
    """A whole number from 1 to LARGEST; raises BadDocument."""
    value = said[name]
    if type(value) is not int or not 1 <= value <= LARGEST:
        raise BadDocument("malformed")
    return value


def check_form(said: Mapping[str, object], form: int) -> None:
    """Raise BadDocument where the document is of another form than the one known here."""
    if number_in(said, "form") != form:
        raise BadDocument("form")


def instant_in(said: Mapping[str, object], name: str) -> datetime:
    """An instant in its one writing; raises BadDocument."""
    text = text_in(said, name, 27, _INSTANT)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadDocument("malformed") from None


def key_in(said: Mapping[str, object], name: str) -> bytes:
    """32 bytes from 64 small hex digits, or none from an empty text; raises BadDocument."""
    text = text_in(said, name, 64)
    if text and not _KEY.fullmatch(text):
        raise BadDocument("malformed")
    return bytes.fromhex(text)


def list_in(said: Mapping[str, object], name: str, most: int) -> list[Any]:
    """A list of at most so many items; raises BadDocument."""
    value = said[name]
    if not isinstance(value, list) or len(value) > most:
        raise BadDocument("malformed")
    return value
