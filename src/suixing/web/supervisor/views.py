"""The offices below: the list, one of them, their intakes."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from suixing.access.roles import TITLES, Role
from suixing.journeys import break_glass
from suixing.journeys.late_below import late_at
from suixing.journeys.offices_below import IntakeBelow, Standing, intakes_below, see_office, standings
from suixing.kernel.errors import Sentence
from suixing.places.queries import NATION, full_name
from suixing.web.desk.pages import address_of
from suixing.web.doors import for_officers
from suixing.web.parts import Column, Link, SummaryRow, Table
from suixing.web.seat import acting_officer
from suixing.web.supervisor.forms import OfficesForm
from suixing.web.supervisor.late import late_table
from suixing.web.supervisor.paging import PAGE, page_asked, pager
from suixing.web.words import active_language, number

DIGITS_OF_TIER = {2: 1, 4: 2, 6: 3, 9: 4, 12: 5}
supervisors = for_officers(Role.SUPERVISOR, methods=("GET", "HEAD"))

NONE_FOUND = Sentence("没有符合条件的下级机构。", "No office below fits.")
NONE_HANDED_IN = Sentence("近 30 天没有导入。", "No intake in the last 30 days.")
NOBODY = Sentence("该机构没有在职人员。", "Nobody works for this office.")
FEWER = Sentence("少于 10", "fewer than 10")
ABOUT = Sentence("约 {n}", "about {n}")
MINUTES = Sentence("{n} 分钟", "{n} minutes")
HOURS = Sentence("{n} 小时", "{n} hours")
UNDER_WAY = Sentence("未完成", "not finished")
OFFICES = (
    Column(Sentence("机构", "Office")),
    Column(Sentence("代码", "Code")),
    Column(Sentence("在职人员", "Officers"), "number"),
    Column(Sentence("未完成的导入", "Open intakes"), "number"),
    Column(Sentence("最近一次导入", "Last intake")),
)
INTAKES = (
    Column(Sentence("提交时间", "Handed in")),
    Column(Sentence("状态", "State")),
    Column(Sentence("用时", "Took")),
    Column(Sentence("行数", "Rows"), "number"),
    Column(Sentence("未收", "Rejected"), "number"),
)
STAFF = (Column(Sentence("姓名", "Name")), Column(Sentence("岗位", "Posts")))


@supervisors
def offices(request: HttpRequest) -> HttpResponse:
    """The offices below, tier by tier, with what is open there and when they last handed something in."""
    own = acting_officer(request).office
    form = OfficesForm(request.GET, above=0 if own == NATION else DIGITS_OF_TIER.get(len(own), 0))
    looked_for: dict[str, Any] = form.cleaned_data if form.is_valid() else {"tier": None, "q": ""}
    found, last = standings(
        office=own, tier=looked_for["tier"], sought=looked_for["q"], page=page_asked(request), size=PAGE
    )
    kept = {name: value for name, value in looked_for.items() if value}
    shown = {
        "here": "supervisor",
        "form": form,
        "office_name": full_name(own),
        "table": Table(Sentence("下级机构", "Offices below"), OFFICES, [_row(one) for one in found], empty=NONE_FOUND),
        "pager": pager(page_asked(request), last, reverse("supervisor"), kept),
        "reviews": address_of("break_glass_reviews"),
        "waiting": sum(one.justified is None for one in break_glass.to_review()),
    }
    return render(request, "supervisor/offices.html", shown, status=422 if form.errors else 200)


def _row(one: Standing) -> list[object]:
    name = Link(reverse("supervised_office", args=[one.office.code]), one.office.name)
    return [name, one.office.code, number(one.officers), number(one.open_intakes), one.last_intake]


@supervisors
def office(request: HttpRequest, code: str) -> HttpResponse:
    """One office below: how it is reached, who works there, how its intakes went."""
    own, now = acting_officer(request).office, timezone.now()
    seen = see_office(office=own, code=code, now=now)
    if seen is None:
        raise Http404
    english = active_language() == "en"
    rows = [SummaryRow(Sentence("代码", "Code"), seen.office.code)]
    if seen.contact is not None:
        held = seen.contact
        rows += [
            SummaryRow(Sentence("电话", "Telephone"), held.telephone),
            SummaryRow(Sentence("地址", "Address"), (english and held.address_en) or held.address_zh),
            SummaryRow(Sentence("办公时间", "Hours"), (english and held.hours_en) or held.hours_zh),
        ]
    staff = [[one.name, [TITLES[role] for role in one.roles]] for one in seen.colleagues]
    shown = {
        "here": "supervisor",
        "office_name": seen.office.name,
        "rows": rows,
        "late": late_table(late_at(office=own, code=code, now=now)),
        "staff": Table(Sentence("在职人员", "Officers"), STAFF, staff, empty=NOBODY),
        "table": Table(
            Sentence("近 30 天的导入", "Intakes of the last 30 days"), INTAKES, [_intake(one) for one in seen.intakes],
            empty=NONE_HANDED_IN,
        ),
    }  # fmt: skip
    return render(request, "supervisor/office.html", shown)


@supervisors
def intakes(request: HttpRequest) -> HttpResponse:
    """The intakes of all offices below."""
    own = acting_officer(request).office
    found, last = intakes_below(office=own, page=page_asked(request), size=PAGE, now=timezone.now())
    columns = (Column(Sentence("机构", "Office")), *INTAKES)
    rows = [[Link(reverse("supervised_office", args=[one.office]), full_name(one.office)), *_intake(one)]
            for one in found]  # fmt: skip
    shown = {
        "here": "supervisor",
        "table": Table(Sentence("近 30 天的导入", "Intakes of the last 30 days"), columns, rows, empty=NONE_HANDED_IN),
        "pager": pager(page_asked(request), last, reverse("supervised_intakes"), {}),
    }
    return render(request, "supervisor/intakes.html", shown)


def _intake(one: IntakeBelow) -> list[object]:
    return [one.handed_in_at, one.title, _took(one.took), _rows(one.rows), _rows(one.rejected)]


def _rows(count: int | None) -> Sentence:
    return FEWER if count is None else ABOUT.format(n=number(count))


def _took(took: timedelta | None) -> Sentence:
    if took is None:
        return UNDER_WAY
    minutes = max(1, round(took.total_seconds() / 60))
    return MINUTES.format(n=minutes) if minutes < 120 else HOURS.format(n=round(minutes / 60))
