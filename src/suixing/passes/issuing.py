"""Issue, renew and re-issue passes (P1, P2, P3): by the office of her home township, free, for three years to the day.

Nobody is refused one for anything but who she is. What it can show is what that office holds of her, and a closed set
(P6). Each of these is one transaction with its entry in the journal.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import psycopg
from django.db import connection, transaction
from django.utils import timezone

from suixing.journal import actions as journal
from suixing.kernel.errors import Refusal
from suixing.kernel.ids import new_id
from suixing.passes import lists
from suixing.passes.errors import (
    AlreadyReplaced,
    AlreadyRevoked,
    HoldsOne,
    NoSuchPass,
    NotHeldHere,
    NotHome,
    NoTownship,
)
from suixing.passes.formats.claims import Claim
from suixing.passes.keys import signer
from suixing.passes.models import Pass, RevokedFor, State
from suixing.passes.revoking import revoke
from suixing.passes.stating import places_of, seal, sign_for_paper, terms
from suixing.people.queries import Stated, hold_all_still, state
from suixing.places.queries import nearest_office, paired_offices, township_of

WISH = "wish_of_the_person"
YEARS = 3
AT_ONCE = 10_000
_STAGE = """
    CREATE TEMP TABLE pass_stage (
        id uuid, person uuid, list integer, place integer, sealed bytea, replaces uuid
    ) ON COMMIT DROP
"""
_COPY = "COPY pass_stage FROM STDIN"
_INSERT = """
    INSERT INTO passes_pass (id, person_id, office_id, valid_from, valid_until, status_list_id, index, sealed,
                             signed_with, issued_at, state, replaces_id)
    SELECT id, person, %(office)s, %(first)s, %(last)s, list, place, sealed, %(keys)s, %(now)s, 'valid', replaces
    FROM pass_stage
