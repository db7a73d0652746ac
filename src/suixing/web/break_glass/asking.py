"""Ask for an emergency opening, see what became of it, end it early."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from suixing.access.roles import Role
from suixing.journeys import break_glass
from suixing.journeys.break_glass import BreakGlassReason, Mine
from suixing.kernel.errors import Refusal, Sentence
from suixing.places.queries import full_name
from suixing.web.break_glass.forms import AskForm
from suixing.web.break_glass.wording import STATES, TONES, rows_of
from suixing.web.desk.pages import record_of
from suixing.web.doors import for_officers
from suixing.web.kept import kept_for
from suixing.web.once import carry_out_once, content_of, new_number
from suixing.web.parts import Link, Notice, SummaryRow
from suixing.web.seat import acting_officer


@for_officers(Role.DESK_OFFICER, methods=("GET", "HEAD"))
def mine(request: HttpRequest) -> HttpResponse:
    """Her own requests, the newest first, and the way into what is open."""
    acting = acting_officer(request)
    asked = [_shown(one) for one in break_glass.mine(by=acting.username, now=timezone.now())]
    return render(request, "break_glass/mine.html", {"here": "break_glass", "asked": asked})


def _shown(one: Mine) -> dict[str, Any]:
    rows = rows_of(one.requested)[2:]
    rows.insert(0, SummaryRow(Sentence(zh="证件号码", en="Identity number"), one.masked))
    if one.state == "open":
        rows.append(SummaryRow(Sentence(zh="打开至", en="Open until"), one.until))
    records = [
        Link(record_of(number), Sentence(zh="查看登记", en="Open the record"), full_name(office))
        for number, office in one.accounts
    ]
    return {
        "number": one.requested.number, "state": STATES[one.state], "tone": TONES.get(one.state, "plain"),
        "rows": rows, "open": one.state == "open", "records": records,
    }  # fmt: skip


@for_officers(Role.DESK_OFFICER)
def ask(request: HttpRequest) -> HttpResponse:
    """The form; sent twice, it asks once."""
    acting = acting_officer(request)
    now = timezone.now()
    near, others = break_glass.who_may_answer(office=acting.office)
    given: dict[str, Any] = {"near": near, "others": others, "today": timezone.localdate()}
    if request.method != "POST":
        typed = kept_for(request)
        form = AskForm(initial={"form_number": new_number()}, **given) if typed is None else AskForm(typed, **given)
        return _form(request, form)
    form = AskForm(request.POST, **given)
    if not form.is_valid():
        return _form(request, form, status=422)
    said = form.cleaned_data

    def put() -> str:
        break_glass.ask(identifier=said["identifier"], reason=BreakGlassReason(said["reason"]), second=said["second"])
        return reverse("break_glass")

    try:
        content = content_of((said["identifier"], said["reason"], said["second"]))
        done = carry_out_once(number=said["form_number"], content=content, officer=acting.username, now=now, act=put)
    except Refusal as refused:
        return _form(request, form, Notice(refused.sentence, tone="warning"), status=422)
    return redirect(done.result or reverse("break_glass"))


def _form(request: HttpRequest, form: AskForm, notice: Notice | None = None, status: int = 200) -> HttpResponse:
    shown = {"here": "break_glass", "form": form, "notice": notice}
    return render(request, "break_glass/ask.html", shown, status=status)


@for_officers(Role.DESK_OFFICER, methods=("POST",))
def close(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001 - Django hands it in
    """End it before its time; one that had ended stays so."""
    break_glass.close(request=number)
    return redirect("break_glass")
