"""How a message lies in the database: under the node's key, bound to its id, its length rounded up.

The content is 32 random bytes and the body. The random bytes go with it to the other side: both can show which content
a statement means, and nobody can guess a short body from its hash.
"""

import os
from uuid import UUID

from suixing.exchange.evidence import keys
from suixing.kernel.crypto import CryptoError

SALT_BYTES = 32
STEP = 1024
"""Bytes; sizes at rest tell no more than how many of these a message takes."""
LONGEST_BODY = 1024 * 1024
_LENGTH_BYTES = 4


def content_of(body: bytes) -> bytes:
    """A body with fresh random bytes before it."""
    return os.urandom(SALT_BYTES) + body


def body_of(content: bytes) -> bytes:
    """The body of a content."""
    return content[SALT_BYTES:]


def seal(content: bytes, box: str, message: UUID, kind: str, version: int) -> bytes:
    """The sealed content for ``box`` (``outbox`` or ``inbox``)."""
    padded = len(content).to_bytes(_LENGTH_BYTES, "big") + content
    padded += bytes(-len(padded) % STEP)
    return keys().wrapping.seal(padded, _context(box, message, kind, version))


def unseal(sealed: bytes, box: str, message: UUID, kind: str, version: int) -> bytes:
    """The content; raises CryptoError where it is not that of this message in this box."""
    padded = keys().wrapping.open(sealed, _context(box, message, kind, version))
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    if not SALT_BYTES <= length <= len(padded) - _LENGTH_BYTES:
        raise CryptoError("a content that does not fit into what was sealed")
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]


def _context(box: str, message: UUID, kind: str, version: int) -> bytes:
    return f"exchange-{box}:{message}:{kind}:{version}".encode()
