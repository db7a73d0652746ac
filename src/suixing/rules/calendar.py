"""The calendar of working days: published years, an estimate past them, notices, local closures (T1, T4).

The data is ``data/calendar.json``, made by ``tools/derive_calendar.py``. docs/clocks.md says where it comes from.
"""

import hashlib
import json
from array import array
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import accumulate

from suixing.kernel.errors import Refusal, Sentence
from suixing.rules.calendar_notice import CalendarNotice

WEEKEND = Sentence(zh="周末", en="weekend")
CLOSED = Sentence(zh="当地停止办公", en="local closure")
MADE_UP = Sentence(zh="调休上班", en="make-up working day")

OUTSIDE = Sentence(
    zh="日期 {day} 不在工作日历范围内；日历自 {first} 起，至 {last} 止。",
    en="The day {day} is outside of the calendar of working days, which runs from {first} to {last}.",
)
ENDS_OUTSIDE = Sentence(
    zh="期限届满日超出工作日历的末日 {last}，无法计算。",
    en="The limit ends after {last}, the last day of the calendar of working days, and cannot be counted.",
)
YEAR_LEFT_OUT = Sentence(
    zh="{year} 年的放假通知暂不能使用：请先载入 {missing} 年的通知。",
    en="The notice for {year} cannot be used yet: load the one for {missing} first.",
)
TOO_LATE = Sentence(
    zh="{year} 年的放假通知无法使用：工作日历只到 {last}。",
    en="The notice for {year} cannot be used: the calendar of working days ends on {last}.",
)
_SATURDAY, _WEEK = 5, 7


