"""At the desk for a person's own pages: a code for who stands there, her objection, and being the second officer."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from suixing.access.roles import MEETS_PERSONS
from suixing.journeys import person as record
from suixing.kernel.errors import Sentence
from suixing.residents import actions as residents
from suixing.rules.identifiers import Flaw
from suixing.web.desk.typed import flaw_sentence, read_number
from suixing.web.doors import for_officers
from suixing.web.errors import not_own_page
from suixing.web.forms import PlainForm
from suixing.web.parts import Notice
from suixing.web.seat import acting_officer
from suixing.web.words import in_active_language, sentence_lazy

UNPROCESSABLE = 422
OBJECTED = Sentence(zh="如有等待中的申请，已取消。", en="If there was a request under way, it is cancelled.")
AGREED = Sentence(
    zh="已同意。七天后生效；本人登记过的手机都会收到提醒，可以取消。",
    en="Agreed. It takes effect in seven days; all telephones held of her are told, and it can be cancelled.",
)
NOT_AGREED = Sentence(
    zh="未能同意，没有改动。请核对证件号码和申请号；本机构若正是给出凭证的机构，须由另一家机构办理；一天最多二十次。",
    en="It was not agreed and nothing was changed. Check both numbers; where this office gave the proof itself, "
    "another one has to agree; at most twenty a day.",
)


@for_officers(*MEETS_PERSONS)
def person_own_pages(request: HttpRequest, account: int) -> HttpResponse:
    """A code for her own pages, printed once for who stands at the desk; and her objection to opening what is older."""
    acting = acting_officer(request)
    try:
        held = record.see_own(account=account, office=acting.office, by=acting.username, now=timezone.now())
    except record.NotSeen:
        raise Http404 from None
    except record.NotOwn as refused:
        return not_own_page(request, refused.sentence)
    shown: dict[str, Any] = {"file": account, "name": held.name}
    if request.method == "POST" and "object" in request.POST:
        residents.object_at_desk(account=account)
        shown["notice"] = Notice(heading=OBJECTED)
    elif request.method == "POST":
        shown["code"] = residents.make_desk_code(account=account)
    return render(request, "person/own_pages.html", shown)


class SecondForm(PlainForm):
    """Her paper's number and the number of her request, both shown to the officer by herself."""

    identifier = forms.CharField(
        label=sentence_lazy(Sentence(zh="证件号码", en="Number of her paper")), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    number = forms.CharField(
        label=sentence_lazy(Sentence(zh="申请号", en="Number of the request")), max_length=20,
        help_text=sentence_lazy(Sentence(zh="本人页面上显示的八位数字。", en="Eight digits, on her own page.")),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "short"}),
    )  # fmt: skip
    seen = forms.BooleanField(
        label=sentence_lazy(
            Sentence(
                zh="本人在我面前，我核对了证件；没有旁人催促",
                en="She is before me, I compared her paper, and nobody presses her",
            )
        )
    )

    def clean_identifier(self) -> str:
        number = read_number(self.cleaned_data["identifier"], today=timezone.localdate())
        if isinstance(number, Flaw):
            raise forms.ValidationError(in_active_language(flaw_sentence(number)))
        return str(number.value)

    def clean_number(self) -> str:
        return "".join(sign for sign in self.cleaned_data["number"] if sign.isalnum())


@for_officers(*MEETS_PERSONS)
@sensitive_post_parameters()
@sensitive_variables()
def own_pages_second(request: HttpRequest) -> HttpResponse:
    """Agree, as the second officer, that everything be opened to her in seven days."""
    form, notice, status = SecondForm(), None, 200
    if request.method == "POST":
        form, status = SecondForm(request.POST), UNPROCESSABLE
        if form.is_valid():
            said = form.cleaned_data
            if residents.approve_widening(identifier=said["identifier"], number=said["number"]):
                form, notice, status = SecondForm(), Notice(heading=AGREED, tone="good"), 200
            else:
                form.add_error(None, sentence_lazy(NOT_AGREED))
    return render(request, "desk/own_pages_second.html", {"form": form, "notice": notice}, status=status)
