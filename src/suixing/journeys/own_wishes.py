"""What she wishes on her own pages: a consent taken back, given again; everything erased, or what one office holds.

The pages ask functions of the owner, which look at her session. What is left to do then needs rights that no page has:
the node does it (``let_go``, ``erase_due``), and again where it was interrupted.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, transaction

from suixing.cases import actions as cases
from suixing.consent.queries import AgreementShown, OwnConsent, current_text, own_consents
from suixing.journeys import ledger, take_back
from suixing.journeys.cases import letting_go
from suixing.journeys.intake import kept
from suixing.journeys.models import LettingGo
from suixing.kernel.errors import Refusal, Sentence
from suixing.people.queries import taken_back_marks
from suixing.residents import actions as residents


class NotOpen(Refusal):
    """The consent is not there, not open to her session, or not in the state that was shown."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="没有改动：这项同意已不是页面显示的样子，或以您现在的凭证不能更改。",
                en="Nothing was changed: this consent is no longer as the page showed it, or your present proof does "
                "not open it.",
            )
        )


def consents(*, person: UUID) -> list[OwnConsent]:
    """Her consents that are open to the session."""
    return own_consents(person=person)


def consent_of(*, person: UUID, consent: int) -> OwnConsent:
    """One of them. Raises NotOpen."""
    for one in own_consents(person=person):
        if one.number == consent:
            return one
    raise NotOpen


def text_now(consent: OwnConsent) -> AgreementShown:
    """The newest text of what she agreed to: what she agrees to when she gives it again."""
    return current_text(consent.purpose)


def withdraw(*, person: UUID, consent: int, now: datetime) -> str:
    """Take back all that she agreed to at the office of this consent, at once; which office. Raises NotOpen.

    The ledger goes first: should the machine stop in between, a restore errs on the person's side. The office sees
    nothing of her from the end of the transaction on; what it has open ends within seconds (``let_go``).
    """
    held = consent_of(person=person, consent=consent)
    if held.withdrawn_at is not None:
        raise NotOpen
    ledger.append(settings.SUIXING_KEYS_DIR, ledger.TakenBackLine(ledger.WITHDRAWN, person, held.office, now))
    with transaction.atomic():
        marks = taken_back_marks(person=person, office=held.office)
        gone = _ask("SELECT journeys_withdraw_own(%s, %s)", held.office, marks)
        if gone is None:
            raise NotOpen
        for file in gone if isinstance(gone, list) else ():
            transaction.on_commit(partial(kept.unlink, file))
    return held.office


@transaction.atomic
def agree_again(*, person: UUID, consent: int, agreement: int) -> str:
    """Agree at the office of this consent to the text under ``agreement``, as it was shown; which office.

    Raises NotOpen, also where there is a newer text by now. A new office needs a desk.
    """
    held = consent_of(person=person, consent=consent)
    if not _ask("SELECT journeys_agree_own(%s, %s)", held.office, agreement):
        raise NotOpen
    return held.office


def _ask(statement: str, *values: str | int | list[bytes]) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        row = cursor.fetchone()
    return row[0] if row else None


def let_go(*, now: datetime) -> list[str]:
    """The node's part: end what offices have open for whom they may not see any more; what went wrong, by its kind.

    What a crash interrupted is done again; what cannot be done holds up nothing else.
    """
    return [
        fault for one in LettingGo.objects.order_by("pk") if (fault := _try(partial(_let_go, one.pk, now))) is not None
    ]


@transaction.atomic
def _let_go(order: int, now: datetime) -> None:
    held = LettingGo.objects.select_for_update().filter(pk=order).first()
    if held is None:
        return
    letting_go.end_open_cases(person=held.person, office=held.office, by=cases.NODE, now=now, opened_by=held.at)
    held.delete()


def erase_due(*, now: datetime) -> list[str]:
    """The node's part: erase whoever asked for it three days ago and did not cancel; what went wrong, by its kind."""
    due = residents.begin_erasures()
    return [fault for one in due if (fault := _try(partial(_erase, one, now))) is not None]


@transaction.atomic
def _erase(due: residents.DueErasure, now: datetime) -> None:
    # With what is erased the request goes, or else neither: begun again, it must not meet what was entered since.
    if due.office is None:
        take_back.erase(person=due.person, by=residents.HERSELF, now=now)
    else:
        take_back.erase_here(person=due.person, office=due.office, by=residents.HERSELF, now=now)
    residents.end_erasure(erasure=due.number)


def _try(act: Callable[[], None]) -> str | None:
    try:
        act()
    except OperationalError:
        raise
    except Exception as fault:  # noqa: BLE001 - its text may quote a row; it is tried again and holds up no other
        return type(fault).__name__
    return None
