"""Open a case: choose the procedure, fill in what it is opened with. Nothing is written before it is whole."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from suixing.access.roles import MEETS_PERSONS
from suixing.cases.errors import BadContent
from suixing.cases.queries import PROCEDURES, Keeper, Procedure
from suixing.journeys.cases import opening
from suixing.journeys.person import NotSeen
from suixing.kernel.errors import Refusal
from suixing.places.queries import full_name
from suixing.rules.books import book_for
from suixing.rules.counting import CHINA
from suixing.web import once
from suixing.web.cases.fields import CaseForm, Ground
from suixing.web.cases.making import opening_form
from suixing.web.cases.sending import do_once, number_sent, result_before
from suixing.web.cases.wording import INSIDE, PURPOSES
from suixing.web.desk.pages import record_of
from suixing.web.desk.register_form import sex_in_words
from suixing.web.doors import for_officers
from suixing.web.kept import kept_for
from suixing.web.seat import acting_officer
from suixing.web.words import in_active_language


def openable() -> list[Procedure]:
    """The procedures that a desk opens."""
    return [table for table in PROCEDURES.values() if table.opened_by is Keeper.DESK]


@for_officers(*MEETS_PERSONS, methods=("GET", "HEAD"))
def case_new(request: HttpRequest) -> HttpResponse:
    """Which procedure."""
    ways = [
        {"href": reverse("case_open", args=[table.code]), "title": table.title, "purpose": PURPOSES[table.code]}
        for table in openable()
    ]
    return render(request, "cases/choose.html", {"here": "cases", "ways": ways})


@for_officers(*MEETS_PERSONS)
def case_open(request: HttpRequest, procedure: str) -> HttpResponse:
    """Open a case for somebody who is named in the form."""
    return _open(request, procedure, None)


@for_officers(*MEETS_PERSONS)
def case_open_for(request: HttpRequest, account: int, procedure: str) -> HttpResponse:
    """Open a case for somebody whom this office holds: what it holds is not typed again."""
    return _open(request, procedure, account)


def _open(request: HttpRequest, code: str, account: int | None) -> HttpResponse:
    table = PROCEDURES.get(code)
    if table is None or table.opened_by is not Keeper.DESK:
        raise Http404
    acting, now = acting_officer(request), timezone.now()
    who: dict[str, Any] = {"office": acting.office, "by": acting.username, "now": now}
    ground = Ground(book_for(place=acting.office, on=now.astimezone(CHINA).date()), now, account=account is not None)
    made = opening_form(table, ground)
    try:
        form = made(request.POST) if request.method == "POST" else None
        there = _send(request, form, table, account, who) if form is not None else None
        if there is not None:
            return redirect(there)
        subject = opening.subject_shown(account=account, **who) if account is not None else None
        status = 200 if form is None else 422
        return _page(request, table, form or _new(request, made, subject), account, subject, status=status)
    except NotSeen:
        raise Http404 from None


def _send(
    request: HttpRequest, form: CaseForm, table: Procedure, account: int | None, who: dict[str, Any]
) -> str | None:
    """The page to go to, or None where the form is to be mended; what is wrong stands in it then."""
    try:
        earlier = result_before(request, who["by"])
        if earlier:
            return earlier
        if form.is_valid():
            return do_once(request, who["by"], who["now"], lambda: _carry_out(form, table, account, who))
    except BadContent as refused:
        form.take_faults(refused.faults)
    except once.SentOtherwise as refused:
        form.add_error(None, in_active_language(refused.sentence))
        form.again(form_number=once.new_number())
    except Refusal as refused:
        form.add_error(None, in_active_language(refused.sentence))
    if not form.data.get("form_number"):
        form.again(form_number=number_sent(request))
    return None


def _carry_out(form: CaseForm, table: Procedure, account: int | None, who: dict[str, Any]) -> str:
    content = dict(form.content)
    answering = content.pop("answering", None)
    own_pass = {"own_pass": True} if form.cleaned_data.get("own_pass") else {}
    case = opening.open_case(
        code=table.code, content={**content, **own_pass}, account=account, answering=answering, **who
    )
    return reverse("case", args=[case])


def _new(request: HttpRequest, made: type[CaseForm], subject: opening.Subject | None) -> CaseForm:
    kept = kept_for(request)
    if kept is not None:
        return made(kept)
    first: dict[str, Any] = {"form_number": once.new_number(), "seen": 0}
    if subject is not None and subject.home and "answering_text" in made.base_fields:
        first["answering_text"] = full_name(subject.home)
    return made(initial=first)


def _page(
    request: HttpRequest, table: Procedure, form: CaseForm, account: int | None, subject: opening.Subject | None, *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    shown = {
        "here": "cases",
        "title": table.title,
        "inside": INSIDE.get(table.code, table.title),
        "rules": " · ".join(table.rules),
        "form": form,
        "subject": subject,
        "sex": sex_in_words(subject.sex) if subject else None,
        "home": full_name(subject.home) if subject and subject.home else "",
        "back": record_of(account) if account is not None else reverse("case_new"),
        "account": account,
    }
    return render(request, "cases/open.html", shown, status=status)
