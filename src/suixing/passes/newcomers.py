"""Telling newcomers, for up to three months, that their office helps with a pass and other things (P4).

Thirty, sixty and ninety days after she came, in words that tell an onlooker nothing. It ends when she has a pass or has
shown one, and when she says that she wants none of it; it rests while she applies for one. No list of those without one
is kept anywhere: whom to tell is looked up on the day, what was sent is forgotten, and no service, clock or status
looks at any of it (F9).
"""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from suixing.passes.newcomer_models import Quiet


def wants_none(*, person: UUID, office: str) -> bool:
    """Whether she told this office to let her be."""
    return Quiet.objects.filter(person_id=person, office_id=office).exists()


@transaction.atomic
def let_be(*, person: UUID, office: str, wanted: bool, now: datetime) -> None:
    """Note that she wants to be told nothing here, or, if ``wanted``, that she does after all."""
    if wanted:
        Quiet.objects.filter(person_id=person, office_id=office).delete()
    else:
        said = {"said_on": timezone.localdate(now)}
        Quiet.objects.get_or_create(person_id=person, office_id=office, defaults=said)


@transaction.atomic
def tell_newcomers(*, now: datetime) -> int:
    """Put the notices of today, and of up to six days that were missed, into the line; how many. For the worker.

    They leave at ten in the morning. Repeating it on the same day tells nobody twice.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT passes_tell_newcomers(%s)", [timezone.localdate(now)])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
