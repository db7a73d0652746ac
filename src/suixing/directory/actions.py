"""The verbs of the directory: an office says how it is reached."""

import re
from dataclasses import astuple, dataclass
from datetime import datetime

from django.db import transaction

from suixing.directory.errors import ContactChangedMeanwhile, ContactUnclear
from suixing.directory.models import OfficeContact
from suixing.journal.actions import record
from suixing.places.actions import open_office

LONGEST_TELEPHONE = 40
LONGEST_TEXT = 200
"""Characters of an address, and of the hours, in one language."""

_TELEPHONE = re.compile(r"[0-9+()（）\- ]{5,40}", re.ASCII)
_SIGNS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class NewContact:
    """What an office says of itself. English may be left empty; Chinese may not."""

    telephone: str
    address_zh: str
    hours_zh: str
    address_en: str = ""
    hours_en: str = ""


@transaction.atomic
def update_contact(
    *, office: str, by: str, now: datetime, contact: NewContact, seen: datetime | None = None
) -> OfficeContact:
    """Publish how ``office`` is reached; ``by`` is an officer of that office.

    ``seen`` is the ``updated_at`` of what she was shown, None where nothing was there yet. Raises UnknownOffice,
    ContactUnclear, ContactChangedMeanwhile; then nothing is written.
    """
    clean = NewContact(*(value.strip() for value in astuple(contact)))
    _check(clean)
    held = open_office(code=office, now=now)
    shown = {
        "telephone": clean.telephone,
        "address_zh": clean.address_zh,
        "address_en": clean.address_en,
        "hours_zh": clean.hours_zh,
        "hours_en": clean.hours_en,
        "updated_at": now,
    }
    if seen is None:
        published, made = OfficeContact.objects.get_or_create(office=held, defaults=shown)
        if not made:
            raise ContactChangedMeanwhile
    else:
        # Who wins the row wins; the other is told.
        if not OfficeContact.objects.filter(office=held, updated_at=seen).update(**shown):
            raise ContactChangedMeanwhile
        published = OfficeContact.objects.get(office=held)
    record(act="office.contact_changed", office=office, officer=by, purpose="operation", now=now)
    return published


def _check(contact: NewContact) -> None:
    texts = astuple(contact)[1:]
    clear = (
        _TELEPHONE.fullmatch(contact.telephone)
        and contact.address_zh
        and contact.hours_zh
        and all(len(text) <= LONGEST_TEXT and not _SIGNS.search(text) for text in texts)
    )
    if not clear:
        raise ContactUnclear
