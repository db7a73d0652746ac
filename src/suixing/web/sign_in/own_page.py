"""An officer's own page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suixing.web.doors import for_officers


@for_officers()
def own_account(request: HttpRequest) -> HttpResponse:
    """Who she is here."""
    return render(request, "sign_in/own_account.html")
