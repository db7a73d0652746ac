"""What anybody needs to check a pass: keys, status lists, whom to trust. No cookie, no language, no asker."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from suixing.kernel.crypto import sha256
from suixing.passes import queries
from suixing.web.doors import for_everyone
from suixing.web.public.cors import for_other_sites

JSON = "application/json"
STATUS = "application/statuslist+jwt"
TRUST = "application/suixing-trust+jwt"
FRESH_SECONDS = 300
"""For so long anybody may keep an answer; a revocation is seen that much later at most."""


@for_other_sites()
@for_everyone
def jwt_vc_issuer(request: HttpRequest) -> HttpResponseBase:
    """The issuer's keys at the well-known place of SD-JWT VC."""
    return _answer(request, queries.issuer_metadata(), JSON)


@for_other_sites()
@for_everyone
def status_list(request: HttpRequest, number: int) -> HttpResponseBase:
    """A status list, signed: of 131,072 passes at once, so that asking for it names none."""
    held = queries.status_token(number)
    return _answer(request, held.token if held else None, STATUS)


@for_other_sites()
@for_everyone
def trust(request: HttpRequest) -> HttpResponseBase:
    """Whom this node trusts to issue passes, signed with its list key."""
    return _answer(request, queries.signed_trust(), TRUST)


@for_other_sites()
@for_everyone
def lists(request: HttpRequest) -> HttpResponseBase:
    """All status lists of all nodes in one file, the same for everybody; read in full only where it has changed."""
    etag = f'"{queries.bundle_mark()[:32]}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return _for_all(known, etag)
    return _for_all(HttpResponse(queries.bundle(queries.status_lists()), content_type=JSON), etag)


def _answer(request: HttpRequest, body: str | None, content_type: str) -> HttpResponseBase:
    if body is None:
        return _for_all(HttpResponse("{}", content_type=JSON, status=404), "")
    etag = f'"{sha256(body.encode()).hex()[:32]}"'
    answer = HttpResponse(body, content_type=content_type)
    return _for_all(get_conditional_response(request, etag=etag, response=answer) or answer, etag)


def _for_all(answer: HttpResponseBase, etag: str) -> HttpResponseBase:
    answer.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}" if etag else "no-cache"
    if etag:
        answer.headers["ETag"] = etag
    answer.for_all = True  # type: ignore[attr-defined] # for web.policy
    return answer
