"""Officers who sit at their desks: their session is told to the database, which serves them as the serving role."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from suixing.access.models import Officer, OfficerSession
from suixing.access.roles import Role
from suixing.access.sessions import digest
from suixing.config.databases import Databases, databases_of
from suixing.config.roles import grant_roles
from suixing.places.actions import open_office
from tests.cast import FUCHENG, GUANHU, NOW, ZHONGZHOU
from tests.engine import HOME

VILLAGE = "440309005001"
DESK = (Role.DESK_OFFICER,)
Sit = Callable[..., AbstractContextManager[None]]


def databases() -> Databases:
    """The roles' addresses, for the database of the tests."""
    name = str(connection.settings_dict["NAME"])
    found = databases_of(HOME)
    return replace(
        found,
        owner=replace(found.owner, name=name),
        serving=replace(found.serving, name=name),
        sign_in=replace(found.sign_in, name=name),
        intake=replace(found.intake, name=name),
    )


def appoint(username: str, office: str, roles: tuple[Role, ...] = DESK) -> str:
    """An officer with a strong session; its key."""
    open_office(code=office, now=NOW)
    officer, _ = Officer.objects.get_or_create(
        username=username,
        defaults={"name": username, "office_id": office, "roles": [role.value for role in roles], "joined_at": NOW},
    )
    key = f"key-of-{username}-{office}"
    now = timezone.now()
    OfficerSession.objects.update_or_create(
        session_key=digest(key),
        defaults={
            "session_data": "", "expire_date": now + timedelta(hours=1), "officer": officer, "strong": True,
            "began_at": now, "seen_at": now, "locked_at": None,
        },
    )  # fmt: skip
    return key


@contextmanager
def as_role(role: str, key: str) -> Iterator[None]:
    """Django's connection as ``serving`` (or another role), with a session's key told to the database."""
    settings = connection.settings_dict
    before = {name: settings[name] for name in ("USER", "PASSWORD")}
    address = getattr(databases(), role)
    connection.close()
    settings.update(USER=address.user, PASSWORD=address.password)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('suixing.session', %s, false)", [key])
        yield
    finally:
        connection.close()
        settings.update(before)


def give_roles() -> None:
    """Every role has its rights: given once, and again where a test has emptied all tables since."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_bulk_role")
        if cursor.fetchone() == (0,):
            grant_roles(databases())


@pytest.fixture
def sit(node: None) -> Iterator[Sit]:
    """``with sit("zhou", FUCHENG):`` runs what follows as the serving role, in that officer's session."""
    give_roles()
    for office in (FUCHENG, GUANHU, ZHONGZHOU, VILLAGE):
        open_office(code=office, now=NOW)

    def seated(username: str, office: str, roles: tuple[Role, ...] = DESK, **_: Any) -> AbstractContextManager[None]:
        return as_role("serving", appoint(username, office, roles))

    yield seated
    OfficerSession.objects.all().delete()
    Officer.objects.all().delete()
