"""The verbs of notices: send a code to a telephone held before; forget who was erased.

Notices about confirmed ties and opened records are made by triggers of the database, and by nobody else.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from suixing.journal import actions as journal
from suixing.kernel.crypto import keyed_hash
from suixing.kernel.keys import keyring_at
from suixing.notices.wording import code_text, own_code_text

SEALED_AS = b"notice-text"


@transaction.atomic
def send_telephone_code(*, account: int, code: str, code_hash: bytes, office: str, by: str, now: datetime) -> None:
    """Send ``code`` to every telephone that may speak for the person when this account's tie is confirmed.

    Says nothing about whether there is one: the database looks, and the worker that sends opens the number.
    """
    sealed = keyring_at(settings.SUIXING_KEYS_DIR).wrapping.seal(code_text(code).encode(), SEALED_AS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT notices_send_telephone_code(%s, %s, %s)", [account, code_hash, sealed])
    journal.record(
        act="code.asked_for", office=office, officer=by, purpose="wish_of_the_person",
        detail={"account": account}, now=now,
    )  # fmt: skip


def seal_own_code(code: str) -> bytes:
    """The text with a code of hers, sealed for the worker that sends it."""
    return keyring_at(settings.SUIXING_KEYS_DIR).wrapping.seal(own_code_text(code).encode(), SEALED_AS)


def mark_of_telephone(person: UUID, telephone: str) -> bytes:
    """By what her choice of a telephone is kept: 32 bytes, of no use without the node's key or for anybody else."""
    key = keyring_at(settings.SUIXING_KEYS_DIR).blind_index
    return keyed_hash(key, b"telephone:" + person.bytes + telephone.strip().encode())


def forget(*, person: UUID) -> None:
    """Delete the notices of an erased person; the database refuses it for one who is still held."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT notices_forget(%s)", [person])
