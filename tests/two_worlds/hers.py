"""What others who could wonder reach on their own pages: all that is open to a session that opens everything.

One is named in the registration, the other is held at every desk. The person for whom it is registered is no observer.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.test import Client
from django.urls import reverse

from suixing.people.models import Account
from suixing.residents.models import Session
from suixing.residents.proving import digest_of
from tests.cast import JUNYAO, MAIMAITI, Row

WHO: dict[str, Row] = {"maimaiti": MAIMAITI, "junyao": JUNYAO}
PAGES = ("me", "me_cases", "me_letters", "me_data", "me_looked")
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""Before anything that is played."""


def key_of(name: str) -> str:
    """What her browser keeps."""
    return name.ljust(64, "x")


def person_of(row: Row) -> UUID:
    """Whom the offices of the play hold under this name."""
    return Account.objects.filter(name=row.name).values_list("person_id", flat=True)[:1].get()


@contextmanager
def sessions() -> Iterator[None]:
    """Each has a session, by the machine's clock, which ends before anything else is looked at.

    By a passkey, of which nobody is told.
    """
    now = datetime.now(UTC)
    for name, row in WHO.items():
        Session.objects.create(
            key=digest_of(key_of(name)), person=person_of(row), way="passkey", opens_from=BEGINNING, of_offices={},
            origin=[], browser="", began_at=now, seen_at=now, expires_at=now + timedelta(hours=12),
        )  # fmt: skip
    yield
    Session.objects.all().delete()


_ENTRY = re.compile(r"(?<=/me/looked/)\d+(?=/)|(?<=<span class=\"only-heard\"> )\d+(?=</span>)")


def in_order(page: str) -> str:
    """A page of entries, of whose numbers only the order is kept: how many others' lie between is no secret."""
    numbers = sorted({int(one[0]) for one in _ENTRY.finditer(page)})
    return _ENTRY.sub(lambda found: f"{numbers.index(int(found[0])) + 1:05}", page)


def pages(ask: Callable[[str, Client, str], str]) -> None:
    """Every page without an object, in each one's browser."""
    for name in WHO:
        client = Client()
        client.cookies["resident"] = key_of(name)
        for page in PAGES:
            ask(name, client, reverse(page))
