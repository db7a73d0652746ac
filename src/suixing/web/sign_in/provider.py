"""Signing in at the province's own identity provider (OpenID Connect, code flow with PKCE, state and nonce).

An identity belongs to an officer only where an administrator entered it (``Officer.oidc_subject``): nobody is
signed up, and no mail address or name is compared or asked for.
"""

import secrets
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from requests import RequestException

from suixing.access.models import Officer
from suixing.kernel.errors import Sentence
from suixing.web.doors import for_everyone
from suixing.web.sign_in import record
from suixing.web.sign_in.adapters import BY_PROVIDER, provider_name

PROVINCE = "province"
NONCE = "oidc_nonce"
NOT_CONFIRMED = Sentence(
    "统一身份认证没有通过验证，未登录。请回到登录页重新开始；如再次出现，请告知本节点的管理人员。",
    "What the identity provider answered could not be confirmed, so nobody was signed in. Begin again from the sign-in "
    "page; if it happens again, tell those who run this node.",
)
UNKNOWN = Sentence(
    "这个统一身份没有关联到本节点的工作人员，未登录。请让本机构的人员管理员登记您的统一身份编号。",
    "This identity is not linked to an officer of this node, so nobody was signed in. Ask the staff administrator of "
    "your office to enter the id of your identity.",
)
NOT_REACHED = Sentence(
    "暂时连不上统一身份认证，未登录。请稍后再试，或用密码登录。",
    "The identity provider cannot be reached at the moment, so nobody was signed in. Try again later, or sign in with "
    "your password.",
)


class Province(OpenIDConnectProvider):
    """The provider as we ask it: for who somebody is, and for nothing about her."""

    def get_oauth2_adapter(self, request: HttpRequest) -> "ProvinceAdapter":
        return ProvinceAdapter(request)

    def get_default_scope(self) -> list[str]:
        return ["openid"]

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        params: dict[str, Any] = super().get_auth_params_from_request(request, action)
        request.session[NONCE] = secrets.token_urlsafe(24)
        return {**params, "nonce": request.session[NONCE]}


class ProvinceAdapter(OpenIDConnectOAuth2Adapter):
    """The code flow; the identity token is verified with the provider's key and belongs to this browser's request."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, PROVINCE)

    def get_provider(self) -> Province:
        configured = super().get_provider()
        return Province(self.request, app=configured.app)

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:  # noqa: ARG002 - allauth's signature
        return request.build_absolute_uri(reverse("provider_answer"))

    @sensitive_variables()
    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:  # noqa: ARG002
        expected = request.session.pop(NONCE, "")
        said = kwargs["response"].get("id_token")
        if not said:
            raise OAuth2Error("no identity token")
        # allauth trusts a token that came straight from the provider; its signature is looked at all the same.
        self.did_fetch_access_token = False
        identity = self._decode_id_token(app, said)
        if not expected or not constant_time_compare(str(identity.get("nonce", "")), expected):
            raise OAuth2Error("the token was made for another request")
        return self.get_provider().sociallogin_from_response(request, {"id_token": identity})


class SocialAdapter(DefaultSocialAccountAdapter):
    """Finds the officer of an identity, or refuses with a sentence."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        subject = str(sociallogin.account.uid)
        officer = Officer.objects.filter(oidc_subject=subject, is_active=True).first()
        if officer is None:
            raise ImmediateHttpResponse(refused(request, UNKNOWN))
        record_authentication(request, officer, method="socialaccount", provider=PROVINCE)
        request.session[BY_PROVIDER] = officer.pk
        onward = sociallogin.get_redirect_url(request)
        raise ImmediateHttpResponse(perform_login(request, Login(user=officer, redirect_url=onward)))

    def on_authentication_error(self, request: HttpRequest, *_: Any, exception: Any = None, **__: Any) -> None:
        away = isinstance(exception, RequestException)
        raise ImmediateHttpResponse(refused(request, NOT_REACHED if away else NOT_CONFIRMED))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        return False


def refused(request: HttpRequest, why: Sentence) -> HttpResponse:
    """Nobody is signed in; the page says why. The identity that was tried is written down nowhere."""
    record.sign_in_failed(officer=None, step="provider", now=timezone.now())
    return render(request, "sign_in/provider_refused.html", {"why": why}, status=403)


@for_everyone
@never_cache
def ask_provider(request: HttpRequest) -> HttpResponseBase:
    """To the province's provider; the browser's request is bound to this session."""
    return _with_provider(request, OAuth2LoginView)


@for_everyone
@never_cache
@sensitive_variables()
def provider_answer(request: HttpRequest) -> HttpResponseBase:
    """Back from the provider."""
    return _with_provider(request, OAuth2CallbackView)


def _with_provider(request: HttpRequest, kind: type[Any]) -> HttpResponseBase:
    if not provider_name():
        raise Http404
    try:
        answer: HttpResponseBase = kind.adapter_view(ProvinceAdapter(request))(request)
    except RequestException:
        return refused(request, NOT_REACHED)
    return answer
