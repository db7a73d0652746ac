"""What ran out is marked once, by any number of workers, and escalated once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections

from suixing.clocks import actions
from suixing.clocks.models import Bears, Clock, ClockEvent, Duty, Edition
from suixing.clocks.queries import State, clocks_of, late_by_office, to_escalate
from suixing.config.sweeping import sweep_once
from suixing.journal.models import Entry
from tests.cast import FUCHENG, GUANHU
from tests.clocks.conftest import BY, at, begin, clock_of, day

pytestmark = pytest.mark.usefixtures("clocks")
DUE = at("2026-03-12")


def test_a_clock_runs_out_after_its_last_instant() -> None:
    file = begin("7 working days", "2026-03-02 09:00")
    assert actions.sweep(now=DUE) == []
    found = actions.sweep(now=at("2026-03-12 00:01"))
    clock = clock_of(file)
    assert found == [actions.Breached(clock.id, file, FUCHENG, Duty.ANSWER, Bears.OWN, "V3", DUE)]
    assert clock.breached_at == DUE
    assert actions.sweep(now=at("2026-03-13")) == []
    (shown,) = clocks_of(file=file, now=at("2026-03-13"))
    assert shown.state == State.LATE
    entry = Entry.objects.get(act="clock.breached")
    assert (entry.office, entry.officer, entry.subjects) == (FUCHENG, "worker", [])
    assert str(file) not in str(entry.detail)


def test_what_stands_still_or_has_ended_does_not_run_out() -> None:
    held, met = (begin("7 working days", "2026-03-02 09:00") for _ in range(2))
    actions.suspend(file=held, duty="answer", on=day("2026-03-04"), reason="papers_missing", by=BY, now=DUE)
    actions.meet(file=met, duty="answer", at=at("2026-03-04"), by=BY, now=at("2026-03-04"))
    assert actions.sweep(now=at("2027-03-12")) == []


def test_an_answer_that_arrived_in_time_takes_the_breach_away() -> None:
    """It was sent within its limit and came in after the sweep."""
    file = begin("7 working days", "2026-03-02 09:00")
    actions.sweep(now=at("2026-03-12 00:01"))
    actions.meet(file=file, duty="answer", at=at("2026-03-11 23:59"), by=BY, now=at("2026-03-12 00:02"))
    assert clock_of(file).breached_at is None
    assert clocks_of(file=file)[0].state == State.MET


def as_if_not_reached(file: UUID) -> None:
    """As if the counting had broken off before it came to this clock."""
    clock = clock_of(file)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE clocks_event DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM clocks_event WHERE clock_id = %s AND kind = 'recomputed'", [clock.id])
        cursor.execute("ALTER TABLE clocks_event ENABLE TRIGGER USER")
    Clock.objects.filter(pk=clock.pk).update(edition=0, due_on=day("2026-03-11"), due_at=DUE)
    Edition.objects.update(settled_at=None)


def test_a_clock_that_a_new_calendar_has_not_reached_yet_is_counted_before_it_is_marked() -> None:
    file = begin("7 working days", "2026-03-02 09:00")
    actions.add_closure(place="440309", day=day("2026-03-04"), reason="storm", by="console", now=at("2026-03-04"))
    as_if_not_reached(file)
    assert actions.sweep(now=at("2026-03-12 00:01")) == []
    assert clock_of(file).due_on == day("2026-03-12")
    assert actions.recompute(now=at("2026-03-12 00:01")).settled


def test_several_workers_mark_each_clock_once() -> None:
    files = {begin("7 working days", "2026-03-02 09:00") for _ in range(40)}

    def work() -> list[UUID]:
        found: list[UUID] = []
        try:
            while some := actions.sweep(now=at("2026-03-13"), limit=3):
                found += [one.file for one in some]
        finally:
            connections.close_all()
        return found

    with ThreadPoolExecutor(4) as workers:
        marked = [file for one in [workers.submit(work) for _ in range(4)] for file in one.result()]
    # One that saw only rows that others held has stopped early; what is left is found by the next.
    marked += [one.file for one in actions.sweep(now=at("2026-03-13"))]
    assert sorted(marked) == sorted(files)
    assert ClockEvent.objects.filter(kind="breached").count() == 40


def test_a_breach_is_escalated_once() -> None:
    begin("7 working days", "2026-03-02 09:00")
    actions.sweep(now=at("2026-03-13"))
    (breached,) = to_escalate()
    assert actions.mark_escalated(clock=breached.clock, by="worker", now=at("2026-03-13"))
    assert not actions.mark_escalated(clock=breached.clock, by="worker", now=at("2026-03-13"))
    assert not actions.mark_escalated(clock=uuid4(), by="worker", now=at("2026-03-13"))
    assert to_escalate() == []
    assert ClockEvent.objects.filter(kind="escalated").count() == 1


def test_superiors_count_what_is_late_and_whose_it_is() -> None:
    begin("7 working days", "2026-03-02 09:00")
    begin("24 hours", "2026-03-02 09:00", bears="other")
    begin("30 days", "2026-03-02 09:00", office=GUANHU)
    sweep_once(now=at("2026-03-13 08:00"))
    here, there = late_by_office([FUCHENG, GUANHU], now=at("2026-03-13 08:00"))
    assert (here.own, here.other, there.own, there.other) == (1, 1, 0, 0)
    assert [(row.duty, row.bears, row.days_late) for row in here.rows] == [
        ("answer", "other", 11),
        ("answer", "own", 2),
    ]
    assert "file" not in {*here.rows[0].__slots__}
