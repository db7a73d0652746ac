"""The number of an extract or a decision on its way to the page that shows it: sealed in the session, shown once."""

import json
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from suixing.kernel.crypto import CryptoError, SealingKey, keyed_hash

_SESSION = "record_number"
_SEALED_AS = b"record number to be shown once"
WAITS = timedelta(minutes=10)
"""For how long a number that was drawn waits to be shown."""


def show_once(request: HttpRequest, *, number: str, kind: str) -> str:
    """Keep the number, sealed, for the next page; its path. ``kind`` is extract, decision or withdrawn."""
    said = {"number": number, "kind": kind, "until": (timezone.now() + WAITS).timestamp()}
    request.session[_SESSION] = _key().seal(json.dumps(said).encode(), _SEALED_AS).hex()
    # Before the form counts as sent: a second sending of it goes straight to the page.
    request.session.save()
    return reverse("case_done")


def take(request: HttpRequest) -> dict[str, str] | None:
    """What waits to be shown, and never again: ``number`` and ``kind``."""
    sealed = request.session.pop(_SESSION, None)
    if sealed is None:
        return None
    try:
        held = json.loads(_key().open(bytes.fromhex(str(sealed)), _SEALED_AS))
    except (CryptoError, ValueError):
        return None
    return held if held["until"] > timezone.now().timestamp() else None


def _key() -> SealingKey:
    return SealingKey(keyed_hash(settings.SECRET_KEY.encode(), b"suixing record number to be shown"))
