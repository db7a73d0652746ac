"""Base64url without padding (RFC 7515, 2): a text has one writing, and any other is refused."""

from binascii import Error, a2b_base64, b2a_base64
from collections.abc import Iterable

from suixing.passes.formats.reasons import Malformed

_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_+/=", b"+/!!!")
_PADDING = (b"", b"===", b"==", b"=")
# The last sign of a text carries bits that must be zero: four of them after one octet, two after two.
_LAST = (b"", b"", b"AQgw", b"AEIMQUYcgkosw048")
_BETWEEN = b"~"


def encode(plain: bytes) -> str:
    """The text of some bytes."""
    return b2a_base64(plain, newline=False).translate(_TO_URL).rstrip(b"=").decode()


def encode_each(plain: Iterable[bytes]) -> list[str]:
    """The texts of several; quicker than one by one."""
    joined = encode_joined(plain)
    return joined.decode().split("~") if joined else []


def encode_joined(plain: Iterable[bytes]) -> bytes:
    """The texts of several in ASCII, a tilde between each two."""
    return _BETWEEN.join([b2a_base64(one, newline=False) for one in plain]).translate(_TO_URL, b"=")


def decode(text: str) -> bytes:
    """The bytes of a text; raises Malformed where another text would give the same ones."""
    return _decode(_plain(text))


def decode_each(texts: list[str]) -> list[bytes]:
    """The bytes of several texts; raises Malformed."""
    return [_decode(one) for one in _plain("~".join(texts)).split(_BETWEEN)] if texts else []


def _plain(text: str) -> bytes:
    """In the alphabet of Base64; what does not belong there becomes a sign that it does not know."""
    try:
        return text.encode("ascii").translate(_FROM_URL)
    except UnicodeEncodeError:
        raise Malformed from None


def _decode(signs: bytes) -> bytes:
    rest = len(signs) & 3
    if rest and signs[-1] not in _LAST[rest]:
        raise Malformed
    try:
        return a2b_base64(signs + _PADDING[rest], strict_mode=True)
    except Error:
        raise Malformed from None
