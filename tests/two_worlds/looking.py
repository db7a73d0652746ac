"""All that each seat can reach at one moment, as text: by SQL, on pages, in feeds and letters; and what the node holds.

Nothing is listed that could be found: tables, columns and functions are those that the serving role has rights to, and
addresses those of tests/access_matrix.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone
from psycopg import Connection, sql

from suixing.access.models import Officer, OfficerSession
from suixing.access.roles import Role
from suixing.cases.models import Case
from suixing.journeys.cases import letters
from suixing.kernel.errors import Refusal
from suixing.papers.letters import CaseLetter
from suixing.places.queries import stands_over
from tests.access_matrix.rows import ROWS
from tests.cast import MAIMAITI, XIUYING
from tests.desk.conftest import appoint, as_role, databases
from tests.engine import HOME
from tests.two_worlds import hers
from tests.two_worlds.comparing import Seen
from tests.two_worlds.seats import EVERYBODY, LOOKING, NEAREST, REGISTERING, Seat
from tests.two_worlds.staging import SHIPPED, Stage

COUNTS_TRANSACTIONS = {"journal_entry": {"txid"}, "journal_block": {"watermark_txid"}, "clocks_edition": {"horizon"}}
"""Numbers of transactions of the whole cluster: the same world played twice has others."""
BY_THE_MACHINES_CLOCK = {"people_account": {"sealed_at"}}
"""What no clock of a play reaches: since when a telephone is held, told by the database itself when it is changed."""
PLAYED_ANEW = COUNTS_TRANSACTIONS | BY_THE_MACHINES_CLOCK
HELD_BY_THE_NODE = (
    "exchange_route", "exchange_outbox", "exchange_inbox", "exchange_evidence", "notices_notice",
    "journeys_coordination", "journeys_raised",
)  # fmt: skip
"""What lies between offices or leaves the node; compared whole, whoever's it is."""
NOT_FILES = ("database", "cache", "keys/heads.log")
"""What is no file of the node's work: PostgreSQL's own, an index of divisions, and the journal's heads once more."""
_COUNTED = """
    SELECT table_name, array_agg(column_name::text) FROM information_schema.columns
    WHERE table_schema = 'public' AND (is_identity = 'YES' OR column_default LIKE 'nextval(%') GROUP BY 1
"""
_RIGHTS = """
    SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position)
    FROM information_schema.column_privileges
    JOIN information_schema.columns USING (table_schema, table_name, column_name)
    WHERE grantee = %s AND privilege_type = 'SELECT' AND table_schema = 'public' GROUP BY 1 ORDER BY 1
"""
_STEPS = re.compile(r'href="(/desk/cases/[^"]*/step/[^"]*)"')
LISTS = ("?tab=others", "?tab=closed", "?tab=nobodys", "?due=overdue")
PERSON = ("person_readings", "person", "person_export")
GOING_ON = {"desk", "cases", "supervisor", "supervised_late", "supervised_intakes", "break_glass_reviews", "staff"}


@dataclass
class Look:
    """What was seen, and how: ``sql``, ``page`` and so on put their lines under a place."""

    stage: Stage
    moment: str
    whole: bool
    seen: Seen
    tables: dict[str, list[str]] = field(default_factory=dict)
    counted: dict[str, set[str]] = field(default_factory=dict)
    often: Counter[str] = field(default_factory=Counter)

    def put(self, place: str, lines: list[str]) -> None:
        kind, _, where = place.partition(" ")
        name = f"{kind} {self.moment} {where}"
        self.often[name] += 1
        self.seen[name if self.often[name] == 1 else f"{name} ({self.often[name]})"] = lines


