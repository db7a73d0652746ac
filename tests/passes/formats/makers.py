"""Presentations put together by hand, and what must hold of each that is refused."""

import json
from hashlib import sha256
from typing import Any

from suixing.passes.formats.reasons import Reason
from suixing.passes.formats.verdicts import Verdict
from tests.passes.formats.samples import (
    TOKEN,
    base64url,
    check,
    decoded,
)

HEADER = decoded(TOKEN, 0)
PAYLOAD = decoded(TOKEN, 1)


def refused(text: str, reason: Reason, *, bound: bool = False) -> None:
    """It is refused for this reason, and nothing it states is told."""
    checked = check(text, bound=bound)
    assert checked.reason is reason
    assert checked.verdict in {Verdict.FORGED, Verdict.UNREADABLE}
    assert checked.verdict is (Verdict.FORGED if reason.is_forgery else Verdict.UNREADABLE)
    assert (checked.claims, checked.issued_by, checked.expires) == ({}, None, None)


def shown(*extra: str, token: str | None = None) -> str:
    """The issued token with these disclosures."""
    return "~".join([token or TOKEN.split("~", 1)[0], *extra, ""])


def disclosed(name: Any, value: Any, salt: Any = "c2FsdHNhbHRzYWx0c2FsdA") -> str:
    return base64url(json.dumps([salt, name, value], ensure_ascii=False).encode())


def digest(disclosure: str) -> str:
    return base64url(sha256(disclosure.encode()).digest())
