"""A page about nothing: where somebody arrives who has to leave another one at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from suixing.web.doors import for_everyone


@for_everyone
def today(request: HttpRequest) -> HttpResponse:
    """The day of today, and nothing that says whose page it was."""
    return render(request, "public/today.html", {"today": timezone.localdate()})
