"""Checking what somebody shows, by lists at hand: no database, no network, and nobody learns of it (P5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from suixing.passes.formats import cwt, sd_jwt, status_list
from suixing.passes.formats.claims import Claim
from suixing.passes.formats.cwt import Cwt
from suixing.passes.formats.reasons import Malformed, Reason
from suixing.passes.formats.sd_jwt import SdJwt
from suixing.passes.formats.status_list import StatusList
from suixing.passes.formats.terms import Terms, seconds
from suixing.passes.formats.trust_list import Issuer, IssuerKey, TrustList
from suixing.passes.formats.verdicts import Verdict

LONGEST = 1024 * 1024
"""Characters of anything that is looked at at all."""
BINDING_LASTS = int(timedelta(minutes=10).total_seconds())
CLOCKS_DIFFER = 60
"""Seconds by which a holder's clock may be ahead."""
_AROUND = " \t\r\n\ufeff"


@dataclass(frozen=True, slots=True)
class Binding:
    """What the verifier asked the holder's wallet to sign."""

    nonce: str
    audience: str


class Checked(NamedTuple):
    """The answer. ``claims`` is empty unless the signature held; ``issuer`` is only claimed where it is not trusted."""

    verdict: Verdict
    reason: Reason
    claims: dict[Claim, Any]
    issuer: str | None = None
    issued_by: Issuer | None = None
    not_before: datetime | None = None
    expires: datetime | None = None
    status_uri: str | None = None
    status_index: int | None = None
    status_at: datetime | None = None
    """Of when the newest is what is known of its status; None where nothing is."""
    holder_bound: bool = False


class Statuses:
    """Status lists at hand. Each is taken apart once, and its signature checked when it is first needed."""

    def __init__(self, tokens: Iterable[str] = ()) -> None:
        self._lists: dict[str, list[StatusList]] = {}
        self._signed: dict[tuple[int, str], bool] = {}
        for token in tokens:
            self.add(token)

    def add(self, token: str) -> bool:
        """Take in a list; False where it cannot be read, and then it is let be."""
        try:
            read = status_list.read(token)
        except Malformed:
            return False
        self._lists.setdefault(read.uri, []).append(read)
        return True

    def look_up(self, terms: Terms, trust: TrustList, at: datetime) -> tuple[Reason, datetime | None]:
        """``SOUND``, ``REVOKED``, or why it is not known; and of when that is.

        Only lists signed by a key of the pass's own issuer count. An outdated one still tells that a pass was revoked,
        for that is final.
        """
        held = self._lists.get(terms.status_uri)
        if not held:
            return Reason.NO_STATUS, None
        newest: StatusList | None = None
        for one in held:
            key = trust.key(terms.issuer, one.kid)
            if key is None or key.withdrawn is not None or not self._is_signed(one, key):
                continue
            try:
                if one.is_revoked(terms.status_index):
                    return Reason.REVOKED, one.issued_at
            except IndexError:
                return Reason.STATUS_RANGE, one.issued_at
            if newest is None or one.issued_at > newest.issued_at:
                newest = one
        if newest is None:
            return Reason.STATUS_FOREIGN, None
        return (Reason.SOUND if newest.expires > at else Reason.STATUS_OUTDATED), newest.issued_at

    def _is_signed(self, one: StatusList, key: IssuerKey) -> bool:
        asked = id(one), key.kid
        signed = self._signed.get(asked)
        if signed is None:
            signed = self._signed[asked] = one.is_signed_by(key.key)
        return signed


def verify(
    text: str, trust: TrustList | None, statuses: Statuses, at: datetime, binding: Binding | None = None
) -> Checked:
    """What is shown, checked as of ``at`` (with a time zone); ``binding`` where a wallet was asked to sign.

    Never raises for what stands in ``text``. A presentation that carries a key binding which nobody asked for is
    checked against it too, but counts as bound only to what was asked.
    """
    at = at.astimezone(UTC)
    shown: SdJwt | Cwt
    try:
        shown = _read(text)
    except Malformed as found:
        return _refused(found.reason)
    terms = shown.terms
    key = trust.key(terms.issuer, shown.kid) if trust else None
    if trust is None or key is None or key.withdrawn is not None or trust.expires <= at:
        return Checked(Verdict.UNTRUSTED_ISSUER, _untrusted(trust, key, terms, at), {}, terms.issuer)
    # What is read is read first and the signatures last, one after the other: they leave nothing in the caches. Their
    # answer still comes first.
    fault: Reason | None = None
    claims: dict[Claim, Any] = {}
    asked = False
    try:
        claims = shown.claims()
        asked = _is_what_was_asked(shown, binding, at)
    except Malformed as found:
        fault = found.reason
    verdict, reason, status_at = _standing(terms, trust, statuses, at)
    if not shown.is_signed_by(key.key):
        return _refused(Reason.SIGNATURE)
    if fault is None:
        fault = _binding_fault(shown)
    if fault is not None:
        return _refused(fault)
    return Checked(
        verdict, reason, claims, terms.issuer, trust.issuers[terms.issuer], terms.not_before, terms.expires,
        terms.status_uri, terms.status_index, status_at, asked,
    )  # fmt: skip


def _read(text: str) -> SdJwt | Cwt:
    if len(text) > LONGEST:
        raise Malformed(Reason.TOO_LONG)
    text = text.strip(_AROUND)
    return cwt.read(text) if text.startswith(cwt.PREFIX) else sd_jwt.read(text)


def _refused(reason: Reason) -> Checked:
    return Checked(Verdict.FORGED if reason.is_forgery else Verdict.UNREADABLE, reason, {})


def _untrusted(trust: TrustList | None, key: IssuerKey | None, terms: Terms, at: datetime) -> Reason:
    if trust is None:
        return Reason.NO_TRUST_LIST
    if trust.expires <= at:
        return Reason.TRUST_LIST_EXPIRED
    if key is not None:
        return Reason.KEY_WITHDRAWN
    return Reason.UNKNOWN_KEY if terms.issuer in trust.issuers else Reason.UNKNOWN_ISSUER


def _is_what_was_asked(shown: SdJwt | Cwt, binding: Binding | None, at: datetime) -> bool:
    """Whether the holder says what was asked; raises Malformed where she says something else, or nothing."""
    if isinstance(shown, Cwt) or shown.binding is None:
        if binding is not None:
            raise Malformed(Reason.BINDING_MISSING)
        return False
    said = sd_jwt.read_binding(shown)
    if binding is None:
        return False
    age = seconds(at) - said["iat"]
    if said["nonce"] != binding.nonce or said["aud"] != binding.audience or not -CLOCKS_DIFFER <= age <= BINDING_LASTS:
        raise Malformed(Reason.BINDING_REPLAYED)
    return True


def _binding_fault(shown: SdJwt | Cwt) -> Reason | None:
    if isinstance(shown, Cwt) or shown.binding is None:
        return None
    try:
        return None if sd_jwt.is_bound(shown) else Reason.BINDING
    except Malformed as found:
        return found.reason


def _standing(
    terms: Terms, trust: TrustList, statuses: Statuses, at: datetime
) -> tuple[Verdict, Reason, datetime | None]:
    reason, status_at = statuses.look_up(terms, trust, at)
    if at < terms.not_before:
        return Verdict.NOT_YET_VALID, Reason.NOT_YET, status_at
    if at >= terms.expires:
        return Verdict.EXPIRED, Reason.ENDED, status_at
    if reason is Reason.SOUND:
        return Verdict.VALID, reason, status_at
    return (Verdict.REVOKED if reason is Reason.REVOKED else Verdict.STATUS_UNKNOWN), reason, status_at
