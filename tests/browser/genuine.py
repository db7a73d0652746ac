"""Passes of the node of SUIXING_HOME, made as the node makes them; a program of its own, for settings are one node's.

Prints as JSON ``valid``, ``revoked`` (texts of QR codes) and ``wallet``; no person is behind them. What the node
publishes about passes is signed and told anew, as its worker does from time to time.
"""

import json
import sys
from datetime import timedelta

from suixing.config.session import node_session


def make() -> dict[str, str]:
    """Take two places of the newest status list, and revoke one."""
    from django.conf import settings
    from django.utils import timezone

    from suixing.passes import lists
    from suixing.passes.actions import prepare
    from suixing.passes.formats import cwt, sd_jwt
    from suixing.passes.formats.claims import Claim
    from suixing.passes.formats.keys import new_signing_key
    from suixing.passes.formats.terms import terms_of
    from suixing.passes.keys import signer
    from suixing.passes.trusting import Seen, keep_trust
    from tests.cast import FUCHENG
    from tests.passes.mangled import LI

    now = timezone.now()
    prepare(by="tests", now=now)
    key, first = signer().key, timezone.localdate(now) - timedelta(days=100)
    places = lists.take_places(office=FUCHENG, many=2, now=now)
    sound, gone = (
        terms_of(settings.SUIXING_PUBLIC_ADDRESS, first, first + timedelta(days=1096), lists.uri_of(number), place)
        for number, place in places
    )
    lists.revoke_places(places=places[1:], now=now)
    keep_trust(Seen(), now=now)
    shown = [Claim.NAME, Claim.HOME_COUNTY, Claim.FREE_SERVICES]
    wallet = sd_jwt.issue(key, sound, LI, new_signing_key().public_jwk)
    return {
        "valid": cwt.issue(key, sound, LI, shown),
        "revoked": cwt.issue(key, gone, LI, shown),
        "wallet": sd_jwt.select(wallet, [Claim.ADULT]),
    }


def main() -> int:
    """``python -m tests.browser.genuine``."""
    with node_session():
        sys.stdout.write(json.dumps(make()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
