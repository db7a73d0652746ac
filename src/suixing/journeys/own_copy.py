"""A copy of all that is open to her: each room's part is read in one transaction, after the entry that says so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from suixing.consent.queries import consents_of
from suixing.journeys.own_pages import NothingOpen, OwnRecord
from suixing.people.queries import offices_of, see_herself
from suixing.residents import actions as residents


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes a copy, when, and her record with whole numbers, which several parts are made of."""

    person: UUID
    record: OwnRecord
    now: datetime


Reader = Callable[[Taking], Sequence[Any]]
"""What one room holds about her and her session opens; the database decides, row by row."""


@transaction.atomic
def take(*, person: UUID, readers: Mapping[str, Reader], now: datetime) -> dict[str, Sequence[Any]]:
    """What each reader finds, under its key; noted as an entry first, which is therefore among the entries.

    Raises NothingOpen where her session ended meanwhile.
    """
    residents.note_copied()
    seen = see_herself(person=person, whole_numbers=True)
    if seen is None:
        raise NothingOpen
    record = OwnRecord(seen, consents_of(person=person, offices=offices_of(person)))
    taking = Taking(person, record, now)
    return {key: list(read(taking)) for key, read in readers.items()}
