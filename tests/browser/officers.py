"""Who works at the offices of the site under test; who they are and what they may do never changes between tests.

Run as a program in the environment of a node, it opens their offices, appoints them and prints as JSON what fills the
placeholders of addresses.
"""

import base64
import hashlib
import json
import sys
from dataclasses import dataclass

from tests.cast import FUCHENG, GUANHU, XIUYING, ZHONGZHOU

DISTRICT = "440309"
VILLAGE = "440309005001"
PASSWORD = "correct horse battery staple 9"  # noqa: S105 - of invented officers


@dataclass(frozen=True)
class Appointed:
    """One officer; ``secret`` (base 32) is that of her authenticator app."""

    username: str
    name: str
    office: str
    role: str

    @property
    def secret(self) -> str:
        return base64.b32encode(hashlib.sha256(self.username.encode()).digest()[:20]).decode()


DESK = Appointed("chen.desk", "陈晓", FUCHENG, "desk_officer")
"""Desk officer of Fucheng, who holds the cast."""
OTHER_DESK = Appointed("lin.desk", "林岚", GUANHU, "desk_officer")
"""Desk officer of Guanhu, who holds nobody."""
HOME_DESK = Appointed("gao.desk", "高原", ZHONGZHOU, "desk_officer")
"""Desk officer at the home place."""
COMMUNITY = Appointed("zhou.village", "周梅", VILLAGE, "community_worker")
"""Community worker in a village of Fucheng."""
SUPERVISOR = Appointed("wu.supervisor", "吴越", DISTRICT, "supervisor")
STAFF = Appointed("he.staff", "何静", FUCHENG, "staff_administrator")
EXCHANGE = Appointed("xu.exchange", "徐洋", DISTRICT, "exchange_operator")
OFFICERS = {one.username: one for one in (DESK, OTHER_DESK, HOME_DESK, COMMUNITY, SUPERVISOR, STAFF, EXCHANGE)}


def appoint_all() -> dict[str, str]:
    """Appoint everybody; ``account`` is the number under which Fucheng entered Li Xiuying."""
    from django.db import connection
    from django.utils import timezone

    from suixing.access.actions import appoint_officer
    from suixing.access.roles import Role
    from suixing.places.actions import open_office
    from suixing.web.sign_in.factors import give_totp

    now = timezone.now()
    for one in OFFICERS.values():
        open_office(code=one.office, now=now)
        officer = appoint_officer(
            username=one.username, name=one.name, office=one.office, roles=[Role(one.role)], password=PASSWORD,
            by="operator", now=now,
        )  # fmt: skip
        give_totp(officer, one.secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM people_account WHERE office_id = %s AND name = %s", [FUCHENG, XIUYING.name])
        (account,) = cursor.fetchone()
    return {"account": str(account)}


def main() -> int:
    """``python -m tests.browser.officers``."""
    from suixing.config.session import node_session

    with node_session():
        sys.stdout.write(json.dumps(appoint_all()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
