"""Parts of the forms: what a number or a place says as it is typed. They look nobody up."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from suixing.rules.counting import CHINA
from suixing.web.cases.case_page import MEETS_CASES
from suixing.web.cases.fields import read_office
from suixing.web.cases.named import who_inputs, who_shown
from suixing.web.doors import for_officers
from suixing.web.forms import PlainForm

_PREFIX = re.compile(r"[a-z_]{1,20}(-[a-z]{1,20}){0,2}")
LONGEST = 200


def _prefix(request: HttpRequest) -> str:
    """Which inputs of the form are meant: those that begin so."""
    prefix = request.POST.get("of", "")
    if _PREFIX.fullmatch(prefix) is None:
        raise Http404
    return prefix


def _typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")[:LONGEST].replace("\0", "")


@for_officers(*MEETS_CASES, methods=("POST",))
def case_number(request: HttpRequest) -> HttpResponse:
    """Fragment: what a number says as it is typed, and sex and date of birth from it."""
    prefix = _prefix(request)
    inputs = who_inputs(prefix)
    made: type[PlainForm] = type("PartForm", (PlainForm,), dict(inputs))
    form = made(initial={name: _typed(request, name) for name in inputs})
    today = timezone.now().astimezone(CHINA).date()
    return render(request, "cases/fragment_number.html", {"who": who_shown(form, prefix, today)})


@for_officers(*MEETS_CASES, methods=("POST",))
def case_place(request: HttpRequest) -> HttpResponse:
    """Fragment: which office or division is meant, with candidates to choose from."""
    prefix = _prefix(request)
    text = _typed(request, f"{prefix}_text").strip()
    place = read_office(text, _typed(request, f"{prefix}_choice")) if text else None
    return render(request, "desk/fragment_address.html", {"which": prefix, "place": place})