def look_at_everything(stage: Stage, moment: str, seen: Seen, *, whole: bool) -> None:
    """Every seat's tables, then what the node holds, then every seat's pages; the registering office's last of each.

    Not ``whole``: of pages those that show what is going on, to those who are nearest; neither empty forms nor letters.
    """
    look = Look(stage, moment, whole, seen, tables_of(databases().serving.user), _counted())
    _sql(look, *LOOKING, None)
    _node(look)
    with hers.sessions():
        _sql_of_persons(look)
        with _as_web(stage):
            hers.pages(lambda who, client, path: _ask(look, who, client, path, hers.in_order))
    OfficerSession.objects.all().delete()
    with _clock_of(stage):
        browsers = {seat: _browser(stage, seat) for seat in EVERYBODY}
    signed_in = set(OfficerSession.objects.values_list("pk", flat=True))
    cases = {seat: _cases_of(seat) for seat in EVERYBODY}
    with _as_web(stage):
        _public(look)
        for seat in LOOKING if whole else NEAREST:
            _pages(look, seat, browsers[seat], cases[seat])
    for seat in LOOKING if whole else ():
        _letters(look, seat, cases[seat])
    look.put("log node", list(stage.log.lines))
    _sql(look, REGISTERING)
    # Letters and tables were looked at in sessions that began by the machine's clock; her page lists what is open.
    OfficerSession.objects.exclude(pk__in=signed_in).delete()
    with _as_web(stage):
        _pages(look, REGISTERING, browsers[REGISTERING], cases[REGISTERING])


def _sql(look: Look, *seats: Seat | None) -> None:
    """Every table and view, every column, as the serving role in each officer's session, one after the other."""
    with databases().serving.connect() as sitting:
        for seat in seats:
            key = "" if seat is None else appoint(seat.name, seat.office, (seat.role,))
            sitting.execute("SELECT set_config('suixing.session', %s, false)", [key])
            _read(look, "nobody" if seat is None else seat.name, sitting)


def _sql_of_persons(look: Look) -> None:
    """The same in sessions of persons: everything is open in them that is about them."""
    with databases().serving.connect() as sitting:
        for name in hers.WHO:
            sitting.execute("SELECT set_config('suixing.resident', %s, false)", [hers.key_of(name)])
            _read(look, name, sitting)


def _read(look: Look, name: str, sitting: Connection[Any]) -> None:
    for table, columns in look.tables.items():
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        rows = sitting.execute(sql.SQL("SELECT {} FROM {}").format(names, sql.Identifier(table))).fetchall()
        look.put(f"sql {name} {table}", _rows(columns, rows, look.counted.get(table, set())))
    for function, offices in CALLED.items():
        found = sitting.execute(sql.SQL("SELECT * FROM {}(%s)").format(sql.Identifier(function)), [list(offices)])
        columns = [one.name for one in found.description or ()]
        look.put(f"sql {name} {function}", _rows(columns, found.fetchall(), set()))


DRAWN_ANEW = {"pass_trust", "jwt_vc_issuer", "me_sign_in"}
"""What tells of keys that the worker makes, and none is at work here; and a form with a challenge in it."""
CALLED = {"clocks_late": tuple(dict.fromkeys(one.office for one in EVERYBODY))}
"""Functions of the owner that tell of more than the officer's own rows, with what they are asked for."""
_WHO_SITS = "whose session it is, and which office stands where"
_BY_CODE = "for who holds a code or token, which is asked on its page"
_HERS = "for a person in her own session, and nothing in any other"
_WHOM_IT_HOLDS = "whom an office holds: tables of persons, which are compared"
NOT_CALLED = {
    "access_has_role": _WHO_SITS, "access_may_act_for": _WHO_SITS, "access_may_review": _WHO_SITS,
    "access_office": _WHO_SITS, "access_officer": _WHO_SITS, "access_offices": _WHO_SITS,
    "access_same_house": _WHO_SITS, "access_stands_over": _WHO_SITS,
    "cases_own_papers": _HERS, "cases_own_waits": _HERS,
    "cases_answer": _BY_CODE, "cases_due_by_day": _BY_CODE, "cases_feed_holds": _BY_CODE, "cases_status": _BY_CODE,
    "exchange_counts_for_operator": "what lies between offices, compared whole, as numbers; her page shows them",
    "exchange_files_for_operator": "papers on their way, of all offices, as three numbers; her page shows them",
    "papers_ticket_left": _BY_CODE, "passes_asked": _BY_CODE, "passes_token_stands": _BY_CODE,
    "people_has_no_account": _WHOM_IT_HOLDS, "people_look_up": _WHOM_IT_HOLDS, "people_works_with": _WHOM_IT_HOLDS,
    "people_wrapped_keys": _WHOM_IT_HOLDS,
    "journeys_own_notice_way": _HERS, "journeys_own_notices": _HERS,
    "residents_from": _HERS, "residents_links": _HERS, "residents_of_offices": _HERS, "residents_passkeys": _HERS,
    "residents_person": _HERS, "residents_sessions": _HERS, "residents_tree": _HERS, "residents_widenings": _HERS,
    "journeys_applications": _HERS, "journeys_lodged_by_mandate": _BY_CODE, "residents_mandates": _HERS,
    "residents_questioned": _HERS, "journeys_behind_lock": _HERS, "residents_locked_offices": _HERS,
    "residents_erasures": _HERS,
    "residents_passkey_of": "for who holds the id of a passkey",
}  # fmt: skip
"""The other functions of the owner that read, and why they are not called for each seat."""


