"""Registering one person at the desk: one page, every stop before anything is written, once however often sent."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from suixing.consent.models import ConsentRecord
from suixing.journal.models import Entry
from suixing.people.models import Account, Person
from tests.cast import FUCHENG, GUANHU, JUNYAO, MAIMAITI, XIUYING, number
from tests.web.desk.conftest import signed_in
from tests.web.desk.entries import REGISTER, hidden, register, send, typed

SAME_BUT_NUMBER = XIUYING.but(identifier=number("51022319850612028"))


def faults(answer) -> str:
    """The error summary of a page."""
    text = answer.content.decode()
    found = re.search(r'<div class="error-summary".*?</div>', text, re.DOTALL)
    assert found, text
    return found[0]


def test_registers_with_sex_and_birth_from_the_number(desk: Client) -> None:
    account = register(desk)
    held = Account.objects.get(pk=account)
    assert (held.name, held.sex, held.born.isoformat(), held.office_id) == (XIUYING.name, 2, "1985-06-12", FUCHENG)
    consent = ConsentRecord.objects.get(person_id=held.person_id)
    assert (consent.given_on, consent.way) == (timezone.localdate(), "desk")
    shown = desk.get(f"/desk/registered/{account}/").content.decode()
    assert str(account) in shown
    assert XIUYING.name not in shown


def test_the_page_begins_here_and_today(desk: Client) -> None:
    shown = desk.get(REGISTER).content.decode()
    assert 'value="广东省深圳市龙华区福城街道"' in shown
    assert f'value="{timezone.localdate().isoformat()}"' in shown
    assert "我同意本机构登记" in shown
    assert "autofocus" in shown


@pytest.mark.parametrize("arrived", ["2025-03-01", "20250301", "2025年3月1日", "２０２５－０３－０１"])
def test_days_are_read_as_people_write_them(desk: Client, arrived: str) -> None:
    account = register(desk, arrived=arrived)
    assert Account.objects.filter(pk=account).exists()


def test_without_consent_nobody_is_registered(desk: Client) -> None:
    for missing in ({"consent_on": ""}, {"way": ""}, {"way": "landlord"}):
        answer = send(desk, typed(desk, **missing))
        assert answer.status_code == 422
    assert "没有本人同意登记的日期" in faults(send(desk, typed(desk, consent_on="")))
    assert not Person.objects.exists()


def test_a_newer_text_is_read_out_first(desk: Client) -> None:
    answer = send(desk, typed(desk, agreement="0"))
    assert "读出新的文本" in faults(answer)
    assert not Person.objects.exists()
    assert hidden(answer, "agreement") != "0"


def test_sex_or_birth_against_the_number_is_said(desk: Client) -> None:
    answer = send(desk, typed(desk, sex="1", born="1985-06-13"))
    assert faults(answer).count("与证件号码不符") == 2
    assert send(desk, typed(desk, sex="2", born="19850612")).status_code == 302


def test_a_card_without_sex_asks_for_it(desk: Client) -> None:
    """The foreigner's card of 2004: letters, place, two digits of the year, a check digit by ICAO 9303."""
    card = XIUYING.but(identifier=card_of("ABC440175031501"[:14]))
    assert "不含性别" in faults(send(desk, typed(desk, card)))
    answer = send(desk, typed(desk, card, sex="2", born="1974-03-15"))
    assert "与证件号码不符" in faults(answer)
    account = register(desk, card, sex="2")
    assert (Account.objects.get(pk=account).sex, Account.objects.get(pk=account).born.isoformat()) == (2, "1975-03-15")


