"""The stage of both worlds: emptied, then set with the same offices, officers and persons; a clock of its own."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import connection, connections

from suixing.access.roles import Role
from suixing.cases.models import Case
from suixing.config.web_log import NeutralLine
from suixing.consent.actions import publish_agreements
from suixing.directory.actions import NewContact, update_contact
from suixing.exchange import actions as exchange
from suixing.exchange.actions import Handler, Inbound
from suixing.journal import actions as journal
from suixing.journeys.cases import covering
from suixing.journeys.cases.inbound import HANDLERS
from suixing.journeys.register import Entry, register_one
from suixing.places.actions import open_office
from suixing.rules.identifiers import Identifier, read_identifier
from tests.cases.conftest import Desk, House
from tests.cast import FUCHENG, JUNYAO, MAIMAITI, NOW, TODAY, XIUYING, ZHONGZHOU, Row
from tests.desk.conftest import appoint, as_role
from tests.journal.support import empty_journal
from tests.two_worlds.seats import DESKS, EVERYBODY, OTHER_HOME, REGISTERING, Seat

SHIPPED = (
    "access_bulk_role", "access_time_limit", "auth_group", "auth_permission", "clocks_edition", "consent_agreement",
    "django_content_type", "django_migrations", "places_division", "places_division_load",
)  # fmt: skip
"""Tables that hold what a node is made with: they stay, and nobody's page writes them."""
QUESTIONS = ["identity.name_matches", "residence.registered_here"]
BORN = {XIUYING: date(1985, 6, 12), MAIMAITI: date(1990, 2, 3), JUNYAO: date(1992, 8, 11)}
SEX = {"男": 1, "女": 2}
HOMES = {XIUYING: ZHONGZHOU, MAIMAITI: OTHER_HOME, JUNYAO: ZHONGZHOU}
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'journal\\_%'"


def empty_everything() -> None:
    """As on a node just made; numbers begin anew, so that one that was skipped shows."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = sorted(str(name) for (name,) in cursor.fetchall() if name not in SHIPPED)
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
    empty_journal()
    publish_agreements()
    cache.clear()


def subject(row: Row) -> dict[str, Any]:
    """A person as a message names her or him."""
    return {
        "name": row.name,
        "identifier": row.identifier,
        "born": BORN[row].isoformat(),
        "sex": SEX[row.sex],
    }


def named(row: Row, *, with_pass: bool = False) -> dict[str, Any]:
    """One who is named in a registration."""
    return {**subject(row), "home": HOMES[row], "pass": with_pass}


class _Lines(logging.Handler):
    """What processes of the node would write to their logs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.setFormatter(NeutralLine())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@dataclass
class Stage(House):
    """Both desks and more, the worker, and what each message said. ``looker`` is called at each moment."""

    looker: "Look | None" = None
    messages: list[str] = field(default_factory=list)
    feeds: dict[Seat, str] = field(default_factory=dict)
    accounts: dict[tuple[str, Row], int] = field(default_factory=dict)
    log: _Lines = field(default_factory=_Lines)

    def look(self, moment: str, *, whole: bool = False) -> None:
        """Everybody looks; ``moment`` is a word."""
        assert self.looker is not None
        self.looker(self, moment, whole)

    def at(self, **span: float) -> None:
        """So long after the beginning; never back."""
        then = NOW + timedelta(**span)
        assert then >= self.now
        self.now = then

    def seated(self, seat: Seat) -> Desk:
        return self.desk(seat.name, seat.office, (seat.role,))

    @property
    def registering(self) -> Desk:
        return self.seated(REGISTERING)

    def work(self) -> None:
        """The worker, and beside it the journal's sealer."""
        with as_role("intake", ""):
            for _ in range(4):
                exchange.relay(now=self.now)
                exchange.hand_to({kind: self._told(handler) for kind, handler in HANDLERS.items()}, now=self.now)
                exchange.tell_openings(now=self.now)
        super().work()
        journal.seal(now=self.now)

    def _told(self, handler: Handler) -> Handler:
        def handle(inbound: Inbound) -> None:
            self.messages.append(
                f"{self.now} to {inbound.office} from {inbound.sender_place} {inbound.kind} {inbound.version}"
                f" {inbound.side} {inbound.seq} {len(inbound.body)} bytes: {inbound.body.decode()}"
            )
            handler(inbound)

        return handle

    def account(self, seat: Seat, row: Row) -> int:
        """The file number of a person at an office that holds her."""
        return self.accounts[seat.office, row]

    def asked_of(self, seat: Seat) -> list[UUID]:
        """What waits for this office's answer, the oldest first."""
        held = Case.objects.filter(office_id=seat.office, side="answering", procedure="verification", closed_at=None)
        return list(held.order_by("opened_at", "id").values_list("id", flat=True))

    def answers(self, *seats: Seat) -> None:
        """Home offices confirm what they were asked, one after the other; a minute later it has left."""
        for seat in seats:
            for case in self.asked_of(seat):
                asked = self.seated(seat).sees(case).content["questions"]
                self.seated(seat).takes(case, "answer", {"answers": {one: {"answer": "confirmed"} for one in asked}})
                self.later(minutes=2)
                self.work()

    def verify(self, row: Row, **more: Any) -> UUID:
        """The registering office asks a home office on its own, with what it holds or as typed."""
        account = self.accounts.get((FUCHENG, row)) if row is XIUYING else None
        content = {"questions": QUESTIONS, **({} if account else {"subject": subject(row)}), **more}
        return self.registering.open("verification", content, account=account, answering=HOMES[row])


