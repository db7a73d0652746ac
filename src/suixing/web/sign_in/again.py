"""Showing again who she is: a session locked for being idle, and what changes a way of signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suixing.web.doors import for_officers


@for_officers(at_the_door=True)
def locked(request: HttpRequest) -> HttpResponse:
    """The session of an officer who went away from her desk."""
    return render(request, "sign_in/locked.html")
