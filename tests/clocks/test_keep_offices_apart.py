"""What an office sees and can change of clocks in plain SQL: its own copies, as they run, and nothing of the past."""

from uuid import UUID

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from suixing.access.roles import Role
from suixing.clocks import actions
from suixing.clocks.models import Clock, ClockEvent, DateChanged
from suixing.clocks.queries import clocks_of, date_changes_for, earliest_due, late_by_office
from tests.cast import FUCHENG, GUANHU, ZHONGZHOU
from tests.clocks.conftest import at, begin, clock_of, day, due_on, notice
from tests.desk.conftest import Sit, appoint, as_role

pytestmark = pytest.mark.usefixtures("clocks")
COUNTY = "440309"


def run(statement: str, *values: UUID) -> int:
    """How many rows it changed or found."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def test_an_office_works_with_its_own_clocks_alone(sit: Sit) -> None:
    hers = begin("7 working days", "2026-03-02 09:00")
    others = begin("7 working days", "2026-03-02 09:00", office=GUANHU)
    with sit("zhou", FUCHENG):
        assert len(clocks_of(file=hers)) == 1
        assert clocks_of(file=others) == ()
        assert set(earliest_due([hers, others])) == {hers}
        assert (Clock.objects.count(), ClockEvent.objects.count()) == (1, 1)
        made = begin("7 working days", "2026-03-03 09:00")
        actions.suspend(
            file=made, duty="answer", on=day("2026-03-04"), reason="papers_missing", by="zhou", now=at("2026-03-04")
        )
        actions.resume(file=made, duty="answer", on=day("2026-03-05"), by="zhou", now=at("2026-03-05"))
        actions.meet(file=made, duty="answer", at=at("2026-03-06"), by="zhou", now=at("2026-03-06"))
        actions.unmeet(file=made, duty="answer", by="zhou", now=at("2026-03-06"))
        actions.void(file=made, duty=None, at=at("2026-03-07"), reason="withdrawn", by="zhou", now=at("2026-03-07"))
    assert due_on(others) == "2026-03-11"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE clocks_clock SET office = '440309001'", "UPDATE clocks_clock SET since = now()",
        "UPDATE clocks_clock SET rule = 'V2'", "UPDATE clocks_clock SET escalated_at = now()",
        "UPDATE clocks_clock SET limit_amount = 99", "DELETE FROM clocks_clock", "TRUNCATE clocks_clock CASCADE",
        "UPDATE clocks_event SET officer = 'li'", "DELETE FROM clocks_event",
        "DELETE FROM clocks_date_changed", "UPDATE clocks_date_changed SET after = before",
        "INSERT INTO clocks_edition (kind, place, version, made_at, touched, moved)"
        " VALUES ('notice', '', 'x', now(), 0, 0)",
        "UPDATE clocks_edition SET settled_at = NULL", "DELETE FROM clocks_closure",
        "SELECT clocks_forget(ARRAY[gen_random_uuid()])", "SELECT clocks_void(ARRAY[gen_random_uuid()], 'x', 'x')",
    ],
)  # fmt: skip
def test_what_never_moves_cannot_be_moved(sit: Sit, statement: str) -> None:
    begin("7 working days", "2026-03-02 09:00")
    with sit("zhou", FUCHENG), pytest.raises(DatabaseError, match="permission denied"):
        run(statement)


@pytest.mark.parametrize(
    ("kind", "officer"), [("breached", "zhou"), ("escalated", "zhou"), ("recomputed", "zhou"), ("met", "li.fang")]
)
def test_an_officer_writes_what_she_did_and_in_her_own_name(sit: Sit, kind: str, officer: str) -> None:
    clock = clock_of(begin("7 working days", "2026-03-02 09:00"))
    with sit("zhou", FUCHENG), pytest.raises(DatabaseError, match="row-level security"):
        ClockEvent.objects.create(clock_id=clock.id, kind=kind, officer=officer, recorded_at=at("2026-03-04"))


def test_no_clock_is_made_or_changed_for_another_office(sit: Sit) -> None:
    others = clock_of(begin("7 working days", "2026-03-02 09:00", office=GUANHU))
    with sit("zhou", FUCHENG):
        with pytest.raises(DatabaseError, match="row-level security"):
            begin("7 working days", "2026-03-02 09:00", office=GUANHU)
        assert run("UPDATE clocks_clock SET ended_at = now(), how = 'void' WHERE id = %s", others.id) == 0
        with pytest.raises(DatabaseError, match="row-level security"):
            ClockEvent.objects.create(clock_id=others.id, kind="met", officer="zhou", recorded_at=at("2026-03-04"))


def test_without_a_session_there_is_nothing(sit: Sit) -> None:
    begin("7 working days", "2026-03-02 09:00")
    appoint("zhou", FUCHENG)
    with as_role("serving", "no such key"):
        assert (Clock.objects.count(), ClockEvent.objects.count(), DateChanged.objects.count()) == (0, 0, 0)


def test_news_of_moved_dates_reach_the_office_itself(sit: Sit) -> None:
    for office in (FUCHENG, GUANHU):
        begin("30 working days", "2026-12-31 09:00", office=office)
    actions.load_notice(text=notice(), by="console", now=at("2026-12-20"))
    with sit("zhou", FUCHENG):
        assert date_changes_for(office=GUANHU) == ()
        (change,) = date_changes_for(office=FUCHENG)
        assert actions.mark_told(changes=[(change.number, change.after)], office=FUCHENG, now=at("2026-12-21")) == 1
    assert DateChanged.objects.filter(told_at=None).count() == 1


def test_a_superior_learns_what_is_late_below_and_in_no_file(sit: Sit) -> None:
    for office in (FUCHENG, ZHONGZHOU):
        begin("7 working days", "2026-03-02 09:00", office=office)
    actions.sweep(now=at("2026-03-13"))
    offices = [FUCHENG, ZHONGZHOU]

    def seen() -> list[int]:
        return [one.own for one in late_by_office(offices, now=at("2026-03-13"))]

    with sit("he.supervisor", COUNTY, (Role.SUPERVISOR,)):
        assert seen() == [1, 0]
        assert Clock.objects.count() == 0
    with sit("desk.of.county", COUNTY):
        assert seen() == [0, 0]
    with sit("zhou", FUCHENG):
        assert seen() == [1, 0]
    with sit("li.fang", GUANHU, (Role.SUPERVISOR,)):
        assert seen() == [0, 0]
    with as_role("serving", "no such key"):
        assert seen() == [0, 0]


def test_the_worker_can_do_all_that_it_has_to(sit: Sit) -> None:
    """As the role of the bulk intake: it starts clocks of either side, sweeps, and goes on with a new calendar."""
    far = begin("30 working days", "2026-12-31 09:00")
    actions.load_notice(text=notice(), by="console", now=at("2026-12-20"))
    run("UPDATE clocks_edition SET settled_at = NULL")
    Clock.objects.filter(file=far).update(edition=0, due_on=day("2027-02-18"), due_at=at("2027-02-19"))
    with as_role("intake", ""):
        begin("7 working days", "2026-03-02 09:00", office=GUANHU, by="worker")
        (breached,) = actions.sweep(now=at("2026-03-13"))
        assert actions.mark_escalated(clock=breached.clock, by="worker", now=at("2026-03-13"))
        assert actions.recompute(now=at("2026-12-20")) == actions.Recounted(1, 1, True)
        with pytest.raises(DatabaseError, match="permission denied"):
            run("DELETE FROM clocks_event")
    assert due_on(far) == "2027-02-19"