@cache
def tables_of(role: str) -> dict[str, list[str]]:
    """The tables and views that a role reads, with the columns; asked once in a run, for that takes seconds."""
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS, [role])
        found = cursor.fetchall()
    return {
        table: [one for one in columns if one not in PLAYED_ANEW.get(table, ())]
        for table, columns in found
        if table not in SHIPPED or table == "clocks_edition"
    }


def _counted() -> dict[str, set[str]]:
    """The columns of each table that are numbered by a counter of the whole node."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED)
        return {**{table: set(columns) for table, columns in cursor.fetchall()}, **ALSO_COUNTED}


ALSO_COUNTED = {"journal_mention": {"seq"}}


def _rows(columns: list[str], rows: list[tuple[Any, ...]], counted: set[str]) -> list[str]:
    """Rows as lines. Of a counter's numbers only the order is kept: how many rows of others lie between is no secret of
    anybody's (``MAY_DIFFER`` says it of the journal)."""
    places = {
        name: {number: place for place, number in enumerate(sorted({row[at] for row in rows}), 1)}
        for at, name in enumerate(columns)
        if name in counted
    }
    return [
        " | ".join(
            f"{name}={places[name][value]:05}" if name in places else f"{name}={_value(value)}"
            for name, value in zip(columns, row, strict=True)
        )
        for row in rows
    ]


def _value(value: object) -> str:
    match value:
        case bytes() | memoryview():
            return _octets(bytes(value))
        case datetime():
            return value.astimezone(UTC).isoformat()
        case list() | dict():
            return json.dumps(value, default=_value, sort_keys=True, ensure_ascii=False)
        case _:
            return str(value)


def _octets(value: bytes) -> str:
    """Text where it is some, as statements of evidence are."""
    try:
        text = value.decode()
        if text.isprintable() and len(text) > 0:
            return text
    except UnicodeDecodeError:
        pass
    return f"bytes {value.hex()}"


def _node(look: Look) -> None:
    """What each message said and when; queues, evidence and notices of all offices; names and sizes of files."""
    look.put("node messages", list(look.stage.messages))
    with connection.cursor() as cursor:
        for table in HELD_BY_THE_NODE:
            cursor.execute(f"SELECT * FROM {table}")
            columns = [one.name for one in cursor.description]
            look.put(f"sql node {table}", _rows(columns, cursor.fetchall(), look.counted.get(table, set())))
    found = [
        f"{path.relative_to(HOME.path)} {path.stat().st_size}"
        for path in sorted(HOME.path.rglob("*"))
        if path.is_file() and not str(path.relative_to(HOME.path)).startswith(NOT_FILES)
    ]
    look.put("sql node files", found)


