"""The worklist in words and addresses: its tabs and filters, the groups by day, and what one line says."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from suixing.cases.queries import PROCEDURES, Item, Keeper, Wanted
from suixing.kernel.errors import Sentence
from suixing.places.queries import full_name
from suixing.rules.counting import CHINA
from suixing.web.desk.pages import address_of
from suixing.web.words import day, in_active_language

S = Sentence
TABS = {
    "ours": S("本机构办理", "This office's"),
    "mine": S("我的", "Mine"),
    "nobodys": S("未分配", "Nobody's"),
    "others": S("等待对方", "Waiting for others"),
    "closed": S("已办结", "Closed"),
}
DUES = {
    "any": S("不限", "Any time"),
    "overdue": S("已超期", "Overdue"),
    "today": S("今天到期", "Due today"),
    "week": S("七天内到期", "Due within seven days"),
}
KEEPERS = {
    Keeper.DESK: S("窗口办件", "Desk"),
    Keeper.SUPERVISOR: S("投诉和协调", "Complaints and coordination"),
}
WAITS = {
    "us": S("本机构办理", "This office acts"),
    "person": S("等待本人", "Waiting for the person"),
    "nobody": S("已办结", "Closed"),
}
WAITS_FOR = S("等待{office}", "Waiting for {office}")
SOMEWHERE_IN = S("{province}的一个机构", "an office in {province}")
OVERDUE = S("已超期", "Overdue")
NO_DATE = S("没有时限", "No time limit")
CLOSED = S("已办结", "Closed")
TODAY = S("今天，{day}", "Today, {day}")
TOMORROW = S("明天，{day}", "Tomorrow, {day}")
ON_WEEKDAY = S("{day} {weekday}", "{weekday}, {day}")
WEEKDAYS = (
    S("星期一", "Monday"), S("星期二", "Tuesday"), S("星期三", "Wednesday"), S("星期四", "Thursday"),
    S("星期五", "Friday"), S("星期六", "Saturday"), S("星期日", "Sunday"),
)  # fmt: skip
LATE_BY = S("超期 {n} 天（应于{day}）", "{n} days late, was due {day}")
LATE_BY_ONE = S("超期 1 天（应于{day}）", "1 day late, was due {day}")
LATE_TODAY = S("今天已超期", "Late since today")
ENDED_ON = S("{day}办结", "Closed {day}")
MAYBE = S("暂定", "provisional")
PROVINCE_DIGITS = 2
_NO_INSTANT = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the list asks for: a tab, a filter, and where the page before ended. Nothing about anybody.

    ``keeper`` is whose work it is; said in the address only by who does both.
    """

    keeper: Keeper
    tab: str = "ours"
    due: str = "any"
    procedure: str = ""
    after: tuple[datetime | None, UUID] | None = None

    @property
    def wanted(self) -> Wanted:
        closed = self.tab == "closed"
        whose = "all" if closed else self.tab
        return Wanted(
            whose=whose, due="any" if closed else self.due, procedure=self.procedure, closed=closed, after=self.after
        )

    def query(self, *, both: bool) -> str:
        """The part of the address behind the path, to be bookmarked; empty for the list as it opens."""
        said = {"work": self.keeper.value if both and self.keeper is not Keeper.DESK else ""}
        said |= {"tab": self.tab if self.tab != "ours" else "", "due": self.due if self.due != "any" else ""}
        said |= {"procedure": self.procedure, "after": _written(self.after)}
        held = {name: value for name, value in said.items() if value}
        return "?" + urlencode(held) if held else ""


def read_asked(given: QueryDict, keepers: list[Keeper]) -> Asked:
    """What an address asks for; whatever it cannot mean is passed over, so that an old bookmark still opens."""
    keeper = next((one for one in keepers if one.value == given.get("work")), keepers[0])
    tab, due, procedure = given.get("tab", ""), given.get("due", ""), given.get("procedure", "")
    held = PROCEDURES.get(procedure)
    return Asked(
        keeper=keeper, tab=tab if tab in TABS else "ours", due=due if due in DUES else "any",
        procedure=procedure if held is not None and held.keeper is keeper else "",
        after=_read_after(given.get("after", "")),
    )  # fmt: skip


