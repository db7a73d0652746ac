"""What other rooms ask about consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from suixing.consent.models import ConsentAgreement, ConsentRecord
from suixing.kernel.errors import Sentence


def current_agreement(purpose: str) -> int:
    """The newest version of the text for ``purpose``, as the number under which consents refer to it."""
    return ConsentAgreement.objects.filter(purpose=purpose).latest("version").pk


@dataclass(frozen=True, slots=True)
class AgreementShown:
    """The text to agree to, and the number under which a consent refers to it."""

    number: int
    text: Sentence


def current_text(purpose: str) -> AgreementShown:
    """The newest text for ``purpose``, to be read out."""
    newest = ConsentAgreement.objects.filter(purpose=purpose).latest("version")
    return AgreementShown(newest.pk, Sentence(zh=newest.zh, en=newest.en))


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """When and by which way a person agreed at one office, and when she took it back."""

    given_on: date
    way: str
    withdrawn_at: datetime | None
    office: str = ""
    zh: str = ""
    en: str = ""


def consents_at(*, person: UUID, office: str) -> list[GivenConsent]:
    """Every consent of ``person`` at ``office``, oldest first."""
    rows = ConsentRecord.objects.filter(person_id=person, office_id=office).order_by("given_on")
    return [GivenConsent(*row) for row in rows.values_list("given_on", "way", "withdrawn_at")]


def consents_of(*, person: UUID, offices: Sequence[str]) -> list[GivenConsent]:
    """Every consent of ``person`` at these offices, oldest first, with the office and the text agreed to."""
    rows = ConsentRecord.objects.filter(person_id=person, office_id__in=offices).order_by("given_on", "id")
    return [
        GivenConsent(*row)
        for row in rows.values_list("given_on", "way", "withdrawn_at", "office_id", "agreement__zh", "agreement__en")
    ]


@dataclass(frozen=True, slots=True)
class OwnConsent:
    """One consent as she sees it on her own pages: at which office, to which text, and whether it stands."""

    number: int
    office: str
    purpose: str
    agreement: int
    text: Sentence
    given_on: date
    way: str
    withdrawn_at: datetime | None


def own_consents(*, person: UUID) -> list[OwnConsent]:
    """Every consent that is open to the session, by office, the newest first; the database says which these are."""
    rows = ConsentRecord.objects.filter(person_id=person).select_related("agreement").order_by("office_id", "-given_on")
    return [
        OwnConsent(
            row.pk, row.office_id, row.agreement.purpose, row.agreement.pk,
            Sentence(zh=row.agreement.zh, en=row.agreement.en), row.given_on, row.way, row.withdrawn_at,
        )
        for row in rows
    ]  # fmt: skip
