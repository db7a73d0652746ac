"""The evidence about the messages of a case as one file, for whoever an office has to prove something to."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from suixing.cases.errors import NotThere
from suixing.cases.queries import Case
from suixing.exchange.errors import NothingProved
from suixing.exchange.queries import evidence_file
from suixing.journal import actions as journal


@transaction.atomic
def evidence_of(*, case: UUID, office: str, by: str, now: datetime) -> bytes:
    """A zip of what this office holds; the reading is recorded. Raises NotThere or NothingProved.

    Which case and which procedure it is of is not said, neither there nor in the journal.
    """
    held = Case.objects.filter(pk=case, office_id=office).only("pair", "person").first()
    if held is None:
        raise NotThere
    if held.pair is None:
        raise NothingProved
    made = evidence_file(pair=held.pair, office=office, now=now)
    subjects = [held.person_id] if held.person_id else []
    journal.record(act="case.evidence_read", office=office, officer=by, purpose="case", subjects=subjects, now=now)
    return made


def case_named(text: str, *, office: str = "") -> tuple[UUID, str]:
    """A case of this node by its number or id, and its office. Raises NotThere."""
    known = Case.objects.filter(office_id=office) if office else Case.objects.all()
    by_id = _id_in(text)
    named = known.filter(pk=by_id) if by_id else known.filter(number=text.strip().upper())
    found = named.values_list("pk", "office_id").first()
    if found is None:
        raise NotThere
    return found


def _id_in(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None