Look = Callable[[Stage, str, bool], None]
"""Called with the stage, the name of the moment, and whether everything is looked at."""


@contextmanager
def set_stage(look: Look) -> Iterator[Stage]:
    """The same beginning for either world."""
    empty_everything()
    stage = Stage(looker=look)
    for seat in EVERYBODY:
        open_office(code=seat.office, now=stage.now)
    for seat in EVERYBODY:
        appoint(seat.name, seat.office, (seat.role,))
    _contacts(stage)
    _persons(stage)
    _feeds(stage)
    _other_work(stage)
    logging.getLogger().addHandler(stage.log)
    try:
        yield stage
    finally:
        logging.getLogger().removeHandler(stage.log)
        connections.close_all()


def _contacts(stage: Stage) -> None:
    for seat in {one.office: one for one in EVERYBODY}.values():
        contact = NewContact("0755-28000000", "观澜大道100号", "工作日 9:00–18:00", "100 Guanlan Avenue")
        update_contact(office=seat.office, by=seat.name, now=stage.now, contact=contact)


def _persons(stage: Stage) -> None:
    """She is known at every desk, and confirmed at each: none could be nearer without being the exception."""
    for seat in (*DESKS, REGISTERING):
        for row in (XIUYING, JUNYAO, *((MAIMAITI,) if seat.office == OTHER_HOME else ())):
            with stage.seated(seat).sitting():
                done = register_one(entry=entry_of(row), office=seat.office, by=seat.name, now=stage.now)
            stage.accounts[seat.office, row] = done.account
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_tie SET confirmed_at = %s", [stage.now])
        cursor.execute("TRUNCATE notices_notice RESTART IDENTITY")  # what told them so, by the database's clock


def entry_of(row: Row) -> Entry:
    """What is written down of somebody who registers."""
    identifier = read_identifier(row.identifier, today=TODAY)
    assert isinstance(identifier, Identifier)
    return Entry(
        identifier=identifier, name=row.name, sex=SEX[row.sex], born=BORN[row],
        telephone=row.telephone, home=HOMES[row], home_text=row.home, current=FUCHENG, current_text=row.current,
        arrived=date(2025, 3, 1), consent_on=TODAY, way="desk",
    )  # fmt: skip


def _feeds(stage: Stage) -> None:
    for seat in EVERYBODY:
        if seat.meets_persons or seat.role is Role.SUPERVISOR:
            stage.feeds[seat] = covering.make_feed(office=seat.office, officer=seat.name, now=stage.now)
    with connection.cursor() as cursor:
        # The database's clock is not the stage's.
        cursor.execute("UPDATE cases_calendar_token SET until = '9999-01-01Z'")


def _other_work(stage: Stage) -> None:
    """Lists are not empty: a neighbour asks, and the registering office asks about somebody else."""
    content = {"questions": ["residence.registered_here"]}
    for seat in (DESKS[2], REGISTERING):
        stage.later(minutes=5)
        stage.seated(seat).open("request", content, account=stage.account(seat, JUNYAO), answering=ZHONGZHOU)
    stage.work()
