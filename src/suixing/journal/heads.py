"""Signed heads: what the node puts its name to after each block. Pure."""

import datetime
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from suixing.journal.encoding import NOTHING, instant_text, read_instant
from suixing.journal.merkle import EMPTY_ROOT
from suixing.journal.subject_map import FEWEST_BITS, empty
from suixing.kernel.crypto import public_key_of, sign, verify

FORM = "suixing journal head 1"
LAST_ID = 2**63 - 1  # a watermark with this id covers its transaction to the end


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The state after block ``number``: the tree, the map of subjects, and how far entries are sealed.

    Every entry of ``epoch`` (its id is above ``after_id``) whose (txid, id) is at or below the watermark is
    sealed, and no other. ``signature`` starts with the byte of its suite.
    """

    number: int
    first_seq: int
    tree_size: int
    root: bytes
    subjects_root: bytes
    subjects_count: int
    subjects_bits: int
    previous_hash: bytes
    sealed_at: datetime.datetime
    watermark_txid: int
    watermark_id: int
    epoch: int
    after_id: int
    public_key: bytes
    signature: bytes = b""

    @property
    def watermark(self) -> tuple[int, int]:
        return self.watermark_txid, self.watermark_id

    def content(self) -> bytes:
        """What is signed: the form's name, then one ``name value`` a line in the order of the fields."""
        lines = [FORM]
        for name in SIGNED:
            lines.append(f"{name} {_written(getattr(self, name))}")
        return ("\n".join(lines) + "\n").encode()

    def hash(self) -> bytes:
        """SHA-256 over the signed content; the next head names it."""
        return sha256(self.content()).digest()

    def signed(self, private_key: bytes) -> "Head":
        """This head with its key and signature."""
        keyed = replace(self, public_key=public_key_of(private_key))
        return replace(keyed, signature=sign(private_key, keyed.content()))

    def is_signed_by(self, public_key: bytes) -> bool:
        """Whether the owner of ``public_key`` signed exactly this."""
        return self.public_key == public_key and verify(public_key, self.signature, self.content())

    def as_json(self) -> dict[str, Any]:
        """Numbers, hexadecimal bytes and the instant as text."""
        written = {name: getattr(self, name) for name in (*SIGNED, "signature")}
        return {name: value if isinstance(value, int) else _written(value) for name, value in written.items()}

    @classmethod
    def from_json(cls, said: Any) -> "Head":
        """The inverse of ``as_json``; KeyError, TypeError or ValueError where it is none."""
        values: dict[str, Any] = {}
        for name in (*SIGNED, "signature"):
            value = said[name]
            if name in _BYTES:
                values[name] = bytes.fromhex(value)
            elif name == "sealed_at":
                values[name] = read_instant(value)
            elif type(value) is int:
                values[name] = value
            else:
                raise TypeError(name)
        return cls(**values)


SIGNED = tuple(name for name in Head.__dataclass_fields__ if name != "signature")
COLUMNS = ", ".join((*SIGNED, "signature"))
_BYTES = {"root", "subjects_root", "previous_hash", "public_key", "signature"}


def _written(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return instant_text(value) if isinstance(value, datetime.datetime) else str(value)


BEGINNING = Head(
    number=0,
    first_seq=0,
    tree_size=0,
    root=EMPTY_ROOT,
    subjects_root=empty(FEWEST_BITS),
    subjects_count=0,
    subjects_bits=FEWEST_BITS,
    previous_hash=NOTHING,
    sealed_at=datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC),
    watermark_txid=-1,
    watermark_id=LAST_ID,
    epoch=0,
    after_id=0,
    public_key=b"",
)
"""The state before the first block; the first head names no previous one."""
