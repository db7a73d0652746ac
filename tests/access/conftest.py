"""Officers at their desks, plain SQL in their sessions, and the messages that left."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.utils import timezone

from suixing.access.roles import Role
from suixing.notices.jobs import send_pending
from suixing.places.actions import open_office
from tests.cast import NOW
from tests.desk.conftest import Sit, appoint, as_role, databases, sit

__all__ = ["Sit", "sit"]

Sql = psycopg.Cursor[tuple[Any, ...]]
AsServing = Callable[[str], AbstractContextManager[Sql]]
COUNTY, PREFECTURE, PROVINCE = "440309", "4403", "44"
SUPERVISOR = (Role.SUPERVISOR,)


@contextmanager
def serving(session_key: str) -> Iterator[Sql]:
    """A connection of the serving role on which this session was told."""
    with databases().serving.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT set_config('suixing.session', %s, false)", [session_key])
        yield cursor


@pytest.fixture
def as_serving(sit: Sit) -> AsServing:
    """``with as_serving(appoint("zhou", FUCHENG)) as sql:`` speaks plain SQL as the serving role, in her session."""
    return serving


@pytest.fixture
def superiors(sit: Sit) -> None:
    """The offices above Fucheng."""
    for code in (COUNTY, PREFECTURE, PROVINCE):
        open_office(code=code, now=NOW)


@pytest.fixture
def outgoing(tmp_path: Path) -> Iterator[Callable[[], list[dict[str, str]]]]:
    """Lets the worker send, as the role that it has; gives what left, and empties the folder."""
    before = settings.SUIXING_OUTGOING_DIR
    folder = settings.SUIXING_OUTGOING_DIR = tmp_path / "outgoing"

    def sent() -> list[dict[str, str]]:
        with as_role("intake", ""):
            send_pending(now=timezone.now())
        said = []
        for path in sorted(folder.glob("*")) if folder.exists() else []:
            assert path.stat().st_mode & 0o777 == 0o600
            said.append(json.loads(path.read_text(encoding="utf-8")))
            path.unlink()
        return said

    yield sent
    settings.SUIXING_OUTGOING_DIR = before


@pytest.fixture
def key_of(sit: Sit) -> Callable[..., str]:
    """``key_of("zhou", FUCHENG)``: an officer with a strong session; its key."""
    return appoint
