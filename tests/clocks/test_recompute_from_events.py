"""Whatever happens to clocks and to the calendar: what is stored is what the events come to (T1, T3, T4)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from suixing.clocks import actions
from suixing.clocks.folding import Event, Story, fold
from suixing.clocks.models import Clock, Kind
from suixing.clocks.queries import check_clocks
from suixing.kernel.errors import Refusal
from suixing.rules.calendar import shipped_calendar
from suixing.rules.counting import CHINA, Span
from suixing.rules.limits import Limit, Unit
from tests.cast import FUCHENG
from tests.clocks.conftest import BY, empty_clocks, notice

FIRST = date(2026, 11, 20)
LIMITS = [
    Limit(24, Unit.HOURS), Limit(1, Unit.WORKING_DAYS), Limit(7, Unit.WORKING_DAYS), Limit(15, Unit.WORKING_DAYS),
    Limit(30, Unit.WORKING_DAYS), Limit(30, Unit.DAYS), Limit(3, Unit.MONTHS),
]  # fmt: skip
VERBS = ("suspend", "resume", "extend", "meet", "unmeet", "sweep", "notice", "close", "void", "recompute")


def instant(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)


@dataclass(frozen=True)
class Step:
    """One thing that happens, so many days after the last one; ``number`` varies it."""

    verb: str
    after: int
    number: int


STEPS = st.lists(st.builds(Step, st.sampled_from(VERBS), st.integers(0, 12), st.integers(0, 6)), max_size=14)
STARTS = st.lists(
    st.tuples(st.sampled_from(LIMITS), st.integers(0, 40), st.booleans(), st.sampled_from(["44", "440309", "50"])),
    min_size=1, max_size=4,
)  # fmt: skip


def take(step: Step, files: list[UUID], limits: dict[UUID, Limit], today: date) -> None:
    file, now, number = files[step.number % len(files)], instant(today), step.number
    more = Limit(24, Unit.HOURS) if limits[file].unit == Unit.HOURS else Limit(1 + number, Unit.WORKING_DAYS)
    back = timedelta(days=number)
    verbs: dict[str, Callable[[], object]] = {
        "suspend": lambda: actions.suspend(
            file=file, duty="answer", on=today - back, reason="papers_missing", by=BY, now=now
        ),
        "resume": lambda: actions.resume(file=file, duty="answer", on=today, by=BY, now=now),
        "extend": lambda: actions.extend(file=file, duty="answer", by_limit=more, reason="complex", by=BY, now=now),
        "meet": lambda: actions.meet(file=file, duty="answer", at=now - back, by=BY, now=now),
        "unmeet": lambda: actions.unmeet(file=file, duty="answer", by=BY, now=now),
        "void": lambda: actions.void(file=file, duty="answer", at=now, reason="withdrawn", by=BY, now=now),
        "sweep": lambda: [
            actions.mark_escalated(clock=one.clock, by="worker", now=now) for one in actions.sweep(now=now)
        ],
        "notice": lambda: actions.load_notice(
            text=notice("2027-02-05", f"2027-02-{5 + number * 2:02}"), by="console", now=now
        ),
        "close": lambda: actions.add_closure(
            place=("44", "440309", "50")[number % 3], day=today + back, reason="storm", by="console", now=now
        ),
        "recompute": lambda: actions.recompute(now=now),
    }
    # What cannot be changes nothing, which is compared afterwards.
    with suppress(Refusal):
        verbs[step.verb]()


@pytest.mark.usefixtures("clocks")
@settings(max_examples=60, deadline=None)
@given(starts=STARTS, steps=STEPS)
@example(
    [(Limit(30, Unit.WORKING_DAYS), 40, True, "44")], [Step("meet", 40, 0), Step("notice", 1, 2), Step("unmeet", 0, 0)]
)
def test_what_is_stored_is_what_the_events_come_to(
    starts: list[tuple[Limit, int, bool, str]], steps: list[Step]
) -> None:
    empty_clocks()
    limits = {uuid4(): limit for limit, *_ in starts}
    for (file, limit), (_, after, binds, place) in zip(limits.items(), starts, strict=True):
        since = instant(FIRST + timedelta(days=after))
        actions.start(
            file=file, office=FUCHENG, duty="answer", bears="own", place=place, limit=limit, limit_key="x", rule="V3",
            book="CN-2009", since=since, binds_person=binds, by=BY, now=since,
        )  # fmt: skip
    told = {clock.pk: clock.due_on for clock in Clock.objects.filter(binds_person=True)}
    today = FIRST
    for step in steps:
        today += timedelta(days=step.after)
        take(step, list(limits), limits, today)
        for clock in Clock.objects.filter(binds_person=True).exclude(due_on=None):
            before = told[clock.pk]
            assert before is not None
            assert clock.due_on is not None
            assert clock.due_on >= before
            told[clock.pk] = clock.due_on
    checked = check_clocks()
    assert (checked.compared, checked.wrong, checked.waiting, checked.named) == (len(starts), 0, 0, ())


BEGINNING = instant(FIRST)


@dataclass(frozen=True)
class Told:
    """An event that was never stored."""

    kind: str
    on: date | None = None
    at: datetime | None = None
    limit_amount: int | None = None
    limit_unit: str = ""
    floor: date | None = None
    due_after: datetime | None = None
    recorded_at: datetime = BEGINNING


def started(limit: Limit, since: datetime) -> Told:
    return Told(Kind.STARTED.value, at=since, limit_amount=limit.amount, limit_unit=limit.unit.value)


SUSPENSIONS = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 10)), max_size=3)
DAY_LIMITS = st.sampled_from([limit for limit in LIMITS if limit.unit != Unit.HOURS])


def spans_of(gaps: list[tuple[int, int]], since: datetime) -> list[Span]:
    """Suspensions one after the other, with days between."""
    spans, last = [], since.date()
    for gap, length in gaps:
        first = last + timedelta(days=gap)
        last = first + timedelta(days=length)
        spans.append(Span(first, last))
    return spans


@given(limit=DAY_LIMITS, day=st.integers(0, 2000), gaps=SUSPENSIONS, more=st.integers(1, 9), where=st.integers(0, 6))
def test_events_that_do_not_concern_each_other_commute(
    limit: Limit, day: int, gaps: list[tuple[int, int]], more: int, where: int
) -> None:
    """An extension and suspensions give the same due instant in whatever order they are recorded."""
    since = instant(date(2018, 1, 2) + timedelta(days=day))
    moves: list[Event] = []
    for span in spans_of(gaps, since):
        moves += [Told(Kind.SUSPENDED.value, on=span.first), Told(Kind.RESUMED.value, on=span.last)]
    extension = Told(Kind.EXTENDED.value, limit_amount=more, limit_unit="working_days")
    first = fold([started(limit, since), *moves, extension])
    at = where % (len(moves) + 1)
    other = fold([started(limit, since), *moves[:at], extension, *moves[at:]])
    calendar = shipped_calendar()
    assert first.instant(calendar) == other.instant(calendar)


@given(amount=st.integers(1, 40), day=st.integers(0, 5000), gaps=SUSPENSIONS)
def test_a_suspension_moves_the_date_by_exactly_the_working_days_it_covers(
    amount: int, day: int, gaps: list[tuple[int, int]]
) -> None:
    since = instant(date(2010, 1, 4) + timedelta(days=day))
    calendar = shipped_calendar()
    plain = Story(start=since, limit=Limit(amount, Unit.WORKING_DAYS))
    spans = spans_of(gaps, since)
    held = {span.first + timedelta(days=step) for span in spans for step in range(_length(span))}
    due = since.date()
    left = amount
    while left:
        due += timedelta(days=1)
        left -= calendar.is_working(due) and due not in held
    assert replace(plain, spans=tuple(spans)).instant(calendar).on == due
    covered = sum(1 for one in held if one <= due and one > since.date() and calendar.is_working(one))
    longer = Story(start=since, limit=Limit(amount + covered, Unit.WORKING_DAYS))
    assert longer.instant(calendar).on == due


def _length(span: Span) -> int:
    return ((span.last or span.first) - span.first).days + 1