"""
_ISSUED = "SELECT 'pass.issued', person FROM pass_stage"
_PRINTED = "SELECT 'pass.printed', person FROM pass_stage"


@dataclass(slots=True)
class Issued:
    """What became of many: the pass of each person, the code for her paper, and why somebody got none."""

    passes: dict[UUID, UUID]
    codes: dict[UUID, str]
    refused: dict[UUID, Refusal]


def last_day(first: date) -> date:
    """The same day three years later, the 28th where there is no 29 February; that day is included (P3)."""
    try:
        return first.replace(year=first.year + YEARS)
    except ValueError:
        return first.replace(year=first.year + YEARS, day=28)


@transaction.atomic
def issue_pass(*, person: UUID, office: str, by: str, now: datetime) -> UUID:
    """Issue a pass to somebody who holds no valid one of this office; its id.

    Raises NotHeldHere, NotHome, NoTownship, HoldsOne or NotReady.
    """
    stated = _held(person, office, now)
    former = _newest(person, office)
    if former is not None and former.valid_until >= timezone.localdate(now):
        raise HoldsOne
    # One that has expired is renewed; one that was revoked is over.
    made = _store(stated, office, replaces=former.id if former else None, now=now)
    _record("pass.issued", person, office, by=by, now=now)
    return made


@transaction.atomic
def renew_pass(*, number: UUID, office: str, by: str, now: datetime) -> UUID:
    """Issue a new pass for three years from today; the old one stays valid until its own last day (P3). Its id.

    Raises NoSuchPass, AlreadyRevoked, AlreadyReplaced, and what ``issue_pass`` raises.
    """
    old = _own(number, office)
    stated = _held(old.person_id, office, now)
    _check_newest(number)
    made = _store(stated, office, replaces=old.id, now=now)
    _record("pass.renewed", old.person_id, office, by=by, now=now)
    return made


@transaction.atomic
def reissue_pass(
    *, number: UUID, office: str, by: str, now: datetime, reason: RevokedFor = RevokedFor.LOST
) -> UUID:  # fmt: skip
    """Issue another pass in place of one that was lost, which is revoked; the history says so. Its id.

    Raises NoSuchPass, AlreadyRevoked, AlreadyReplaced, and what ``issue_pass`` raises.
    """
    old = _own(number, office)
    stated = _held(old.person_id, office, now)
    _check_newest(number)
    revoke(number=old.id, person=old.person_id, office=office, reason=reason, by=by, now=now)
    made = _store(stated, office, replaces=old.id, now=now)
    _record("pass.reissued", old.person_id, office, by=by, now=now)
    return made


@transaction.atomic
def issue_or_renew(*, person: UUID, office: str, by: str, now: datetime) -> UUID:
    """A pass for who applied: a first one, or one that renews what she holds (P3); holding one is no refusal (P7)."""
    _held(person, office, now)
    former = _newest(person, office)
    if former is not None and former.valid_until >= timezone.localdate(now):
        return renew_pass(number=former.id, office=office, by=by, now=now)
    return issue_pass(person=person, office=office, by=by, now=now)


def issue_passes(
    *, persons: Iterable[UUID], office: str, by: str, now: datetime, printed: Collection[Claim] = ()
) -> Issued:
    """Issue a first pass to each of many, ten thousand in a transaction; one that is refused holds up no other.

    With ``printed``, the code for each one's paper is made at once and discloses these claims. Raises NotReady.
    """
    wanted, done = list(dict.fromkeys(persons)), Issued({}, {}, {})
    for start in range(0, len(wanted), AT_ONCE):
        _issue_some(wanted[start : start + AT_ONCE], office=office, by=by, now=now, printed=printed, done=done)
    return done


@transaction.atomic
def _issue_some(
    persons: Sequence[UUID], *, office: str, by: str, now: datetime, printed: Collection[Claim], done: Issued
) -> None:
    today = timezone.localdate(now)
    held_still = hold_all_still(persons)
    known = state(persons=persons, offices=_speaking(office), day=today)
    holding = set(
        Pass.objects.filter(person_id__in=persons, office_id=office, state=State.VALID).values_list(
            "person_id", flat=True
        )
    )
    chosen: list[Stated] = []
    for person in persons:
        try:
            chosen.append(_checked(known.get(person) if person in held_still else None, office))
        except Refusal as refusal:
            done.refused[person] = refusal
            continue
        if person in holding:
            done.refused[person] = HoldsOne()
            chosen.pop()
    if not chosen:
        return
    places = lists.take_places(office=office, many=len(chosen), now=now)
    key = signer()
    lines = []
    first, last = today, last_day(today)
    for stated, place in zip(chosen, places, strict=True):
        number = new_id()
        done.passes[stated.person] = number
        claims = places_of(stated)
        sealed = seal(stated, claims, number)
        lines.append(f"{number}\t{stated.person}\t{place[0]}\t{place[1]}\t\\\\x{sealed.hex()}\t\\N\n")
        if printed:
            done.codes[stated.person] = sign_for_paper(
                stated, claims, printed, key=key.key, said=terms(first, last, place)
            )
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        _insert(cursor, "".join(lines).encode(), {
            "office": office, "first": first, "last": last, "keys": [key.number] if printed else [], "now": now,
        })  # fmt: skip
        for select in (_ISSUED, _PRINTED) if printed else (_ISSUED,):
            journal.record_selected(cursor, select, office=office, officer=by, purpose=WISH, now=now)


def _insert(cursor: "psycopg.Cursor[object]", lines: bytes, values: dict[str, object]) -> None:
    cursor.execute("DROP TABLE IF EXISTS pg_temp.pass_stage")
    cursor.execute(_STAGE)
    with cursor.copy(_COPY) as copy:
        copy.write(lines)
    cursor.execute(_INSERT, values)


def _store(stated: Stated, office: str, *, replaces: UUID | None, now: datetime) -> UUID:
    today, number = timezone.localdate(now), new_id()
    ((status_list, index),) = lists.take_places(office=office, many=1, now=now)
    Pass.objects.create(
        id=number, person_id=stated.person, office_id=office, valid_from=today, valid_until=last_day(today),
        status_list_id=status_list, index=index, sealed=seal(stated, places_of(stated), number), issued_at=now,
        replaces_id=replaces,
    )  # fmt: skip
    return number


def _record(act: str, person: UUID, office: str, *, by: str, now: datetime) -> None:
    journal.record(act=act, office=office, officer=by, purpose=WISH, subjects=[person], now=now)


def _held(person: UUID, office: str, now: datetime) -> Stated:
    """What the home office holds of her, locked: whoever comes second waits, and sees what the first one did."""
    still = hold_all_still([person])
    known = state(persons=[person], offices=_speaking(office), day=timezone.localdate(now))
    return _checked(known.get(person) if person in still else None, office)


def _speaking(office: str) -> list[str]:
    """Whose accounts the office issues from: its own first, then those of the villages paired with it (G1)."""
    return sorted(paired_offices(office), key=lambda code: (code != office, code))


def _checked(stated: Stated | None, office: str) -> Stated:
    """P1: the office of her home township issues, or the nearest one above where there is none."""
    if stated is None:
        raise NotHeldHere
    township = township_of(stated.home or "")
    if not township:
        raise NoTownship
    if township != office and nearest_office(township) != office:
        raise NotHome
    return stated


def _newest(person: UUID, office: str) -> Pass | None:
    """Her pass at this office that no valid one replaces, the latest of several."""
    valid = Pass.objects.filter(person_id=person, office_id=office, state=State.VALID)
    replaced = set(valid.exclude(replaces=None).values_list("replaces_id", flat=True))
    return valid.exclude(pk__in=replaced).order_by("-issued_at").first()


def _own(number: UUID, office: str) -> Pass:
    """A valid pass of this office; its person is locked by whoever goes on. Raises NoSuchPass or AlreadyRevoked."""
    found = Pass.objects.filter(pk=number, office_id=office).first()
    if found is None:
        raise NoSuchPass
    hold_all_still([found.person_id])
    found.refresh_from_db()
    if found.state == State.REVOKED:
        raise AlreadyRevoked
    return found


def _check_newest(number: UUID) -> None:
    if Pass.objects.filter(replaces=number, state=State.VALID).exists():
        raise AlreadyReplaced
