"""One pass: what is printed of it, as a PDF, and what else can be done with it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from suixing.access.errors import BudgetSpent
from suixing.access.roles import MEETS_PERSONS
from suixing.journeys import pass_at_desk as journey
from suixing.journeys.pass_at_desk import Standing
from suixing.journeys.person import NotOwn
from suixing.kernel.errors import Refusal
from suixing.papers.pass_papers import Shape, typeset_pass
from suixing.passes.printing import paper_of
from suixing.web.doors import for_officers
from suixing.web.errors import not_own_page
from suixing.web.passes.forms import PrintForm, new_print_form
from suixing.web.passes.wording import state_in_words
from suixing.web.seat import acting_officer
from suixing.web.words import in_active_language


@for_officers(*MEETS_PERSONS)
def person_pass(request: HttpRequest, account: int, number: UUID) -> HttpResponse:
    """The choice of what is printed; sent, the PDF. Each printing is in the journal, what was chosen is not."""
    acting, now = acting_officer(request), timezone.now()
    who: dict[str, Any] = {
        "account": account, "number": number, "office": acting.office, "by": acting.username, "now": now,
    }  # fmt: skip
    try:
        seen, claims = journey.see_pass(**who)
        form = PrintForm(request.POST, claims=claims) if request.method == "POST" else new_print_form(claims)
        status = 200
        if request.method == "POST":
            status = 422
            try:
                if form.is_valid():
                    return _pdf(form, journey.code_for_paper(chosen=form.chosen(), **who), now)
            except (NotOwn, BudgetSpent):
                raise
            except Refusal as refused:
                form.add_error(None, in_active_language(refused.sentence))
                status = 409
    except journey.NotSeen:
        raise Http404 from None
    except NotOwn as refused:
        return not_own_page(request, refused.sentence)
    shown = {
        "file": account, "name": claims.name, "seen": seen, "state": state_in_words(seen), "form": form,
        "is_valid": seen.standing is Standing.VALID, "is_revoked": seen.standing is Standing.REVOKED,
        "can_follow": seen.replaced_by is None,
    }  # fmt: skip
    return render(request, "passes/pass.html", shown, status=status)


def _pdf(form: PrintForm, code: str, now: Any) -> HttpResponse:
    said = form.cleaned_data
    paper = paper_of(code, printed_on=timezone.localdate(now))
    printed = typeset_pass(paper, shape=Shape(said["shape"]), language=said["tongue"])
    headers = {"Content-Disposition": 'inline; filename="pass.pdf"'}
    return HttpResponse(printed.pdf, content_type="application/pdf", headers=headers)
