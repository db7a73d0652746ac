"""The first sign-in: a start code from the staff administrator, and a password of one's own."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from suixing.access.actions import begin_with, start_code_opens
from suixing.access.models import Officer
from suixing.kernel.errors import Sentence
from suixing.web.doors import for_everyone
from suixing.web.sign_in import record
from suixing.web.sign_in.adapters import TOO_MANY
from suixing.web.sign_in.forms import StartForm
from suixing.web.words import in_active_language

NOT_OPEN = Sentence(
    "登录名或启用码不正确，或启用码已过期、已使用。请核对；如仍不行，请向人员管理员索取新的启用码。",
    "The sign-in name or the start code is not right, or the code is spent or too old. Check both; if that is no use, "
    "ask the staff administrator for a new one.",
)


@for_everyone(methods=("GET", "HEAD", "POST"))
@never_cache
@sensitive_post_parameters("start_code", "password1", "password2")
@sensitive_variables()
def first_time(request: HttpRequest) -> HttpResponse:
    """Name, start code and the password to come; right, she is on her way to her second factor."""
    if request.method != "POST":
        return render(request, "sign_in/first_time.html", {"form": StartForm()})
    form = StartForm(request.POST)
    if form.is_valid():
        answer = _begin(request, form)
        if answer is not None:
            return answer
    return render(request, "sign_in/first_time.html", {"form": form}, status=422)


def _begin(request: HttpRequest, form: StartForm) -> HttpResponse | None:
    username, code = form.cleaned_data["login"], form.cleaned_data["start_code"]
    if not ratelimit.consume(request, action="start_code", key=f"start:{username}"):
        form.add_error(None, in_active_language(TOO_MANY))
        return None
    now = timezone.now()
    officer = start_code_opens(username=username, code=code, now=now)
    if officer is None:
        known = Officer.objects.filter(username=username).first()
        record.sign_in_failed(officer=known, step="start_code", now=now)
        form.add_error(None, in_active_language(NOT_OPEN))
        return None
    if not form.check_rules(form.cleaned_data["password1"], officer):
        return None
    if not begin_with(officer=officer, code=code, password=form.cleaned_data["password1"], now=now):
        form.add_error(None, in_active_language(NOT_OPEN))
        return None
    answer: HttpResponse = perform_password_login(request, {"username": username}, Login(user=officer))
    return answer
