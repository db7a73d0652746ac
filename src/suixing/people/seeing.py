"""What an officer sees of a person: as far as the ties of her offices reach.

Row-level security draws the same line in the database. It is drawn here once more, because commands of the
node's operator work as the owner, whom policies do not bind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from suixing.people.models import PlaceKind
from suixing.people.policies import Away, classify
from suixing.people.sealing import PersonKey, PrivateFields, blind_index, open_key
from suixing.rules.identifiers import mask
from suixing.rules.names import fold_name


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody found: her file number, and what tells her from a namesake. ``how`` is identifier, exact or sound."""

    person: UUID
    account: int
    office: str
    name: str
    sex: int
    born: date
    how: str


def _hit(row: tuple[Any, ...], how: str) -> Hit:
    person, account, office, name, sex, born = row
    return Hit(person, account, office, name, sex, born, how)


FIND = """
    SELECT a.person_id, a.id, a.office_id, a.name, a.sex, a.born
    FROM people_identifier i JOIN people_account a ON a.person_id = i.person_id AND a.office_id = ANY(%s)
    WHERE i.blind = %s AND EXISTS (
        SELECT FROM access_tie t
        WHERE t.person = a.person_id AND t.office_id = a.office_id AND t.until IS NULL AND t.officer IS NULL)
    ORDER BY a.office_id <> %s LIMIT 1
"""


def find_by_identifier(*, identifier: str, offices: Sequence[str], first: str) -> Hit | None:
    """Who is held at one of ``offices`` under this number, ``first`` before the others."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [list(offices), blind_index(identifier), first])
        row = cursor.fetchone()
    return None if row is None else _hit(row, "identifier")


@dataclass(frozen=True, slots=True)
class Stay:
    """A home place or a current place within one account; ``until`` is the first day that no longer counts."""

    kind: str
    division: str
    since: date | None
    until: date | None

    def counts_as(self, home: str | None, *, today: date) -> str | None:
        """What a current place away from ``home`` is (G2, G3); None for a home place."""
        if self.kind != PlaceKind.CURRENT or home is None or self.since is None:
            return None
        return classify(Away(home, self.division, self.since, self.until), today=today).value


@dataclass(frozen=True, slots=True)
class SeenAccount:
    """What one office entered, opened. ``version`` says which state was shown."""

    number: int
    office: str
    name: str
    sex: int
    born: date
    private: PrivateFields
    entered_at: datetime
    changed_at: datetime
    stays: tuple[Stay, ...]

    @property
    def version(self) -> str:
        return self.changed_at.isoformat()


@dataclass(frozen=True, slots=True)
class SeenPerson:
    """All that a tie shows of a person; ``accounts`` begins with the one asked for.

    ``confirmed``: what every office entered is shown. ``emergency_until``: not because she confirmed it, but because
    her record stands open in an emergency until then (break-glass).
    """

    person: UUID
    confirmed: bool
    emergency_until: datetime | None
    accounts: tuple[SeenAccount, ...]
    identifiers: tuple[tuple[str, str], ...]


ACCOUNTS = """
    SELECT asked.person_id, a.id, a.office_id, a.name, a.sex, a.born, a.sealed, a.entered_at, a.changed_at,
        (SELECT coalesce(jsonb_agg(jsonb_build_array(r.kind, r.division_id, lower(r.during), upper(r.during))
                ORDER BY r.kind, r.during), '[]') FROM people_residence r WHERE r.account_id = a.id)
    FROM people_account asked JOIN people_account a ON a.person_id = asked.person_id
    WHERE asked.id = %s ORDER BY a.id <> asked.id, a.office_id
"""
_TIES = """
    SELECT office_id, confirmed_at IS NOT NULL, CASE WHEN officer IS NOT NULL THEN until END FROM access_tie
    WHERE person = %s AND office_id = ANY(%s) AND (until IS NULL OR until > now())
        AND (officer IS NULL OR officer = %s)
"""
_SEALED = """
    SELECT p.wrapped_key, i.kind, i.sealed FROM people_person p
    LEFT JOIN people_identifier i ON i.person_id = p.id WHERE p.id = %s
