"""Where a wallet answers a request to show a pass (OpenID4VP 1.0, 8.2); the answer is for the desk that asked."""

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from suixing.passes.wallets import asking
from suixing.web.doors import for_everyone
from suixing.web.public.cors import SENT, for_other_sites
from suixing.web.public.wallets import BadRequest, form_of, said


@csrf_exempt  # a program answers, and no browser; the token of the request alone lets it
@for_other_sites(methods=("POST",), headers=SENT)
@for_everyone(methods=("POST",))
def answer(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take the first answer; what is none, and what comes later, changes nothing."""
    try:
        asking.answer(token=token, sent=form_of(request), now=timezone.now())
    except BadRequest as bad:
        return said({"error": bad.error}, status=bad.status)
    except asking.NoAnswer:
        return said({"error": "invalid_request"}, status=400)
    return said({})
