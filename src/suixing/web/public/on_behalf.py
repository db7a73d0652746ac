"""A relative uses a mandate: its code, and who uses it. Nothing about the person is read, asked for or shown (P2)."""

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from suixing.journeys import own_application as journey
from suixing.kernel.errors import Sentence
from suixing.web.doors import for_everyone
from suixing.web.forms import PlainForm
from suixing.web.words import sentence_lazy

UNPROCESSABLE = 422
NOT_GOOD = Sentence(
    "没有提交：这个委托码不正确、已用过、已结束或已过期。您填的姓名和关系仍在下面。",
    "Nothing was handed in: the code is not right, or the mandate was used, ended, or has run out. Your name and "
    "relation are still below.",
)
NOT_FOUND = Sentence("没有找到这个查询码，请核对。", "This code is not known. Check it.")
SLOWLY = Sentence("试得太快，请一分钟后再试。", "Too many tries; wait a minute.")
STANDS = {
    "lodged": Sentence("已收到，一分钟内转交。", "It was lodged, and is passed on within a minute."),
    "passed_on": Sentence("已转交，正在办理。", "It was passed on and is being dealt with."),
    "not_passed_on": Sentence(
        "未能转交。请告诉委托人：可在其本人页面查看原因，或到窗口办理。",
        "It could not be passed on. Tell who gave you the mandate: the reason stands on that person's own page; any "
        "desk helps too.",
    ),
    "issued": Sentence("已签发，由委托人本人领取。", "It was issued; who gave you the mandate has it."),
    "ended": Sentence("已结束，未签发。", "It has ended, and nothing was issued."),
}
_CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class MandateCode(PlainForm):
    """The code, and who uses it."""

    code = forms.CharField(
        label=sentence_lazy(Sentence("委托码", "Code of the mandate")), max_length=40,
        help_text=sentence_lazy(Sentence("三组，每组四位。", "Three groups of four signs.")),
        widget=forms.TextInput(attrs=_CODE),
    )  # fmt: skip
    name = forms.CharField(label=sentence_lazy(Sentence("您的姓名", "Your own name")), max_length=60)
    relation = forms.CharField(
        label=sentence_lazy(Sentence("您与委托人的关系", "How you are related")), max_length=20,
        help_text=sentence_lazy(Sentence("例如：姐姐、弟弟。", "Sister or brother, say.")),
    )  # fmt: skip


class StatusCode(PlainForm):
    """The code that was given when it was lodged."""

    status = forms.CharField(
        label=sentence_lazy(Sentence("查询码", "Code for asking")), max_length=40,
        help_text=sentence_lazy(Sentence("提交后显示的四组，每组四位。", "Four groups of four, shown when lodged.")),
        widget=forms.TextInput(attrs=_CODE),
    )  # fmt: skip


@csrf_exempt  # the code alone does it; a form forged elsewhere would have to hold the code
@never_cache
@for_everyone(methods=("GET", "HEAD", "POST"))
@sensitive_post_parameters()
@sensitive_variables()
def on_behalf(request: HttpRequest) -> HttpResponse:
    """Lodge what the mandate is for, or ask how it stands; the answer is the same whatever is wrong with a code."""
    if request.method != "POST":
        return _page(request)
    slowly = not ratelimit.consume(request, action="resident")
    if "status" in request.POST:
        asked = StatusCode(request.POST)
        if slowly:
            asked.add_error(None, sentence_lazy(SLOWLY))
        stands = journey.how_it_stands(code=asked.cleaned_data["status"]) if asked.is_valid() else None
        if stands is None:
            if not asked.errors:
                asked.add_error("status", sentence_lazy(NOT_FOUND))
            return _page(request, asked=asked, form=asked, status=UNPROCESSABLE)
        return _page(request, stands=STANDS[stands])
    form = MandateCode(request.POST)
    if slowly:
        form.add_error(None, sentence_lazy(SLOWLY))
    if form.is_valid():
        said = form.cleaned_data
        code = journey.apply_for_her(code=said["code"], name=said["name"], relation=said["relation"])
        if code is not None:
            return _page(request, code=code)
        form.add_error(None, sentence_lazy(NOT_GOOD))
    return _page(request, mandate=form, form=form, status=UNPROCESSABLE)


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    shown = {"here": "on_behalf", "mandate": MandateCode(), "asked": StatusCode(), "form": None, **context}
    return render(request, "public/on_behalf.html", shown, status=status)