class WorkingCalendar:
    """Which days public offices work on; it never changes, and two of one ``version`` are equal.

    Positions (``position_of``) count days from ``first``, which is 0: what counting uses in place of dates.
    """

    __slots__ = ("_base", "_closed", "_made_up", "_notices", "_off", "first", "last", "published_until", "ranks",
                 "version", "working", "working_positions")  # fmt: skip

    first: date
    last: date
    published_until: date
    version: str
    working: bytes
    """By position: 1 for a working day."""
    ranks: "array[int]"
    """By position: how many working days there are up to and with it."""
    working_positions: "array[int]"
    """The positions of all working days, in order."""

    def __init__(
        self,
        *,
        first: date,
        last: date,
        published_until: date,
        off: Mapping[date, Sentence],
        made_up: Iterable[date],
        closed: Iterable[date] = (),
        base: "WorkingCalendar | None" = None,
        notices: Mapping[int, CalendarNotice] | None = None,
    ) -> None:
        self.first, self.last, self.published_until = first, last, published_until
        self._off, self._made_up, self._closed = dict(off), frozenset(made_up), frozenset(closed)
        self._base, self._notices = base, dict(notices or {})
        days = (last - first).days + 1
        week = bytes(1 if (first.weekday() + step) % _WEEK < _SATURDAY else 0 for step in range(_WEEK))
        working = bytearray((week * (days // _WEEK + 1))[:days])
        start = first.toordinal()
        for day in self._off:
            working[day.toordinal() - start] = 0
        for day in self._made_up:
            working[day.toordinal() - start] = 1
        for day in self._closed:
            working[day.toordinal() - start] = 0
        self.working = bytes(working)
        self.ranks = array("i", accumulate(working))
        self.working_positions = array("i", (position for position, works in enumerate(working) if works))
        self.version = self._digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkingCalendar) and self.version == other.version

    def __hash__(self) -> int:
        return hash(self.version)

    def __repr__(self) -> str:
        return f"WorkingCalendar({self.version!r})"

    def is_working(self, day: date) -> bool:
        """Whether public offices work on that day; ``Refusal`` outside of ``first`` to ``last``."""
        return bool(self.working[self.position_of(day)])

    def why_off(self, day: date) -> Sentence | None:
        """The holiday, the weekend or the closure that makes it a day off; None for a working day."""
        if self.is_working(day):
            return None
        if day in self._off:
            return self._off[day]
        return WEEKEND if day.weekday() >= _SATURDAY and day not in self._made_up else CLOSED

    def why_working(self, day: date) -> Sentence | None:
        """Why offices work although it is a weekend; None for a day off and for an ordinary working day."""
        return MADE_UP if day in self._made_up and self.is_working(day) else None

    def position_of(self, day: date) -> int:
        """Days from ``first``; ``Refusal`` outside of the calendar."""
        if not self.first <= day <= self.last:
            raise Refusal(OUTSIDE.format(day=day, first=self.first, last=self.last))
        return day.toordinal() - self.first.toordinal()

    def day_at(self, position: int) -> date:
        """The day at a position; ``Refusal`` past the end."""
        if position >= len(self.working):
            raise Refusal(ENDS_OUTSIDE.format(last=self.last))
        return date.fromordinal(self.first.toordinal() + position)

    def with_closures(self, days: Iterable[date]) -> "WorkingCalendar":
        """The same calendar for an office that is closed on these days; ``Refusal`` for a day outside of it."""
        closed = self._closed | set(days)
        for day in closed:
            self.position_of(day)
        return self if closed == self._closed else self._with(closed=closed)

    def with_notice(self, notice: CalendarNotice) -> "WorkingCalendar":
        """The calendar once a year's notice is known: the year is published, or published anew.

        Raises ``Refusal`` where a year between would stay unpublished, or the year is past the calendar. The order in
        which notices are added does not matter, and adding one twice changes nothing.
        """
        base = self._base or self
        notices = self._notices | {notice.year: notice}
        published = base.published_until.year
        for year in sorted(notices):
            if year > published + 1:
                raise Refusal(YEAR_LEFT_OUT.format(year=year, missing=published + 1))
            published = max(published, year)
        if notice.year >= self.last.year:
            raise Refusal(TOO_LATE.format(year=notice.year, last=self.last))
        return self._with(notices=notices)

    def _with(
        self, *, closed: Iterable[date] | None = None, notices: Mapping[int, CalendarNotice] | None = None
    ) -> "WorkingCalendar":
        """Always made from what was shipped, so that no order of calls matters."""
        base = self._base or self
        notices = self._notices if notices is None else notices
        off, made_up = dict(base._off), set(base._made_up)
        published = base.published_until.year
        for year in sorted(notices):
            published = max(published, year)
            off = {day: why for day, why in off.items() if day.year != year}
            made_up = {day for day in made_up if day.year != year}
            for day, zh, en in notices[year].holidays:
                made_up.discard(day)
                off[day] = Sentence(zh=zh, en=en)
            for day in notices[year].working:
                made_up.add(day)
                off.pop(day, None)
        return WorkingCalendar(
            first=base.first,
            last=base.last,
            published_until=date(published, 12, 31),
            off=off,
            made_up=made_up,
            closed=self._closed if closed is None else closed,
            base=base,
            notices=notices,
        )

    def _digest(self) -> str:
        """What is on it in short: the last published year and a digest of all that explains a date."""
        digest = hashlib.sha256(self.working)
        for day in sorted(self._off):
            digest.update(f"{day}{self._off[day].zh}|{self._off[day].en};".encode())
        digest.update(",".join(map(str, [*sorted(self._made_up), "", *sorted(self._closed)])).encode())
        closures = "+closures" if self._closed else ""
        return f"{self.published_until.year}-{digest.hexdigest()[:12]}{closures}"


@cache
def shipped_calendar() -> WorkingCalendar:
    """The calendar that comes with Suixing."""
    data = json.loads((files("suixing.rules") / "data" / "calendar.json").read_text("utf-8"))
    names = {key: Sentence(zh=zh, en=en) for key, (zh, en) in data["names"].items()}
    return WorkingCalendar(
        first=date.fromisoformat(data["first"]),
        last=date.fromisoformat(data["last"]),
        published_until=date.fromisoformat(data["published_until"]),
        off={
            date.fromisoformat(f"{year}-{day}"): names[key]
            for year, rows in data["years"].items()
            for key, days in rows["off"].items()
            for day in days
        },
        made_up=[
            date.fromisoformat(f"{year}-{day}") for year, rows in data["years"].items() for day in rows["working"]
        ],
    )
