"""Correct a record or record a move. Two officers at once: the second is told, and nothing is overwritten."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from suixing.access.errors import BudgetSpent
from suixing.access.roles import MEETS_PERSONS
from suixing.journeys import person as record
from suixing.kernel.errors import Refusal
from suixing.people.errors import ChangedMeanwhile
from suixing.people.queries import SeenAccount
from suixing.web import once
from suixing.web.desk.register_form import SEXES
from suixing.web.doors import for_officers
from suixing.web.errors import not_own_page
from suixing.web.kept import kept_for
from suixing.web.parts import SummaryRow
from suixing.web.person.asked import as_asked
from suixing.web.person.forms import CorrectForm, MoveForm, RecordForm
from suixing.web.person.wording import FIELDS
from suixing.web.seat import acting_officer
from suixing.web.words import in_active_language

F = TypeVar("F", bound=RecordForm)


@dataclass(frozen=True, slots=True)
class Kind(Generic[F]):
    """One kind of change: its form, what that holds at first, how it is carried out, and its page."""

    form: type[F]
    initial: Callable[[SeenAccount], dict[str, Any]]
    carry_out: Callable[[F, dict[str, Any]], None]
    template: str


@for_officers(*MEETS_PERSONS)
def correct(request: HttpRequest, account: int) -> HttpResponse:
    """The record as a form; what it said before stays in its history."""

    def carry_out(form: CorrectForm, who: dict[str, Any]) -> None:
        said = form.cleaned_data
        record.correct(
            account=account, seen_version=said["seen"], changes=form.changes(), asked=said["asked"], **who
        )  # fmt: skip

    def initial(held: SeenAccount) -> dict[str, Any]:
        return {**_as_it_is(held), **as_asked(request, account)}

    return _change(request, account, Kind(CorrectForm, initial, carry_out, "person/correct.html"))


@for_officers(*MEETS_PERSONS)
def move(request: HttpRequest, account: int) -> HttpResponse:
    """Where she went, since when (G2)."""

    def carry_out(form: MoveForm, who: dict[str, Any]) -> None:
        said = form.cleaned_data
        record.move(
            account=account, seen_version=said["seen"], kind=said["kind"], division=said["current_code"],
            text=said["current_text"], since=said["since"], **who,
        )  # fmt: skip

    return _change(request, account, Kind(MoveForm, lambda _: {}, carry_out, "person/move.html"))


def _change(request: HttpRequest, account: int, change: Kind[F]) -> HttpResponse:
    acting, now = acting_officer(request), timezone.now()
    who: dict[str, Any] = {"office": acting.office, "by": acting.username, "now": now}
    about: dict[str, Any] = {"office": acting.office, "today": timezone.localdate()}
    there = reverse("person", args=[account])
    try:
        if request.method != "POST":
            held = record.see_own(account=account, **who)
            kept = kept_for(request)
            first = {**change.initial(held), "seen": held.version, "form_number": once.new_number()}
            form = change.form(kept, **about) if kept is not None else change.form(initial=first, **about)
            return _page(request, form, account, change.template)
        form = change.form(request.POST, **about)
        if not form.is_valid():
            return _page(request, form, account, change.template, status=422)
        sent = {"number": form.cleaned_data["form_number"], "content": _content(form), "officer": acting.username}

        def act() -> str:
            change.carry_out(form, who)
            return there

        return redirect(once.carry_out_once(**sent, now=now, act=act).result)
    except record.NotSeen:
        raise Http404 from None
    except record.NotOwn as refused:
        return not_own_page(request, refused.sentence)
    except BudgetSpent:
        raise  # the door answers it; there may be no form yet
    except ChangedMeanwhile as refused:
        form.add_error(None, in_active_language(refused.sentence))
        # Shown what stands there now, she may send hers again: it is no longer unseen.
        held = record.see_own(account=account, **who)
        sent_again = request.POST.copy()
        sent_again["seen"] = held.version
        form.data = sent_again
        return _page(request, form, account, change.template, status=409, now_stands=_stands(form, held))
    except Refusal as refused:
        form.add_error(None, in_active_language(refused.sentence))
        return _page(request, form, account, change.template, status=422)


def _content(form: RecordForm) -> str:
    return once.content_of(value for name, value in sorted(form.cleaned_data.items()) if name != "form_number")


def _as_it_is(held: SeenAccount) -> dict[str, Any]:
    present = [stay for stay in held.stays if stay.kind == "current" and stay.until is None]
    arrived = present[0].since if present else None
    return {
        "name": held.name,
        "sex": held.sex,
        "born": held.born.isoformat(),
        "telephone": held.private.telephone,
        "home_text": held.private.home_text,
        "current_text": held.private.current_text,
        "arrived": arrived.isoformat() if arrived else "",
    }


def _stands(form: RecordForm, held: SeenAccount) -> list[SummaryRow]:
    """What the record says now, field by field, where the form says something else; all of it for a move."""
    said = {
        "name": held.name,
        "sex": SEXES.get(held.sex, SEXES[0]),
        "born": held.born,
        "telephone": held.private.telephone,
        "home_text": held.private.home_text,
        "current_text": held.private.current_text,
    }
    as_typed = {field: str(value) for field, value in _as_it_is(held).items()}
    compared = isinstance(form, CorrectForm)
    return [
        SummaryRow(FIELDS[field], value or "—")
        for field, value in said.items()
        if not compared or str(form.data.get(field, "")).strip() != as_typed[field]
    ]


def _page(
    request: HttpRequest, form: RecordForm, account: int, template: str, *, status: int = 200,
    now_stands: list[SummaryRow] | None = None,
) -> HttpResponse:  # fmt: skip
    places = [
        {"which": which, "place": form.place(which)} for which in ("home", "current") if f"{which}_text" in form.fields
    ]
    shown = {"form": form, "file": account, "places": places, "now_stands": now_stands or []}
    return render(request, template, shown, status=status)
