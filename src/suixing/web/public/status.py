"""Where a case stands, for who holds the code of a letter: who must act, by when, how to complain; nothing else."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from suixing.cases.queries import Standing, answer_for, standing
from suixing.directory.queries import contact_of
from suixing.journeys.cases import lodging
from suixing.kernel.errors import Sentence
from suixing.places.queries import full_name
from suixing.web.doors import for_everyone
from suixing.web.forms import PlainForm
from suixing.web.words import sentence_lazy

UNPROCESSABLE = 422
NOT_FOUND = Sentence(
    "没有找到这个查询码，或者它已过期。请核对信上的查询码；大小写和连字符没有关系。",
    "This code is not known, or it has expired. Check it against the letter; capitals and hyphens do not matter.",
)
WITHDRAWN = Sentence("撤回请求已收到，一分钟内生效。", "Your withdrawal was received and takes effect within a minute.")
APPEALED = Sentence(
    "申诉已提交上一级机构。请记下新的查询码，它只显示这一次：",
    "Your appeal went to the next tier up. Write down its code, which is shown this once:",
)
HANDED_ON = Sentence(
    "投诉已交给该机构。请记下新的查询码，它只显示这一次：",
    "Your complaint went to that office. Write down its code, which is shown this once:",
)
NOTHING_ABOVE = Sentence(
    "上面没有已接入的上级机构，未能在此提交；请写信或打电话给上级机构。",
    "No office above it has joined this node, so the appeal could not be handed in here; write or call instead.",
)


class CodeForm(PlainForm):
    """The code of a letter."""

    code = forms.CharField(
        max_length=40,
        label=sentence_lazy(Sentence("查询码", "Code")),
        help_text=sentence_lazy(Sentence("信上四组，每组四位。", "Four groups of four signs, on your letter.")),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-from-address": "",
            }
        ),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """The case, or what it waits for; ``by`` is who must act, ``telephone`` how to reach her or him."""

    what: Standing
    by: Sentence | str
    telephone: str


YOU = Sentence("您本人", "You")
OTHERS = Sentence("下列机构", "The offices below")
NOBODY = Sentence("已办结，无须等待", "Nobody: it is closed")


@csrf_exempt  # the code alone opens it; a form forged elsewhere would have to hold the code
@never_cache
@for_everyone(methods=("GET", "HEAD", "POST"))
def status(request: HttpRequest) -> HttpResponse:
    """The form; sent, where the case stands. The code is sent in a form, never in an address."""
    if request.method != "POST":
        return _page(request, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    code, now = form.cleaned_data["code"], timezone.now()
    context: dict[str, Any] = {}
    if "withdraw" in request.POST and lodging.withdraw(code=code, now=now):
        context["told"] = WITHDRAWN
    if "appeal" in request.POST:
        fresh = lodging.appeal(code=code, now=now)
        context |= {"told": APPEALED if fresh else NOTHING_ABOVE, "fresh": fresh}
    if "hand_on" in request.POST:
        fresh = lodging.hand_on(code=code, now=now)
        context |= {"told": HANDED_ON, "fresh": fresh} if fresh else {}
    shown = standing(code)
    if not shown:
        form.add_error("code", sentence_lazy(NOT_FOUND))
        return _page(request, form, status=UNPROCESSABLE)
    parts = [_part(one) for one in shown]
    answer = answer_for(code)
    is_complaint = shown[0].procedure == "complaint"
    return _page(
        request, form, parts=parts, code=code, answer=answer.text, is_complaint=is_complaint,
        can_withdraw=is_complaint and shown[0].closed_at is None,
        can_appeal=is_complaint and shown[0].closed_at is not None and shown[0].state_code in lodging.APPEALABLE,
        falls_to=full_name(answer.to) if answer.to else "",
        **context,
    )  # fmt: skip


def _part(one: Standing) -> Part:
    """Who blocks is always named to the person, with office and telephone."""
    if one.waits_for == "person":
        return Part(one, YOU, "")
    if one.waits_for == "nobody":
        return Part(one, NOBODY, "")
    if one.waits_for == "other" and not one.counterpart:
        return Part(one, OTHERS, "")
    office = one.counterpart if one.waits_for == "other" else one.office
    contact = contact_of(office)
    return Part(one, full_name(office), contact.telephone if contact else "")


def _page(request: HttpRequest, form: CodeForm, *, status: int = 200, **context: object) -> HttpResponse:
    return render(request, "public/status.html", {"here": "status", "form": form, **context}, status=status)
