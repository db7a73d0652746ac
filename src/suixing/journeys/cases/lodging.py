"""What the public lodges: complaints, appeals and withdrawals, by a code that only she keeps (A1).

The page can write and not read. What was written is sealed at once; the node opens the case at the tier that she
chose, and nobody else has it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from suixing.cases import actions as cases
from suixing.cases.queries import (
    answer_for,
    check_opening,
    content_of,
    linked,
    plain_number,
    standing,
    waiting_in_the_box,
)
from suixing.kernel.errors import Refusal, Sentence
from suixing.places.queries import is_open_office, stands_over, superiors

APPEALABLE = ("upheld", "partially_upheld", "rejected")
"""How a complaint was decided that can go one tier up."""


class NoSuchTier(Refusal):
    """A complaint goes to an office that stands over the one it is about."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "请选择该机构的一个上级机构；尚未提交，您写的内容已保留。",
                "Choose an office above the one you complain about. Nothing was handed in; what you wrote was kept.",
            )
        )


def check_tier(*, office: str, about: str) -> None:
    """Raises NoSuchTier unless ``office`` is open and stands over the office that the complaint is about."""
    if not stands_over(office, about) or not is_open_office(office):
        raise NoSuchTier


def tiers_for(about: str) -> list[str]:
    """The open offices to which a complaint about ``about`` can go, the nearest first."""
    return [code for code in superiors(about) if is_open_office(code)]


@transaction.atomic
def lodge(*, office: str, about: str, ground: str, text: str, form_number: UUID, now: datetime) -> str:
    """Hand in a complaint to the tier ``office``; the code that she keeps. Raises NoSuchTier or BadContent.

    The same form sent twice is one complaint; sent again with another text it is another one.
    """
    check_tier(office=office, about=about)
    content = {"about": about, "ground": ground, "text": text, "since": now.isoformat()}
    check_opening("complaint", content, office=office, now=now)
    cause = "\0".join((str(form_number), office, about, ground, text))
    return cases.put_in_the_box(what="complaint", office=office, content=content, cause=cause, now=now)


@transaction.atomic
def appeal(*, code: str, now: datetime) -> str | None:
    """Take a decided complaint one tier up, once; the code of the appeal, None where there is none to be made."""
    shown = standing(code)
    if not shown or shown[0].procedure != "complaint" or shown[0].state_code not in APPEALABLE:
        return None
    above = next(iter(tiers_for(shown[0].office)), None)
    if above is None:
        return None
    return cases.put_in_the_box(what="appeal", office=above, content={"code": code}, cause=plain_number(code), now=now)


@transaction.atomic
def hand_on(*, code: str, now: datetime) -> str | None:
    """Hand a complaint to the tier that it was said to fall to; the code there, None where nothing was said."""
    shown, to = standing(code), answer_for(code).to
    if not shown or not to:
        return None
    return cases.put_in_the_box(what="appeal", office=to, content={"code": code}, cause=plain_number(code), now=now)


@transaction.atomic
def withdraw(*, code: str, now: datetime) -> bool:
    """Withdraw a complaint that is open; False where the code opens none."""
    shown = standing(code)
    if not shown or shown[0].closed_at is not None or shown[0].procedure != "complaint":
        return False
    cases.put_in_the_box(
        what="withdrawal", office=shown[0].office, content={"code": code}, cause=plain_number(code), now=now
    )
    return True


def take_up(*, now: datetime, limit: int = 100) -> int:
    """The node's part: deal with what was lodged; how many."""
    return sum(_take_up(ident, now=now) for ident in waiting_in_the_box(limit=limit))


@transaction.atomic
def _take_up(ident: UUID, *, now: datetime) -> bool:
    held = cases.take_out_of_the_box(ident)
    if held is None:
        return False
    refused = ""
    try:
        with transaction.atomic():
            _carry_out(held, now=now)
    except Refusal as refusal:
        refused = type(refusal).__name__
    cases.mark_taken_up(ident, refused=refused, now=now)
    return True


def _carry_out(held: cases.InTheBox, *, now: datetime) -> None:
    if held.what == "complaint":
        _open(held, held.content, now=now)
        return
    for ident, office in linked(held.content["code"]):
        case = cases.locked(ident, office)
        if held.what == "appeal":
            content = content_of(case)
            check_tier(office=held.office, about=content["about"])
            # One that is handed on was not decided yet: the tier that it falls to has the time of a first answer.
            decided = case.state in APPEALABLE or content.get("appeal", False)
            _open(held, {**content, "since": held.lodged_at.isoformat(), "appeal": decided}, now=now)
        elif case.closed_at is None:
            cases.take_machine(case, "withdraw", {}, now=now)


def _open(held: cases.InTheBox, content: Mapping[str, Any], *, now: datetime) -> None:
    case = cases.open_own(code="complaint", office=held.office, person=None, content=content, by=cases.NODE, now=now)
    cases.link_code(case, digest=held.digest, now=now)
