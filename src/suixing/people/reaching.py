"""Where a person can be told something: the telephone and address that an office holds. For the worker that sends."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from suixing.people.sealing import open_key

_SEALED = """
    SELECT a.id, a.sealed, p.id, p.wrapped_key FROM people_account a
    JOIN people_person p ON p.id = a.person_id WHERE a.id = ANY(%s) ORDER BY a.id
"""


@dataclass(frozen=True, slots=True)
class Contact:
    """What one account holds, opened; never shown in an error or a log."""

    account: int
    telephone: str = field(repr=False)
    address: str = field(repr=False)


def contacts_of(accounts: Sequence[int]) -> list[Contact]:
    """Telephone and current address of these accounts, as far as they are held."""
    with connection.cursor() as cursor:
        cursor.execute(_SEALED, [list(accounts)])
        rows = cursor.fetchall()
    found = []
    for account, sealed, person, wrapped in rows:
        private = open_key(person, bytes(wrapped)).open_account(bytes(sealed))
        found.append(Contact(account, private.telephone.strip(), private.current_text.strip()))
    return found
