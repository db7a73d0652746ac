"""Clocks that ran out below, by office and duty, and the coordination that came up to this office."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from suixing.access.roles import Role
from suixing.clocks.queries import Late
from suixing.journeys.late_below import OfficeLate, escalated, late_below
from suixing.kernel.errors import Sentence
from suixing.places.queries import full_name
from suixing.web.doors import for_officers
from suixing.web.parts import Column, Link, Table
from suixing.web.seat import acting_officer
from suixing.web.supervisor.paging import PAGE, page_asked, pager
from suixing.web.words import number

DUTIES = {
    "answer": Sentence("答复", "Answer"),
    "notify": Sentence("通知", "Notify"),
    "handle": Sentence("办理", "Deal with a matter"),
    "coordinate": Sentence("协调", "Coordinate"),
    "other": Sentence("其他", "Other"),
}
BEARS = {"own": Sentence("本机构", "This office"), "other": Sentence("对方机构", "The other office")}
BELOW = (
    Column(Sentence("机构", "Office")),
    *(Column(DUTIES[duty], "number") for duty in ("answer", "notify", "other")),
    Column(Sentence("等待对方", "Waits for others"), "number"),
    Column(Sentence("最长逾期（天）", "Longest, days"), "number"),
)
CLOCKS = (
    Column(Sentence("职责", "Duty")),
    Column(Sentence("应由谁办", "Whose")),
    Column(Sentence("规则", "Rule")),
    Column(Sentence("到期", "Due")),
    Column(Sentence("逾期（天）", "Days late"), "number"),
)
CAME_UP = (Column(Sentence("协调", "Coordination")), Column(Sentence("状态", "State")), Column(Sentence("到期", "Due")))
NOTHING_LATE = Sentence("没有逾期的职责。", "Nothing is late.")
NOTHING_CAME = Sentence("没有报到本机构的协调。", "Nothing came up to this office.")


@for_officers(Role.SUPERVISOR, methods=("GET", "HEAD"))
def late(request: HttpRequest) -> HttpResponse:
    """The offices below where a duty ran out, and what is to be coordinated here."""
    acting, now, page = acting_officer(request), timezone.now(), page_asked(request)
    found, last = late_below(office=acting.office, page=page, size=PAGE, now=now)
    came = [
        [Link(reverse("case", args=[one.case]), one.number), one.state, one.due_on]
        for one in escalated(office=acting.office, by=acting.username, now=now)
    ]
    shown = {
        "here": "supervisor",
        "office_name": full_name(acting.office),
        "escalated": Table(Sentence("报到本机构的协调", "Came up to this office"), CAME_UP, came, empty=NOTHING_CAME),
        "table": Table(
            Sentence("下级机构的逾期时限", "Late clocks of the offices below"), BELOW, [_row(one) for one in found],
            empty=NOTHING_LATE,
        ),
        "pager": pager(page, last, reverse("supervised_late"), {}),
    }  # fmt: skip
    return render(request, "supervisor/late.html", shown)


def _row(one: OfficeLate) -> list[object]:
    name = Link(reverse("supervised_office", args=[one.office]), one.name)
    return [name, *(number(count) for count in one.duties.values()), number(one.waits), number(one.longest)]


def late_table(rows: Sequence[Late]) -> Table:
    """The late clocks of one office: the duty, whose it is, since when; no case and no procedure."""
    lines = [[DUTIES[one.duty.value], BEARS[one.bears.value], one.rule, one.due_at, number(one.days_late)]
             for one in rows]  # fmt: skip
    return Table(Sentence("逾期时限", "Late clocks"), CLOCKS, lines, empty=NOTHING_LATE)
