"""One pass into one wallet (OpenID4VCI 1.0, pre-authorised code with a number that she is told apart).

An offer holds a code and nothing about her. The wallet gives code and number for a token, and the token, with a proof
of its own key, for the pass. Functions of the owner do both, for a wallet has no session; each thing is given once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote
from uuid import UUID

import orjson
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from suixing.journal import actions as journal
from suixing.passes import stating
from suixing.passes.errors import NoSuchPass, NotValid
from suixing.passes.formats import sd_jwt
from suixing.passes.formats.reasons import Malformed
from suixing.passes.formats.wallet_proof import read_proof
from suixing.passes.keys import signer
from suixing.passes.models import Offer, Pass, State
from suixing.passes.wallets.codes import digest_of, is_fresh, new_number, new_token, number_digest
from suixing.passes.wallets.metadata import CONFIGURATION, GRANT
from suixing.people.queries import open_key

WISH = "wish_of_the_person"
LASTS = timedelta(minutes=15)
TOKEN_LASTS = timedelta(minutes=10)
"""As the database has it."""
SCHEME = "openid-credential-offer://"
_REDEEM = "SELECT passes_redeem_offer(%s, %s, %s)"
_STANDS = "SELECT passes_token_stands(%s)"
_PUT = "SELECT * FROM passes_put_in_wallet(%s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Offered:
    """What she is shown once: a link for her wallet (also as a QR code), a number to type there, until when."""

    link: str
    number: str
    until: datetime


class Wrong(StrEnum):
    """What is wrong with what a wallet sent, in the words of the standard."""

    GRANT = "invalid_grant"
    TOKEN = "invalid_token"  # noqa: S105 - a word of the standard
    PROOF = "invalid_proof"
    NONCE = "invalid_nonce"


class WalletRefused(Exception):  # noqa: N818 - an answer to a program, not a fault
    """The wallet is answered with ``wrong``; nothing was given."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


@transaction.atomic
def offer_pass(*, number: UUID, office: str, by: str, now: datetime) -> Offered:
    """Hold a pass ready for one wallet for 15 minutes; earlier offers of it at this office that nobody took end.

    Raises NoSuchPass for one that the office does not see, NotValid for one that was revoked or has expired.
    """
    held = Pass.objects.filter(pk=number).values_list("person_id", "state", "valid_until").first()
    if held is None:
        raise NoSuchPass
    if held[1] != State.VALID or held[2] < timezone.localdate(now):
        raise NotValid
    code, typed = new_token(), new_number()
    Offer.objects.filter(held_id=number, office_id=office, used_at=None).delete()
    Offer.objects.create(
        digest=digest_of(code), tx_digest=number_digest(code, typed), held_id=number, office_id=office, by=by,
        made_at=now, until=now + LASTS,
    )  # fmt: skip
    journal.record(act="pass.offered", office=office, officer=by, purpose=WISH, subjects=[held[0]], now=now)
    return Offered(link_of(code), typed, now + LASTS)


def link_of(code: str) -> str:
    """The offer by value (4.1.1): whose address, what, and the code, as a link that wallets open."""
    tx = {"input_mode": "numeric", "length": 6}
    said = {
        "credential_issuer": settings.SUIXING_PUBLIC_ADDRESS,
        "credential_configuration_ids": [CONFIGURATION],
        "grants": {GRANT: {"pre-authorized_code": code, "tx_code": tx}},
    }
    return SCHEME + "?credential_offer=" + quote(orjson.dumps(said).decode(), safe="")


def redeem(*, code: str, number: str) -> str:
    """The token for a code and the number that goes with it. Raises WalletRefused, whatever of the two is wrong."""
    token = new_token()
    with connection.cursor() as cursor:
        cursor.execute(_REDEEM, [digest_of(code), number_digest(code, number), digest_of(token)])
        if cursor.fetchone() != ("ok",):
            raise WalletRefused(Wrong.GRANT)
    return token


def stands(token: str) -> bool:
    """Whether a token is good for a pass now."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, [digest_of(token)])
        return bool(cursor.fetchone() == (True,))


def put_in_wallet(*, token: str, proof: str, now: datetime) -> str:
    """The pass, bound to the key of the wallet's proof; the token ends, and so does the proof's nonce.

    Raises WalletRefused, and NotReady or KeyMissing where this node cannot sign; the token stays good then.
    """
    try:
        proved = read_proof(proof, audience=settings.SUIXING_PUBLIC_ADDRESS, at=now)
    except Malformed:
        raise WalletRefused(Wrong.PROOF) from None
    if not is_fresh(proved.nonce, now):
        raise WalletRefused(Wrong.NONCE)
    using = signer()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                _PUT, [digest_of(token), digest_of(proved.nonce), proved.holder.thumbprint, using.number]
            )  # fmt: skip
            row = cursor.fetchone()
            if row is None:
                raise WalletRefused(Wrong.TOKEN)
            number, person, first, last, *place, sealed, wrapped = row
            claims = stating.opened(
                open_key(person, bytes(wrapped)), number, bytes(sealed), day=timezone.localdate(now)
            )
            said = stating.terms(first, last, (place[0], place[1]))
            return sd_jwt.issue(using.key, said, claims, proved.holder.jwk)
    except IntegrityError:
        raise WalletRefused(Wrong.NONCE) from None
