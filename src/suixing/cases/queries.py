"""What others ask of cases: what is due, one case with its clocks and its timeline, where a case stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from suixing.cases import filing
from suixing.cases.answers_kept import Kept, answering_steps, content_kept, kept_answers
from suixing.cases.closing import Extract, record_under
from suixing.cases.content import NOT_A_FILE, Ground, check, listed, open_questions
from suixing.cases.covering import Covering, covers_of, feed_until
from suixing.cases.effects import can_extend
from suixing.cases.errors import NotThere
from suixing.cases.filing import content_of
from suixing.cases.lodged import digest_of_code, linked, own_waiting, waiting_in_the_box
from suixing.cases.messages import KIND_ASKED, KIND_EVENT, KIND_FORGOTTEN, KIND_MET, KIND_RAISED, plain, read_plain
from suixing.cases.messages import read as read_event
from suixing.cases.models import AnswerTemplate, Case, CaseEvent
from suixing.cases.own import (
    OwnCase,
    OwnLetter,
    OwnView,
    office_of_own,
    own_case,
    own_cases,
    own_letter,
    own_letters,
)
from suixing.cases.posting import LetterKind, Posted, letters_of, letters_owed
from suixing.cases.procedures import PROCEDURES, Keeper, Kind, Procedure, Side, procedure
from suixing.cases.procedures.steps import Field, Step
from suixing.cases.sealing import link_digest, plain_number, token_digest
from suixing.cases.standing import Answer, answer_for
from suixing.cases.stepping import BY_OTHER_MEANS, asked_last, opened
from suixing.cases.worklist import Item, Wanted, counts, covered_by, item_of, items, worklist
from suixing.clocks.queries import Shown, clocks_of
from suixing.exchange.queries import Delivery, deliveries
from suixing.kernel.errors import Sentence
from suixing.rules.books import RuleBook, book, book_for
from suixing.rules.counting import CHINA

__all__ = [
    "KIND_ASKED",
    "KIND_EVENT",
    "KIND_FORGOTTEN",
    "KIND_MET",
    "KIND_RAISED",
    "NOT_A_FILE",
    "PROCEDURES",
    "Answer",
    "Case",
    "CaseEvent",
    "Covering",
    "Extract",
    "Field",
    "Ground",
    "Item",
    "Keeper",
    "Kept",
    "Kind",
    "LetterKind",
    "OwnCase",
    "OwnLetter",
    "OwnView",
    "Posted",
    "Procedure",
    "Side",
    "Step",
    "Wanted",
    "answer_for",
    "answering_steps",
    "asked_last",
    "content_kept",
    "content_of",
    "counts",
    "covered_by",
    "covers_of",
    "digest_of_code",
    "feed_until",
    "item_of",
    "items",
    "kept_answers",
    "letters_of",
    "letters_owed",
    "linked",
    "listed",
    "office_of_own",
    "open_questions",
    "opened",
    "own_case",
    "own_cases",
    "own_letter",
    "own_letters",
    "own_waiting",
    "plain",
    "plain_number",
    "procedure",
    "read_event",
    "read_plain",
    "record_under",
    "waiting_in_the_box",
    "worklist",
]  # the rest is defined here


def check_opening(code: str, content: dict[str, Any], *, office: str, now: datetime) -> dict[str, Any]:
    """Whether a case of an office could be opened with this, before anything is stored. Raises BadContent."""
    today = now.astimezone(CHINA).date()
    return check(procedure(code).opening, content, Ground(book_for(place=office, on=today), today))


def check_parties(parties: Mapping[str, Any], *, book_code: str, today: date) -> dict[str, Any]:
    """Who is registered and named, put right. Raises BadContent."""
    fields = [field for field in procedure("registration").opening if field.name == "parties"]
    right: dict[str, Any] = check(fields, {"parties": parties}, Ground(book(book_code), today))["parties"]
    return right


def cases_of(*, person: UUID, office: str, now: datetime) -> list[Item]:
    """What an office has open for somebody, the newest first. What is closed leaves nothing here."""
    held = Case.objects.filter(person_id=person, office_id=office, closed_at=None).defer("sealed", "wrapped_key")
    return [item_of(case, now) for case in held.order_by("-opened_at", "id")]


def case_numbered(*, number: str, office: str) -> UUID | None:
    """The open or closed case of this office with this number."""
    return Case.objects.filter(number=number.strip().upper(), office_id=office).values_list("id", flat=True).first()


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the timeline. ``mine``: this office did it; ``counted`` False: it came too late for that."""

    at: datetime
    step: str
    says: Sentence
    side: str
    mine: bool
    officer: str
    rules: tuple[str, ...]
    counted: bool
    content: dict[str, Any]
    held_until: datetime | None


