"""Cases of the demonstration, each where the next officer finds it; made by the journeys that pages call, in the past.

Nothing here is written past the rules: what is late ran out by the rule books, and what arrived was relayed. Where
provinces have nodes of their own, what one asks of the other crosses between them, by the clock of that past.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

from suixing.config.demo_cast import DISTRICT, FUCHENG, GUANHU, ZHONGZHOU
from suixing.rules.counting import CHINA

DESKS = {FUCHENG: "chen.desk", GUANHU: "lin.desk", ZHONGZHOU: "gao.desk"}
NUMBER, NAME, BORN = "公民身份号码", "姓名", "出生日期"
IDENTITY = ["identity.name_matches", "residence.registered_here"]
LONGEST_AGO = 40
"""Days; a limit of ten working days that begins then has run out, whatever holidays lie between."""


class Post(Protocol):
    """What goes on by itself while officers work, on all nodes that there are."""

    def carry_all(self, at: datetime) -> None:
        """Whatever may leave is carried, and handled where it arrives."""

    def watch_all(self, at: datetime) -> None:
        """What ran out is found."""


class OneNode:
    """All offices are those of this node."""

    def carry_all(self, at: datetime) -> None:
        """What the worker does all the time."""
        from suixing.exchange.actions import hand_to, relay  # noqa: PLC0415 - only after setup
        from suixing.journeys.cases.inbound import HANDLERS  # noqa: PLC0415

        while relay(now=at) + hand_to(HANDLERS, now=at):
            pass

    def watch_all(self, at: datetime) -> None:
        """As the worker does now and then."""
        watch(at)


def watch(at: datetime) -> None:
    """What ran out is found and escalated, what the public lodged is taken up."""
    from suixing.clocks.actions import sweep  # noqa: PLC0415 - only after setup
    from suixing.journeys.cases.escalate import escalate_waiting  # noqa: PLC0415
    from suixing.journeys.cases.lodging import take_up  # noqa: PLC0415

    sweep(now=at, by="worker")
    escalate_waiting(now=at)
    take_up(now=at)


@dataclass
class Past:
    """The two weeks and more before the demonstration; ``rows`` are the registers that were taken in, by office."""

    now: datetime
    rows: Mapping[str, list[dict[str, str]]]
    post: Post

    def ago(self, days: int, hour: int = 10) -> datetime:
        """A day before, at an hour of Beijing; never later than now."""
        day = self.now.astimezone(CHINA).date() - timedelta(days=days)
        return min(datetime.combine(day, time(hour), CHINA), self.now)

    def account(self, office: str, at: int) -> int:
        """Under which number an office entered the person in this row of its register."""
        from suixing.journeys.find import find_by_identifier  # noqa: PLC0415 - only after setup

        identifier = self.rows[office][at][NUMBER]
        hit = find_by_identifier(identifier=identifier, office=office, by=DESKS[office], now=self.now)
        if hit is None:
            raise LookupError(f"row {at} of {office} was not taken in")
        return hit.account

    def open(self, code: str, content: Mapping[str, Any], *, office: str, at: datetime, **more: Any) -> UUID:
        """Open a case as the officer of this desk would have; what is sent arrives at once."""
        from suixing.journeys.cases.opening import open_case  # noqa: PLC0415 - only after setup

        case = open_case(code=code, content=content, office=office, by=DESKS[office], now=at, **more)
        self.post.carry_all(at)
        return case

    def take(self, case: UUID, step: str, content: Mapping[str, Any], *, office: str, at: datetime) -> None:
        """Take a step; the minute in which it could be taken back passes."""
        from suixing.journeys.cases.stepping import take  # noqa: PLC0415 - only after setup

        take(case=case, step=step, content=content, office=office, seen=None, by=DESKS[office], now=at)
        self.post.carry_all(at + timedelta(minutes=2))

    def named(self, office: str, at: int, *, home: str) -> dict[str, Any]:
        """Somebody of a register as a paper names her or him."""
        row = self.rows[office][at]
        sex = 1 if int(row[NUMBER][16]) % 2 else 2
        return {
            "name": row[NAME],
            "identifier": row[NUMBER],
            "born": row[BORN],
            "sex": sex,
            "home": home,
            "pass": False,
        }


def open_cases(registers: Path, *, now: datetime) -> None:
    """Cases of three desks and their superiors on one node: all of them, or none where something fails."""
    from django.db import transaction  # noqa: PLC0415 - only after setup

    with transaction.atomic():
        play_cases(registers, now=now, post=OneNode())


def play_cases(registers: Path, *, now: datetime, post: Post) -> None:
    """The same, the oldest first; ``post`` carries between the nodes. The offices that ask are those of this one."""
    past = Past(now, {office: _read(registers / f"{office}.csv") for office in DESKS}, post)
    _late_answer(past)
    _silent_office_nearby(past)
    _asked_lately(past)
    _at_fucheng(past)
    _complaint(past)
    yesterday = past.ago(1, 16)
    post.watch_all(yesterday)
    post.carry_all(yesterday + timedelta(minutes=2))
    post.watch_all(now)


def _read(register: Path) -> list[dict[str, str]]:
    with register.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _late_answer(past: Past) -> None:
    """Zhongzhou was asked and is silent: Fucheng goes on without it, and the nation's office is told (V3, T5)."""
    at = past.ago(LONGEST_AGO)
    case = _registration(past, 3, at, past.named(ZHONGZHOU, 3, home=ZHONGZHOU))
    past.take(case, "ask", {"questions": ["identity.name_matches"]}, office=FUCHENG, at=at + timedelta(hours=1))


