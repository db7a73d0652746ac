"""Showing again who she is: to unlock a session left idle, and before a way of signing in is changed."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.conf import settings
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from suixing.access.actions import DOOR
from suixing.access.models import Officer
from suixing.access.sessions import SessionStore
from suixing.web import kept
from suixing.web.doors import for_officers
from suixing.web.sign_in import record
from suixing.web.sign_in.adapters import SHOWN_AT, first_page
from suixing.web.sign_in.forms import CodeAgainForm, PasskeyAgainForm, PasswordAgainForm
from suixing.web.sign_in.views import leave, officer_of

TRIES = 3
_WRONG = "wrong_tries"


@for_officers(at_the_door=True)
@sensitive_post_parameters("password", "code", "credential")
@sensitive_variables()
def locked(request: HttpRequest) -> HttpResponse:
    """The session of an officer who went away from her desk; unlocked, it goes on where it was."""
    if not getattr(request, "seat_locked", False):
        return HttpResponseRedirect(way_on(request))
    return _show_again(request, "sign_in/locked.html", lambda: _unlock(request))


@for_officers()
@sensitive_post_parameters("password", "code", "credential")
@sensitive_variables()
def confirm(request: HttpRequest) -> HttpResponse:
    """Before a way of signing in is changed, she shows again who she is."""
    return _show_again(request, "sign_in/confirm.html", lambda: None)


def shown_lately(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a view that changes a way of signing in: asks again, unless she showed it in the last five minutes."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shown = float(request.session.get(SHOWN_AT, 0))
        if time.time() - shown < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return view(request, *args, **kwargs)
        back = request.path if request.method == "GET" else reverse("own_account")
        return HttpResponseRedirect(reverse("confirm") + "?" + urlencode({"next": back}))

    return asking


def way_on(request: HttpRequest) -> str:
    """The page that ``next`` asks for, if it is one of this site, else the first one."""
    return safe_path(request, request.POST.get("next") or request.GET.get("next") or "")


def safe_path(request: HttpRequest, asked: str) -> str:
    """``asked``, if it is a page of this site, else the first one."""
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=None, require_https=request.is_secure())
    return asked if safe and asked.startswith("/") else first_page()


def _unlock(request: HttpRequest) -> None:
    session = request.session
    if not isinstance(session, SessionStore):
        raise AssertionError("officers sit in sessions of ours")
    session.unlock(timezone.now())


def _show_again(request: HttpRequest, template: str, done: Callable[[], None]) -> HttpResponse:
    officer = officer_of(request)
    posted: Form | None = None
    if request.method == "POST":
        posted = _posted_form(request, officer)
        # Held while it is checked, so that tries at the same time are counted one after the other.
        with transaction.atomic(using=DOOR):
            Officer.objects.select_for_update().only("pk").get(pk=officer.pk)
            right = posted.is_valid()
        if right:
            done()
            request.session[SHOWN_AT] = time.time()
            request.session.pop(_WRONG, None)
            return HttpResponseRedirect(way_on(request))
        ended = _count_wrong(request, officer)
        if ended is not None:
            return ended
    kinds = set(Authenticator.objects.filter(user=officer).values_list("type", flat=True))
    context = {
        "officer": officer,
        "form": posted,
        "password_form": posted if isinstance(posted, PasswordAgainForm) else PasswordAgainForm(user=officer),
        "code_form": posted if isinstance(posted, CodeAgainForm) else CodeAgainForm(user=officer),
        "has_code": bool(kinds & {"totp", "recovery_codes"}),
        "has_password": officer.has_usable_password(),
        "passkey_options": begin_authentication(officer) if "webauthn" in kinds else None,
        "next": request.POST.get("next") or request.GET.get("next") or "",
    }
    return render(request, template, context, status=422 if posted else 200)


def _posted_form(request: HttpRequest, officer: Officer) -> Form:
    form: Form
    if "code" in request.POST:
        form = CodeAgainForm(request.POST, user=officer)
    elif "credential" in request.POST:
        form = PasskeyAgainForm(request.POST, user=officer)
    else:
        form = PasswordAgainForm(request.POST, user=officer)
    return form


def _count_wrong(request: HttpRequest, officer: Officer) -> HttpResponse | None:
    """The third wrong try ends the session; what was typed into a form waits for her to sign in."""
    wrong = int(request.session.get(_WRONG, 0)) + 1
    request.session[_WRONG] = wrong
    record.sign_in_failed(officer=officer, step="unlock", now=timezone.now())
    if wrong < TRIES:
        return None
    held = kept.carried(request)
    leave(request, officer, why="wrong_tries")
    kept.carry_on(request, held)
    return HttpResponseRedirect(reverse("account_login") + "?" + urlencode({"next": way_on(request)}))
