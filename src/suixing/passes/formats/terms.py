"""What every form of a pass says whoever reads it: who issued it, from when to when, and where its status stands."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from suixing.passes.formats.reasons import Malformed
from suixing.rules.counting import CHINA

LONGEST_ADDRESS = 200
LARGEST_INDEX = 2**31
_ADDRESS = re.compile(r"https?://[a-z0-9.\-]{1,120}(?::\d{1,5})?(?:/[A-Za-z0-9._~/\-]*)?", re.ASCII)
# 253402300799 is the last second of the year 9999: later ones are no instants here.
_LAST_INSTANT = 253402300799 - 86400


@dataclass(frozen=True, slots=True)
class Terms:
    """``not_before`` and ``expires`` are instants in whole seconds; the pass holds from the first until the second."""

    issuer: str
    not_before: datetime
    expires: datetime
    status_uri: str
    status_index: int


def terms_of(issuer: str, valid_from: date, valid_until: date, status_uri: str, status_index: int) -> Terms:
    """Terms of a pass that is valid from the first moment of one day to the last of another, in China (P3)."""
    return Terms(
        issuer=issuer,
        not_before=_midnight(valid_from),
        expires=_midnight(valid_until + timedelta(days=1)),
        status_uri=status_uri,
        status_index=status_index,
    )


def seconds(instant: datetime) -> int:
    """Whole seconds since 1970 (NumericDate, RFC 7519)."""
    return int(instant.timestamp())


def read_instant(value: Any) -> datetime:
    """The instant of a NumericDate in whole seconds; raises Malformed."""
    if type(value) is not int or not 0 <= value <= _LAST_INSTANT:
        raise Malformed
    return datetime.fromtimestamp(value, UTC)


def read_address(value: Any) -> str:
    """A web address in plain ASCII without query or fragment; raises Malformed."""
    if type(value) is not str or len(value) > LONGEST_ADDRESS or not _is_address(value):
        raise Malformed
    return value


@lru_cache(maxsize=256)
def _is_address(text: str) -> bool:
    return _ADDRESS.fullmatch(text) is not None


def read_terms(*, iss: Any, nbf: Any, exp: Any, status: Any) -> Terms:
    """Terms as they stand in a token; ``status`` as in Token Status List, JSON or CBOR. Raises Malformed."""
    listed = status.get("status_list") if type(status) is dict and len(status) == 1 else None
    if type(listed) is not dict or listed.keys() != {"idx", "uri"}:
        raise Malformed
    index = listed["idx"]
    if type(index) is not int or not 0 <= index < LARGEST_INDEX:
        raise Malformed
    return Terms(read_address(iss), read_instant(nbf), read_instant(exp), read_address(listed["uri"]), index)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)
