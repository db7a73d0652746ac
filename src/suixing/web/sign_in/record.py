"""What the journal says of signing in. Names, passwords and codes that were tried are never part of it."""

from datetime import datetime

from django.db import transaction

from suixing.access.actions import DOOR
from suixing.access.models import Officer
from suixing.journal import actions as journal

NOBODY = "unknown"
"""Stands in the journal where no officer has the name that was tried; the name itself might be a password."""


@transaction.atomic(using=DOOR)
def signed_in(*, officer: Officer, way: str, now: datetime) -> None:
    """She is in. ``way``: ``password``, ``totp``, ``recovery_codes``, ``webauthn`` or ``provider``."""
    journal.record(
        act="officer.signed_in", office=officer.office_id, officer=officer.username, purpose="staff",
        detail={"way": way}, now=now, using=DOOR,
    )  # fmt: skip


@transaction.atomic(using=DOOR)
def signed_out(*, officer: Officer, why: str, now: datetime) -> None:
    """She is out; ``why``: ``asked`` or ``wrong_tries``."""
    journal.record(
        act="officer.signed_out", office=officer.office_id, officer=officer.username, purpose="staff",
        detail={"why": why}, now=now, using=DOOR,
    )  # fmt: skip


@transaction.atomic(using=DOOR)
def sign_in_failed(*, officer: Officer | None, step: str, now: datetime) -> None:
    """Somebody did not get in at this ``step``: ``password``, ``second_factor``, ``unlock``, ``start_code`` …"""
    journal.record(
        act="officer.sign_in_failed", office=officer.office_id if officer else None,
        officer=officer.username if officer else NOBODY, purpose="staff", detail={"step": step}, now=now, using=DOOR,
    )  # fmt: skip


@transaction.atomic(using=DOOR)
def factor_changed(*, officer: Officer, factor: str, change: str, by: str, now: datetime) -> None:
    """``factor``: ``password``, ``totp``, ``webauthn``, ``recovery_codes``; ``change``: ``added``, ``removed`` …"""
    journal.record(
        act="officer.factor_changed", office=officer.office_id, officer=by, purpose="staff",
        detail={"officer": officer.username, "factor": factor, "change": change}, now=now, using=DOOR,
    )  # fmt: skip
