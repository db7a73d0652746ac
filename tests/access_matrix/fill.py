"""Fill the node of SUIXING_HOME with the cast, its people and its sessions; a program of its own.

Settings belong to one node, so this does not run in the process of the tests. Prints as JSON what they need:
``sessions`` is a row of the table of sessions for each column of the matrix, ``accounts`` the file numbers that each
office gave, by name, ``papers`` a case of an office with its paper and the token of a ticket, ``agreements`` the code
of one of each office, ``feed`` the token of a calendar feed, ``passes`` a file number of each office with a pass,
``covers`` and ``answers`` a number of each office, and ``officers`` and ``factors`` the number of each officer and of
her authenticator.
"""

import json
import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time
from typing import Any

PASSWORD = "correct horse battery staple 9"  # noqa: S105 - of invented officers
WEAK = "new.desk"
"""An officer who has not set up her second factor yet."""
COLLEAGUE = "colleague.desk"
"""An officer of the township whom its staff administrator may do things to."""


def main() -> int:
    """``python -m tests.access_matrix.fill``."""
    from suixing.config.session import node_session

    with node_session(), redirect_stdout(sys.stderr):
        told = fill()
    sys.stdout.write(json.dumps(told))
    return 0


def fill() -> dict[str, Any]:
    """The cast of the demonstration, one more officer, and the people of each office."""
    from suixing.access.actions import appoint_officer
    from suixing.access.models import Officer
    from suixing.access.roles import Role
    from suixing.cases.actions import make_feed
    from suixing.config.demo_cast import CAST, FUCHENG, GUANHU, ZHONGZHOU, appoint_cast, publish_contacts
    from suixing.config.vouching import vouch_once
    from suixing.passes.actions import Seen, prepare
    from suixing.people.models import Account
    from tests.access_matrix.people import ALL, FAR, TOWNSHIP

    now = datetime.now(UTC)
    appoint_cast(password=PASSWORD, now=now)
    publish_contacts(now=now)
    for username in (WEAK, COLLEAGUE):
        appoint_officer(
            username=username, name="新雨", office=FUCHENG, roles=[Role.DESK_OFFICER], password=PASSWORD,
            by="operator", now=now,
        )  # fmt: skip
    for held in ALL:
        _take_in(held)
    compared = _know_another_node(now)
    prepare(by="worker", now=now)
    vouch_once(Seen(), now=now)
    accounts: dict[str, dict[str, int]] = {}
    for office, name, number in Account.objects.values_list("office_id", "name", "id"):
        accounts.setdefault(office, {})[name] = number
    usernames = [one.username for one in CAST]
    return {
        "accounts": accounts,
        "sessions": {
            **{username: _session(username) for username in usernames},
            **{f"{username}, shown lately": _session(username, shown_at=time() + 86400) for username in usernames},
            "weak": _session(WEAK, strong=False),
            "locked": _session("chen.desk", locked=True),
        },
        "factors": _factors(),
        "papers": {FUCHENG: _paper(FUCHENG, "chen.desk"), GUANHU: _paper(GUANHU, "lin.desk", ended=True)},
        "agreements": {code: _agree(code, now) for code in (FUCHENG, GUANHU)},
        "feed": make_feed(office=FUCHENG, officer=COLLEAGUE, now=now),
        "passes": {FUCHENG: _pass(TOWNSHIP, 9, now), ZHONGZHOU: _pass(FAR, 0, now)},
        "covers": {code: _cover(code, now) for code in (FUCHENG, GUANHU)},
        "answers": {code: _answer(code) for code in (FUCHENG, GUANHU)},
        "compared": compared,
        "officers": dict(Officer.objects.values_list("username", "pk")),
    }


def _know_another_node(now: datetime) -> str:
    """Something is stuck, so that the operator's pages have rows; the number of a comparison."""
    from uuid import uuid4

    from suixing.exchange.post.burying import bury
    from tests.exchange.others import compared_with, know, leaving, passing

    keeper = know("50", now=now, heard_at=now, skew=0.5)
    leaving("50", tries=2, fault="unreachable", now=now)
    passing("50", tries=1, fault="busy", now=now)
    bury(uuid4(), b"not an event", "50", "malformed", now=now)
    return str(compared_with(keeper, now=now))


