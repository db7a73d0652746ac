"""The page on which a phone shows what it keeps of a pass, without a network or a session; the node learns nothing.


What is kept lies in the browser; the page is the same for everybody and says nothing before it is tapped open.
"""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suixing.web.doors import for_everyone
from suixing.web.public.offline import STATIC, worker_answer, worker_head

WORKER = STATIC / "kept" / "service_worker.js"
TEMPLATE = STATIC.parent / "templates" / "public" / "kept.html"
FILES = ("kept/page.js", "resident/pass.css", "resident/plain.svg", "suixing.css")


@for_everyone
def kept_page(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "public/kept.html")


@for_everyone
def kept_worker(_: HttpRequest) -> HttpResponse:
    """The service worker that keeps the page."""
    return worker_answer(_head(), WORKER)


@cache
def _head() -> bytes:
    return worker_head(WORKER, [STATIC / name for name in FILES], also=[TEMPLATE])
