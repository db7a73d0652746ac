"""A pass of hers for the wallet on her phone: the code that it scans, and the number that she types there."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from suixing.access.errors import BudgetSpent
from suixing.access.roles import MEETS_PERSONS
from suixing.journeys import pass_to_wallet as journey
from suixing.journeys.person import NotOwn
from suixing.kernel.errors import Refusal
from suixing.web.doors import for_officers
from suixing.web.errors import not_own_page
from suixing.web.papers.qr import draw
from suixing.web.parts import Notice
from suixing.web.seat import acting_officer


@for_officers(*MEETS_PERSONS, methods=("POST",))
def person_pass_wallet(request: HttpRequest, account: int, number: UUID) -> HttpResponse:
    """Make an offer and show it; sent anew, the earlier one ends. Each wallet takes one of its own."""
    acting = acting_officer(request)
    who: dict[str, Any] = {"account": account, "office": acting.office, "by": acting.username, "now": timezone.now()}
    shown: dict[str, Any] = {"file": account, "number": number}
    status = 200
    try:
        offered = journey.offer(number=number, **who)
        shown |= {"offered": offered, "code": draw(offered.link)}
    except journey.NotSeen:
        raise Http404 from None
    except NotOwn as refused:
        return not_own_page(request, refused.sentence)
    except BudgetSpent:
        raise
    except Refusal as refused:
        shown["notice"], status = Notice(heading=refused.sentence, tone="warning"), 409
    return render(request, "wallets/offer.html", shown, status=status)