def _take_in(held: Any) -> None:
    from suixing.journeys.intake.run import take_in
    from tests.cast import TODAY, write_csv

    with TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "people.csv", held.people)
        for intake, settled in take_in(path, office=held.office, by="console", today=TODAY, now=datetime.now(UTC)):
            outcomes = {one.outcome for one in settled}
            assert outcomes == {"accepted"}, (held.office, outcomes, intake)


def _paper(office: str, by: str, *, ended: bool = False) -> dict[str, str]:
    """A case of an office with one paper and a ticket for more; ``ended`` so that it lets nobody in."""
    from io import BytesIO

    from suixing.papers.actions import end_tickets, keep_paper, make_ticket
    from tests.papers.files import png
    from tests.web.papers.conftest import CODE, open_case

    now = datetime.now(UTC)
    case = open_case(office, by=by)
    kept = keep_paper(file=case, office=office, code=CODE, upload=BytesIO(png()), name="a.png", by=by, now=now)
    token = make_ticket(file=case, office=office, code=CODE, by=by, now=now)
    if ended:
        end_tickets(file=case, office=office, by=by, now=now)
    return {"file": str(case), "paper": str(kept.id), "token": token}


def _pass(held: Any, at: int, now: datetime) -> tuple[int, str]:
    """Somebody whose home is at the office holds a pass of it: her file number there, and the pass."""
    from suixing.passes.actions import issue_pass, prepare
    from suixing.people.models import Account, Residence

    account = Account.objects.get(office=held.office, name=held.person(at).name)
    Residence.objects.filter(account=account, kind="home").update(division=held.office)
    prepare(by="operator", now=now)
    number = issue_pass(person=account.person_id, office=held.office, by="operator", now=now)
    return account.pk, str(number)


def _cover(office: str, now: datetime) -> int:
    from suixing.cases.models import Cover

    cover = Cover.objects.create(office_id=office, officer="one.away", by="one.here", first=now.date(), last=now.date())
    return int(cover.pk)


def _answer(office: str) -> int:
    from suixing.cases.models import AnswerTemplate

    codes = ["answers=identity.name_matches:confirmed"]
    kept = AnswerTemplate.objects.create(
        office_id=office, procedure="verification", step="answer", name="一", codes=codes
    )
    return int(kept.pk)


def _agree(office: str, now: datetime) -> str:
    from suixing.places.actions import agree
    from suixing.rules.limits import read_limit
    from tests.access_matrix.people import FAR

    return agree(
        first=office, second=FAR.office, first_telephone="0755-12345678", second_telephone="023-12345678",
        limits={"answer_verification": read_limit("8 working days")}, valid_from=now.date(), valid_until=None,
        office=office, by="operator", now=now,
    )  # fmt: skip


def _session(username: str, *, strong: bool = True, locked: bool = False, shown_at: float = 0) -> dict[str, Any]:
    """An officer's session as after sign-in, as a row that a test writes again under a key of its own."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone

    from suixing.access.models import Officer
    from suixing.access.sessions import SessionStore
    from suixing.web.sign_in.adapters import SHOWN_AT

    officer = Officer.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = "suixing.web.sign_in.adapters.OfficerBackend"
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    session["strong"] = strong
    session[SHOWN_AT] = shown_at
    session.set_expiry(timedelta(hours=12))
    session.create()
    if locked:
        session.lock(timezone.now())
    row = SessionStore.get_model_class().objects.filter(officer=officer).order_by("-began_at").values().first()
    assert row is not None
    return {name: value for name, value in row.items() if name != "session_key"} | _as_text(row)


def _as_text(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: value.isoformat() for name, value in row.items() if isinstance(value, datetime)}


def _factors() -> dict[str, int]:
    from allauth.mfa.models import Authenticator

    return dict(Authenticator.objects.filter(type="totp").values_list("user__username", "pk"))


if __name__ == "__main__":
    sys.exit(main())
