"""Walk a real case of any procedure into any state, at both desks and with the worker between them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from suixing.access.roles import Role
from suixing.cases.models import Case
from suixing.journeys.cases import lodging
from suixing.journeys.cases.stepping import Taken
from tests.cases.conftest import ASK, SUBJECT, Desk, House
from tests.cases.showing import minute, today
from tests.cases.test_coordination import DISTRICT, late_in_a_district
from tests.cases.test_move import MOVE, registered
from tests.cases.test_verification import ANSWERS, UNREACHED, YES
from tests.cases.transitions import PAPER, Transition, route
from tests.cast import FUCHENG, GUANHU, JUNYAO, ZHONGZHOU
from tests.desk.conftest import as_role

NATION = "00"
MATTER = {"matter": "who_pays", "proposal": "other_side"}
LISTED = {"questions": ["identity.name_matches"]}
WITHDRAW = {"reason": "person_withdrew"}


@dataclass
class Walk:
    """A case and who has to do with it; ``other`` is the office that was asked, None where there is none."""

    house: House
    procedure: str
    way: str
    case: UUID
    mine: Desk
    other: Desk | None
    code: str = ""
    """By which a complainant comes back to what she lodged."""

    @property
    def theirs(self) -> UUID | None:
        """The other side's copy, as soon as it is there."""
        mine = Case.objects.filter(pk=self.case).exclude(pair=None).first()
        if mine is None:
            return None
        return Case.objects.exclude(pk=mine.pk).filter(pair=mine.pair).values_list("pk", flat=True).first()

    def take(self, line: Transition) -> Taken | None:
        """Let this happen, at whichever desk does it; None for what no desk does. What was sent stays on its way."""
        if line.step in MACHINE.get(self.procedure, {}):
            MACHINE[self.procedure][line.step](self)
            return None
        if not line.by_answering:
            return self.mine.takes(self.case, line.step, self.content(line.step))
        assert self.other is not None
        assert self.theirs is not None
        return self.other.takes(self.theirs, line.step, self.content(line.step))

    def go_to(self, state: str) -> None:
        """By the fewest steps; messages are carried but for the one that is on its way in the state itself."""
        for line in route(self.procedure, self.way, state):
            self.take(line)
            self.carry(line.after)

    def carry(self, state: str) -> None:
        """What was held for its minute leaves and arrives, unless the case is to be found on its way."""
        if self.other is not None and state not in ("sent", "withdrawn"):
            minute(self.house)

    def content(self, step: str) -> dict[str, Any]:
        """What an officer fills in for a step."""
        day, at = today(self.house).isoformat(), self.house.now.isoformat()
        by_procedure: dict[tuple[str, str], dict[str, Any]] = {
            ("verification", "ask_again"): {"reason": "new_papers", **LISTED},
            ("registration", "ask"): LISTED,
            ("registration", "refuse"): {"reason": "papers_false", "finding": "编号查无"},
            ("registration", "tell_missing"): {"on": day, "missing": ["birth_certificate"]},
            ("registration", "papers_came"): {"on": day, "papers": ["birth_certificate"]},
            ("request", "answer"): {"answers": {"residence.served_here": YES}},
            ("request", "extend"): {"reason": "in_the_archive"},
            ("move", "reject"): {"reason": "not_here"},
            ("pass_application", "tell_missing"): {"on": day, "missing": ["mandate"]},
            ("complaint", "extend"): {"reason": "both_sides_heard"},
            ("complaint", "reject"): {"reason": "duty_done", "text": "不属实"},
            ("complaint", "redirect"): {"office": NATION, "text": "属国家机构职责"},
            ("complaint", "withdraw"): {},
        }
        by_step: dict[str, dict[str, Any]] = {
            "note_arrival": {"channel": "fax", "at": at}, "answer": ANSWERS,
            "answer_in_part": {"answers": {"identity.name_matches": YES}},
            "answer_noted": {**ANSWERS, "channel": "telephone"}, "withdraw": WITHDRAW, "redirect": {"office": GUANHU},
            "nothing_to_ask": {"reason": "pass_shown"}, "tell_mistaken": {"on": day, "missing": ["identity_card"]},
            "mended": {"on": day, "papers": ["identity_card"]}, "papers_came": {"on": day},
            "show": {"way": "at_the_desk"}, "outside": {"reason": "outside"}, "reject": {"reason": "sent_twice"},
            "return": {"reason": "unreadable"}, "reply": {"position": "agreed"}, "send_again": MATTER,
            "offer_again": {"division": ZHONGZHOU, "moved_on": "2026-11-18"}, "uphold": {"text": "已退还"},
            "uphold_in_part": {"text": "部分属实"}, "settle": {"reason": "agreed_date"},
        }  # fmt: skip
        return by_procedure.get((self.procedure, step), by_step.get(step, {}))


