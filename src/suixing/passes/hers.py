"""What a person does with a pass of hers on her own pages: show it, print it, put it into a wallet, call it lost.

No act takes a person: the database knows whose session it is, opens only what that session opens, and writes the entry
in her name. A pass of somebody else, and one that is not open to her, are answered like none.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from suixing.passes import lists, stating
from suixing.passes.errors import AlreadyRevoked, NoSuchPass, NotValid
from suixing.passes.formats.claims import Claim
from suixing.passes.keys import signer
from suixing.passes.models import Pass, State
from suixing.passes.wallets.codes import digest_of, new_number, new_token, number_digest
from suixing.passes.wallets.offering import Offered, link_of
from suixing.people.queries import key_of

PAPER, SCREEN = "paper", "screen"
_NOTE = "SELECT passes_note_own(%s, %s, %s)"
_OFFER = "SELECT passes_offer_own(%s, %s, %s)"
_REVOKE = "SELECT list, place FROM passes_revoke_own(%s)"


@transaction.atomic
def own_code(*, number: UUID, chosen: Collection[Claim], form: str, now: datetime) -> str:
    """The text of a code that discloses what she chose, and nothing else; ``form`` is PAPER or SCREEN.

    Raises NoSuchPass, NotValid, NotReady or TooMuchForPaper.
    """
    held, using = _valid(number, now), signer()
    claims = stating.opened(key_of(held.person_id), held.id, bytes(held.sealed), day=timezone.localdate(now))
    terms = stating.terms(held.valid_from, held.valid_until, (held.status_list_id, held.index))
    code = stating.paper_code(using.key, terms, claims, chosen)
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [number, form, using.number])
        if cursor.fetchone() != (True,):
            raise NoSuchPass
    return code


@transaction.atomic
def offer_own(*, number: UUID, now: datetime) -> Offered:
    """Hold a pass of hers ready for one wallet for 15 minutes; what she held ready before ends.

    Raises NoSuchPass, or NotValid for one that was revoked or has expired.
    """
    _valid(number, now)
    code, typed = new_token(), new_number()
    with connection.cursor() as cursor:
        cursor.execute(_OFFER, [number, digest_of(code), number_digest(code, typed)])
        ((until,),) = cursor.fetchall()
    if until is None:
        raise NotValid
    return Offered(link_of(code), typed, until)


@transaction.atomic
def report_lost(*, number: UUID, now: datetime) -> None:
    """Revoke a pass of hers that is lost, at once and for good. Raises NoSuchPass or AlreadyRevoked."""
    if not Pass.objects.filter(pk=number).exists():
        raise NoSuchPass
    with connection.cursor() as cursor:
        cursor.execute(_REVOKE, [number])
        places = cursor.fetchall()
    if not places:
        raise AlreadyRevoked
    lists.revoke_places(places=places, now=now)


def _valid(number: UUID, now: datetime) -> Pass:
    held = Pass.objects.filter(pk=number).first()
    if held is None:
        raise NoSuchPass
    if held.state != State.VALID or held.valid_until < timezone.localdate(now):
        raise NotValid
    return held
