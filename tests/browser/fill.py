"""Appoint the cast on the node of SUIXING_HOME; a program of its own, because settings belong to one node.

Prints as JSON what fills the placeholders of addresses: ``account`` is under which number Fucheng entered Li Xiuying,
``home_account`` under which Zhongzhou holds somebody with the pass ``pass``.
"""

import json
import sys
from typing import Any
from uuid import UUID

from suixing.config.session import node_session


def appoint_all() -> dict[str, str]:
    """Open the offices of the cast and appoint everybody."""
    from django.db import connection
    from django.utils import timezone

    from suixing.config.demo_cast import appoint_cast, publish_contacts
    from tests.browser.officers import ALL, PASSWORD
    from tests.cast import FUCHENG, XIUYING

    appoint_cast(password=PASSWORD, now=timezone.now(), cast=ALL)
    publish_contacts(now=timezone.now())
    compared = _have_something_stuck()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM people_account WHERE office_id = %s AND name = %s", [FUCHENG, XIUYING.name])
        (account,) = cursor.fetchone()
    return {"account": str(account), "compared": compared, **_open_cases(), **_issue_pass()}


def _issue_pass() -> dict[str, str]:
    """Zhongzhou has issued a pass to somebody whose home is there; her file number and the pass."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from django.utils import timezone

    from suixing.journeys.intake.run import take_in
    from suixing.passes.actions import issue_pass, prepare
    from suixing.people.models import Account
    from tests.browser.residents import RESIDENT
    from tests.cast import TODAY, ZHONGZHOU, write_csv

    now, her = timezone.now(), RESIDENT
    with TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "people.csv", [her])
        list(take_in(path, office=ZHONGZHOU, by="console", today=TODAY, now=now))
    account = Account.objects.get(office=ZHONGZHOU, name=her.name)
    prepare(by="operator", now=now)
    made = issue_pass(person=account.person_id, office=ZHONGZHOU, by="operator", now=now)
    return {"home_account": str(account.pk), "pass": str(made), **_open_hers(account.person_id)}


def _open_hers(person: UUID) -> dict[str, str]:
    """What Zhongzhou has open for her: a paper is missing, of which a letter tells; and another office is asked."""
    from django.utils import timezone

    from suixing.cases.actions import open_own
    from suixing.cases.models import Letter
    from suixing.consent.models import ConsentRecord
    from suixing.journal.queries import entries_about
    from suixing.journeys.cases.opening import ask
    from suixing.journeys.cases.stepping import take
    from tests.browser.residents import RESIDENT
    from tests.cast import FUCHENG, JUNYAO, ZHONGZHOU

    now = timezone.now()
    subject = {"name": RESIDENT.name, "identifier": RESIDENT.identifier, "born": "1988-04-18", "sex": 1}
    named = {**subject, "home": "", "pass": False}
    content = {
        "parties": {"registrant": {"name": JUNYAO.name, "born": "2026-09-02", "sex": 2}, "named": [named]},
        "papers": ["identity_card"], "since": now.isoformat(),
    }  # fmt: skip
    case = open_own(code="registration", office=ZHONGZHOU, person=person, content=content, by="gao.desk", now=now)
    take(
        case=case.id, step="tell_missing", office=ZHONGZHOU, seen=None, by="gao.desk", now=now,
        content={"on": timezone.localdate(now).isoformat(), "missing": ["birth_certificate"]},
    )  # fmt: skip
    ask(
        code="verification", office=ZHONGZHOU, other=FUCHENG, person=person, parent=None, by="gao.desk", now=now,
        content={"subject": subject, "questions": ["identity.name_matches"]},
    )  # fmt: skip
    return {
        "own_case": str(case.id), "own_letter": str(Letter.objects.get(case=case).pk),
        "own_consent": str(ConsentRecord.objects.get(person=person, office=ZHONGZHOU).pk),
        "own_reading": str(next(one.id for one in entries_about(person) if one.office == ZHONGZHOU)),
    }  # fmt: skip


def _have_something_stuck() -> str:
    """Another node is known, and the pages of the exchange's operator have rows and bars; a comparison with it."""
    from uuid import uuid4

    from django.utils import timezone

    from suixing.exchange.post.burying import bury
    from suixing.exchange.post.counting import count_traffic
    from tests.exchange.others import compared_with, know, leaving, passing

    now = timezone.now()
    keeper = know("50", now=now, heard_at=now, skew=0.5)
    leaving("50", tries=2, fault="unreachable", now=now)
    passing("50", tries=1, fault="busy", now=now)
    bury(uuid4(), b"not an event", "50", "malformed", now=now)
    for way in ("sent", "received"):
        count_traffic(now=now, node="50", way=way, octets=6000)
    compared_with(keeper, now=now)
    return str(compared_with(keeper, now=now, equal=False, lacking_there=12, lacking_here=3, lost=1))


def _open_cases() -> dict[str, str]:
    """Guanhu has a list of what is due: the first of it overdue, the last still far off.

    ``case`` is the last one; the clock of ``stood_still`` stood still while a paper was awaited.
    """
    from datetime import timedelta

    from django.utils import timezone

    from suixing.cases.actions import open_own
    from suixing.journeys.cases.stepping import take
    from tests.cast import GUANHU, JUNYAO, XIUYING

    now = timezone.now()
    named = {
        "name": XIUYING.name, "identifier": XIUYING.identifier, "born": "1985-06-12", "sex": 2, "home": "",
        "pass": False,
    }  # fmt: skip
    opened = {}
    for days in (40, 6, 5, 4, 1, 0):
        since = now - timedelta(days=days)
        content = {
            "parties": {"registrant": {"name": JUNYAO.name, "born": "2026-09-02", "sex": 2}, "named": [named]},
            "papers": ["identity_card"], "since": since.isoformat(),
        }  # fmt: skip
        opened[days] = open_own(
            code="registration", office=GUANHU, person=None, content=content, by="lin.desk", now=since
        )
    steps: tuple[tuple[str, int, dict[str, Any]], ...] = (
        ("tell_missing", 5, {"missing": ["birth_certificate"]}), ("papers_came", 2, {"papers": ["birth_certificate"]}),
    )  # fmt: skip
    for step, days, told in steps:
        at = now - timedelta(days=days)
        take(
            case=opened[6].id, step=step, content={"on": at.date().isoformat(), **told}, office=GUANHU, seen=None,
            by="lin.desk", now=at,
        )  # fmt: skip
    return {"case": str(opened[0].id), "stood_still": str(opened[6].id)}


def main() -> int:
    """``python -m tests.browser.fill``."""
    with node_session():
        sys.stdout.write(json.dumps(appoint_all()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
