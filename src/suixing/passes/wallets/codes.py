"""Codes, tokens and nonces: random, short-lived, and kept as hashes only."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings

from suixing.kernel.crypto import keyed_hash, sha256
from suixing.kernel.keys import keyring_at
from suixing.passes.formats import base64url
from suixing.passes.formats.reasons import Malformed
from suixing.passes.formats.terms import seconds

NONCE_LASTS = int(timedelta(minutes=5).total_seconds())
LONGEST = 200
"""Characters of any of them; what is longer is none of ours."""
_DIGITS = 6
_RANDOM, _MARK = 16, 16
"""Octets of a nonce that are random, and of the mark by which the node knows its own."""
_NONCE = b"nonce for a wallet:"


def new_token() -> str:
    """192 random bits, as an address can hold them."""
    return secrets.token_urlsafe(24)


def new_number() -> str:
    """The number of six digits that she is told apart from the code."""
    return f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"


def digest_of(text: str) -> bytes:
    """What is kept of a code or token; nothing that is none has a digest in a table."""
    return sha256(text.encode(errors="replace")) if len(text) <= LONGEST else b""


def number_digest(code: str, number: str) -> bytes:
    """What is kept of the number: with the code, which is not kept, or trying a million numbers would find it."""
    return digest_of(f"{code}.{number}"[: LONGEST + 1])


def new_nonce(now: datetime) -> str:
    """A nonce that the node knows again without keeping it: when it was made, random octets, and its mark."""
    said = seconds(now).to_bytes(8, "big") + secrets.token_bytes(_RANDOM)
    return base64url.encode(said + _mark(said))


def is_fresh(nonce: str, now: datetime) -> bool:
    """Whether this node made the nonce within five minutes."""
    try:
        plain = base64url.decode(nonce) if len(nonce) <= LONGEST else b""
    except Malformed:
        return False
    said, mark = plain[:-_MARK], plain[-_MARK:]
    if len(said) != 8 + _RANDOM or not secrets.compare_digest(mark, _mark(said)):
        return False
    return 0 <= seconds(now) - int.from_bytes(said[:8], "big") <= NONCE_LASTS


def _mark(said: bytes) -> bytes:
    return keyed_hash(keyring_at(settings.SUIXING_KEYS_DIR).blind_index, _NONCE + said)[:_MARK]
