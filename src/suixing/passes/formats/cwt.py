"""The pass for paper and screen: a CBOR web token (RFC 8392) in one COSE_Sign1 (RFC 9052), in Base45 behind ``SX1:``.

It discloses all that it holds, so what it holds is chosen when it is made. Protected header: algorithm ES256 (1: -7),
key (4: first 8 bytes of the thumbprint), type (16, RFC 9596). Claims: issuer (1), end (4), begin (5), status (65535,
as in Token Status List), and one private claim (-65537), a map of what is stated about the person: 0 name, 1 date of
birth as the number YYYYMMDD, 2 adult, 3 province, 4 county, 5 township of home, 6 current place, 7 free services.
A place is ``[code, name]``, its code as a number. Nothing else is read.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import Any, NamedTuple

from suixing.passes.formats import base45, cbor
from suixing.passes.formats.claims import Claim, PassClaims, read_claims
from suixing.passes.formats.keys import SIGNATURE_BYTES, PublicKey, SigningKey
from suixing.passes.formats.reasons import Malformed, Reason
from suixing.passes.formats.terms import Terms, read_terms, seconds

PREFIX = "SX1:"
LONGEST = 520
"""Characters of a code that is printed: with error correction M still 0.33 mm a module on a card."""
LONGEST_READ = 4096
TYPE = "application/suixing-pass+cwt"
PERSON = -65537
KEYS = {claim: number for number, claim in enumerate(Claim)}
_CLAIMS: dict[Any, Claim] = {number: claim for claim, number in KEYS.items()}
_ALGORITHM, _KID, _TYPE = 1, 4, 16
_ES256 = -7
_ISS, _EXP, _NBF, _STATUS = 1, 4, 5, 65535
_SIGN1 = 18
_CONTEXT = b"\x84\x6aSignature1"
"""Array of four, its first item: the beginning of what COSE_Sign1 signs."""
_NOTHING = b"\x40"
_STATUS_INDEX = b"\x19\xff\xff\xa1\x6bstatus_list\xa2\x63idx"
_STATUS_URI = b"\x63uri"
_PERSON = b"\x3a\x00\x01\x00\x00"
_NUMBERED = {claim.value: bytes((number,)) for claim, number in KEYS.items()}


class Cwt(NamedTuple):
    """A token taken apart, its signature not yet checked."""

    kid: bytes
    terms: Terms
    stated: dict[str, Any]
    """Claims by name with JSON values, as ``read_claims`` takes them."""
    signed: bytes
    signature: bytes

    def claims(self) -> dict[Claim, Any]:
        """What it states; raises Malformed."""
        return read_claims(self.stated)

    def is_signed_by(self, key: PublicKey) -> bool:
        """Whether the owner of ``key`` signed it."""
        return key.verify(self.signed, self.signature)


def issue(key: SigningKey, terms: Terms, claims: PassClaims, chosen: Collection[Claim]) -> str:
    """The text of a QR code that states what was chosen and holds."""
    return PREFIX + base45.encode(sign1(key, _payload(terms, claims.chosen(chosen))))


def sign1(key: SigningKey, payload: bytes) -> bytes:
    """COSE_Sign1 of a payload, tagged, with the header of a pass."""
    protected = _protected(key.short)
    content = cbor.head(2, len(payload)) + payload
    signature = key.sign(_CONTEXT + protected + _NOTHING + content)
    return b"\xd2\x84" + protected + b"\xa0" + content + b"\x58\x40" + signature


@lru_cache(maxsize=16)
def _protected(short: bytes) -> bytes:
    return cbor.encode(cbor.encode({_ALGORITHM: _ES256, _KID: short, _TYPE: TYPE}))


@lru_cache(maxsize=64)
def _address(text: str) -> bytes:
    return cbor.encode(text)


def _payload(terms: Terms, stated: dict[str, Any]) -> bytes:
    """As ``cbor.encode`` would write it; spelt out, for this is what takes time besides signing."""
    head = cbor.head
    written = [
        b"\xa5\x01", _address(terms.issuer), b"\x04", head(0, seconds(terms.expires)), b"\x05",
        head(0, seconds(terms.not_before)), _STATUS_INDEX, head(0, terms.status_index), _STATUS_URI,
        _address(terms.status_uri), _PERSON, head(5, len(stated)),
    ]  # fmt: skip
    for name, value in stated.items():
        number = _NUMBERED[name]
        if value is True:
            written.append(number + b"\xf5")
        elif type(value) is dict:
            text = value["name"].encode()
            written.append(number + b"\x82" + head(0, int(value["code"])) + head(3, len(text)) + text)
        elif name == "birthdate":
            written.append(number + head(0, int(value.replace("-", ""))))
        else:
            text = value.encode()
            written.append(number + head(3, len(text)) + text)
    return b"".join(written)


def read(text: str) -> Cwt:
    """The token in a text; raises Malformed."""
    if not text.startswith(PREFIX):
        raise Malformed(Reason.NOT_A_PASS)
    if len(text) > LONGEST_READ:
        raise Malformed(Reason.TOO_LONG)
    outer = cbor.decode(base45.decode(text[len(PREFIX) :]))
    parts = outer.value if type(outer) is cbor.Tagged and outer.tag == _SIGN1 else None
    if type(parts) is not list or len(parts) != 4:
        raise Malformed
    protected, unprotected, payload, signature = parts
    if type(protected) is not bytes or unprotected != {} or type(payload) is not bytes or type(signature) is not bytes:
        raise Malformed
    kid = _read_header(protected)
    if len(signature) != SIGNATURE_BYTES:
        raise Malformed(Reason.SIGNATURE)
    said = cbor.decode(payload)
    if type(said) is not dict or said.keys() != {_ISS, _EXP, _NBF, _STATUS, PERSON}:
        raise Malformed(Reason.UNKNOWN_MEMBER if type(said) is dict else Reason.MALFORMED)
    terms = read_terms(iss=said[_ISS], nbf=said[_NBF], exp=said[_EXP], status=said[_STATUS])
    signed = b"".join((
        _CONTEXT, cbor.head(2, len(protected)), protected, _NOTHING, cbor.head(2, len(payload)), payload,
    ))  # fmt: skip
    return Cwt(kid, terms, _read_person(said[PERSON]), signed, signature)


@lru_cache(maxsize=64)
def _read_header(protected: bytes) -> bytes:
    header = cbor.decode(protected)
    if type(header) is not dict:
        raise Malformed
    if header.get(_ALGORITHM) != _ES256:
        raise Malformed(Reason.ALGORITHM)
    if header.get(_TYPE) != TYPE:
        raise Malformed(Reason.NOT_A_PASS)
    if header.keys() != {_ALGORITHM, _KID, _TYPE}:
        raise Malformed(Reason.UNKNOWN_MEMBER)
    kid = header[_KID]
    if type(kid) is not bytes or len(kid) != 8:
        raise Malformed
    return kid


def _read_person(person: Any) -> dict[str, Any]:
    if type(person) is not dict:
        raise Malformed(Reason.CLAIMS)
    stated = {}
    for number, value in person.items():
        claim = _CLAIMS.get(number)
        if claim is None or type(number) is not int:
            raise Malformed(Reason.CLAIMS)
        stated[claim.value] = _plain(claim, value)
    return stated


def _plain(claim: Claim, value: Any) -> Any:
    if type(value) is list:
        if len(value) != 2 or type(value[0]) is not int:
            raise Malformed(Reason.CLAIMS)
        return {"code": str(value[0]), "name": value[1]}
    if claim is Claim.BIRTHDATE:
        if type(value) is not int or not 0 < value <= 99991231:
            raise Malformed(Reason.CLAIMS)
        text = f"{value:08}"
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return value
