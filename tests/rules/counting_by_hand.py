"""Due dates as one counts them with a finger on a wall calendar: slow, day by day, written from T1 and T3 alone.

It shares nothing with what it checks but the names of the units.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta

Works = Callable[[date], bool]
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def in_working_days(start: date, amount: int, works: Works, still: Collection[date] = ()) -> date:
    """The last of so many working days after the start; days in ``still`` are suspended."""
    day = start
    while amount:
        day += DAY
        if works(day) and day not in still:
            amount -= 1
    return day


def in_days(start: date, amount: int, works: Works, still: Collection[date] = ()) -> date:
    """The last of so many days, moved past days off."""
    return moved(last_of_days(start, amount, still), works, still)


def last_of_days(start: date, amount: int, still: Collection[date] = ()) -> date:
    day = start
    while amount:
        day += DAY
        if day not in still:
            amount -= 1
    return day


def moved(day: date, works: Works, still: Collection[date] = ()) -> date:
    if works(day):
        return day
    day += DAY
    while not works(day) or day in still:
        day += DAY
    return day


def in_months(start: date, amount: int, works: Works, still: Collection[date] = ()) -> date:
    """As many days as there are to the same day of the month, or to its last."""
    year, month = start.year, start.month
    for _ in range(amount):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    day = start.day
    while True:
        try:
            same = date(year, month, day)
            break
        except ValueError:
            day -= 1
    return in_days(start, (same - start).days, works, still)


def in_hours(start: datetime, amount: int, still: Collection[date] = ()) -> datetime:
    """The instant at which so many hours are over, the one of the start left out."""
    now = start.replace(minute=0, second=0, microsecond=0) + HOUR
    while amount:
        if now.date() not in still:
            amount -= 1
        now += HOUR
    return now
