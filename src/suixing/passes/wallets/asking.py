"""A desk asks whoever stands before it to show a pass from her wallet (OpenID4VP 1.0, direct_post).

It asks for no more than it chose; without a choice, only that the pass is valid. What a wallet answers is checked at
once and not kept: what checking came to waits, sealed, for the session that asked, and is gone once it was read.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from django.conf import settings
from django.db import connection
from django.db.models import Func, TextField

from suixing.kernel.crypto import CryptoError
from suixing.kernel.errors import Sentence
from suixing.kernel.keys import keyring_at
from suixing.passes.formats.base64url import encode
from suixing.passes.formats.claims import Claim
from suixing.passes.formats.reasons import Reason
from suixing.passes.formats.sd_jwt import TYPE, VCT
from suixing.passes.formats.verdicts import Verdict
from suixing.passes.formats.verify import Binding, Checked
from suixing.passes.models import Request
from suixing.passes.printing import LABELS, said_of
from suixing.passes.showing import check
from suixing.passes.wallets.codes import digest_of, new_token
from suixing.passes.wallets.metadata import ALGORITHM

__all__ = ["LABELS", "Claim", "Verdict", "said_of"]  # the rest is defined here
LASTS = timedelta(minutes=10)
SCHEME = "openid4vp://"
ANSWERS = "/passes/presenting/answer/"
QUERY = "pass"
"""The name of the one credential that is asked for."""
_ANSWER = b"answer to a request:"
_STATE = "state "
_SESSION: Func = Func(function="access_session_hash", output_field=TextField())
_ASKED = "SELECT nonce, claims FROM passes_asked(%s)"
_PUT = "SELECT passes_answer(%s, %s)"


class NoAnswer(Exception):  # noqa: N818 - an answer to a program
    """What a wallet sent is no answer to this request: nobody asks, it was answered, or it is of another form."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: ``link`` for a wallet (also as a QR code); ``token`` is what it is looked up by, and secret."""

    token: str
    link: str
    claims: tuple[Claim, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of it. ``verdict`` is None where she, or her wallet, would rather not show it.

    ``claims`` are the JSON values of what was asked for and shown, ``missing`` what was asked for and was not.
    """

    verdict: Verdict | None
    reason: Reason
    claims: dict[Claim, Any]
    missing: tuple[Claim, ...]
    issuer: Sentence | None
    expires: datetime | None
    status_at: datetime | None


def ask(*, claims: Collection[Claim], office: str, by: str, now: datetime) -> Asked:
    """Make a request that ends after ten minutes; its answer is for the session in which it was made."""
    token, nonce = new_token(), new_token()
    chosen = tuple(claim for claim in Claim if claim in claims)
    Request.objects.create(
        digest=digest_of(token), nonce=nonce, claims=[claim.value for claim in chosen], office_id=office, by=by,
        session=_SESSION, made_at=now, until=now + LASTS,
    )  # fmt: skip
    return Asked(token, _link(token, nonce, chosen), chosen, now + LASTS)


def pending(*, token: str, now: datetime) -> Asked | None:
    """The request of this session that waits for its answer; None where it ended or was answered."""
    found = Request.objects.filter(digest=digest_of(token), session=_SESSION, answer=None, until__gt=now)
    row = found.values_list("nonce", "claims", "until").first()
    if row is None:
        return None
    chosen = tuple(map(Claim, row[1]))
    return Asked(token, _link(token, row[0], chosen), chosen, row[2])


def take_answer(*, token: str) -> Answered | None:
    """The answer to a request of this session, which is gone afterwards; None where there is none."""
    found = Request.objects.filter(digest=digest_of(token), session=_SESSION).exclude(answer=None)
    row = found.values_list("answer", "claims").first()
    if row is None or row[0] is None or not found.delete()[0]:
        return None
    try:
        plain = keyring_at(settings.SUIXING_KEYS_DIR).wrapping.open(bytes(row[0]), _ANSWER + digest_of(token))
    except CryptoError:
        return None
    return _read(orjson.loads(plain), tuple(map(Claim, row[1])))


def end(*, token: str) -> None:
    """Take a request of this session back."""
    Request.objects.filter(digest=digest_of(token), session=_SESSION).delete()


def answer(*, token: str, sent: Mapping[str, str], now: datetime) -> None:
    """What a wallet sends; the first answer to a request counts. Raises NoAnswer.

    Whatever it shows is an answer, a forged pass too; what is not of the form of one leaves the request as it is.
    """
    digest = digest_of(token)
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, [digest])
        row = cursor.fetchone()
    if row is None or sent.get("state") != _state(token):
        raise NoAnswer
    nonce, claims = row
    if "error" in sent:
        said: dict[str, Any] = {"verdict": None}
    else:
        shown = _presentation(sent.get("vp_token", ""))
        said = _said(check(shown, now=now, binding=Binding(nonce, _client(token))), claims)
    sealed = keyring_at(settings.SUIXING_KEYS_DIR).wrapping.seal(orjson.dumps(said), _ANSWER + digest)
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [digest, sealed])
        if cursor.fetchone() != (True,):
            raise NoAnswer


def _link(token: str, nonce: str, claims: Collection[Claim]) -> str:
    """The request by value: it is not signed, for its prefix says where the answer goes (5.9.3)."""
    wanted: dict[str, Any] = {"id": QUERY, "format": TYPE, "meta": {"vct_values": [VCT]}}
    if claims:
        wanted["claims"] = [{"path": [claim.value]} for claim in claims]
    algorithms = {"sd-jwt_alg_values": [ALGORITHM], "kb-jwt_alg_values": [ALGORITHM]}
    said = {
        "response_type": "vp_token",
        "response_mode": "direct_post",
        "client_id": _client(token),
        "response_uri": _address(token),
        "nonce": nonce,
        "state": _state(token),
        "dcql_query": orjson.dumps({"credentials": [wanted]}).decode(),
        "client_metadata": orjson.dumps({"vp_formats_supported": {TYPE: algorithms}}).decode(),
    }
    return f"{SCHEME}?{urlencode(said, quote_via=quote, safe='')}"


def _address(token: str) -> str:
    return f"{settings.SUIXING_PUBLIC_ADDRESS}{ANSWERS}{token}"


def _client(token: str) -> str:
    """What this verifier is to a wallet, and what the wallet signs that it shows the pass to."""
    return f"redirect_uri:{_address(token)}"


def _state(token: str) -> str:
    return encode(digest_of(_STATE + token))[:22]


def _presentation(vp_token: str) -> str:
    """The one presentation that was asked for; raises NoAnswer."""
    try:
        told = orjson.loads(vp_token)
    except orjson.JSONDecodeError:
        raise NoAnswer from None
    shown = told.get(QUERY) if type(told) is dict and len(told) == 1 else None
    if type(shown) is list and len(shown) == 1:
        shown = shown[0]
    if type(shown) is not str:
        raise NoAnswer
    return shown


def _said(checked: Checked, claims: Collection[str]) -> dict[str, Any]:
    """What is kept until it is read: of what was shown, only what was asked for."""
    return {
        "verdict": checked.verdict.value,
        "reason": checked.reason.value,
        "claims": {claim.value: value for claim, value in checked.claims.items() if claim.value in claims},
        "issuer": [checked.issued_by.name_zh, checked.issued_by.name_en] if checked.issued_by else None,
        "expires": checked.expires and checked.expires.isoformat(),
        "status_at": checked.status_at and checked.status_at.isoformat(),
    }


def _read(said: Mapping[str, Any], asked: tuple[Claim, ...]) -> Answered:
    if said["verdict"] is None:
        return Answered(None, Reason.SOUND, {}, asked, None, None, None)
    shown = {Claim(name): value for name, value in said["claims"].items()}
    return Answered(
        verdict=Verdict(said["verdict"]),
        reason=Reason(said["reason"]),
        claims=shown,
        missing=tuple(claim for claim in asked if claim not in shown),
        issuer=Sentence(*said["issuer"]) if said["issuer"] else None,
        expires=_instant(said["expires"]),
        status_at=_instant(said["status_at"]),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
