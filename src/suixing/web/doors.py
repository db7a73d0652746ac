"""Who may open a page: every view carries one of these."""

from collections.abc import Callable
from functools import wraps
from typing import Any, overload
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from suixing.access.errors import OpeningsSpent
from suixing.access.models import Officer
from suixing.access.roles import Role
from suixing.web import kept
from suixing.web.errors import budget_page, problem_page

View = Callable[..., HttpResponseBase]

EVERYONE = "everyone"
"""The ``audience`` of a public view."""

OFFICERS = "officers"
"""The ``audience`` of a view behind sign-in."""

RESIDENTS = "residents"
"""The ``audience`` of a view that a person opens about herself."""

READING = ("GET", "HEAD")


@overload
def for_everyone(view: View) -> View: ...
@overload
def for_everyone(*, methods: tuple[str, ...]) -> Callable[[View], View]: ...
def for_everyone(view: View | None = None, *, methods: tuple[str, ...] = READING) -> View | Callable[[View], View]:
    """Mark a view as public: ``@for_everyone``, or ``@for_everyone(methods=("POST",))`` for one that takes a form.

    A public page reads no person and keeps nothing that is typed into it.
    """

    def mark(marked: View) -> View:
        answering: View = require_http_methods(list(methods))(marked)
        answering.audience = EVERYONE  # type: ignore[attr-defined] # a mark for the test that walks all addresses
        return answering

    return mark if view is None else mark(view)


def for_officers(
    *roles: Role, methods: tuple[str, ...] = ("GET", "HEAD", "POST"), at_the_door: bool = False
) -> Callable[[View], View]:
    """Mark a view as one for officers who hold one of ``roles``; for every officer where none is given.

    Who is not signed in signs in first and comes back, with what she had typed; so does who was locked out
    for being idle, and who has no second factor yet. Who has not the role gets the page that says so.
    ``at_the_door`` is for the pages on which she shows who she is: they are open to her before her session is
    strong and while it is locked, and look themselves at which of the two it is.
    """

    def mark(marked: View) -> View:
        allowed: View = require_http_methods(list(methods))(marked)

        @wraps(marked)
        def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            turned_back = _turn_back(request, at_the_door=at_the_door)
            if turned_back is not None:
                return turned_back
            if roles and not (isinstance(request.user, Officer) and request.user.has_role(*roles)):
                raise PermissionDenied
            try:
                return never_cache(allowed)(request, *args, **kwargs)
            except OpeningsSpent as spent:
                return budget_page(request, spent.sentence)

        answering.audience = OFFICERS  # type: ignore[attr-defined] # a mark for the test that walks all addresses
        answering.roles = roles  # type: ignore[attr-defined]
        answering.at_the_door = at_the_door  # type: ignore[attr-defined]
        return answering

    return mark


def for_residents(
    *, methods: tuple[str, ...] = ("GET", "HEAD", "POST"), at_the_door: bool = False
) -> Callable[[View], View]:
    """Mark a view as one that a person opens about herself; who has no session of hers signs in first and comes back.

    ``at_the_door`` is for the pages on which she shows who she is, or leaves: open to everybody, and they tell nothing.
    """

    def mark(marked: View) -> View:
        allowed: View = require_http_methods(list(methods))(marked)

        @wraps(marked)
        def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not at_the_door and getattr(request, "resident", None) is None:
                there = request.path if request.method in READING else reverse("me")
                return redirect(reverse("me_sign_in") + "?" + urlencode({"next": there}))
            return never_cache(allowed)(request, *args, **kwargs)

        answering.audience = RESIDENTS  # type: ignore[attr-defined] # a mark for the test that walks all addresses
        answering.at_the_door = at_the_door  # type: ignore[attr-defined]
        return answering

    return mark


def _turn_back(request: HttpRequest, *, at_the_door: bool) -> HttpResponseBase | None:
    if not request.user.is_authenticated:
        return _come_back(request, "account_login")
    if at_the_door:
        return None
    if getattr(request, "seat_locked", False):
        return _come_back(request, "locked")
    if not request.session.get("strong"):
        return _come_back(request, "second_factor")
    return None


def _come_back(request: HttpRequest, to: str) -> HttpResponseBase:
    there = _page_of(request)
    kept.keep(request, urlsplit(there).path)
    onward = reverse(to) + "?" + urlencode({"next": there})
    if _is_part(request):
        # HTMX would put the page of sign-in into a corner of the one that is open.
        return HttpResponse(headers={"HX-Redirect": onward})
    return redirect(onward)


def _is_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _page_of(request: HttpRequest) -> str:
    """The page to come back to: this one, or for a part of a page the one that it stands on."""
    if _is_part(request):
        shown = urlsplit(request.headers.get("HX-Current-URL", ""))
        if shown.netloc == request.get_host() and shown.path.startswith("/"):
            return shown.path + ("?" + shown.query if shown.query else "")
    return request.get_full_path() if request.method in READING else request.path


def sent_with_old_token(request: HttpRequest, reason: str = "") -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """Answers a form whose token against forgery is not the browser's: what was typed into it comes back."""
    there = _page_of(request)
    if not kept.keep(request, urlsplit(there).path):
        return problem_page(request, 403, template="errors/token.html")
    to = _turn_back(request, at_the_door=False)
    if to is not None:
        return to
    return HttpResponse(headers={"HX-Redirect": there}) if _is_part(request) else redirect(there)
