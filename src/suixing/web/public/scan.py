"""The page that a phone opens with the code from an officer's screen: it adds papers and shows nothing of the case."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from suixing.kernel.errors import Refusal
from suixing.papers.actions import keep_by_ticket
from suixing.papers.errors import TICKET_CLOSED, TicketClosed
from suixing.papers.queries import ticket_left
from suixing.web.doors import for_everyone
from suixing.web.papers.forms import CameraForm
from suixing.web.papers.uploads import holding_uploads
from suixing.web.words import in_active_language

SENT = "sent"
"""In the address after a paper was taken; it says nothing else."""


@csrf_exempt  # the token alone lets in; no cookie is asked, so a forged form gains nothing that the token does not give
@holding_uploads
@never_cache
@for_everyone(methods=("GET", "HEAD", "POST"))
def scan(request: HttpRequest, token: str) -> HttpResponseBase:
    """The form of a phone. Nothing that is sent is read before the ticket is known to hold."""
    left = ticket_left(token=token)
    if not left and (request.method == "POST" or SENT not in request.GET):
        return _closed(request)
    if request.method != "POST":
        return _page(request, CameraForm(), left=left, sent=SENT in request.GET)
    form = CameraForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, left=left, status=422)
    upload = form.cleaned_data["paper"]
    try:
        keep_by_ticket(token=token, upload=upload.file, name=upload.name)
    except TicketClosed:
        return _closed(request)
    except Refusal as refusal:
        form.add_error("paper", in_active_language(refusal.sentence))
        return _page(request, form, left=left, status=422)
    return redirect(f"{request.path}?{SENT}")


def _page(request: HttpRequest, form: CameraForm, *, left: int, sent: bool = False, status: int = 200) -> HttpResponse:
    return render(request, "public/scan.html", {"form": form, "left": left, "sent": sent}, status=status)


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "public/scan.html", {"closed": TICKET_CLOSED}, status=404)
