"""Second factors: setting up the first one before anything else, then adding and removing them."""

from allauth.account.internal.flows.logout import logout
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret, get_totp_secret
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from suixing.access.actions import DOOR
from suixing.access.models import Officer
from suixing.web.doors import for_officers
from suixing.web.sign_in import record
from suixing.web.sign_in.forms import NewTotpForm
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


@for_officers(at_the_door=True)
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
    if request.method == "POST":
        with transaction.atomic(using=DOOR):
            form = NewTotpForm(request.POST, user=officer)
            if form.is_valid():
                TOTP.activate(officer, form.secret)
                clear_totp_secret(request)
                return factor_added(request, "totp")
        status = 422
    else:
        form, status = NewTotpForm(user=officer), 200
    grouped = " ".join(form.secret[at : at + 4] for at in range(0, len(form.secret), 4))
    return render(request, template, {"form": form, "secret": grouped}, status=status)


def factor_added(request: HttpRequest, factor: str) -> HttpResponse:
    """The session is strong from here on; recovery codes are made with the first factor and shown next."""
    officer = officer_of(request)
    now = timezone.now()
    with transaction.atomic(using=DOOR):
        record.factor_changed(officer=officer, factor=factor, change="added", by=officer.username, now=now)
        if not request.session.get("strong"):
            request.session["strong"] = True
            # What the session may open has grown: a key that somebody saw before opens nothing.
            request.session.cycle_key()
        if "recovery_codes" not in kinds_of(officer):
            RecoveryCodes.activate(officer)
            record.factor_changed(
                officer=officer, factor="recovery_codes", change="added", by=officer.username, now=now
            )
            return HttpResponseRedirect(reverse("recovery_codes"))
    return HttpResponseRedirect(reverse("own_account"))


@for_officers(at_the_door=True, methods=("GET", "HEAD"))
def totp_picture(request: HttpRequest) -> HttpResponse:
    """The secret that is being set up, as a QR code for the authenticator's camera."""
    if getattr(request, "seat_locked", False) or "mfa.totp.secret" not in request.session:
        raise Http404
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(officer_of(request), get_totp_secret()))
    return HttpResponse(
        picture, content_type="image/svg+xml", headers={"Cache-Control": "no-store", "Content-Disposition": "inline"}
    )


@for_officers()
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, shown this once."""
    officer = officer_of(request)
    with transaction.atomic(using=DOOR):
        held = Authenticator.objects.select_for_update().filter(user=officer, type="recovery_codes").first()
        codes = held.wrap() if held else None
        fresh = codes is not None and not codes.did_view
        if fresh and codes is not None:
            codes.mark_as_viewed()
    shown = codes.get_unused_codes() if fresh and codes is not None else []
    onward = request.session.pop("after_factor", None) if shown else None
    return render(
        request, "sign_in/recovery_codes.html",
        {"codes": shown, "left": len(codes.get_unused_codes()) if codes else 0, "onward": onward},
    )  # fmt: skip


@transaction.atomic(using=DOOR)
def give_totp(officer: Officer, secret: str) -> None:
    """Give an officer of the demo or of a test an authenticator whose ``secret`` (base 32) is known.

    Takes the place of one that she had. Recovery codes are made and count as shown.
    """
    Authenticator.objects.filter(user=officer).delete()
    TOTP.activate(officer, secret)
    RecoveryCodes.activate(officer).mark_as_viewed()
    record.factor_changed(officer=officer, factor="totp", change="added", by="operator", now=timezone.now())
