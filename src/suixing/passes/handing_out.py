"""The two forms of a pass, made when they are handed out: a code for paper and screen, a token for a wallet."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from suixing.journal import actions as journal
from suixing.passes import stating
from suixing.passes.errors import NoSuchPass, NotValid
from suixing.passes.formats import sd_jwt
from suixing.passes.formats.claims import Claim, PassClaims
from suixing.passes.formats.terms import Terms
from suixing.passes.keys import Signer, signer
from suixing.passes.models import Pass, State
from suixing.people.queries import key_of

WISH = "wish_of_the_person"


@transaction.atomic
def paper_token(*, number: UUID, chosen: Collection[Claim], by: str, now: datetime, office: str | None = None) -> str:
    """The text of the code on paper: it discloses what was chosen, and nothing else. ``office`` hands it out.

    Raises NoSuchPass, NotValid, NotReady or TooMuchForPaper.
    """
    held, using = _valid(number, now), signer()
    code = stating.paper_code(using.key, _terms(held), _claims(held, now), chosen)
    _handed_out(held, using, "paper", office=office, by=by, now=now)
    return code


@transaction.atomic
def wallet_token(*, number: UUID, holder: Mapping[str, Any], by: str, now: datetime, office: str | None = None) -> str:
    """An SD-JWT VC bound to the wallet's public key (a JWK), each claim apart. Raises NoSuchPass, NotValid or NotReady.

    Raises Malformed for what is no P-256 key.
    """
    held, using = _valid(number, now), signer()
    token = sd_jwt.issue(using.key, _terms(held), _claims(held, now), holder)
    _handed_out(held, using, "wallet", office=office, by=by, now=now)
    return token


def _valid(number: UUID, now: datetime) -> Pass:
    held = Pass.objects.filter(pk=number).first()
    if held is None:
        raise NoSuchPass
    if held.state != State.VALID or held.valid_until < timezone.localdate(now):
        raise NotValid
    return held


def _terms(held: Pass) -> Terms:
    return stating.terms(held.valid_from, held.valid_until, (held.status_list_id, held.index))


def _claims(held: Pass, now: datetime) -> PassClaims:
    return stating.opened(key_of(held.person_id), held.id, bytes(held.sealed), day=timezone.localdate(now))


def _handed_out(held: Pass, using: Signer, form: str, *, office: str | None, by: str, now: datetime) -> None:
    if using.number not in held.signed_with:
        with connection.cursor() as cursor:
            cursor.execute("SELECT passes_note_key(%s, %s)", [held.id, using.number])
    journal.record(
        act="pass.printed", office=office, officer=by, purpose=WISH, subjects=[held.person_id],
        detail={"form": form}, now=now,
    )  # fmt: skip