def begin(house: House, procedure: str, way: str) -> Walk:
    """A new case as its office has it before anything else happened in it."""
    if procedure == "complaint":
        return _lodged(house)
    if procedure == "coordination":
        _, above = late_in_a_district(house)
        return Walk(house, procedure, way, above.id, house.desk("wu.district", DISTRICT, (Role.SUPERVISOR,)), None)
    at = house.now.isoformat()
    opening: dict[str, dict[str, Any]] = {
        "verification": ASK,
        "notification": {"subject": SUBJECT, "topic": "entitlement_opened", "since": at, "agreed": True},
        "request": {"subject": SUBJECT, "questions": ["residence.served_here"]},
        "consultation": {"subject": SUBJECT, **MATTER},
        "pass_application": {"subject": SUBJECT, "applicant": "herself", "since": at},
        "move": MOVE,
        "registration": {
            "parties": {
                "registrant": {"name": JUNYAO.name, "born": "2026-11-02", "sex": 2},
                "named": [{**SUBJECT, "home": ZHONGZHOU, "pass": False}],
            },
            "papers": ["identity_card"],
            "since": at,
        },
    }
    if procedure == "registration":
        case = house.fucheng.open(procedure, opening[procedure])
        return Walk(house, procedure, way, case, house.fucheng, None)
    account = {"account": registered(house)} if procedure == "move" else {}
    answering = UNREACHED if way == PAPER else ZHONGZHOU
    case = house.fucheng.open(procedure, opening[procedure], answering=answering, **account)
    return Walk(house, procedure, way, case, house.fucheng, None if way == PAPER else house.zhongzhou)


def _lodged(house: House) -> Walk:
    with as_role("serving", ""):
        code = lodging.lodge(
            office=DISTRICT, about=FUCHENG, ground="charged", text="收了二十元", form_number=uuid4(), now=house.now
        )
    house.work()
    case = Case.objects.get(procedure="complaint").pk
    desk = house.desk("wu.district", DISTRICT, (Role.SUPERVISOR,))
    return Walk(house, "complaint", "exchange", case, desk, None, code)


def _verified(walk: Walk) -> None:
    """The one home office that was asked answers."""
    pair = Case.objects.get(parent=walk.case)
    minute(walk.house)
    copy = walk.house.copy_of(pair.pk)
    walk.house.zhongzhou.takes(copy, "answer", {"answers": {"identity.name_matches": YES}})
    minute(walk.house)


def _silent(walk: Walk) -> None:
    """The home office lets its time run out."""
    minute(walk.house)
    walk.house.later(days=40)
    walk.house.work()


def _by_code(walk: Walk) -> None:
    with as_role("serving", ""):
        assert lodging.withdraw(code=walk.code, now=walk.house.now)
    walk.house.work()


def _acted(walk: Walk) -> None:
    """The late office does what it owed."""
    late = Case.objects.get(procedure="verification", side="answering")
    walk.house.desk("lin.guanhu", GUANHU).takes(late.pk, "answer", ANSWERS)
    minute(walk.house)


def _carried(walk: Walk) -> None:
    minute(walk.house)


MACHINE: dict[str, Any] = {
    "registration": {"verified": _verified, "go_on": _silent},
    "complaint": {"withdraw": _by_code},
    "coordination": {"answered": _acted},
    **{
        pair: {"arrive": _carried}
        for pair in ("verification", "notification", "request", "consultation", "move", "pass_application")
    },
}
"""Steps that no officer takes, and how each comes about."""
