"""Addresses of signing in. Names that begin with ``account_`` and ``mfa_`` are those that allauth asks for."""

from django.urls import path

from suixing.web.sign_in import again, factors, own_page, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/second-step/", views.second_step, name="mfa_authenticate"),
    path("sign-in/passkey/", views.by_passkey, name="mfa_login_webauthn"),
    path("sign-in/second-factor/", factors.second_factor, name="second_factor"),
    path("sign-in/second-factor/authenticator/", factors.set_up_totp, name="set_up_totp"),
    path("sign-in/second-factor/picture.svg", factors.totp_picture, name="totp_picture"),
    path("sign-in/locked/", again.locked, name="locked"),
    path("sign-in/confirm/", again.confirm, name="confirm"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("account/", own_page.own_account, name="own_account"),
    path("account/recovery-codes/", factors.recovery_codes, name="recovery_codes"),
]
