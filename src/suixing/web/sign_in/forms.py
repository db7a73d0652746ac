"""The forms of signing in."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.adapter import get_adapter as factors
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.cache import cache

from suixing.kernel.crypto import sha256
from suixing.kernel.errors import Sentence
from suixing.web.forms import PlainForm
from suixing.web.words import sentence_lazy

NAME = Sentence("登录名", "Sign-in name")
PASSWORD = Sentence("密码", "Password")
CODE = Sentence("验证码", "Code")
CODE_HINT = Sentence(
    "验证器应用显示的 6 位数字；也可以填写一个恢复码。",
    "The 6 digits that your authenticator shows; or one of your recovery codes.",
)
CODE_HINT_NEW = Sentence("验证器应用现在显示的 6 位数字。", "The 6 digits that your authenticator shows now.")
TOLERATED_SECONDS = 120


def plain_password(field: forms.Field, label: Sentence) -> None:
    """A label of ours and no placeholder, which vanishes as soon as one types."""
    field.label = sentence_lazy(label)
    field.widget.attrs.pop("placeholder", None)


def as_code(field: forms.Field, hint: Sentence) -> None:
    """An input for the digits of an authenticator or a recovery code."""
    field.label = sentence_lazy(CODE)
    field.help_text = sentence_lazy(hint)
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {
        "autocomplete": "one-time-code", "inputmode": "numeric", "class": "short", "spellcheck": "false",
        "autocapitalize": "off",
    }  # fmt: skip


class SignInForm(PlainForm, LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_password(self.fields["login"], NAME)
        self.fields["login"].widget.attrs |= {"autocapitalize": "off", "spellcheck": "false"}
        plain_password(self.fields["password"], PASSWORD)
        self.fields["password"].help_text = ""

    def clean_login(self) -> str:
        return str(super().clean_login()).lower()


class OnceOnly(PlainForm):
    """A code opens once. The tolerance for clocks lets it be right for longer than allauth remembers it."""

    user: Any

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).replace(" ", "")
        self.cleaned_data["code"] = code
        mark = sha256(f"{self.user.pk} {code}".encode()).hex()
        if cache.get(f"code:{mark}"):
            raise factors().validation_error("incorrect_code")
        cleaned = str(super().clean_code())  # type: ignore[misc] # allauth's form comes after this one
        if not cache.add(f"code:{mark}", 1, TOLERATED_SECONDS):
            raise factors().validation_error("incorrect_code")
        return cleaned


class CodeForm(OnceOnly, AuthenticateForm):
    """The second step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_code(self.fields["code"], CODE_HINT)


class CodeAgainForm(OnceOnly, ReauthenticateForm):
    """A code to show again who she is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_code(self.fields["code"], CODE_HINT)


class NewTotpForm(OnceOnly, ActivateTOTPForm):
    """The first code of a new authenticator, which proves that it holds the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_code(self.fields["code"], CODE_HINT_NEW)
