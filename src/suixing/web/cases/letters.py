"""The letters of a case as PDF, and how each reached the person."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from suixing.access.roles import MEETS_PERSONS
from suixing.cases.errors import NotThere
from suixing.journeys.cases import letters, records
from suixing.kernel.errors import Refusal, Sentence
from suixing.papers.letters import Letter
from suixing.papers.typesetting import typeset
from suixing.web.cases.case_page import MEETS_CASES, case_page, see
from suixing.web.cases.extract import NOT_FOUND, refused_page
from suixing.web.cases.wording import CHANNELS, LETTERS
from suixing.web.desk.register_form import DayField
from suixing.web.doors import for_officers
from suixing.web.forms import PlainForm
from suixing.web.parts import Notice
from suixing.web.seat import acting_officer
from suixing.web.words import sentence_lazy


def site_of(request: HttpRequest) -> str:
    """The address of this node's pages, without a slash at its end."""
    return f"{request.scheme}://{request.get_host()}"


def pdf_of(letter: Letter, *, english: bool) -> HttpResponse:
    """The letter typeset; its file name says nothing."""
    paper = typeset(letter, language="en" if english else "zh", large_print=False)
    headers = {"Content-Disposition": 'inline; filename="letter.pdf"'}
    return HttpResponse(paper.pdf, content_type="application/pdf", headers=headers)


@for_officers(*MEETS_CASES, methods=("POST",))
def case_letter(request: HttpRequest, case: UUID, kind: str) -> HttpResponse:
    """One letter, in the language of its button; what it is about stands in it, and nowhere outside."""
    acting, now = acting_officer(request), timezone.now()
    seen = see(acting, case, now)
    if kind not in LETTERS:
        raise Http404
    english = request.POST.get("tongue") == "en"
    try:
        letter = letters.letter_for(
            case=case, kind=kind, site=site_of(request), english=english, office=acting.office, by=acting.username,
            now=now,
        )  # fmt: skip
    except NotThere:
        raise Http404 from None
    except Refusal as refused:
        notice = Notice(refused.sentence, tone="warning")
        return case_page(request, acting, seen, now, notice=notice, status=409)
    return pdf_of(letter, english=english)


class ReachedForm(PlainForm):
    """When and how a printed letter reached her."""

    on = DayField(label=sentence_lazy(Sentence("送达日期", "Reached her on")))
    channel = forms.ChoiceField(
        label=sentence_lazy(Sentence("方式", "How")),
        choices=[(code, sentence_lazy(said)) for code, said in CHANNELS.items()],
    )


@for_officers(*MEETS_CASES, methods=("POST",))
def case_letter_reached(request: HttpRequest, case: UUID, letter: int) -> HttpResponse:
    """Note how a letter of this case reached her; noted again, it says the same."""
    acting, now = acting_officer(request), timezone.now()
    seen = see(acting, case, now)
    if letter not in {one.number for one in letters.letters_of(case=case, office=acting.office)}:
        raise Http404
    form = ReachedForm(request.POST)
    if not form.is_valid():
        said = " ".join(fault.text for fault in form.faults)
        notice = Notice(Sentence("未记录送达", "The delivery was not noted"), text=said, tone="warning")
        return case_page(request, acting, seen, now, notice=notice, status=422)
    held = form.cleaned_data
    try:
        letters.note_delivery(
            letter=letter, on=held["on"], channel=held["channel"], office=acting.office, by=acting.username, now=now
        )
    except Refusal as refused:
        notice = Notice(refused.sentence, tone="warning")
        return case_page(request, acting, seen, now, notice=notice, status=409)
    return redirect(f"{reverse('case', args=[case])}?done=reached")


@for_officers(*MEETS_PERSONS, methods=("POST",))
def extract_letter(request: HttpRequest) -> HttpResponse:
    """The certified extract, or the decision, that was made under a number."""
    acting, now = acting_officer(request), timezone.now()
    number = request.POST.get("number", "")[:60].replace("\0", "")
    english = request.POST.get("tongue") == "en"
    try:
        found = records.find_extract(number=number, office=acting.office, by=acting.username, now=now)
        if found is None:
            return refused_page(request, number, NOT_FOUND, status=422)
        letter = letters.extract_letter(number=number, extract=found, english=english, now=now)
    except Refusal as refused:
        return refused_page(request, number, refused.sentence, status=409)
    return pdf_of(letter, english=english)
