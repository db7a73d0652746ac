"""What the office agreed on with other places (X6): the list, making one, one of them and its end."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from suixing.directory.queries import contact_of
from suixing.kernel.errors import Sentence
from suixing.places.actions import agree, end_agreement
from suixing.places.errors import AgreementChangedMeanwhile
from suixing.places.queries import Agreed, agreement_of, agreements_of
from suixing.rules.books import RuleBook, book_for
from suixing.web.kept import kept_for
from suixing.web.parts import Column, Link, SummaryRow, Table
from suixing.web.seat import acting_officer
from suixing.web.staff.agreement_forms import AgreeForm, EndForm
from suixing.web.staff.sending import administrators, carry_out, reading

TITLE = Sentence("与外地的协议", "Agreements with other places")
NONE = Sentence("还没有适用于本机构的协议。", "No agreement binds this office yet.")
STATES = {
    "over": Sentence("已结束", "Over"),
    "holds": Sentence("有效", "In force"),
    "waits": Sentence("尚未生效", "Not begun yet"),
}
OPEN_ENDED = Sentence("未定", "No last day")
COLUMNS = (
    Column(Sentence("编号", "Code")),
    Column(Sentence("对方", "Other place")),
    Column(Sentence("状态", "State")),
    Column(Sentence("生效日", "First day")),
    Column(Sentence("最后一天", "Last day")),
    Column(Sentence("约定的期限", "Agreed limits")),
)


@reading
def agreements(request: HttpRequest) -> HttpResponse:
    """All that bind the office: its own, and those of the places that it lies in."""
    office, today = acting_officer(request).office, timezone.localdate()
    book = book_for(place=office, on=today)
    rows = [_row(one, office, today, book) for one in agreements_of(office=office)]
    table = Table(TITLE, COLUMNS, rows, empty=NONE)
    return render(request, "staff/agreements.html", {"table": table, "here": "staff"})


def _row(one: Agreed, office: str, today: date, book: RuleBook) -> list[object]:
    own = office in one.parties
    code = Link(reverse("staff_agreement", args=[one.code]), one.code) if own else one.code
    other = one.second_name if office.startswith(one.first) else one.first_name
    return [code, other, _state(one, today), one.valid_from, one.valid_until or OPEN_ENDED, _limits(one, book)]


def _state(one: Agreed, today: date) -> Sentence:
    return STATES["over" if one.is_over(today) else "waits" if today < one.valid_from else "holds"]


def _limits(one: Agreed, book: RuleBook) -> list[Sentence]:
    return [_beside(book.limits[key].said, limit.said()) for key, limit in one.limits]


def _beside(what: Sentence, limit: Sentence) -> Sentence:
    return Sentence(f"{what.zh}：{limit.zh}", f"{what.en}: {limit.en}")


@administrators
def make(request: HttpRequest) -> HttpResponse:
    """What was agreed is written down; it then stands until its last day."""
    acting, now = acting_officer(request), timezone.now()
    today = timezone.localdate(now)
    contact = contact_of(acting.office)
    form = AgreeForm(
        request.POST if request.method == "POST" else kept_for(request), book=book_for(place=acting.office, on=today),
        initial={"valid_from": today.isoformat(), "own_telephone": contact.telephone if contact else ""},
    )  # fmt: skip

    def page(status: int = 200) -> HttpResponse:
        return render(request, "staff/agree.html", {"form": form, "here": "staff"}, status=status)

    def act() -> str:
        said = form.cleaned_data
        code = agree(
            first=acting.office, second=said["other"], first_telephone=said["own_telephone"],
            second_telephone=said["other_telephone"], limits=form.limits, valid_from=said["valid_from"],
            valid_until=said["valid_until"], office=acting.office, by=acting.username, now=now,
        )  # fmt: skip
        return reverse("staff_agreement", args=[code])

    return carry_out(request, form, act=act, page=page) if request.method == "POST" else page()


@administrators
def agreement(request: HttpRequest, code: str) -> HttpResponse:
    """One agreement of the office's own, and its end; two who end it at once are told."""
    acting, now = acting_officer(request), timezone.now()
    today = timezone.localdate(now)
    held = _held(acting.office, code)
    form = EndForm(
        request.POST if request.method == "POST" else kept_for(request),
        initial={"last_day": today.isoformat(), "seen": held.valid_until.isoformat() if held.valid_until else ""},
    )

    def page(status: int = 200) -> HttpResponse:
        book = book_for(place=acting.office, on=today)
        shown = {
            "form": form, "rows": _rows(held, today, book), "code": code, "over": held.is_over(today), "here": "staff",
        }  # fmt: skip
        return render(request, "staff/agreement.html", shown, status=status)

    def act() -> str:
        end_agreement(
            code=code, last_day=form.cleaned_data["last_day"], seen=_seen(form.cleaned_data["seen"]),
            office=acting.office, by=acting.username, now=now,
        )  # fmt: skip
        return reverse("staff_agreement", args=[code])

    return carry_out(request, form, act=act, page=page) if request.method == "POST" else page()


def _held(office: str, code: str) -> Agreed:
    held = agreement_of(office=office, code=code)
    if held is None:
        raise Http404
    return held


def _rows(one: Agreed, today: date, book: RuleBook) -> list[SummaryRow]:
    return [
        SummaryRow(Sentence("双方", "Parties"), [one.first_name, one.second_name]),
        SummaryRow(Sentence("办公电话", "Telephones"), [one.first_telephone, one.second_telephone]),
        SummaryRow(Sentence("状态", "State"), _state(one, today)),
        SummaryRow(Sentence("生效日", "First day"), one.valid_from),
        SummaryRow(Sentence("最后一天", "Last day"), one.valid_until or OPEN_ENDED),
        SummaryRow(Sentence("约定的期限", "Agreed limits"), _limits(one, book)),
    ]


def _seen(text: str) -> date | None:
    """The last day that was shown; something that no page of ours has written counts as outdated."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise AgreementChangedMeanwhile from None
