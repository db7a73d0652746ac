"""A start code opens once; passwords that are guessed first are refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from suixing.access.actions import end_service, start_code_for
from suixing.access.models import Officer, OfficerSession, StartCode
from suixing.journal.models import Entry
from tests.web.signing_in import PASSWORD, forget_tries, make_officer, sign_in

pytestmark = pytest.mark.usefixtures("node")
NEW = "竹影扫阶尘不动 moon"


def begin(client: Client, code: str, password: str = NEW, login: str = "li.fang") -> Any:
    return client.post(
        "/sign-in/first-time/",
        {"login": login, "start_code": code, "password1": password, "password2": password},
    )


def test_a_start_code_opens_once() -> None:
    officer = make_officer("li.fang", secret=None)
    code = start_code_for(officer=officer, by="he.staff", now=timezone.now())
    assert code.replace("-", "") not in StartCode.objects.get().digest
    client = Client()
    answer = begin(client, code.lower().replace("-", " "))
    assert answer.status_code == 302
    assert client.get("/account/")["Location"].startswith("/sign-in/second-factor/")
    assert Officer.objects.get().check_password(NEW)
    assert begin(Client(), code).status_code == 422
    assert {"officer.start_code_made", "officer.factor_changed"} <= set(Entry.objects.values_list("act", flat=True))


def test_a_start_code_goes_by_after_three_days() -> None:
    officer = make_officer("li.fang", secret=None)
    code = start_code_for(officer=officer, by="he.staff", now=timezone.now() - timedelta(hours=73))
    assert begin(Client(), code).status_code == 422


def test_a_wrong_name_and_a_wrong_code_are_answered_alike() -> None:
    officer = make_officer("li.fang", secret=None)
    start_code_for(officer=officer, by="he.staff", now=timezone.now())
    said = [begin(Client(), "AAAA-BBBB-CCCC-DDDD", login=name).content.decode() for name in ("li.fang", "li.fong")]
    assert said[0].split("<main")[1].count("error") == said[1].split("<main")[1].count("error")


def test_with_a_second_factor_the_start_code_does_not_replace_it() -> None:
    officer = make_officer("li.fang")
    code = start_code_for(officer=officer, by="he.staff", now=timezone.now())
    client = Client()
    assert begin(client, code)["Location"] == "/sign-in/second-step/"
    assert not OfficerSession.objects.filter(strong=True).exists()


@pytest.mark.parametrize(
    "password",
    [
        "short", "1234567890", "password123", "woaini1314", "woaini520520", "qq123456789", "19900101abc", "a19851224a",
        "510223198506120026", "51022319850612002x", "aaaaaaaaaaaa", "abcabcabcabc", "qwertyuiop", "1qaz2wsx3edc",
        "P@ssw0rd123", "lifang2026", "Li.Fang.88", "li.fang!!!!", "wangli19900101", "shenzhen2026",
        "iloveyou1314", "李芳20260101",
    ],
)  # fmt: skip
def test_passwords_that_are_guessed_first(password: str) -> None:
    officer = Officer(username="li.fang", name="李芳")
    with pytest.raises(ValidationError):
        validate_password(password, officer)


@pytest.mark.parametrize(
    "password", [NEW, PASSWORD, "correct horse battery staple 9", "Tr0ubador&3xyz", "梅雨停了去爬山的路"]
)
def test_passwords_that_may_be_had(password: str) -> None:
    if len(password) >= 10:
        validate_password(password, Officer(username="li.fang", name="李芳"))


def test_a_password_like_her_name() -> None:
    with pytest.raises(ValidationError):
        validate_password("zhangwei88!7", Officer(username="staff-17", name="张伟"))


def test_the_page_says_what_is_wrong_with_a_password() -> None:
    officer = make_officer("li.fang", secret=None)
    code = start_code_for(officer=officer, by="he.staff", now=timezone.now())
    answer = begin(Client(headers={"Accept-Language": "en"}), code, "woaini1314")
    assert "known from leaks" in answer.content.decode()
    assert StartCode.objects.exists()


def test_too_many_tries_say_when_to_come_back() -> None:
    make_officer("li.fang")
    for name in ("li.fang", "no.body"):
        client = Client()
        pages = [client.post("/sign-in/", {"login": name, "password": f"wrong {n}"}) for n in range(6)]
        assert "密码不正确" in pages[0].content.decode()
        assert "5 分钟" in pages[5].content.decode()
        assert {page.status_code for page in pages} == {200}
    right = Client().post("/sign-in/", {"login": "li.fang", "password": PASSWORD})
    assert "5 分钟" in right.content.decode()
    failed = Entry.objects.filter(act="officer.sign_in_failed")
    assert {entry.officer for entry in failed} == {"li.fang", "unknown"}
    assert "no.body" not in str(list(failed.values()))
    forget_tries()
    sign_in(Client(), "li.fang")


def test_who_left_is_answered_like_nobody_and_is_out_at_once() -> None:
    officer = make_officer("li.fang")
    client = Client()
    sign_in(client, "li.fang")
    end_service(officer=officer, by="he.staff", now=timezone.now())
    assert client.get("/account/")["Location"].startswith("/sign-in/?")
    answer = Client().post("/sign-in/", {"login": "li.fang", "password": PASSWORD})
    assert answer.status_code == 200
    assert "登录名或密码不正确" in answer.content.decode()
