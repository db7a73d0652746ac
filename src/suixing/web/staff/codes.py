"""Start codes: made, shown once, printed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from suixing.access.actions import CODE_VALID
from suixing.journeys import officer_begins
from suixing.places.queries import full_name
from suixing.web.seat import acting_officer
from suixing.web.sign_in.again import shown_lately
from suixing.web.staff.forms import StartCodeForm
from suixing.web.staff.officers import held_member
from suixing.web.staff.sending import administrators, carry_out, reading
from suixing.web.staff.shown_code import START_CODE, show_once


@administrators
@shown_lately
def start_code(request: HttpRequest, number: int) -> HttpResponse:
    """A new start code for an officer who cannot sign in any more."""
    acting, now = acting_officer(request), timezone.now()
    member = held_member(number, acting.office, active=None if request.method == "POST" else True)
    form = StartCodeForm(request.POST if request.method == "POST" else None)

    def page(status: int = 200) -> HttpResponse:
        shown = {"form": form, "member": member, "here": "staff", "own": member.username == acting.username}
        return render(request, "staff/start_code.html", shown, status=status)

    def act() -> str:
        made = officer_begins.new_start_code(
            number=number, office=acting.office, lost_factors=form.cleaned_data["lost_factors"], by=acting.username,
            now=now,
        )  # fmt: skip
        return show_once(request, made.code, member.name, member.username, acting.office)

    return carry_out(request, form, act=act, page=page) if request.method == "POST" else page()


@reading
def shown(request: HttpRequest) -> HttpResponse:
    """The start code that was just made, for this once."""
    held = START_CODE.take(request)
    there = {"held": held, "until": timezone.now() + CODE_VALID, "here": "staff"}
    if held is not None:
        there["office_name"] = full_name(held["office"])
    return render(request, "staff/code_shown.html", there)
