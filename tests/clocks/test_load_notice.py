"""A new notice, a closure, a new release: every open clock that it touches is counted anew, and nobody waits (T4)."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connections, transaction

from suixing.clocks import actions, editions
from suixing.clocks.errors import NoSuchClosure, SameClosure, SameNotice, UnknownPlace
from suixing.clocks.models import Clock, ClockEvent, DateChanged, Edition
from suixing.clocks.queries import check_clocks, clocks_of, date_changes_for
from suixing.kernel.errors import Refusal
from suixing.rules.limits import read_limit
from tests.cast import FUCHENG, GUANHU
from tests.clocks.conftest import BY, at, begin, clock_of, day, due_on, notice

pytestmark = pytest.mark.usefixtures("clocks")
LATER = at("2026-12-20 09:00")


def load(text: str | None = None) -> actions.Loaded:
    return actions.load_notice(text=text or notice(), by="console", now=LATER)


def load_elsewhere(monkeypatch: pytest.MonkeyPatch, text: str) -> actions.Loaded:
    """Loaded over a connection of its own, by somebody who does not wait for long."""
    monkeypatch.setattr(editions, "PATIENCE", 0.2)
    with ThreadPoolExecutor(1) as other:
        try:
            return other.submit(load, text).result()
        finally:
            other.submit(connections.close_all).result()


def test_a_provisional_date_becomes_firm_and_moves_to_what_was_published() -> None:
    file = begin("30 working days", "2026-12-31 09:00")
    early = begin("7 working days", "2026-12-01 09:00")
    assert due_on(file) == "2027-02-18"
    assert clock_of(file).provisional
    loaded = load()
    assert (loaded.year, loaded.touched, loaded.moved, loaded.settled) == (2027, 1, 1, True)
    assert due_on(file) == "2027-02-19"  # two days of Spring Festival more, one Sunday made up
    (shown,) = clocks_of(file=file, now=LATER)
    assert not shown.provisional
    assert "调休" in shown.explanation.zh
    assert ClockEvent.objects.filter(clock=clock_of(file), kind="recomputed").count() == 1
    assert not ClockEvent.objects.filter(clock=clock_of(early), kind="recomputed").exists()


def test_a_date_that_binds_a_person_never_moves_to_an_earlier_day() -> None:
    """Spring Festival turns out two days shorter than the estimate."""
    hers, the_offices = (begin("30 working days", "2026-12-31 09:00", binds_person=binds) for binds in (True, False))
    before = due_on(hers)
    load(notice("2027-02-05", "2027-02-08"))
    assert due_on(the_offices) != before
    assert str(due_on(the_offices)) < str(before)
    assert due_on(hers) == before
    assert clock_of(hers).floor == day(str(before))
    assert ClockEvent.objects.get(clock=clock_of(hers), kind="recomputed").floor == day(str(before))
    assert check_clocks().wrong == 0


def test_the_floor_holds_through_a_suspension() -> None:
    file = begin("30 working days", "2026-12-31 09:00", binds_person=True)
    before = str(due_on(file))
    actions.suspend(file=file, duty="answer", on=day("2027-01-04"), reason="papers_missing", by=BY, now=LATER)
    load(notice("2027-02-05", "2027-02-08"))
    actions.resume(file=file, duty="answer", on=day("2027-01-04"), by=BY, now=at("2027-01-04"))
    assert str(due_on(file)) >= before


def test_offices_are_told_once_of_all_that_moved() -> None:
    files = {begin("30 working days", "2026-12-31 09:00", office=office) for office in (FUCHENG, FUCHENG, GUANHU)}
    load(notice("2027-02-05", "2027-02-08"))
    first = date_changes_for(office=FUCHENG)
    assert len(first) == 2
    assert {one.file for one in first} < files
    load(notice("2027-02-05", "2027-02-15"))
    again = date_changes_for(office=FUCHENG)
    assert [(one.number, one.before) for one in again] == [(one.number, one.before) for one in first]
    assert {one.after for one in again} != {one.after for one in first}
    stale = [(one.number, one.after) for one in first]
    assert actions.mark_told(changes=stale, office=FUCHENG, now=LATER) == 0
    told = [(one.number, one.after) for one in again]
    assert actions.mark_told(changes=told, office=GUANHU, now=LATER) == 0
    assert actions.mark_told(changes=told, office=FUCHENG, now=LATER) == 2
    assert date_changes_for(office=FUCHENG) == ()
    assert len(date_changes_for(office=GUANHU)) == 1


def test_a_date_that_moves_there_and_back_is_no_news() -> None:
    begin("30 working days", "2026-12-31 09:00")
    load(notice("2027-02-05", "2027-02-08"))
    moved = DateChanged.objects.get()
    load(notice("2027-02-05", "2027-02-15"))
    load(notice("2027-02-05", "2027-02-12"))
    assert DateChanged.objects.get().before == moved.before
    assert all(one.before != one.after for one in date_changes_for(office=FUCHENG))


def test_a_notice_that_changes_nothing_is_refused() -> None:
    load()
    with pytest.raises(SameNotice):
        load()
    with pytest.raises(Refusal):
        load("year = 2027")
    assert Edition.objects.count() == 1


def test_a_breach_that_was_none_by_the_published_calendar() -> None:
    file = begin("7 working days", "2027-01-28 09:00")
    due_at = clock_of(file).due_at
    assert due_at is not None
    (breached,) = actions.sweep(now=at("2027-02-15"))
    assert breached.due_at == due_at
    actions.load_notice(text=notice("2027-02-05", "2027-02-20"), by="console", now=at("2027-02-15"))
    clock = clock_of(file)
    assert clock.due_at is not None
    assert clock.due_at > at("2027-02-15")
    assert clock.breached_at is None


def test_a_clock_started_without_knowing_the_notice_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was counted before the notice was committed, and is committed after all others were counted."""
    with transaction.atomic():
        file = begin("30 working days", "2026-12-31 09:00")
        before = clock_of(file).due_at
        assert not load_elsewhere(monkeypatch, notice("2027-02-05", "2027-02-08")).settled
        assert clock_of(file).due_at == before
    assert actions.recompute(now=LATER).settled
    assert clock_of(file).due_at != before
    assert Edition.objects.get().touched == 1


