"""An officer at the pages of the intake, signed in with a second factor."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from suixing.access.models import Officer, OfficerSession
from suixing.access.roles import Role
from suixing.journeys.intake import kept
from suixing.places.actions import open_office
from tests.cast import FUCHENG, GUANHU, NOW

Seat = Callable[..., Client]


@pytest.fixture
def seat(node: None) -> Iterator[Seat]:
    """``seat("zhou", FUCHENG)``: a browser in which this officer is signed in."""
    for code in (FUCHENG, GUANHU, "440309"):
        open_office(code=code, now=NOW)

    def seated(username: str, office: str, role: Role = Role.DESK_OFFICER) -> Client:
        officer, _ = Officer.objects.get_or_create(
            username=username, defaults={"name": username, "office_id": office, "roles": [role], "joined_at": NOW}
        )
        client = Client(headers={"accept-language": "en"})
        client.force_login(officer)
        session = client.session
        session["strong"] = True
        session.save()
        return client

    yield seated
    for path in kept.folder().iterdir():
        path.unlink()
    OfficerSession.objects.all().delete()
    Officer.objects.all().delete()


@pytest.fixture
def desk(seat: Seat) -> Client:
    """The desk of Fucheng."""
    return seat("zhou", FUCHENG)


@pytest.fixture
def neighbour(seat: Seat) -> Client:
    """The desk of Guanhu."""
    return seat("wang", GUANHU)
