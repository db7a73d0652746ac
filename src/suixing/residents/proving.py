"""Codes and marks by which she shows who she is: only keyed hashes of them reach the database.

Whoever speaks SQL without the node's key can make none of them, so has nothing to try.
"""

import secrets
from hashlib import sha256

from django.conf import settings

from suixing.kernel.crypto import keyed_hash
from suixing.kernel.keys import keyring_at
from suixing.people.actions import draw_paper_code, draw_telephone_code, own_paper_hash

HERSELF = "resident:self"
"""Who the journal says did what she did herself; no officer can be called so."""
WAYS = ("paper", "desk", "telephone", "widening")
"""Kinds of codes."""
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def draw_code() -> str:
    """``ABCD-EFGH-JKMN``: 60 random bits, to be typed within days."""
    return draw_paper_code()


def draw_short_code() -> str:
    """Six digits for a telephone."""
    return draw_telephone_code()


def hash_of(way: str, code: str, *, blind: bytes = b"") -> bytes:
    """What the database compares. A code to a telephone is bound to ``blind``, under which it was asked for."""
    if way == "paper":
        return own_paper_hash(code)
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    plain = signs if way == "telephone" else signs.translate(_READ_AS)
    bound = blind if way == "telephone" else b""
    return keyed_hash(
        keyring_at(settings.SUIXING_KEYS_DIR).fingerprint, b"resident:" + way.encode() + b":" + bound + plain.encode()
    )


def mark_of_passkey(credential_id: bytes) -> bytes:
    """Under what a passkey is held."""
    return keyed_hash(keyring_at(settings.SUIXING_KEYS_DIR).fingerprint, b"resident passkey:" + credential_id)


def draw_key() -> str:
    """What her browser keeps for a session: 256 random bits."""
    return secrets.token_urlsafe(32)


def digest_of(key: str) -> str:
    """Under what a session is held: SHA-256 of its key, in hexadecimal, as the database computes it too."""
    return sha256(key.encode()).hexdigest()
