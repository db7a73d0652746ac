"""She signs in: by the number of her paper and a code, or by a passkey alone. Whatever is wrong is answered alike."""

from typing import Any
from urllib.parse import urlsplit

from allauth.core import ratelimit
from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from suixing.journeys.own_pages import SENT, send_code
from suixing.kernel.errors import Sentence
from suixing.residents import actions as residents
from suixing.rules.identifiers import Flaw
from suixing.web.desk.typed import flaw_sentence, read_number
from suixing.web.doors import for_residents
from suixing.web.forms import PlainForm
from suixing.web.parts import Notice
from suixing.web.resident.seat import drop_key, keep_key
from suixing.web.resident.showing import WAYS, page
from suixing.web.seat import HERS
from suixing.web.sign_in.browsers import browser_name
from suixing.web.words import in_active_language, sentence_lazy

UNPROCESSABLE = 422
NOT_OPEN = Sentence(
    "没有登录。证件号码或验证码不正确，或验证码已用过、已过期，或今天试得太多。请核对；也可到登记过您的机构窗口重新领取。",
    "You are not signed in. The number or the code is not right, the code is spent or too old, or there were too many "
    "tries today. Check both; or ask for a new code at a desk where you are registered.",
)
NO_PASSKEY = Sentence(
    "没有登录。这个通行密钥不能打开此处，或等得太久。请重试，或改用验证码。",
    "You are not signed in. This passkey opens nothing here, or it took too long. Try again, or use a code.",
)
SLOWLY = Sentence("尝试过于频繁，请一分钟后再试。", "Too many tries; wait a minute.")
CEREMONY = "resident passkey"
CEREMONY_SECONDS = 300
CHOICES = [(way, sentence_lazy(WAYS[way])) for way in ("paper", "desk", "telephone", "widening")]


class SignInForm(PlainForm):
    """The number of her paper, and a code of one of four kinds."""

    identifier = forms.CharField(
        label=sentence_lazy(Sentence(zh="证件号码", en="Number of your paper")), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    way = forms.ChoiceField(
        label=sentence_lazy(Sentence(zh="验证码从哪里来", en="Where your code comes from")), choices=CHOICES,
        widget=forms.RadioSelect, required=False,
    )  # fmt: skip
    code = forms.CharField(
        label=sentence_lazy(Sentence(zh="验证码", en="Code")), max_length=40, required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )  # fmt: skip

    def clean_identifier(self) -> str:
        number = read_number(self.cleaned_data["identifier"], today=timezone.localdate())
        if isinstance(number, Flaw):
            raise forms.ValidationError(in_active_language(flaw_sentence(number)))
        return str(number.value)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "send" not in self.data:
            for name, said in (("way", "请选择。|Choose one."), ("code", "请填写验证码。|Fill in the code.")):
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, sentence_lazy(Sentence(*said.split("|"))))
        return cleaned


def ceremony_for(ceremony: residents.Ceremony) -> dict[str, Any]:
    """What a page needs for a passkey: options for the browser, and the signed state that comes back."""
    return {
        "options": {"publicKey": ceremony.options.get("publicKey", ceremony.options)},
        "state": signing.dumps(ceremony.state, salt=CEREMONY),
    }


def state_of(request: HttpRequest) -> dict[str, Any] | None:
    """The state that came back, if this site signed it within five minutes."""
    try:
        state = signing.loads(request.POST.get("state", ""), salt=CEREMONY, max_age=CEREMONY_SECONDS)
    except signing.BadSignature:
        return None
    return state if isinstance(state, dict) else None


def host_of(request: HttpRequest) -> str:
    """The name of this site as passkeys know it."""
    return request.get_host().rsplit(":", 1)[0]


def onward(request: HttpRequest) -> str:
    """Where she wanted to go: one of her own pages, else the first of them."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    parts = urlsplit(asked)
    plain = asked.startswith(HERS) and not parts.scheme and not parts.netloc and "\\" not in asked
    return parts.path if plain else reverse("me")


def _browser(request: HttpRequest) -> str:
    return browser_name(request.headers.get("User-Agent", ""))


def _page(
    request: HttpRequest, form: SignInForm, *, notice: Notice | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    ceremony = ceremony_for(residents.begin_showing(host=host_of(request)))
    return page(request, "sign_in.html", status=status, form=form, notice=notice, next=onward(request), **ceremony)


def signed_in(request: HttpRequest, key: str) -> HttpResponse:
    """On to where she wanted to go, with the key of her session."""
    answer = HttpResponseRedirect(onward(request))
    keep_key(answer, key)
    return answer


@for_residents(at_the_door=True)
@sensitive_post_parameters()
@sensitive_variables()
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form; sent, her first page, or the same words for whatever was wrong."""
    if getattr(request, "resident", None) is not None:
        return HttpResponseRedirect(onward(request))
    if request.method != "POST":
        return _page(request, SignInForm())
    form = SignInForm(request.POST)
    if not ratelimit.consume(request, action="resident"):
        form.add_error(None, sentence_lazy(SLOWLY))
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    said = form.cleaned_data
    if "send" in request.POST:
        send_code(identifier=said["identifier"])
        return _page(request, SignInForm(initial={**said, "way": "telephone"}), notice=Notice(heading=SENT))
    key = residents.sign_in(
        identifier=said["identifier"], way=said["way"], code=said["code"], browser=_browser(request)
    )
    if key is None:
        form.add_error(None, sentence_lazy(NOT_OPEN))
        return _page(request, form, status=UNPROCESSABLE)
    return signed_in(request, key)


@for_residents(methods=("POST",), at_the_door=True)
@sensitive_post_parameters()
@sensitive_variables()
def sign_in_by_passkey(request: HttpRequest) -> HttpResponse:
    """What her device signed; in a session of hers it opens what the passkey opens besides."""
    key = None
    state = state_of(request)
    if ratelimit.consume(request, action="resident") and state is not None:
        proved = residents.shown(host=host_of(request), state=state, answer=request.POST.get("credential", ""))
        if proved is not None:
            key = residents.show_passkey(
                credential_id=proved.credential_id, challenge=proved.challenge, counter=proved.counter,
                browser=_browser(request),
            )  # fmt: skip
    if key is not None:
        return signed_in(request, key)
    if getattr(request, "resident", None) is not None:
        return HttpResponseRedirect(reverse("me_more"))
    return _page(request, SignInForm(), notice=Notice(heading=NO_PASSKEY, tone="warning"), status=UNPROCESSABLE)


@for_residents(methods=("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the database knows whose session it is
    """End this session."""
    residents.end_session()
    answer = HttpResponseRedirect(reverse("me_sign_in"))
    drop_key(answer)
    return answer


@csrf_exempt  # whoever makes her leave has done her no harm, and an old page must not keep her from it
@for_residents(methods=("POST",), at_the_door=True)
def leave(request: HttpRequest) -> HttpResponse:
    """At once to a page that says nothing; the session ends, and the browser forgets what it kept."""
    if getattr(request, "resident", None) is not None:
        residents.end_session()
    answer = HttpResponseRedirect(reverse("today"))
    drop_key(answer)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
