"""A filled node for ``bench cases``, made in a process of its own, because settings belong to one node.

``python -m suixing.config.bench.cases_node PEOPLE CASES FIRST`` fills the node of SUIXING_HOME by COPY with PEOPLE and
CASES open cases, FIRST of them at the office that is measured as the big one (0: none), 1,000 at the one that every
node has, and prints as JSON officers' cookies and a sample of cases.
"""

import json
import random
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from suixing.config.bench.desk_node import BIG_OFFICE, OFFICE, signed_in
from suixing.config.invented import Names

OFFICE_CASES = 1_000
OFFICERS = 12
SAMPLES = 400
OTHER_SIDE = "500233001"
KINDS = ("registration", "asking", "answering")
"""In turn: a file of the office's own, a question that it asked, and one that it was asked."""
_SUBJECT = {"name": "李秀英", "identifier": "510223198506120027", "born": "1985-06-12", "sex": 2}
_PERSON = "people_person (id, wrapped_key, registered_at)"
_ACCOUNT = (
    "people_account (person_id, office_id, name, name_folded, name_pinyin, sex, born, sealed, entered_at, changed_at)"
)
_TIE = "access_tie (person, office_id, source, since, confirmed_at)"
_CASE = (
    "cases_case (id, number, office_id, procedure, keeper, side, pair, counterpart, joined, person_id, book, state,"
    " turn, opened_at, changed_at, due_at, ours, assigned_to, version, wrapped_key, sealed)"
)
_EVENT = "cases_event (case_id, side, seq, turn, step, at, officer, counted, sealed)"
_CLOCK = (
    "clocks_clock (id, file, office, duty, bears, place, limit_amount, limit_unit, limit_key, rule, book, since,"
    " due_on, due_at, provisional, binds_person, edition, how, version)"
)
_STARTED = "clocks_event (clock_id, kind, at, reason, limit_amount, limit_unit, officer, recorded_at)"


def main() -> int:
    """Fill, and say how to measure."""
    people, cases, first = (int(word) for word in sys.argv[1:4])
    from suixing.config.node import lifecycle  # noqa: PLC0415 - reads SUIXING_HOME
    from suixing.config.session import node_session  # noqa: PLC0415

    with redirect_stdout(sys.stderr):
        lifecycle.initialise()
    with node_session():
        told = fill(people=people, cases=cases, first=first)
    print(json.dumps(told, ensure_ascii=False))
    return 0


def fill(*, people: int, cases: int, first: int) -> dict[str, Any]:
    """Fill the node of this process; for each office that is measured its officers' cookies and a sample of cases."""
    from django.db import connection  # noqa: PLC0415 - only after setup

    from suixing.places.actions import open_office  # noqa: PLC0415

    now = datetime.now(UTC)
    shares = _shares(cases, first)
    for office in (*shares, OTHER_SIDE):
        open_office(code=office, now=now)
    cookies = {
        office: [signed_in(f"bench.{office}.{number}", office) for number in range(OFFICERS)]
        for office in ([OFFICE, BIG_OFFICE] if first else [OFFICE])
    }
    with connection.cursor() as cursor:
        held = _people(cursor, people, shares, now)
        samples = {office: _cases(cursor, office, count, held[office], now) for office, count in shares.items()}
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {office: {"cookies": keys, "cases": samples[office]} for office, keys in cookies.items()}


def _shares(cases: int, first: int) -> dict[str, int]:
    """How many open cases each office has; the offices but the big one have 1,000 each, the last one the rest."""
    offices = [BIG_OFFICE, OFFICE] if first else [OFFICE]
    left = [code for code, _ in Names.load().townships if code.startswith("44") and code not in offices]
    shares = {BIG_OFFICE: first} if first else {}
    rest = cases - first
    for office in (OFFICE, *left):
        if rest <= 0:
            break
        shares[office] = min(OFFICE_CASES, rest)
        rest -= shares[office]
    return shares