"""


def see_person(*, account: int, offices: Sequence[str], officer: str, whole_numbers: bool = False) -> SeenPerson | None:
    """What the ties of ``offices`` show of the person with this file number; None where they show nothing.

    Numbers of papers are masked, but for the copy that she takes away.

    Whoever shows it records the reading (A5).
    """
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNTS, [account])
        rows = cursor.fetchall()
        if not rows:
            return None
        person: UUID = rows[0][0]
        cursor.execute(_TIES, [person, list(offices), officer])
        ties = cursor.fetchall()
        confirmed = any(whole for _, whole, _ in ties)
        by_her = any(whole and until is None for _, whole, until in ties)
        reach = {office for office, _, _ in ties}
        shown = [row for row in rows if ties and (confirmed or row[2] in reach)]
        if not shown or shown[0][1] != account:
            return None
        cursor.execute(_SEALED, [person])
        sealed = cursor.fetchall()
    key = open_key(person, bytes(sealed[0][0]))
    return SeenPerson(
        person=person,
        confirmed=confirmed,
        emergency_until=None if by_her else max((until for _, _, until in ties if until), default=None),
        accounts=tuple(_account(row, key) for row in shown),
        identifiers=tuple(
            (kind, _number(key.open_identifier(bytes(number)), whole=whole_numbers))
            for _, kind, number in sealed
            if number is not None
        ),
    )


_OWN = """
    SELECT a.person_id, a.id, a.office_id, a.name, a.sex, a.born, a.sealed, a.entered_at, a.changed_at,
        (SELECT coalesce(jsonb_agg(jsonb_build_array(r.kind, r.division_id, lower(r.during), upper(r.during))
                ORDER BY r.kind, r.during), '[]') FROM people_residence r WHERE r.account_id = a.id)
    FROM people_account a WHERE a.person_id = %s ORDER BY a.id
"""


def see_herself(*, person: UUID, whole_numbers: bool = False) -> SeenPerson | None:
    """What is open to a person in her own session, by the policies of the database; None without such a session."""
    with connection.cursor() as cursor:
        cursor.execute(_SEALED, [person])
        sealed = cursor.fetchall()
        if not sealed:
            return None
        cursor.execute(_OWN, [person])
        rows = cursor.fetchall()
    key = open_key(person, bytes(sealed[0][0]))
    return SeenPerson(
        person=person,
        confirmed=True,
        emergency_until=None,
        accounts=tuple(_account(row, key) for row in rows),
        identifiers=tuple(
            (kind, _number(key.open_identifier(bytes(number)), whole=whole_numbers))
            for _, kind, number in sealed
            if number is not None
        ),
    )


def _number(number: str, *, whole: bool) -> str:
    return number if whole else mask(number)


def _account(row: tuple[Any, ...], key: PersonKey) -> SeenAccount:
    _, number, office, name, sex, born, sealed, entered_at, changed_at, residences = row
    return SeenAccount(
        number, office, name, sex, born, key.open_account(bytes(sealed)), entered_at, changed_at, _stays(residences)
    )


def _stays(rows: Any) -> tuple[Stay, ...]:
    if isinstance(rows, str):
        rows = orjson.loads(rows)
    return tuple(Stay(kind, division, _day(since), _day(until)) for kind, division, since, until in rows)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Corrected:
    """What an account said before a change."""

    account: int
    at: datetime
    officer: str
    before: dict[str, Any]


_CORRECTIONS = """
    SELECT c.account_id, c.at, c.officer, c.sealed, p.id, p.wrapped_key FROM people_correction c
    JOIN people_account a ON a.id = c.account_id JOIN people_person p ON p.id = a.person_id
    WHERE c.account_id = ANY(%s) ORDER BY c.at DESC LIMIT %s
"""


def corrections_of(accounts: Sequence[int], *, most: int) -> list[Corrected]:
    """The history of accounts, the newest change first."""
    with connection.cursor() as cursor:
        cursor.execute(_CORRECTIONS, [list(accounts), most])
        return [
            Corrected(account, at, officer, _opened(open_key(person, bytes(wrapped)), bytes(sealed)))
            for account, at, officer, sealed, person, wrapped in cursor.fetchall()
        ]


def _opened(key: PersonKey, sealed: bytes) -> dict[str, Any]:
    before = key.open_correction(sealed)
    private = key.open_account(bytes.fromhex(before.pop("private")))
    return {**before, "telephone": private.telephone, "home_text": private.home_text,
            "current_text": private.current_text}  # fmt: skip


_ALIKE = """
    SELECT a.person_id, a.id, a.office_id, a.name, a.sex, a.born FROM people_account a
    WHERE a.office_id = %s AND a.name_folded = %s AND a.born = %s AND a.sex = %s
        AND EXISTS (SELECT FROM access_tie t WHERE t.person = a.person_id AND t.office_id = a.office_id
                    AND t.until IS NULL AND t.officer IS NULL)
        AND NOT EXISTS (SELECT FROM people_identifier i WHERE i.person_id = a.person_id AND i.blind = %s)
    ORDER BY a.id LIMIT 5
"""


def alike(*, office: str, name: str, born: date, sex: int, except_identifier: str) -> list[Hit]:
    """At most five people of one office with this name, however written, date of birth and sex under another number."""
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [office, fold_name(name), born, sex, blind_index(except_identifier)])
        return [_hit(row, "exact") for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account as it is to read from now on, with the present residences, whose dates and places it corrects."""

    name: str
    sex: int
    born: date
    private: PrivateFields
    home: str
    current: str
    arrived: date | None