def _silent_office_nearby(past: Past) -> None:
    """Fucheng was asked by Guanhu and is silent: the lowest office above both, their district, is told (T5)."""
    past.open(
        "verification", {"questions": ["identity.name_matches"]}, office=GUANHU, at=past.ago(LONGEST_AGO, 14),
        account=past.account(GUANHU, 3), answering=FUCHENG,
    )  # fmt: skip


def _registration(past: Past, row: int, at: datetime, *others: dict[str, Any]) -> UUID:
    content = {
        "parties": {
            "registrant": {"name": "安小禾", "born": (at.date() - timedelta(days=30)).isoformat(), "sex": 2},
            "named": list(others),
        },
        "papers": ["identity_card"],
        "since": at.isoformat(),
        "own_pass": True,
    }
    return past.open("registration", content, office=FUCHENG, at=at, account=past.account(FUCHENG, row))


def _asked_lately(past: Past) -> None:
    """At Zhongzhou wait a verification, a request that its subject has seen, a pass application; a move at Guanhu."""
    past.open(
        "verification", {"questions": IDENTITY}, office=GUANHU, at=past.ago(6), account=past.account(GUANHU, 5),
        answering=ZHONGZHOU,
    )  # fmt: skip
    request = past.open(
        "request", {"questions": ["residence.registered_here"]}, office=FUCHENG, at=past.ago(5),
        account=past.account(FUCHENG, 7), answering=ZHONGZHOU,
    )  # fmt: skip
    past.take(request, "show", {"way": "at_the_desk"}, office=FUCHENG, at=past.ago(5, 11))
    past.open(
        "consultation", {"matter": "who_serves", "proposal": "this_side"}, office=GUANHU, at=past.ago(3),
        account=past.account(GUANHU, 8), answering=FUCHENG,
    )  # fmt: skip
    move = {
        "division": GUANHU, "moved_on": past.ago(3).date().isoformat(), "consent_on": past.ago(3).date().isoformat(),
        "consent_way": "desk",
    }  # fmt: skip
    past.open("move", move, office=FUCHENG, at=past.ago(2), account=past.account(FUCHENG, 9), answering=GUANHU)
    applied = {"applicant": "herself", "since": past.ago(1).isoformat()}
    pass_case = past.open(
        "pass_application", applied, office=FUCHENG, at=past.ago(1), account=past.account(FUCHENG, 11),
        answering=ZHONGZHOU,
    )  # fmt: skip
    past.take(pass_case, "forward", {}, office=FUCHENG, at=past.ago(1, 11))


def _at_fucheng(past: Past) -> None:
    """One registration stands still until a paper comes; one came in today."""
    case = _registration(past, 13, past.ago(2, 9))
    told = {"on": past.ago(1).date().isoformat(), "missing": ["birth_certificate"]}
    past.take(case, "tell_missing", told, office=FUCHENG, at=past.ago(1, 12))
    _registration(past, 15, past.now)


def _complaint(past: Past) -> None:
    """Somebody without a name complains about Guanhu to the district."""
    from suixing.journeys.cases.lodging import lodge  # noqa: PLC0415 - only after setup

    lodge(
        office=DISTRICT,
        about=GUANHU,
        ground="journey_demanded",
        text="窗口要求我回户籍地补一份材料。",
        form_number=uuid4(),
        now=past.ago(1, 15),
    )
