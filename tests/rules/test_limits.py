"""Limits as they are written (T1), and which of two holds between offices with an agreement (X6)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from suixing.kernel.errors import Refusal
from suixing.rules.calendar import shipped_calendar
from suixing.rules.counting import CHINA, Span, due_only
from suixing.rules.limits import LONGEST, Limit, Unit, never_longer, read_limit, shorter

FIRST = datetime(2008, 1, 1, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("15 working days", Limit(15, Unit.WORKING_DAYS)),
        ("1 working day", Limit(1, Unit.WORKING_DAYS)),
        ("  30   Days ", Limit(30, Unit.DAYS)),
        ("1 DAY", Limit(1, Unit.DAYS)),
        ("30 calendar days", Limit(30, Unit.DAYS)),
        ("24 hours", Limit(24, Unit.HOURS)),
        ("3 months", Limit(3, Unit.MONTHS)),
        ("15 个工作日", Limit(15, Unit.WORKING_DAYS)),
        ("15个工作日", Limit(15, Unit.WORKING_DAYS)),
        ("30日", Limit(30, Unit.DAYS)),
        ("２４小时", Limit(24, Unit.HOURS)),
        ("3 个月", Limit(3, Unit.MONTHS)),
    ],
)
def test_a_limit_is_read(text: str, limit: Limit) -> None:
    assert read_limit(text) == limit


@pytest.mark.parametrize(
    "text",
    [
        "", "15", "days", "15 weeks", "-1 days", "0 days", "1.5 days", "fifteen days", "15 working", "15 days 2 hours",
        "10001 hours", "2501 working days", "3651 days", "121 months", "999999999999 days", "15 days\x00", "15 dayss",
        "working days", "١٥ days x",
    ],
)  # fmt: skip
def test_what_is_no_limit_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_limit(text)
    assert refusal.value.sentence.zh
    assert refusal.value.sentence.en.isprintable()


@pytest.mark.parametrize("unit", list(Unit))
def test_a_limit_keeps_its_bounds(unit: Unit) -> None:
    assert Limit(LONGEST[unit], unit).amount == LONGEST[unit]
    for amount in (0, -1, LONGEST[unit] + 1):
        with pytest.raises(Refusal):
            Limit(amount, unit)


def test_a_limit_is_said_in_both_languages() -> None:
    assert Limit(15, Unit.WORKING_DAYS).said().zh == "15 个工作日"
    assert Limit(15, Unit.WORKING_DAYS).said().en == "15 working days"
    assert Limit(1, Unit.MONTHS).said().en == "1 month"


@given(some.sampled_from(list(Unit)), some.integers(min_value=1, max_value=120))
def test_what_is_said_is_read(unit: Unit, amount: int) -> None:
    limit = Limit(amount, unit)
    assert read_limit(limit.said().en) == limit
    assert read_limit(limit.said().zh) == limit


@pytest.mark.parametrize(
    ("usual", "agreed", "holds"),
    [
        ("15 working days", "10 working days", "10 working days"),
        ("15 working days", "20 working days", "15 working days"),
        ("15 working days", "15 days", "15 days"),
        ("15 working days", "16 days", "15 working days"),
        ("30 days", "15 working days", "30 days"),
        ("30 days", "720 hours", "720 hours"),
        ("30 days", "721 hours", "30 days"),
        ("24 hours", "1 days", "24 hours"),
        ("1 months", "28 days", "28 days"),
        ("1 months", "29 days", "1 months"),
        ("31 days", "1 months", "1 months"),
        ("30 days", "1 months", "30 days"),
    ],
)
def test_an_agreed_limit_holds_only_where_it_is_shorter(usual: str, agreed: str, holds: str) -> None:
    """X6."""
    assert shorter(read_limit(usual), read_limit(agreed)) == read_limit(holds)


LIMITS = some.builds(Limit, some.integers(min_value=1, max_value=70), some.sampled_from(list(Unit)))


@settings(deadline=None)
@given(
    LIMITS, LIMITS, some.integers(0, 24 * 6000),
    some.lists(some.tuples(some.integers(-5, 60), some.integers(0, 20)), max_size=3),
)  # fmt: skip
def test_what_is_never_longer_is_never_due_later(
    one: Limit, other: Limit, hours: int, spans: list[tuple[int, int]]
) -> None:
    if not never_longer(one, other):
        return
    start = FIRST + timedelta(hours=hours)
    suspended = [
        Span(start.date() + timedelta(days=begins), start.date() + timedelta(days=begins + length))
        for begins, length in spans
    ]
    ends = [
        due_only(start=start, limit=limit, calendar=shipped_calendar(), suspended=suspended).on
        for limit in (one, other)
    ]
    assert isinstance(ends[0], date)
    assert isinstance(ends[1], date)
    assert ends[0] <= ends[1]
