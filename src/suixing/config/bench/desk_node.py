"""A filled node for ``bench desk``, made in a process of its own, because settings belong to one node.

``python -m suixing.config.bench.desk_node PEOPLE FIRST`` fills the node of SUIXING_HOME with PEOPLE through the real
intake, FIRST of them at the office that is measured as the big one (0: none), and prints as JSON what the
measuring needs: officers' cookies, and whom to look for.
"""

import csv
import json
import random
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from suixing.config.invented import HEADER, ROW_DAY, Names, rows

OFFICE = "440309001"
BIG_OFFICE = "440309005"
OFFICE_SIZE = 2_000
OFFICERS = 12
SAMPLES = 600


def main() -> int:
    """Fill, and say how to measure."""
    people, first = int(sys.argv[1]), int(sys.argv[2])
    from suixing.config.node import lifecycle  # noqa: PLC0415 - reads SUIXING_HOME
    from suixing.config.session import node_session  # noqa: PLC0415

    with redirect_stdout(sys.stderr):
        lifecycle.initialise()
    with node_session() as home:
        offices = [OFFICE, *_other_offices((people - first) // OFFICE_SIZE - 1)]
        source = rows(people, seed=1, living_in=("4403",))
        if first:
            _take_in(home.path / "sheet.csv", BIG_OFFICE, islice(source, first))
        for office in offices:
            _take_in(home.path / "sheet.csv", office, islice(source, OFFICE_SIZE))
        _settle()
        told = {office: _ready(office) for office in ([OFFICE, BIG_OFFICE] if first else [OFFICE])}
    print(json.dumps(told, ensure_ascii=False))
    return 0


def _other_offices(count: int) -> list[str]:
    codes = [code for code, _ in Names.load().townships if code.startswith("44")]
    return [code for code in codes if code not in {OFFICE, BIG_OFFICE}][:count]


def _take_in(path: Path, office: str, people: Iterator[tuple[str, ...]]) -> None:
    from suixing.journeys.intake.run import take_in  # noqa: PLC0415 - only after setup

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(people)
    for _ in take_in(path, office=office, by="bench", today=ROW_DAY, now=datetime.now(UTC)):
        pass
    path.unlink()


def _settle() -> None:
    """What a night does: seal the journal, and let the database know its tables."""
    from django.db import connection  # noqa: PLC0415

    from suixing.journal.actions import seal  # noqa: PLC0415

    seal(now=datetime.now(UTC))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _ready(office: str) -> dict[str, Any]:
    """Officers' cookies, and a sample of whom the office holds."""
    from suixing.people.models import Account  # noqa: PLC0415

    dice = random.Random(1)  # noqa: S311 - a sample
    numbers = list(Account.objects.filter(office_id=office).values_list("id", flat=True))
    chosen = dice.sample(numbers, min(SAMPLES, len(numbers)))
    held = Account.objects.filter(pk__in=chosen).values_list("id", "name", "person_id")
    return {
        "cookies": [signed_in(f"bench.{office}.{number}", office) for number in range(OFFICERS)],
        "people": [
            {"account": account, "name": name, "identifier": _number_of(person)} for account, name, person in held
        ],
    }


def _number_of(person: Any) -> str:
    from suixing.people.models import Identifier  # noqa: PLC0415
    from suixing.people.queries import key_of  # noqa: PLC0415

    return key_of(person).open_identifier(bytes(Identifier.objects.get(person_id=person).sealed))


def signed_in(username: str, office: str) -> str:
    """An officer with a strong session, as after sign-in; the session's key for her cookie."""
    from django.conf import settings  # noqa: PLC0415 - only after setup
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415

    from suixing.access.actions import appoint_officer  # noqa: PLC0415
    from suixing.access.roles import Role  # noqa: PLC0415
    from suixing.access.sessions import SessionStore  # noqa: PLC0415

    officer = appoint_officer(
        username=username, name=username, office=office, roles=[Role.DESK_OFFICER], password=None, by="bench",
        now=datetime.now(UTC),
    )  # fmt: skip
    session = SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    session["strong"] = True
    session.set_expiry(timedelta(hours=12))
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    sys.exit(main())
