"""What is stuck and why: parcels that do not get on, what could not be used, what was refused; and a retry."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from suixing.exchange import actions, queries
from suixing.exchange.errors import SettledMeanwhile
from suixing.exchange.queries import DeadSeen, LeavingSeen, PassingSeen, Waiting
from suixing.kernel.errors import Refusal, Sentence
from suixing.web import once
from suixing.web.exchange.door import for_operators
from suixing.web.exchange.forms import SettleForm
from suixing.web.exchange.wording import BOXES, DEAD, FAULTS, REFUSED, age, name_of, word
from suixing.web.parts import Column, Notice, Table
from suixing.web.seat import ActingOfficer, acting_officer
from suixing.web.words import in_active_language, number

DONE = {
    "leave": Notice(Sentence("即刻重发", "It is tried again at once"), tone="good"),
    "reopen": Notice(
        Sentence("几秒内重新处理", "It is opened again within seconds"),
        Sentence("仍无法使用的，会带着原因留在下面。", "What still cannot be used stays below, with the reason."),
        tone="good",
    ),
    "drop": Notice(
        Sentence("已丢弃", "It was dropped"),
        Sentence("内容随即销毁；再次收到也不再提示。", "It is destroyed, and stays dropped when it comes again."),
        tone="good",
    ),
}
COLUMNS = (
    Column(Sentence("时间", "At")),
    Column(Sentence("方向", "Way")),
    Column(Sentence("类型", "Kind")),
    Column(Sentence("原因", "Reason")),
    Column(Sentence("消息", "Message")),
)
NO_REFUSED = Sentence("没有被拒的消息。", "No message was refused.")
KEPT = Sentence("被拒的消息（共 {n} 条）", "Messages that were refused ({n} in all)")
WHOLE = Sentence("整个包裹", "a whole parcel")
EVENT = Sentence("其中一条", "one event of it")


@dataclass(frozen=True, slots=True)
class Row:
    """One line with its buttons; ``form_number`` is its own."""

    which: object
    node: object
    what: object
    why: Sentence
    at: object
    tries: str
    waits: bool
    form_number: str


@for_operators("GET", "HEAD")
def stuck(request: HttpRequest) -> HttpResponse:
    """The lists."""
    return _page(request, None)


def _page(request: HttpRequest, form: SettleForm | None, status: int = 200) -> HttpResponse:
    now = timezone.now()
    shown = {
        "here": "exchange",
        "form": form,
        "notice": DONE.get(request.GET.get("done", "")) if form is None else None,
        "parcels": [_parcel(one, now) for one in queries.leaving_parcels()],
        "passing": [_passing(one, now) for one in queries.passing_parcels()],
        "dead": [_dead(one) for one in queries.dead_ones()],
        "table": _refused(queries.waiting_for_operator(now)),
    }
    return render(request, "exchange/stuck.html", shown, status=status)


def _parcel(one: LeavingSeen, now: datetime) -> Row:
    return Row(
        one.id, name_of(one.node), number(one.events), word(FAULTS, one.fault), age(one.created_at, now),
        number(one.tries), False, once.new_number(),
    )  # fmt: skip


def _passing(one: PassingSeen, now: datetime) -> Row:
    return Row(
        one.id, name_of(one.node), "", word(FAULTS, one.fault), age(one.arrived_at, now), number(one.tries), False,
        once.new_number(),
    )  # fmt: skip


def _dead(one: DeadSeen) -> Row:
    return Row(
        one.id,
        name_of(one.node),
        WHOLE if one.is_parcel else EVENT,
        word(DEAD, one.reason),
        one.at,
        "",
        one.again,
        once.new_number(),
    )


def _refused(waiting: Waiting | None) -> Table:
    rows = [
        [one.at, word(BOXES, one.box), one.kind, word(REFUSED, one.reason), str(one.message)]
        for one in (waiting.stuck if waiting else ())
    ]
    return Table(KEPT.format(n=number(waiting.refused if waiting else 0)), COLUMNS, rows, empty=NO_REFUSED)


@for_operators("POST")
def settle(request: HttpRequest) -> HttpResponse:
    """One parcel or dead one, as the button says; 409 where somebody else was there before."""
    acting, now = acting_officer(request), timezone.now()
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    told = form.cleaned_data
    try:
        done = once.carry_out_once(
            number=told["form_number"], content=form.content, officer=acting.username, now=now,
            act=lambda: _settle(told["act"], told["which"], acting, now),
        )  # fmt: skip
    except Refusal as refused:
        form.add_error(None, in_active_language(refused.sentence))
        return _page(request, form, 409 if isinstance(refused, SettledMeanwhile) else 422)
    return redirect(done.result)


def _settle(act: str, which: UUID | int, acting: ActingOfficer, now: datetime) -> str:
    if isinstance(which, UUID):
        actions.retry_parcel(parcel=which, office=acting.office, by=acting.username, now=now)
    else:
        verb = actions.retry_dead if act == "reopen" else actions.drop_dead
        verb(number=which, office=acting.office, by=acting.username, now=now)
    return f"{reverse('exchange_stuck')}?done={act}"
