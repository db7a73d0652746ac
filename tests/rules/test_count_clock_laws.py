"""Laws that hold for every clock (T1, T3, T4), on invented starts, limits, suspensions and closures."""

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from suixing.rules.calendar import WorkingCalendar, shipped_calendar
from suixing.rules.calendar_notice import CalendarNotice
from suixing.rules.counting import CHINA, Span, count, due_day, due_only
from suixing.rules.limits import Limit, Unit
from tests.rules import counting_by_hand as by_hand

CALENDAR = shipped_calendar()
DAY = timedelta(days=1)
FIRST = datetime(2010, 1, 1, tzinfo=CHINA)
MINUTES = (datetime(2026, 9, 1, tzinfo=CHINA) - FIRST) // timedelta(minutes=1)

starts = some.integers(0, MINUTES).map(lambda minutes: FIRST + timedelta(minutes=minutes))
amounts = some.integers(1, 45)
units = some.sampled_from([Unit.WORKING_DAYS, Unit.DAYS])
day_limits = some.builds(Limit, amounts, units) | some.builds(Limit, some.integers(1, 4), some.just(Unit.MONTHS))
limits = day_limits | some.builds(Limit, some.integers(1, 400), some.just(Unit.HOURS))
# Days after the start on which a suspension begins, and its length.
offsets = some.lists(some.tuples(some.integers(-10, 90), some.integers(0, 25)), max_size=4)
closures = some.lists(some.integers(-3, 120), max_size=5)

laws = settings(deadline=None, max_examples=150)


def spans(start: datetime, pairs: list[tuple[int, int]]) -> list[Span]:
    first = start.date()
    return [Span(first + begins * DAY, first + (begins + length) * DAY) for begins, length in pairs]


def covered(suspended: list[Span]) -> set[date]:
    return {
        one.first + step * DAY for one in suspended for step in range(((one.last or one.first) - one.first).days + 1)
    }


def closed(start: datetime, days: list[int]) -> WorkingCalendar:
    return CALENDAR.with_closures([start.date() + day * DAY for day in days])


@laws
@given(starts, limits, offsets, closures)
def test_a_clock_is_due_when_a_finger_on_the_calendar_says(
    start: datetime, limit: Limit, pairs: list[tuple[int, int]], days: list[int]
) -> None:
    calendar, suspended = closed(start, days), spans(start, pairs)
    still, works = covered(suspended), calendar.is_working
    found = due_only(start=start, limit=limit, calendar=calendar, suspended=suspended)
    if limit.unit is Unit.HOURS:
        assert found.at == by_hand.in_hours(start, limit.amount, still)
        return
    counted = {
        Unit.WORKING_DAYS: by_hand.in_working_days, Unit.DAYS: by_hand.in_days, Unit.MONTHS: by_hand.in_months,
    }[limit.unit]  # fmt: skip
    assert found.on == counted(start.date(), limit.amount, works, still)


@laws
@given(starts, day_limits, offsets, closures)
def test_no_limit_in_days_ends_on_a_day_off(
    start: datetime, limit: Limit, pairs: list[tuple[int, int]], days: list[int]
) -> None:
    calendar = closed(start, days)
    found = due_only(start=start, limit=limit, calendar=calendar, suspended=spans(start, pairs))
    assert found.on is not None
    assert calendar.is_working(found.on)
    assert found.at == datetime.combine(found.on + DAY, datetime.min.time(), CHINA)


@laws
@given(starts, amounts, offsets)
def test_a_suspension_moves_the_date_by_the_working_days_that_it_covers(
    start: datetime, amount: int, pairs: list[tuple[int, int]]
) -> None:
    """Exactly: the start day never counts, days off do not count anyway, nor what lies after the end."""
    limit, suspended = Limit(amount, Unit.WORKING_DAYS), spans(start, pairs)
    plain = due_day(start.date(), limit, CALENDAR)
    moved = due_day(start.date(), limit, CALENDAR, suspended)
    assert plain is not None
    assert moved is not None
    between = [plain + step * DAY for step in range(1, (moved - plain).days + 1)]
    lost = [day for day in covered(suspended) if start.date() < day <= moved and CALENDAR.is_working(day)]
    assert sum(map(CALENDAR.is_working, between)) == len(lost)
    assert moved not in covered(suspended)


@laws
@given(starts, limits, offsets, some.randoms())
def test_the_order_of_suspensions_does_not_matter_and_overlaps_are_one(
    start: datetime, limit: Limit, pairs: list[tuple[int, int]], random: object
) -> None:
    suspended = spans(start, pairs)
    shuffled = list(suspended)
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a Random
    as_days = [Span(day, day) for day in sorted(covered(suspended), reverse=True)]
    found = [
        count(start=start, limit=limit, calendar=CALENDAR, suspended=one)
        for one in (suspended, shuffled, as_days, suspended + suspended)
    ]
    assert len({(one.on, one.at, one.explanation, one.not_counted) for one in found}) == 1


