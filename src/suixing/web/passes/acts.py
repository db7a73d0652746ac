"""Renew, re-issue after loss, revoke. Each says first what follows from it; none costs anything."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from suixing.access.errors import BudgetSpent
from suixing.access.roles import MEETS_PERSONS
from suixing.journeys import pass_at_desk as journey
from suixing.journeys.person import NotOwn
from suixing.kernel.errors import Refusal, Sentence
from suixing.web import once
from suixing.web.cases.sending import do_once
from suixing.web.doors import for_officers
from suixing.web.errors import not_own_page
from suixing.web.parts import Notice
from suixing.web.passes.forms import MISTAKEN, EndForm
from suixing.web.passes.wording import state_in_words
from suixing.web.seat import acting_officer

RENEW, LOST, REVOKE = "renew", "lost", "revoke"
TITLES = {
    RENEW: Sentence("换新", "Renew the pass"),
    LOST: Sentence("遗失补发", "Re-issue a lost pass"),
    REVOKE: Sentence("注销", "Revoke the pass"),
}
FOLLOWS = {
    RENEW: Sentence(
        "凭旧证和身份证换领，不收费。新证自今天起有效三年；旧证在其有效期内继续有效。",
        "Against the old one and the identity card, free of charge. The new one is valid for three years from today; "
        "the old one stays valid until its own last day.",
    ),
    LOST: Sentence(
        "旧证即刻注销，不能恢复；同时签发新证，自今天起有效三年，不收费。",
        "The lost one is revoked at once and for good; a new one is issued, valid for three years from today, free of "
        "charge.",
    ),
    REVOKE: Sentence(
        "即刻注销，不能恢复。本人获得服务不受影响，随时可以免费再办。",
        "It is revoked at once and for good. It costs her no service, and she can have another one at any time, free "
        "of charge.",
    ),
}


@for_officers(*MEETS_PERSONS)
def person_pass_act(request: HttpRequest, account: int, number: UUID, act: str) -> HttpResponse:
    """Ask, then do it; once, however often it is sent."""
    if act not in TITLES:
        raise Http404
    acting, now = acting_officer(request), timezone.now()
    who: dict[str, Any] = {
        "account": account, "number": number, "office": acting.office, "by": acting.username, "now": now,
    }  # fmt: skip
    form = EndForm(request.POST or None) if act == REVOKE else None
    notice, status = None, 200
    try:
        if request.method == "POST":
            status = 422
            try:
                if form is None or form.is_valid():
                    return redirect(do_once(request, acting.username, now, lambda: _do(act, form, who)))
            except (NotOwn, BudgetSpent):
                raise
            except Refusal as refused:
                notice, status = Notice(heading=refused.sentence, tone="warning"), 409
        seen, claims = journey.see_pass(**who)
    except journey.NotSeen:
        raise Http404 from None
    except NotOwn as refused:
        return not_own_page(request, refused.sentence)
    shown = {
        "file": account, "name": claims.name, "seen": seen, "state": state_in_words(seen), "form": form,
        "title": TITLES[act], "follows": FOLLOWS[act], "grave": act != RENEW, "notice": notice,
        "form_number": once.new_number(),
    }  # fmt: skip
    return render(request, "passes/act.html", shown, status=status)


def _do(act: str, form: EndForm | None, who: dict[str, Any]) -> str:
    if form is not None:
        journey.revoke(mistaken=form.cleaned_data["reason"] == MISTAKEN, **who)
    else:
        done: dict[str, Callable[..., UUID]] = {RENEW: journey.renew, LOST: journey.replace_lost}
        done[act](**who)
    return reverse("person_passes", args=[who["account"]])
