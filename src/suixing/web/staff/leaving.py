"""An officer leaves and hands her work over; one who left comes back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from suixing.access.queries import members_of
from suixing.journeys import officer_begins, officer_leaves
from suixing.journeys.intake.queries import RunCounts
from suixing.kernel.errors import Sentence
from suixing.web.kept import kept_for
from suixing.web.parts import Column, Table
from suixing.web.seat import acting_officer
from suixing.web.staff.forms import LeaveForm, ReturnForm
from suixing.web.staff.officers import held_member
from suixing.web.staff.sending import administrators, carry_out, reading
from suixing.web.staff.shown_code import show_once

WORK = Sentence("未完成的导入", "Intakes that are not finished")
WENT_OVER = Sentence("移交的导入", "Intakes handed over")
COLUMNS = (Column(Sentence("提交时间", "Handed in")), Column(Sentence("状态", "State")))
NONE_OPEN = Sentence("没有未完成的导入，无须移交。", "No intake is open; there is nothing to hand over.")


def _work(caption: Sentence, runs: list[RunCounts]) -> Table:
    return Table(caption, COLUMNS, [[run.handed_in_at, run.title] for run in runs], empty=NONE_OPEN)


@administrators
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """What is handed over, to whom; then she is out."""
    acting, now = acting_officer(request), timezone.now()
    # After a first sending she has left; the second is answered as the first was.
    member = held_member(number, acting.office, active=None if request.method == "POST" else True)
    others = [one for one in members_of(office=acting.office, now=now) if one.is_active and one.number != number]
    sent = request.POST if request.method == "POST" else kept_for(request)
    form = LeaveForm(sent, colleagues=others, initial={"seen": member.version})

    def page(status: int = 200) -> HttpResponse:
        work = officer_leaves.open_work(officer=member.username, office=acting.office, now=now)
        shown = {
            "form": form, "member": member, "here": "staff", "table": _work(WORK, work),
            "own": member.username == acting.username,
        }  # fmt: skip
        return render(request, "staff/leave.html", shown, status=status)

    def act() -> str:
        chosen = form.cleaned_data["successor"]
        officer_leaves.leave(
            number=number, successor=int(chosen) if chosen else None, office=acting.office,
            seen=form.cleaned_data["seen"], by=acting.username, now=now,
        )  # fmt: skip
        return reverse("staff_handed_over", args=[number])

    return carry_out(request, form, act=act, page=page) if request.method == "POST" else page()


@reading
def handed_over(request: HttpRequest, number: int) -> HttpResponse:
    """What went over when she left, as it stands now."""
    office = acting_officer(request).office
    member = held_member(number, office)
    names = {one.username: one.name for one in members_of(office=office, now=timezone.now())}
    times = [
        {
            "at": one.at,
            "successor": names.get(one.successor or "", one.successor),
            "by": names.get(one.by, one.by),
            "openings": one.openings,
            "table": _work(WENT_OVER, one.intakes),
        }
        for one in officer_leaves.handed_over(officer=member.username, office=office)
    ]
    return render(request, "staff/handed_over.html", {"member": member, "times": times, "here": "staff"})


@administrators
def come_back(request: HttpRequest, number: int) -> HttpResponse:
    """A new appointment of one who left; her start code is shown next."""
    acting, now = acting_officer(request), timezone.now()
    # After a first sending she is in service again; the second is answered as the first was.
    member = held_member(number, acting.office, active=None if request.method == "POST" else False)
    form = ReturnForm(request.POST if request.method == "POST" else kept_for(request))

    def page(status: int = 200) -> HttpResponse:
        return render(request, "staff/return.html", {"form": form, "member": member, "here": "staff"}, status=status)

    def act() -> str:
        made = officer_begins.appoint_again(
            number=number, office=acting.office, roles=form.roles, by=acting.username, now=now
        )
        return show_once(request, made.code, member.name, member.username, acting.office)

    return carry_out(request, form, act=act, page=page) if request.method == "POST" else page()
