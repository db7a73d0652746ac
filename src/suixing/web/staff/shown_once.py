"""A start code on its way to the page that shows it: sealed in the session, shown once."""

import json
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from suixing.kernel.crypto import CryptoError, SealingKey, keyed_hash

_SESSION = "start_code"
_SEALED_AS = b"start code to be shown once"
WAITS = timedelta(minutes=10)
"""For how long a code that was made waits to be shown."""


def show_once(request: HttpRequest, code: str, name: str, username: str, office: str) -> str:
    """Keep the code, sealed, for the next page; its path. Two sendings of one form both lead to it."""
    said = {
        "code": code, "name": name, "username": username, "office": office,
        "until": (timezone.now() + WAITS).timestamp(),
    }  # fmt: skip
    request.session[_SESSION] = _key().seal(json.dumps(said).encode(), _SEALED_AS).hex()
    # Before the form counts as sent: a second sending of it goes straight to the page.
    request.session.save()
    return reverse("staff_code_shown")


def take(request: HttpRequest) -> dict[str, str] | None:
    """What waits to be shown, and never again: ``code``, ``name``, ``username``, ``office``."""
    sealed = request.session.pop(_SESSION, None)
    if sealed is None:
        return None
    try:
        held = json.loads(_key().open(bytes.fromhex(str(sealed)), _SEALED_AS))
    except (CryptoError, ValueError):
        return None
    return held if held["until"] > timezone.now().timestamp() else None


def _key() -> SealingKey:
    return SealingKey(keyed_hash(settings.SECRET_KEY.encode(), b"suixing start code to be shown"))
