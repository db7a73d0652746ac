"""Clocks to the day: examples, every day from 2010 to 2026, and what is said about them (T1, T3, T4)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

import chinese_calendar  # type: ignore[import-untyped] # it brings no types
import pytest

from suixing.kernel.errors import Refusal
from suixing.rules.calendar import shipped_calendar
from suixing.rules.calendar_notice import read_notice
from suixing.rules.counting import CHINA, Due, Span, count, due_day, due_days, due_only
from suixing.rules.limits import Unit, read_limit
from tests.rules import counting_by_hand as by_hand

CALENDAR = shipped_calendar()
FIRST, LAST = date(2010, 1, 1), date(2026, 12, 31)


@cache
def works(day: date) -> bool:
    """Whether offices work on a day, by the published calendar as far as there is one."""
    return chinese_calendar.is_workday(day) if day <= LAST else CALENDAR.is_working(day)


def every_day() -> Iterator[date]:
    return (FIRST + timedelta(days=step) for step in range((LAST - FIRST).days + 1))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text + "+08:00")


def span(text: str) -> Span:
    first, _, last = text.partition("..")
    return Span(date.fromisoformat(first), date.fromisoformat(last) if last else None)


def due(start: str, limit: str, *suspended: str, extension: str | None = None, not_before: str | None = None) -> Due:
    return count(
        start=at(start),
        limit=read_limit(limit),
        calendar=CALENDAR,
        suspended=[span(text) for text in suspended],
        extension=read_limit(extension) if extension else None,
        not_before=date.fromisoformat(not_before) if not_before else None,
    )


@pytest.mark.parametrize("amount", [1, 3, 5, 7, 10, 15, 60])
def test_working_days_are_right_on_every_day_from_2010_to_2026(amount: int) -> None:
    limit = read_limit(f"{amount} working days")
    starts = list(every_day())
    wanted = [by_hand.in_working_days(start, amount, works) for start in starts]
    assert [due_day(start, limit, CALENDAR) for start in starts] == wanted
    assert due_days(starts, limit, CALENDAR) == wanted


@pytest.mark.parametrize("amount", [1, 2, 10, 15, 30, 90])
def test_days_are_right_on_every_day_from_2010_to_2026(amount: int) -> None:
    limit = read_limit(f"{amount} days")
    starts = list(every_day())
    wanted = [by_hand.in_days(start, amount, works) for start in starts]
    assert [due_day(start, limit, CALENDAR) for start in starts] == wanted
    assert due_days(starts, limit, CALENDAR) == wanted


@pytest.mark.parametrize("amount", [1, 2, 3, 12])
def test_months_are_right_on_every_day_from_2010_to_2026(amount: int) -> None:
    limit = read_limit(f"{amount} months")
    starts = list(every_day())
    wanted = [by_hand.in_months(start, amount, works) for start in starts]
    assert [due_day(start, limit, CALENDAR) for start in starts] == wanted
    assert due_days(starts, limit, CALENDAR) == wanted


@pytest.mark.parametrize("unit", ["working days", "days"])
def test_a_suspension_of_each_length_is_right_from_every_day(unit: str) -> None:
    """A span of one to nine days that begins one to eleven days after the start, from every day."""
    limit = read_limit(f"7 {unit}")
    counted = by_hand.in_working_days if unit == "working days" else by_hand.in_days
    for number, start in enumerate(every_day()):
        first = start + timedelta(days=number % 11 + 1)
        last = first + timedelta(days=number % 9)
        still = {first + timedelta(days=step) for step in range((last - first).days + 1)}
        assert due_day(start, limit, CALENDAR, [Span(first, last)]) == counted(start, 7, works, still), start


@pytest.mark.parametrize("limit", ["15 working days", "30 days", "3 months"])
def test_with_and_without_words_every_day_is_the_same(limit: str) -> None:
    read = read_limit(limit)
    for start in every_day():
        instant = datetime(start.year, start.month, start.day, 9, tzinfo=CHINA)
        found = count(start=instant, limit=read, calendar=CALENDAR)
        assert found.on == due_day(start, read, CALENDAR)
        assert found.at is not None
        assert found.on == found.at.date() - timedelta(days=1)
        assert (found.on, found.at, found.provisional) == due_only(start=instant, limit=read, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("start", "limit", "on"),
    [
        ("2026-09-28T16:30", "15 working days", "2026-10-23"),
        ("2026-09-28T00:00", "15 working days", "2026-10-23"),
        ("2026-09-28T23:59", "15 working days", "2026-10-23"),
        ("2026-09-03T10:00", "30 days", "2026-10-08"),
        ("2026-01-31T10:00", "1 month", "2026-02-28"),
        ("2024-01-31T10:00", "1 month", "2024-02-29"),
        ("2023-01-31T10:00", "1 month", "2023-02-28"),
        ("2026-08-01T10:00", "2 months", "2026-10-08"),
        ("2026-10-01T10:00", "1 working day", "2026-10-08"),
        ("2026-10-09T10:00", "1 working day", "2026-10-10"),
        ("2016-02-29T10:00", "12 months", "2017-02-28"),
    ],
)
def test_examples(start: str, limit: str, on: str) -> None:
    found = due(start, limit)
    assert found.on == date.fromisoformat(on)
    assert found.at == at(f"{on}T00:00") + timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "limit", "spans", "ends"),
    [
        ("2026-09-28T16:30", "24 hours", [], "2026-09-29T17:00"),
        ("2026-09-28T16:00", "24 hours", [], "2026-09-29T17:00"),
        ("2026-09-28T16:59:59.999999", "1 hour", [], "2026-09-28T18:00"),
        ("2026-10-02T08:10", "24 hours", [], "2026-10-03T09:00"),
        ("2026-09-28T23:10", "24 hours", [], "2026-09-30T00:00"),
        ("2026-09-28T16:30", "24 hours", ["2026-09-29..2026-09-30"], "2026-10-01T17:00"),
        ("2026-09-28T16:30", "7 hours", ["2026-09-29..2026-09-30"], "2026-09-29T00:00"),
        ("2026-09-28T16:30", "8 hours", ["2026-09-29..2026-09-30"], "2026-10-01T01:00"),
        ("2026-09-28T16:30", "24 hours", ["2026-09-28..2026-09-28"], "2026-09-30T00:00"),
        ("2026-12-31T16:30", "24 hours", [], "2027-01-01T17:00"),
    ],
)
def test_hours_run_through_nights_and_days_off(start: str, limit: str, spans: list[str], ends: str) -> None:
    """T1: not the hour of the start; T3: whole days stand still."""
    found = due(start, limit, *spans)
    assert found.at == at(ends)
    assert found.on == (at(ends) - timedelta(microseconds=1)).date()


def test_hours_are_right_from_every_hour_of_a_month() -> None:
    still = {date(2026, 10, 9), date(2026, 10, 10), date(2026, 10, 13)}
    spans = [span("2026-10-09..2026-10-10"), span("2026-10-13..2026-10-13")]
    for step in range(31 * 24):
        start = at("2026-09-25T00:30") + timedelta(hours=step)
        for amount in (1, 8, 24, 72):
            found = due_only(start=start, limit=read_limit(f"{amount} hours"), calendar=CALENDAR, suspended=spans)
            assert found.at == by_hand.in_hours(start, amount, still)


def test_days_are_days_of_china_wherever_the_clock_was_read() -> None:
    here = at("2026-09-28T00:30")
    zones = (UTC, timezone(timedelta(hours=-10)), timezone(timedelta(hours=5, minutes=45)))
    found = [
        count(start=here.astimezone(zone), limit=read_limit("15 working days"), calendar=CALENDAR) for zone in zones
    ]
    assert {one.on for one in found} == {date(2026, 10, 23)}
    assert len({one.explanation for one in found}) == 1


def test_a_suspension_counts_both_its_days() -> None:
    """T3: from the day on which the person is told to the one on which the papers arrive."""
    assert due("2026-11-02T09:00", "5 working days").on == date(2026, 11, 9)
    assert due("2026-11-02T09:00", "5 working days", "2026-11-04..2026-11-04").on == date(2026, 11, 10)
    assert due("2026-11-02T09:00", "5 working days", "2026-11-04..2026-11-05").on == date(2026, 11, 11)


@pytest.mark.parametrize("spans", [["2026-10-31..2026-11-02"], ["2026-11-10..2026-11-20"], ["2026-11-07..2026-11-08"]])
def test_what_covers_no_day_of_the_limit_moves_nothing(spans: list[str]) -> None:
    """The start day never counts; after the end nothing is left; days off do not count anyway."""
    found = due("2026-11-02T09:00", "5 working days", *spans)
    assert found.on == date(2026, 11, 9)
    assert "suspended" not in found.explanation.en


def test_an_open_suspension_holds_the_date_and_says_what_is_left() -> None:
    found = due("2026-11-02T09:00", "5 working days", "2026-11-04..")
    assert (found.on, found.at, found.provisional) == (None, None, False)
    assert (found.remaining, found.remaining_unit) == (4, Unit.WORKING_DAYS)
    assert "4 working days will be left" in found.explanation.en
    assert due_day(date(2026, 11, 2), read_limit("5 working days"), CALENDAR, [span("2026-11-04..")]) is None


def test_an_open_suspension_after_the_end_holds_nothing() -> None:
    assert due("2026-11-02T09:00", "5 working days", "2026-11-10..").on == date(2026, 11, 9)
    assert due("2026-11-02T09:00", "24 hours", "2026-11-04..").at == at("2026-11-03T10:00")


def test_an_open_suspension_of_days_and_hours() -> None:
    found = due("2026-11-02T09:00", "30 days", "2026-11-04..")
    assert (found.remaining, found.remaining_unit) == (29, Unit.DAYS)
    found = due("2026-11-02T09:00", "24 hours", "2026-11-03..")
    assert (found.remaining, found.remaining_unit) == (10, Unit.HOURS)


def test_an_open_suspension_can_hold_the_move_past_days_off() -> None:
    """The 30th day is a holiday, and the clock stands still before offices open again."""
    found = due("2026-09-03T09:00", "30 days", "2026-10-08..")
    assert found.on is None
    assert found.remaining == 0
    assert found.explanation.zh


def test_the_move_past_days_off_passes_a_suspension_too() -> None:
    assert due("2026-09-03T09:00", "30 days", "2026-10-08..2026-10-09").on == date(2026, 10, 10)


def test_an_extension_counts_on_from_where_the_first_part_ended() -> None:
    """Not from where that had moved to."""
    assert due("2026-09-03T09:00", "30 days").on == date(2026, 10, 8)
    assert due("2026-09-03T09:00", "30 days", extension="15 days").on == date(2026, 10, 19)
    assert (
        due("2026-11-02T09:00", "15 working days", extension="15 working days").on
        == due("2026-11-02T09:00", "30 working days").on
    )
    assert due("2026-11-02T09:30", "24 hours", extension="24 hours").at == at("2026-11-04T10:00")


def test_an_extension_can_be_suspended_and_held() -> None:
    found = due("2026-11-02T09:00", "5 working days", "2026-11-11..2026-11-12", extension="5 working days")
    assert found.on == date(2026, 11, 18)
    held = due("2026-11-02T09:00", "5 working days", "2026-11-11..", extension="5 working days")
    assert (held.on, held.remaining) == (None, 4)
    held = due("2026-11-02T09:00", "5 working days", "2026-11-04..", extension="5 working days")
    assert (held.on, held.remaining) == (None, 9)


@pytest.mark.parametrize(("limit", "extension"), [("24 hours", "1 day"), ("15 working days", "24 hours")])
def test_hours_and_days_do_not_extend_each_other(limit: str, extension: str) -> None:
    with pytest.raises(Refusal):
        due("2026-11-02T09:00", limit, extension=extension)


def test_a_floor_keeps_the_date_from_moving_earlier() -> None:
    """T4."""
    found = due("2026-11-02T09:00", "5 working days", not_before="2026-11-12")
    assert found.on == date(2026, 11, 12)
    assert found.at == at("2026-11-13T00:00")
    assert "does not move earlier" in found.explanation.en
    assert due("2026-11-02T09:00", "5 working days", not_before="2026-11-03").on == date(2026, 11, 9)


def test_a_date_past_the_published_years_is_provisional_and_says_so() -> None:
    """T4."""
    last, after = due("2026-12-30T09:00", "1 working day"), due("2026-12-31T09:00", "1 working day")
    assert (last.on, last.provisional) == (date(2026, 12, 31), False)
    assert after.provisional
    assert "provisional" in after.explanation.en
    assert "暂定" in after.explanation.zh
    assert "provisional" not in last.explanation.en


def test_a_notice_settles_a_provisional_date() -> None:
    notice = read_notice(
        'year = 2027\nsource = "invented"\n[[holiday]]\nzh = "元旦"\nen = "New Year"\ndays = ["2027-01-01..2027-01-06"]'
    )
    published = CALENDAR.with_notice(notice)
    before = due_only(start=at("2026-12-30T09:00"), limit=read_limit("5 working days"), calendar=CALENDAR)
    after = due_only(start=at("2026-12-30T09:00"), limit=read_limit("5 working days"), calendar=published)
    assert (before.on, before.provisional) == (date(2027, 1, 7), True)
    assert (after.on, after.provisional) == (date(2027, 1, 12), False)


@pytest.mark.parametrize("start", ["2003-12-31T10:00", "2100-01-01T10:00", "2099-12-30T10:00"])
def test_outside_of_the_calendar_is_refused(start: str) -> None:
    with pytest.raises(Refusal):
        due(start, "30 days")


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(Refusal):
        Span(date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(Refusal):
        count(start=datetime(2026, 1, 1), limit=read_limit("5 days"), calendar=CALENDAR)  # noqa: DTZ001 - the fault
    for limit in ("5 working days", "5 days"):
        with pytest.raises(Refusal):
            due("2026-11-02T09:00", limit, "2026-11-03..9999-12-31")
    for function in (
        lambda: due_day(FIRST, read_limit("5 hours"), CALENDAR),
        lambda: due_days([FIRST] * 9_999, read_limit("5 hours"), CALENDAR),
    ):
        with pytest.raises(Refusal):
            function()


def test_many_at_once_is_the_same_past_the_table() -> None:
    starts = [date(2026, 12, 25) + timedelta(days=step % 400) for step in range(6_000)]
    limit = read_limit("15 working days")
    assert due_days(iter(starts), limit, CALENDAR) == [due_day(start, limit, CALENDAR) for start in starts]


def test_what_moved_the_date_is_named() -> None:
    found = due("2026-09-28T16:30", "15 working days", "2026-10-12..2026-10-13", extension="1 working day")
    said = found.explanation
    for zh, en in (
        ("起算日 2026-09-28（星期一）不计", "2026-09-28 (Monday), does not count"),
        ("国庆节（2026-10-01 至 2026-10-07）不计", "National Day (2026-10-01 to 2026-10-07) does not count"),
        ("周末 5 天不计", "Weekend days that do not count: 5"),
        ("调休上班日（2026-10-10）计入", "Make-up working days on a weekend count: 2026-10-10"),
        (
            "2026-10-12 至 2026-10-13 期限中止，其中 2 个工作日不计",
            "suspended 2026-10-12 to 2026-10-13: 2 working days",
        ),
        ("第 15 个工作日是 2026-10-27", "Working day number 15 is 2026-10-27"),
        ("期限延长 1 个工作日", "extended by 1 working day"),
        ("期限至 2026-10-28（星期三）24:00 届满", "ends on 2026-10-28 (Wednesday) at 24:00"),
    ):
        assert zh in said.zh
        assert en in said.en
    assert all(one.zh in said.zh and one.en in said.en for one in found.moved_by)
    assert len(found.moved_by) == 5


def test_a_closure_and_a_move_past_days_off_are_named() -> None:
    closed = CALENDAR.with_closures([date(2026, 11, 4)])
    found = count(start=at("2026-11-02T09:00"), limit=read_limit("5 working days"), calendar=closed)
    assert found.on == date(2026, 11, 10)
    assert "Local closure (2026-11-04)" in found.explanation.en
    rolled = due("2026-09-03T09:00", "30 days")
    assert "2026-10-03 (Saturday) is a day off (National Day)" in rolled.explanation.en
    assert "2026-10-08（星期四）" in rolled.explanation.zh


def test_the_days_that_did_not_count_have_their_reasons() -> None:
    found = due("2026-09-28T16:30", "15 working days", "2026-10-12..2026-10-12")
    why = {day: said.both() for day, said in found.not_counted}
    assert why[date(2026, 10, 1)] == "国庆节 National Day"
    assert why[date(2026, 10, 11)] == "周末 weekend"
    assert why[date(2026, 10, 12)] == "期限中止 clock suspended"
    assert date(2026, 9, 28) not in why
    assert list(why) == sorted(why)


def test_of_a_limit_in_days_the_days_off_it_moved_past_are_named() -> None:
    found = due("2026-09-03T09:00", "30 days")
    assert [day.day for day, _ in found.not_counted] == [3, 4, 5, 6, 7]
