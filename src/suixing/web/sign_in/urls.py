"""Addresses of signing in. Names that begin with ``account_`` and ``mfa_`` are those that allauth asks for."""

from django.urls import path

from suixing.web.sign_in import again, factors, first_time, own_page, provider, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/first-time/", first_time.first_time, name="first_time"),
    path("sign-in/second-step/", views.second_step, name="mfa_authenticate"),
    path("sign-in/passkey/", views.by_passkey, name="mfa_login_webauthn"),
    path("sign-in/provider/", provider.ask_provider, name="ask_provider"),
    path("sign-in/provider/answer/", provider.provider_answer, name="provider_answer"),
    path("sign-in/second-factor/", factors.second_factor, name="second_factor"),
    path("sign-in/second-factor/authenticator/", factors.set_up_totp, name="set_up_totp"),
    path("sign-in/second-factor/passkey/", factors.set_up_passkey, name="set_up_passkey"),
    path("sign-in/second-factor/picture.svg", factors.totp_picture, name="totp_picture"),
    path("sign-in/locked/", again.locked, name="locked"),
    path("sign-in/confirm/", again.confirm, name="confirm"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("account/", own_page.own_account, name="own_account"),
    path("account/recovery-codes/", factors.recovery_codes, name="recovery_codes"),
    path("account/recovery-codes/new/", factors.new_recovery_codes, name="new_recovery_codes"),
    path("account/authenticator/", factors.another_totp, name="another_totp"),
    path("account/passkeys/new/", factors.another_passkey, name="another_passkey"),
    path("account/factors/<int:factor>/remove/", factors.remove_factor, name="remove_factor"),
    path("account/factors/<int:factor>/name/", factors.rename_passkey, name="rename_passkey"),
    path("account/password/", own_page.change_password, name="change_password"),
    path("account/browsers/end/", own_page.end_browser, name="end_browser"),
    path("account/browsers/end-others/", own_page.end_other_browsers, name="end_other_browsers"),
]
