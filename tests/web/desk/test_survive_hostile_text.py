"""Whatever is put into a field of the desk comes back as a sentence or as plain text, never as a fault of ours."""

import pytest
from django.test import Client

from suixing.people.models import Account, Person
from suixing.web.once import new_number
from tests.cast import XIUYING, number
from tests.web.desk.entries import REGISTER, register, send, typed

FIELDS = (
    "form_number", "agreement", "seen_alike", "identifier", "name", "sex", "born", "telephone", "home_text",
    "home_choice", "current_text", "current_choice", "arrived", "way", "consent_on",
)  # fmt: skip
HOSTILE = {
    "long": "长" * 5000,
    "nul": "a\0b",
    "escape": "\x1b[2J",
    "override": "abc\u202egnp.exe",
    "emoji": "👩‍👩‍👧‍👦",
    "script": "<script>alert(1)</script>",
    "attribute": '"\' autofocus onfocus=alert(1) x="',
    "sql": "'); DROP TABLE people_person; --",
    "template": "{{ form }}{% url %}",
    "braces": "{name} {0} %s %(x)s",
    "formula": '=HYPERLINK("x")',
    "lone surrogate": "%ED%A0%80",
    "noncharacter": "\ufffe\uffff",
    "far digits": "٣٤٥६७८𝟙𝟚𝟛",
    "number": "9" * 400,
    "minus": "-1",
    "path": "../../etc/passwd",
    "newline": "a\r\nSet-Cookie: x=1",
}
RAW = ("<script>alert(1)", 'onfocus=alert(1) x=""', '</script>"')


@pytest.mark.parametrize("field", FIELDS)
def test_registration(desk: Client, field: str) -> None:
    fresh = typed(desk)
    for kind, value in HOSTILE.items():
        answer = send(desk, fresh | {"form_number": new_number(), field: value})
        assert answer.status_code in {302, 409, 422}, kind
        text = answer.content.decode()
        assert not any(raw in text for raw in RAW), kind
    assert Account.objects.count() <= 1


@pytest.mark.parametrize("kind", HOSTILE)
def test_searches_and_fragments(desk: Client, kind: str) -> None:
    value = HOSTILE[kind]
    for path, held in (
        ("/desk/find/", {"looked_for": value, "born": ""}),
        ("/desk/find/", {"looked_for": "李秀英", "born": value}),
        (REGISTER + "identifier/", {"identifier": value, "sex": value, "born": value}),
        (REGISTER + "address/", {"home_text": value, "home_choice": value}),
        (REGISTER + "address/", {"which": "current", "current_text": value, "current_choice": value}),
        (REGISTER, {"begin": "yes", "identifier": value, "name": value, "born": value}),
        ("/desk/registered/1/welcome/", {"tongue": value, "large": value}),
    ):
        for headers in ({}, {"HX-Request": "true"}):
            answer = desk.post(path, held, headers=headers)
            assert answer.status_code in {200, 302, 404, 409, 422}, path
            assert not any(raw in answer.content.decode() for raw in RAW), path


RARE = (
    "㛃珺瑶",  # extension A
    "𠀀𠮷",  # extension B
    "\U0002b740鑫",  # extension D
    "王\ue863",  # private use, as old systems wrote rare names
    "麦麦提·阿卜杜拉",
    "买买提•吐尔逊",
    "Anne-Marie O’Brien",
    "José María",
    "Nguyễn Thị Minh",
    "阿依古丽",
    "〇一",
)
NO_NAMES = ("李秀英😀", "李秀英❤", "李<b>", "李秀英1", "=1+1", "\U0001f468", "***", "·", "李秀英;")


def test_rare_names_are_kept(desk: Client) -> None:
    for index, name in enumerate(RARE):
        account = register(desk, XIUYING.but(identifier=number(f"510223198506{index + 1:02d}002")), name=name)
        assert Account.objects.get(pk=account).name == name.replace("•", "·")


def test_what_is_no_name_is_refused(desk: Client) -> None:
    for name in NO_NAMES:
        assert send(desk, typed(desk, name=name)).status_code == 422, name
    assert not Person.objects.exists()


def test_a_form_without_anything_is_answered(desk: Client) -> None:
    assert desk.post(REGISTER, {}).status_code == 422
    assert desk.post("/desk/find/", {}).status_code == 422


def test_addresses_of_nobody_are_not_there(desk: Client) -> None:
    register(desk)
    for account in (0, 999_999, 2**63 - 1, 2**63, 10**30):
        assert desk.post(f"/desk/registered/{account}/welcome/", {"tongue": "zh"}).status_code == 404
        assert desk.get(f"/desk/registered/{account}/").status_code in {302, 404}
    assert desk.get(f"/desk/registered/{XIUYING.identifier}x/").status_code == 404