@laws
@given(starts, limits, offsets, closures, some.none() | amounts, some.none() | some.integers(0, 150))
def test_with_and_without_words_it_is_the_same(  # noqa: PLR0917 - hypothesis gives one of each
    start: datetime,
    limit: Limit,
    pairs: list[tuple[int, int]],
    days: list[int],
    more: int | None,
    floor: int | None,
) -> None:
    given_clock = {
        "start": start, "limit": limit, "calendar": closed(start, days), "suspended": spans(start, pairs),
        "extension": None if more is None else Limit(min(more, 4), limit.unit),
        "not_before": None if floor is None else start.date() + floor * DAY,
    }  # fmt: skip
    found, only = count(**given_clock), due_only(**given_clock)  # type: ignore[arg-type] # the names are theirs
    assert (found.on, found.at, found.provisional) == only
    if floor is not None and found.on is not None:
        assert found.on >= start.date() + floor * DAY
    if limit.unit is not Unit.HOURS and more is None and floor is None:
        assert found.on == due_day(start.date(), limit, closed(start, days), spans(start, pairs))


@laws
@given(starts, amounts, units, offsets, closures)
def test_days_that_count_are_exactly_the_limit(
    start: datetime, amount: int, unit: Unit, pairs: list[tuple[int, int]], days: list[int]
) -> None:
    """So that the list of those that do not can be ticked off on a calendar."""
    found = count(start=start, limit=Limit(amount, unit), calendar=closed(start, days), suspended=spans(start, pairs))
    assert found.on is not None
    left_out = [day for day, _ in found.not_counted]
    assert left_out == sorted(set(left_out))
    assert all(start.date() < day <= found.on for day in left_out)
    assert (found.on - start.date()).days - len(left_out) == amount


@laws
@given(starts, limits, some.integers(0, 60 * 24 * 40), offsets)
def test_a_later_start_is_never_due_earlier(
    start: datetime, limit: Limit, later: int, pairs: list[tuple[int, int]]
) -> None:
    suspended = spans(start, pairs)
    one = due_only(start=start, limit=limit, calendar=CALENDAR, suspended=suspended)
    other = due_only(start=start + timedelta(minutes=later), limit=limit, calendar=CALENDAR, suspended=suspended)
    assert one.at is not None
    assert other.at is not None
    assert one.at <= other.at


@laws
@given(starts, limits, amounts, offsets)
def test_a_longer_limit_and_an_extension_are_never_due_earlier(
    start: datetime, limit: Limit, more: int, pairs: list[tuple[int, int]]
) -> None:
    suspended = spans(start, pairs)
    plain = due_only(start=start, limit=limit, calendar=CALENDAR, suspended=suspended)
    longer = due_only(start=start, limit=Limit(limit.amount + more, limit.unit), calendar=CALENDAR, suspended=suspended)
    extended = due_only(
        start=start, limit=limit, calendar=CALENDAR, suspended=suspended, extension=Limit(more, limit.unit)
    )
    assert plain.at is not None
    assert longer.at is not None
    assert extended.at is not None
    assert plain.at <= min(longer.at, extended.at)
    if limit.unit is not Unit.MONTHS:
        assert longer == extended


@laws
@given(starts, limits, some.integers(0, 40), some.integers(0, 30))
def test_what_an_open_suspension_leaves_is_counted_when_it_ends(
    start: datetime, limit: Limit, begins: int, lasts: int
) -> None:
    first = start.date() + begins * DAY
    held = count(start=start, limit=limit, calendar=CALENDAR, suspended=[Span(first, None)])
    last = first + lasts * DAY
    resumed = count(start=start, limit=limit, calendar=CALENDAR, suspended=[Span(first, last)])
    if held.on is not None:
        assert (held.on, held.at) == (resumed.on, resumed.at)
        return
    assert held.remaining is not None
    assert held.remaining_unit is not None
    if held.remaining == 0:
        assert resumed.on == by_hand.in_working_days(last, 1, CALENDAR.is_working)
        return
    left = Limit(held.remaining, held.remaining_unit)
    goes_on = datetime.combine(max(last, start.date()), datetime.max.time(), CHINA)
    if limit.unit is Unit.HOURS and last < start.date():
        return
    assert resumed.at == due_only(start=goes_on, limit=left, calendar=CALENDAR).at


@laws
@given(some.integers(0, 60 * 24 * 120), day_limits, some.sets(some.integers(0, 364), min_size=1, max_size=40))
def test_after_a_notice_the_stored_date_can_be_counted_anew(minutes: int, limit: Limit, off: set[int]) -> None:
    """T4: never earlier than what was told, and the same from start, limit, calendar and floor whenever it is asked."""
    start = datetime(2026, 10, 1, tzinfo=CHINA) + timedelta(minutes=minutes)
    first = date(2027, 1, 1)
    holidays = tuple((first + day * DAY, "假日", "holiday") for day in sorted(off))
    published = CALENDAR.with_notice(CalendarNotice(2027, holidays, (), "invented"))
    told = due_only(start=start, limit=limit, calendar=CALENDAR)
    anew = due_only(start=start, limit=limit, calendar=published, not_before=told.on)
    again = due_only(start=start, limit=limit, calendar=published, not_before=told.on)
    assert told.on is not None
    assert anew.on is not None
    assert anew == again
    assert anew.on == max(told.on, due_day(start.date(), limit, published) or told.on)
    assert anew.provisional == (anew.on > date(2027, 12, 31))
