"""A clock is started, suspended, resumed, extended, met, taken back and ended, and says why it is due when it is."""

from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from suixing.clocks import actions
from suixing.clocks.errors import (
    AlreadyExtended,
    AlreadyRunning,
    AlreadySuspended,
    DaysOutOfOrder,
    LimitPassed,
    NoOpenClock,
    NotMet,
    NotSuspended,
)
from suixing.clocks.models import Bears, Clock, ClockEvent
from suixing.clocks.queries import State, clocks_of, earliest_due
from suixing.kernel.errors import Refusal
from suixing.rules.limits import read_limit
from tests.clocks.conftest import BY, at, begin, clock_of, day, due_on

pytestmark = pytest.mark.usefixtures("clocks")


def suspend(file: UUID, on: str) -> None:
    actions.suspend(file=file, duty="answer", on=day(on), reason="papers_missing", by=BY, now=at(on))


def resume(file: UUID, on: str) -> None:
    actions.resume(file=file, duty="answer", on=day(on), by=BY, now=at(on))


def extend(file: UUID, limit: str, now: str) -> None:
    actions.extend(file=file, duty="answer", by_limit=read_limit(limit), reason="complex", by=BY, now=at(now))


@transaction.atomic
def take(file: UUID, steps: list[str]) -> None:
    for step in steps:
        verb, on = step.split()
        {"suspend": suspend, "resume": resume}[verb](file, on)


def test_fifteen_working_days_over_the_national_holiday() -> None:
    file = begin("15 working days", "2026-09-28 16:30")
    (shown,) = clocks_of(file=file, now=at("2026-09-29"))
    assert (due_on(file), shown.due_at) == ("2026-10-23", at("2026-10-24"))
    assert shown.state == State.RUNNING
    assert not shown.provisional
    assert "国庆节" in shown.explanation.zh
    assert day("2026-10-01") in dict(shown.not_counted)
    assert shown.limit.zh == "15 个工作日"


def test_a_suspension_stops_the_clock_and_its_days_do_not_count() -> None:
    file = begin("15 working days", "2026-09-28 16:30")
    suspend(file, "2026-10-12")
    (held,) = clocks_of(file=file)
    assert (held.state, held.due_on, held.due_at) == (State.SUSPENDED, None, None)
    assert earliest_due([file]) == {}
    resume(file, "2026-10-14")
    assert due_on(file) == "2026-10-28"  # three working days later
    suspend(file, "2026-10-17")
    resume(file, "2026-10-18")  # a weekend: nothing moves
    assert due_on(file) == "2026-10-28"
    (shown,) = clocks_of(file=file, now=at("2026-10-20"))
    assert [(span.first, span.last) for span in shown.suspended] == [
        (day("2026-10-12"), day("2026-10-14")), (day("2026-10-17"), day("2026-10-18")),
    ]  # fmt: skip


def test_a_limit_is_extended_once_and_only_while_it_runs() -> None:
    file = begin("30 days", "2026-03-02 09:00")
    assert due_on(file) == "2026-04-01"
    extend(file, "15 days", "2026-03-30")
    assert due_on(file) == "2026-04-16"
    with pytest.raises(AlreadyExtended):
        extend(file, "15 days", "2026-03-31")
    other = begin("30 days", "2026-03-02 09:00")
    with pytest.raises(LimitPassed):
        extend(other, "15 days", "2026-04-02 00:01")


def test_the_order_of_extending_and_suspending_does_not_matter() -> None:
    one, other = begin("30 days", "2026-03-02 09:00"), begin("30 days", "2026-03-02 09:00")
    extend(one, "15 days", "2026-03-05")
    for file in (one, other):
        suspend(file, "2026-03-06")
        resume(file, "2026-03-09")
    extend(other, "15 days", "2026-03-10")
    assert due_on(one) == due_on(other) == "2026-04-20"


def test_met_in_time_or_late() -> None:
    in_time, late = begin("24 hours", "2026-03-02 16:30"), begin("24 hours", "2026-03-02 16:30")
    assert clock_of(in_time).due_at == at("2026-03-03 17:00")
    actions.meet(file=in_time, duty="answer", at=at("2026-03-03 17:00"), by=BY, now=at("2026-03-03 17:05"))
    actions.meet(file=late, duty="answer", at=at("2026-03-03 17:01"), by=BY, now=at("2026-03-03 17:05"))
    assert [clocks_of(file=file)[0].state for file in (in_time, late)] == [State.MET, State.MET_LATE]


def test_met_while_suspended_is_in_time() -> None:
    file = begin("7 working days", "2026-03-02 09:00")
    suspend(file, "2026-03-04")
    actions.meet(file=file, duty="answer", at=at("2026-05-05"), by=BY, now=at("2026-05-05"))
    assert clocks_of(file=file)[0].state == State.MET


