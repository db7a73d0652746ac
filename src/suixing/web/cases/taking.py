"""Take a step in a case, take it back, give the case to a colleague. Two officers at once: the second is told."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from suixing.cases.errors import BadContent, ChangedMeanwhile, NotNow, NotThere
from suixing.cases.queries import Seen, procedure, templates_for
from suixing.journeys.cases import stepping
from suixing.kernel.errors import Refusal
from suixing.papers.queries import KeptPaper, papers_of
from suixing.web import once
from suixing.web.cases import wording
from suixing.web.cases.case_page import MEETS_CASES, case_page, see, timeline
from suixing.web.cases.fields import CaseForm, Ground
from suixing.web.cases.going_along import add_sent
from suixing.web.cases.making import PARTLY, content_of_codes, first_values, step_form, still_asked, takes_files
from suixing.web.cases.sending import do_once, result_before
from suixing.web.cases.shown_number import RECORD_NUMBER
from suixing.web.cases.telling import counterpart_name, opening_rows
from suixing.web.doors import for_officers
from suixing.web.kept import kept_for
from suixing.web.papers.uploads import holding_each_kind
from suixing.web.parts import Notice
from suixing.web.seat import ActingOfficer, acting_officer
from suixing.web.words import in_active_language

ENDS = {"register": "extract", "refuse": "decision"}
NEWEST = 3


@dataclass(frozen=True, slots=True)
class Doing:
    """A step on its way: who takes it, in which case as it was seen, and when."""

    acting: ActingOfficer
    seen: Seen
    step: str
    now: datetime


# The handler that holds files must be in place before anything reads the form: the protection against foreign forms,
# which therefore follows inside, and the door.
@csrf_exempt
@holding_each_kind
@for_officers(*MEETS_CASES)
def case_step(request: HttpRequest, case: UUID, step: str) -> HttpResponseBase:
    """The form of a step; what was sent is done, or the page says what stands in the way, with all of it in it."""
    if request.method == "POST":
        return _sent(request, case, step)
    doing = _begin(request, case, step)
    seen = doing.seen
    if step not in seen.steps:
        notice = Notice(NotNow(seen.item.state).sentence, tone="warning")
        return case_page(request, doing.acting, seen, doing.now, notice=notice, status=409)
    return _page(request, doing, _new(request, doing))


def _begin(request: HttpRequest, case: UUID, step: str) -> Doing:
    acting, now = acting_officer(request), timezone.now()
    seen = see(acting, case, now)
    table = procedure(seen.item.procedure)
    if step not in table.steps or table.steps[step].machine:
        raise Http404
    return Doing(acting, seen, step, now)


@csrf_protect
def _sent(request: HttpRequest, case: UUID, step: str) -> HttpResponse:
    try:
        earlier = result_before(request, acting_officer(request).username)
    except once.SentOtherwise:
        earlier = ""  # said below, where there is a form to show it on
    if earlier:
        return redirect(earlier)
    return _send(request, _begin(request, case, step))


def _made(doing: Doing) -> type[CaseForm]:
    seen, own = doing.seen, tuple[KeptPaper, ...]()
    if takes_files(seen, doing.step):
        own = tuple(one for one in papers_of(file=seen.case, office=seen.office) if not one.is_theirs)
    ground = Ground(seen.book, doing.now, asked=still_asked(seen), all_at_once=doing.step not in PARTLY, papers=own)
    return step_form(seen, doing.step, ground)


def _new(request: HttpRequest, doing: Doing) -> CaseForm:
    """The form as it begins: with what was typed before a session ended, with a kept answer, with what is known."""
    made, seen = _made(doing), doing.seen
    before = kept_for(request)
    if before is not None:
        return made(before)
    first = first_values(made, {name: value for name, value in seen.content.items() if name != "papers"})
    for number, _, codes in templates_for(office=seen.office, code=seen.item.procedure, step=doing.step):
        if request.GET.get("kept") == str(number):
            first |= first_values(made, content_of_codes(made, codes))
    return made(initial={**first, "form_number": once.new_number(), "seen": seen.version})


def _send(request: HttpRequest, doing: Doing) -> HttpResponse:
    acting, now, status = doing.acting, doing.now, 422
    form = _bound(request, doing)
    try:
        if form.is_valid():
            return redirect(do_once(request, acting.username, now, lambda: _take(request, doing, form)))
    except BadContent as refused:
        form.take_faults(refused.faults)
    except NotThere:
        raise Http404 from None
    except (ChangedMeanwhile, NotNow) as refused:
        form.add_error(None, in_active_language(refused.sentence))
        doing, status = replace(doing, seen=see(acting, doing.seen.case, now)), 409
        form.again(seen=str(doing.seen.version))
    except once.SentOtherwise as refused:
        form.add_error(None, in_active_language(refused.sentence))
        form.again(form_number=once.new_number())
    except Refusal as refused:
        form.add_error(None, in_active_language(refused.sentence))
    return _page(request, doing, form, status=status)


def _bound(request: HttpRequest, doing: Doing) -> CaseForm:
    """The form as it was sent. Files that came with it are papers of the case from now on, whatever else it says."""
    if not (takes_files(doing.seen, doing.step) and doing.step in doing.seen.steps):
        return _made(doing)(request.POST)
    sent = add_sent(request, doing.seen, doing.acting, doing.now)
    form = _made(doing)(sent.data)
    if sent.faults:
        form.full_clean()
        for name, sentence in sent.faults.items():
            form.fault(name, sentence)
    return form


def _take(request: HttpRequest, doing: Doing, form: CaseForm) -> str:
    taken = stepping.take(
        case=doing.seen.case, step=doing.step, content=form.content, office=doing.acting.office,
        seen=form.cleaned_data["seen"], by=doing.acting.username, now=doing.now,
    )  # fmt: skip
    if taken.case is not None:
        return f"{reverse('case', args=[taken.case])}?done=step"
    kind = ENDS.get(doing.step, "withdrawn")
    return RECORD_NUMBER.keep(request, number=taken.number_shown_once or "", kind=kind)


def _page(request: HttpRequest, doing: Doing, form: CaseForm, *, status: int = 200) -> HttpResponse:
    seen = doing.seen
    taken = procedure(seen.item.procedure).steps[doing.step]
    conflict = status == 409
    shown = {
        "here": "cases",
        "seen": seen,
        "item": seen.item,
        "inside": wording.INSIDE.get(seen.item.procedure, seen.item.title),
        "code": doing.step,
        "step": taken,
        "rules": " · ".join(taken.rules),
        "can": doing.step in seen.steps,
        "to": counterpart_name(seen.item.counterpart) if taken.crosses and seen.joined else "",
        "opening": opening_rows(seen),
        "changed": timeline(seen, {})[:NEWEST] if conflict else [],
        "kept_answers": templates_for(office=seen.office, code=seen.item.procedure, step=doing.step),
        "form": form,
    }
    return render(request, "cases/step.html", shown, status=status)


@for_officers(*MEETS_CASES, methods=("POST",))
def case_take_back(request: HttpRequest, case: UUID) -> HttpResponse:
    """Take the last step back within its minute."""

    def act(acting: ActingOfficer, now: datetime) -> None:
        stepping.take_back(case=case, office=acting.office, seen=_seen_number(request), by=acting.username, now=now)

    return _act(request, case, act, "taken_back")


@for_officers(*MEETS_CASES, methods=("POST",))
def case_assign(request: HttpRequest, case: UUID) -> HttpResponse:
    """Give the case to a colleague, or to nobody."""
    to = request.POST.get("to", "")[:40].replace("\0", "")

    def act(acting: ActingOfficer, now: datetime) -> None:
        stepping.assign(case=case, office=acting.office, to=to, by=acting.username, now=now)

    return _act(request, case, act, "given")


def _act(request: HttpRequest, case: UUID, act: Callable[[ActingOfficer, datetime], None], done: str) -> HttpResponse:
    """Do it, then the page of the case; sent twice, the second leads to the same page and does nothing."""
    acting, now = acting_officer(request), timezone.now()
    see(acting, case, now)

    def once_only() -> str:
        act(acting, now)
        return f"{reverse('case', args=[case])}?done={done}"

    try:
        return redirect(do_once(request, acting.username, now, once_only))
    except NotThere:
        raise Http404 from None
    except Refusal as refused:
        notice = Notice(refused.sentence, tone="warning")
        return case_page(request, acting, see(acting, case, now), now, notice=notice, status=409)


def _seen_number(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
