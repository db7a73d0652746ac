"""Where the officer of a request sits: told to the database, which opens rows by it and by nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from suixing.access.models import Officer
from suixing.access.sessions import SessionStore

SEEN_EVERY = timedelta(minutes=1)
ASKED_BY_PAGES = frozenset({"/desk/cases/part/"})
"""What an open page asks by itself: nobody need be sitting before it, so it keeps no session awake."""
HERS = "/me/"
"""Pages of persons about themselves: no officer sits there, whoever's cookies the browser holds."""
_SIT = "SELECT set_config('suixing.session', %s, false)"


class OfficersSeat:
    """Gives the session's key to the database for the time of a request, and locks a session left idle."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.seat_locked = False  # type: ignore[attr-defined]
        if request.path.startswith(HERS):
            return self.get_response(request)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        self._look_at_the_clock(request)
        _sit(request.session.session_key or "")
        try:
            return self.get_response(request)
        finally:
            _rise()

    @staticmethod
    def _look_at_the_clock(request: HttpRequest) -> None:
        session = request.session
        row = getattr(session, "row", None)
        if row is None or not isinstance(session, SessionStore):
            return
        now = timezone.now()
        if row.locked_at is None and now - row.seen_at > timedelta(minutes=settings.IDLE_MINUTES):
            session.lock(now)
            row.locked_at = now
        elif row.locked_at is None and now - row.seen_at > SEEN_EVERY and request.path not in ASKED_BY_PAGES:
            session.seen(now)
        request.seat_locked = row.locked_at is not None  # type: ignore[attr-defined]


def _sit(key: str) -> None:
    """Past Django's cursor, which writes values into the statement: the key must not stand in its text."""
    connection.ensure_connection()
    connection.connection.execute(_SIT, [key])


def _rise() -> None:
    """Nobody sits on a connection that goes back; one on which that cannot be said is thrown away."""
    try:
        _sit("")
    except Exception:  # noqa: BLE001 - whatever broke the connection, it must not be used by the next officer
        connection.close()
        if connection.pool is not None:  # type: ignore[attr-defined]
            connection.close_pool()  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class ActingOfficer:
    """Who acts, for the domain: ``username`` is what the journal says."""

    username: str
    name: str
    office: str
    roles: tuple[str, ...]


def acting_officer(request: HttpRequest) -> ActingOfficer:
    """The officer of a view that is ``for_officers``."""
    officer = request.user
    if not isinstance(officer, Officer):
        raise AssertionError("this view is not behind for_officers")
    return ActingOfficer(officer.username, officer.name, officer.office_id, tuple(officer.roles))
