"""What other offices ask this one to agree to. Not who is sought: only who asks, where, why and when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from suixing.access.roles import Role
from suixing.journeys import break_glass
from suixing.kernel.errors import Refusal
from suixing.web.break_glass.wording import STATES, TONES, rows_of
from suixing.web.doors import for_officers
from suixing.web.parts import Notice
from suixing.web.seat import acting_officer

SECOND_OFFICERS = (Role.DESK_OFFICER, Role.SUPERVISOR)


@for_officers(*SECOND_OFFICERS, methods=("GET", "HEAD"))
def put_to_us(request: HttpRequest) -> HttpResponse:
    """Requests addressed to her office, those that wait first."""
    return _page(request)


@for_officers(*SECOND_OFFICERS, methods=("POST",))
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Agree or decline."""
    said = request.POST.get("answer")
    if said in {"agree", "decline"}:
        try:
            break_glass.answer(request=number, agree=said == "agree")
        except Refusal as refused:
            return _page(request, Notice(refused.sentence, tone="warning"), status=422)
    return redirect("second")


def _page(request: HttpRequest, notice: Notice | None = None, status: int = 200) -> HttpResponse:
    acting, now = acting_officer(request), timezone.now()
    asked = []
    for one in break_glass.put_to(office=acting.office, by=acting.username):
        state = break_glass.state_of(one, now)
        asked.append(
            {
                "number": one.number, "state": STATES[state], "tone": TONES.get(state, "plain"),
                "waits": state == "waiting", "rows": rows_of(one),
            }
        )  # fmt: skip
    asked.sort(key=lambda one: not one["waits"])
    return render(
        request, "break_glass/second.html", {"here": "second", "asked": asked, "notice": notice}, status=status
    )
