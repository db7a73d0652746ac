"""What the public lodges: complaints, appeals and withdrawals, by a code that only she keeps (A1).

The page can write and not read. What was written is sealed at once; the node opens the case at the tier that she
chose, and nobody else has it.
"""

from datetime import datetime
from uuid import UUID, uuid4

import orjson
from django.conf import settings
from django.db import transaction

from suixing.cases import actions as cases
from suixing.cases import sealing
from suixing.cases.content import Ground, check
from suixing.cases.filing import content_of, locked
from suixing.cases.models import Lodged, StatusLink
from suixing.cases.procedures.complaint import COMPLAINT
from suixing.cases.standing import LINK_HOLDS
from suixing.kernel.errors import Refusal, Sentence
from suixing.kernel.keys import keyring_at
from suixing.places.queries import is_open_office, stands_over, superiors
from suixing.rules.books import book_for
from suixing.rules.counting import CHINA

CODE_GROUPS = 4
APPEALABLE = ("upheld", "partially_upheld", "rejected")
"""How a complaint was decided that can go one tier up."""
_SEALED_AS = b"lodged"


class NoSuchTier(Refusal):
    """A complaint goes to an office that stands over the one it is about."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "请选择该机构的一个上级机构；尚未提交，您写的内容已保留。",
                "Choose an office above the one you complain about. Nothing was handed in; what you wrote was kept.",
            )
        )


def tiers_for(about: str) -> list[str]:
    """The open offices to which a complaint about ``about`` can go, the nearest first."""
    return [code for code in superiors(about) if is_open_office(code)]


@transaction.atomic
def lodge(*, office: str, about: str, ground: str, text: str, now: datetime) -> str:
    """Hand in a complaint to the tier ``office``; the code that she keeps. Raises NoSuchTier or BadContent."""
    if not stands_over(office, about) or not is_open_office(office):
        raise NoSuchTier
    content = {"about": about, "ground": ground, "text": text, "since": now.isoformat()}
    check(COMPLAINT.opening, content, Ground(book_for(place=office, on=now.date()), now.astimezone(CHINA).date()))
    return _put("complaint", office, content, now)


@transaction.atomic
def appeal(*, code: str, now: datetime) -> str | None:
    """Take a decided complaint one tier up; the code of the appeal, None where the code opens no decided complaint."""
    office = _decided_at(code)
    above = next(iter(tiers_for(office)), None) if office else None
    return _put("appeal", above, {"code": sealing.plain_number(code)}, now) if above else None


@transaction.atomic
def withdraw(*, code: str, now: datetime) -> bool:
    """Withdraw a complaint that is open; False where the code opens none."""
    from suixing.cases.queries import standing  # noqa: PLC0415 - the page's own query

    shown = standing(code)
    if not shown or shown[0].closed_at is not None or shown[0].procedure != "complaint":
        return False
    _put("withdrawal", shown[0].office, {"code": sealing.plain_number(code)}, now)
    return True


def _decided_at(code: str) -> str | None:
    from suixing.cases.queries import standing  # noqa: PLC0415 - the page's own query

    shown = standing(code)
    decided = shown and shown[0].procedure == "complaint" and shown[0].state_code in APPEALABLE
    return shown[0].office if decided else None


def _put(what: str, office: str, content: dict[str, str], now: datetime) -> str:
    code = sealing.draw(CODE_GROUPS)
    wrapping = keyring_at(settings.SUIXING_KEYS_DIR).wrapping
    Lodged.objects.bulk_create(  # one statement without reading back, which this role may not
        [
            Lodged(
                id=uuid4(), what=what, office_id=office, digest=sealing.link_digest(code), lodged_at=now,
                sealed=wrapping.seal(orjson.dumps(content), _SEALED_AS),
            )
        ]
    )  # fmt: skip
    return code


def take_up(*, now: datetime, limit: int = 100) -> int:
    """The node's part: open what was lodged; how many."""
    waiting = Lodged.objects.filter(taken_up_at=None, refused="").order_by("lodged_at")[:limit]
    return sum(_take_up(one.pk, now=now) for one in waiting)


@transaction.atomic
def _take_up(ident: UUID, *, now: datetime) -> bool:
    held = Lodged.objects.select_for_update(skip_locked=True).filter(pk=ident, taken_up_at=None).first()
    if held is None or held.sealed is None:
        return False
    content = orjson.loads(keyring_at(settings.SUIXING_KEYS_DIR).wrapping.open(bytes(held.sealed), _SEALED_AS))
    try:
        _carry_out(held, content, now=now)
        refused = ""
    except Refusal as refusal:
        refused = type(refusal).__name__
    Lodged.objects.filter(pk=ident).update(taken_up_at=now, refused=refused, sealed=None)
    return True


def _carry_out(held: Lodged, content: dict[str, str], *, now: datetime) -> None:
    if held.what == "complaint":
        _open(held, content, now=now)
        return
    link = StatusLink.objects.filter(digest=sealing.link_digest(content["code"])).first()
    if link is None or link.case_id is None:
        return
    case = locked(link.case_id, link.office_id)
    if held.what == "withdrawal":
        if case.closed_at is None:
            cases.take_machine(case, "withdraw", {}, now=now)
        return
    _open(held, {**content_of(case), "since": held.lodged_at.isoformat()}, now=now)


def _open(held: Lodged, content: dict[str, str], *, now: datetime) -> None:
    case = cases.open_own(code="complaint", office=held.office_id, person=None, content=content, by=cases.NODE, now=now)
    StatusLink.objects.create(
        digest=held.digest, case=case, office_id=held.office_id, made_at=now, expires_at=now + LINK_HOLDS
    )
