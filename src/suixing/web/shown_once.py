"""What a page may show a single time, on its way to that page: sealed in the session, gone once it was shown."""

import json
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from suixing.kernel.crypto import CryptoError, SealingKey, keyed_hash

WAITS = timedelta(minutes=10)
"""For how long something waits to be shown."""


@dataclass(frozen=True, slots=True)
class ShownOnce:
    """One kind of such things: ``name`` keeps kinds apart, ``page`` is the view that shows them."""

    name: str
    page: str

    def keep(self, request: HttpRequest, **said: str) -> str:
        """Keep what is to be shown, sealed; the path of its page. Two sendings of one form both lead to it."""
        held = {**said, "until": (timezone.now() + WAITS).timestamp()}
        request.session[self.name] = self._key().seal(json.dumps(held).encode(), self.name.encode()).hex()
        # Before the form counts as sent: a second sending of it goes straight to the page.
        request.session.save()
        return reverse(self.page)

    def take(self, request: HttpRequest) -> dict[str, str] | None:
        """What waits to be shown, and never again."""
        sealed = request.session.pop(self.name, None)
        if sealed is None:
            return None
        try:
            held = json.loads(self._key().open(bytes.fromhex(str(sealed)), self.name.encode()))
        except (CryptoError, ValueError):
            return None
        return held if held["until"] > timezone.now().timestamp() else None

    def _key(self) -> SealingKey:
        return SealingKey(keyed_hash(settings.SECRET_KEY.encode(), f"suixing {self.name} to be shown".encode()))
