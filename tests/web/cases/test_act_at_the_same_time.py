"""Really at the same time: two browsers send before either has an answer; one thing is done, and nothing is lost."""

import threading
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from suixing.cases.models import Case, CaseEvent, SealedRecord
from suixing.clocks.models import Clock
from suixing.exchange.models import Outgoing
from tests.cast import ZHONGZHOU
from tests.web.cases.desks import NEW, Browser, Desks, desks, form_in
from tests.web.cases.test_take_step import ANSWERS, DECIDED, text
from tests.web.desk.conftest import signed_in

__all__ = ["desks"]

PART = {"answers-identity-name_matches": "not_confirmed", "answers-identity-name_matches-reason": "differs"}


def at_once(*sendings: tuple[Browser, str, dict[str, Any]]) -> list[Any]:
    """What each is answered; all are sent before any answer is there, each over a connection of its own."""
    start = threading.Barrier(len(sendings))
    answers: list[Any] = [None] * len(sendings)

    def send(at: int, browser: Browser, path: str, typed: dict[str, Any]) -> None:
        try:
            start.wait()
            answers[at] = browser.client.post(path, typed)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(at, *one)) for at, one in enumerate(sendings)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def asked(desks: Desks) -> tuple[UUID, str]:
    """The answering office's copy of a question, and the address of its answer."""
    case = desks.asks()
    desks.work()
    copy = desks.copy_of(case)
    return copy, f"/desk/cases/{copy}/step/"


def test_a_double_click_on_an_answer(desks: Desks) -> None:
    copy, path = asked(desks)
    typed = {**form_in(desks.gao.get(path + "answer/")), **ANSWERS}
    again = Browser(signed_in("gao.desk", office=ZHONGZHOU))
    first, second = at_once((desks.gao, path + "answer/", typed), (again, path + "answer/", typed))
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"] == f"/desk/cases/{copy}/?done=step"
    assert CaseEvent.objects.filter(case=copy, step="answer").count() == 1
    assert Outgoing.objects.filter(side="answering", relayed_at=None).count() == 1


def test_a_double_click_on_a_registration(desks: Desks) -> None:
    """It is made once, under one number, although the file is gone when the second click is looked at."""
    case = desks.chen.opens(NEW + "registration/", **DECIDED)
    desks.chen.step(case, "nothing_to_ask", reason="pass_shown")
    path = f"/desk/cases/{case}/step/register/"
    typed = form_in(desks.chen.get(path))
    first, second = at_once((desks.chen, path, typed), (Browser(signed_in()), path, typed))
    assert [first.status_code, second.status_code] == [302, 302]
    assert SealedRecord.objects.count() == 1
    assert not Case.objects.filter(pk=case).exists()


def test_a_double_click_on_a_new_case(desks: Desks) -> None:
    path = NEW + "registration/"
    typed = {**form_in(desks.chen.get(path)), **DECIDED}
    first, second = at_once((desks.chen, path, typed), (Browser(signed_in()), path, typed))
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == Clock.objects.count() == 1


@pytest.mark.parametrize(("one", "other"), [("answer", "answer_in_part"), ("answer", "answer")])
def test_two_officers_answer_one_question(desks: Desks, one: str, other: str) -> None:
    """Whoever comes second is told, finds what she typed, and what the first one said beside it."""
    copy, path = asked(desks)
    sun = Browser(signed_in("sun.desk", office=ZHONGZHOU))
    typed = {"answer": ANSWERS, "answer_in_part": PART}
    forms = [form_in(desks.gao.get(path + f"{one}/")), form_in(sun.get(path + f"{other}/"))]
    answers = at_once(
        (desks.gao, path + f"{one}/", {**forms[0], **ANSWERS}), (sun, path + f"{other}/", {**forms[1], **typed[other]})
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    told = next(answer for answer in answers if answer.status_code == 409)
    assert "您的操作未执行" in text(told)
    assert "填写的内容已保留" in text(told)
    assert CaseEvent.objects.filter(case=copy, side="answering").exclude(step="arrive").count() == 1
    assert Clock.objects.filter(file=copy).count() == 1
    assert Outgoing.objects.filter(side="answering", relayed_at=None).count() == 1


def test_what_the_second_officer_typed_stays_on_her_page(desks: Desks) -> None:
    """After a colleague has answered a part meanwhile; she sends it again once she has looked, and it counts."""
    copy, path = asked(desks)
    sun = Browser(signed_in("sun.desk", office=ZHONGZHOU))
    typed = {**form_in(sun.get(path + "answer_in_part/")), **PART}
    assert (
        desks.gao.step(copy, "answer_in_part", **{"answers-residence-registered_here": "confirmed"}).status_code == 302
    )
    page = sun.client.post(path + "answer_in_part/", typed)
    assert page.status_code == 409
    kept = form_in(page)
    assert kept["answers-identity-name_matches"] == ["not_confirmed"]
    assert kept["answers-identity-name_matches-reason"] == ["differs"]
    assert "已部分答复" in text(page)
    assert sun.client.post(path + "answer_in_part/", kept).status_code == 302
    assert [one.step for one in CaseEvent.objects.filter(case=copy).order_by("id")][1:] == ["answer_in_part"] * 2


def test_a_withdrawal_is_sent_while_the_answer_is(desks: Desks) -> None:
    """Each office acts on its own copy at one time: both are done there, the answer counts on both in the end."""
    case = desks.asks()
    desks.work()
    copy = desks.copy_of(case)
    ways = (f"/desk/cases/{case}/step/withdraw/", f"/desk/cases/{copy}/step/answer/")
    withdrawal = {**form_in(desks.chen.get(ways[0])), "reason": "sent_by_mistake"}
    answer = {**form_in(desks.gao.get(ways[1])), **ANSWERS}
    done = at_once((desks.chen, ways[0], withdrawal), (desks.gao, ways[1], answer))
    assert [one.status_code for one in done] == [302, 302]
    desks.work(minutes=2)
    assert [one.state for one in Case.objects.all()] == ["answered", "answered"]
    page = desks.chen.text(f"/desk/cases/{case}/")
    assert "询问方已撤回" in page
    assert "一致，予以确认" in page