@dataclass(frozen=True, slots=True)
class Seen:
    """One case, opened. ``steps`` are what this office can do now; ``version`` goes back with the step."""

    case: UUID
    item: Item
    office: str
    person: UUID | None
    version: int
    opened_at: datetime
    book: RuleBook
    content: dict[str, Any]
    timeline: tuple[Told, ...]
    clocks: tuple[Shown, ...]
    deliveries: tuple[Delivery, ...]
    pairs: tuple[Item, ...]
    parent: UUID | None
    joined: bool
    pair: UUID | None
    steps: dict[str, Step]


def case_seen(*, case: UUID, office: str, now: datetime) -> Seen:
    """A case of this office with all that its page shows; raises NotThere. Who shows it records the reading (A5)."""
    held = Case.objects.filter(pk=case, office_id=office).first()
    if held is None:
        raise NotThere
    table = procedure(held.procedure)
    events = filing.events_of(held)
    done = [one.step for one in events if one.counted]
    steps = (
        table.steps_from(held.state, Side(held.side))
        if held.closed_at is None or held.procedure == "verification"
        else {}
    )
    return Seen(
        case=held.id, item=item_of(held, now), office=held.office_id, person=held.person_id, version=held.version,
        opened_at=held.opened_at, book=book(held.book), content=filing.content_of(held),
        timeline=tuple(_told(held, event) for event in events),
        clocks=clocks_of(file=held.id, now=now),
        deliveries=deliveries(pair=held.pair, office=office) if held.pair and held.joined else (),
        pairs=tuple(item_of(one, now) for one in held.pairs.order_by("opened_at")),
        parent=held.parent_id, joined=held.joined, pair=held.pair,
        steps={
            code: step for code, step in steps.items()
            if not (step.once and code in done)
            and not any(earlier in done for earlier in step.unless)
            and not (held.joined and code in BY_OTHER_MEANS)
            and can_extend(held, step)
        },
    )  # fmt: skip


def _told(case: Case, event: CaseEvent) -> Told:
    step = procedure(case.procedure).steps[event.step]
    return Told(
        event.at, event.step, step.says, event.side, event.side == case.side, event.officer, step.rules, event.counted,
        opened(case, event), event.held_until,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case, or a pair that it waits for, stands, for who holds its code. No content."""

    procedure: str
    state_code: str
    title: Sentence
    state: Sentence
    waits_for: str
    office: str
    counterpart: str
    opened_at: datetime
    closed_at: datetime | None
    due_on: date | None
    provisional: bool
    overdue: bool
    suspended: bool
    ours: bool
    ended: str


def standing(code: str) -> tuple[Standing, ...]:
    """What a code from a letter shows: the case first, then what it waits for; empty for no valid code."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_status(%s)", [link_digest(code)])
        rows = cursor.fetchall()
    return tuple(_standing(row) for row in rows)


ENDED = Sentence("已办结，结果见发给您的书面文件", "Closed: the paper that you were given says how")


def _standing(row: Sequence[Any]) -> Standing:
    code, side, state, turn, office, counterpart, opened_at, closed_at, due_on, provisional, late, stands, bears = row[
        :13
    ]
    table = PROCEDURES.get(code)
    waits = {side: "us", "person": "person", "nobody": "nobody"}.get(turn, "other")
    return Standing(
        procedure=code, state_code=state, title=table.title if table else Sentence("办件", "Case"),
        state=table.states[state].says if table else ENDED,
        waits_for=waits, office=office, counterpart=counterpart, opened_at=opened_at, closed_at=closed_at,
        due_on=due_on, provisional=provisional, overdue=late, suspended=stands, ours=bears == "own", ended=row[15],
    )  # fmt: skip


def due_by_day(token: str) -> list[tuple[date, int]] | None:
    """How many cases are due, by day, for a calendar feed; None where the token does not hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_feed_holds(%s)", [token_digest(token)])
        row = cursor.fetchone()
        if row is None or not row[0]:
            return None
        cursor.execute("SELECT due_on, files FROM cases_due_by_day(%s)", [token_digest(token)])
        return [(day, files) for day, files in cursor.fetchall()]


def templates_for(*, office: str, code: str, step: str) -> list[tuple[int, str, list[str]]]:
    """Answers kept for the next time: number, name, codes."""
    held = AnswerTemplate.objects.filter(office_id=office, procedure=code, step=step).order_by("name")
    return list(held.values_list("id", "name", "codes"))
