"""Where allauth asks us: who may sign in, what a session becomes, how secrets are held, what is said."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from suixing.access.models import Officer
from suixing.kernel.crypto import SealingKey, keyed_hash
from suixing.kernel.errors import Sentence
from suixing.kernel.keys import keyring_at
from suixing.web import kept
from suixing.web.sign_in import record
from suixing.web.sign_in.browsers import browser_name
from suixing.web.words import sentence_lazy

WRONG = Sentence(
    "登录名或密码不正确。请核对后重试；忘记密码时，请向本机构的人员管理员索取启用码。",
    "The sign-in name or the password is not right. Check both and try again; if the password is lost, ask the staff "
    "administrator of your office for a start code.",
)
TOO_MANY = Sentence(
    "失败次数过多，暂停登录。请在 5 分钟后重试；此前的尝试不会保存任何内容。",
    "There were too many tries that failed. Try again in 5 minutes; nothing of them was kept.",
)
WRONG_CODE = Sentence(
    "验证码不正确或已经用过。请等验证器显示下一个验证码后再填写。",
    "This code is not right, or was used before. Wait for the next code of your authenticator and type that.",
)
WRONG_PASSWORD = Sentence("密码不正确，请重新输入。", "The password is not right; type it again.")
CANNOT_DELETE = Sentence(
    "至少保留一种第二验证方式。请先添加另一种，再移除这一种。",
    "One second factor has to stay. Add another one first, then remove this one.",
)
NO_CODES = Sentence("请先设置验证器或通行密钥。", "Set up an authenticator or a passkey first.")
SHOWN_AT = "shown_at"
"""When, in Unix time, the officer of a session last showed who she is."""
BY_PROVIDER = "by_provider"
"""Whom the province's provider has just named, in a session that is about to be hers."""
PROVED = frozenset({"totp", "webauthn", "recovery_codes"})


class OfficerBackend(AuthenticationBackend):
    """Knows who signs in by a password. Who left is answered as an unknown name is: same words, same time."""

    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        if user is None:
            return None
        self._did_check_password = True
        right = user.check_password(password)
        return user if right and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up, no mail; a session knows whether a second factor was shown in it."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": sentence_lazy(WRONG),
        "too_many_login_attempts": sentence_lazy(TOO_MANY),
        "rate_limited": sentence_lazy(TOO_MANY),
        "incorrect_password": sentence_lazy(WRONG_PASSWORD),
        "enter_current_password": sentence_lazy(WRONG_PASSWORD),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def send_mail(self, *_: Any, **__: Any) -> None:
        """Officers have no mailbox here."""

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:  # noqa: ARG002
        return HttpResponseRedirect(reverse("account_login"))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002
        tried = str(credentials.get("username", "")).lower()
        officer = Officer.objects.filter(username=tried).first()
        record.sign_in_failed(officer=officer, step="password", now=timezone.now())

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Begin the session; it is strong where a second factor or a passkey was shown on the way."""
        super().login(request, user)
        way = way_in(request, user)
        request.session["browser"] = browser_name(request.headers.get("User-Agent", ""))
        request.session["strong"] = way in PROVED or (way == "provider" and settings.SUIXING_OIDC_TRUSTED)
        request.session.pop(BY_PROVIDER, None)
        request.session[SHOWN_AT] = time.time()
        if isinstance(user, Officer):
            kept.only_for(request, user)
            record.signed_in(officer=user, way=way, now=timezone.now())

    def get_login_stages(self) -> list[str]:
        stages: list[str] = super().get_login_stages()
        if settings.SUIXING_OIDC_TRUSTED and BY_PROVIDER in self.request.session:
            # A provider that the node trusts has asked for a second factor itself.
            stages.remove("allauth.mfa.stages.AuthenticateStage")
        return stages

    def get_login_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return first_page()

    def get_logout_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("own_account")


def first_page() -> str:
    """Where an officer arrives: her desk."""
    try:
        return reverse("desk")
    except NoReverseMatch:
        return reverse("own_account")


def provider_name() -> str:
    """What the province's identity provider is called; empty where there is none."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return str(apps[0]["name"]) if apps else ""


def way_in(request: HttpRequest, user: AbstractBaseUser) -> str:
    """The strongest way by which she showed who she is in this session."""
    way = "password"
    for step in get_authentication_records(request, user):
        if step.get("method") == "mfa" and step.get("type") in PROVED:
            return str(step["type"])
        if step.get("method") == "socialaccount":
            way = "provider"
    return way


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are sealed with the node's keys, which the database does not hold."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": sentence_lazy(WRONG_CODE),
        "cannot_delete_authenticator": sentence_lazy(CANNOT_DELETE),
        "cannot_generate_recovery_codes": sentence_lazy(NO_CODES),
    }

    def encrypt(self, text: str) -> str:
        return factor_key().seal(text.encode(), b"second factor").hex()

    def decrypt(self, encrypted_text: str) -> str:
        return factor_key().open(bytes.fromhex(encrypted_text), b"second factor").decode()

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """Officers have no mailbox here; the journal and her own page tell it."""


def factor_key() -> SealingKey:
    """The key for secrets of second factors, drawn from the node's keys."""
    return SealingKey(keyed_hash(keyring_at(settings.SUIXING_KEYS_DIR).fingerprint, b"suixing second factors"))
