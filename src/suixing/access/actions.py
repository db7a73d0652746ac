"""Officers come, leave and search; ties open and close. Row-level security reads what these leave."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
from django.db import connection, transaction

from suixing.access.break_glass import answer_break_glass, ask_break_glass, close_break_glass, review_break_glass
from suixing.access.errors import BadUsername, BudgetSpent, NameTaken, NoRoles, OpeningsSpent, SubjectTaken
from suixing.access.models import USERNAME, Officer, OfficerSession, StartCode, Tie
from suixing.access.roles import Role
from suixing.access.staff import (
    change_member,
    check_may_give_code,
    check_may_leave,
    check_new_username,
    end_openings,
    forget_password,
    lock_staff,
    open_below,
    return_member,
)
from suixing.journal import actions as journal
from suixing.kernel.crypto import sha256
from suixing.places.queries import check_ours

__all__ = [
    "answer_break_glass",
    "ask_break_glass",
    "change_member",
    "check_may_give_code",
    "check_may_leave",
    "close_break_glass",
    "end_openings",
    "forget_password",
    "lock_staff",
    "open_below",
    "return_member",
    "review_break_glass",
]  # the rest is defined here

CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no two signs that look alike."""
CODE_LENGTH = 16
CODE_VALID = timedelta(hours=72)
DOOR = "door"
"""The connection that knows officers and sessions (config/routing.py)."""

_SPEND = """
    INSERT INTO access_search_count AS held (officer, kind, hour, used) VALUES (%s, %s, %s, 1)
    ON CONFLICT (officer, kind, hour) DO UPDATE SET used = held.used + 1 RETURNING used
"""

# Most ties of a batch are new; looking for the few held ones first keeps the insert plain.
_TIE_NEW = """
    INSERT INTO access_tie (person, office_id, source, since)
    SELECT person, %(office)s, 'registration', %(now)s FROM person_stage WHERE mode = 'new'
"""
_TIE_HELD = """
    INSERT INTO access_tie AS held (person, office_id, source, since)
    SELECT person, %(office)s, 'registration', %(now)s FROM person_stage WHERE mode <> 'new'
    ON CONFLICT (person, office_id, source) WHERE officer IS NULL
    DO UPDATE SET until = NULL, since = EXCLUDED.since, confirmed_at = NULL WHERE held.until IS NOT NULL
"""


def tie_staged(cursor: "psycopg.Cursor[object]", *, office: str, now: datetime) -> None:
    """A tie by registration for every staged person; one that had been closed opens anew, unconfirmed."""
    for statement in (_TIE_NEW, _TIE_HELD):
        cursor.execute(statement, {"office": office, "now": now})


def close_ties(*, person: UUID, office: str, now: datetime) -> int:
    """End what lets ``office`` see ``person``; how many ties that closed."""
    return Tie.objects.filter(person=person, office_id=office, until=None).update(until=now)


def open_again(*, person: UUID, office: str, now: datetime) -> bool:
    """Open a closed tie by registration anew, unconfirmed; False where none is closed."""
    closed = Tie.objects.filter(person=person, office_id=office, source="registration", until__isnull=False)
    return bool(closed.update(until=None, since=now, confirmed_at=None))


def drop_ties(*, person: UUID, office: str) -> None:
    """Delete the ties of one office to somebody of whom it holds nothing any more."""
    Tie.objects.filter(person=person, office_id=office).delete()


