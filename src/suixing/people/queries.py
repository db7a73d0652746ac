"""What other rooms ask about people. Nothing here lists everyone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
import psycopg
from django.db import connection

from suixing.people.asking import (
    Asked,
    Waiting,
    asked_by,
    asked_of,
    list_waiting,
    seal_asked,
    waiting_at,
    waiting_of,
)
from suixing.people.counting import MOST_COUNTED, ChangesAt, changes_at
from suixing.people.matching import PossibleDuplicate, possible_duplicates
from suixing.people.models import Account, AskedField, Identifier, Outcome, Person, PlaceKind, Residence
from suixing.people.reaching import Contact, contacts_of
from suixing.people.sealing import PersonKey, PrivateFields, blind_index, iso, open_key, taken_back_fingerprint
from suixing.people.searching import NameHit, NameHits, NameQuery, find_by_name
from suixing.people.seeing import (
    AccountState,
    Corrected,
    Hit,
    SeenAccount,
    SeenPerson,
    Stay,
    alike,
    corrections_of,
    find_by_identifier,
    see_herself,
    see_person,
)
from suixing.people.stating import Stated, hold_all_still, state
from suixing.rules.identifiers import mask

__all__ = [
    "MOST_COUNTED",
    "AccountState",
    "Asked",
    "AskedField",
    "ChangesAt",
    "Contact",
    "Corrected",
    "Hit",
    "NameHit",
    "NameHits",
    "NameQuery",
    "Outcome",
    "PersonKey",
    "PlaceKind",
    "PossibleDuplicate",
    "SeenAccount",
    "SeenPerson",
    "Stated",
    "Stay",
    "Waiting",
    "alike",
    "asked_by",
    "asked_of",
    "blind_index",
    "changes_at",
    "contacts_of",
    "corrections_of",
    "find_by_identifier",
    "find_by_name",
    "hold_all_still",
    "list_waiting",
    "open_key",
    "possible_duplicates",
    "seal_asked",
    "see_herself",
    "see_person",
    "state",
    "waiting_at",
    "waiting_of",
]  # the rest is defined here


@dataclass(frozen=True, slots=True)
class Held:
    """A person found by blind index, and the account of the asking office if it has one."""

    person: UUID
    account: int | None
    entered: bytes | None


# Asked through functions of the owner: a desk must join silently whom it may not see, and learns nothing else.
_LOOK_UP = "SELECT blind, person, account, entered FROM people_look_up(%s, %s)"
_KEYS = "SELECT person, wrapped_key FROM people_wrapped_keys(%s, %s)"
_BEFORE = """
    SELECT a.id, a.name, a.sex, a.born, a.sealed, coalesce(jsonb_agg(jsonb_build_array(
        r.kind, r.division_id, lower(r.during), upper(r.during)) ORDER BY r.kind, r.during), '[]')
    FROM people_account a LEFT JOIN people_residence r ON r.account_id = a.id
    WHERE a.id = ANY(%s) GROUP BY a.id
"""
_WRITTEN = "SELECT id, entered_at = %(at)s FROM people_account WHERE id = ANY(%(accounts)s) AND changed_at = %(at)s"
_TAKEN_BACK = """
    SELECT fingerprint, "on" FROM people_taken_back WHERE office_id = %s AND fingerprint = ANY(%s)
"""


def find_by_blind(cursor: "psycopg.Cursor[Any]", *, office: str, blinds: Sequence[bytes]) -> dict[bytes, Held]:
    """Who is held under which blind index; cost depends on ``blinds`` only."""
    cursor.execute(_LOOK_UP, [office, list(blinds)])
    return {
        bytes(blind): Held(person, account, None if entered is None else bytes(entered))
        for blind, person, account, entered in cursor.fetchall()
    }


def look_up(*, identifier: str, office: str) -> Held | None:
    """Who is held under this number, for the office that registers her; nothing of it is to be shown."""
    blind = blind_index(identifier)
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        return find_by_blind(cursor, office=office, blinds=[blind]).get(blind)


def open_keys(cursor: "psycopg.Cursor[Any]", *, office: str, persons: Sequence[UUID]) -> dict[UUID, PersonKey]:
    """The keys of people who are held, for what ``office`` is about to enter."""
    cursor.execute(_KEYS, [office, list(persons)])
    return {person: open_key(person, bytes(wrapped)) for person, wrapped in cursor.fetchall()}


def accounts_before_change(cursor: "psycopg.Cursor[Any]", accounts: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What accounts say now, for their history; ``sealed`` stays as it is."""
    cursor.execute(_BEFORE, [list(accounts)])
    return {
        account: {
            "name": name,
            "sex": sex,
            "born": iso(born),
            "private": bytes(sealed).hex(),
            # Django's cursor leaves JSON as text, psycopg's own reads it.
            "residences": orjson.loads(residences) if isinstance(residences, str) else residences,
        }
        for account, name, sex, born, sealed, residences in cursor.fetchall()
    }


def written_at(cursor: "psycopg.Cursor[Any]", *, accounts: Sequence[int], at: datetime) -> dict[int, bool]:
    """Which of these accounts were written at exactly ``at``; True for one that was new then, False for one changed."""
    cursor.execute(_WRITTEN, {"accounts": list(accounts), "at": at})
    return dict(cursor.fetchall())


