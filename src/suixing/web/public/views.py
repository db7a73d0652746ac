"""Pages for everyone."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from suixing.places.queries import division_count
from suixing.web.doors import for_everyone


@for_everyone
def home(request: HttpRequest) -> HttpResponse:
    """What Suixing is, and where to go on."""
    return render(request, "public/home.html", {"divisions": division_count()})


@for_everyone
def healthz(_: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@for_everyone
def readyz(_: HttpRequest) -> HttpResponse:
    """The process and its database can do work."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database unreachable"}, status=503)
    return JsonResponse({"status": "ok"})