def card_of(first_fourteen: str) -> str:
    """A number of that card with its check digit."""
    weights = (7, 3, 1) * 5
    total = sum(int(sign, 36) * weight for sign, weight in zip(first_fourteen, weights, strict=False))
    return first_fourteen + str(total % 10)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("identifier", XIUYING.identifier[:-1] + "8", "校验不通过"),
        ("identifier", "12345", "位数不对"),
        ("name", "", "请填写“姓名”"),
        ("name", "李秀英😀", "不属于姓名的符号（😀）"),
        ("name", "不详", "姓名为空"),
        ("telephone", "在家等", "电话须以数字为主"),
        ("home_text", "月球", "无法对应"),
        ("current_text", "中山路", "地址"),
        ("arrived", "", "请填写“来到现居住地的日期”"),
        ("arrived", "2025-02-30", "日期为空、无法识别或不存在"),
        ("arrived", "2999-01-01", "日期"),
        ("arrived", "1980-01-01", "早于出生日期"),
        ("consent_on", "1980-01-01", "早于出生日期"),
    ],
)
def test_every_fault_is_said_and_everything_typed_is_kept(desk: Client, field: str, value: str, said: str) -> None:
    held = typed(desk, **{field: value})
    answer = send(desk, held)
    assert answer.status_code == 422
    assert said in faults(answer)
    shown = answer.content.decode()
    assert "<title>有误：" in shown
    for name in ("name", "identifier", "telephone", "home_text", "current_text", "arrived"):
        if held[name]:
            assert f'value="{held[name]}"' in shown, name
    assert not Person.objects.exists()


def test_an_ambiguous_place_is_chosen(desk: Client) -> None:
    answer = send(desk, typed(desk, home_text="朝阳区"))
    assert "多个地方" in faults(answer)
    choices = re.findall(r'name="home_choice" value="(\d+)"', answer.content.decode())
    assert len(choices) > 1
    again = typed(desk, home_text="朝阳区", home_choice=choices[1])
    answer = send(desk, again)
    assert answer.status_code == 302
    account = int(answer.headers["Location"].split("/")[-2])
    assert choices[1] in Account.objects.get(pk=account).residence_set.values_list("division_id", flat=True)


def test_a_choice_for_another_text_counts_for_nothing(desk: Client) -> None:
    account = register(desk, home_choice="110105")
    divisions = set(Account.objects.get(pk=account).residence_set.values_list("division_id", flat=True))
    assert "110105" not in divisions


def test_who_is_held_here_is_not_registered_again(desk: Client) -> None:
    account = register(desk)
    before = Account.objects.get(pk=account).changed_at
    answer = send(desk, typed(desk, telephone="13900000009"))
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "本机构已登记此人" in shown
    assert 'value="13900000009"' in shown
    assert Account.objects.get(pk=account).changed_at == before
    assert Entry.objects.filter(act="person.found").count() == 1


def test_who_looks_alike_stops_until_it_is_said_that_she_is_another(desk: Client) -> None:
    first = register(desk)
    held = typed(desk, SAME_BUT_NUMBER)
    answer = send(desk, held)
    assert answer.status_code == 409
    assert "很相像的人" in answer.content.decode()
    assert hidden(answer, "seen_alike") == str(first)
    assert Person.objects.count() == 1
    # Saying so without having been shown her changes nothing.
    assert send(desk, held | {"another": "yes"}).status_code == 409
    answer = send(desk, held | {"another": "yes", "seen_alike": str(first)})
    assert answer.status_code == 302
    assert Person.objects.count() == 2


def test_whom_another_office_holds_is_joined_in_silence(desk: Client) -> None:
    other = signed_in("wu.desk", GUANHU)
    register(other)
    queries = []
    answers = []
    for row in (XIUYING, JUNYAO):
        held = typed(desk, row)
        with CaptureQueriesContext(connection) as captured:
            answer = send(desk, held)
        queries.append(len(captured))
        page = desk.get(answer.headers["Location"])
        file = answer.headers["Location"].split("/")[-2]
        text = re.sub(r'value="\w{32,}"', "", page.content.decode())
        text = re.sub(rf"(档案号 |/registered/|/people/){file}\b", r"\1N", text)
        answers.append((answer.status_code, text))
    assert answers[0] == answers[1]
    assert queries[0] == queries[1]
    assert Person.objects.count() == 2
    assert Account.objects.filter(office_id=FUCHENG).count() == 2


