"""Whom this node trusts to issue passes: each node's own word, told to all by the exchange, in a list that it signs.

A node publishes its issuer keys (``passes.issuer``) and its status lists (``passes.status.N``). Who was first to issue
under an address keeps it: a second node that claims it is left out, and shown to the operator. The hub can hold a
document back; it cannot alter one, for the node that speaks signed it (docs/trust-in-passes.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction

from suixing.exchange.actions import publish_document
from suixing.exchange.queries import Document, documents, own_place
from suixing.kernel.crypto import sha256
from suixing.passes.formats import trust_list
from suixing.passes.formats.jws import value_of
from suixing.passes.formats.reasons import Malformed
from suixing.passes.formats.terms import seconds
from suixing.passes.formats.trust_list import Issuer, read_issuer
from suixing.passes.keys import KeyShown, issuer_keys, list_key
from suixing.passes.lists import ANEW, renew_tokens
from suixing.passes.models import StatusList
from suixing.passes.trust_models import IssuerClaim, SignedTrust
from suixing.places.queries import full_name, open_offices

ISSUER = "passes.issuer"
STATUS = "passes.status."
RENEWED = timedelta(days=1)
LASTS = timedelta(days=30)
NATION = "00"
TOWNSHIP_DIGITS = 9
_STATED = frozenset({"iss", "name_zh", "name_en", "keys"})


@dataclass(frozen=True, slots=True)
class Heard:
    """What one node says of itself as an issuer. ``listed`` where the list names it, ``pinned_to`` who else holds it.

    ``issuer`` is None where what it says is of no form that is known here.
    """

    node: str
    issuer: Issuer | None
    listed: bool
    pinned_to: str
    at: datetime | None


@dataclass
class Seen:
    """What a process has published and listed before, so that each round costs next to nothing."""

    lists: dict[int, datetime] = field(default_factory=dict)
    heard: tuple[object, ...] = ()


def keep_trust(seen: Seen, *, now: datetime) -> bool:
    """Publish what this node says of its passes, and sign its list of issuers where that is due; whether it was."""
    own = own_statement()
    if own is not None:
        _publish(own, seen, now)
    told = documents(ISSUER)
    heard = (own, tuple((one.node, one.version) for one in told))
    signed = SignedTrust.objects.values_list("signed_at", flat=True).first()
    if signed is not None and heard == seen.heard and now - signed < RENEWED:
        return False
    renewed = renew_trust(now=now)
    seen.heard = heard
    return renewed


def keep_status(*, now: datetime) -> int:
    """Sign the status lists anew that are a day old, or that a key signed which was withdrawn since; how many."""
    withdrawn = [one.withdrawn_at for one in issuer_keys() if one.withdrawn_at is not None]
    return renew_tokens(now=now, before=max([now - ANEW, *withdrawn]))


@transaction.atomic
def renew_trust(*, now: datetime) -> bool:
    """Sign the list of issuers anew where it would list something else, or is a day old; whether it was signed."""
    held = SignedTrust.objects.select_for_update().first()
    issuers = [_listed(one.issuer) for one in heard_issuers(pin_at=now) if one.listed and one.issuer is not None]
    digest = sha256(orjson.dumps(issuers, option=orjson.OPT_SORT_KEYS))
    if held is not None and bytes(held.digest) == digest and now - held.signed_at < RENEWED:
        return False
    token = trust_list.issue(list_key(), issuers, now, LASTS)
    values = {"token": token, "digest": digest, "signed_at": now, "expires_at": now + LASTS}
    SignedTrust.objects.update_or_create(number=1, defaults=values)
    return True


def heard_issuers(*, pin_at: datetime | None = None) -> list[Heard]:
    """All nodes that say they issue passes, this one first, then by place.

    With ``pin_at`` an address that nobody held is pinned to who names it; without, such a one is not listed yet.
    """
    own, place = own_statement(), own_place()
    claims = dict(IssuerClaim.objects.values_list("iss", "node"))
    found = list[Heard]()
    if own is not None:
        found.append(Heard(place, _read_own(own), True, "", None))
        if claims.get(own["iss"]) != place and pin_at is not None:
            IssuerClaim.objects.update_or_create(iss=own["iss"], defaults={"node": place, "since": pin_at})
        claims[own["iss"]] = place
    for one in documents(ISSUER):
        if one.name == ISSUER and one.node != place:
            found.append(_heard(one, claims, pin_at))
    return found


def _heard(one: Document, claims: dict[str, str], pin_at: datetime | None) -> Heard:
    try:
        issuer = read_statement(one.body, place=one.node)
    except Malformed:
        return Heard(one.node, None, False, "", one.at)
    if issuer.iss not in claims and pin_at is not None:
        IssuerClaim.objects.create(iss=issuer.iss, node=one.node, since=pin_at)
        claims[issuer.iss] = one.node
    holder = claims.get(issuer.iss, "")
    listed = issuer.iss in claims and holder == one.node
    return Heard(one.node, issuer, listed, "" if listed else holder, one.at)


def own_statement() -> dict[str, Any] | None:
    """What this node says of itself as an issuer: address, names and keys; None before it has a key.

    Nor does a node say so that serves no township, for those issue (P1): the nation's does not.
    """
    keys = [_key(one) for one in issuer_keys()]
    if not keys or not any(len(code) == TOWNSHIP_DIGITS for code in open_offices()):
        return None
    place = _own_code()
    return {
        "iss": settings.SUIXING_PUBLIC_ADDRESS, "name_zh": full_name(place), "name_en": f"Suixing node {place}",
        "keys": keys,
    }  # fmt: skip


def read_statement(body: str, *, place: str) -> Issuer:
    """What the node at ``place`` says of itself; raises Malformed."""
    stated = value_of(body.encode())
    if type(stated) is not dict or stated.keys() != _STATED:
        raise Malformed
    return read_issuer({**stated, "place": place})


def _publish(own: Mapping[str, Any], seen: Seen, now: datetime) -> None:
    publish_document(name=ISSUER, body=orjson.dumps(own, option=orjson.OPT_SORT_KEYS).decode(), now=now)
    signed = dict(StatusList.objects.exclude(token="").values_list("number", "signed_at"))
    for number in _changed(signed, seen.lists):
        token = StatusList.objects.values_list("token", flat=True).get(pk=number)
        publish_document(name=f"{STATUS}{number}", body=token, now=now)
        seen.lists[number] = signed[number]


def _changed(signed: Mapping[int, datetime], before: Mapping[int, datetime]) -> Iterable[int]:
    return [number for number in sorted(signed) if before.get(number) != signed[number]]


def _key(one: KeyShown) -> dict[str, Any]:
    stated = {"jwk": one.public_jwk, "kid": one.thumbprint, "since": seconds(one.since)}
    return stated if one.withdrawn_at is None else {**stated, "withdrawn": seconds(one.withdrawn_at)}


def _read_own(own: Mapping[str, Any]) -> Issuer:
    return read_issuer({**own, "place": _own_code()})


def _own_code() -> str:
    """The node's place; where it stands alone, the highest office that it serves."""
    return own_place() or min(open_offices(), key=lambda code: (len(code), code), default=NATION)


def _listed(issuer: Issuer) -> dict[str, Any]:
    keys = [
        {"jwk": one.key.jwk, "kid": one.kid, "since": seconds(one.since)}
        | ({} if one.withdrawn is None else {"withdrawn": seconds(one.withdrawn)})
        for one in issuer.keys
    ]
    return {
        "iss": issuer.iss, "place": issuer.place, "name_zh": issuer.name_zh, "name_en": issuer.name_en, "keys": keys,
    }  # fmt: skip
