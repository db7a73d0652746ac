"""The calendar of working days: equal to the published one on every day, explained, extended by notices (T1, T4)."""

from datetime import date, timedelta

import chinese_calendar  # type: ignore[import-untyped] # it brings no types
import pytest

from suixing.kernel.errors import Refusal
from suixing.rules.calendar import CLOSED, MADE_UP, WEEKEND, WorkingCalendar, shipped_calendar
from suixing.rules.calendar_notice import CalendarNotice, read_notice

CALENDAR = shipped_calendar()
NOTICE_2027 = """
year = 2027
source = "invented"
working = ["2026-12-27", 2027-02-20]

[[holiday]]
zh = "元旦"
en = "New Year's Day"
days = ["2026-12-31..2027-01-02"]

[[holiday]]
zh = "春节"
en = "Spring Festival"
days = ["2027-02-05..2027-02-12"]
"""
NOTICE_2028 = (
    'year = 2028\nsource = "invented"\n[[holiday]]\nzh = "元旦"\nen = "New Year"\ndays = ["2027-12-31..2028-01-02"]'
)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def why(sentence: object) -> str:
    return getattr(sentence, "en", "")


def test_every_published_day_is_as_published() -> None:
    assert CALENDAR.first == date(2004, 1, 1)
    wrong = [
        day
        for day in days(CALENDAR.first, CALENDAR.published_until)
        if CALENDAR.is_working(day) != chinese_calendar.is_workday(day)
    ]
    assert wrong == []


def test_every_published_holiday_has_its_name() -> None:
    named = {day for day in chinese_calendar.constants.holidays if CALENDAR.why_off(day) in (None, WEEKEND, CLOSED)}
    assert named == set()
    assert {day for day in chinese_calendar.constants.workdays if CALENDAR.why_working(day) != MADE_UP} == set()


def test_the_published_years_are_all_that_are_published() -> None:
    """Fails when a later year is published: derive the calendar anew then."""
    assert CALENDAR.published_until == date(max(chinese_calendar.constants.holidays).year, 12, 31)


def test_days_off_are_explained_and_working_days_are_not() -> None:
    assert why(CALENDAR.why_off(date(2026, 10, 3))) == "National Day"
    assert why(CALENDAR.why_off(date(2026, 10, 11))) == "weekend"
    assert CALENDAR.why_off(date(2026, 10, 12)) is None
    assert CALENDAR.why_working(date(2026, 10, 10)) == MADE_UP
    assert CALENDAR.why_working(date(2026, 10, 12)) is None
    assert CALENDAR.why_working(date(2026, 10, 11)) is None


def test_a_day_has_a_reason_exactly_when_it_is_off() -> None:
    closed = CALENDAR.with_closures([date(2026, 10, 8), date(2026, 10, 10)])
    for day in days(date(2024, 1, 1), date(2028, 12, 31)):
        assert (closed.why_off(day) is None) == closed.is_working(day)


def test_past_the_published_years_statutory_days_are_expected() -> None:
    assert why(CALENDAR.why_off(date(2040, 10, 1))) == "National Day"
    assert why(CALENDAR.why_off(date(2099, 10, 1))) == "National Day"
    assert not any(CALENDAR.why_working(day) for day in days(date(2027, 1, 1), CALENDAR.last))


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2100, 1, 1), date.min, date.max])
def test_a_day_outside_is_refused(day: date) -> None:
    with pytest.raises(Refusal):
        CALENDAR.is_working(day)


def test_a_closure_makes_a_working_day_off_and_says_so() -> None:
    day = date(2026, 10, 12)
    closed = CALENDAR.with_closures([day, date(2026, 10, 10), date(2026, 10, 11)])
    assert not closed.is_working(day)
    assert closed.why_off(day) == CLOSED
    assert closed.why_off(date(2026, 10, 10)) == CLOSED
    assert closed.why_off(date(2026, 10, 11)) == WEEKEND
    assert closed.why_off(date(2026, 10, 1)) == CALENDAR.why_off(date(2026, 10, 1))
    assert CALENDAR.is_working(day)


def test_versions_tell_calendars_apart() -> None:
    day = date(2026, 10, 12)
    closed = CALENDAR.with_closures([day])
    assert closed.version != CALENDAR.version
    assert closed == CALENDAR.with_closures([day])
    assert hash(closed) == hash(CALENDAR.with_closures([day]))
    assert CALENDAR.with_closures([]) is CALENDAR
    assert closed != CALENDAR.with_closures([day + timedelta(days=1)])


def test_two_closures_one_after_the_other_are_both_kept() -> None:
    one, other = date(2026, 10, 12), date(2026, 10, 13)
    assert CALENDAR.with_closures([one]).with_closures([other]) == CALENDAR.with_closures([other, one])


def test_a_notice_publishes_its_year() -> None:
    published = CALENDAR.with_notice(read_notice(NOTICE_2027))
    assert published.published_until == date(2027, 12, 31)
    assert published.version != CALENDAR.version
    assert published.is_working(date(2027, 2, 20))
    assert why(published.why_off(date(2027, 2, 12))) == "Spring Festival"
    # What was only expected, and is not in the notice, is gone.
    assert published.is_working(date(2027, 4, 5))
    assert not CALENDAR.is_working(date(2027, 4, 5))


