"""The officers of the office: the list, one of them, adding one, changing one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from suixing.access import actions as access
from suixing.access.errors import NoSuchOfficer
from suixing.access.queries import Member, member_of, members_of
from suixing.access.roles import TITLES
from suixing.journeys import officer_begins
from suixing.journeys.officer_begins import with_second_factor
from suixing.kernel.errors import Sentence
from suixing.places.queries import full_name
from suixing.web.kept import kept_for
from suixing.web.parts import Column, Link, SummaryRow, Table
from suixing.web.seat import acting_officer
from suixing.web.staff.forms import AddForm, ChangeForm
from suixing.web.staff.sending import administrators, carry_out, reading
from suixing.web.staff.shown_code import show_once

SET_UP = {True: Sentence("已设置", "Set up"), False: Sentence("未设置", "Not set up")}
NOW_IN = Sentence("正在使用", "Signed in now")
NEVER = Sentence("从未登录", "Never")
CODE_WAITS = Sentence("启用码未用，至 {until}", "Start code not used yet, good until {until}")
NONE_LEFT = Sentence("没有离任人员。", "Nobody has left.")
COLUMNS = (
    Column(Sentence("姓名", "Name")),
    Column(Sentence("登录名", "Sign-in name")),
    Column(Sentence("岗位", "Posts")),
    Column(Sentence("任职自", "Since")),
    Column(Sentence("第二验证", "Second factor")),
    Column(Sentence("上次登录", "Last signed in")),
)
COLUMNS_LEFT = (*COLUMNS[:3], Column(Sentence("离任", "Left")))


def held_member(number: int, office: str, *, active: bool | None = None) -> Member:
    """The officer of this office, who is in service or has left as ``active`` says; else the page is not there."""
    try:
        member = member_of(number=number, office=office, now=timezone.now())
    except NoSuchOfficer:
        raise Http404 from None
    if active is not None and member.is_active != active:
        raise Http404
    return member


@reading
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody who works, or worked, for the office."""
    acting = acting_officer(request)
    members = members_of(office=acting.office, now=timezone.now())
    factors = with_second_factor([one.number for one in members if one.is_active])
    present = [_row(one, one.number in factors) for one in members if one.is_active]
    left = [[*_named(one), one.left_at] for one in members if not one.is_active]
    shown = {
        "here": "staff",
        "office_name": full_name(acting.office),
        "table": Table(Sentence("在职人员", "In service"), COLUMNS, present),
        "left": Table(Sentence("已离任", "Left"), COLUMNS_LEFT, left, empty=NONE_LEFT),
    }
    return render(request, "staff/staff.html", shown)


def _named(member: Member) -> list[object]:
    name = Link(reverse("staff_officer", args=[member.number]), member.name)
    return [name, member.username, [TITLES[role] for role in member.roles]]


def _row(member: Member, has_factor: bool) -> list[object]:
    return [*_named(member), timezone.localdate(member.joined_at), SET_UP[has_factor], _last(member)]


def _last(member: Member) -> object:
    return NOW_IN if member.signed_in else member.last_login or NEVER


@reading
def officer(request: HttpRequest, number: int) -> HttpResponse:
    """One officer, and what can be done about her."""
    acting = acting_officer(request)
    member = held_member(number, acting.office)
    rows = [
        SummaryRow(Sentence("登录名", "Sign-in name"), member.username),
        SummaryRow(Sentence("岗位", "Posts"), [TITLES[role] for role in member.roles]),
        SummaryRow(Sentence("任职自", "Since"), timezone.localdate(member.joined_at)),
        SummaryRow(Sentence("第二验证方式", "Second factor"), SET_UP[number in with_second_factor([number])]),
        SummaryRow(Sentence("上次登录", "Last signed in"), _last(member)),
    ]
    if member.oidc_subject:
        rows.append(SummaryRow(Sentence("统一身份编号", "Identity at the province's sign-in"), member.oidc_subject))
    if member.left_at is not None:
        rows.append(SummaryRow(Sentence("离任", "Left"), member.left_at))
    return render(
        request, "staff/officer.html",
        {"here": "staff", "member": member, "rows": rows, "own": member.username == acting.username},
    )  # fmt: skip


@administrators
def add(request: HttpRequest) -> HttpResponse:
    """A new officer; her start code is shown next."""
    acting, now = acting_officer(request), timezone.now()
    form = AddForm(request.POST) if request.method == "POST" else AddForm(kept_for(request))

    def page(status: int = 200) -> HttpResponse:
        return render(request, "staff/add.html", {"form": form, "here": "staff"}, status=status)

    def act() -> str:
        said = form.cleaned_data
        made = officer_begins.appoint(
            username=said["username"], name=said["name"], office=acting.office, roles=form.roles, by=acting.username,
            now=now,
        )  # fmt: skip
        return show_once(request, made.code, said["name"], said["username"], acting.office)

    return carry_out(request, form, act=act, page=page) if request.method == "POST" else page()


@administrators
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Name, posts and identity of an officer in service; two who change her at once are told."""
    acting, now = acting_officer(request), timezone.now()
    member = held_member(number, acting.office, active=None if request.method == "POST" else True)
    first = {
        "name": member.name, "posts": [role.value for role in member.roles], "subject": member.oidc_subject,
        "seen": member.version,
    }  # fmt: skip
    form = ChangeForm(request.POST if request.method == "POST" else kept_for(request), initial=first)

    def page(status: int = 200) -> HttpResponse:
        shown = {"form": form, "member": member, "here": "staff", "own": member.username == acting.username}
        return render(request, "staff/change.html", shown, status=status)

    def act() -> str:
        said = form.cleaned_data
        access.change_member(
            number=number, office=acting.office, name=said["name"], roles=form.roles, oidc_subject=said["subject"],
            seen=said["seen"], by=acting.username, now=now,
        )  # fmt: skip
        return reverse("staff_officer", args=[number])

    return carry_out(request, form, act=act, page=page) if request.method == "POST" else page()
