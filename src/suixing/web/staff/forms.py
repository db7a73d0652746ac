"""What a staff administrator types."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.functional import lazy

from suixing.access.queries import Member
from suixing.access.roles import TITLES, Role
from suixing.directory.actions import LONGEST_TELEPHONE, LONGEST_TEXT
from suixing.kernel.errors import Sentence
from suixing.web import once
from suixing.web.forms import PlainForm
from suixing.web.words import in_active_language, sentence_lazy

LONGEST_NAME = 60
POSTS = [(role.value, sentence_lazy(TITLES[role])) for role in Role]
STANDING = Sentence(
    "须本人在场并已核对其证件，才能移除第二验证方式。请勾选“本人在场”，或取消移除。",
    "Second factors are removed only while the officer stands there and has shown her paper. Tick that she is here, or "
    "do not remove them.",
)
NOBODY = Sentence("（没有未完成的工作，不移交）", "(nothing is open: nobody)")


def _line(label: Sentence, most: int, hint: Sentence | None = None, **more: Any) -> forms.CharField:
    plain = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
    return forms.CharField(
        label=sentence_lazy(label), max_length=most, help_text=sentence_lazy(hint) if hint else "",
        widget=forms.TextInput(attrs=plain), **more,
    )  # fmt: skip


def _name() -> forms.CharField:
    return _line(Sentence("姓名", "Name"), LONGEST_NAME)


def _posts() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=sentence_lazy(Sentence("岗位", "Posts")), choices=POSTS, widget=forms.CheckboxSelectMultiple
    )


def _username() -> forms.CharField:
    return _line(
        Sentence("登录名", "Sign-in name"),
        40,
        Sentence(
            "3 至 40 个小写字母、数字、点、横线或下划线；日志以此记名，之后不能更改。",
            "3 to 40 lower-case letters, digits, dots, hyphens or underscores. The journal names her by it; it "
            "cannot be changed later.",
        ),
    )


class StaffForm(PlainForm):
    """A form that is carried out once."""

    form_number = forms.CharField(max_length=32, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"form_number": once.new_number(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def renumber(self) -> None:
        """Give what is shown again a number of its own, so that it can be sent as something new."""
        sent = MultiValueDict(self.data)
        sent["form_number"] = once.new_number()
        self.data = sent

    @property
    def content(self) -> str:
        """What was sent, as ``once`` knows it again."""
        said = (f"{name}={value}" for name, value in sorted(self.cleaned_data.items()) if name != "form_number")
        return once.content_of([type(self).__name__, *said])

    @property
    def roles(self) -> list[Role]:
        """The posts that were ticked."""
        return [Role(post) for post in self.cleaned_data["posts"]]


class SeenForm(StaffForm):
    """A form about something held, which says in what state it was shown."""

    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))


class AddForm(StaffForm):
    """A new officer."""

    name = _name()
    username = _username()
    posts = _posts()

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()


class FirstForm(StaffForm):
    """The first administrator of an office below."""

    name = _name()
    username = _username()

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()


class CodeForm(PlainForm):
    """Which office below."""

    code = forms.CharField(
        label=sentence_lazy(Sentence("机构代码", "Code of the office")),
        help_text=sentence_lazy(
            Sentence("该机构的区划代码，例如 440309005。", "The code of its division, 440309005 for example.")
        ),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "short"}),
    )


class ChangeForm(SeenForm):
    """Name, posts, identity at the province's provider."""

    name = _name()
    posts = _posts()
    subject = _line(
        Sentence("统一身份编号（可不填）", "Identity at the province's sign-in (optional)"),
        LONGEST_TEXT,
        Sentence(
            "仅在本节点接入省级统一登录时填写；须与统一登录中的编号完全一致。",
            "Only where this node is connected to the province's own sign-in; exactly as it stands there.",
        ),
        required=False,
    )


class StartCodeForm(StaffForm):
    """A new start code, and whether the second factors are lost too."""

    lost_factors = forms.BooleanField(
        label=sentence_lazy(
            Sentence(
                "第二验证方式也已丢失：一并移除密码、验证器、通行密钥和恢复码",
                "The second factors are lost too: remove password, authenticator, passkeys and recovery codes",
            )
        ),
        required=False,
    )
    standing = forms.BooleanField(
        label=sentence_lazy(Sentence("本人在场，已核对其证件", "She stands here, and her paper was checked")),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("lost_factors") and not self.cleaned_data.get("standing"):
            self.add_error("standing", sentence_lazy(STANDING))
        return self.cleaned_data


class LeaveForm(SeenForm):
    """Who takes over."""

    successor = forms.ChoiceField(label=sentence_lazy(Sentence("接手人", "Successor")), required=False)

    def __init__(self, *args: Any, colleagues: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].choices = [  # type: ignore[attr-defined] # of a ChoiceField
            ("", sentence_lazy(NOBODY)),
            *((str(one.number), _named_lazy(one)) for one in colleagues),
        ]


class ReturnForm(StaffForm):
    """The posts of who comes back."""

    posts = _posts()


class ContactForm(SeenForm):
    """How the office is reached, in both languages."""

    telephone = _line(
        Sentence("电话", "Telephone"),
        LONGEST_TELEPHONE,
        Sentence("数字、空格、加号、连字符和括号。", "Digits, blanks, plus, hyphens and brackets."),
    )
    address_zh = _line(Sentence("地址（中文）", "Address in Chinese"), LONGEST_TEXT)
    hours_zh = _line(Sentence("办公时间（中文）", "Hours in Chinese"), LONGEST_TEXT)
    address_en = _line(Sentence("地址（英文，可不填）", "Address in English (optional)"), LONGEST_TEXT, required=False)
    hours_en = _line(Sentence("办公时间（英文，可不填）", "Hours in English (optional)"), LONGEST_TEXT, required=False)


def _named(member: Member) -> str:
    titles = [in_active_language(TITLES[role]) for role in member.roles]
    return f"{member.name} · {' · '.join(titles)}"


_named_lazy = lazy(_named, str)
