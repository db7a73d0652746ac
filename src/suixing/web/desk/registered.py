"""After a registration: the file number, the welcome package, the next person."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from suixing.access.roles import MEETS_PERSONS
from suixing.journeys.person import NotOwn, NotSeen, see_own
from suixing.journeys.welcome import welcome_package
from suixing.kernel.errors import Refusal, Sentence
from suixing.papers.typesetting import typeset
from suixing.web.desk.pages import record_of
from suixing.web.doors import for_officers
from suixing.web.errors import not_own_page
from suixing.web.forms import PlainForm
from suixing.web.once import had_result
from suixing.web.seat import ActingOfficer, acting_officer
from suixing.web.words import active_language, in_active_language, sentence_lazy

TONGUES = {"zh": Sentence(zh="中文", en="Chinese"), "en": Sentence(zh="英文", en="English")}


class WelcomeForm(PlainForm):
    """In which language and how large the letter is printed."""

    tongue = forms.ChoiceField(
        label=sentence_lazy(Sentence(zh="语言", en="Language")),
        choices=[(value, sentence_lazy(said)) for value, said in TONGUES.items()],
        widget=forms.RadioSelect,
    )
    large = forms.BooleanField(label=sentence_lazy(Sentence(zh="大字版", en="Large print")), required=False)


def new_form() -> WelcomeForm:
    """The form in the officer's language: most people ask for the letter in the one they speak at the desk."""
    return WelcomeForm(initial={"tongue": "en" if active_language() == "en" else "zh"})


@for_officers(*MEETS_PERSONS, methods=("GET", "HEAD"))
def registered(request: HttpRequest, account: int) -> HttpResponse:
    """What to tell her and what to do next. Only for who registered her, within the day; later there is her page."""
    if not had_result(officer=acting_officer(request).username, result=request.path):
        return redirect(record_of(account))
    return _page(request, account, new_form(), fresh=True)


@for_officers(*MEETS_PERSONS)
def welcome(request: HttpRequest, account: int) -> HttpResponse:
    """The letter as PDF, with a new paper code, for whoever is held here; before that, in which language."""
    acting = acting_officer(request)
    if request.method != "POST":
        return _ask_how(request, account, acting)
    form = WelcomeForm(request.POST)
    if not form.is_valid():
        return _page(request, account, form, status=422)
    tongue = form.cleaned_data["tongue"]
    try:
        letter = welcome_package(
            account=account, ask=acting.name, english=tongue == "en", office=acting.office, by=acting.username,
            now=timezone.now(),
        )  # fmt: skip
        paper = typeset(letter, language=tongue, large_print=form.cleaned_data["large"])
    except NotSeen:
        raise Http404 from None
    except Refusal as refused:
        form.add_error(None, in_active_language(refused.sentence))
        return _page(request, account, form, status=409)
    headers = {"Content-Disposition": 'inline; filename="welcome.pdf"'}
    return HttpResponse(paper.pdf, content_type="application/pdf", headers=headers)


def _ask_how(request: HttpRequest, account: int, acting: ActingOfficer) -> HttpResponse:
    try:
        see_own(account=account, office=acting.office, by=acting.username, now=timezone.now())
    except NotSeen:
        raise Http404 from None
    except NotOwn as refused:
        return not_own_page(request, refused.sentence)
    return _page(request, account, new_form())


def _page(
    request: HttpRequest, account: int, form: WelcomeForm, *, status: int = 200, fresh: bool = False
) -> HttpResponse:
    """``fresh``: she was registered just now; otherwise the page is about the letter alone."""
    shown: dict[str, Any] = {
        "here": "register" if fresh else "",
        "fresh": fresh,
        "account": account,
        "form": form,
        "record": record_of(account),
    }
    return render(request, "desk/registered.html", shown, status=status)
