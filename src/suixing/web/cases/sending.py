"""A form about a case is carried out once; its result is the page to which it led."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest

from suixing.web import kept, once

LEFT_OUT = frozenset({"csrfmiddlewaretoken", "form_number", kept.FIELD})


def content_sent(request: HttpRequest) -> str:
    """A keyed hash of what was typed, whatever form it is now: the case may have gone on since."""
    return once.content_of(
        part for name, values in sorted(request.POST.lists()) if name not in LEFT_OUT for part in (name, *values)
    )


def number_sent(request: HttpRequest) -> str:
    """The form's number; one is made up where it came without."""
    return request.POST.get("form_number", "").replace("\0", "")[:32] or once.new_number()


def result_before(request: HttpRequest, officer: str) -> str:
    """The page to which this form led when it was sent before; empty for a new one. Raises SentOtherwise."""
    return once.result_of(number=number_sent(request), content=content_sent(request), officer=officer)


def do_once(request: HttpRequest, officer: str, now: datetime, act: Callable[[], str]) -> str:
    """Do ``act`` unless this form had it done; the page to go to. Raises SentOtherwise and what ``act`` raises."""
    return once.carry_out_once(
        number=number_sent(request), content=content_sent(request), officer=officer, now=now, act=act
    ).result