def _written(after: tuple[datetime | None, UUID] | None) -> str:
    if after is None:
        return ""
    at = _NO_INSTANT if after[0] is None else after[0].astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    return f"{at}_{after[1]}"


def _read_after(text: str) -> tuple[datetime | None, UUID] | None:
    at, _, case = text.partition("_")
    try:
        instant = None if at == _NO_INSTANT else datetime.strptime(at, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
        return instant, UUID(case)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the list."""

    item: Item
    when: Sentence | str
    waits: Sentence
    assigned: str

    @property
    def href(self) -> str:
        return address_of("case", self.item.case)

    @property
    def is_late(self) -> bool:
        return self.item.overdue and self.item.ours


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one day, or those that are overdue, or have no date."""

    heading: Sentence
    lines: list[Line]
    late: bool = False


def groups_of(items: list[Item], names: dict[str, str], now: datetime) -> list[Group]:
    """The lines under their days, in the order of the list."""
    today = now.astimezone(CHINA).date()
    groups: list[tuple[object, Group]] = []
    for item in items:
        key: object = "closed" if item.closed_at else "late" if item.overdue else item.due_on
        if not groups or groups[-1][0] != key:
            groups.append((key, Group(_heading(item, today), [], late=item.overdue)))
        groups[-1][1].lines.append(_line(item, names, today))
    return [group for _, group in groups]


def _heading(item: Item, today: date) -> Sentence:
    if item.closed_at is not None:
        return CLOSED
    if item.overdue:
        return OVERDUE
    return NO_DATE if item.due_on is None else day_heading(item.due_on, today)


def day_heading(on: date, today: date) -> Sentence:
    """A day as a heading: today, tomorrow, or with its weekday."""
    if on == today:
        return _on(TODAY, on)
    if on == today + timedelta(days=1):
        return _on(TOMORROW, on)
    weekday = WEEKDAYS[on.weekday()]
    named = Sentence(ON_WEEKDAY.zh.replace("{weekday}", weekday.zh), ON_WEEKDAY.en.replace("{weekday}", weekday.en))
    return _on(named, on)


def _on(sentence: Sentence, on: date) -> Sentence:
    return sentence.format(day=day(on))


def _line(item: Item, names: dict[str, str], today: date) -> Line:
    return Line(item, _when(item, today), waits_for(item), names.get(item.assigned_to, item.assigned_to))


def _when(item: Item, today: date) -> Sentence | str:
    if item.closed_at is not None:
        return _on(ENDED_ON, item.closed_at.astimezone(CHINA).date())
    if item.due_on is None or not item.overdue:
        return ""
    late = (today - item.due_on).days
    if late == 0:
        return LATE_TODAY
    return _on(LATE_BY_ONE, item.due_on) if late == 1 else LATE_BY.format(n=late, day=day(item.due_on))


def waits_for(item: Item) -> Sentence:
    """Who must act next; of the other side as much as this office may know (X8)."""
    if item.waits_for in WAITS:
        return WAITS[item.waits_for]
    return _both(WAITS_FOR, "office", office_shown(item.counterpart))


def office_shown(code: str) -> Sentence:
    """An office by its name, or no more than its province."""
    if len(code) <= PROVINCE_DIGITS:
        return SOMEWHERE_IN.format(province=full_name(code) if code else "")
    return Sentence(full_name(code), full_name(code))


def _both(sentence: Sentence, name: str, value: Sentence) -> Sentence:
    return Sentence(sentence.zh.replace(f"{{{name}}}", value.zh), sentence.en.replace(f"{{{name}}}", value.en))


def ends_at(item: Item) -> tuple[datetime | None, UUID]:
    """Where the next page begins."""
    return item.closed_at or item.due_at, item.case


def following(asked: Asked, items: list[Item], *, more: bool) -> Asked | None:
    """What the next page asks for."""
    return replace(asked, after=ends_at(items[-1])) if more and items else None


def digest_of(items: list[Item], asked: Asked, now: datetime, *, more: bool) -> str:
    """By which a list that says the same is known again; it leads back to nothing."""
    today = now.astimezone(CHINA).date()
    said = [today, more, in_active_language(TABS[asked.tab])]
    for one in items:
        said += [one.case, in_active_language(one.state), one.waits_for, one.assigned_to, one.due_at, one.overdue]
    return sha256("\0".join(map(str, said)).encode()).hexdigest()[:16]
