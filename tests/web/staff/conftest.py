"""Administrators and those whom they administer; pages answer in process, as the owner of the tables."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from suixing.access.models import Officer, OfficerSession
from suixing.access.roles import Role
from suixing.places.actions import open_office
from suixing.web.sign_in.adapters import SHOWN_AT
from tests.cast import FUCHENG

ADMINISTRATOR = (Role.STAFF_ADMINISTRATOR,)
DESK = (Role.DESK_OFFICER,)
_HIDDEN = re.compile(r'name="(form_number|seen)"(?: value="([^"]*)")?')


def make(username: str, roles: tuple[Role, ...], office: str = FUCHENG, name: str = "何静") -> Officer:
    """An officer in service."""
    open_office(code=office, now=timezone.now())
    return Officer.objects.create(
        username=username, name=name, office_id=office, roles=[role.value for role in roles], joined_at=timezone.now()
    )


def sit(officer: Officer) -> Client:
    """A browser in which this officer has just shown both factors."""
    client = Client()
    client.force_login(officer)
    session = client.session
    session["strong"] = True
    session[SHOWN_AT] = time.time()
    session.save()
    return client


def hidden_of(page: Any) -> dict[str, str]:
    """What the form of a page holds without being seen."""
    return {name: value or "" for name, value in _HIDDEN.findall(page.content.decode())}


def send(client: Client, path: str, **typed: Any) -> Any:
    """Open a form, fill it in and send it."""
    page = client.get(path)
    assert page.status_code == 200, page
    return client.post(path, hidden_of(page) | typed)


def redirected(answer: Any) -> str:
    """Where an answer leads."""
    assert answer.status_code == 302, answer
    return str(answer.headers["Location"])


def acts(username: str) -> list[tuple[str, str, Any]]:
    """Act, officer who did it, and detail of the entries about one officer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT act, officer, detail FROM journal_entry WHERE detail ->> 'officer' = %s ORDER BY id", [username]
        )
        return [(act, by, json.loads(detail)) for act, by, detail in cursor.fetchall()]


@dataclass
class Office:
    """Fucheng: He administers it, Chen sits at its desk."""

    he: Officer
    chen: Officer
    browser: Client


@pytest.fixture
def office(node: None) -> Iterator[Office]:
    he = make("he.staff", ADMINISTRATOR)
    chen = make("chen.desk", DESK, name="陈晓")
    yield Office(he, chen, sit(he))
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE journeys_handing_over, journeys_intake_run CASCADE")
    OfficerSession.objects.all().delete()
    Officer.objects.all().delete()
