"""The calendar feed of an officer: made and ended here, its address shown once; it says how many, by day."""

import json
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from suixing.journeys.cases import covering
from suixing.kernel.crypto import CryptoError, SealingKey, keyed_hash
from suixing.web.cases.worklist import changes_cases, works_on_cases
from suixing.web.seat import acting_officer

_SESSION = "feed_token"
_SEALED_AS = b"feed token to be shown once"
WAITS = timedelta(minutes=10)
"""For how long a token that was made waits to be shown."""


@works_on_cases
def feed(request: HttpRequest) -> HttpResponse:
    """Until when her feed is answered; right after it was made, its address, once."""
    acting, now = acting_officer(request), timezone.now()
    token = _take(request)
    shown = {
        "here": "cases", "until": covering.feed_until(officer=acting.username, now=now),
        "address": request.build_absolute_uri(reverse("calendar_feed", args=[token])) if token else "",
    }  # fmt: skip
    return render(request, "cases/feed.html", shown)


@changes_cases
def make(request: HttpRequest) -> HttpResponse:
    """A new address; the one before ends."""
    acting, now = acting_officer(request), timezone.now()
    token = covering.make_feed(office=acting.office, officer=acting.username, now=now)
    said = json.dumps({"token": token, "until": (now + WAITS).timestamp()}).encode()
    request.session[_SESSION] = _key().seal(said, _SEALED_AS).hex()
    return redirect("case_feed")


@changes_cases
def end(request: HttpRequest) -> HttpResponse:
    """Her feed is answered no more."""
    acting = acting_officer(request)
    covering.end_feeds(office=acting.office, officer=acting.username, now=timezone.now())
    request.session.pop(_SESSION, None)
    return redirect("case_feed")


def _take(request: HttpRequest) -> str:
    sealed = request.session.pop(_SESSION, None)
    if sealed is None:
        return ""
    try:
        held = json.loads(_key().open(bytes.fromhex(str(sealed)), _SEALED_AS))
    except (CryptoError, ValueError):
        return ""
    return str(held["token"]) if held["until"] > timezone.now().timestamp() else ""


def _key() -> SealingKey:
    return SealingKey(keyed_hash(settings.SECRET_KEY.encode(), b"suixing feed token to be shown"))
