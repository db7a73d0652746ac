"""An office with cases, and browsers of its officers; pages answer in process, as the owner of the tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from suixing.access.models import Officer, OfficerSession
from suixing.access.roles import Role
from suixing.cases import actions as cases
from suixing.cases.models import Case
from suixing.cases.procedures import Keeper
from suixing.places.actions import open_office
from tests.cast import FUCHENG, GUANHU, XIUYING, ZHONGZHOU
from tests.emptying import empty
from tests.web.desk.conftest import signed_in

DESK = (Role.DESK_OFFICER,)
SUBJECT = {"name": XIUYING.name, "identifier": XIUYING.identifier, "born": "1985-06-12", "sex": 2}
ASK = {"subject": SUBJECT, "questions": ["identity.name_matches"]}
TABLES = (
    "cases_case, cases_event, cases_status_link, cases_cover, cases_answer_template, cases_calendar_token,"
    " exchange_route, exchange_outbox, exchange_inbox, exchange_evidence, clocks_clock, clocks_event,"
    " clocks_date_changed, web_form_number"
)


@dataclass
class Worklist:
    """Fucheng: Chen and Lin sit at its desk, Wu supervises; ``chen`` is her browser."""

    chen: Client
    lin: Client
    wu: Client

    def case(
        self, due: datetime | None, *, to: str = "", ours: bool = True, office: str = FUCHENG, closed: bool = False
    ) -> Case:
        """A verification of this office's that is due then, as a clock would have set it."""
        now = timezone.now()
        case = cases.open_pair(
            code="verification", office=office, answering=ZHONGZHOU if office != ZHONGZHOU else FUCHENG, joined=True,
            pair=uuid4(), person=None, parent=None, content=ASK, by="chen.desk", now=now,
        )  # fmt: skip
        Case.objects.filter(pk=case.pk).update(
            due_at=due,
            ours=ours,
            assigned_to=to,
            closed_at=now if closed else None,
            **({"state": "answered", "turn": "nobody"} if closed else {}),
        )
        return Case.objects.get(pk=case.pk)

    def supervised(self, due: datetime | None) -> Case:
        """A case of the supervisor's at the same office."""
        case = self.case(due)
        Case.objects.filter(pk=case.pk).update(keeper=Keeper.SUPERVISOR.value)
        return case


def in_days(days: float) -> datetime:
    """The end of that day of Beijing, as limits end."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=days + 1)


def listed(page: str) -> list[UUID]:
    """The cases of a list, in its order."""
    return [UUID(one) for one in re.findall(r'id="case-([0-9a-f-]{36})"', page)]


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer
    return str(answer.content.decode())


def ids(held: Sequence[Case]) -> list[UUID]:
    return [one.id for one in held]


@pytest.fixture
def office(node: None) -> Iterator[Worklist]:
    for code in (FUCHENG, GUANHU, ZHONGZHOU):
        open_office(code=code, now=timezone.now())
    chen, lin = signed_in("chen.desk"), signed_in("lin.desk")
    Officer.objects.filter(username="lin.desk").update(name="林岚")
    yield Worklist(chen, lin, signed_in("wu.supervisor", roles=(Role.SUPERVISOR,)))
    empty(TABLES.split(", "))
    OfficerSession.objects.all().delete()
    Officer.objects.all().delete()
