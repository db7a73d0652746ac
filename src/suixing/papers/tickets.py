"""Tokens of tickets: what a phone shows to be let in, and what the database keeps of it."""

import re
import secrets
from datetime import timedelta

from suixing.kernel.crypto import sha256

VALID_FOR = timedelta(minutes=15)
BY_PHONE = "phone"
"""``added_by`` of what came with a ticket."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """256 random bits, as an address can hold them."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> bytes:
    """What is kept of a token. Nothing that is no token has a digest in the table."""
    return sha256(token.encode()) if _TOKEN.fullmatch(token) else b""
