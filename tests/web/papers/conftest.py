"""Desks with a case each, and browsers that are signed in there."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from suixing.access.roles import Role
from suixing.cases.actions import open_own
from suixing.papers import storing
from tests.cast import FUCHENG, XIUYING
from tests.web.signing_in import forget_tries, make_officer, sign_in

CODE = "identity_card"
Opening = Callable[..., UUID]


def parties() -> dict[str, Any]:
    return {
        "registrant": {"name": "李小禾", "born": "2026-10-01", "sex": 2},
        "named": [
            {
                "name": XIUYING.name, "identifier": XIUYING.identifier, "born": "1985-06-12", "sex": 2, "home": "",
                "pass": False,
            }
        ],
    }  # fmt: skip


def open_case(office: str = FUCHENG, *, by: str = "zhou", person: UUID | None = None) -> UUID:
    """A case that takes papers."""
    content = {"parties": parties(), "since": timezone.now().isoformat()}
    case = open_own(code="registration", office=office, person=person, content=content, by=by, now=timezone.now())
    found: UUID = case.id
    return found


@pytest.fixture
def disk() -> Iterator[None]:
    shutil.rmtree(storing.folder(), ignore_errors=True)
    yield
    shutil.rmtree(storing.folder(), ignore_errors=True)


@pytest.fixture
def desk(node: None, disk: None) -> Client:
    """A desk officer of FUCHENG."""
    forget_tries()
    make_officer("zhou", Role.DESK_OFFICER, office=FUCHENG)
    client = Client()
    sign_in(client, "zhou")
    return client


@pytest.fixture
def case(desk: Client) -> UUID:
    """An open case of FUCHENG."""
    return open_case()
