"""Her passes: at the home office to issue and print them, elsewhere to help her get one. Two clicks for either."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from suixing.access.errors import BudgetSpent
from suixing.access.roles import MEETS_PERSONS
from suixing.cases.errors import BadContent
from suixing.journeys import pass_at_desk as journey
from suixing.journeys.pass_at_desk import PassSeen, Shown, Standing
from suixing.journeys.person import NotOwn
from suixing.kernel.errors import Refusal, Sentence
from suixing.places.queries import full_name
from suixing.web import once
from suixing.web.cases.sending import do_once
from suixing.web.doors import for_officers
from suixing.web.errors import not_own_page
from suixing.web.parts import Column, Notice, Table
from suixing.web.passes.forms import new_print_form
from suixing.web.passes.wording import FOLLOWS, NO_LONGER, state_in_words
from suixing.web.seat import acting_officer
from suixing.web.words import Link, day

ISSUE, APPLY, TELL, LET_BE = "issue", "apply", "tell", "let_be"
NO_HOME = Sentence(
    "登记的户籍地未到乡镇街道，不知道转交给谁；未转交。请先补全户籍地址。",
    "Her home place is registered without the township, so there is nobody to pass it on to; nothing was sent. "
    "Complete the home address first.",
)


@for_officers(*MEETS_PERSONS)
def person_passes(request: HttpRequest, account: int) -> HttpResponse:
    """What she holds and what became of it; the form issues one, or passes her application on."""
    acting, now = acting_officer(request), timezone.now()
    who: dict[str, Any] = {"account": account, "office": acting.office, "by": acting.username, "now": now}
    try:
        notice, status = None, 200
        if request.method == "POST":
            try:
                return redirect(do_once(request, acting.username, now, lambda: _do(request, who)))
            except BadContent:
                notice, status = Notice(heading=NO_HOME, tone="warning"), 409
            except (NotOwn, BudgetSpent):
                raise
            except Refusal as refused:
                notice, status = Notice(heading=refused.sentence, tone="warning"), 409
        return _page(request, account, journey.see(**who), notice, status)
    except journey.NotSeen:
        raise Http404 from None
    except NotOwn as refused:
        return not_own_page(request, refused.sentence)


def _do(request: HttpRequest, who: dict[str, Any]) -> str:
    act = request.POST.get("act")
    if act == APPLY:
        return reverse("case", args=[journey.apply_for_her(**who)])
    if act in {TELL, LET_BE}:
        journey.tell_her(wanted=act == TELL, **who)
    elif act == ISSUE:
        journey.issue(**who)
    else:
        raise Http404
    return reverse("person_passes", args=[who["account"]])


def _page(request: HttpRequest, account: int, seen: Shown, notice: Notice | None, status: int) -> HttpResponse:
    shown = {
        "file": account,
        "name": seen.name,
        "seen": seen,
        "home": full_name(seen.home) if seen.home else "",
        "table": passes_table(account, seen),
        "form": new_print_form(seen.claims) if seen.claims else None,
        "printing": reverse("person_pass", args=[account, seen.held.number]) if seen.held else "",
        "applications": [(reverse("case", args=[one.case]), one) for one in seen.applications],
        "no_longer": seen.showing is not None and seen.showing.verdict in NO_LONGER,
        "notice": notice,
        "form_number": once.new_number(),
    }
    return render(request, "passes/passes.html", shown, status=status)


def passes_table(account: int, seen: Shown) -> Table:
    """Every pass and what became of it, the newest first."""
    issued = {one.number: one.valid_from for one in seen.passes}
    return Table(
        caption=Sentence("随行证", "Passes"),
        columns=[
            Column(Sentence("有效期", "Valid")),
            Column(Sentence("状态", "State")),
            Column(Sentence("办理", "To do") if seen.issues else Sentence("签发机构", "Issued by")),
        ],
        rows=[
            (
                [f"{day(one.valid_from)} –", day(one.valid_until)],
                state_in_words(one)
                + ([FOLLOWS.format(day=day(issued[one.replaces]))] if one.replaces in issued else []),
                _to_do(account, one) if seen.issues else full_name(one.office),
            )
            for one in seen.passes
        ],
        empty=Sentence("还没有随行证。", "There is none yet."),
    )


def _to_do(account: int, one: PassSeen) -> Link | str:
    if one.standing is Standing.REVOKED:
        return "—"
    text = Sentence("打印、变更", "Print, change")
    about = Sentence("{day} 签发的", "the one of {day}").format(day=day(one.valid_from))
    return Link(reverse("person_pass", args=[account, one.number]), text, about)
