"""Register one person: one page, nothing written before every stop is passed, and once however often it is sent."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from suixing.access.roles import MEETS_PERSONS
from suixing.consent.queries import AgreementShown, current_text
from suixing.journeys.register import held_here, register_one, similar_here
from suixing.kernel.errors import Refusal, Sentence
from suixing.places.queries import full_name
from suixing.rules.identifiers import Flaw, Identifier
from suixing.web import once
from suixing.web.desk.hits import HitShown
from suixing.web.desk.register_form import RegisterForm, sex_in_words
from suixing.web.desk.typed import SHORTEST_NUMBER, flaw_sentence, number_text
from suixing.web.doors import for_officers
from suixing.web.kept import kept_for
from suixing.web.seat import ActingOfficer, acting_officer
from suixing.web.words import in_active_language

PURPOSE = "registration"
HANDED_ON = ("identifier", "name", "born")
"""What the page of a search hands on to a new registration."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Why nothing was registered yet: she is ``held`` here already, or others look ``alike``."""

    kind: Literal["held", "alike"]
    hits: list[HitShown]


@dataclass(frozen=True, slots=True)
class NumberShown:
    """What the identifier says so far. ``typed`` counts its characters while it is still too short."""

    identifier: Identifier | None
    flaw: Sentence | None
    typed: int

    @property
    def settles(self) -> bool:
        """Whether sex and date of birth are in the number."""
        return self.identifier is not None and self.identifier.sex is not None

    @property
    def sex(self) -> Sentence:
        return sex_in_words(self.identifier.sex or 0 if self.identifier else 0)


@for_officers(*MEETS_PERSONS)
def register(request: HttpRequest) -> HttpResponse:
    """The form; what was sent is registered, or the page says what stands in the way with everything still in it."""
    acting, today = acting_officer(request), timezone.localdate()
    agreement = current_text(PURPOSE)
    if request.method != "POST" or "begin" in request.POST:
        return _page(request, _new_form(request, acting, today, agreement), agreement)
    form = RegisterForm(request.POST, office=acting.office, today=today, agreement=agreement.number)
    if not form.is_valid():
        number = request.POST.get("form_number", "").replace("\0", "")[:32] or once.new_number()
        _with(form, agreement=str(agreement.number), form_number=number)
        return _page(request, form, agreement, status=422)
    try:
        outcome = _carry_out(form, acting, another="another" in request.POST)
    except once.SentOtherwise as refused:
        form.add_error(None, in_active_language(refused.sentence))
        return _page(request, _with(form, form_number=once.new_number()), agreement, status=422)
    except Refusal as refused:
        form.add_error(None, in_active_language(refused.sentence))
        return _page(request, form, agreement, status=422)
    if isinstance(outcome, Stop):
        # "Another person" will mean: none of those who were shown.
        shown = ",".join(str(one.hit.account) for one in outcome.hits)
        return _page(request, _with(form, seen_alike=shown), agreement, stop=outcome, status=409)
    return redirect(outcome)


def _new_form(request: HttpRequest, acting: ActingOfficer, today: date, agreement: AgreementShown) -> RegisterForm:
    """An empty form: here and today, with what a search was made for, or with what was typed before a session ended."""
    kept = kept_for(request)
    held = {} if kept is None else {name: value for name, value in kept.items() if name in RegisterForm.base_fields}
    handed_on = {field: request.POST.get(field, "")[:120].replace("\0", "") for field in HANDED_ON}
    form = RegisterForm(
        initial={
            **handed_on,
            "form_number": once.new_number(),
            "current_text": full_name(acting.office),
            "way": "desk",
            "consent_on": today.isoformat(),
            **held,
            "agreement": agreement.number,
        },
        office=acting.office, today=today, agreement=agreement.number,
    )  # fmt: skip
    first = "name" if form.initial.get("identifier") and not form.initial.get("name") else "identifier"
    form.fields[first].widget.attrs["autofocus"] = True
    return form


def _carry_out(form: RegisterForm, acting: ActingOfficer, *, another: bool) -> Stop | str:
    """Register whom the form names; the path of the result, or what stands in the way. Raises Refusal."""
    entry, now = form.entry(), timezone.now()
    told: dict[str, Any] = {"office": acting.office, "by": acting.username, "now": now}
    sent = {
        "number": form.cleaned_data["form_number"],
        "content": once.content_of(form.cleaned_data[name] for name in _CONTENT),
        "officer": acting.username,
    }
    earlier = once.result_of(**sent)
    if earlier:
        return earlier
    held = held_here(identifier=entry.identifier, **told)
    if held is not None:
        # The same form, sent twice at once, may have been the one that registered her.
        return once.result_of(**sent) or Stop("held", [HitShown(held)])
    alike = similar_here(entry=entry, **told)
    seen = set(form.cleaned_data["seen_alike"].split(",")) if another else set()
    if any(str(hit.account) not in seen for hit in alike):
        return Stop("alike", [HitShown(hit) for hit in alike])

    def act() -> str:
        return reverse("registered", args=[register_one(entry=entry, **told).account])

    return once.carry_out_once(**sent, now=now, act=act).result


_CONTENT = (
    "identifier", "name", "sex", "born", "telephone", "home_text", "home_code", "current_text", "current_code",
    "arrived", "way", "consent_on",
)  # fmt: skip


def _with(form: RegisterForm, **changes: str) -> RegisterForm:
    """The form as it was sent, with something changed that the officer does not see."""
    form.data = {name: form.data.get(name, "") for name in form.fields} | changes
    return form


def _page(
    request: HttpRequest, form: RegisterForm, agreement: AgreementShown, *, stop: Stop | None = None, status: int = 200
) -> HttpResponse:
    shown = {
        "here": "register",
        "form": form,
        "agreement": agreement,
        "stop": stop,
        "number": number_shown(form),
        "places": [{"which": which, "place": form.place(which)} for which in ("home", "current")],
    }
    return render(request, "desk/register.html", shown, status=status)


def number_shown(form: RegisterForm) -> NumberShown:
    """What the form's identifier says; one that is still too short is counted, not blamed."""
    read = form.number()
    typed = len(number_text(str(form["identifier"].value() or "")))
    if read is None or isinstance(read, Identifier):
        return NumberShown(read, None, 0)
    if read == Flaw.LENGTH and typed < SHORTEST_NUMBER:
        return NumberShown(None, None, typed)
    return NumberShown(None, flaw_sentence(read), typed)


@for_officers(*MEETS_PERSONS, methods=("POST",))
def register_identifier(request: HttpRequest) -> HttpResponse:
    """Fragment: what the identifier says as it is typed, and sex and date of birth from it. Looks nobody up."""
    form = _partial(request, "identifier", "sex", "born")
    return render(request, "desk/fragment_identifier.html", {"form": form, "number": number_shown(form)})


@for_officers(*MEETS_PERSONS, methods=("POST",))
def register_address(request: HttpRequest) -> HttpResponse:
    """Fragment: which division an address names, with candidates to choose from."""
    which = "current" if request.POST.get("which") == "current" else "home"
    form = _partial(request, f"{which}_text", f"{which}_choice")
    return render(request, "desk/fragment_address.html", {"which": which, "place": form.place(which)})


def _partial(request: HttpRequest, *fields: str) -> RegisterForm:
    """Some fields as they stand in the browser, not checked."""
    held = {field: request.POST.get(field, "")[:400].replace("\0", "") for field in fields}
    return RegisterForm(initial=held, office=acting_officer(request).office, today=timezone.localdate(), agreement=0)
