"""A clock as a bar: from its start to its last day, the spans in which it stood still, and where now is."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from suixing.clocks.queries import Shown, State
from suixing.kernel.errors import Sentence
from suixing.rules.books import RuleBook
from suixing.rules.counting import CHINA
from suixing.web.parts import Column, Table
from suixing.web.words import in_active_language

WIDTH = 1000
"""Of a bar, in its own units; the page stretches it."""
NARROWEST = 4
DUTIES = {
    "ask": Sentence("提出核实", "Ask for verification"),
    "answer": Sentence("答复", "Answer"),
    "decide": Sentence("登记", "Register"),
    "notify": Sentence("通知", "Notify"),
    "forward": Sentence("转交申请", "Pass the application on"),
    "issue": Sentence("签发", "Issue"),
    "accept": Sentence("接收迁移", "Accept the move"),
    "coordinate": Sentence("协调", "Coordinate"),
}
STATES = {
    State.RUNNING: (Sentence("进行中", "Running"), "plain"),
    State.SUSPENDED: (Sentence("暂停计时", "Standing still"), "warning"),
    State.LATE: (Sentence("已逾期", "Overdue"), "bad"),
    State.MET: (Sentence("按期完成", "Done in time"), "good"),
    State.MET_LATE: (Sentence("逾期完成", "Done late"), "warning"),
    State.VOID: (Sentence("不再计时", "No longer runs"), "plain"),
}
STILL = Sentence("{first} – {last} 暂停", "stood still {first} – {last}")
STILL_NOW = Sentence("自 {first} 起暂停", "standing still since {first}")
NOT_COUNTED = Sentence("不计入的日子", "Days that were not counted")
WHEN, WHY = Sentence("日期", "Day"), Sentence("原因", "Why")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar, in its own units."""

    left: int
    wide: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One clock as the page shows it."""

    clock: Shown
    duty: Sentence
    ours: bool
    state: Sentence
    tone: str
    ran: Piece
    still: tuple[Piece, ...]
    due: int | None
    now: int | None
    spans: tuple[tuple[date, date | None], ...]
    not_counted: Table | None

    @property
    def suspended_now(self) -> bool:
        return self.clock.state is State.SUSPENDED


def bars_of(clocks: tuple[Shown, ...], now: datetime) -> list[Bar]:
    """Every clock of a case, the one that runs out first on top; what has ended stands below."""
    far = datetime.max.replace(tzinfo=CHINA)
    first = sorted(clocks, key=lambda one: (one.ended_at is not None, one.due_at or far))
    return [_bar(one, now) for one in first]


def _bar(clock: Shown, now: datetime) -> Bar:
    stop = clock.ended_at or now
    ends = [clock.since + timedelta(days=1), stop, *([clock.due_at] if clock.due_at else [])]
    ends += [_midnight(span.last, after=True) for span in clock.suspended if span.last]
    span = (max(ends) - clock.since).total_seconds()

    def at(instant: datetime) -> int:
        return max(0, min(WIDTH, round((instant - clock.since).total_seconds() / span * WIDTH)))

    still = tuple(
        _piece(at(_midnight(one.first)), at(_midnight(one.last, after=True) if one.last else stop))
        for one in clock.suspended
    )
    said, tone = STATES[clock.state]
    return Bar(
        clock=clock, duty=DUTIES[clock.duty.value], ours=clock.bears == "own", state=said, tone=tone,
        ran=_piece(0, at(stop)), still=still, due=at(clock.due_at) if clock.due_at else None,
        now=at(now) if clock.ended_at is None else None,
        spans=tuple((one.first, one.last) for one in clock.suspended), not_counted=_table(clock),
    )  # fmt: skip


def _piece(left: int, right: int) -> Piece:
    return Piece(left, max(NARROWEST, right - left))


def _midnight(on: date, *, after: bool = False) -> datetime:
    return datetime.combine(on + timedelta(days=1) if after else on, time(), CHINA)


def _table(clock: Shown) -> Table | None:
    if not clock.not_counted:
        return None
    return Table(
        NOT_COUNTED, [Column(WHEN), Column(WHY)], [(on, in_active_language(why)) for on, why in clock.not_counted]
    )


def limit_in_words(book: RuleBook, clock: Shown) -> str:
    """What the limit is for, by the rule book; its length where the book says nothing."""
    held = book.limits.get(clock.limit_key)
    return in_active_language(held.said if held else clock.limit)
