"""A pair whose asking side is the person herself: the office that answers has the only copy, and the node does for her
what an asking office would do. Nothing crosses, for there is nobody to tell.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from suixing.cases import filing, messages, stepping
from suixing.cases.content import Ground, check
from suixing.cases.errors import NotNow
from suixing.cases.folding import may
from suixing.cases.models import Case
from suixing.cases.procedures import procedure
from suixing.cases.procedures.steps import Side
from suixing.rules.books import book_for
from suixing.rules.counting import CHINA


def file_for_her(*, code: str, office: str, person: UUID, content: Mapping[str, Any], now: datetime) -> Case:
    """The answering side's file of a pair that nobody else asks for, still in its first state. Raises BadContent."""
    table, day = procedure(code), now.astimezone(CHINA).date()
    held = book_for(place=office, on=day)
    fields = [one for one in table.opening if one.name != "names_office"]
    kept = check(fields, content, Ground(held, day))
    case, _ = filing.new_case(
        table=table, office=office, side=Side.ANSWERING, pair=uuid4(), counterpart="", joined=False, parent=None,
        person=person, book=held.code, content=kept, now=now,
    )  # fmt: skip
    return case


def is_hers_alone(case: Case) -> bool:
    """Whether nobody but the person asks in this pair."""
    return case.side == Side.ANSWERING and not case.joined


def step_for_her(case: Case, step: str, content: Mapping[str, Any], *, now: datetime) -> None:
    """A step of the asking side on a locked case of this kind. Raises NotNow or BadContent."""
    table, events = procedure(case.procedure), filing.events_of(case)
    if not is_hers_alone(case) or not may(
        table, case.state, step, Side.ASKING, [one.step for one in events if one.counted]
    ):
        raise NotNow(table.states[case.state].says)
    seq = 1 + max((one.seq for one in events if one.side == Side.ASKING), default=0)
    turn = 1 + max((one.turn for one in events), default=0)
    told = messages.Told(step, seq, turn, now, dict(content))
    stepping.receive(case, told, side=Side.ASKING, message=None, now=now)
