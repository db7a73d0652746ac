"""Second factors: setting up the first one before anything else, then adding and removing them."""

from datetime import datetime

from allauth.account.internal.flows.logout import logout
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret, get_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn, begin_registration
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from suixing.access.actions import DOOR, end_other_sessions
from suixing.access.models import Officer
from suixing.web.doors import for_officers
from suixing.web.sign_in import record
from suixing.web.sign_in.again import safe_path, shown_lately
from suixing.web.sign_in.forms import KeyNameForm, NewPasskeyForm, NewTotpForm
from suixing.web.sign_in.own_page import done_with
from suixing.web.sign_in.views import officer_of

MAIN = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def kinds_of(officer: Officer) -> set[str]:
    """Which second factors she has: ``totp``, ``webauthn``, ``recovery_codes``."""
    return set(Authenticator.objects.filter(user=officer).values_list("type", flat=True))


def _turned_away(request: HttpRequest) -> HttpResponse | None:
    """Who may not set up a first factor now: a locked session, a strong one, or one that left the second step out.

    An officer who has a factor shows it. Otherwise a password alone could add another one.
    """
    if getattr(request, "seat_locked", False):
        return HttpResponseRedirect(reverse("locked"))
    if request.session.get("strong"):
        return HttpResponseRedirect(reverse("own_account"))
    if kinds_of(officer_of(request)) & set(MAIN):
        logout(request, show_message=False)
        return HttpResponseRedirect(reverse("account_login"))
    return None