def taken_back(cursor: "psycopg.Cursor[Any]", *, office: str, fingerprints: Sequence[bytes]) -> dict[bytes, date]:
    """Which consents were taken back at ``office``, and on which day."""
    cursor.execute(_TAKEN_BACK, [office, list(fingerprints)])
    return {bytes(fingerprint): day for fingerprint, day in cursor.fetchall()}


def find_person(identifier: str) -> UUID | None:
    """The person with this canonical identifier."""
    return Identifier.objects.filter(blind=blind_index(identifier)).values_list("person_id", flat=True).first()


def person_of(account: int) -> tuple[UUID, str] | None:
    """Whose account this is, and which office entered it; None for one that is not there or not seen."""
    found: tuple[UUID, str] | None = Account.objects.filter(pk=account).values_list("person_id", "office_id").first()
    return found


def accounts_of(person: UUID) -> list[tuple[int, str]]:
    """The numbers of her accounts and who entered them, as far as they are seen."""
    return list(Account.objects.filter(person_id=person).order_by("pk").values_list("pk", "office_id"))


def key_of(person: UUID) -> PersonKey:
    """The opened key of one person; raises Person.DoesNotExist for one who is not held or was erased."""
    return open_key(person, bytes(Person.objects.values_list("wrapped_key", flat=True).get(pk=person)))


def taken_back_marks(*, person: UUID, office: str) -> list[bytes]:
    """One mark for each number of hers, by which an old sheet of this office does not bring her back."""
    key = key_of(person)
    held = Identifier.objects.filter(person_id=person).order_by("pk").values_list("sealed", flat=True)
    return [taken_back_fingerprint(office, key.open_identifier(bytes(sealed))) for sealed in held]


def offices_of(person: UUID) -> list[str]:
    """The offices that hold an account of the person."""
    return list(Account.objects.filter(person_id=person).order_by("office_id").values_list("office_id", flat=True))


def has_no_account(person: UUID) -> bool:
    """Whether no office holds anything about the person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_has_no_account(%s)", [person])
        row = cursor.fetchone()
    return bool(row and row[0])


def is_held(person: UUID) -> bool:
    """Whether the person is held, by whichever office."""
    return Person.objects.filter(pk=person).exists()


def hold_still(person: UUID) -> bool:
    """Lock a person for the rest of the transaction; False where she is not held."""
    return Person.objects.select_for_update().filter(pk=person).exists()


@dataclass(frozen=True, slots=True)
class Record:
    """What one office entered about a person, opened; identifiers masked."""

    name: str
    sex: int
    born: date
    identifiers: tuple[tuple[str, str], ...]
    private: PrivateFields
    stays: tuple[Stay, ...]

    def home_at(self, day: date | None) -> str | None:
        """The home place on ``day``; the newest one where the day is not known."""
        homes = [stay for stay in self.stays if stay.kind == "home"]
        for stay in homes:
            if (
                day is not None
                and (stay.since is None or stay.since <= day)
                and (stay.until is None or day < stay.until)
            ):
                return stay.division
        return homes[-1].division if homes else None


def record_at(*, person: UUID, office: str) -> Record:
    """The account of ``office``; whoever shows it records the reading (A5)."""
    key = key_of(person)
    account = Account.objects.get(person_id=person, office_id=office)
    identifiers = Identifier.objects.filter(person_id=person).values_list("kind", "sealed")
    residences = Residence.objects.filter(account__person_id=person, account__office_id=office).order_by(
        "kind", "during"
    )
    return Record(
        name=account.name,
        sex=account.sex,
        born=account.born,
        identifiers=tuple((kind, mask(key.open_identifier(bytes(sealed)))) for kind, sealed in identifiers),
        private=key.open_account(bytes(account.sealed)),
        stays=tuple(Stay(held.kind, held.division_id, held.during.lower, held.during.upper) for held in residences),
    )


def person_count() -> int:
    """How many people are held."""
    return Person.objects.count()


_OFFICE_LOCK = "hashtextextended('taken back at ' || %s, 0)"


def keep_taking_back_out(cursor: "psycopg.Cursor[Any]", *, office: str) -> None:
    """For the rest of this transaction nothing is taken back at ``office``; other intakes go on."""
    cursor.execute(f"SELECT pg_advisory_xact_lock_shared({_OFFICE_LOCK})", [office])


def wait_for_intakes(offices: list[str]) -> None:
    """Let batches that are being stored at these offices end, and hold back new ones for this transaction.

    Otherwise a batch that looked a moment ago would open again what is being closed now.
    """
    with connection.cursor() as cursor:
        for office in sorted(offices):
            cursor.execute(f"SELECT pg_advisory_xact_lock({_OFFICE_LOCK})", [office])


def taken_back_count(cursor: "psycopg.Cursor[Any]", *, office: str) -> int:
    """How often a consent was taken back at ``office``: a number that changes with every time."""
    cursor.execute("SELECT coalesce(sum(times), 0)::bigint FROM people_taken_back WHERE office_id = %s", [office])
    row = cursor.fetchone()
    return int(row[0]) if row else 0
