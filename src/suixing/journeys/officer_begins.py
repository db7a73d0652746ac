"""An officer begins: appointed, appointed again, or in need of a new way in. Each time she is handed a start code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from suixing.access import actions as access
from suixing.access.actions import DOOR
from suixing.access.errors import NameTaken
from suixing.access.queries import number_of
from suixing.access.roles import Role

FIRST_POSTS = (Role.STAFF_ADMINISTRATOR,)
"""The posts of who is appointed from above: she appoints everybody else herself."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The officer's number and the start code, which is shown once and held nowhere."""

    number: int
    code: str


@transaction.atomic(using=DOOR)
def appoint(*, username: str, name: str, office: str, roles: Sequence[Role], by: str, now: datetime) -> Begun:
    """Appoint somebody at the administrator's own office.

    Raises NotAdministrator, BadUsername, NameTaken or NoRoles; then nobody is appointed.
    """
    access.lock_staff(office=office, by=by)
    return _appoint(username=username, name=name, office=office, roles=roles, by=by, now=now)


@transaction.atomic(using=DOOR)
def appoint_below(*, username: str, name: str, office: str, by: str, now: datetime) -> Begun:
    """Open an office below the administrator's and appoint its first administrator.

    Raises NotBelow, HasAdministrator, BadUsername or NameTaken; then neither is done.
    """
    access.check_appointment(username=username, roles=FIRST_POSTS)
    access.open_below(code=office, by=by, now=now)
    return _appoint(username=username, name=name, office=office, roles=FIRST_POSTS, by=by, now=now)


@transaction.atomic(using=DOOR)
def appoint_again(*, number: int, office: str, roles: Sequence[Role], by: str, now: datetime) -> Begun:
    """Let one who left come back, with new posts and new ways of signing in.

    Raises NoSuchOfficer, NotAdministrator or NoRoles.
    """
    officer = access.return_member(number=number, office=office, roles=roles, by=by, now=now)
    Authenticator.objects.filter(user=officer).delete()
    return Begun(officer.pk, access.start_code_for(officer=officer, by=by, now=now))


@transaction.atomic(using=DOOR)
def new_start_code(*, number: int, office: str, lost_factors: bool, by: str, now: datetime) -> Begun:
    """A start code for who lost her password. ``lost_factors``: she stands there and has lost her second factors too.

    Then password, second factors and recovery codes go, and every session ends. Raises NoSuchOfficer,
    NotAdministrator or OwnAccount.
    """
    officer = access.check_may_give_code(number=number, office=office, by=by)
    if lost_factors:
        Authenticator.objects.filter(user=officer).delete()
        access.forget_password(officer=officer, by=by, now=now)
    return Begun(officer.pk, access.start_code_for(officer=officer, by=by, now=now))


def with_second_factor(numbers: Sequence[int]) -> set[int]:
    """Which of these officers have set up an authenticator or a passkey."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    held = Authenticator.objects.filter(user__in=numbers, type__in=kinds)
    return set(held.values_list("user_id", flat=True).distinct())


def _appoint(*, username: str, name: str, office: str, roles: Sequence[Role], by: str, now: datetime) -> Begun:
    posts = [role for role in Role if role in roles]
    try:
        with transaction.atomic(using=DOOR):
            officer = access.appoint_officer(
                username=username, name=name, office=office, roles=posts, password=None, by=by, now=now
            )
    except IntegrityError:  # another office gave the name at the same moment
        raise NameTaken(username) from None
    return Begun(number_of(username=username, office=office), access.start_code_for(officer=officer, by=by, now=now))
