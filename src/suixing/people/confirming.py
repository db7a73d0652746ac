"""Codes by which a person confirms a tie (REFUSALS, "by relation"; docs/confirmation.md).

A code is 12 signs on paper or 6 digits on a telephone. The database holds keyed hashes only and decides by
itself what a code opens: whoever speaks SQL without the node's key can try nothing.
"""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from suixing.journal import actions as journal
from suixing.kernel.crypto import keyed_hash
from suixing.people.errors import NoSuchAccount
from suixing.people.models import Account, CodeKind
from suixing.people.sealing import keyring

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that looks like a digit."""
PAPER_SIGNS = 12
GROUP = 4
TELEPHONE_DIGITS = 6
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def draw_paper_code() -> str:
    """``ABCD-EFGH-JKMN``: 60 random bits."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(PAPER_SIGNS))
    return "-".join(signs[start : start + GROUP] for start in range(0, PAPER_SIGNS, GROUP))


def draw_telephone_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(10**TELEPHONE_DIGITS):0{TELEPHONE_DIGITS}}"


def _plain(kind: CodeKind, typed: str) -> str:
    """What was typed as it was drawn: small letters, blanks, hyphens and look-alikes do not matter."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return signs.translate(_READ_AS) if kind == CodeKind.PAPER else signs


def _hash(kind: CodeKind, person: UUID, code: str) -> bytes:
    message = b"confirmation:" + kind.value.encode() + b":" + person.bytes + _plain(kind, code).encode()
    return keyed_hash(keyring().fingerprint, message)


def own_paper_hash(code: str) -> bytes:
    """The same code as she types it to sign in herself: bound to nobody, for nobody knows yet who she is."""
    return keyed_hash(keyring().fingerprint, b"paper code of her own:" + _plain(CodeKind.PAPER, code).encode())


def _person_of(account: int) -> UUID:
    person: UUID | None = Account.objects.filter(pk=account).values_list("person_id", flat=True).first()
    if person is None:
        raise NoSuchAccount()
    return person


@transaction.atomic
def issue_paper_code(*, account: int, by: str, now: datetime) -> str:
    """A code to be printed once; the former one of this account ends. Raises NoSuchAccount.

    It never confirms the tie of the office that prints it, only that of another one.
    """
    person = _person_of(account)
    code = draw_paper_code()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT people_issue_paper_code(%s, %s, %s)",
            [account, _hash(CodeKind.PAPER, person, code), own_paper_hash(code)],
        )
    office = Account.objects.values_list("office_id", flat=True).get(pk=account)
    journal.record(
        act="code.issued", office=_seated_office() or office, officer=by, purpose="wish_of_the_person",
        subjects=[person], detail={"way": CodeKind.PAPER.value, "for": office}, now=now,
    )  # fmt: skip
    return code


def telephone_code_hash(*, account: int, code: str) -> bytes:
    """What the database holds of a code that is about to be sent. Raises NoSuchAccount."""
    return _hash(CodeKind.TELEPHONE, _person_of(account), code)


@transaction.atomic
def confirm_tie(*, account: int, kind: str, code: str, office: str, by: str, now: datetime) -> bool:
    """Whether the code confirmed the tie of the account's office; the database decides and writes ``tie.confirmed``.

    A wrong code, one that does not count here and one too many answer alike. Raises NoSuchAccount.
    """
    person = _person_of(account)
    way = CodeKind(kind)
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_confirm_tie(%s, %s, %s)", [account, way.value, _hash(way, person, code)])
        row = cursor.fetchone()
    confirmed = bool(row and row[0])
    if not confirmed:
        journal.record(
            act="tie.not_confirmed", office=office, officer=by, purpose="wish_of_the_person", subjects=[person],
            detail={"way": way.value}, now=now,
        )  # fmt: skip
    return confirmed


def forget_codes(*, person: UUID) -> None:
    """Delete codes and tries of an erased person; the database refuses it for one who is still held."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_forget_codes(%s)", [person])


def _seated_office() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_office()")
        row = cursor.fetchone()
    return None if row is None else row[0]
