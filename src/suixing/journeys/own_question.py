"""She questions a reading: a complaint to a tier above the office that did it, and a mark at the entry of the journal.

The complaint carries what she writes and nothing that says who she is; the mark is read in her sessions only.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from suixing.journal.queries import Told, newest_about
from suixing.journeys.cases import lodging
from suixing.kernel.errors import Refusal, Sentence
from suixing.residents import actions as residents


class NothingToQuestion(Refusal):
    """No entry of an office under this number is open to her."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="没有对您打开的这条记录，或者不是机构所为。",
                en="No such entry is open to you, or it was done by no office.",
            )
        )


def entry_of(*, person: UUID, entry: int) -> Told | None:
    """One entry about her that is open to her session; None where there is none."""
    with transaction.atomic():
        found = newest_about(person, before=entry + 1, limit=1)
    return found[0] if found and found[0].id == entry else None


@transaction.atomic
def question(
    *, person: UUID, entry: int, tier: str, ground: str, text: str, form_number: UUID, now: datetime
) -> str:  # fmt: skip
    """Complain about the office that did ``entry`` to ``tier`` above it; the code that she keeps (A1).

    Raises NothingToQuestion, NoSuchTier or BadContent; then nothing is marked either.
    """
    told = entry_of(person=person, entry=entry)
    if told is None or told.office is None or not residents.question(entry=entry):
        raise NothingToQuestion
    return lodging.lodge(office=tier, about=told.office, ground=ground, text=text, form_number=form_number, now=now)
