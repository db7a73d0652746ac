"""What people ask on their own pages to be put right: what waits at this office, and its answer."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from suixing.access.roles import MEETS_PERSONS
from suixing.journeys import asked_corrections as corrections
from suixing.journeys import person as record
from suixing.journeys.asked_corrections import Asked, AskedField, Outcome
from suixing.kernel.errors import Refusal, Sentence
from suixing.web.desk.register_form import SEXES
from suixing.web.doors import for_officers
from suixing.web.errors import not_own_page
from suixing.web.forms import PlainForm
from suixing.web.person.wording import ASKED_FIELDS
from suixing.web.seat import acting_officer
from suixing.web.words import in_active_language, sentence_lazy

LONGEST_NUMBER = 18
OUTCOMES = {
    "": Sentence(zh="待答复", en="to be answered"),
    Outcome.ACCEPTED: Sentence(zh="已采纳", en="accepted"),
    Outcome.DECLINED: Sentence(zh="未采纳", en="declined"),
    Outcome.TAKEN_BACK: Sentence(zh="本人已收回", en="taken back by her"),
}


class DeclineForm(PlainForm):
    """Why the record stays as it is, in words that she is shown."""

    asked = forms.CharField(max_length=LONGEST_NUMBER, widget=forms.HiddenInput())
    reason = forms.CharField(
        label=sentence_lazy(Sentence(zh="不采纳的理由（本人会看到）", en="Why not (she is shown this)")),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_asked(self) -> int:
        """The number of what is answered."""
        asked: str = self.cleaned_data["asked"]
        if not (asked.isascii() and asked.isdigit()):
            raise forms.ValidationError("asked")
        return int(asked)


@for_officers(*MEETS_PERSONS, methods=("GET", "HEAD"))
def corrections_asked(request: HttpRequest) -> HttpResponse:
    """What waits at this office, by the day on which it is due."""
    acting = acting_officer(request)
    today = timezone.localdate()
    waiting = [
        {"one": one, "said": ASKED_FIELDS[one.field], "late": one.due_on < today}
        for one in corrections.list_waiting(office=acting.office)
    ]
    return render(request, "desk/corrections_asked.html", {"waiting": waiting})


@for_officers(*MEETS_PERSONS)
def person_asked(request: HttpRequest, account: int) -> HttpResponse:
    """What she asks to be put right: accept it by correcting the record, or decline it with a reason."""
    acting, now = acting_officer(request), timezone.now()
    who: dict[str, Any] = {"account": account, "office": acting.office, "by": acting.username, "now": now}
    try:
        if request.method != "POST":
            return _page(request, who)
        form = DeclineForm(request.POST)
        if not form.is_valid():
            return _page(request, who, form, status=422)
        try:
            corrections.decline(asked=form.cleaned_data["asked"], reason=form.cleaned_data["reason"], **who)
        except (record.NotSeen, record.NotOwn):
            raise
        except Refusal as refused:
            form.add_error(None, in_active_language(refused.sentence))
            return _page(request, who, form, status=409)
    except record.NotSeen:
        raise Http404 from None
    except record.NotOwn as refused:
        return not_own_page(request, refused.sentence)
    return redirect(reverse("person_asked", args=[account]))


def _page(
    request: HttpRequest, who: dict[str, Any], form: DeclineForm | None = None, *, status: int = 200
) -> HttpResponse:
    held, asked = corrections.see_asked(**who)
    typed = str(form.data.get("asked", "")) if form is not None else ""
    shown = {
        "file": who["account"], "name": held.name, "form": form,
        "asked": [
            _shown(one, form if form is not None and typed == str(one.number) else None) for one in asked
        ],
    }  # fmt: skip
    return render(request, "person/asked.html", shown, status=status)


def _shown(one: Asked, form: DeclineForm | None) -> dict[str, Any]:
    return {
        "one": one, "said": ASKED_FIELDS[one.field], "outcome": OUTCOMES[one.outcome],
        "late": not one.outcome and one.due_on < timezone.localdate(),
        "form": form or DeclineForm(initial={"asked": one.number}, auto_id=f"id_{one.number}_%s"),
    }  # fmt: skip


def as_asked(request: HttpRequest, account: int) -> dict[str, Any]:
    """What the form of the record is to hold by what she asked for, where its address names that; else nothing.

    Raises NotSeen or NotOwn.
    """
    number = request.GET.get("asked", "")
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER):
        return {}
    acting = acting_officer(request)
    one = corrections.waiting_one(account=account, asked=int(number), office=acting.office, by=acting.username)
    if one is None:
        return {}
    if one.field is AskedField.OTHER:
        return {"asked": one.number}
    if one.field is AskedField.SEX:
        chosen = [code for code, said in SEXES.items() if one.right.strip().lower() in {said.zh, said.en.lower()}]
        return {"asked": one.number, **({"sex": chosen[0]} if chosen else {})}
    return {"asked": one.number, one.field.value: one.right}
