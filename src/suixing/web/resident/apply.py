"""She applies for a pass, renews hers, or has a lost one replaced; and whom she lets do it in her stead."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from suixing.journeys import own_application as journey
from suixing.kernel.errors import Sentence
from suixing.places.queries import full_name
from suixing.residents import actions as residents
from suixing.residents.queries import LONGEST_DAYS, mandates_given
from suixing.web.doors import for_residents
from suixing.web.forms import PlainForm
from suixing.web.resident.devices import LARGEST
from suixing.web.resident.showing import page
from suixing.web.resident.signing_in import UNPROCESSABLE
from suixing.web.words import sentence_lazy

ACTS = {
    "apply": Sentence(zh="申请随行证", en="Apply for a pass"),
    "renew": Sentence(zh="换新：原证仍有效到期满", en="Renew the one held, which stays valid to its end"),
    "lost": Sentence(zh="遗失补发：签发新证时原证作废", en="Replace a lost one, which ends with the new one"),
}
OUTCOMES = {
    "": Sentence(zh="已收到，一分钟内转交", en="Received; it is passed on within a minute"),
    "unreached": Sentence(
        zh="未能转交：户籍地机构还没有接入。请到现居住地机构的窗口，由它代为办理",
        en="Not passed on: no office of the home place is reached from here. Any desk that holds you can help",
    ),
    "refused": Sentence(
        zh="未能转交：登记的资料不完整，或登记已撤回。请到窗口办理",
        en="Not passed on: what is held is not complete, or was taken back. Ask at a desk",
    ),
}
PASSED_ON = Sentence(zh="已转交", en="Passed on")
WHY_NOT = {
    "nothing": Sentence(
        zh="没有提交：此次登录没有打开任何一家登记了您的机构。请先“打开更多”。",
        en="Nothing was handed in: no office that holds you is open to this session. Open more first.",
    ),
    "open": Sentence(
        zh="没有提交：已有一项申请在办理，见下。", en="Nothing was handed in: an application is under way already."
    ),
    "many": Sentence(
        zh="没有提交：今天申请的次数太多，请明天再试。",
        en="Nothing was handed in: there were too many today. Try again tomorrow.",
    ),
}
NOT_GIVEN = Sentence(
    zh="没有给出：已有五份委托有效，或今天太多。请先结束一份。",
    en="None was given: five stand already, or there were too many today. End one first.",
)


def _act_choice() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=sentence_lazy(Sentence(zh="办理什么", en="What for")), widget=forms.RadioSelect,
        choices=[(act, sentence_lazy(said)) for act, said in ACTS.items()],
    )  # fmt: skip


class ApplyForm(PlainForm):
    """What she wants; what offices hold of her is not typed again."""

    act = _act_choice()


class MandateForm(PlainForm):
    """For which act, and for how long."""

    act = _act_choice()
    days = forms.IntegerField(
        label=sentence_lazy(Sentence(zh="几天内有效", en="Good for how many days")), min_value=1,
        max_value=LONGEST_DAYS, initial=7,
        help_text=sentence_lazy(Sentence(zh="最多 30 天；用过一次即失效。", en="30 at most; used once, it ends.")),
    )  # fmt: skip


def chosen_number(request: HttpRequest, name: str) -> int | None:
    """The number that a button sent, None where it was not this button; raises Http404 for one that is no number."""
    said = request.POST.get(name)
    if said is None:
        return None
    if not (said.isascii() and said.isdecimal()) or int(said) > LARGEST:
        raise Http404
    return int(said)


@for_residents()
def apply(request: HttpRequest) -> HttpResponse:
    """Three ways to a pass, and how what she applied for stands; she takes it back or says that papers are there."""
    if request.method != "POST":
        return _apply_page(request, ApplyForm(initial={"act": "apply"}))
    for wanted in journey.WISHES:
        number = chosen_number(request, wanted)
        if number is not None:
            if not journey.wish(application=number, wanted=wanted):
                raise Http404
            return redirect("me_apply")
    form = ApplyForm(request.POST)
    if form.is_valid():
        became = journey.apply(act=form.cleaned_data["act"])
        if became == journey.LODGED:
            return redirect("me_apply")
        return _apply_page(request, form, why_not=WHY_NOT[became], more=became == "nothing", status=UNPROCESSABLE)
    return _apply_page(request, form, status=UNPROCESSABLE)


def _apply_page(request: HttpRequest, form: ApplyForm, *, status: int = 200, **context: Any) -> HttpResponse:
    made = journey.applications()
    return page(
        request, "apply.html", status=status, form=form, here="pass",
        applications=[
            (one, ACTS[one.act], one.state or OUTCOMES.get(one.outcome, PASSED_ON), full_name(one.office))
            if one.office else (one, ACTS[one.act], OUTCOMES.get(one.outcome, PASSED_ON), "")
            for one in made
        ],
        can_apply=not any(one.is_open for one in made), **context,
    )  # fmt: skip


@for_residents()
@sensitive_post_parameters()
@sensitive_variables()
def own_mandates(request: HttpRequest) -> HttpResponse:
    """She lets a relative do one act: the code once, whom she gave one, who used it; and she ends one before."""
    if request.method != "POST":
        return _mandates_page(request, MandateForm(initial={"act": "apply"}))
    number = chosen_number(request, "end")
    if number is not None:
        if not residents.end_mandate(mandate=number):
            raise Http404
        return redirect("me_mandates")
    form = MandateForm(request.POST)
    if form.is_valid():
        code = residents.give_mandate(act=form.cleaned_data["act"], days=form.cleaned_data["days"])
        if code is not None:
            fresh = MandateForm(initial={"act": form.cleaned_data["act"]})
            return _mandates_page(request, fresh, code=code, act=ACTS[form.cleaned_data["act"]])
        form.add_error(None, sentence_lazy(NOT_GIVEN))
    return _mandates_page(request, form, status=UNPROCESSABLE)


def _mandates_page(request: HttpRequest, form: MandateForm, *, status: int = 200, **context: Any) -> HttpResponse:
    now = timezone.now()
    given = [(one, ACTS[one.act], one.stands(now)) for one in mandates_given()]
    was_used = any(one.used_at for one, _, _ in given)
    return page(
        request, "mandates.html", status=status, form=form, given=given, was_used=was_used, here="pass", **context
    )  # fmt: skip
