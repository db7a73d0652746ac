"""What an officer types into the form of a registration, from the steady cast."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.cast import XIUYING, Row

REGISTER = "/desk/register/"


def hidden(page: HttpResponse, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found, name
    return found[1]


def typed(desk: Client, row: Row = XIUYING, **changes: str) -> dict[str, str]:
    """A filled form, as a browser would send it, with a number of its own."""
    page = desk.get(REGISTER)
    assert page.status_code == 200
    return {
        "form_number": hidden(page, "form_number"),
        "agreement": hidden(page, "agreement"),
        "seen_alike": "",
        "identifier": row.identifier,
        "name": row.name,
        "born": "",
        "telephone": row.telephone,
        "home_text": row.home,
        "current_text": row.current,
        "arrived": row.arrived,
        "way": "desk",
        "consent_on": timezone.localdate().isoformat(),
        **changes,
    }


def send(desk: Client, held: dict[str, str]) -> Any:
    """Press the button."""
    return desk.post(REGISTER, held)


def register(desk: Client, row: Row = XIUYING, **changes: str) -> int:
    """Register somebody; her file number."""
    answer = send(desk, typed(desk, row, **changes))
    assert answer.status_code == 302, answer.content.decode()
    found = re.fullmatch(r"/desk/registered/(\d+)/", answer.headers["Location"])
    assert found, answer.headers["Location"]
    return int(found[1])
