"""Her cases: how each stands, who must act by when, what happened and what came of it; and taking one back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from suixing.cases.errors import NotThere
from suixing.directory.queries import contact_of
from suixing.journeys.cases import own_cases
from suixing.journeys.cases.own_cases import OwnCase, OwnView
from suixing.kernel.errors import Sentence
from suixing.places.queries import full_name
from suixing.web.cases.telling import PROVINCE_DIGITS, counterpart_name
from suixing.web.cases.wording import NODE, OPENED, OTHER_SIDE, TOO_LATE
from suixing.web.doors import for_residents
from suixing.web.parts import Notice
from suixing.web.resident.letters import LetterLine, line_of
from suixing.web.resident.seat import seat_of
from suixing.web.resident.showing import opens_in_words, page

YOU = Sentence(zh="您本人", en="You")
ASKED = Notice(
    Sentence(
        zh="撤回请求已收到，一两分钟内生效。",
        en="Your withdrawal was received and takes effect within a minute or two.",
    ),
    tone="good",
)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in her list: at which office, and who must act; ``by`` is empty where nothing is to be done."""

    one: OwnCase
    office: str
    by: Sentence | str
    part: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """One thing that happened, and by whom."""

    at: datetime
    says: Sentence
    by: Sentence | str
    remark: Sentence | None


@dataclass(frozen=True, slots=True)
class WaitLine:
    """What her case waits for in the matter of somebody else."""

    state: Sentence
    by: Sentence | str
    due_at: datetime | None
    closed: bool


def case_line(one: OwnCase) -> CaseLine:
    """A case of hers in words."""
    item = one.item
    by = YOU if one.by_herself and item.waits_for == "other" else _by(item.waits_for, one.office, item.counterpart)
    return CaseLine(one, full_name(one.office), by, part=one.part_of is not None)


def _by(waits_for: str, office: str, counterpart: str) -> Sentence | str:
    """Who must act. Who blocks is always named to the person."""
    if waits_for == "person":
        return YOU
    if waits_for == "nobody":
        return ""
    return full_name(office) if waits_for == "us" else counterpart_name(counterpart) or OTHER_SIDE


@for_residents(methods=("GET", "HEAD"))
def cases(request: HttpRequest) -> HttpResponse:
    """Every case about her that is open to this session; what is not closed first."""
    seat = seat_of(request)
    shown = [case_line(one) for one in own_cases.cases_for_her(person=seat.person, now=timezone.now())]
    return page(
        request, "cases.html", running=[one for one in shown if one.one.item.closed_at is None],
        closed=[one for one in shown if one.one.item.closed_at is not None], opens=opens_in_words(seat.opens),
        everything=seat.opens.everything, here="cases",
    )  # fmt: skip


def _seen(request: HttpRequest, case: UUID) -> own_cases.OneCase:
    try:
        return own_cases.case_for_her(person=seat_of(request).person, case=case, now=timezone.now())
    except NotThere:
        raise Http404 from None


@for_residents(methods=("GET", "HEAD"))
def case(request: HttpRequest, case: UUID) -> HttpResponse:
    """One case of hers: how it stands, what happened, what it waits for, its papers and letters."""
    seen = _seen(request, case)
    view = seen.view
    return page(
        request, "case.html", line=case_line(view.case), telephone=_telephone(view), history=step_lines(view),
        clocks=[one for one in view.clocks if one.ended_at is None], parts=[case_line(one) for one in view.parts],
        waits=[
            WaitLine(one.state, _by(one.waits_for, view.case.office, one.counterpart), one.due_at,
                     one.waits_for == "nobody")
            for one in view.waits
        ],
        papers=view.papers, letters=_letters(seen), can_take_back=view.can_take_back,
        notice=ASKED if "asked" in request.GET else None, language_next=reverse("me_case", args=[case]), here="cases",
    )  # fmt: skip


def _letters(seen: own_cases.OneCase) -> list[LetterLine]:
    return [line_of(one) for one in seen.letters]


def _telephone(view: OwnView) -> str:
    """How to reach who must act; the office of the case where that is not known."""
    item, office = view.case.item, view.case.office
    if item.waits_for == "other" and len(item.counterpart) > PROVINCE_DIGITS:
        office = item.counterpart
    contact = contact_of(office)
    return contact.telephone if contact else ""


def step_lines(view: OwnView) -> list[StepLine]:
    """What happened, the newest first; the opening is the last line."""
    one = view.case
    here = full_name(one.office)
    other = YOU if one.by_herself else counterpart_name(one.item.counterpart) or OTHER_SIDE
    answering = one.item.side == "answering"
    lines = [
        StepLine(
            step.at, step.says, NODE if step.machine else here if step.mine else other,
            None if step.counted else TOO_LATE,
        )
        for step in view.history
    ]  # fmt: skip
    first = StepLine(one.opened_at, OPENED, other if answering else here, None)
    return [*reversed(lines), first]


@for_residents()
def take_back(request: HttpRequest, case: UUID) -> HttpResponse:
    """Asks once whether she means it; sent, the node takes the case back."""
    seen = _seen(request, case)
    if not seen.view.can_take_back:
        return redirect("me_case", case)
    if request.method == "POST":
        try:
            own_cases.take_back(person=seat_of(request).person, case=case)
        except NotThere:
            raise Http404 from None
        return redirect(reverse("me_case", args=[case]) + "?asked=1")
    return page(request, "case_take_back.html", line=case_line(seen.view.case), here="cases")
