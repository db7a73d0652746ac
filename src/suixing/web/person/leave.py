"""She takes something back: her consent at this office, or all that is held. The page asks once more, and says the same
whether or not others hold her."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from suixing.access.roles import MEETS_PERSONS
from suixing.journeys import person as record
from suixing.kernel.errors import Sentence
from suixing.web import once
from suixing.web.doors import for_officers
from suixing.web.errors import not_own_page
from suixing.web.parts import Notice
from suixing.web.seat import acting_officer

DONE = {
    "consent": Notice(
        heading=Sentence(zh="同意已撤回", en="Her consent is taken back"),
        text=Sentence(
            zh="即刻起，本机构不再看到此人的记录，旧登记簿也不会使其恢复。本人随时可以重新同意。",
            en="From now on this office does not see her record, and an old register does not bring it back. She can "
            "agree again at any time.",
        ),
        tone="good",
    ),
    "record": Notice(
        heading=Sentence(zh="已删除", en="Erased"),
        text=Sentence(
            zh="本机构登记的内容已删除，恢复备份也不会使其复原。若本人在其他机构也有登记：本人在此确认过的，已一并删除；"
            "未确认过的，请本人到该机构，或凭该机构的纸质验证码在任一机构确认后删除。",
            en="What this office entered is erased, and restoring a backup does not bring it back. Should another "
            "office hold something of hers: where she had confirmed herself here it is erased as well; otherwise she "
            "has it erased there, or at any office after confirming with that office's paper code.",
        ),
        tone="good",
    ),
}


@for_officers(*MEETS_PERSONS)
def withdraw(request: HttpRequest, account: int) -> HttpResponse:
    """Ask, then withdraw her consent at this office."""
    return _ask_and_do(request, account, record.withdraw_at, "consent", "person/withdraw.html")


@for_officers(*MEETS_PERSONS)
def erase(request: HttpRequest, account: int) -> HttpResponse:
    """Ask, then erase at her wish."""
    return _ask_and_do(request, account, record.erase_at, "record", "person/erase.html")


def _ask_and_do(request: HttpRequest, account: int, act: Callable[..., None], what: str, template: str) -> HttpResponse:
    acting, now = acting_officer(request), timezone.now()
    who: dict[str, Any] = {"account": account, "office": acting.office, "by": acting.username, "now": now}
    try:
        if request.method != "POST":
            held = record.see_own(**who)
            shown = {"file": account, "name": held.name, "form_number": once.new_number()}
            return render(request, template, shown)

        def carry_out() -> str:
            act(**who)
            return reverse("taken_back", args=[what])

        number = request.POST.get("form_number", "")[:32] or once.new_number()
        content = once.content_of([what, account])
        done = once.carry_out_once(number=number, content=content, officer=acting.username, now=now, act=carry_out)
    except record.NotSeen:
        raise Http404 from None
    except record.NotOwn as refused:
        return not_own_page(request, refused.sentence)
    except once.SentOtherwise:
        raise Http404 from None
    return redirect(done.result)


@for_officers(*MEETS_PERSONS, methods=("GET", "HEAD"))
def taken_back(request: HttpRequest, what: str) -> HttpResponse:
    """What was done; names nobody."""
    if what not in DONE:
        raise Http404
    return render(request, "person/taken_back.html", {"notice": DONE[what]})
