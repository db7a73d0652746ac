"""Base64url without padding (RFC 7515, 2): a text has one writing, and any other is refused."""

from binascii import Error, a2b_base64, b2a_base64

from suixing.passes.formats.reasons import Malformed

_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_", b"+/")
_PADDING = (b"", b"===", b"==", b"=")


def encode(plain: bytes) -> str:
    """The text of some bytes."""
    return b2a_base64(plain, newline=False).translate(_TO_URL).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of a text; raises Malformed where another text would give the same ones."""
    try:
        plain = a2b_base64(text.encode("ascii").translate(_FROM_URL) + _PADDING[len(text) % 4])
    except (Error, UnicodeEncodeError):
        raise Malformed from None
    if encode(plain) != text:
        raise Malformed
    return plain
