"""A site whose pages fail in every way, under the handlers of the real one."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from suixing.config.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def unclear(_: HttpRequest) -> HttpResponse:
    raise BadRequest("secret detail")


def closed(_: HttpRequest) -> HttpResponse:
    raise PermissionDenied("secret detail")


def missing(_: HttpRequest) -> HttpResponse:
    raise Http404("secret detail")


def broken(_: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("secret detail")


urlpatterns = [path("400", unclear), path("403", closed), path("404", missing), path("500", broken)]