def test_a_notice_reaches_into_the_year_before() -> None:
    published = CALENDAR.with_notice(read_notice(NOTICE_2027))
    assert why(published.why_off(date(2026, 12, 31))) == "New Year's Day"
    assert published.is_working(date(2026, 12, 27))
    assert why(published.why_off(date(2026, 10, 1))) == "National Day"


def test_the_same_notice_twice_and_another_order_change_nothing() -> None:
    first, second = read_notice(NOTICE_2027), read_notice(NOTICE_2028)
    published = CALENDAR.with_notice(first).with_notice(second)
    assert published.with_notice(first) == published
    assert published.with_notice(first).why_off(date(2027, 12, 31)) is not None
    assert published.published_until == date(2028, 12, 31)


def test_a_corrected_notice_replaces_the_one_before() -> None:
    published = CALENDAR.with_notice(read_notice(NOTICE_2027))
    corrected = published.with_notice(read_notice(NOTICE_2027.replace("02-05..2027-02-12", "02-05..2027-02-10")))
    assert corrected.is_working(date(2027, 2, 12))
    assert corrected == CALENDAR.with_notice(read_notice(NOTICE_2027.replace("02-05..2027-02-12", "02-05..2027-02-10")))


def test_correcting_a_year_keeps_what_the_next_years_notice_says_of_it() -> None:
    corrected = read_notice('year = 2026\nsource = "x"\n[[holiday]]\nzh = "元旦"\nen = "New Year"\ndays = [2026-01-01]')
    one = CALENDAR.with_notice(read_notice(NOTICE_2027)).with_notice(corrected)
    assert why(one.why_off(date(2026, 12, 31))) == "New Year's Day"
    assert one.is_working(date(2026, 10, 1))
    assert one == CALENDAR.with_notice(corrected).with_notice(read_notice(NOTICE_2027))


def test_closures_survive_a_notice() -> None:
    day = date(2027, 3, 3)
    both = CALENDAR.with_closures([day]).with_notice(read_notice(NOTICE_2027))
    assert both.why_off(day) == CLOSED
    assert both == CALENDAR.with_notice(read_notice(NOTICE_2027)).with_closures([day])


def test_no_year_may_be_left_out() -> None:
    with pytest.raises(Refusal) as refusal:
        CALENDAR.with_notice(read_notice(NOTICE_2028))
    assert "2027" in refusal.value.sentence.en


def test_the_last_year_of_the_calendar_cannot_be_published() -> None:
    short = WorkingCalendar(
        first=date(2004, 1, 1), last=date(2027, 12, 31), published_until=date(2026, 12, 31), off={}, made_up=[]
    )
    with pytest.raises(Refusal):
        short.with_notice(read_notice(NOTICE_2027))


def test_a_notice_may_be_json() -> None:
    text = (
        '{"year": 2027, "source": "x", "working": ["2027-02-20"],'
        ' "holiday": [{"zh": "元旦", "en": "New Year", "days": ["2027-01-01"]}]}'
    )
    assert read_notice(text) == CalendarNotice(
        2027, ((date(2027, 1, 1), "元旦", "New Year"),), (date(2027, 2, 20),), "x"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("year = 2027", "year = "), "valid TOML"),
        (("year = 2027", "{"), "valid TOML"),
        (("year = 2027", ""), '"year"'),
        (("year = 2027", "year = 1999"), '"year"'),
        (("year = 2027", "year = true"), '"year"'),
        (("year = 2027", 'year = 2027\nmonth = "x"'), '"month"'),
        (('source = "invented"', ""), '"source"'),
        (('zh = "元旦"', ""), '"zh"'),
        (('zh = "元旦"', 'zh = "元旦"\nko = "x"'), '"ko"'),
        (("2026-12-27", "2026-12-32"), '"2026-12-32"'),
        (("2027-02-05..2027-02-12", "2027-02-12..2027-02-05"), "no day"),
        (("2027-02-05..2027-02-12", "2027-02-05..2027-06-12"), "no day"),
        (("2026-12-27", "2026-11-29"), "neither in that year"),
        (("2027-02-12", "2027-02-20"), "both as a holiday"),
        (("2026-12-27", "2027-02-20"), "more than once"),
        (("2027-02-05..", "2027-01-02.."), "no day"),
        (("2027-02-05..", "2027-02-12\", \"2027-02-05.."), "more than once"),
        (("2026-12-27", "2027-03-03"), "no Saturday"),
        (('working = ["2026-12-27", 2027-02-20]', 'working = "2027-02-20"'), '"working"'),
    ],
)  # fmt: skip
def test_a_faulty_notice_is_refused_with_its_fault(change: tuple[str, str], said: str) -> None:
    text = NOTICE_2027.replace(*change, 1)
    assert text != NOTICE_2027
    with pytest.raises(Refusal) as refusal:
        read_notice(text)
    assert said in refusal.value.sentence.en
    assert refusal.value.sentence.zh


def test_a_notice_without_holidays_is_refused() -> None:
    with pytest.raises(Refusal, match="names no holiday"):
        read_notice('year = 2027\nsource = "x"\nholiday = []')
