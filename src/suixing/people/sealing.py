"""What is sealed under a person's key, and how she is found without listing anyone."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from suixing.kernel.crypto import SealingKey, keyed_hash, new_key
from suixing.kernel.keys import Keyring, keyring_at

_KEY = b"person-key:"
_IDENTIFIER = b"identifier:"
_ACCOUNT = b"account:"
_CORRECTION = b"correction:"
_MANDATE = b"mandate:"
_PASS = b"pass:"
_ASKED = b"asked-correction:"


@lru_cache(maxsize=1)
def keyring() -> Keyring:
    """The keys of this node."""
    return keyring_at(settings.SUIXING_KEYS_DIR)


@dataclass(frozen=True, slots=True)
class PersonKey:
    """One person's key, opened. Each ciphertext is bound to her and to its use."""

    person: UUID
    key: SealingKey

    def seal_identifier(self, value: str) -> bytes:
        return self.key.seal(value.encode(), _IDENTIFIER + self.person.bytes)

    def open_identifier(self, sealed: bytes) -> str:
        return self.key.open(sealed, _IDENTIFIER + self.person.bytes).decode()

    def seal_account(self, private: "PrivateFields") -> bytes:
        return self.key.seal(private.encoded(), _ACCOUNT + self.person.bytes)

    def open_account(self, sealed: bytes) -> "PrivateFields":
        return PrivateFields(*orjson.loads(self.key.open(sealed, _ACCOUNT + self.person.bytes)))

    def seal_correction(self, before: dict[str, Any]) -> bytes:
        return self.key.seal(orjson.dumps(before), _CORRECTION + self.person.bytes)

    def open_correction(self, sealed: bytes) -> dict[str, Any]:
        opened: dict[str, Any] = orjson.loads(self.key.open(sealed, _CORRECTION + self.person.bytes))
        return opened

    def seal_asked(self, said: list[str]) -> bytes:
        return self.key.seal(orjson.dumps(said), _ASKED + self.person.bytes)

    def open_asked(self, sealed: bytes) -> list[str]:
        opened: list[str] = orjson.loads(self.key.open(sealed, _ASKED + self.person.bytes))
        return opened

    def seal_mandate(self, holder: dict[str, str]) -> bytes:
        return self.key.seal(orjson.dumps(holder), _MANDATE + self.person.bytes)

    def open_mandate(self, sealed: bytes) -> dict[str, str]:
        opened: dict[str, str] = orjson.loads(self.key.open(sealed, _MANDATE + self.person.bytes))
        return opened

    def seal_pass(self, number: UUID, content: list[Any]) -> bytes:
        return self.key.seal(orjson.dumps(content), _PASS + self.person.bytes + number.bytes)

    def open_pass(self, number: UUID, sealed: bytes) -> list[Any]:
        opened: list[Any] = orjson.loads(self.key.open(sealed, _PASS + self.person.bytes + number.bytes))
        return opened


@dataclass(frozen=True, slots=True)
class PrivateFields:
    """What an account holds that nobody searches by."""

    telephone: str = ""
    home_text: str = ""
    current_text: str = ""

    def encoded(self) -> bytes:
        return orjson.dumps([self.telephone, self.home_text, self.current_text])


def make_key(person: UUID) -> tuple[PersonKey, bytes]:
    """A fresh key for a new person, and the same key wrapped by the node's."""
    key = new_key()
    return PersonKey(person, SealingKey(key)), keyring().wrapping.seal(key, _KEY + person.bytes)


def open_key(person: UUID, wrapped: bytes) -> PersonKey:
    """The key of a person who is held."""
    return PersonKey(person, SealingKey(keyring().wrapping.open(wrapped, _KEY + person.bytes)))


def blind_index(identifier: str) -> bytes:
    """Where a canonical identifier is found (HMAC-SHA-256): equal numbers meet, none can be listed."""
    return keyed_hash(keyring().blind_index, _IDENTIFIER + identifier.encode())


def entered_hash(office: str, values: tuple[str, ...]) -> bytes:
    """A keyed hash of what one office handed in about a person; tells a change without keeping the row."""
    return keyed_hash(keyring().blind_index, b"entered:" + "\x1f".join((office, *values)).encode())


def taken_back_fingerprint(office: str, identifier: str) -> bytes:
    """The mark of a consent taken back at one office; leads neither to the blind index nor to another office."""
    return keyed_hash(keyring().fingerprint, f"{office}:{identifier}".encode())


def iso(day: date | None) -> str | None:
    """A date as text, for what is sealed as JSON."""
    return None if day is None else day.isoformat()
