"""Issue, renew and re-issue passes (P1, P2, P3): by the office of her home township, free, for three years to the day.

Nobody is refused one for anything but who she is. What it can show is what that office holds of her, and a closed set
(P6). Each of these is one transaction with its entry in the journal.
"""

from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
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
    TooMuchForPaper,
)
from suixing.passes.formats.claims import Claim
from suixing.passes.keys import signer
from suixing.passes.models import Pass, RevokedFor, State
from suixing.passes.revoking import revoke
from suixing.passes.stating import at_place, claims_on, paper_code, places_of, seal, terms
from suixing.people.queries import Stated, hold_all_still, state
from suixing.places.queries import nearest_office, paired_offices, township_of

WISH = "wish_of_the_person"
YEARS = 3
AT_ONCE = 10_000
PART = 500
_BEGIN = (
    "DROP TABLE IF EXISTS pg_temp.pass_stage",
    """
    CREATE TEMP TABLE pass_stage (
        id uuid, person uuid, list integer, place integer, sealed bytea, replaces uuid, part integer
    ) ON COMMIT DROP
    """,
    # What foreign keys ask is asked beside the signing as well, and not all of it at the end.
    "SET CONSTRAINTS ALL IMMEDIATE",
)
_INSERT = """
    INSERT INTO passes_pass (id, person_id, office_id, valid_from, valid_until, status_list_id, index, sealed,
                             signed_with, issued_at, state, replaces_id)
    SELECT id, person, %(office)s, %(first)s, %(last)s, list, place, sealed, %(keys)s, %(now)s, 'valid', replaces
    FROM pass_stage WHERE part = %(part)s
"""
_FORMER = """
    SELECT person_id, id, valid_until FROM passes_pass
    WHERE person_id = ANY(%s) AND office_id = %s AND state = 'valid' ORDER BY issued_at
"""
_ISSUED = "SELECT 'pass.issued', person FROM pass_stage"


@dataclass(slots=True)
class Issued:
    """What became of many: the pass of each person, the code for her paper, and why somebody got none of either."""

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


@transaction.atomic
def replace_lost(*, person: UUID, office: str, by: str, now: datetime) -> UUID:
    """A pass for who applied because hers was lost: every valid one of this office is revoked, the history says so.

    Of one that this office did not issue nothing is known here: then it is as ``issue_or_renew``. Raises as that.
    """
    _held(person, office, now)
    former = _newest(person, office)
    if former is None:
        return issue_pass(person=person, office=office, by=by, now=now)
    made = reissue_pass(number=former.id, office=office, by=by, now=now)
    for older in Pass.objects.filter(person_id=person, office_id=office, state=State.VALID).exclude(pk=made):
        revoke(number=older.id, person=person, office=office, reason=RevokedFor.LOST, by=by, now=now)
    return made


def issue_passes(
    *, persons: Iterable[UUID], office: str, by: str, now: datetime, printed: Collection[Claim] = ()
) -> Issued:
    """Issue a first pass to each of many, ten thousand in a transaction; one that is refused holds up no other.

    With ``printed``, the code for each one's paper is made at once and discloses these claims; the entry about her
    says so. Raises NotReady.
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
    held_still = hold_all_still(persons)  # before anything is looked up
    former = _former(persons, office)
    chosen = _chosen([one for one in persons if one in held_still], office, today, former, done)
    done.refused |= {person: NotHeldHere() for person in persons if person not in held_still}
    if not chosen:
        return
    places, using = lists.take_places(office=office, many=len(chosen), now=now), signer()
    said = {number: terms(today, last_day(today), (number, 0)) for number in {number for number, _ in places}}
    values = {
        "office": office, "first": today, "last": last_day(today), "now": now,
        "keys": [using.number] if printed else [],
    }  # fmt: skip
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        with _Storing(cursor, values) as storing:
            for stated, (listed, index) in zip(chosen, places, strict=True):
                number, at = new_id(), places_of(stated)
                done.passes[stated.person] = number
                replaces = former[stated.person][0] if stated.person in former else "\\N"
                sealed = seal(stated, at, number).hex()
                storing.add(f"{number.hex}\t{stated.person.hex}\t{listed}\t{index}\t\\\\x{sealed}\t{replaces}")
                if printed:
                    own = at_place(said[listed], index)
                    try:
                        done.codes[stated.person] = paper_code(using.key, own, claims_on(stated, at, today), printed)
                    except TooMuchForPaper as refusal:
                        done.refused[stated.person] = refusal
        detail = {"form": "paper"} if printed else None
        journal.record_selected(cursor, _ISSUED, office=office, officer=by, purpose=WISH, detail=detail, now=now)


class _Storing:
    """Stores passes some at a time beside the thread that seals and signs them, in the transaction of that one.

    Until the block ends nothing else may use the connection. What a statement refuses is raised there.
    """

    def __init__(self, cursor: "psycopg.Cursor[object]", values: dict[str, object]) -> None:
        self._cursor, self._values = cursor, values
        self._lines: list[str] = []
        self._part = 0
        self._beside = ThreadPoolExecutor(1)
        self._stored: list[Future[None]] = []

    def __enter__(self) -> "_Storing":
        for statement in _BEGIN:
            self._cursor.execute(statement)
        return self

    def add(self, line: str) -> None:
        """One pass, without its end of line."""
        self._lines.append(f"{line}\t{self._part}\n")
        if len(self._lines) >= PART:
            self._store()

    def _store(self) -> None:
        lines, part = "".join(self._lines).encode(), self._part
        self._lines, self._part = [], part + 1
        self._stored.append(self._beside.submit(self._copy, lines, part))

    def _copy(self, lines: bytes, part: int) -> None:
        with self._cursor.copy("COPY pass_stage FROM STDIN") as copy:
            copy.write(lines)
        self._cursor.execute(_INSERT, {**self._values, "part": part})

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._store()
        self._beside.shutdown()
        if kind is None:
            for one in self._stored:
                one.result()
            self._cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _former(persons: Sequence[UUID], office: str) -> dict[UUID, tuple[UUID, date]]:
    """The newest valid pass of each who has one of this office, and its last day."""
    with connection.cursor() as cursor:
        cursor.execute(_FORMER, [list(persons), office])
        return {person: (number, last) for person, number, last in cursor.fetchall()}


def _chosen(
    persons: Sequence[UUID], office: str, today: date, former: dict[UUID, tuple[UUID, date]], done: Issued
) -> list[Stated]:
    """Who gets one; why the others do not is noted."""
    known = state(persons=persons, offices=_speaking(office), day=today)
    chosen = []
    for person in persons:
        try:
            stated = _checked(known.get(person), office)
            if person in former and former[person][1] >= today:
                raise HoldsOne
        except Refusal as refusal:
            done.refused[person] = refusal
        else:
            chosen.append(stated)
    return chosen


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
