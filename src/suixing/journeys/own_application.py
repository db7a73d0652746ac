"""She applies for a pass on her own pages, or a relative does by a mandate of hers (P1, P2); the node opens the case.

The database knows whose session or mandate it is, and through which offices it may go; no page names a person.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from suixing.cases.actions import draw_code
from suixing.cases.queries import digest_of_code, procedure
from suixing.kernel.errors import Sentence
from suixing.residents import actions as residents

APPLICATION = "pass_application"
LODGED = "lodged"
MADE_OUT = "opened"
WISHES = ("withdraw", "papers")
"""What she can ask to be done in an application: take it back, or say that the papers it lacked are there."""


@dataclass(frozen=True, slots=True)
class OwnApplication:
    """One application of hers. ``outcome`` is empty until the node took it up; ``state`` is None where no case shows.

    ``alone``: nobody asks for her, so that what the asking side does is hers to do. ``office`` is where the case lies.
    """

    number: int
    act: str
    applicant: str
    made_at: datetime
    outcome: str
    wish: str
    alone: bool
    state_code: str
    state: Sentence | None
    office: str
    closed_at: datetime | None
    due_on: date | None
    late: bool

    @property
    def is_open(self) -> bool:
        """Whether something is still to happen."""
        return not self.outcome or (self.state is not None and self.closed_at is None)

    @property
    def lacks_papers(self) -> bool:
        """Whether it waits for papers of hers that she herself says have come."""
        return self.is_open and self.alone and self.state_code == "incomplete"


@transaction.atomic
def apply(*, act: str) -> str:
    """Lodge an application in her session: ``lodged``, or ``nothing``, ``open``, ``many`` for why not.

    ``nothing``: no office that holds her is open to this session. ``open``: one is under way. ``many``: five today.
    """
    return str(_ask("SELECT journeys_apply(%s)", act))


@transaction.atomic
def apply_for_her(*, code: str, name: str, relation: str) -> str | None:
    """Use a mandate; the code under which the relative asks how it stands. None for whatever is wrong with it."""
    status = draw_code()
    done = _ask(
        "SELECT journeys_use_mandate(%s, %s, %s)",
        residents.hash_of_mandate(code), residents.seal_user(name=name, relation=relation), digest_of_code(status),
    )  # fmt: skip
    return status if done else None


def how_it_stands(*, code: str) -> str | None:
    """``lodged``, ``passed_on``, ``not_passed_on``, ``issued`` or ``ended``; None for a code that opens nothing."""
    told = _ask("SELECT journeys_lodged_by_mandate(%s)", digest_of_code(code))
    return None if told is None else str(told)


@transaction.atomic
def wish(*, application: int, wanted: str) -> bool:
    """Ask for one of ``WISHES`` in an open application of hers; the node does it. False where it does not apply."""
    return bool(_ask("SELECT journeys_wish(%s, %s)", application, wanted))


def applications() -> list[OwnApplication]:
    """Those of hers, the newest first, at most twenty."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, act, applicant, made_at, outcome, wish, side, joined, state, office, closed_at, due_on, late"
            " FROM journeys_applications()"
        )
        rows = cursor.fetchall()
    states = procedure(APPLICATION).states
    return [
        OwnApplication(
            number=number, act=act, applicant=applicant, made_at=made_at, outcome=outcome, wish=wished,
            alone=side == "answering" and not joined, state_code=state or "",
            state=states[state].says if state else None, office=office or "", closed_at=closed_at, due_on=due_on,
            late=late,
        )
        for (
            number, act, applicant, made_at, outcome, wished, side, joined, state, office, closed_at, due_on, late
        ) in rows
    ]  # fmt: skip


def _ask(statement: str, *values: str | bytes | int) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        row = cursor.fetchone()
    return row[0] if row else None