def test_an_answer_taken_back_lets_the_clock_run_as_before() -> None:
    file = begin("7 working days", "2026-03-02 09:00")
    before = due_on(file)
    actions.meet(file=file, duty="answer", at=at("2026-03-04 10:00"), by=BY, now=at("2026-03-04 10:00"))
    actions.unmeet(file=file, duty="answer", by=BY, now=at("2026-03-04 10:01"))
    clock = clock_of(file)
    assert (clock.ended_at, clock.how, due_on(file)) == (None, "", before)
    assert list(ClockEvent.objects.filter(clock=clock).order_by("id").values_list("kind", flat=True)) == [
        "started", "met", "unmet",
    ]  # fmt: skip
    with pytest.raises(NotMet):
        actions.unmeet(file=file, duty="answer", by=BY, now=at("2026-03-04 10:02"))


def test_what_was_ended_without_its_duty_cannot_be_taken_back() -> None:
    file = begin("7 working days", "2026-03-02 09:00")
    begin("30 days", "2026-03-02 09:00", file=file, duty="decide", bears="other")
    assert actions.void(file=file, duty=None, at=at("2026-03-03"), reason="withdrawn", by=BY, now=at("2026-03-03")) == 2
    assert {shown.state for shown in clocks_of(file=file)} == {State.VOID}
    assert actions.void(file=file, duty=None, at=at("2026-03-03"), reason="withdrawn", by=BY, now=at("2026-03-03")) == 0
    with pytest.raises(NotMet):
        actions.unmeet(file=file, duty="answer", by=BY, now=at("2026-03-04"))


def test_a_duty_can_begin_again_once_its_clock_has_ended() -> None:
    file = begin("7 working days", "2026-03-02 09:00")
    with pytest.raises(AlreadyRunning):
        begin("7 working days", "2026-03-03 09:00", file=file)
    actions.meet(file=file, duty="answer", at=at("2026-03-04"), by=BY, now=at("2026-03-04"))
    begin("7 working days", "2026-03-05 09:00", file=file)
    assert [shown.state for shown in clocks_of(file=file, now=at("2026-03-06"))] == [State.MET, State.RUNNING]


def test_the_first_due_of_a_file_with_who_bears_it() -> None:
    file = begin("15 working days", "2026-03-02 09:00")
    begin("24 hours", "2026-03-02 09:00", file=file, duty="forward", bears="other")
    other = begin("30 days", "2026-03-02 09:00")
    assert earliest_due([file, other, uuid4()]) == {
        file: (at("2026-03-03 10:00"), Bears.OTHER),
        other: (at("2026-04-02"), Bears.OWN),
    }


@pytest.mark.parametrize(
    ("steps", "refused"),
    [
        (["resume 2026-03-05"], NotSuspended),
        (["suspend 2026-03-01"], DaysOutOfOrder),
        (["suspend 2026-03-04", "suspend 2026-03-05"], AlreadySuspended),
        (["suspend 2026-03-04", "resume 2026-03-03"], DaysOutOfOrder),
        (["suspend 2026-03-04", "resume 2026-03-05", "suspend 2026-03-05"], DaysOutOfOrder),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(steps: list[str], refused: type[Refusal]) -> None:
    file = begin("7 working days", "2026-03-02 09:00")
    with pytest.raises(refused):
        take(file, steps)
    assert due_on(file) == "2026-03-11"
    assert ClockEvent.objects.count() == 1


def test_a_file_without_this_clock_is_refused() -> None:
    with pytest.raises(NoOpenClock):
        suspend(uuid4(), "2026-03-05")


def test_a_second_clock_is_refused_by_the_database_too() -> None:
    clock = clock_of(begin("7 working days", "2026-03-02 09:00"))
    clock.pk = uuid4()
    with pytest.raises(DatabaseError, match="one_open_clock_a_duty"):
        Clock.objects.bulk_create([clock])


@pytest.mark.parametrize("statement", ["UPDATE clocks_event SET reason = 'x'", "DELETE FROM clocks_event"])
def test_what_happened_to_a_clock_only_grows(statement: str) -> None:
    begin("7 working days", "2026-03-02 09:00")
    with pytest.raises(DatabaseError, match="only grows"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_clocks_of_an_erased_file_go() -> None:
    gone, kept = begin("7 working days", "2026-03-02 09:00"), begin("7 working days", "2026-03-02 09:00")
    actions.forget(files=[gone])
    assert clocks_of(file=gone) == ()
    assert len(clocks_of(file=kept)) == 1
    assert ClockEvent.objects.count() == 1


def test_functions_of_the_owner_end_clocks_with_their_events() -> None:
    """What ends the files of somebody who was erased: the fixture compares every clock with its events."""
    file, kept = begin("7 working days", "2026-03-02 09:00"), begin("7 working days", "2026-03-02 09:00")
    with connection.cursor() as cursor:
        cursor.execute("SELECT clocks_void(%s::uuid[], 'forgotten', 'node')", [[file]])
        assert cursor.fetchone() == (1,)
    assert [clocks_of(file=one, now=at("2026-03-03"))[0].state for one in (file, kept)] == [State.VOID, State.RUNNING]
