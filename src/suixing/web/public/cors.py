"""Addresses that pages of other sites may ask: a wallet, or whoever checks a pass, may be one. No cookie goes along.

Nothing is read here by who is signed in: an answer is the same whoever's browser asks, so any site may ask.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

View = Callable[..., HttpResponseBase]
READ = "If-None-Match"
SENT = "Authorization, Content-Type"
"""What may go along besides what every page may send."""
ASKED_AGAIN_SECONDS = 86400
NO_CONTENT = 204


def for_other_sites(*, methods: tuple[str, ...] = ("GET", "HEAD"), headers: str = READ) -> Callable[[View], View]:
    """Answer the question of a browser whether a page may ask (OPTIONS), and let it read every answer, errors too.

    Stands outside of the mark that says for whom a view is, so that what that refuses can be read as well.
    """

    def mark(marked: View) -> View:
        @wraps(marked)
        def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "OPTIONS":
                return _may(methods, headers)
            answer = marked(request, *args, **kwargs)
            answer.headers["Access-Control-Allow-Origin"] = "*"
            answer.headers["Access-Control-Expose-Headers"] = "ETag, WWW-Authenticate"
            answer.for_all = True  # type: ignore[attr-defined] # for web.policy
            return answer

        return answering

    return mark


def _may(methods: tuple[str, ...], headers: str) -> HttpResponse:
    answer = HttpResponse(status=NO_CONTENT)
    answer.headers["Allow"] = ", ".join((*methods, "OPTIONS"))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Allow-Methods"] = ", ".join(methods)
    answer.headers["Access-Control-Allow-Headers"] = headers
    answer.headers["Access-Control-Max-Age"] = str(ASKED_AGAIN_SECONDS)
    answer.headers["Cache-Control"] = "no-store"
    answer.for_all = True  # type: ignore[attr-defined] # for web.policy
    return answer
