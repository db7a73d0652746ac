"""What other rooms ask about passes, and the two forms that are handed out."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils import timezone

from suixing.passes import stating
from suixing.passes.errors import NoSuchPass
from suixing.passes.formats.claims import Claim, PassClaims
from suixing.passes.formats.terms import Terms
from suixing.passes.handing_out import paper_token, wallet_token
from suixing.passes.keys import KeyShown, issuer_keys, list_key
from suixing.passes.lists import uri_of
from suixing.passes.models import Pass, State, StatusList
from suixing.passes.newcomers import wants_none
from suixing.passes.overview import IssuerSeen, TrustSeen, issuers_seen, trust_seen
from suixing.passes.published import bundle, bundle_mark, issuer_metadata, signed_trust, status_lists
from suixing.passes.showing import KEPT, Showing, check, showing_of
from suixing.people.queries import key_of

__all__ = [
    "KEPT", "Claim", "IssuerSeen", "KeyShown", "PassClaims", "Showing", "Terms", "TrustSeen", "bundle", "bundle_mark",
    "check", "issuer_keys", "issuer_metadata", "issuers_seen", "list_key", "paper_token", "showing_of", "signed_trust",
    "status_lists", "trust_seen", "uri_of", "wallet_token", "wants_none",
]  # fmt: skip # the rest is defined here


class Standing(StrEnum):
    """How a pass stands on a day."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class PassSeen:
    """One pass as an office sees it. ``revoked_for`` is a value of ``RevokedFor``, empty where it was not revoked.

    ``replaces`` and ``replaced_by`` lead to the pass before and after it, as far as they are seen: its history.
    """

    number: UUID
    person: UUID
    office: str
    valid_from: date
    valid_until: date
    standing: Standing
    issued_at: datetime
    revoked_at: datetime | None
    revoked_for: str
    replaces: UUID | None
    replaced_by: UUID | None
    signed_with: tuple[int, ...]


def passes_of(*, person: UUID, today: date, office: str | None = None) -> list[PassSeen]:
    """Every pass of a person that this process may see, the newest first; only one office's where it is named."""
    found = Pass.objects.filter(person_id=person)
    if office is not None:
        found = found.filter(office_id=office)
    rows = list(found.order_by("-issued_at", "-id"))
    # Of several that replaced one, the newest that is valid, else the newest.
    after: dict[UUID, Pass] = {}
    for row in rows:
        held = after.get(row.replaces_id) if row.replaces_id else None
        if row.replaces_id and (held is None or (held.state == State.REVOKED and row.state == State.VALID)):
            after[row.replaces_id] = row
    return [_seen(row, after[row.id].id if row.id in after else None, today) for row in rows]


def pass_of(number: UUID, *, today: date) -> PassSeen:
    """One pass. Raises NoSuchPass for one that is not there or that this process may not see."""
    row = Pass.objects.filter(pk=number).first()
    if row is None:
        raise NoSuchPass
    after = Pass.objects.filter(replaces=number).order_by("-state", "-issued_at").values_list("id", flat=True).first()
    return _seen(row, after, today)


def _seen(row: Pass, after: UUID | None, today: date) -> PassSeen:
    return PassSeen(
        number=row.id, person=row.person_id, office=row.office_id, valid_from=row.valid_from,
        valid_until=row.valid_until, standing=standing_of(row, today), issued_at=row.issued_at,
        revoked_at=row.revoked_at, revoked_for=row.revoked_for or "", replaces=row.replaces_id, replaced_by=after,
        signed_with=tuple(row.signed_with),
    )  # fmt: skip


def standing_of(row: Pass, today: date) -> Standing:
    """A revoked pass is revoked whatever the day; both its first and its last day count."""
    if row.state == State.REVOKED:
        return Standing.REVOKED
    if today < row.valid_from:
        return Standing.NOT_YET
    return Standing.EXPIRED if today > row.valid_until else Standing.VALID


def claims_of(seen: PassSeen, *, day: date | None = None) -> PassClaims:
    """All that the pass can show, on ``day``; whoever shows it to anybody records the reading (A5)."""
    sealed = Pass.objects.values_list("sealed", flat=True).get(pk=seen.number)
    return stating.opened(key_of(seen.person), seen.number, bytes(sealed), day=day or timezone.localdate())


def terms_of(seen: PassSeen) -> Terms:
    """Issuer, instants and place in the status list, as every form of the pass says them."""
    place = Pass.objects.values_list("status_list_id", "index").get(pk=seen.number)
    return stating.terms(seen.valid_from, seen.valid_until, place)


def signed_with(*, key: int, today: date) -> list[tuple[UUID, str]]:
    """Valid passes of which forms were handed out under this key, with their offices: to be handed out anew."""
    found = Pass.objects.filter(state=State.VALID, valid_until__gte=today, signed_with__contains=[key])
    return list(found.order_by("office_id", "id").values_list("id", "office_id"))


@dataclass(frozen=True, slots=True)
class StatusToken:
    """A status list as it is published."""

    number: int
    token: str
    signed_at: datetime
    expires_at: datetime


def status_token(number: int) -> StatusToken | None:
    """The list of this number; None where there is none."""
    row = StatusList.objects.filter(pk=number).values_list("number", "token", "signed_at", "expires_at").first()
    return None if row is None else StatusToken(*row)


def status_tokens() -> list[StatusToken]:
    """Every status list of this node."""
    rows = StatusList.objects.order_by("number").values_list("number", "token", "signed_at", "expires_at")
    return [StatusToken(*row) for row in rows]