def _people(cursor: Any, people: int, shares: dict[str, int], now: datetime) -> dict[str, list[UUID]]:
    """People of the offices in the measure of their cases: person, account and tie of each, no consents."""
    owners = _owners(people, shares)
    held: dict[str, list[UUID]] = {office: [] for office in shares}
    numbers = [(uuid4(), office) for office in islice(owners, people)]
    for person, office in numbers:
        held[office].append(person)
    key, born, since = bytes(60), date(1985, 6, 12), now - timedelta(days=60)
    # That each has a consent is checked row by row otherwise; nothing that is measured here reads one.
    cursor.execute("ALTER TABLE people_person DISABLE TRIGGER USER")
    cursor.execute("ALTER TABLE access_tie DISABLE TRIGGER USER")
    _copy(cursor, _PERSON, ((person, key, since) for person, _ in numbers))
    _copy(cursor, _ACCOUNT, (
        (person, office, "李秀英", "李秀英", "lixiuying", 2, born, key, since, since) for person, office in numbers
    ))  # fmt: skip
    _copy(cursor, _TIE, ((person, office, "registration", since, since) for person, office in numbers))
    cursor.execute("ALTER TABLE people_person ENABLE TRIGGER USER")
    cursor.execute("ALTER TABLE access_tie ENABLE TRIGGER USER")
    return held


def _owners(people: int, shares: dict[str, int]) -> Iterator[str]:
    """An office for each person, so that every office has people in the measure of its cases."""
    total = sum(shares.values())
    for office, count in shares.items():
        yield from (office for _ in range(max(1, people * count // total)))
    while True:
        yield OFFICE


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a case of one of the kinds stands."""

    procedure: str
    side: str
    state: str
    turn: str
    duty: str
    limit_key: str
    ours: bool


_STANDS = {
    "registration": _Kind("registration", "own", "received", "own", "ask", "ask_verification", ours=True),
    "asking": _Kind("verification", "asking", "asked", "answering", "answer", "answer_verification", ours=False),
    "answering": _Kind("verification", "answering", "asked", "answering", "answer", "answer_verification", ours=True),
}


def _content(kind: str, since: datetime) -> dict[str, Any]:
    if kind != "registration":
        return {"subject": _SUBJECT, "questions": ["identity.name_matches"], "names_office": True}
    named = {**_SUBJECT, "home": OTHER_SIDE, "pass": False}
    registrant = {"name": "李小英", "born": "2026-11-02", "sex": 2}
    return {
        "parties": {"registrant": registrant, "named": [named]}, "papers": ["identity_card"], "since": since.isoformat()
    }  # fmt: skip


def _cases(cursor: Any, office: str, count: int, people: list[UUID], now: datetime) -> list[str]:
    """Open cases of one office, due from ten days ago to fifty ahead; a sample of their numbers."""
    from suixing.cases import sealing  # noqa: PLC0415 - only after setup
    from suixing.clocks.calendars import calendars  # noqa: PLC0415

    edition = calendars().edition
    dice = random.Random(office)  # noqa: S311 - invented
    cases, events, clocks, started = [], [], [], []
    for number in range(count):
        ident, clock, kind = uuid4(), uuid4(), KINDS[number % len(KINDS)]
        how, since = _STANDS[kind], now - timedelta(days=dice.randrange(30), minutes=dice.randrange(600))
        due = datetime.combine(since.date() + timedelta(days=20 + dice.randrange(30)), datetime.min.time(), UTC)
        key, wrapped = sealing.make_key(ident)
        pair, person = uuid4() if how.side != "own" else None, people[number % len(people)]
        cases.append((
            ident, sealing.draw(2), office, how.procedure, "desk", how.side, pair, OTHER_SIDE if pair else "", True,
            person if how.side != "answering" else None,
            "CN-2009", how.state, how.turn, since, since, due, how.ours,
            f"bench.{office}.{dice.randrange(OFFICERS)}" if dice.randrange(2) else "", 1, wrapped,
            key.seal_content(_content(kind, since)),
        ))  # fmt: skip
        if kind != "registration":
            arrived = key.seal_event({"at": since.isoformat()})
            events.append((ident, "answering", 1, 1, "arrive", since, "node", True, arrived))
        clocks.append((
            clock, ident, office, how.duty, "own" if how.ours else "other", "44", 15, "working_days", how.limit_key,
            "V3", "CN-2009", since, (due - timedelta(days=1)).date(), due, False, False, edition, "", 1,
        ))  # fmt: skip
        started.append((clock, "started", since, "", 15, "working_days", "bench", since))
    for columns, rows in ((_CASE, cases), (_EVENT, events), (_CLOCK, clocks), (_STARTED, started)):
        _copy(cursor, columns, iter(rows))
    return [str(case[0]) for case in dice.sample(cases, min(SAMPLES, count))]


def _copy(cursor: Any, columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {columns} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


if __name__ == "__main__":
    sys.exit(main())
