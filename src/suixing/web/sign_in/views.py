"""Signing in and out: the first step, the second, a passkey alone."""

from allauth.account import views as account
from allauth.account.internal.flows.logout import logout
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.base import views as factors
from allauth.mfa.webauthn import views as passkeys
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from suixing.access.actions import DOOR
from suixing.access.models import Officer
from suixing.web.doors import for_everyone
from suixing.web.sign_in import record
from suixing.web.sign_in.adapters import provider_name

BOTH = ("GET", "HEAD", "POST")


@for_everyone(methods=BOTH)
@sensitive_post_parameters("login", "password")
@sensitive_variables()
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Name and password, or a passkey alone, or the province's own provider."""
    # Whoever gave up half-way begins anew here; allauth would lead back to the second step.
    if request.method == "GET" and not request.user.is_authenticated:
        clear_login(request)
    answer: HttpResponseBase = account.LoginView.as_view(extra_context={"provider": provider_name()})(request)
    return answer


@for_everyone(methods=BOTH)
@sensitive_post_parameters("code", "credential")
@sensitive_variables()
def second_step(request: HttpRequest) -> HttpResponseBase:
    """The second factor of an officer whose password was right."""
    # A recovery code is spent with its row locked, on the connection that knows officers.
    with transaction.atomic(using=DOOR):
        answer: HttpResponseBase = factors.authenticate(request)
        stage = getattr(request, "_login_stage", None)
        if request.method == "POST" and stage is not None and answer.status_code == 200:
            record.sign_in_failed(officer=stage.login.user, step="second_factor", now=timezone.now())
        if hasattr(answer, "render"):
            answer.render()
    return answer


@for_everyone(methods=BOTH)
@sensitive_post_parameters("credential")
@sensitive_variables()
def by_passkey(request: HttpRequest) -> HttpResponseBase:
    """A passkey alone: the browser asks for the challenge, then sends the answer."""
    with transaction.atomic(using=DOOR):
        answer: HttpResponseBase = never_cache(passkeys.login_webauthn)(request)
    return answer


@for_everyone(methods=BOTH)
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """Asks whether to sign out, and does it; open to a locked session too."""
    officer = request.user
    if not isinstance(officer, Officer):
        return HttpResponseRedirect(reverse("account_login"))
    if request.method != "POST":
        return render(request, "sign_in/sign_out.html")
    leave(request, officer, why="asked")
    return HttpResponseRedirect(reverse("account_login"))


def officer_of(request: HttpRequest) -> Officer:
    """The officer behind a view for officers."""
    officer = request.user
    if not isinstance(officer, Officer):
        raise AssertionError("this view is not behind for_officers")
    return officer


def leave(request: HttpRequest, officer: Officer, *, why: str) -> None:
    """End this session, here and in the database."""
    with transaction.atomic(using=DOOR):
        record.signed_out(officer=officer, why=why, now=timezone.now())
        logout(request, show_message=False)