def test_a_form_sent_twice_is_one_registration_with_one_answer(desk: Client) -> None:
    held = typed(desk)
    answers = [send(desk, held) for _ in range(3)]
    assert {answer.headers["Location"] for answer in answers} == {answers[0].headers["Location"]}
    assert Account.objects.count() == 1
    assert ConsentRecord.objects.count() == 1
    assert Entry.objects.filter(act="person.taken_in").count() == 1


def test_a_form_that_was_sent_with_something_else_is_not_taken_for_it(desk: Client) -> None:
    held = typed(desk)
    send(desk, held)
    answer = send(desk, held | {"name": MAIMAITI.name, "identifier": MAIMAITI.identifier})
    assert "已提交并保存过一次" in faults(answer)
    assert hidden(answer, "form_number") != held["form_number"]
    assert Person.objects.count() == 1
    again = held | {"name": MAIMAITI.name, "identifier": MAIMAITI.identifier}
    assert send(desk, again | {"form_number": hidden(answer, "form_number")}).status_code == 302


def test_forms_of_two_officers_know_nothing_of_each_other(desk: Client) -> None:
    held = typed(desk)
    send(desk, held)
    other = signed_in("wu.desk", GUANHU)
    answer = send(other, typed(other, MAIMAITI) | {"form_number": held["form_number"]})
    assert answer.status_code == 302
    assert Person.objects.count() == 2


def test_who_took_her_consent_back_today_may_agree_again(desk: Client) -> None:
    from suixing.journeys.person import withdraw_at

    account = register(desk)
    withdraw_at(account=account, office=FUCHENG, by="chen.desk", now=timezone.now())
    answer = send(desk, typed(desk, telephone="13900000008"))
    assert answer.status_code == 302, answer.content.decode()
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    withdraw_at(account=account, office=FUCHENG, by="chen.desk", now=timezone.now())
    answer = send(desk, typed(desk, consent_on=yesterday))
    assert answer.status_code in {302, 422}


def test_the_page_of_success_is_for_who_registered_her(desk: Client) -> None:
    account = register(desk)
    other = signed_in("li.desk", FUCHENG)
    assert other.get(f"/desk/registered/{account}/").status_code in {302, 404}
    assert desk.get("/desk/registered/999999/").status_code in {302, 404}


def test_pages_cost_few_queries(desk: Client) -> None:
    with CaptureQueriesContext(connection) as form:
        desk.get(REGISTER)
    held = typed(desk)
    with CaptureQueriesContext(connection) as stored:
        answer = send(desk, held)
    with CaptureQueriesContext(connection) as done:
        desk.get(answer.headers["Location"])
    assert len(form) <= 8, [query["sql"] for query in form]
    assert len(stored) <= 30, [query["sql"] for query in stored]
    assert len(done) <= 8


def test_fragments_say_what_the_machine_read(desk: Client) -> None:
    answer = desk.post(REGISTER + "identifier/", {"identifier": "5102 2319 8506 1220 "})
    assert "已输入 16 位" in answer.content.decode() or "位数" in answer.content.decode()
    answer = desk.post(REGISTER + "identifier/", {"identifier": XIUYING.identifier})
    shown = answer.content.decode()
    assert "1985年6月12日" in shown
    assert "女" in shown
    answer = desk.post(REGISTER + "address/", {"home_text": "重庆市忠县忠州街道和平路3号"})
    assert "重庆市忠县忠州街道" in answer.content.decode()
    answer = desk.post(REGISTER + "address/", {"home_text": "朝阳区"})
    assert answer.content.decode().count('name="home_choice"') > 1
    assert desk.post(REGISTER + "address/", {"which": "current", "current_text": ""}).content.decode().strip() == ""
