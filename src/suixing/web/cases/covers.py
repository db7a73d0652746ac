"""Cover for an absence: whose cases an officer finds among her own while a colleague is away."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from suixing.access.queries import Member, members_of
from suixing.access.roles import MEETS_PERSONS, Role
from suixing.journeys.cases import covering
from suixing.kernel.errors import Refusal, Sentence
from suixing.web import once
from suixing.web.cases.sending import do_once
from suixing.web.cases.worklist import changes_cases
from suixing.web.desk.register_form import DayField
from suixing.web.doors import for_officers
from suixing.web.forms import PlainForm
from suixing.web.kept import kept_for
from suixing.web.seat import acting_officer
from suixing.web.words import in_active_language, sentence_lazy

S = Sentence
DAY_HINT = S("例如 2026-11-23，当天也算", "For example 2026-11-23, that day included")
ORDER = S("结束日期不能早于开始日期和今天。", "It can end neither before it begins nor before today.")
SAME = S("代办人须是另一位人员。", "Somebody else has to do her work.")


class CoverForm(PlainForm):
    """Who is away, who does her work, from when to when."""

    form_number = forms.CharField(max_length=32, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    officer = forms.ChoiceField(label=sentence_lazy(S("谁不在岗", "Who is away")))
    by_officer = forms.ChoiceField(label=sentence_lazy(S("由谁代办", "Who does her work")))
    first = DayField(label=sentence_lazy(S("从", "From")), help_text=sentence_lazy(DAY_HINT))
    last = DayField(label=sentence_lazy(S("到", "Until")), help_text=sentence_lazy(DAY_HINT))

    def __init__(self, *args: Any, colleagues: Sequence[Member], today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"form_number": once.new_number(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.today = today
        named = [("", "—"), *((one.username, one.name) for one in colleagues)]
        for name in ("officer", "by_officer"):
            self.fields[name].choices = named  # type: ignore[attr-defined] # of a ChoiceField

    def clean(self) -> dict[str, Any]:
        super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < max(first, self.today):
            self.add_error("last", sentence_lazy(ORDER))
        if self.cleaned_data.get("officer") and self.cleaned_data["officer"] == self.cleaned_data.get("by_officer"):
            self.add_error("by_officer", sentence_lazy(SAME))
        return self.cleaned_data


@for_officers(*MEETS_PERSONS, Role.SUPERVISOR)
def cover(request: HttpRequest) -> HttpResponse:
    """Who does whose work now and later, and the form for one more absence."""
    acting, now = acting_officer(request), timezone.now()
    colleagues = [
        one for one in members_of(office=acting.office, now=now)
        if one.is_active and any(role in (*MEETS_PERSONS, Role.SUPERVISOR) for role in one.roles)
    ]  # fmt: skip
    sent = request.POST if request.method == "POST" else kept_for(request)
    form = CoverForm(sent, colleagues=colleagues, today=timezone.localdate(now), initial={"officer": acting.username})

    def act() -> str:
        covering.cover(
            office=acting.office, officer=form.cleaned_data["officer"], by_officer=form.cleaned_data["by_officer"],
            first=form.cleaned_data["first"], last=form.cleaned_data["last"], by=acting.username, now=now,
        )  # fmt: skip
        return reverse("cover")

    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return redirect(do_once(request, acting.username, now, act))
            except Refusal as refused:
                form.add_error(None, in_active_language(refused.sentence))
        status = 422
    names = {one.username: one.name for one in colleagues}
    held = [
        (one, names.get(one.officer, one.officer), names.get(one.by, one.by))
        for one in covering.covers(office=acting.office, now=now)
    ]
    return render(request, "cases/cover.html", {"here": "cases", "form": form, "covers": held}, status=status)


@changes_cases
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End a cover now; another office's, or one that has ended, is answered alike."""
    acting = acting_officer(request)
    covering.end_cover(cover_id=number, office=acting.office, by=acting.username, now=timezone.now())
    return redirect("cover")
