"""Where a wallet gets a pass: addresses that programs ask, in the words of OpenID4VCI 1.0 and OAuth 2.0.

No cookie, no language, no session: a code that an office gave lets in once. Answers are JSON, errors too, and say
nothing of why a code is not taken.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from suixing.kernel.errors import Refusal
from suixing.passes.wallets import metadata, offering
from suixing.passes.wallets.codes import new_nonce
from suixing.passes.wallets.offering import TOKEN_LASTS, WalletRefused, Wrong
from suixing.web.doors import for_everyone
from suixing.web.public.cors import SENT, for_other_sites

JSON = "application/json"
LARGEST_BODY = 64 * 1024
"""Octets of what a wallet sends."""
MOST_FIELDS = 20
FRESH_SECONDS = 300
_BEARER = "bearer "
_KNOWN = frozenset({"credential_configuration_id", "proofs", "proof"})

View = Callable[[HttpRequest], HttpResponseBase]


class BadRequest(Exception):  # noqa: N818 - an answer to a program
    """What was sent is not of the form it claims: an error code of the standard, with its status."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.status = status


def answering(view: View) -> View:
    """Errors as JSON; nothing that is answered is kept on the way."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        try:
            return view(request)
        except BadRequest as bad:
            return said({"error": bad.error}, status=bad.status)

    return answer


@for_other_sites()
@for_everyone
def credential_issuer(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Who issues passes here, and where."""
    return _published(metadata.issuer_metadata())


@for_other_sites()
@for_everyone
def authorization_server(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Where a code is given for a token."""
    return _published(metadata.server_metadata())


@for_other_sites()
@for_everyone
def pass_type(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """How the pass and its claims are called."""
    return _published(metadata.type_metadata())


@csrf_exempt  # a program with a code asks, and no browser; there is no cookie that could be misused
@for_other_sites(methods=("POST",), headers=SENT)
@for_everyone(methods=("POST",))
@answering
def token(request: HttpRequest) -> HttpResponse:
    """A code and its number for a token (6.1)."""
    fields = form_of(request)
    if fields.get("grant_type") != metadata.GRANT:
        raise BadRequest("unsupported_grant_type" if "grant_type" in fields else "invalid_request")
    code, number = fields.get("pre-authorized_code"), fields.get("tx_code")
    if not code or not number:
        raise BadRequest("invalid_request")
    try:
        given = offering.redeem(code=code, number=number)
    except WalletRefused as refused:
        raise BadRequest(refused.wrong.value) from None
    lasts = int(TOKEN_LASTS.total_seconds())
    return said({"access_token": given, "token_type": "Bearer", "expires_in": lasts})


@csrf_exempt
@for_other_sites(methods=("POST",), headers=SENT)
@for_everyone(methods=("POST",))
@answering
def nonce(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """A nonce for a proof (7.1): whoever asks gets one, and nothing is kept of it."""
    return said({"c_nonce": new_nonce(timezone.now())})


@csrf_exempt
@for_other_sites(methods=("POST",), headers=SENT)
@for_everyone(methods=("POST",))
@answering
def credential(request: HttpRequest) -> HttpResponse:
    """A token and the proof of a key for the pass (8.2)."""
    bearer = request.headers.get("Authorization", "")
    held = bearer[len(_BEARER) :] if bearer.lower().startswith(_BEARER) else ""
    if not held or not offering.stands(held):
        return _no_token()
    proof = _proof_in(_object_in(request))
    try:
        given = offering.put_in_wallet(token=held, proof=proof, now=timezone.now())
    except WalletRefused as refused:
        if refused.wrong is Wrong.TOKEN:
            return _no_token()
        raise BadRequest(refused.wrong.value) from None
    except Refusal:
        raise BadRequest("temporarily_unavailable", 503) from None
    return said({"credentials": [{"credential": given}]})


def _proof_in(wanted: Mapping[str, Any]) -> str:
    if "credential_response_encryption" in wanted:
        raise BadRequest("invalid_encryption_parameters")
    if "credential_identifier" in wanted:
        raise BadRequest("unknown_credential_identifier")
    named = wanted.get("credential_configuration_id")
    if type(named) is not str or not wanted.keys() <= _KNOWN:
        raise BadRequest("invalid_credential_request")
    if named != metadata.CONFIGURATION:
        raise BadRequest("unknown_credential_configuration")
    proofs = wanted.get("proofs")
    found = proofs.get("jwt") if type(proofs) is dict and len(proofs) == 1 else None
    # One pass at a time: each wallet's key is its own entry in the journal.
    if type(found) is not list or len(found) != 1 or type(found[0]) is not str or "proof" in wanted:
        raise BadRequest("invalid_proof")
    return found[0]


def form_of(request: HttpRequest) -> dict[str, str]:
    """The fields of a form, each once; raises BadRequest."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise BadRequest("invalid_request")
    try:
        pairs = parse_qsl(
            body_of(request).decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise BadRequest("invalid_request") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise BadRequest("invalid_request")
    return fields


def body_of(request: HttpRequest) -> bytes:
    """What was sent, no more than is looked at; raises BadRequest for more."""
    body: bytes = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise BadRequest("invalid_request", 413)
    return body


def _object_in(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != JSON:
        raise BadRequest("invalid_credential_request")
    try:
        wanted = orjson.loads(body_of(request))
    except orjson.JSONDecodeError:
        raise BadRequest("invalid_credential_request") from None
    if type(wanted) is not dict:
        raise BadRequest("invalid_credential_request")
    return wanted


def said(what: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """JSON for one asker alone."""
    answer = HttpResponse(orjson.dumps(what), content_type=JSON, status=status)
    answer.headers["Cache-Control"] = "no-store"
    answer.for_all = True  # type: ignore[attr-defined] # for web.policy
    return answer


def _published(what: Mapping[str, Any]) -> HttpResponse:
    answer = said(what)
    answer.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return answer


def _no_token() -> HttpResponse:
    answer = said({"error": Wrong.TOKEN.value}, status=401)
    answer.headers["WWW-Authenticate"] = f'Bearer error="{Wrong.TOKEN.value}"'
    return answer
