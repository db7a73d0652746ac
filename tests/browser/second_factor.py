"""Second factors that a test holds itself: codes of an authenticator app, and a passkey in the browser."""

import base64
import hmac
import struct
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page

STEP_SECONDS = 30
SOON = 10  # seconds


def code_at(secret: str, seconds: float, digits: int = 6) -> str:
    """The code of RFC 6238 (SHA-1, 30 seconds) for a secret in base 32 at a Unix time."""
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(seconds) // STEP_SECONDS), "sha1")
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4]) & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


class Authenticator:
    """An authenticator app with one secret; it never shows one code twice, for a site takes each only once."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self._shown: set[int] = set()

    def code(self) -> str:
        """The code of now, else a neighbouring one, which the site takes too; where all were shown it waits."""
        while (step := self._fresh_step(time.time())) is None:
            time.sleep(0.1)
        self._shown.add(step)
        return code_at(self.secret, step * STEP_SECONDS)

    def _fresh_step(self, now: float) -> int | None:
        at, passed = divmod(int(now), STEP_SECONDS)
        # The code before is taken only until this step ends: too short for a slow machine towards its end.
        steps = [at, at + 1, *([at - 1] if passed < SOON else [])]
        return next((step for step in steps if step not in self._shown), None)


@contextmanager
def passkey_holder(page: Page, before: Iterable[dict[str, Any]] = ()) -> Iterator[list[dict[str, Any]]]:
    """A device with passkeys, attached to this page while the block runs; it holds those of ``before``.

    Its owner agrees to everything at once. Gives a list that is filled with the keys it holds when the block ends.
    Pages must be opened by a name, not by a number (``site.url`` is), or the browser has no passkeys for them.
    """
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    name = session.send("WebAuthn.addVirtualAuthenticator", {"options": device})["authenticatorId"]
    for one in before:
        session.send("WebAuthn.addCredential", {"authenticatorId": name, "credential": one})
    held: list[dict[str, Any]] = []
    try:
        yield held
    finally:
        held += session.send("WebAuthn.getCredentials", {"authenticatorId": name})["credentials"]
        session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": name})
        session.detach()
