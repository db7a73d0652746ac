"""She takes her consent back, or wants everything gone: open cases end first, and contents go on both sides."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from suixing.access.models import Tie
from suixing.cases.actions import Side
from suixing.cases.errors import NotNow
from suixing.cases.models import Case, CaseEvent
from suixing.cases.procedures import PROCEDURES, Keeper
from suixing.clocks.models import Clock
from suixing.exchange.models import Incoming, Outgoing
from suixing.journal.models import Entry
from suixing.journeys import ledger, person, take_back
from suixing.journeys.cases import letting_go
from suixing.papers.actions import keep_paper
from suixing.papers.models import Paper
from suixing.people.models import Account, Person, Residence
from tests.cases.conftest import ASK, House
from tests.cases.test_registration import FIRST, REGISTRANT
from tests.cases.test_verification import ANSWERS
from tests.cast import FUCHENG, GUANHU, ZHONGZHOU
from tests.desk.conftest import as_role
from tests.desk.test_register_and_see import register
from tests.papers.files import jpeg

QUESTIONS = {"questions": ASK["questions"]}


@pytest.fixture(autouse=True)
def _no_ledger(house: House) -> Iterator[None]:
    path = settings.SUIXING_KEYS_DIR / ledger.LEDGER
    path.unlink(missing_ok=True)
    yield
    path.unlink(missing_ok=True)


@dataclass
class Held:
    """Somebody whom Fucheng registered, and what it opened for her."""

    house: House
    account: int

    @property
    def person(self) -> UUID:
        found: UUID = Account.objects.values_list("person_id", flat=True).get(pk=self.account)
        return found

    def asks(self) -> tuple[UUID, UUID]:
        """A verification that arrived at her home office: both copies."""
        case = self.house.fucheng.open("verification", QUESTIONS, account=self.account)
        self.house.work()
        return case, self.house.copy_of(case)

    def withdraws(self) -> None:
        with self.house.fucheng.sitting():
            person.withdraw_at(account=self.account, office=FUCHENG, by="chen", now=self.house.now)

    def erases(self) -> None:
        with self.house.fucheng.sitting():
            person.erase_at(account=self.account, office=FUCHENG, by="chen", now=self.house.now)


@pytest.fixture
def held(house: House) -> Held:
    with house.fucheng.sitting():
        return Held(house, register(office=FUCHENG, by="chen").account)


def work(house: House) -> None:
    """What the worker does, letting go included: what was sent before leaves before."""
    house.work()
    with as_role("intake", ""):
        letting_go.tell_other_sides(now=house.now)
    house.work()


def contents() -> dict[str, int]:
    """How many sealed contents are left in all."""
    return {
        "cases": Case.objects.exclude(sealed=None).count(),
        "keys": Case.objects.exclude(wrapped_key=None).count(),
        "events": CaseEvent.objects.exclude(sealed=None).count(),
        "papers": Paper.objects.exclude(wrapped_key=None).count(),
        "sent": Outgoing.objects.exclude(sealed=None).exclude(kind="pair.forgotten").count(),
        "arrived": Incoming.objects.exclude(sealed=None).exclude(kind="pair.forgotten").count(),
    }


NOTHING = {"cases": 0, "keys": 0, "events": 0, "papers": 0, "sent": 0, "arrived": 0}


def test_whatever_can_be_open_for_her_can_be_withdrawn() -> None:
    """Otherwise a consent that is taken back would leave a case open."""
    for table in PROCEDURES.values():
        if table.keeper is not Keeper.DESK:
            continue
        side = Side.ASKING if table.between else Side.OWN
        for name, state in table.states.items():
            assert state.closed or "withdraw" in table.steps_from(name, side), (table.code, name)


def test_withdrawal_of_consent_closes_open_cases_first(held: Held) -> None:
    case, theirs = held.asks()
    held.withdraws()
    assert held.house.state(case) == "withdrawn"
    assert not Clock.objects.filter(file=case, ended_at=None).exists()
    assert not Tie.objects.filter(office_id=FUCHENG, until=None).exists()
    acts = list(Entry.objects.order_by("id").values_list("act", flat=True))
    assert acts.index("case.step") < acts.index("consent.withdrawn")
    held.house.later(minutes=2)
    work(held.house)
    assert held.house.state(theirs) == "withdrawn"


def test_a_registration_that_is_withdrawn_with_the_consent_leaves_nothing(held: Held) -> None:
    content = {
        "parties": {"registrant": REGISTRANT, "named": [FIRST]}, "papers": [], "since": held.house.now.isoformat()
    }  # fmt: skip
    case = held.house.fucheng.open("registration", content, account=held.account)
    held.house.fucheng.takes(case, "ask", {"questions": ["identity.name_matches"]})
    pair = Case.objects.get(parent=case)
    held.withdraws()
    assert not Case.objects.filter(procedure="registration").exists()
    pair.refresh_from_db()
    assert (pair.state, pair.parent_id) == ("withdrawn", None)


def test_erasing_destroys_the_contents_on_both_sides(held: Held) -> None:
    case, theirs = held.asks()
    with held.house.fucheng.sitting():
        keep_paper(
            upload=io.BytesIO(jpeg()), name="a.jpg", file=case, office=FUCHENG, code="identity_card", by="chen",
            now=held.house.now,
        )  # fmt: skip
    held.house.zhongzhou.takes(theirs, "answer", ANSWERS)
    held.house.later(minutes=2)
    work(held.house)
    assert held.house.state(case) == "answered"
    with held.house.zhongzhou.sitting():
        keep_paper(
            upload=io.BytesIO(jpeg()), name="b.jpg", file=theirs, office=ZHONGZHOU, code="identity_card", by="gao",
            now=held.house.now,
        )  # fmt: skip
    assert all(contents().values())
    held.erases()
    work(held.house)
    assert contents() == NOTHING
    assert not Case.objects.filter(person_id__isnull=False).exists()
    assert not Person.objects.exists()
    for desk, file in ((held.house.fucheng, case), (held.house.zhongzhou, theirs)):
        seen = desk.sees(file)  # how it went stays, and tells nothing of her
        assert seen.content == {}
        assert all(told.content == {} for told in seen.timeline)


def test_who_is_asked_for_nobody_held_loses_nothing_by_an_erasure(held: Held) -> None:
    other = held.house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    held.house.work()
    held.erases()
    work(held.house)
    for case in (other, held.house.copy_of(other)):
        assert Case.objects.exclude(wrapped_key=None).filter(pk=case).exists()


def test_an_erased_open_case_is_withdrawn_and_takes_no_step(held: Held) -> None:
    case, theirs = held.asks()
    held.erases()
    assert held.house.state(case) == "withdrawn"
    work(held.house)
    assert held.house.state(theirs) == "withdrawn"
    with pytest.raises(NotNow):
        held.house.fucheng.takes(case, "ask_again", {"reason": "unclear", "questions": ASK["questions"]})
    assert contents() == NOTHING


def test_replay_after_a_restore_destroys_it_again(held: Held) -> None:
    held.asks()
    with transaction.atomic():
        take_back.erase(person=held.person, by="console", now=held.house.now)
        transaction.set_rollback(True)  # the database as a backup from before has it
    assert contents()["cases"] == 2
    assert take_back.replay(by="console") == 1
    work(held.house)
    assert contents() == NOTHING
    assert take_back.replay(by="console") == 0


def test_what_other_offices_hold_of_her_goes_too(held: Held) -> None:
    neighbour = held.house.desk("lin", GUANHU)
    with neighbour.sitting():
        account = register(office=GUANHU, by="lin").account
    case = neighbour.open("verification", QUESTIONS, account=account)
    held.house.work()
    take_back.erase(person=held.person, by="console", now=held.house.now)
    assert not Person.objects.exists()
    assert held.house.state(case) == "withdrawn"
    work(held.house)
    assert contents() == NOTHING
    assert Case.objects.filter(wrapped_key=None).count() == 2


def test_a_file_at_an_office_that_nobody_here_can_name_goes_too(held: Held) -> None:
    """What is left of her somewhere when the last account goes, only the database's own function reaches."""
    neighbour = held.house.desk("lin", GUANHU)
    with neighbour.sitting():
        account = register(office=GUANHU, by="lin").account
    case = neighbour.open("verification", QUESTIONS, account=account)
    held.house.work()
    with connection.cursor() as cursor:  # as if only the file had stayed behind
        cursor.execute("ALTER TABLE consent_record DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM consent_record WHERE office_id = %s", [GUANHU])
        cursor.execute("ALTER TABLE consent_record ENABLE TRIGGER USER")
    Residence.objects.filter(account=account).delete()
    Account.objects.filter(pk=account).delete()
    held.erases()
    assert not Person.objects.exists()
    assert held.house.state(case) == "withdrawn"
    assert not Clock.objects.filter(file=case, ended_at=None).exists()
    work(held.house)
    assert contents() == NOTHING


def test_an_office_alone_erases_nothing_of_another(held: Held) -> None:
    """Who typed a number in, and was not confirmed, cannot destroy what others hold."""
    neighbour = held.house.desk("lin", GUANHU)
    with neighbour.sitting():
        account = register(office=GUANHU, by="lin").account
    case = neighbour.open("verification", QUESTIONS, account=account)
    held.erases()
    work(held.house)
    assert held.house.state(case) == "asked"
    assert Case.objects.exclude(wrapped_key=None).filter(pk=case, person_id__isnull=False).exists()


def test_nobody_makes_the_database_forget_a_file_that_is_held(held: Held) -> None:
    case, _ = held.asks()
    refused = pytest.raises(DatabaseError, match="keeps its papers")
    with held.house.fucheng.sitting(), connection.cursor() as cursor, refused:
        cursor.execute("SELECT cases_forget_rest(ARRAY[%s]::uuid[])", [case])
