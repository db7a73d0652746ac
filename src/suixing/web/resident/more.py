"""Open more: by another proof that she has, or by a second officer of another office and seven days."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from suixing.kernel.errors import Sentence
from suixing.places.queries import full_name
from suixing.residents import actions as residents
from suixing.residents import queries
from suixing.web.doors import for_residents
from suixing.web.forms import PlainForm
from suixing.web.parts import Notice
from suixing.web.resident.devices import LARGEST
from suixing.web.resident.seat import keep_key, seat_of
from suixing.web.resident.showing import WAYS, opens_in_words, page
from suixing.web.resident.signing_in import UNPROCESSABLE, ceremony_for, host_of
from suixing.web.words import sentence_lazy

NOT_RIGHT = Sentence(
    "没有打开更多：验证码不正确、已用过、已过期或还没有生效，或今天试得太多。您仍处于登录状态。",
    "Nothing more was opened: the code is not right, spent, too old or not in force yet, or there were too many tries "
    "today. You are still signed in.",
)
NOT_ASKED = Sentence(
    "没有提出申请：已经打开全部，或已有一项申请在等待，或今天申请太多次。",
    "Nothing was asked for: everything is open, a request waits already, or there were too many today.",
)


class AnotherCode(PlainForm):
    """A code that she has besides."""

    way = forms.ChoiceField(
        label=sentence_lazy(Sentence(zh="验证码从哪里来", en="Where your code comes from")), widget=forms.RadioSelect,
        choices=[(way, sentence_lazy(WAYS[way])) for way in ("paper", "desk", "widening")],
    )  # fmt: skip
    code = forms.CharField(
        label=sentence_lazy(Sentence(zh="验证码", en="Code")), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


def _page(
    request: HttpRequest, form: AnotherCode, *, asked: tuple[str, str] | None = None, notice: Notice | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    now = timezone.now()
    waiting = [
        (
            one,
            full_name(one.second_office) if one.second_office else "",
            one.opens_at is not None and one.opens_at <= now,
        )
        for one in queries.widenings()
    ]
    seat = seat_of(request)
    return page(
        request, "more.html", status=status, form=form, waiting=waiting, asked=asked, notice=notice, here="more",
        opens=opens_in_words(seat.opens), everything=seat.opens.everything, next=request.path,
        **ceremony_for(residents.begin_showing(host=host_of(request))),
    )  # fmt: skip


@for_residents()
@sensitive_post_parameters()
@sensitive_variables()
def more(request: HttpRequest) -> HttpResponse:
    """What is open, and the ways to open what is older."""
    if request.method != "POST":
        return _page(request, AnotherCode())
    if "ask" in request.POST:
        asked = residents.ask_widening()
        if asked is None:
            notice = Notice(heading=NOT_ASKED, tone="warning")
            return _page(request, AnotherCode(), notice=notice, status=UNPROCESSABLE)
        return _page(request, AnotherCode(), asked=asked)
    form = AnotherCode(request.POST)
    if form.is_valid():
        key = residents.show_code(way=form.cleaned_data["way"], code=form.cleaned_data["code"])
        if key is not None:
            answer = redirect("me_more")
            keep_key(answer, key)
            return answer
        form.add_error(None, sentence_lazy(NOT_RIGHT))
    return _page(request, form, status=UNPROCESSABLE)


@for_residents(methods=("POST",))
def cancel(request: HttpRequest, widening: int) -> HttpResponse:  # noqa: ARG001 - the database knows whose it is
    """Object to opening what is older, with whatever proof she signed in by."""
    if widening > LARGEST or not residents.cancel_widening(widening=widening):
        raise Http404
    return redirect("me_more")
