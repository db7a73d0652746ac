"""Addresses that wallets ask, as their standards name them. None holds a value but the token of one request."""

from django.urls import path

from suixing.web.public import presenting, wallets

urlpatterns = [
    path(".well-known/openid-credential-issuer", wallets.credential_issuer, name="credential_issuer"),
    path(".well-known/oauth-authorization-server", wallets.authorization_server, name="authorization_server"),
    path("passes/type", wallets.pass_type, name="pass_type"),
    path("passes/wallet/token", wallets.token, name="wallet_token"),
    path("passes/wallet/nonce", wallets.nonce, name="wallet_nonce"),
    path("passes/wallet/credential", wallets.credential, name="wallet_credential"),
    # The token of one request, which ends after ten minutes and takes one answer.
    path("passes/presenting/answer/<str:token>", presenting.answer, name="presenting_answer"),
]
