"""Two offices at their desks and the worker between them; each works under its own database role."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from suixing.access.roles import Role
from suixing.cases.models import Case
from suixing.cases.queries import Seen
from suixing.clocks import actions as clocks
from suixing.exchange import actions as exchange
from suixing.journeys.cases import escalate, files, lodging, opening, reading, stepping
from suixing.journeys.cases.inbound import HANDLERS
from suixing.places.actions import open_office
from tests.cast import FUCHENG, GUANHU, NOW, XIUYING, ZHONGZHOU
from tests.desk.conftest import DESK, Sit, appoint, as_role, sit
from tests.emptying import empty

__all__ = ["sit"]

CASES = (
    "cases_case, cases_event, cases_status_link, cases_sealed_record, cases_lodged, cases_cover, cases_answer_template,"
    " cases_calendar_token, journeys_coordination, journeys_raised,"
    " exchange_route, exchange_outbox, exchange_inbox, exchange_evidence, exchange_leaving_file, exchange_coming_file,"
    " exchange_chunk,"
    " clocks_clock, clocks_event, clocks_date_changed, papers_paper, papers_upload_ticket"
)
SUBJECT = {"name": XIUYING.name, "identifier": XIUYING.identifier, "born": "1985-06-12", "sex": 2}
ASK = {"subject": SUBJECT, "questions": ["identity.name_matches", "residence.registered_here"]}


@dataclass
class Desk:
    """One officer at one office; what she does happens at the house's time."""

    house: "House"
    name: str
    office: str
    roles: tuple[Role, ...] = DESK

    def sitting(self) -> AbstractContextManager[None]:
        return as_role("serving", appoint(self.name, self.office, self.roles))

    def open(self, code: str, content: dict[str, Any], **more: Any) -> UUID:
        with self.sitting():
            return opening.open_case(
                code=code, content=content, office=self.office, by=self.name, now=self.house.now, **more
            )

    def sees(self, case: UUID) -> Seen:
        with self.sitting():
            return reading.see(case=case, office=self.office, by=self.name, now=self.house.now)

    def takes(
        self, case: UUID, step: str, content: dict[str, Any] | None = None, seen: int | None = None
    ) -> stepping.Taken:
        with self.sitting():
            return stepping.take(
                case=case, step=step, content=content or {}, office=self.office, seen=seen, by=self.name,
                now=self.house.now,
            )  # fmt: skip

    def takes_back(self, case: UUID) -> None:
        with self.sitting():
            stepping.take_back(case=case, office=self.office, seen=None, by=self.name, now=self.house.now)


@dataclass
class House:
    """Both desks, and the node's worker; ``now`` moves only when a test says so."""

    now: datetime = NOW
    desks: dict[str, Desk] = field(default_factory=dict)

    def desk(self, name: str, office: str, roles: tuple[Role, ...] = DESK) -> Desk:
        return self.desks.setdefault(name, Desk(self, name, office, roles))

    @property
    def fucheng(self) -> Desk:
        """The office where she lives."""
        return self.desk("chen", FUCHENG)

    @property
    def zhongzhou(self) -> Desk:
        """The office where she is registered."""
        return self.desk("gao", ZHONGZHOU)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def work(self) -> None:
        """The worker carries what is due, under its own role."""
        with as_role("intake", ""):
            for _ in range(4):
                exchange.relay(now=self.now)
                exchange.hand_to(HANDLERS, now=self.now)
                exchange.take_in(files.read, files.keep, now=self.now)
            clocks.sweep(now=self.now)
            assert escalate.escalate_waiting(now=self.now) == []
            escalate.pass_up_waiting(now=self.now)
            lodging.take_up(now=self.now)

    def copy_of(self, case: UUID) -> UUID:
        """The other side's copy of a pair."""
        mine = Case.objects.get(pk=case)
        return Case.objects.exclude(pk=case).get(pair=mine.pair).pk

    def state(self, case: UUID) -> str:
        return Case.objects.values_list("state", flat=True).get(pk=case)


@pytest.fixture
def house(sit: Sit) -> Iterator[House]:
    """Offices are open; nobody has a case yet."""
    for office in (FUCHENG, GUANHU, ZHONGZHOU, "00", "440309", "500233"):
        open_office(code=office, now=NOW)
    _empty()
    yield House()
    _empty()


def _empty() -> None:
    empty(CASES.split(", "))
