"""Who issues passes, with which keys: one signed list, spread among nodes and held by whoever checks passes offline."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from suixing.passes.formats.claims import LONGEST_PLACE
from suixing.passes.formats.jws import make_jws, read_jws
from suixing.passes.formats.keys import PublicKey, SigningKey
from suixing.passes.formats.reasons import Malformed, Reason
from suixing.passes.formats.terms import read_address, read_instant, seconds

TYPE = "suixing-trust+jwt"
LONGEST = 1024 * 1024
MOST_ISSUERS = 1000
MOST_KEYS = 100
"""Of one issuer."""
_ISSUER = frozenset({"iss", "place", "name_zh", "name_en", "keys"})
_KEY = frozenset({"jwk", "kid", "since"})
_PLACE = re.compile(r"\d{2,12}", re.ASCII)
_NAME = re.compile(r"[^\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A key of an issuer. ``withdrawn``: since when nothing that it signed is trusted, whatever day stands there."""

    key: PublicKey
    since: datetime
    withdrawn: datetime | None

    @property
    def kid(self) -> str:
        """Its thumbprint."""
        return self.key.thumbprint


@dataclass(frozen=True, slots=True)
class Issuer:
    """A node that issues passes: address, place (code), its two names, its keys."""

    iss: str
    place: str
    name_zh: str
    name_en: str
    keys: tuple[IssuerKey, ...]


class TrustList:
    """A list whose signature held and that was not expired when it was read."""

    def __init__(
        self, issuers: Iterable[Issuer], *, issued_at: datetime, expires: datetime, signed_by: PublicKey
    ) -> None:
        self.issued_at = issued_at
        self.expires = expires
        self.signed_by = signed_by
        self.issuers = {issuer.iss: issuer for issuer in issuers}
        self._keys: dict[tuple[str, str | bytes], IssuerKey | None] = {}
        for issuer in self.issuers.values():
            for key in issuer.keys:
                short = (issuer.iss, key.key.short)
                self._keys[issuer.iss, key.kid] = key
                self._keys[short] = None if short in self._keys else key  # two of the same beginning: neither

    @property
    def thumbprint(self) -> str:
        """Of the key that signed the list."""
        return self.signed_by.thumbprint

    def key(self, iss: str, kid: str | bytes) -> IssuerKey | None:
        """The issuer's key of this name: a thumbprint, or its first 8 bytes; withdrawn ones too."""
        return self._keys.get((iss, kid))


def issue(list_key: SigningKey, issuers: Iterable[Mapping[str, Any]], at: datetime, lasts: timedelta) -> str:
    """A signed list; each issuer as ``{iss, place, name_zh, name_en, keys: [{jwk, kid, since, withdrawn?}]}``.

    ``since`` and ``withdrawn`` are whole seconds since 1970. Raises Malformed where an issuer is not of this form or
    stands there twice.
    """
    listed = [dict(issuer) for issuer in issuers]
    _read_issuers(listed)
    payload = {"iat": seconds(at), "exp": seconds(at + lasts), "issuers": listed}
    return make_jws(payload, typ=TYPE, key=list_key, jwk=list_key.public_jwk)


def read(token: str, at: datetime, anchor: str | None) -> TrustList:
    """The list, signed by the key with the thumbprint ``anchor``; without one by whatever key it names itself.

    Raises Malformed: ``ANCHOR`` where another key signed, ``TRUST_LIST_EXPIRED`` after its end.
    """
    issued = read_jws(token, typ=TYPE, may_hold=frozenset({"jwk"}), longest=LONGEST)
    jwk = issued.header.get("jwk")
    if type(jwk) is not dict:
        raise Malformed
    key = PublicKey.from_jwk(jwk)
    if anchor is not None and key.thumbprint != anchor:
        raise Malformed(Reason.ANCHOR)
    if not issued.is_signed_by(key):
        raise Malformed(Reason.SIGNATURE)
    payload = issued.members()
    if payload.keys() != {"iat", "exp", "issuers"}:
        raise Malformed(Reason.UNKNOWN_MEMBER)
    issued_at, expires = read_instant(payload["iat"]), read_instant(payload["exp"])
    issuers = _read_issuers(payload["issuers"])
    if expires <= at:
        raise Malformed(Reason.TRUST_LIST_EXPIRED)
    return TrustList(issuers, issued_at=issued_at, expires=expires, signed_by=key)


def read_issuer(stated: Any) -> Issuer:
    """One issuer as it stands in a list; raises Malformed."""
    if type(stated) is not dict or stated.keys() != _ISSUER:
        raise Malformed
    names = stated["name_zh"], stated["name_en"]
    if any(type(name) is not str or len(name) > LONGEST_PLACE or not _NAME.fullmatch(name) for name in names):
        raise Malformed
    place, keys = stated["place"], stated["keys"]
    if type(place) is not str or not _PLACE.fullmatch(place) or type(keys) is not list or len(keys) > MOST_KEYS:
        raise Malformed
    held = tuple(_read_key(key) for key in keys)
    if len({key.kid for key in held}) != len(held):
        raise Malformed(Reason.REPEATED_MEMBER)
    return Issuer(read_address(stated["iss"]), place, *names, held)


def _read_issuers(stated: Any) -> list[Issuer]:
    if type(stated) is not list or len(stated) > MOST_ISSUERS:
        raise Malformed
    issuers = [read_issuer(one) for one in stated]
    if len({issuer.iss for issuer in issuers}) != len(issuers):
        raise Malformed(Reason.REPEATED_MEMBER)
    return issuers


def _read_key(stated: Any) -> IssuerKey:
    if type(stated) is not dict or not _KEY <= stated.keys() <= _KEY | {"withdrawn"} or type(stated["jwk"]) is not dict:
        raise Malformed
    key = PublicKey.from_jwk(stated["jwk"])
    if stated["kid"] != key.thumbprint:
        raise Malformed
    withdrawn = read_instant(stated["withdrawn"]) if "withdrawn" in stated else None
    return IssuerKey(key, read_instant(stated["since"]), withdrawn)
