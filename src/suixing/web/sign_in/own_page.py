"""An officer's own page: who she is here, how she signs in, and which browsers are signed in as her."""

from allauth.mfa.models import Authenticator
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from suixing.access.actions import end_other_sessions, end_session, set_password
from suixing.access.models import Officer, OfficerSession
from suixing.access.roles import TITLES, Role
from suixing.access.sessions import digest
from suixing.kernel.errors import Sentence
from suixing.places.queries import full_name
from suixing.web.doors import for_officers
from suixing.web.parts import Notice, SummaryRow
from suixing.web.sign_in.again import shown_lately
from suixing.web.sign_in.forms import NewPasswordForm
from suixing.web.sign_in.views import officer_of

DONE = {
    "password": Sentence("密码已更改；其他浏览器已退出。", "The password was changed; other browsers were signed out."),
    "factor": Sentence("登录方式已更改。", "Your ways of signing in were changed."),
    "browser": Sentence("该浏览器已退出。", "That browser was signed out."),
    "browsers": Sentence("其他浏览器均已退出。", "All other browsers were signed out."),
    "last": Sentence(
        "至少保留一种第二验证方式，未移除。请先添加另一种。",
        "One second factor has to stay, so nothing was removed. Add another one first.",
    ),
}


@for_officers(methods=("GET", "HEAD"))
def own_account(request: HttpRequest) -> HttpResponse:
    """Name, office and posts; second factors; signed-in browsers."""
    officer = officer_of(request)
    held = list(Authenticator.objects.filter(user=officer).order_by("created_at"))
    kinds = {one.type: one for one in held if one.type != Authenticator.Type.WEBAUTHN}
    codes = kinds.get(Authenticator.Type.RECOVERY_CODES)
    done = request.session.pop("done", "")
    context = {
        "rows": _rows(officer),
        "totp": kinds.get(Authenticator.Type.TOTP),
        "passkeys": [one for one in held if one.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "sessions": _sessions(officer, request),
        "notice": Notice(DONE[done], tone="warning" if done == "last" else "good") if done in DONE else None,
    }
    return render(request, "sign_in/own_account.html", context)


def _rows(officer: Officer) -> list[SummaryRow]:
    return [
        SummaryRow(Sentence("姓名", "Name"), officer.name),
        SummaryRow(Sentence("登录名", "Sign-in name"), officer.username),
        SummaryRow(Sentence("机构", "Office"), full_name(officer.office_id)),
        SummaryRow(Sentence("岗位", "Posts"), [TITLES[Role(role)] for role in officer.roles]),
    ]


def _sessions(officer: Officer, request: HttpRequest) -> list[dict[str, object]]:
    own = digest(request.session.session_key or "")
    rows = OfficerSession.objects.filter(officer=officer, expire_date__gt=timezone.now()).order_by("-seen_at")
    return [{"row": row, "here": row.session_key == own} for row in rows]


@for_officers(methods=("POST",))
def end_browser(request: HttpRequest) -> HttpResponse:
    """Sign one browser of hers out."""
    officer = officer_of(request)
    # A key is a hash in hexadecimal; the database does not take every sign that a form can send.
    named = request.POST.get("session", "")
    end_session(session_key=named if named.isalnum() else "", officer=officer, now=timezone.now())
    return done_with(request, "browser")


@for_officers(methods=("POST",))
def end_other_browsers(request: HttpRequest) -> HttpResponse:
    """Sign every browser of hers out but this one."""
    keep = digest(request.session.session_key or "")
    end_other_sessions(officer=officer_of(request), keep=keep, now=timezone.now())
    return done_with(request, "browsers")


@for_officers()
@sensitive_post_parameters("password1", "password2")
@sensitive_variables()
@shown_lately
def change_password(request: HttpRequest) -> HttpResponse:
    """Another password; all other browsers of hers are signed out."""
    officer = officer_of(request)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    form.officer = officer
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "sign_in/change_password.html", {"form": form}, status=status)
    set_password(
        officer=officer, password=form.cleaned_data["password1"], by=officer.username,
        keep=digest(request.session.session_key or ""), now=timezone.now(),
    )  # fmt: skip
    update_session_auth_hash(request, officer)
    return done_with(request, "password")


def done_with(request: HttpRequest, what: str) -> HttpResponse:
    """Back to her own page, which says what was done."""
    request.session["done"] = what
    return HttpResponseRedirect(reverse("own_account"))
