"""Fill the node of SUIXING_HOME with passes and offers of them; a program of its own, for settings are a node's.

Prints as JSON: ``offers``, each with link and number, of as many people; ``revoked``, an offer whose pass was revoked
since; ``officers``, the secret of each one's authenticator.
"""

import json
import sys
from contextlib import redirect_stdout
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

PASSWORD = "correct horse battery staple 9"  # noqa: S105 - of invented officers
OFFICERS = {
    "desk": ("440309005", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
    "other": ("440309005", "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"),
    "home": ("500233001", "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK"),
}
"""Each with her office and the secret of her authenticator: two where people live, one at home."""


def main() -> int:
    """``python -m tests.passes.wallets.fill``."""
    from suixing.config.session import node_session

    with node_session(), redirect_stdout(sys.stderr):
        told = fill()
    sys.stdout.write(json.dumps(told))
    return 0


def fill() -> dict[str, Any]:
    """A key, a trust list, two officers, and a pass for each person whom the home office holds."""
    from suixing.access.actions import appoint_officer
    from suixing.access.models import Officer
    from suixing.access.roles import Role
    from suixing.passes.actions import issue_pass, prepare, revoke_pass
    from suixing.passes.models import RevokedFor
    from suixing.passes.trusting import Seen, keep_trust
    from suixing.passes.wallets.offering import offer_pass
    from suixing.people.models import Account
    from suixing.places.actions import open_office
    from suixing.web.sign_in.factors import give_totp
    from tests.cast import FUCHENG, ZHONGZHOU

    now = datetime.now(UTC)
    open_office(code=FUCHENG, now=now)
    prepare(by="operator", now=now)
    keep_trust(Seen(), now=now)
    for name, (office, secret) in OFFICERS.items():
        appoint_officer(
            username=f"{name}.worker", name="新雨", office=office, roles=[Role.DESK_OFFICER], password=PASSWORD,
            by="operator", now=now,
        )  # fmt: skip
        give_totp(Officer.objects.get(username=f"{name}.worker"), secret)
    offers = []
    for account, person in Account.objects.filter(office_id=ZHONGZHOU).order_by("id").values_list("id", "person_id"):
        number = issue_pass(person=person, office=ZHONGZHOU, by="operator", now=now)
        offered = offer_pass(number=number, office=ZHONGZHOU, by="operator", now=now)
        offers.append({
            "link": offered.link, "number": offered.number, "pass": str(number), "person": str(person),
            "account": str(account),
        })  # fmt: skip
    revoked = offers.pop()
    revoke_pass(number=UUID(revoked["pass"]), office=ZHONGZHOU, reason=RevokedFor.LOST, by="operator", now=now)
    return {"offers": offers, "revoked": revoked}


if __name__ == "__main__":
    sys.exit(main())
