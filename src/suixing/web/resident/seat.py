"""Where a person sits on her own pages: her session is told to the database for the time of a request."""

from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from suixing.residents.actions import sit_down
from suixing.residents.queries import Seat, seat
from suixing.web.seat import HERS

QUIET = "quiet"
"""The cookie of a browser whose pages say nothing before she has signed in either."""
KEY_LONGEST = 100


class ResidentsSeat:
    """Gives ``request.resident`` to pages below ``/me/``, and her session's key to the database meanwhile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(HERS):
            return self.get_response(request)
        request.resident = None  # type: ignore[attr-defined]
        key = request.COOKIES.get(settings.RESIDENT_COOKIE_NAME, "")
        if not key or len(key) > KEY_LONGEST or not key.isascii():
            return self.get_response(request)
        sit_down(key)
        try:
            request.resident = seat()  # type: ignore[attr-defined]
            return self.get_response(request)
        finally:
            _rise()


def _rise() -> None:
    """Nobody sits on a connection that goes back; one on which that cannot be said is thrown away."""
    try:
        sit_down("")
    except Exception:  # noqa: BLE001 - whatever broke the connection, it must not be used by the next one
        connection.close()
        if connection.pool is not None:  # type: ignore[attr-defined]
            connection.close_pool()  # type: ignore[attr-defined]


def seat_of(request: HttpRequest) -> Seat:
    """Her session, in a view that is ``for_residents``."""
    held = getattr(request, "resident", None)
    if not isinstance(held, Seat):
        raise AssertionError("this view is not behind for_residents")
    return held


def keep_key(response: HttpResponse, key: str) -> None:
    """Her browser keeps the key until it is closed, for her own pages only."""
    response.set_cookie(
        settings.RESIDENT_COOKIE_NAME, key, path=HERS, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def drop_key(response: HttpResponse) -> None:
    """The browser forgets the key."""
    response.delete_cookie(settings.RESIDENT_COOKIE_NAME, path=HERS, samesite="Lax")


def keep_quiet(response: HttpResponse, *, quiet: bool) -> None:
    """Whether this browser shows neutral pages before she has signed in."""
    if quiet:
        response.set_cookie(
            QUIET, "1", path=HERS, max_age=400 * 86400, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    else:
        response.delete_cookie(QUIET, path=HERS, samesite="Lax")


def is_quiet(request: HttpRequest) -> bool:
    """Whether the page is to say nothing of what it is about to whoever glances at it."""
    held = getattr(request, "resident", None)
    return held.hidden if isinstance(held, Seat) else QUIET in request.COOKIES
