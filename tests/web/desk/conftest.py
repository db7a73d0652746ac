"""Officers at a desk, signed in; pages answer in process, as the owner of the tables."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import timezone

from suixing.access.models import Officer
from suixing.access.roles import Role
from suixing.places.actions import open_office
from tests.cast import FUCHENG

Desk = Callable[..., Client]


def signed_in(
    username: str = "chen.desk", office: str = FUCHENG, roles: tuple[Role, ...] = (Role.DESK_OFFICER,)
) -> Client:
    """A browser in which this officer has shown both factors."""
    now = timezone.now()
    open_office(code=office, now=now)
    officer, _ = Officer.objects.get_or_create(
        username=username,
        defaults={"name": "陈晓", "office_id": office, "roles": [role.value for role in roles], "joined_at": now},
    )
    client = Client()
    client.force_login(officer)
    session = client.session
    session["strong"] = True
    session.save()
    return client


@pytest.fixture
def desk(node: None) -> Iterator[Client]:
    """A desk officer of Fucheng."""
    yield signed_in()
    Officer.objects.all().delete()


@pytest.fixture
def desk_in_english(desk: Client) -> Client:
    desk.cookies["django_language"] = "en"
    return desk
