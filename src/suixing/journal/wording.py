"""What an entry may say: acts, codes and details that have no room for a name or a text (REFUSALS, A5)."""

import datetime
import re
import uuid
from collections.abc import Mapping
from typing import Any

from suixing.journal.errors import JournalMisuse

ACT = re.compile(r"(?=.{1,64}\Z)[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
CODE = re.compile(r"[A-Za-z0-9._:-]{1,64}")
LARGEST_NUMBER = 2**63 - 1
DEEPEST = 4


def check_act(act: str) -> None:
    """``person.taken_in``: lower-case names with dots between, at most 64 signs."""
    if ACT.fullmatch(act) is None:
        raise JournalMisuse("an act is a short lower-case dotted name such as person.taken_in")


def check_code(what: str, value: str) -> None:
    """Office, officer and purpose are codes or ids; a sentence could hold a name."""
    if CODE.fullmatch(value) is None:
        raise JournalMisuse(f"{what} must be a code or id of at most 64 of the signs A-Z a-z 0-9 . _ : -")


def check_at(now: datetime.datetime) -> None:
    """Entries carry an instant, not a clock on some wall."""
    if now.tzinfo is None or now.utcoffset() is None:
        raise JournalMisuse("now must carry its time zone")


def plain_detail(value: object, *, path: str = "detail", depth: int = 0) -> Any:
    """``value`` as JSON: whole numbers, booleans, codes, uuids, dates, lists and objects of these.

    Raises JournalMisuse and names the path, never the value: it may be what must not be written anywhere.
    """
    if depth < DEEPEST and isinstance(value, Mapping):
        if not all(isinstance(key, str) and CODE.fullmatch(key) for key in value):
            raise JournalMisuse(f"a key inside {path} is not a code")
        return {key: plain_detail(value[key], path=f"{path}.{key}", depth=depth + 1) for key in value}
    if depth < DEEPEST and isinstance(value, list | tuple):
        return [plain_detail(one, path=f"{path}[]", depth=depth + 1) for one in value]
    plain = _as_scalar(value)
    if isinstance(plain, str) and CODE.fullmatch(plain) is None:
        raise JournalMisuse(f"{path} is a text; the journal holds counts, codes, ids and dates only")
    if isinstance(plain, int) and abs(plain) > LARGEST_NUMBER:
        raise JournalMisuse(f"{path} is too large a number")
    if plain is not None and not isinstance(plain, str | int):
        raise JournalMisuse(f"{path} is neither count, code, id, date nor a list or object of these")
    return plain


def _as_scalar(value: object) -> object:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime.datetime):
        check_at(value)
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value.isoformat() if isinstance(value, datetime.date) else value
