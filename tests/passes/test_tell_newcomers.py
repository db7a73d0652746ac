"""Newcomers are told three times at most, in neutral words; nothing keeps who has no pass (P4, F9)."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from suixing.journeys.cases.stepping import take
from suixing.journeys.pass_at_desk import apply_for_her
from suixing.journeys.take_back import erase, withdraw
from suixing.notices.jobs import send_pending
from suixing.notices.models import Kind, Notice
from suixing.notices.wording import text_of
from suixing.passes.actions import issue_pass
from suixing.passes.models import NewcomersDay, Pass, Presentation, Quiet
from suixing.passes.newcomers import let_be, tell_newcomers, wants_none
from suixing.people.models import Account, Residence
from suixing.residents.models import Application
from tests.cases.conftest import CASES
from tests.cast import FUCHENG, NOW, TODAY, ZHONGZHOU
from tests.desk.conftest import Sit, as_role
from tests.emptying import empty

CAME = TODAY.replace(day=1)


@pytest.fixture(autouse=True)
def nobody_told_yet(node: None) -> None:
    NewcomersDay.objects.all().delete()
    Notice.objects.all().delete()


def told_on(day: date) -> list[tuple[UUID, str | None]]:
    """Who is told on a day, of which office's notices; each day as if the one before had been done."""
    NewcomersDay.objects.all().delete()
    Notice.objects.all().delete()
    with as_role("intake", ""):
        count = tell_newcomers(now=NOW + (day - TODAY))
    found = list(Notice.objects.filter(kind="newcomer").values_list("person", "office"))
    assert len(found) == count
    return found


def test_told_30_60_and_90_days_after_she_came_p4(xiuying: UUID) -> None:
    days = [CAME + timedelta(days=one) for one in (1, 29, 30, 31, 60, 90, 91, 120)]
    told = {(day - CAME).days for day in days if told_on(day)}
    assert told == {30, 60, 90}
    assert told_on(CAME + timedelta(days=30)) == [(xiuying, FUCHENG)]


def test_nobody_is_told_twice_and_missed_days_are_made_up_for(xiuying: UUID) -> None:
    NewcomersDay.objects.create(day=CAME + timedelta(days=27))
    late = NOW + (CAME + timedelta(days=32) - TODAY)
    assert [tell_newcomers(now=late) for _ in range(2)] == [1, 0]
    assert Notice.objects.count() == 1


def test_it_ends_when_she_has_one_or_has_shown_one_or_says_no(sit: Sit, xiuying: UUID) -> None:
    due = CAME + timedelta(days=60)
    with sit("chen", FUCHENG):
        let_be(person=xiuying, office=FUCHENG, wanted=False, now=NOW)
        assert wants_none(person=xiuying, office=FUCHENG)
    assert told_on(due) == []
    with sit("chen", FUCHENG):
        let_be(person=xiuying, office=FUCHENG, wanted=True, now=NOW)
    assert told_on(due) == [(xiuying, FUCHENG)]
    shown = Presentation.objects.create(
        person_id=xiuying, office_id=FUCHENG, shown_on=TODAY, checked_at=NOW, verdict="valid", sealed=b""
    )
    assert told_on(due) == []
    shown.delete()
    with sit("gao", ZHONGZHOU):
        issue_pass(person=xiuying, office=ZHONGZHOU, by="gao", now=NOW)
    assert told_on(due) == []
    Pass.objects.all().delete()


def test_it_rests_while_she_applies_for_one(sit: Sit, xiuying: UUID) -> None:
    """Whether a desk opened the application or it waits in the node to be taken up."""
    due = CAME + timedelta(days=60)
    with sit("chen", FUCHENG):
        account = Account.objects.get(person_id=xiuying, office_id=FUCHENG).pk
        case = apply_for_her(account=account, office=FUCHENG, by="chen", now=NOW)
    assert told_on(due) == []
    with sit("chen", FUCHENG):
        take(
            case=case,
            step="withdraw",
            content={"reason": "person_withdrew"},
            office=FUCHENG,
            seen=None,
            by="chen",
            now=NOW,
        )
    assert told_on(due) == [(xiuying, FUCHENG)]
    waiting = Application.objects.create(
        person=xiuying, act="apply", applicant="herself", accounts=[account], made_at=NOW
    )
    assert told_on(due) == []
    waiting.delete()
    empty(CASES.split(", "))


def test_one_who_lives_in_her_own_city_is_no_newcomer_g3(xiuying: UUID) -> None:
    Residence.objects.filter(kind="home").update(division="440306")
    assert told_on(CAME + timedelta(days=30)) == []


def test_one_who_took_her_consent_back_is_not_told(xiuying: UUID) -> None:
    withdraw(person=xiuying, office=FUCHENG, by="chen", now=timezone.now())
    assert told_on(CAME + timedelta(days=30)) == []


def test_a_wish_is_forgotten_after_three_months_and_with_her(sit: Sit, xiuying: UUID) -> None:
    with sit("chen", FUCHENG):
        let_be(person=xiuying, office=FUCHENG, wanted=False, now=NOW)
    told_on(TODAY + timedelta(days=92))
    assert Quiet.objects.count() == 1
    told_on(TODAY + timedelta(days=93))
    assert Quiet.objects.count() == 0
    let_be(person=xiuying, office=FUCHENG, wanted=False, now=NOW)
    erase(person=xiuying, by="chen", now=timezone.now())
    assert Quiet.objects.count() == 0


def test_nothing_stays_of_who_was_told(xiuying: UUID) -> None:
    told_on(CAME + timedelta(days=30))
    ten = Notice.objects.get().due_at
    assert timezone.localtime(ten).hour == 10
    assert send_pending(now=ten - timedelta(minutes=1)) == 0
    with as_role("intake", ""):
        assert send_pending(now=ten) == 1
    assert not Notice.objects.exists()


def test_it_names_no_pass_and_promises_that_no_service_depends_on_it() -> None:
    text = text_of(Kind.NEWCOMER)
    assert "随行证" not in text
    assert "pass" not in text.casefold().split()
    assert "不影响任何服务" in text
    assert "no service depends on it" in text


def test_no_page_or_command_lists_newcomers() -> None:
    """The function gives a number, and the tables hold days and wishes (F9)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prorettype::regtype::text FROM pg_proc WHERE proname = 'passes_tell_newcomers'")
        assert cursor.fetchall() == [("integer",)]
    assert {field.name for field in NewcomersDay._meta.get_fields()} == {"day"}
    assert {field.name for field in Quiet._meta.get_fields()} == {"id", "person", "office", "said_on"}