@contextmanager
def _clock_of(stage: Stage) -> Iterator[None]:
    """Pages read the stage's clock."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(timezone, "now", lambda: stage.now)
        yield


@contextmanager
def _as_web(stage: Stage) -> Iterator[None]:
    """Both connections as a web process has them: pages read as the serving role, sessions as the role of sign-in."""
    door = connections["door"]
    before = {name: door.settings_dict[name] for name in ("USER", "PASSWORD", "NAME")}
    address = databases().sign_in
    door.close()
    door.settings_dict.update(USER=address.user, PASSWORD=address.password, NAME=address.name)
    try:
        with as_role("serving", ""), _clock_of(stage):
            yield
    finally:
        door.close()
        door.settings_dict.update(before)


def _browser(stage: Stage, seat: Seat) -> Client:
    """A browser in which this officer has shown both factors."""
    client = Client()
    client.force_login(Officer.objects.get(username=seat.name))
    session = client.session
    session["strong"] = True
    session.save()
    # The database asks its own clock whether a session still holds.
    until = max(stage.now, datetime.now(UTC)) + timedelta(days=1)
    OfficerSession.objects.update(expire_date=until, began_at=stage.now, seen_at=stage.now)
    return client


def _public(look: Look) -> None:
    for row in ROWS if look.whole else ():
        public = row.kind == "-" and row.method == "GET" and row.cells["nobody"] == "200"
        if public and row.address not in DRAWN_ANEW:
            _ask(look, "nobody", Client(), reverse(row.address))
    for seat, token in look.stage.feeds.items():
        if seat != REGISTERING:
            _ask(look, f"{seat.name} feed", Client(), reverse("calendar_feed", args=[token]))


def _pages(look: Look, seat: Seat, client: Client, cases: list[UUID]) -> None:
    """Every address of her post without an object, and those with the objects that this world is about."""
    for address in _addresses(look, seat):
        _ask(look, seat.name, client, address)
    for case in cases:
        page = _ask(look, seat.name, client, reverse("case", args=[case]))
        for step in sorted(set(_STEPS.findall(page))) if look.whole else ():
            _ask(look, seat.name, client, step)


def _addresses(look: Look, seat: Seat) -> Iterator[str]:
    for row in ROWS:
        wanted = (look.whole or row.address in GOING_ON) and not row.lately  # keys that are drawn anew each time
        public = row.cells["nobody"] == "200"
        if row.address.startswith("exchange") and len(seat.office) > 2:
            continue  # a node is looked after by its own office; others are refused
        if wanted and row.kind == "-" and row.method == "GET" and not public and row.cells[seat.column] == "200":
            yield reverse(row.address)
    if seat in look.stage.feeds:
        yield from (reverse("cases") + asked for asked in (LISTS if look.whole else LISTS[:2]))
    if seat.role is Role.SUPERVISOR:
        below = {one.office for one in EVERYBODY if stands_over(seat.office, one.office)}
        yield from (reverse("supervised_office", args=[code]) for code in sorted(below))
    for (office, person), account in look.stage.accounts.items():
        if seat.meets_persons and office == seat.office and person in (XIUYING, MAIMAITI):
            yield from (reverse(name, args=[account]) for name in (PERSON if look.whole else PERSON[:1]))


def _ask(look: Look, who: str, client: Client, path: str, told: Callable[[str], str] = str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (who, path, answer.status_code)
    body = answer.getvalue() if answer.streaming else answer.content
    plain = body.decode(errors="replace")
    text = told(plain)
    octets = len(body) + len(text) - len(plain)
    look.put(f"page {who} {_named(path)}", [f"{octets} bytes", *text.splitlines()])
    return text


def _named(path: str) -> str:
    """An address without the random ids in it."""
    way, _, query = path.partition("?")
    return f"{resolve(way).url_name}{'?' if query else ''}{query}"


def _cases_of(seat: Seat) -> list[UUID]:
    """What an office has, as it would find it in its lists, the oldest first."""
    keeper = "desk" if seat.meets_persons else "supervisor"
    if not seat.meets_persons and seat.role is not Role.SUPERVISOR:
        return []
    held = Case.objects.filter(office_id=seat.office, keeper=keeper)
    return list(held.order_by("opened_at", "procedure", "counterpart", "id").values_list("id", flat=True))


def _letters(look: Look, seat: Seat, cases: list[UUID]) -> None:
    """What each letter would say that the office can have typeset for its cases, but for the code on it."""
    for case in cases:
        for kind in ("status", "request", "missing"):
            with as_role("serving", appoint(seat.name, seat.office, (seat.role,))):
                try:
                    letter: CaseLetter | Refusal = letters.letter_for(
                        case=case, kind=kind, site="https://suixing.invalid", english=False, office=seat.office,
                        by=seat.name, now=look.stage.now,
                    )  # fmt: skip
                except Refusal as refused:
                    letter = refused
            look.put(f"letter {seat.name} {kind}", [_letter(letter)])


def _letter(letter: CaseLetter | Refusal) -> str:
    return letter.sentence.en if isinstance(letter, Refusal) else str(asdict(letter))