def forget(*, person: UUID) -> None:
    """Delete every tie of an erased person; the database refuses it for one who is still held."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_forget(%s)", [person])


def check_appointment(*, username: str, roles: Sequence[Role]) -> None:
    """Raises BadUsername or NoRoles."""
    if re.fullmatch(USERNAME, username) is None:
        raise BadUsername()
    check_new_username(username)
    if not roles:
        raise NoRoles()


@transaction.atomic(using=DOOR)
def appoint_officer(
    *, username: str, name: str, office: str, roles: Sequence[Role], password: str | None, by: str, now: datetime
) -> Officer:
    """Let somebody work for ``office``; the password was checked before.

    Raises OfficeElsewhere, NameTaken, BadUsername or NoRoles.
    """
    check_ours(office)
    check_appointment(username=username, roles=roles)
    if Officer.objects.filter(username=username).exists():
        raise NameTaken(username)
    officer = Officer(
        username=username, name=name.strip(), office_id=office, roles=[role.value for role in roles], joined_at=now
    )
    if password is None:
        officer.set_unusable_password()
    else:
        officer.set_password(password)
    officer.save(force_insert=True)
    journal.record(
        act="officer.appointed", office=office, officer=by, purpose="staff",
        detail={"officer": username}, now=now, using=DOOR,
    )  # fmt: skip
    return officer


@transaction.atomic(using=DOOR)
def end_service(*, officer: Officer, by: str, now: datetime) -> int:
    """An officer leaves: her sessions end at once and she cannot sign in; the number of sessions ended."""
    Officer.objects.filter(pk=officer.pk).update(is_active=False, left_at=now)
    ended, _ = OfficerSession.objects.filter(officer=officer).delete()
    journal.record(
        act="officer.left", office=officer.office_id, officer=by, purpose="staff",
        detail={"officer": officer.username, "sessions": ended}, now=now, using=DOOR,
    )  # fmt: skip
    return ended


@transaction.atomic(using=DOOR)
def end_session(*, session_key: str, officer: Officer, now: datetime) -> bool:
    """Sign one browser of the officer out; False where it had ended already. ``session_key`` is the stored hash."""
    ended, _ = OfficerSession.objects.filter(session_key=session_key, officer=officer).delete()
    if ended:
        journal.record(
            act="session.ended", office=officer.office_id, officer=officer.username, purpose="staff",
            now=now, using=DOOR,
        )  # fmt: skip
    return bool(ended)


@transaction.atomic(using=DOOR)
def start_code_for(*, officer: Officer, by: str, now: datetime) -> str:
    """A start code for an officer who is new or has lost her password: to be handed to her, shown this once.

    It opens once, for 72 hours, and takes the place of an older one; only its hash is held.
    """
    code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
    StartCode.objects.update_or_create(
        officer=officer, defaults={"digest": _digest_of(code), "until": now + CODE_VALID}
    )
    journal.record(
        act="officer.start_code_made", office=officer.office_id, officer=by, purpose="staff",
        detail={"officer": officer.username}, now=now, using=DOOR,
    )  # fmt: skip
    return "-".join(code[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def start_code_opens(*, username: str, code: str, now: datetime) -> Officer | None:
    """The officer whose start code this is; None where name, code or time are not right."""
    held = StartCode.objects.select_related("officer").filter(officer__username=username.lower()).first()
    said = _digest_of(code)
    right = secrets.compare_digest(held.digest if held else _digest_of(""), said)
    return held.officer if held and right and held.until > now and held.officer.is_active else None


@transaction.atomic(using=DOOR)
def begin_with(*, officer: Officer, code: str, password: str, now: datetime) -> bool:
    """Spend the start code and set the password, which was checked before; other sessions of hers end.

    False where the code was spent meanwhile.
    """
    spent, _ = StartCode.objects.filter(officer=officer, digest=_digest_of(code), until__gt=now).delete()
    if not spent:
        return False
    set_password(officer=officer, password=password, by=officer.username, keep="", now=now)
    return True


@transaction.atomic(using=DOOR)
def set_password(*, officer: Officer, password: str, by: str, keep: str, now: datetime) -> int:
    """Set a password that was checked before. Her sessions end, but for the one held under ``keep``; how many."""
    officer.set_password(password)
    officer.save(update_fields=["password"])
    ended, _ = OfficerSession.objects.filter(officer=officer).exclude(session_key=keep).delete()
    journal.record(
        act="officer.factor_changed", office=officer.office_id, officer=by, purpose="staff",
        detail={"officer": officer.username, "factor": "password", "change": "changed"}, now=now, using=DOOR,
    )  # fmt: skip
    return ended


@transaction.atomic(using=DOOR)
def end_other_sessions(*, officer: Officer, keep: str, now: datetime) -> int:
    """Sign every browser of the officer out but the one whose session is held under ``keep``; how many."""
    ended, _ = OfficerSession.objects.filter(officer=officer).exclude(session_key=keep).delete()
    if ended:
        journal.record(
            act="session.ended", office=officer.office_id, officer=officer.username, purpose="staff",
            detail={"sessions": ended}, now=now, using=DOOR,
        )  # fmt: skip
    return ended


@transaction.atomic(using=DOOR)
def end_all_sessions() -> None:
    """Nobody is signed in any more and no start code opens: after a restore, which would bring both back."""
    OfficerSession.objects.all().delete()
    StartCode.objects.all().delete()


@transaction.atomic(using=DOOR)
def link_identity(*, officer: Officer, subject: str | None, by: str, now: datetime) -> None:
    """Note the officer's identity at the province's provider, or take it away; raises SubjectTaken."""
    plain = (subject or "").strip() or None
    if plain and Officer.objects.filter(oidc_subject=plain).exclude(pk=officer.pk).exists():
        raise SubjectTaken()
    Officer.objects.filter(pk=officer.pk).update(oidc_subject=plain)
    journal.record(
        act="officer.factor_changed", office=officer.office_id, officer=by, purpose="staff",
        detail={"officer": officer.username, "factor": "provider", "change": "added" if plain else "removed"},
        now=now, using=DOOR,
    )  # fmt: skip


def _digest_of(code: str) -> str:
    """Hash of a start code, however it was typed: 80 random bits need no slow hash."""
    plain = code.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return sha256("".join(sign for sign in plain if sign in CODE_SIGNS).encode()).hex()


def spend_search(
    *, officer: str, kind: str, most: int, now: datetime, spent: type[BudgetSpent | OpeningsSpent] = BudgetSpent
) -> None:  # fmt: skip
    """Count a search, or an opening, against the officer's budget of the hour; raises ``spent`` beyond ``most``."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [officer, kind, hour])
        row = cursor.fetchone()
    if row is not None and row[0] > most:
        raise spent(most)
