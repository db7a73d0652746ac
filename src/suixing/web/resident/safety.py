"""Her safety: no codes to telephones, pages that say nothing, and the way out at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from suixing.residents import actions as residents
from suixing.web.doors import for_residents
from suixing.web.resident.seat import keep_quiet, seat_of
from suixing.web.resident.showing import page


@for_residents()
def safety(request: HttpRequest) -> HttpResponse:
    """Two choices, each with what it does."""
    seat = seat_of(request)
    if request.method != "POST":
        return page(request, "safety.html", blocked=seat.telephone_blocked, hidden=seat.hidden, here="safety")
    hide = "hide" in request.POST
    residents.choose(block_telephone="block_telephone" in request.POST, hide=hide)
    answer = redirect("me_safety")
    keep_quiet(answer, quiet=hide)
    return answer
