"""What the worker does: send what waits, and try again what could not leave."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from suixing.journal import actions as journal
from suixing.kernel.crypto import CryptoError
from suixing.kernel.keys import keyring_at
from suixing.notices.actions import SEALED_AS, mark_of_telephone
from suixing.notices.errors import NotHandedOver
from suixing.notices.models import CHOSEN, CODES, NOT_KEPT, Channel, Choice, Kind, Notice, Way
from suixing.notices.senders import Outgoing, Sender, sender
from suixing.notices.wording import text_of
from suixing.people.queries import Contact, contacts_of

MOST_TRIES = 12
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
AT_ONCE = 200
"""Notices handled in one call."""


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries failed: 30 seconds, doubled each time, at most 6 hours."""
    return min(FIRST_WAIT * (1 << (tries - 1)), LONGEST_WAIT)


def send_pending(*, now: datetime) -> int:
    """Hand over what is due, each notice in a transaction of its own; how many went out.

    Raises UnknownSender. Several workers may call it at once.
    """
    send = sender()
    sent = 0
    for _ in range(AT_ONCE):
        outcome = _send_next(send, now)
        if outcome is None:
            break
        sent += outcome
    return sent


@transaction.atomic
def _send_next(send: Sender, now: datetime) -> bool | None:
    waiting = Notice.objects.select_for_update(skip_locked=True).filter(sent_at=None, failed="", due_at__lte=now)
    in_order = waiting.order_by("due_at")
    # Codes hold for ten minutes, and thousands of other notices may wait.
    notice = in_order.filter(kind__in=sorted(CODES)).first() or in_order.first()
    if notice is None:
        return None
    if notice.expires_at is not None and notice.expires_at <= now:
        return _give_up(notice, "too_late")
    text = _text(notice)
    if text is None:
        return _give_up(notice, "unreadable")
    contacts = _where_she_chose(notice, contacts_of(notice.accounts))
    if contacts is None:
        return _note(notice, Channel.PAGE, set(), now)
    channel, places = _places(contacts, Kind(notice.kind))
    if not places:
        return _give_up(notice, "nobody")
    left = set(notice.accounts)
    for place, accounts in places.items():
        try:
            send(Outgoing(channel.value, place, text))
        except NotHandedOver:
            continue
        left -= accounts
    return _note(notice, channel, left & set().union(*places.values()), now)


def _where_she_chose(notice: Notice, contacts: list[Contact]) -> list[Contact] | None:
    """Those of ``contacts`` where she wants to be told of this; None for on her own pages alone."""
    choice = Choice.objects.filter(person=notice.person).first() if notice.kind in CHOSEN else None
    if choice is None or choice.way == Way.ALL:
        return contacts
    if choice.way == Way.PAGE or choice.mark is None:
        return None
    mark = bytes(choice.mark)
    return [
        one for one in contacts if one.telephone and mark_of_telephone(notice.person, one.telephone) == mark
    ] or None


def _text(notice: Notice) -> str | None:
    if notice.sealed is None:
        return text_of(Kind(notice.kind))
    try:
        return keyring_at(settings.SUIXING_KEYS_DIR).wrapping.open(bytes(notice.sealed), SEALED_AS).decode()
    except CryptoError:
        return None


def _places(contacts: list[Contact], kind: Kind) -> tuple[Channel, dict[str, set[int]]]:
    """Each telephone once, with the accounts that hold it; a letter where no office holds any. A code is no letter."""
    telephones: dict[str, set[int]] = {}
    addresses: dict[str, set[int]] = {}
    for one in contacts:
        if one.telephone:
            telephones.setdefault(one.telephone, set()).add(one.account)
        elif one.address:
            addresses.setdefault(one.address, set()).add(one.account)
    if telephones or kind in CODES:
        return Channel.SMS, telephones
    return Channel.LETTER, addresses


def _note(notice: Notice, channel: Channel, left: set[int], now: datetime) -> bool:
    notice.tries += 1
    notice.channel = channel.value
    notice.accounts = sorted(left)
    if left and notice.tries >= MOST_TRIES:
        return _give_up(notice, "not_taken_over")
    if left:
        notice.due_at = now + wait_after(notice.tries)
        notice.save()
        return False
    notice.sent_at, notice.sealed = now, None
    _keep(notice)
    journal.record(
        act="notice.sent", office=None, officer="worker", purpose="operation", subjects=[notice.person],
        detail={"kind": notice.kind, "channel": channel.value}, now=now,
    )  # fmt: skip
    return True


def _give_up(notice: Notice, why: str) -> bool:
    notice.failed, notice.sealed = why, None
    _keep(notice)
    return False


def _keep(notice: Notice) -> None:
    if notice.kind in NOT_KEPT:
        notice.delete()
    else:
        notice.save()
