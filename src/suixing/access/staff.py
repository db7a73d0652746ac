"""The officers of one office, for who administers them; only the connection that knows officers is used.

Whoever acts (``by``) is an active staff administrator of the same office, or the node's operator. She never changes
herself, and an office that has officers never loses its last administrator (docs/staff.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.db.models import Count, Exists, F, OuterRef, QuerySet

from suixing.access.errors import (
    BadUsername,
    HasAdministrator,
    LastAdministrator,
    NoRoles,
    NoSuchOfficer,
    NotAdministrator,
    NotBelow,
    OfficerChangedMeanwhile,
    OwnAccount,
    SubjectTaken,
)
from suixing.access.models import Officer, OfficerSession
from suixing.access.roles import Role
from suixing.journal import actions as journal
from suixing.kernel.crypto import sha256
from suixing.places.queries import check_ours

DOOR = "door"
OPERATORS = frozenset({"console", "operator"})
"""As whom the node's operator acts in the journal; nobody signs in under these names."""
RESERVED = OPERATORS | {"bench", "intake", "node", "system", "unknown", "worker"}


@dataclass(frozen=True, slots=True)
class Member:
    """An officer as her administrator sees her. ``version`` is what a change says that it saw.

    ``signed_in`` is whether a browser of hers is open and in use now; ``start_code_until`` is there while a start code
    waits to be used.
    """

    number: int
    username: str
    name: str
    roles: tuple[Role, ...]
    joined_at: datetime
    left_at: datetime | None
    last_login: datetime | None
    signed_in: bool
    start_code_until: datetime | None
    oidc_subject: str
    version: str

    @property
    def is_active(self) -> bool:
        return self.left_at is None


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who works for an office, as its superiors see her: name and posts."""

    name: str
    roles: tuple[Role, ...]


def members_of(*, office: str, now: datetime) -> list[Member]:
    """Everybody who works, or worked, for the office; who left stands last."""
    held = _with_session(now).filter(office_id=office).order_by(F("left_at").desc(nulls_first=True), "name", "pk")
    return [_member(one, now) for one in held]


def member_of(*, number: int, office: str, now: datetime) -> Member:
    """One officer of the office; raises NoSuchOfficer for any other."""
    held = _with_session(now).filter(pk=number, office_id=office).first()
    if held is None:
        raise NoSuchOfficer
    return _member(held, now)


def number_of(*, username: str, office: str) -> int:
    """The number of the officer who signs in under this name; raises NoSuchOfficer."""
    number = Officer.objects.filter(username=username.lower(), office_id=office).values_list("pk", flat=True).first()
    if number is None:
        raise NoSuchOfficer
    return number


def colleagues_of(*, office: str) -> list[Colleague]:
    """Who works for the office now."""
    held = Officer.objects.filter(office_id=office, is_active=True).order_by("name", "pk").values_list("name", "roles")
    return [Colleague(name, tuple(Role(role) for role in roles)) for name, roles in held]


def officers_at(*, offices: Sequence[str]) -> dict[str, int]:
    """How many officers work for each of these offices; one with none is left out."""
    counted = Officer.objects.filter(office_id__in=offices, is_active=True).values("office_id").annotate(n=Count("pk"))
    return {str(one["office_id"]): int(one["n"]) for one in counted}


def has_administrator(*, office: str) -> bool:
    """Whether somebody administers the office's staff."""
    return Officer.objects.filter(
        office_id=office, is_active=True, roles__contains=[Role.STAFF_ADMINISTRATOR.value]
    ).exists()


def active_member(*, number: int, office: str) -> Officer:
    """The officer of the office who is in service; raises NoSuchOfficer."""
    held = Officer.objects.filter(pk=number, office_id=office, is_active=True).first()
    if held is None:
        raise NoSuchOfficer
    return held


def check_new_username(username: str) -> None:
    """Raises BadUsername for a name that stands in the journal for somebody else than an officer."""
    if username in RESERVED:
        raise BadUsername


@transaction.atomic(using=DOOR)
def change_member(
    *, number: int, office: str, name: str, roles: Sequence[Role], oidc_subject: str, seen: str, by: str, now: datetime
) -> None:
    """Change name, posts and identity at the provider of an officer in service.

    ``seen`` is the ``version`` that was shown. Raises NoSuchOfficer, NotAdministrator, OwnAccount,
    OfficerChangedMeanwhile, NoRoles, LastAdministrator or SubjectTaken; then nothing is changed.
    """
    staff = lock_staff(office=office, by=by)
    officer = _other(staff, number, by)
    _check_seen(officer, seen)
    if not roles:
        raise NoRoles
    subject = oidc_subject.strip() or None
    if subject and Officer.objects.filter(oidc_subject=subject).exclude(pk=officer.pk).exists():
        raise SubjectTaken
    posts = [role.value for role in Role if role in roles]
    if Role.STAFF_ADMINISTRATOR not in roles:
        _check_not_last(staff, officer)
    if name.strip() != officer.name:
        _record("officer.renamed", officer, by, now)
    if set(posts) != set(officer.roles):
        _record("officer.posts_changed", officer, by, now, posts=posts)
    if subject != officer.oidc_subject:
        change = "added" if subject else "removed"
        _record("officer.factor_changed", officer, by, now, factor="provider", change=change)
    try:
        with transaction.atomic(using=DOOR):
            Officer.objects.filter(pk=officer.pk).update(name=name.strip(), roles=posts, oidc_subject=subject)
    except IntegrityError:  # another office entered it at the same moment
        raise SubjectTaken from None


