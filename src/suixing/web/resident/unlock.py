"""The second lock: what some offices did unfolds for ten minutes once she has shown again that it is she."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from suixing.kernel.errors import Sentence
from suixing.residents import actions as residents
from suixing.web.doors import for_residents
from suixing.web.resident.more import AnotherCode
from suixing.web.resident.seat import keep_key
from suixing.web.resident.showing import page
from suixing.web.resident.signing_in import UNPROCESSABLE, ceremony_for, host_of, onward
from suixing.web.words import sentence_lazy

NOT_RIGHT = Sentence(
    zh="没有展开：码不正确、已用过或已过期，或今天试得太多。您仍处于登录状态。",
    en="Nothing was unfolded: the code is not right, spent or too old, or there were too many tries today. You are "
    "still signed in.",
)


def _back(request: HttpRequest) -> str:
    asked = onward(request)
    return reverse("me_looked") if asked == reverse("me") else asked


def _page(request: HttpRequest, form: AnotherCode, *, status: int = 200) -> HttpResponse:
    ceremony = ceremony_for(residents.begin_showing(host=host_of(request)))
    return page(request, "unlock.html", status=status, form=form, next=_back(request), here="looked", **ceremony)


@for_residents()
@sensitive_post_parameters()
@sensitive_variables()
def unlock(request: HttpRequest) -> HttpResponse:
    """One more proof unfolds what is behind the lock; ``fold`` locks it at once."""
    if request.method != "POST":
        return _page(request, AnotherCode())
    if "fold" in request.POST:
        residents.lock()
        return redirect(_back(request))
    form = AnotherCode(request.POST)
    if form.is_valid():
        key = residents.show_code(way=form.cleaned_data["way"], code=form.cleaned_data["code"])
        if key is not None:
            answer = redirect(_back(request))
            keep_key(answer, key)
            return answer
        form.add_error(None, sentence_lazy(NOT_RIGHT))
    return _page(request, form, status=UNPROCESSABLE)
