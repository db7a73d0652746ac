"""Find a person: one field for a number, typed, pasted or read from her card, or for a full name."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from suixing.access.roles import MEETS_PERSONS
from suixing.journeys.find import find_by_identifier, find_by_name
from suixing.kernel.errors import Refusal, Sentence
from suixing.people.queries import Hit
from suixing.rules.identifiers import Flaw
from suixing.rules.name_queries import read_name_query
from suixing.web.desk import typed
from suixing.web.desk.hits import HitShown
from suixing.web.desk.pages import address_of, record_of
from suixing.web.desk.register_form import DayField, ReaderField
from suixing.web.doors import for_officers
from suixing.web.forms import PlainForm
from suixing.web.kept import kept_for
from suixing.web.seat import ActingOfficer, acting_officer
from suixing.web.words import in_active_language, sentence_lazy


class FindForm(PlainForm):
    """What is looked for, and the date of birth where a name is not enough."""

    looked_for = ReaderField(
        label=sentence_lazy(Sentence(zh="证件号码或姓名", en="Identity number or full name")),
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false",
                "data-reader": "send", "data-hits": "yes",
            }
        ),
    )  # fmt: skip
    born = DayField(
        label=sentence_lazy(Sentence(zh="出生日期（可不填）", en="Date of birth (optional)")), required=False
    )


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search. Nobody, and somebody whom this office may not see, are the same answer.

    ``handed_on`` is what a new registration begins with; ``emergency`` the address to open a record in an emergency.
    """

    hits: list[HitShown] = field(default_factory=list)
    more: bool = False
    handed_on: dict[str, str] = field(default_factory=dict)
    emergency: str = ""


@for_officers(*MEETS_PERSONS)
def find(request: HttpRequest) -> HttpResponse:
    """The search; one person under a number opens her page at once, a name shows five hits at most."""
    fragment = request.headers.get("HX-Request") == "true"
    if request.method != "POST":
        kept = kept_for(request)
        form = FindForm(initial={} if kept is None else kept.dict())
        form.fields["looked_for"].widget.attrs["autofocus"] = True
        return render(request, "desk/find.html", {"form": form, "here": "find"})
    form = FindForm(request.POST)
    found = _search(form, acting_officer(request)) if form.is_valid() else None
    if isinstance(found, Hit):
        return _open(record_of(found.account), fragment=fragment)
    if found is not None and not form.errors:
        form.fields["looked_for"].widget.attrs["autofocus"] = True
    shown: dict[str, Any] = {"form": form, "found": found, "fragment": fragment, "here": "find"}
    if fragment:
        return render(request, "desk/fragment_found.html", shown)
    return render(request, "desk/find.html", shown, status=422 if form.errors else 200)


def _open(href: str, *, fragment: bool) -> HttpResponse:
    if fragment:
        return HttpResponse(headers={"HX-Redirect": href})
    return redirect(href)


def _search(form: FindForm, acting: ActingOfficer) -> Found | Hit | None:
    """The answer; None where the form now says why nothing was searched."""
    looked_for, born = form.cleaned_data["looked_for"], form.cleaned_data["born"]
    told: dict[str, Any] = {"office": acting.office, "by": acting.username, "now": timezone.now()}
    try:
        if typed.looks_like_number(looked_for):
            number = typed.read_number(looked_for, today=timezone.localdate())
            if isinstance(number, Flaw):
                form.add_error("looked_for", in_active_language(typed.flaw_sentence(number)))
                return None
            hit = find_by_identifier(identifier=number.value, **told)
            return hit or _nobody(identifier=number.value)
        names = find_by_name(query=read_name_query(looked_for), born=born, **told)
    except Refusal as refused:
        form.add_error("looked_for", in_active_language(refused.sentence))
        return None
    if not names.hits:
        return _nobody(name=looked_for, born=born.isoformat() if born else "")
    return Found([HitShown(hit) for hit in names.hits], more=names.more)


def _nobody(**handed_on: str) -> Found:
    return Found(
        handed_on={name: value for name, value in handed_on.items() if value}, emergency=address_of("break_glass_ask")
    )
