"""Take a step: its form, two officers at once, a double click, the minute in which it can be taken back."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from suixing.access.roles import Role
from suixing.cases.models import Case, CaseEvent, Letter
from suixing.directory.actions import NewContact, update_contact
from suixing.journeys.cases import lodging
from suixing.places.actions import open_office
from tests.cast import FUCHENG, JUNYAO
from tests.web.cases.desks import NEW, Browser, Desks, desks, form_in, who
from tests.web.desk.conftest import signed_in

__all__ = ["desks"]

DISTRICT, NATION = "440309", "00"
ANSWERS = {"answers-identity-name_matches": "confirmed", "answers-residence-registered_here": "no_record"}
DECIDED = {
    "parties-registrant-name": JUNYAO.name, "parties-registrant-born": "2026-11-02", "parties-registrant-sex": "2",
    **who("parties-first"), "parties-first-home_text": "500233001", "parties-first-pass": "on",
}  # fmt: skip


def text(page: Any) -> str:
    return str(page.content.decode())


def test_answer_a_question_of_another_office(desks: Desks) -> None:
    case = desks.asks()
    desks.work()
    copy = desks.copy_of(case)
    page = desks.gao.text(f"/desk/cases/{copy}/")
    assert "广东省的一个机构" in page
    assert "福城" not in page
    done = desks.gao.step(copy, "answer", **ANSWERS)
    assert done.status_code == 302
    assert done.headers["Location"] == f"/desk/cases/{copy}/?done=step"
    desks.work(minutes=2)
    back = desks.chen.text(f"/desk/cases/{case}/")
    assert "一致，予以确认" in back
    assert "本机构没有记录" in back
    assert Case.objects.get(pk=case).state == "answered"


def test_an_answer_is_whole_and_a_refusal_has_its_reason(desks: Desks) -> None:
    case = desks.asks()
    desks.work()
    copy = desks.copy_of(case)
    page = desks.gao.step(copy, "answer", **{"answers-identity-name_matches": "not_confirmed"})
    assert page.status_code == 422
    assert 'href="#id_answers-identity-name_matches-reason"' in text(page)
    assert 'href="#id_answers-residence-registered_here_0"' in text(page)
    assert 'value="not_confirmed" id="id_answers-identity-name_matches_1"' in text(page)
    assert not CaseEvent.objects.filter(case=copy, step="answer").exists()


def test_answer_a_part_then_the_rest(desks: Desks) -> None:
    case = desks.asks()
    desks.work()
    copy = desks.copy_of(case)
    nothing = desks.gao.step(copy, "answer_in_part")
    assert nothing.status_code == 422
    part = {"answers-identity-name_matches": "not_confirmed", "answers-identity-name_matches-reason": "differs"}
    assert desks.gao.step(copy, "answer_in_part", **part).status_code == 302
    rest = desks.gao.get(f"/desk/cases/{copy}/step/answer/")
    assert "answers-identity-name_matches" not in text(rest)
    assert "answers-residence-registered_here" in text(rest)


def test_take_back_within_the_minute(desks: Desks) -> None:
    case = desks.asks()
    desks.work()
    copy = desks.copy_of(case)
    desks.gao.step(copy, "answer", **ANSWERS)
    page = desks.gao.get(f"/desk/cases/{copy}/")
    assert "之前可以收回" in text(page)
    action = f"/desk/cases/{copy}/take-back/"
    back = desks.gao.client.post(action, form_in(page, action=action))
    assert back.headers["Location"] == f"/desk/cases/{copy}/?done=taken_back"
    assert "已收回，未发出" in desks.gao.text(back.headers["Location"])
    assert Case.objects.get(pk=copy).state == "asked"


def test_what_has_left_cannot_be_taken_back(desks: Desks) -> None:
    case = desks.asks()
    desks.work()
    copy = desks.copy_of(case)
    desks.gao.step(copy, "answer", **ANSWERS)
    action = f"/desk/cases/{copy}/take-back/"
    sent = form_in(desks.gao.get(f"/desk/cases/{copy}/"), action=action)
    CaseEvent.objects.filter(case=copy, step="answer").update(held_until=timezone.now() - timedelta(seconds=1))
    late = desks.gao.client.post(action, sent)
    assert late.status_code == 409
    assert "已经发出，不能收回" in text(late)
    assert "之前可以收回" not in text(late)


def test_two_officers_at_once_the_second_is_told_and_keeps_what_she_typed(desks: Desks) -> None:
    case = desks.chen.opens(NEW + "registration/", **DECIDED)
    path = f"/desk/cases/{case}/step/withdraw/"
    second = {**form_in(desks.lin.get(path)), "reason": "person_withdrew"}
    assert desks.chen.step(case, "nothing_to_ask", reason="pass_shown").status_code == 302
    page = desks.lin.client.post(path, second)
    assert page.status_code == 409
    assert "您的操作未执行" in text(page)
    assert "可以登记" in text(page)
    again = form_in(page)
    assert again["reason"] == ["person_withdrew"]
    assert desks.lin.client.post(path, again).status_code == 302
    assert not Case.objects.filter(pk=case).exists()


def test_a_step_that_can_no_longer_be_taken(desks: Desks) -> None:
    case = desks.asks()
    path = f"/desk/cases/{case}/step/withdraw/"
    sent = {**form_in(desks.lin.get(path)), "reason": "sent_by_mistake"}
    assert desks.chen.step(case, "withdraw", reason="sent_by_mistake").status_code == 302
    late = desks.lin.client.post(path, sent)
    assert late.status_code == 409
    assert "不能再这样办理" in text(late)
    assert desks.lin.get(path).status_code == 409
    assert desks.lin.get(f"/desk/cases/{case}/step/nothing/").status_code == 404
    assert desks.lin.get(f"/desk/cases/{case}/step/arrive/").status_code == 404


def test_a_double_click_does_it_once(desks: Desks) -> None:
    case = desks.asks()
    path = f"/desk/cases/{case}/step/withdraw/"
    sent = {**form_in(desks.chen.get(path)), "reason": "sent_by_mistake"}
    first, second = desks.chen.client.post(path, sent), desks.chen.client.post(path, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert CaseEvent.objects.filter(case=case, step="withdraw").count() == 1


def test_a_registration_closes_and_its_number_is_shown_once(desks: Desks) -> None:
    case = desks.chen.opens(NEW + "registration/", **DECIDED)
    desks.chen.step(case, "nothing_to_ask", reason="pass_shown")
    path = f"/desk/cases/{case}/step/register/"
    sent = form_in(desks.chen.get(path))
    first, second = desks.chen.client.post(path, sent), desks.chen.client.post(path, sent)
    assert first.headers["Location"] == second.headers["Location"] == "/desk/cases/done/"
    number = form_in(desks.chen.get("/desk/cases/done/"), action="/desk/cases/extract/")["number"][0]
    assert "只显示一次" in desks.chen.text("/desk/cases/done/")
    assert desks.chen.get(f"/desk/cases/{case}/").status_code == 404
    found = desks.chen.client.post("/desk/cases/extract/", {"number": number.lower()})
    assert JUNYAO.name in text(found)
    assert desks.gao.client.post("/desk/cases/extract/", {"number": number}).status_code == 422
    assert desks.chen.client.post("/desk/cases/extract/", {"number": "0000-0000-0000-0000"}).status_code == 422


def test_correct_an_extract(desks: Desks) -> None:
    case = desks.chen.opens(NEW + "registration/", **DECIDED)
    desks.chen.step(case, "nothing_to_ask", reason="pass_shown")
    desks.chen.step(case, "register")
    number = form_in(desks.chen.get("/desk/cases/done/"), action="/desk/cases/extract/")["number"][0]
    begun = desks.chen.client.post("/desk/cases/extract/correct/", {"number": number, "begin": "1"})
    sent = {**form_in(begun), "parties-registrant-name": "李珺瑶"}
    done = desks.chen.client.post("/desk/cases/extract/correct/", sent)
    assert done.status_code == 302, text(done)
    fresh = form_in(desks.chen.get("/desk/cases/done/"), action="/desk/cases/extract/")["number"][0]
    assert fresh != number
    shown = text(desks.chen.client.post("/desk/cases/extract/", {"number": fresh}))
    assert "李珺瑶" in shown
    assert JUNYAO.name in shown  # what it said before
    old = text(desks.chen.client.post("/desk/cases/extract/", {"number": number}))
    assert "已由更正件取代" in old


def test_tell_what_is_missing_and_that_it_came(desks: Desks) -> None:
    case = desks.chen.opens(NEW + "registration/", **DECIDED)
    today = timezone.localdate().isoformat()
    told = desks.chen.step(case, "tell_missing", on=today, missing=["birth_certificate", "identity_card"])
    assert told.status_code == 302, text(told)
    page = desks.chen.text(f"/desk/cases/{case}/")
    assert "暂停计时" in page
    assert "出生医学证明" in page
    assert "等待本人" in page
    assert desks.chen.step(case, "papers_came", on="2036-01-01").status_code == 422


def test_give_a_case_to_a_colleague(desks: Desks) -> None:
    case = desks.asks()
    action = f"/desk/cases/{case}/assign/"
    sent = form_in(desks.chen.get(f"/desk/cases/{case}/"), action=action)
    given = desks.chen.client.post(action, {**sent, "to": "lin.desk"})
    assert given.status_code == 302
    assert Case.objects.get(pk=case).assigned_to == "lin.desk"
    page = desks.chen.get(f"/desk/cases/{case}/")
    stranger = desks.chen.client.post(action, {**form_in(page, action=action), "to": "gao.desk"})
    assert stranger.status_code == 409
    assert Case.objects.get(pk=case).assigned_to == "lin.desk"


def test_print_letters_and_note_how_they_arrived(desks: Desks) -> None:
    contact = NewContact(telephone="0755-21000000", address_zh="民治大道1号", hours_zh="9:00–17:00")
    update_contact(office=FUCHENG, by="chen.desk", now=timezone.now(), contact=contact)
    case = desks.chen.opens(NEW + "registration/", **DECIDED)
    path = f"/desk/cases/{case}/"
    letter = desks.chen.client.post(path + "letters/status/", {"tongue": "en"})
    assert letter.headers["Content-Type"] == "application/pdf"
    assert letter.headers["Content-Disposition"] == 'inline; filename="letter.pdf"'
    assert desks.chen.client.post(path + "letters/missing/", {}).status_code == 409
    assert desks.chen.client.post(path + "letters/other/", {}).status_code == 404
    assert desks.gao.client.post(path + "letters/status/", {}).status_code == 404
    number = Letter.objects.get(case=case).pk
    reached = path + f"letters/{number}/reached/"
    today = timezone.localdate().isoformat()
    assert desks.chen.client.post(reached, {"on": "", "channel": "desk"}).status_code == 422
    assert desks.chen.client.post(reached, {"on": today, "channel": "desk"}).status_code == 302
    assert "当面交给" in desks.chen.text(path)
    assert desks.chen.client.post(path + "letters/900000001/reached/", {}).status_code == 404
    desks.chen.step(case, "nothing_to_ask", reason="pass_shown")
    desks.chen.step(case, "register")
    drawn = form_in(desks.chen.get("/desk/cases/done/"), action="/desk/cases/extract/")["number"][0]
    extract = desks.chen.client.post("/desk/cases/extract/letter/", {"number": drawn})
    assert extract.content.startswith(b"%PDF")
    assert desks.chen.client.post("/desk/cases/extract/letter/", {"number": "0000"}).status_code == 422


def test_a_complaint_falls_to_the_nation_by_its_name_or_code(desks: Desks) -> None:
    """A1; the nation has an office to which a complaint can go, and is nobody's home."""
    supervisor = Browser(signed_in("wu.supervisor", DISTRICT, (Role.SUPERVISOR,)))
    for office in (FUCHENG, NATION):
        open_office(code=office, now=timezone.now())
    for said in ("全国", NATION):
        now = timezone.now()
        lodging.lodge(office=DISTRICT, about=FUCHENG, ground="charged", text="收费", form_number=uuid4(), now=now)
        lodging.take_up(now=now)
        case = Case.objects.get(procedure="complaint", closed_at=None).pk
        assert supervisor.step(case, "redirect", office_text=said, text="属国家机构职责").status_code == 302
        assert "全国" in supervisor.text(f"/desk/cases/{case}/")
    refused = desks.chen.send(NEW + "registration/", **{**DECIDED, "parties-first-home_text": "全国"})
    assert refused.status_code == 422
    assert 'href="#id_parties-first-home_text"' in text(refused)
