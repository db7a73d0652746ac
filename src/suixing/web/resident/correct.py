"""She says what is wrong in what an office entered, and sees what becomes of it."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from suixing.journeys import asked_corrections as corrections
from suixing.journeys.asked_corrections import Asked, AskedField, Outcome
from suixing.kernel.errors import Refusal, Sentence
from suixing.people.queries import SeenAccount
from suixing.places.queries import full_name
from suixing.web.desk.register_form import SEXES
from suixing.web.doors import for_residents
from suixing.web.forms import PlainForm
from suixing.web.parts import SummaryRow
from suixing.web.person.page import NOT_GIVEN
from suixing.web.person.wording import ASKED_FIELDS
from suixing.web.resident.own import LONGEST_NUMBER
from suixing.web.resident.seat import seat_of
from suixing.web.resident.showing import opens_in_words, page
from suixing.web.words import in_active_language, sentence_lazy

OUTCOMES = {
    Outcome.ACCEPTED: Sentence(zh="已采纳，登记已更正", en="Accepted; the record was corrected"),
    Outcome.DECLINED: Sentence(zh="未采纳", en="Declined"),
    Outcome.TAKEN_BACK: Sentence(zh="您已收回", en="You took it back"),
}


class AskForm(PlainForm):
    """What is wrong, what is right, and why."""

    field = forms.ChoiceField(
        label=sentence_lazy(Sentence(zh="哪一项有误", en="What is wrong")), widget=forms.RadioSelect,
        choices=[(field, sentence_lazy(said)) for field, said in ASKED_FIELDS.items()],
    )  # fmt: skip
    right = forms.CharField(
        label=sentence_lazy(Sentence(zh="正确的是", en="What is right")),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    why = forms.CharField(
        label=sentence_lazy(Sentence(zh="说明（可不填）", en="Why (optional)")), required=False, max_length=1000,
        help_text=sentence_lazy(
            Sentence(zh="例如凭什么证件可以核对。", en="For example, by which paper it can be checked.")
        ),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )  # fmt: skip


@for_residents(methods=("GET", "HEAD"))
def correct(request: HttpRequest) -> HttpResponse:
    """What is open to her, each part with the office to ask; what she asked for, and the answers."""
    seat = seat_of(request)
    held = corrections.accounts_of_hers(person=seat.person)
    asked = corrections.asked_by_her(person=seat.person)
    return page(
        request, "correct.html", accounts=[{"number": one.number, "office": full_name(one.office)} for one in held],
        asked=[_shown(one) for one in asked], opens=opens_in_words(seat.opens), everything=seat.opens.everything,
        here="correct",
    )  # fmt: skip


def _shown(one: Asked) -> dict[str, Any]:
    late = not one.outcome and one.due_on < timezone.localdate()
    return {
        "one": one, "said": ASKED_FIELDS[one.field], "office": full_name(one.office), "late": late,
        "state": OUTCOMES[Outcome(one.outcome)] if one.outcome else None,
        "complain": late or one.outcome == Outcome.DECLINED,
    }  # fmt: skip


@for_residents()
@sensitive_post_parameters()
@sensitive_variables()
def correct_account(request: HttpRequest, account: int) -> HttpResponse:
    """What one office entered as it stands, and the form for what is wrong in it."""
    seat = seat_of(request)
    held = None
    if len(str(account)) <= LONGEST_NUMBER:
        found = corrections.accounts_of_hers(person=seat.person)
        held = next((one for one in found if one.number == account), None)
    if held is None:
        raise Http404
    if request.method != "POST":
        return _form(request, held, AskForm())
    form = AskForm(request.POST)
    if not form.is_valid():
        return _form(request, held, form, status=422)
    said = form.cleaned_data
    try:
        corrections.ask(
            person=seat.person, held=held, field=AskedField(said["field"]), right=said["right"], why=said["why"],
            now=timezone.now(),
        )  # fmt: skip
    except Refusal as refused:
        form.add_error(None, in_active_language(refused.sentence))
        return _form(request, held, form, status=422)
    return redirect("me_correct")


def _form(request: HttpRequest, held: SeenAccount, form: AskForm, *, status: int = 200) -> HttpResponse:
    arrived = next((one.since for one in held.stays if one.kind == "current" and one.until is None), None)
    values: dict[str, Any] = {
        "name": held.name, "sex": SEXES.get(held.sex, SEXES[0]), "born": held.born,
        "telephone": held.private.telephone or NOT_GIVEN, "home_text": held.private.home_text or NOT_GIVEN,
        "current_text": held.private.current_text or NOT_GIVEN, "arrived": arrived or NOT_GIVEN,
    }  # fmt: skip
    return page(
        request, "correct_account.html", status=status, form=form, office=full_name(held.office),
        rows=[SummaryRow(ASKED_FIELDS[field], value) for field, value in values.items()],
        limit=corrections.limit_at(held.office, on=timezone.localdate()).said(), here="correct",
    )  # fmt: skip


@for_residents(methods=("POST",))
def take_back(request: HttpRequest, asked: int) -> HttpResponse:  # noqa: ARG001 - the database knows who asks
    """She takes back what waits."""
    if len(str(asked)) > LONGEST_NUMBER or not corrections.take_back(asked=asked):
        raise Http404
    return redirect("me_correct")