@for_officers(at_the_door=True, methods=("GET", "HEAD"))
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where an officer without a second factor arrives, whatever page she asked for."""
    away = _turned_away(request)
    if away is not None:
        return away
    asked = request.GET.get("next", "")
    if asked:
        request.session["after_factor"] = asked
    return render(request, "sign_in/second_factor.html", {"officer": officer_of(request)})


@for_officers(at_the_door=True)
@sensitive_post_parameters("code")
@sensitive_variables()
def set_up_totp(request: HttpRequest) -> HttpResponse:
    """The first authenticator: its secret as text and picture, and the first code to prove it."""
    away = _turned_away(request)
    if away is not None:
        return away
    return add_totp(request, template="sign_in/set_up_totp.html")


def add_totp(request: HttpRequest, *, template: str) -> HttpResponse:
    """The form of a new authenticator, and what follows when its code is right."""
    officer = officer_of(request)
    form, status = None, 200
    if request.method == "POST":
        with transaction.atomic(using=DOOR):
            form, status = NewTotpForm(request.POST, user=officer), 422
            if form.is_valid() and "totp" not in kinds_of(officer):
                TOTP.activate(officer, form.secret)
                clear_totp_secret(request)
                return factor_added(request, "totp")
    form = form or NewTotpForm(user=officer)
    grouped = " ".join(form.secret[at : at + 4] for at in range(0, len(form.secret), 4))
    return render(request, template, {"form": form, "secret": grouped}, status=status)


@for_officers(at_the_door=True)
@sensitive_post_parameters("credential")
@sensitive_variables()
def set_up_passkey(request: HttpRequest) -> HttpResponse:
    """The first passkey."""
    away = _turned_away(request)
    if away is not None:
        return away
    return add_passkey(request)


def add_passkey(request: HttpRequest) -> HttpResponse:
    """The form of a new passkey, one that also signs in alone, and what follows when it is there."""
    officer = officer_of(request)
    form, status = NewPasskeyForm(user=officer), 200
    if request.method == "POST":
        form, status = NewPasskeyForm(request.POST, user=officer), 422
        with transaction.atomic(using=DOOR):
            if form.is_valid():
                name = form.cleaned_data["name"]
                WebAuthn.add(officer, name, form.cleaned_data["credential"])
                return factor_added(request, "webauthn")
    context = {"form": form, "options": begin_registration(officer, True)}
    return render(request, "sign_in/add_passkey.html", context, status=status)


def factor_added(request: HttpRequest, factor: str) -> HttpResponse:
    """The session is strong from here on; recovery codes are made with the first factor and shown next."""
    officer = officer_of(request)
    now = timezone.now()
    record.factor_changed(officer=officer, factor=factor, change="added", by=officer.username, now=now)
    if not request.session.get("strong"):
        request.session["strong"] = True
        # What the session may open has grown: a key that somebody saw before opens nothing.
        request.session.cycle_key()
    if "recovery_codes" in kinds_of(officer):
        return done_with(request, "factor")
    RecoveryCodes.activate(officer)
    record.factor_changed(officer=officer, factor="recovery_codes", change="added", by=officer.username, now=now)
    return HttpResponseRedirect(reverse("recovery_codes"))


@for_officers(at_the_door=True, methods=("GET", "HEAD"))
def totp_picture(request: HttpRequest) -> HttpResponse:
    """The secret that is being set up, as a QR code for the authenticator's camera."""
    if getattr(request, "seat_locked", False) or "mfa.totp.secret" not in request.session:
        raise Http404
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(officer_of(request), get_totp_secret()))
    return HttpResponse(picture, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@for_officers(methods=("GET", "HEAD"))
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, shown this once."""
    officer = officer_of(request)
    with transaction.atomic(using=DOOR):
        held = Authenticator.objects.select_for_update().filter(user=officer, type="recovery_codes").first()
        codes = held.wrap() if held else None
        fresh = codes is not None and not codes.did_view and request.method == "GET"
        if fresh and codes is not None:
            codes.mark_as_viewed()
    unused = codes.get_unused_codes() if codes else []
    context = {
        "codes": unused if fresh else [],
        "left": len(unused),
        "onward": safe_path(request, request.session.pop("after_factor", "")) if fresh else "",
    }
    return render(request, "sign_in/recovery_codes.html", context)


@for_officers()
@sensitive_post_parameters("code")
@sensitive_variables()
@shown_lately
def another_totp(request: HttpRequest) -> HttpResponse:
    """An authenticator for an officer who has passkeys only."""
    return add_totp(request, template="sign_in/set_up_totp.html")


@for_officers()
@sensitive_post_parameters("credential")
@sensitive_variables()
@shown_lately
def another_passkey(request: HttpRequest) -> HttpResponse:
    """One more passkey."""
    return add_passkey(request)


@for_officers(methods=("POST",))
@shown_lately
def new_recovery_codes(request: HttpRequest) -> HttpResponse:
    """Fresh recovery codes; the old ones open nothing any more."""
    officer = officer_of(request)
    with transaction.atomic(using=DOOR):
        Officer.objects.select_for_update().get(pk=officer.pk)
        Authenticator.objects.filter(user=officer, type="recovery_codes").delete()
        RecoveryCodes.activate(officer)
        record.factor_changed(
            officer=officer, factor="recovery_codes", change="changed", by=officer.username, now=timezone.now()
        )
    return HttpResponseRedirect(reverse("recovery_codes"))


@for_officers(methods=("POST",))
@shown_lately
def remove_factor(request: HttpRequest, factor: int) -> HttpResponse:
    """Take an authenticator or a passkey away; one of them stays."""
    officer = officer_of(request)
    with transaction.atomic(using=DOOR):
        Officer.objects.select_for_update().get(pk=officer.pk)
        held = {one.pk: one for one in Authenticator.objects.filter(user=officer, type__in=MAIN)}
        gone = held.pop(factor, None)
        if gone is None:
            raise Http404
        if not held:
            return done_with(request, "last")
        kind = str(gone.type)
        gone.delete()
        record.factor_changed(officer=officer, factor=kind, change="removed", by=officer.username, now=timezone.now())
    return done_with(request, "factor")


@for_officers()
@shown_lately
def rename_passkey(request: HttpRequest, factor: int) -> HttpResponse:
    """Call a passkey something else."""
    held = get_object_or_404(Authenticator, user=officer_of(request), type="webauthn", pk=factor)
    key = held.wrap()
    form = KeyNameForm(request.POST) if request.method == "POST" else KeyNameForm(initial={"name": key.name})
    if form.is_valid():
        key.name = form.cleaned_data["name"]
        held.save(update_fields=["data"])
        return done_with(request, "factor")
    return render(request, "sign_in/rename_passkey.html", {"form": form}, status=422 if form.is_bound else 200)


@transaction.atomic(using=DOOR)
def forget_factors(*, officer: Officer, by: str, now: datetime) -> int:
    """An officer has lost her telephone: all her second factors go, and her sessions with them; how many factors.

    She signs in by password and sets up another one before anything else opens.
    """
    gone, _ = Authenticator.objects.filter(user=officer).delete()
    end_other_sessions(officer=officer, keep="", now=now)
    record.factor_changed(officer=officer, factor="all", change="removed", by=by, now=now)
    return int(gone)


@transaction.atomic(using=DOOR)
def give_totp(officer: Officer, secret: str) -> None:
    """Give an officer of the demo or of a test an authenticator whose ``secret`` (base 32) is known.

    Takes the place of one that she had. Recovery codes are made and count as shown.
    """
    Authenticator.objects.filter(user=officer).delete()
    TOTP.activate(officer, secret)
    RecoveryCodes.activate(officer).mark_as_viewed()
    record.factor_changed(officer=officer, factor="totp", change="added", by="operator", now=timezone.now())
