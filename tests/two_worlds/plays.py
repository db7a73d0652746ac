"""What is played: the same questions at the same times, asked on their own or by a matter that nobody may learn of.

A ``Difference`` is added here with every feature that could tell of a birth, of what a provider did, or of what was
asked of her: how the world goes without it, how with it, and which places may differ and why.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

from suixing.cases.models import Case
from suixing.journeys.cases import letters, records
from suixing.papers.actions import keep_paper
from tests.cast import JUNYAO, MAIMAITI, XIUYING, ZHONGZHOU
from tests.papers.files import png
from tests.two_worlds.comparing import MayDiffer
from tests.two_worlds.exceptions import (
    A_PAPER_LIES_THERE,
    ANOTHER_MATTER_IS_LATE,
    EVERYWHERE,
    REGISTERING_OFFICE,
    WHILE_OPEN,
)
from tests.two_worlds.seats import HOME, REGISTERING, SECOND_HOME
from tests.two_worlds.staging import QUESTIONS, Stage, named

REGISTRANT = {"name": JUNYAO.name, "born": "2026-11-02", "sex": 2}
ASKED = {"questions": QUESTIONS}
LATE_FROM = {"days": 11}
"""One working day from then ends when seven after the third day do: 2 December."""
Play = Callable[[Stage], None]


@dataclass(frozen=True)
class Difference:
    """Two plays that only ``may_differ`` may tell apart."""

    name: str
    without: Play
    with_it: Play
    may_differ: tuple[MayDiffer, ...] = (*EVERYWHERE, *REGISTERING_OFFICE)


def _registration(stage: Stage, *, passes: bool = False) -> UUID:
    """Opened on papers, for the person whom the office holds and one whom it does not."""
    content: dict[str, Any] = {
        "parties": {"registrant": REGISTRANT, "named": [named(MAIMAITI, with_pass=passes)]},
        "papers": ["identity_card"], "since": stage.now.isoformat(), "own_pass": passes,
    }  # fmt: skip
    return stage.registering.open("registration", content, account=stage.account(REGISTERING, XIUYING))


def _ask(stage: Stage, day: int, *, registering: bool) -> UUID | None:
    """From an hour after the registration was opened on, both home offices are asked; the registration, if there is."""
    stage.at(days=day)
    case = _registration(stage) if registering else None
    stage.at(days=day, hours=1)
    if case is None:
        stage.verify(XIUYING)
        stage.verify(MAIMAITI)
    else:
        stage.registering.takes(case, "ask", ASKED)
    stage.work()
    return case


def _end(stage: Stage, case: UUID | None, step: str = "register") -> None:
    if case is not None:
        stage.registering.takes(case, step)
    stage.work()


def answered(stage: Stage, *, registering: bool) -> None:
    """Both home offices answer the next day."""
    case = _ask(stage, 3, registering=registering)
    stage.look("open")
    stage.at(days=4)
    stage.answers(HOME, SECOND_HOME)
    stage.at(days=4, hours=1)
    _end(stage, case)
    stage.look("ended", whole=True)


def silent(stage: Stage, *, registering: bool) -> None:
    """Neither answers; the registration goes on without them, and superiors are told of the silence (V3, T5)."""
    case = _ask(stage, 3, registering=registering)
    for day in (20, 25):  # one after the other, so that lists have an order
        stage.at(days=day)
        stage.work()
    stage.look("open")
    stage.at(days=25, hours=1)
    _end(stage, case)
    stage.look("ended")


def half_silent(stage: Stage, *, registering: bool) -> None:
    """One home office answers, the other one only after the superiors of both were told of its silence (T5)."""
    case = _ask(stage, 3, registering=registering)
    stage.at(days=4)
    stage.answers(HOME)
    for day in (20, 25):
        stage.at(days=day)
        stage.work()
    stage.at(days=25, hours=1)
    _end(stage, case)
    stage.at(days=26)
    stage.answers(SECOND_HOME)


def withdrawn(stage: Stage, *, registering: bool) -> None:
    """She takes it back before the second one answered."""
    case = _ask(stage, 3, registering=registering)
    stage.at(days=3, hours=2)
    stage.answers(HOME)
    asked = list(Case.objects.filter(procedure="verification", side="asking", closed_at=None))
    stage.at(days=4)
    if case is not None:
        stage.registering.takes(case, "withdraw", {"reason": "person_withdrew"})
    else:
        for one in asked:
            stage.registering.takes(one.pk, "withdraw", {"reason": "person_withdrew"})
    stage.work()
    stage.look("ended")


def a_further_one(stage: Stage, *, registering: bool) -> None:
    """The same again some weeks later: nothing leads from one to the other."""
    for day in (3, 30):
        case = _ask(stage, day, registering=registering)
        stage.at(days=day + 1)
        stage.answers(HOME, SECOND_HOME)
        stage.at(days=day + 1, hours=1)
        _end(stage, case)
    stage.look("ended")


def passes_shown(stage: Stage, *, registering: bool) -> None:
    """Both show a pass, so nobody is asked; a paper is missing, a letter is printed, the extract is put right.

    Another registration is refused, because its papers are false.
    """
    desk = stage.registering
    by: dict[str, Any] = {"office": desk.office, "by": desk.name}
    stage.at(days=3)
    case = _registration(stage, passes=True) if registering else None
    if case is not None:
        desk.takes(case, "tell_missing", {"on": "2026-11-23", "missing": ["birth_certificate"]})
        with desk.sitting():
            keep_paper(file=case, code="birth_certificate", upload=BytesIO(png()), name="a.png", now=stage.now, **by)
            letters.letter_for(
                case=case, kind="missing", site="https://suixing.invalid", english=False, now=stage.now, **by
            )
    stage.work()
    stage.look("open")
    stage.at(days=4)
    if case is not None:
        false = _registration(stage, passes=True)
        desk.takes(false, "refuse", {"reason": "papers_false", "finding": "编号查无"})
        desk.takes(case, "papers_came", {"on": "2026-11-24", "papers": ["birth_certificate"]})
        desk.takes(case, "nothing_to_ask", {"reason": "pass_shown"})
        number = desk.takes(case, "register").number_shown_once
        assert number
        with desk.sitting():
            found = records.find_extract(number=number, now=stage.now, **by)
            assert found
            records.correct(number=number, parties=found.content["parties"], now=stage.now, **by)
    stage.work()
    stage.look("ended")


def late(stage: Stage, *, registering: bool) -> None:
    """The office lets a duty of its own run out: to ask about a birth, or to forward an application for a pass."""
    stage.at(days=3)
    if registering:
        _registration(stage)
    stage.at(**LATE_FROM)
    if not registering:
        content = {"applicant": "herself", "since": stage.now.isoformat()}
        account = stage.account(REGISTERING, XIUYING)
        stage.registering.open("pass_application", content, account=account, answering=ZHONGZHOU)
    stage.at(days=20)
    stage.work()
    stage.look("open")


def _two(play: Callable[..., None]) -> tuple[Play, Play]:
    return lambda stage: play(stage, registering=False), lambda stage: play(stage, registering=True)


DIFFERENCES = (
    Difference("a birth registered", *_two(answered)),
    Difference("a birth registered without an answer", *_two(silent)),
    Difference("a further birth registered", *_two(a_further_one)),
    Difference("a registration withdrawn", *_two(withdrawn)),
    Difference(
        "a birth registered and nobody asked",
        *_two(passes_shown),
        may_differ=(*EVERYWHERE, *REGISTERING_OFFICE, A_PAPER_LIES_THERE),
    ),
    Difference(
        "a registration late",
        *_two(late),
        may_differ=(*EVERYWHERE, *WHILE_OPEN, ANOTHER_MATTER_IS_LATE),
    ),
)
