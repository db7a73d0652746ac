"""Change what one account says: a correction keeps what stood there, a move begins a residence (G2).

Each change names the state that its officer had before her. Where another officer was quicker nothing is
written (ChangedMeanwhile).
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import BigIntegerField, QuerySet, Value
from django.db.models.functions import Cast
from psycopg.types.range import DateRange

from suixing.people.errors import BadMove, ChangedMeanwhile
from suixing.people.models import Account, Correction, PlaceKind, Residence
from suixing.people.queries import accounts_before_change, key_of
from suixing.people.sealing import PersonKey, PrivateFields
from suixing.people.seeing import AccountState
from suixing.rules.names import fold_name, pinyin_of


def correct_account(*, account: int, seen: datetime, state: AccountState, officer: str, now: datetime) -> None:
    """Write ``state``; what stood there goes into the history, sealed."""
    key = _keep_history(account, seen, officer, now)
    Account.objects.filter(pk=account).update(
        name=state.name,
        name_folded=fold_name(state.name),
        name_pinyin=pinyin_of(state.name),
        sex=state.sex,
        born=state.born,
        sealed=key.seal_account(state.private),
        changed_at=now,
    )
    _correct_residence(account, PlaceKind.HOME, division=state.home, since=None)
    _correct_residence(account, PlaceKind.CURRENT, division=state.current, since=state.arrived)


def _correct_residence(account: int, kind: PlaceKind, *, division: str, since: date | None) -> None:
    """Put the present residence right; ``since`` None leaves its first day as it is. Raises BadMove."""
    held = _present(account, kind).first()
    if held is None:
        return
    first = held.during.lower if since is None else since
    if (held.division_id, held.during.lower) == (division, first):
        return
    try:
        with transaction.atomic():
            Residence.objects.filter(pk=held.pk).update(division_id=division, during=DateRange(first, None))
    except IntegrityError:
        raise BadMove.overlaps() from None


def move_account(
    *, account: int, seen: datetime, kind: PlaceKind, division: str, text: str, since: date, officer: str, now: datetime
) -> None:
    """The residence of this kind ends on ``since``, and one at ``division`` begins. Raises BadMove."""
    key = _keep_history(account, seen, officer, now)
    held = Account.objects.get(pk=account)
    private = key.open_account(bytes(held.sealed))
    moved = (
        PrivateFields(private.telephone, text, private.current_text)
        if kind == PlaceKind.HOME
        else PrivateFields(private.telephone, private.home_text, text)
    )
    Account.objects.filter(pk=account).update(sealed=key.seal_account(moved), changed_at=now)
    open_ones = _present(account, kind)
    present = open_ones.first()
    if present is not None:
        if present.division_id == division:
            raise BadMove.same_place()
        if present.during.lower is not None and present.during.lower >= since:
            raise BadMove.too_early(present.during.lower)
        open_ones.update(during=DateRange(present.during.lower, since))
    _settle(account, kind, division, since)


def end_stay(*, person: UUID, office: str, until: date) -> None:
    """The present current place in this office's account ends on ``until``; where it began later, the day after."""
    account = Account.objects.get(person_id=person, office_id=office)
    for present in _present(account.pk, PlaceKind.CURRENT):
        since = present.during.lower
        last = until if since is None or since < until else since + timedelta(days=1)
        Residence.objects.filter(pk=present.pk).update(during=DateRange(since, last))


def _present(account: int, kind: PlaceKind) -> "QuerySet[Residence]":
    """The residence of this kind that has no end yet.

    Its index compares whole eight-byte numbers with each other only; a smaller one would be looked for row by row.
    """
    number = Cast(Value(account), BigIntegerField())
    return Residence.objects.filter(account_id=number, kind=kind, during__endswith=None)


def _settle(account: int, kind: PlaceKind, division: str, since: date) -> None:
    try:
        with transaction.atomic():
            Residence.objects.create(
                account_id=account, kind=kind, division_id=division,
                during=DateRange(since, None),
            )  # fmt: skip
    except IntegrityError:
        raise BadMove.overlaps() from None


def _keep_history(account: int, seen: datetime, officer: str, now: datetime) -> PersonKey:
    held = Account.objects.select_for_update().filter(pk=account).first()
    if held is None or held.changed_at != seen:
        raise ChangedMeanwhile()
    with connection.cursor() as cursor:
        before = accounts_before_change(cursor, [account])[account]  # type: ignore[arg-type] # wraps psycopg's
    key = key_of(held.person_id)
    Correction.objects.create(account_id=account, at=now, officer=officer, sealed=key.seal_correction(before))
    return key
