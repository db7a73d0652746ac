"""The forms of signing in."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.mfa.adapter import get_adapter as factors
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm, _BaseAddWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache

from suixing.access.models import Officer
from suixing.kernel.crypto import sha256
from suixing.kernel.errors import Sentence
from suixing.web.forms import PlainForm
from suixing.web.sign_in.passwords import RULES
from suixing.web.words import sentence_lazy

NAME = Sentence("登录名", "Sign-in name")
PASSWORD = Sentence("密码", "Password")
CODE = Sentence("验证码", "Code")
CODE_HINT = Sentence(
    "验证器应用显示的 6 位数字；也可以填写一个恢复码。",
    "The 6 digits that your authenticator shows; or one of your recovery codes.",
)
CODE_HINT_NEW = Sentence("验证器应用现在显示的 6 位数字。", "The 6 digits that your authenticator shows now.")
KEY_NAME = Sentence("通行密钥的名称", "Name of the passkey")
KEY_HINT = Sentence("例如“办公室电脑”，便于以后辨认。", "“Office computer”, say, so that you know it later.")
NEW_PASSWORD = Sentence("新密码", "New password")
ONCE_MORE = Sentence("再输入一次", "Once more")
NOT_THE_SAME = Sentence("两次输入的密码不同，请重新输入。", "The two are not the same; type them again.")
START_CODE = Sentence("启用码", "Start code")
START_HINT = Sentence(
    "由本机构的人员管理员交给您，72 小时内有效，只能使用一次。",
    "Handed to you by the staff administrator of your office; it opens once, within 72 hours.",
)
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
    code_hint = CODE_HINT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_code(self.fields["code"], self.code_hint)

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


class CodeAgainForm(OnceOnly, ReauthenticateForm):
    """A code to show again who she is."""


class PasswordAgainForm(PlainForm, PasswordForm):
    """The password, to show again who she is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_password(self.fields["password"], PASSWORD)
        self.fields["password"].help_text = ""


class NewTotpForm(OnceOnly, ActivateTOTPForm):
    """The first code of a new authenticator, which proves that it holds the secret."""

    code_hint = CODE_HINT_NEW


class Answered(PlainForm):
    """A form with the answer of a passkey, which is no text and longer than a line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].validators = []


class PasskeyAgainForm(Answered, ReauthenticateWebAuthnForm):
    """A passkey, to show again who she is."""


class NewPasskeyForm(Answered, _BaseAddWebAuthnForm):
    """A new passkey and what its owner calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = self.fields["name"]
        named.label, named.help_text = sentence_lazy(KEY_NAME), sentence_lazy(KEY_HINT)
        self.initial["name"] = ""


class KeyNameForm(PlainForm):
    """Another name for a passkey."""

    name = forms.CharField(label=sentence_lazy(KEY_NAME), help_text=sentence_lazy(KEY_HINT), max_length=40)


class NewPasswordForm(PlainForm):
    """A password, twice; ``officer`` is whose."""

    password1 = forms.CharField(
        label=sentence_lazy(NEW_PASSWORD), help_text=sentence_lazy(RULES), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    password2 = forms.CharField(
        label=sentence_lazy(ONCE_MORE), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    officer: Officer | None = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", sentence_lazy(NOT_THE_SAME))
        if first and self.officer is not None:
            self.check_rules(first, self.officer)
        return cleaned

    def check_rules(self, password: str, officer: Officer) -> bool:
        """Whether it is a password that she may have; what is wrong goes to its field."""
        try:
            validate_password(password, officer)
        except forms.ValidationError as wrong:
            self.add_error("password1", wrong)
            return False
        return True


class StartForm(NewPasswordForm):
    """The first sign-in: name, start code, and the password to come."""

    login = forms.CharField(
        label=sentence_lazy(NAME), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"}),
    )  # fmt: skip
    start_code = forms.CharField(
        label=sentence_lazy(START_CODE), help_text=sentence_lazy(START_HINT), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    field_order = ("login", "start_code", "password1", "password2")

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"]).lower()
