"""The key of a case, and the number on paper that opens what a closed registration left."""

import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from suixing.kernel.crypto import SealingKey, keyed_hash, new_key, sha256
from suixing.kernel.keys import Keyring, keyring_at

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no two signs that look alike."""
_KEY = b"case-key:"
_CONTENT = b"case-content:"
_EVENT = b"case-event:"
_RECORD = b"sealed-record:"
_DERIVED = b"derived-code:"


@lru_cache(maxsize=1)
def keyring() -> Keyring:
    """The keys of this node."""
    return keyring_at(settings.SUIXING_KEYS_DIR)


@dataclass(frozen=True, slots=True)
class CaseKey:
    """One case's key, opened. Each ciphertext is bound to the case and to its use."""

    case: UUID
    key: SealingKey

    def seal_content(self, content: dict[str, Any]) -> bytes:
        return self.key.seal(orjson.dumps(content), _CONTENT + self.case.bytes)

    def open_content(self, sealed: bytes) -> dict[str, Any]:
        return _object(self.key.open(sealed, _CONTENT + self.case.bytes))

    def seal_event(self, content: dict[str, Any]) -> bytes:
        return self.key.seal(orjson.dumps(content), _EVENT + self.case.bytes)

    def open_event(self, sealed: bytes) -> dict[str, Any]:
        return _object(self.key.open(sealed, _EVENT + self.case.bytes))


def _object(plain: bytes) -> dict[str, Any]:
    opened: dict[str, Any] = orjson.loads(plain)
    return opened


def make_key(case: UUID) -> tuple[CaseKey, bytes]:
    """A fresh key for a new case, and the same key wrapped by the node's."""
    key = new_key()
    return CaseKey(case, SealingKey(key)), keyring().wrapping.seal(key, _KEY + case.bytes)


def open_key(case: UUID, wrapped: bytes) -> CaseKey:
    """The key of a case whose content was not destroyed."""
    return CaseKey(case, SealingKey(keyring().wrapping.open(bytes(wrapped), _KEY + case.bytes)))


def draw(groups: int) -> str:
    """Random signs in groups of four: ``7K3P-92QD`` for two."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(groups))


def derive(groups: int, cause: str) -> str:
    """Signs as ``draw`` gives them, always the same for one cause; without this node's key nobody can tell them."""
    digest = keyed_hash(keyring().fingerprint, _DERIVED + cause.encode())
    signs = "".join(SIGNS[byte % len(SIGNS)] for byte in digest[: groups * 4])
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def plain_number(typed: str) -> str:
    """A number as it was drawn, however it was typed: small letters, blanks, O for 0, I and L for 1."""
    plain = typed.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return "".join(sign for sign in plain if sign in SIGNS)


def record_digest(number: str) -> bytes:
    """Under what a sealed record is found; the number has 80 random bits."""
    return sha256(b"record:" + plain_number(number).encode())


def link_digest(code: str) -> bytes:
    """Under what a status link is found."""
    return sha256(b"status:" + plain_number(code).encode())


def token_digest(token: str) -> bytes:
    """Under what a calendar feed is found."""
    return sha256(b"calendar:" + token.encode())


def _record_key(number: str) -> SealingKey:
    # The node's key takes part, so that a copy of the table alone opens with no guessed number.
    return SealingKey(keyed_hash(keyring().fingerprint, _RECORD + plain_number(number).encode()))


def seal_record(number: str, content: dict[str, Any]) -> bytes:
    """Content under a key made from the number on the person's paper."""
    return _record_key(number).seal(orjson.dumps(content), _RECORD)


def open_record(number: str, sealed: bytes) -> dict[str, Any]:
    """The content; CryptoError where the number is another one's."""
    return _object(_record_key(number).open(bytes(sealed), _RECORD))
