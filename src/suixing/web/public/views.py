"""Pages for everyone."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from suixing.places.queries import division_count


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What Suixing is and what it refuses."""
    return render(request, "public/home.html", {"divisions": division_count()})


@require_safe
def healthz(_: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(_: HttpRequest) -> HttpResponse:
    """The process and its database can do work."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database unreachable"}, status=503)
    return JsonResponse({"status": "ok"})
