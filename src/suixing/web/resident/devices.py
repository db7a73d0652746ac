"""Where she is signed in, and her passkeys: seen, made, ended."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from suixing.kernel.errors import Sentence
from suixing.residents import actions as residents
from suixing.residents import queries
from suixing.web.doors import for_residents
from suixing.web.forms import PlainForm
from suixing.web.resident.seat import seat_of
from suixing.web.resident.showing import WAYS, opens_in_words, page
from suixing.web.resident.signing_in import UNPROCESSABLE, ceremony_for, host_of, state_of
from suixing.web.words import in_active_language, sentence_lazy

NOT_MADE = Sentence(
    "没有添加：等得太久、设备没有答应、已有十个，或这个通行密钥已经在用。请重试。",
    "Nothing was added: it took too long, the device did not agree, there are ten already, or this one is held. Try "
    "again.",
)
ON_THE_DEVICE = Sentence(zh="我的页面", en="My pages")
LARGEST = 2**62


class NewPasskey(PlainForm):
    """What she calls her passkey."""

    name = forms.CharField(
        label=sentence_lazy(Sentence(zh="给它起个名字", en="Give it a name")), max_length=40,
        help_text=sentence_lazy(Sentence(zh="例如“我的手机”。", en="“My phone”, say.")),
    )  # fmt: skip


@for_residents(methods=("GET", "HEAD"))
def devices(request: HttpRequest) -> HttpResponse:
    """Her open sessions and her passkeys."""
    return page(
        request, "devices.html", here="devices",
        sessions=[(one, WAYS.get(one.way, one.way), opens_in_words(one.opens)) for one in queries.sessions()],
        passkeys=[(one, opens_in_words(one.opens)) for one in queries.passkeys()],
    )  # fmt: skip


@for_residents()
@sensitive_post_parameters()
@sensitive_variables()
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey, which opens what this session opens."""
    form = NewPasskey(request.POST) if request.method == "POST" else NewPasskey()
    if request.method == "POST" and form.is_valid():
        state = state_of(request)
        answer = request.POST.get("credential", "")
        new = None if state is None else residents.made(host=host_of(request), state=state, answer=answer)
        if new is not None and residents.keep_passkey(
            credential_id=new.credential_id, sealed=new.sealed, counter=new.counter, name=form.cleaned_data["name"]
        ):
            return redirect("me_devices")
        form.add_error(None, sentence_lazy(NOT_MADE))
    handle = queries.handle()
    if handle is None:
        raise Http404
    ceremony = residents.begin_making(host=host_of(request), handle=handle, name=in_active_language(ON_THE_DEVICE))
    return page(
        request, "add_passkey.html", form=form, opens=opens_in_words(seat_of(request).opens), here="devices",
        status=UNPROCESSABLE if form.is_bound else 200, **ceremony_for(ceremony),
    )  # fmt: skip


@for_residents(methods=("POST",))
def end_passkey(request: HttpRequest, passkey: int) -> HttpResponse:  # noqa: ARG001 - the database knows whose it is
    """End a passkey and the sessions that it began."""
    if passkey > LARGEST or not residents.end_passkey(passkey=passkey):
        raise Http404
    return redirect("me_devices")


@for_residents(methods=("POST",))
def end_session(request: HttpRequest, session: int) -> HttpResponse:  # noqa: ARG001 - the database knows whose it is
    """End a session elsewhere, or this one."""
    if session > LARGEST or not residents.end_session(session=session):
        raise Http404
    return redirect("me_devices")