def test_a_clock_that_somebody_holds_is_left_for_later_and_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    held, free = (begin("30 working days", "2026-12-31 09:00") for _ in range(2))
    before = clock_of(held).due_at
    with transaction.atomic():
        Clock.objects.select_for_update().get(file=held)
        assert not load_elsewhere(monkeypatch, notice("2027-02-05", "2027-02-08")).settled
    assert clock_of(free).due_at != before
    assert clock_of(held).due_at == before
    assert check_clocks().waiting == 1
    assert actions.recompute(now=LATER).settled
    assert clock_of(held).due_at == clock_of(free).due_at


def test_one_that_is_changed_meanwhile_counts_with_the_new_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    """An officer locks her clock before the notice comes and suspends it after: her count knows the notice."""
    file, other = (begin("30 working days", "2026-12-31 09:00") for _ in range(2))
    with transaction.atomic():
        Clock.objects.select_for_update().get(file=file)
        load_elsewhere(monkeypatch, notice("2027-02-05", "2027-02-08"))
        actions.extend(
            file=file, duty="answer", by_limit=read_limit("1 working day"), reason="complex", by=BY, now=LATER
        )
        actions.meet(file=file, duty="answer", at=LATER, by=BY, now=LATER)
        actions.unmeet(file=file, duty="answer", by=BY, now=LATER)
    assert clock_of(file).edition == Edition.objects.get().pk
    actions.recompute(now=LATER)
    late, early = clock_of(file).due_at, clock_of(other).due_at
    assert late is not None
    assert early is not None
    assert (late - early).days == 1


def test_one_after_the_other(plain_sql: "psycopg.Cursor[tuple[object, ...]]") -> None:
    """While one process counts anew, another leaves it alone."""
    begin("30 working days", "2026-12-31 09:00")
    with transaction.atomic():
        plain_sql.execute("SELECT pg_advisory_lock(%s)", [0x73756978_636C6F63])
        loaded = load()
        assert not loaded.settled
        assert loaded.touched == 0
    plain_sql.execute("SELECT pg_advisory_unlock(%s)", [0x73756978_636C6F63])
    assert actions.recompute(now=LATER).settled
    assert actions.recompute(now=LATER) == actions.Recounted(0, 0, True)


def test_a_closure_moves_the_clocks_of_its_place_and_of_those_below() -> None:
    here, below, elsewhere_ = (
        begin("7 working days", "2026-03-02 09:00", place=place) for place in ("440309", "440309001", "4401")
    )
    done = actions.add_closure(
        place="440309", day=day("2026-03-04"), reason="storm", by="console", now=at("2026-03-04")
    )
    assert (done.touched, done.moved, done.settled) == (2, 2, True)
    assert [due_on(file) for file in (here, below, elsewhere_)] == ["2026-03-12", "2026-03-12", "2026-03-11"]
    assert "当地停止办公" in clocks_of(file=here)[0].explanation.zh
    after = begin("7 working days", "2026-03-02 09:00", place="440309")
    assert due_on(after) == "2026-03-12"
    with pytest.raises(SameClosure):
        actions.add_closure(place="440309", day=day("2026-03-04"), reason="flood", by="console", now=at("2026-03-04"))
    actions.lift_closure(place="440309", day=day("2026-03-04"), by="console", now=at("2026-03-05"))
    assert {due_on(file) for file in (here, below, elsewhere_, after)} == {"2026-03-11"}
    with pytest.raises(NoSuchClosure):
        actions.lift_closure(place="440309", day=day("2026-03-04"), by="console", now=at("2026-03-05"))
    with pytest.raises(UnknownPlace):
        actions.add_closure(place="999999", day=day("2026-03-04"), reason="flood", by="console", now=at("2026-03-04"))


def test_an_ended_clock_keeps_its_date_and_its_reasons() -> None:
    file = begin("7 working days", "2026-03-02 09:00")
    actions.meet(file=file, duty="answer", at=at("2026-03-12 09:00"), by=BY, now=at("2026-03-12 09:00"))
    done = actions.add_closure(
        place="440309", day=day("2026-03-04"), reason="storm", by="console", now=at("2026-03-13")
    )
    assert done.touched == 0
    (shown,) = clocks_of(file=file)
    assert shown.due_on == day("2026-03-11")
    assert "当地停止办公" not in shown.explanation.zh
    assert shown.state == "met_late"


def test_a_program_that_brings_another_calendar_counts_all_anew() -> None:
    assert not actions.adopt_shipped(now=LATER)
    assert Edition.objects.get().settled_at is not None
    file = begin("30 working days", "2026-12-31 09:00")
    assert not actions.adopt_shipped(now=LATER)
    Edition.objects.update(version="of an older program")
    Clock.objects.filter(file=file).update(due_on=day("2027-02-01"), due_at=at("2027-02-02"))
    assert actions.adopt_shipped(now=LATER)
    assert actions.recompute(now=LATER) == actions.Recounted(1, 1, True)
    assert due_on(file) == "2027-02-18"
