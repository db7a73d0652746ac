"""Pages for everyone."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from suixing.places.queries import division_count
from suixing.web.doors import for_everyone
from suixing.web.public.procedures import PROCEDURES

_BY_SLUG = {procedure.slug: procedure for procedure in PROCEDURES}


@for_everyone
def home(request: HttpRequest) -> HttpResponse:
    """What Suixing is, and where to go on."""
    return render(request, "public/home.html", {"divisions": division_count()})


@for_everyone
def procedures(request: HttpRequest) -> HttpResponse:
    """Every procedure, with a sentence each (A6)."""
    return render(request, "public/procedures.html", {"here": "procedures", "procedures": PROCEDURES})


@for_everyone
def procedure(request: HttpRequest, slug: str) -> HttpResponse:
    """Conditions, papers, limits and steps of one procedure (A6)."""
    return render(request, "public/procedure.html", {"here": "procedures", "procedure": _BY_SLUG[slug]})


@for_everyone
def refusals(request: HttpRequest) -> HttpResponse:
    """What Suixing refuses, and what stands there instead."""
    return render(request, "public/refusals.html", {"here": "refusals"})


@for_everyone
def about(request: HttpRequest) -> HttpResponse:
    """What is held, who can look, and what no software can prevent."""
    return render(request, "public/about.html", {"here": "about"})


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
