"""An officer's calendar feed: how many cases are due, by day, and nothing else (RFC 5545)."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from icalendar import Calendar, Event

from suixing.cases.queries import due_by_day
from suixing.kernel.crypto import sha256
from suixing.kernel.errors import Sentence
from suixing.web.doors import for_everyone

NAME = Sentence("随行", "Suixing")
DUE = Sentence("到期 {n} 件", "due: {n}")
LONGEST_TOKEN = 64


@for_everyone
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """One event a day with a number. An unknown, ended or expired token: there is no such page."""
    days = due_by_day(token) if len(token) <= LONGEST_TOKEN else None
    if days is None:
        raise Http404
    calendar = Calendar()
    calendar.add("prodid", "-//Suixing//due//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", NAME.both())
    calendar.add("refresh-interval;value=duration", "PT1H")
    now = timezone.now()
    for on, n in days:
        event = Event()
        event.add("uid", sha256(f"{token}:{on}".encode()).hex()[:32])
        event.add("dtstamp", now)
        event.add("dtstart", on)
        event.add("dtend", on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("summary", DUE.format(n=n).both())
        calendar.add_component(event)
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
