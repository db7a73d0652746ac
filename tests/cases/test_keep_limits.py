"""Every limit of every rule book, on a real case: the last day by a wall calendar, and another one with another limit.

All begin in September 2026. Off then are Friday the 25th to Sunday the 27th, and the 1st to the 7th of October; worked
are the Saturday after that, the 10th, and all other days from Monday to Friday.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from uuid import UUID, uuid4

import pytest

from suixing.access.roles import Role
from suixing.cases.models import Case
from suixing.cases.procedures import PROCEDURES
from suixing.cases.procedures.steps import Extend, Start
from suixing.clocks.models import Clock
from suixing.journeys.cases import lodging
from suixing.journeys.register import register_one
from suixing.places.actions import open_office
from suixing.rules import books
from suixing.rules.books_reading import LIMIT_KEYS, read_books
from suixing.rules.counting import CHINA
from tests.cases.conftest import ASK, SUBJECT, Desk, House
from tests.cases.showing import minute
from tests.cases.test_move import MOVE
from tests.cast import FUCHENG, GUANHU, JUNYAO, ZHONGZHOU
from tests.desk.conftest import as_role
from tests.desk.test_register_and_see import entry

NATIONAL, LOCAL = "CN-2009", "CQ-2010"
FOLDER = files("suixing.rules") / "data" / "books"
EXTENSION = " and its extension"

# The book and the limit; when it begins to run, by Beijing's clocks; the last day, or for hours the last instant.
LIMITS = {
    (NATIONAL, "ask_verification"): ("2026-09-21T10:00", "2026-10-08"),
    (NATIONAL, "answer_verification"): ("2026-09-21T10:00", "2026-10-19"),
    (NATIONAL, "decide_registration"): ("2026-09-24T10:00", "2026-09-28"),
    (NATIONAL, "notify"): ("2026-09-21T10:00", "2026-10-19"),
    (NATIONAL, "answer_request"): ("2026-09-21T10:00", "2026-10-21"),
    (NATIONAL, "answer_request" + EXTENSION): ("2026-09-21T10:00", "2026-11-05"),
    (NATIONAL, "answer_request_pressing"): ("2026-09-24T10:00", "2026-10-09"),
    (NATIONAL, "answer_request_urgent"): ("2026-09-24T16:30", "2026-09-25T17:00"),
    (NATIONAL, "answer_consultation"): ("2026-09-22T10:00", "2026-10-09"),
    (NATIONAL, "accept_move"): ("2026-09-23T10:00", "2026-10-10"),
    (NATIONAL, "forward_pass_application"): ("2026-09-30T10:00", "2026-10-08"),
    (NATIONAL, "issue_pass"): ("2026-09-22T10:00", "2026-09-28"),
    (NATIONAL, "answer_complaint"): ("2026-09-21T10:00", "2026-10-19"),
    (NATIONAL, "answer_complaint" + EXTENSION): ("2026-09-21T10:00", "2026-11-09"),
    (NATIONAL, "appeal_complaint"): ("2026-09-22T10:00", "2026-10-20"),
    (NATIONAL, "coordinate"): ("2026-09-21T10:00", "2026-10-08"),
    # Chongqing's own, and below them what it takes over from the national book.
    (LOCAL, "ask_verification"): ("2026-09-21T10:00", "2026-09-29"),
    (LOCAL, "answer_verification"): ("2026-09-21T10:00", "2026-10-12"),
    (LOCAL, "notify"): ("2026-09-21T10:00", "2026-10-12"),
    (LOCAL, "answer_request"): ("2026-09-24T10:00", "2026-10-14"),
    (LOCAL, "answer_request" + EXTENSION): ("2026-09-21T10:00", "2026-10-21"),
    (LOCAL, "answer_request_pressing"): ("2026-09-29T10:00", "2026-10-09"),
    (LOCAL, "answer_consultation"): ("2026-09-21T10:00", "2026-09-29"),
    (LOCAL, "issue_pass"): ("2026-09-22T10:00", "2026-09-24"),
    (LOCAL, "decide_registration"): ("2026-09-21T10:00", "2026-09-22"),
    (LOCAL, "answer_request_urgent"): ("2026-09-30T18:30", "2026-10-01T19:00"),
    (LOCAL, "accept_move"): ("2026-09-21T10:00", "2026-10-08"),
    (LOCAL, "forward_pass_application"): ("2026-09-21T10:00", "2026-09-22"),
    (LOCAL, "answer_complaint"): ("2026-09-22T10:00", "2026-10-20"),
    (LOCAL, "answer_complaint" + EXTENSION): ("2026-09-21T10:00", "2026-11-09"),
    (LOCAL, "appeal_complaint"): ("2026-09-21T10:00", "2026-10-19"),
    (LOCAL, "coordinate"): ("2026-09-21T10:00", "2026-10-08"),
}
NO_CLOCK = {
    "tell_missing_papers": "nobody knows that a paper is missing before the officer says so, and then she is told",
    "answer_correction": "no case: what a person asks on her own pages has a day, which raises nothing when it passes",
    "notify_registration": "runs as notify: a clock of its own would tell that somebody was registered (V5, X3)",
}
"""Limits that no clock counts, and why."""


@dataclass
class Ground:
    """Who acts where a book holds: ``own`` and ``other`` bear duties under it, ``asks`` asks ``own``."""

    house: House
    own: Desk
    other: str
    asks: Desk
    above: str
    higher: str
    third: str
    """Below the same superior as ``own``; late there is late in the same place."""


def ground(house: House, book: str) -> Ground:
    if book == NATIONAL:
        return Ground(house, house.desk("lin.desk", GUANHU), ZHONGZHOU, house.fucheng, "440309", "44", FUCHENG)
    return Ground(house, house.zhongzhou, FUCHENG, house.fucheng, "500233", "50", "500233002")


def asked(ground: Ground, code: str, content: dict[str, object], **more: object) -> UUID:
    """The copy of the office that was asked, as soon as it arrived."""
    case = ground.asks.open(code, {"subject": SUBJECT, **content}, answering=ground.own.office)
    for step in (step for step in ("show", "forward") if step in PROCEDURES[code].steps):
        ground.asks.takes(case, step, {"way": "at_the_desk"} if step == "show" else {})
    (minute if code == "request" else House.work)(ground.house)
    return ground.house.copy_of(case)


def requested(ground: Ground, **marked: object) -> UUID:
    return asked(ground, "request", {"questions": ["residence.served_here"], **marked})


def requested_longer(ground: Ground) -> UUID:
    case = requested(ground)
    ground.own.takes(case, "accept")
    ground.own.takes(case, "extend", {"reason": "in_the_archive"})
    return case


def registering(ground: Ground) -> UUID:
    parties = {
        "registrant": {"name": JUNYAO.name, "born": "2026-09-02", "sex": 2},
        "named": [{**SUBJECT, "home": ground.other, "pass": True}],
    }
    return ground.own.open("registration", {"parties": parties, "since": ground.house.now.isoformat()})


def ready(ground: Ground) -> UUID:
    case = registering(ground)
    ground.own.takes(case, "nothing_to_ask", {"reason": "pass_shown"})
    return case


def notifying(ground: Ground) -> UUID:
    content = {
        "subject": SUBJECT, "topic": "entitlement_opened", "since": ground.house.now.isoformat(), "agreed": True
    }  # fmt: skip
    return ground.own.open("notification", content, answering=ground.other)


def moving(ground: Ground) -> UUID:
    desk, now = ground.asks, ground.house.now
    with desk.sitting():
        account = register_one(entry=entry(), office=desk.office, by=desk.name, now=now).account
    content = {**MOVE, "moved_on": "2026-09-15", "consent_on": "2026-09-18", "division": ground.own.office}
    case = desk.open("move", content, account=account, answering=ground.own.office)
    ground.house.work()
    return ground.house.copy_of(case)


def applying(ground: Ground) -> UUID:
    content = {"subject": SUBJECT, "applicant": "herself", "since": ground.house.now.isoformat()}
    return ground.own.open("pass_application", content, answering=ground.other)


def complained(ground: Ground) -> UUID:
    lodged(ground)
    return Case.objects.get(procedure="complaint").pk


def lodged(ground: Ground) -> str:
    with as_role("serving", ""):
        code = lodging.lodge(
            office=ground.above, about=ground.own.office, ground="charged", text="收了二十元", form_number=uuid4(),
            now=ground.house.now,
        )  # fmt: skip
    ground.house.work()
    return code


def complained_longer(ground: Ground) -> UUID:
    case = complained(ground)
    supervisor(ground).takes(case, "take_up")
    supervisor(ground).takes(case, "extend", {"reason": "both_sides_heard"})
    return case


def appealed(ground: Ground) -> UUID:
    open_office(code=ground.higher, now=ground.house.now)
    code = lodged(ground)
    case = Case.objects.get(procedure="complaint").pk
    supervisor(ground).takes(case, "take_up")
    supervisor(ground).takes(case, "reject", {"reason": "not_shown", "text": "查无实据"})
    with as_role("serving", ""):
        assert lodging.appeal(code=code, now=ground.house.now) is not None
    ground.house.work()
    return Case.objects.get(procedure="complaint", closed_at=None).pk


def supervisor(ground: Ground) -> Desk:
    return ground.house.desk(f"wu.{ground.above}", ground.above, (Role.SUPERVISOR,))


def coordinated(ground: Ground) -> UUID:
    """Somebody below was asked in August and has not answered by now."""
    house, then = ground.house, ground.house.now
    open_office(code=ground.third, now=then)
    house.now = then.replace(month=8, day=20)
    ground.own.open("verification", ASK, answering=ground.third)
    house.work()
    house.now = then
    house.work()
    return Case.objects.get(procedure="coordination").pk


BEGUN: dict[str, tuple[str, Callable[[Ground], UUID]]] = {
    "ask_verification": ("ask", registering),
    "answer_verification": ("answer", lambda ground: asked(ground, "verification", {"questions": ASK["questions"]})),
    "decide_registration": ("decide", ready),
    "notify": ("notify", notifying),
    "answer_request": ("answer", requested),
    "answer_request" + EXTENSION: ("answer", requested_longer),
    "answer_request_pressing": ("answer", lambda ground: requested(ground, marked="pressing")),
    "answer_request_urgent": ("answer", lambda ground: requested(ground, marked="urgent")),
    "answer_consultation": (
        "answer", lambda ground: asked(ground, "consultation", {"matter": "who_pays", "proposal": "other_side"})
    ),
    "accept_move": ("accept", moving),
    "forward_pass_application": ("forward", applying),
    "issue_pass": (
        "issue",
        lambda ground: asked(
            ground, "pass_application", {"applicant": "herself", "since": ground.house.now.isoformat()}
        ),
    ),
    "answer_complaint": ("answer", complained),
    "answer_complaint" + EXTENSION: ("answer", complained_longer),
    "appeal_complaint": ("answer", appealed),
    "coordinate": ("coordinate", coordinated),
}  # fmt: skip
"""For each limit the duty whose clock it is, and how a case comes to it; ``own`` bears it, or who stands above."""


def due(house: House, book: str, key: str) -> date | datetime:
    """Open a case at the time that is written and read its clock: the last day, of hours the last instant."""
    house.now = datetime.fromisoformat(LIMITS[book, key][0] + "+08:00")
    duty, begin = BEGUN[key]
    clock = Clock.objects.get(file=begin(ground(house, book)), duty=duty)
    assert (clock.book, clock.limit_key) == (book, key.removesuffix(EXTENSION))
    if clock.limit_unit == "hours":
        assert clock.due_at is not None
        return clock.due_at.astimezone(CHINA)
    assert clock.due_on is not None
    return clock.due_on


def by_hand(book: str, key: str) -> date | datetime:
    said = LIMITS[book, key][1]
    return datetime.fromisoformat(said + "+08:00") if "T" in said else date.fromisoformat(said)


def with_one_more(book: str, key: str) -> tuple[books.RuleBook, ...]:
    """The shipped books, in which this limit (or its extension) is one unit longer."""
    texts = {code: (FOLDER / f"{code}.toml").read_text("utf-8") for code in (NATIONAL, LOCAL)}
    name, line = key.removesuffix(EXTENSION), "extension" if key.endswith(EXTENSION) else "limit"
    entry = re.compile(rf'(\[limits\.{name}\]\n(?:[a-z_]+ = .*\n)*?{line} = ")([0-9]+)')
    writes = book if entry.search(texts[book]) else NATIONAL
    texts[writes], changed = entry.subn(lambda found: f"{found[1]}{int(found[2]) + 1}", texts[writes])
    assert changed == 1
    return read_books(texts.values())


def test_every_limit_has_its_line() -> None:
    held = books.shipped_books()
    assert {one.code for one in held} == {NATIONAL, LOCAL}
    limits = {
        (one.code, key + suffix)
        for one in held
        for key, limit in one.limits.items()
        for suffix in ("", EXTENSION)
        if key not in NO_CLOCK and (not suffix or limit.extension is not None)
    }
    assert set(LIMITS) == limits
    assert set(BEGUN) == {key for _, key in LIMITS}


def test_every_limit_but_those_is_counted_by_some_procedure() -> None:
    counted = set()
    for table in PROCEDURES.values():
        for effect in (*table.opens, *(one for step in table.steps.values() for one in step.clocks)):
            if isinstance(effect, Start):
                counted |= {effect.limit, effect.instead[1] or effect.limit}
                counted |= {key for key in LIMIT_KEYS if effect.by and key.startswith(f"{effect.limit}_")}
            if isinstance(effect, Extend):
                assert effect.limit in counted
    assert counted == set(LIMIT_KEYS) - set(NO_CLOCK)


@pytest.mark.parametrize(("book", "key"), LIMITS)
def test_due_by_the_wall_calendar(house: House, book: str, key: str) -> None:
    assert due(house, book, key) == by_hand(book, key)


@pytest.mark.parametrize(("book", "key"), LIMITS)
def test_another_limit_is_another_day(house: House, monkeypatch: pytest.MonkeyPatch, book: str, key: str) -> None:
    """What is shown here hangs on the rule book: with one unit more in its file the case has another date."""
    longer = with_one_more(book, key)
    monkeypatch.setattr(books, "shipped_books", lambda: longer)
    assert due(house, book, key) > by_hand(book, key)