def check_may_leave(*, number: int, office: str, seen: str, by: str) -> Officer:
    """The officer, if she may leave now; inside the transaction on ``DOOR`` in which she does.

    Raises NoSuchOfficer, NotAdministrator, OwnAccount, OfficerChangedMeanwhile or LastAdministrator.
    """
    staff = lock_staff(office=office, by=by)
    officer = _other(staff, number, by)
    _check_seen(officer, seen)
    if len(staff) > 1:
        _check_not_last(staff, officer)
    return officer


def end_openings(*, officer: str) -> int:
    """End what break-glass had opened to an officer who has left; how many. On ``DOOR``, as the owner's function."""
    return int(str(_ask("SELECT access_end_openings(%s)", [officer])))


@transaction.atomic(using=DOOR)
def return_member(*, number: int, office: str, roles: Sequence[Role], by: str, now: datetime) -> Officer:
    """Appoint anew one who had left the office. She keeps her sign-in name, and no way of signing in.

    Raises NoSuchOfficer where she is not one who left, NotAdministrator or NoRoles.
    """
    lock_staff(office=office, by=by)
    officer = Officer.objects.select_for_update().filter(pk=number, office_id=office, is_active=False).first()
    if officer is None:
        raise NoSuchOfficer
    if not roles:
        raise NoRoles
    officer.is_active, officer.left_at, officer.joined_at = True, None, now
    officer.roles = [role.value for role in Role if role in roles]
    officer.oidc_subject = None
    officer.set_unusable_password()
    officer.save()
    _record("officer.returned", officer, by, now, posts=officer.roles)
    return officer


@transaction.atomic(using=DOOR)
def forget_password(*, officer: Officer, by: str, now: datetime) -> None:
    """Take the password away and end every session; beside it the second factors go, which the caller removes."""
    officer.set_unusable_password()
    officer.save(update_fields=["password"])
    ended, _ = OfficerSession.objects.filter(officer=officer).delete()
    _record("officer.factor_changed", officer, by, now, factor="all", change="removed", sessions=ended)


def check_may_give_code(*, number: int, office: str, by: str) -> Officer:
    """The officer to whom ``by`` may hand a start code; inside a transaction on ``DOOR``.

    Raises NoSuchOfficer, NotAdministrator or OwnAccount.
    """
    return _other(lock_staff(office=office, by=by), number, by)


def open_below(*, code: str, by: str, now: datetime) -> None:
    """Open an office below that of the administrator ``by``, so that its first administrator can be appointed.

    Inside the transaction on ``DOOR`` in which she is; the database checks who stands over whom. Raises
    OfficeElsewhere, NotBelow or HasAdministrator.
    """
    check_ours(code)
    answer = _ask("SELECT access_open_office_below(%s, %s, %s)", [code, by, now])
    if answer == "not_below":
        raise NotBelow
    if answer == "has_administrator":
        raise HasAdministrator


def lock_staff(*, office: str, by: str) -> list[Officer]:
    """The officers in service, held until the end of the transaction; raises NotAdministrator unless ``by`` is one."""
    staff = list(Officer.objects.select_for_update().filter(office_id=office, is_active=True).order_by("pk"))
    if by not in OPERATORS and by not in {one.username for one in staff if one.has_role(Role.STAFF_ADMINISTRATOR)}:
        raise NotAdministrator
    return staff


def _other(staff: Iterable[Officer], number: int, by: str) -> Officer:
    officer = next((one for one in staff if one.pk == number), None)
    if officer is None:
        raise NoSuchOfficer
    if officer.username == by:
        raise OwnAccount
    return officer


def _check_seen(officer: Officer, seen: str) -> None:
    if seen != version_of(officer):
        raise OfficerChangedMeanwhile


def _check_not_last(staff: Iterable[Officer], officer: Officer) -> None:
    administrators = [one.pk for one in staff if one.has_role(Role.STAFF_ADMINISTRATOR)]
    if administrators == [officer.pk]:
        raise LastAdministrator


def version_of(officer: Officer) -> str:
    """A mark of what an administrator can change; another one means that somebody has."""
    held = [officer.name, *sorted(officer.roles), "|", officer.oidc_subject or "", str(officer.left_at)]
    return sha256("\0".join(held).encode()).hex()[:40]


def _with_session(now: datetime) -> "QuerySet[Officer]":
    in_use = OfficerSession.objects.filter(
        officer=OuterRef("pk"), strong=True, locked_at=None, expire_date__gt=now,
        seen_at__gt=now - timedelta(minutes=settings.IDLE_MINUTES),
    )  # fmt: skip
    return Officer.objects.select_related("start_code").annotate(in_use=Exists(in_use))


def _member(officer: Officer, now: datetime) -> Member:
    code = getattr(officer, "start_code", None)
    return Member(
        officer.pk, officer.username, officer.name, tuple(Role(role) for role in officer.roles), officer.joined_at,
        officer.left_at, officer.last_login, bool(getattr(officer, "in_use", False)),
        code.until if code is not None and code.until > now else None,
        officer.oidc_subject or "", version_of(officer),
    )  # fmt: skip


def _record(act: str, officer: Officer, by: str, now: datetime, **detail: object) -> None:
    journal.record(
        act=act, office=officer.office_id, officer=by, purpose="staff",
        detail={"officer": officer.username, **detail}, now=now, using=DOOR,
    )  # fmt: skip


def _ask(question: str, values: list[str | datetime]) -> object:
    with connections[DOOR].cursor() as cursor:
        cursor.execute(question, values)
        row = cursor.fetchone()
    return None if row is None else row[0]
