"""Open a case: the form of each procedure, what is filled in already, and what is wrong with it."""

import re

import pytest

from suixing.access.roles import Role
from suixing.cases.models import Case
from suixing.web.cases.opening import openable
from tests.cast import FUCHENG, JUNYAO, MAIMAITI, XIUYING, ZHONGZHOU
from tests.web.cases.desks import NEW, Desks, asked_about, desks, form_in, who
from tests.web.desk.conftest import signed_in
from tests.web.desk.entries import register

__all__ = ["desks"]


def test_choose_among_the_procedures_of_a_desk(desks: Desks) -> None:
    page = desks.chen.text(NEW)
    for table in openable():
        assert f"{NEW}{table.code}/" in page
    assert "complaint" not in page
    assert desks.chen.get(NEW + "complaint/").status_code == 404
    assert desks.chen.get(NEW + "nothing/").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_form_opens_in_both_languages(desks: Desks, language: str) -> None:
    desks.chen.client.cookies["django_language"] = language
    account = register(desks.lin.client)
    for table in openable():
        for path in (f"{NEW}{table.code}/", f"/desk/people/{account}/cases/new/{table.code}/"):
            page = desks.chen.text(path)
            assert page.count("<h1>") == 1
            assert not re.search(r' style="| onclick=|<style', page)


def test_ask_another_office(desks: Desks) -> None:
    case = Case.objects.get(pk=desks.asks())
    assert (case.procedure, case.side, case.counterpart, case.joined) == ("verification", "asking", ZHONGZHOU, True)


def test_what_is_missing_is_said_at_each_field_and_nothing_is_lost(desks: Desks) -> None:
    page = desks.chen.send(NEW + "verification/", **{"subject-name": "李秀英", "subject-identifier": "123"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "<title>有误：" in text
    for anchor in ("#id_subject-identifier", "#id_answering_text", "#id_questions_0"):
        assert f'href="{anchor}"' in text
    assert 'value="李秀英"' in text
    assert 'value="123"' in text
    assert not Case.objects.exists()


def test_a_place_is_typed_as_a_name_or_a_code(desks: Desks) -> None:
    by_name = desks.asks(answering_text="重庆市忠县忠州街道")
    assert Case.objects.get(pk=by_name).counterpart == ZHONGZHOU
    page = desks.chen.send(NEW + "verification/", **{**asked_about(), "answering_text": "999999999"})
    assert page.status_code == 422
    assert "没有这一地方" in page.content.decode()


def test_the_own_office_is_not_asked(desks: Desks) -> None:
    page = desks.chen.send(NEW + "verification/", **{**asked_about(), "answering_text": FUCHENG})
    assert page.status_code == 422
    assert "本机构" in page.content.decode()


def test_for_somebody_who_is_held_the_number_is_neither_typed_nor_shown(desks: Desks) -> None:
    account = register(desks.lin.client)
    path = f"/desk/people/{account}/cases/new/verification/"
    page = desks.chen.get(path)
    text = page.content.decode()
    assert XIUYING.identifier not in text
    assert "subject-identifier" not in form_in(page)
    assert form_in(page)["answering_text"] == ["重庆市忠县忠州街道"]
    case = desks.chen.opens(path, questions=["identity.name_matches"])
    held = Case.objects.get(pk=case)
    assert held.person_id is not None
    assert held.counterpart == ZHONGZHOU
    listed = desks.chen.text(f"/desk/people/{account}/")
    assert f"/desk/cases/{case}/" in listed
    assert held.number in listed


def test_somebody_of_another_office_is_not_there(desks: Desks) -> None:
    account = register(desks.lin.client)
    assert desks.gao.get(f"/desk/people/{account}/cases/new/verification/").status_code == 404
    assert desks.gao.get("/desk/people/900000001/cases/new/verification/").status_code == 404


def test_sent_twice_it_is_opened_once(desks: Desks) -> None:
    path = NEW + "verification/"
    sent = {**form_in(desks.chen.get(path)), **asked_about()}
    first, second = desks.chen.client.post(path, sent), desks.chen.client.post(path, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1
    other = desks.chen.client.post(path, {**sent, "questions": ["identity.birth_matches"]})
    assert other.status_code == 422
    assert Case.objects.count() == 1


def test_register_with_two_who_are_named(desks: Desks) -> None:
    case = desks.chen.opens(
        NEW + "registration/",
        **{
            "parties-registrant-name": JUNYAO.name, "parties-registrant-born": "2026-11-02",
            "parties-registrant-sex": "2", **who("parties-first"), "parties-first-home_text": ZHONGZHOU,
            **who("parties-second", MAIMAITI), "parties-second-pass": "on", "papers": ["identity_card"],
        },
    )  # fmt: skip
    page = desks.chen.text(f"/desk/cases/{case}/")
    assert "生育登记" in page
    assert JUNYAO.name in page
    assert MAIMAITI.name in page
    assert XIUYING.identifier not in page
    assert "已出示有效的随行证" in page


def test_the_second_may_be_left_out_and_the_first_not(desks: Desks) -> None:
    page = desks.chen.send(
        NEW + "registration/",
        **{"parties-registrant-name": JUNYAO.name, "parties-registrant-born": "2036-11-02"},
    )  # fmt: skip
    text = page.content.decode()
    assert page.status_code == 422
    for anchor in ("parties-registrant-sex_0", "parties-registrant-born", "parties-first-identifier"):
        assert f'href="#id_{anchor}"' in text
    assert 'href="#id_parties-second-identifier"' not in text


def test_a_moment_that_is_still_to_come_is_refused(desks: Desks) -> None:
    page = desks.chen.send(
        NEW + "notification/",
        **{
            **who("subject"), "answering_text": ZHONGZHOU, "topic": "move_recorded", "since-day": "2036-01-01",
            "since-time": "1630", "agreed": "on",
        },
    )  # fmt: skip
    assert page.status_code == 422
    assert 'href="#id_since-day"' in page.content.decode()


def test_what_a_number_says_is_told_as_it_is_typed(desks: Desks) -> None:
    said = desks.chen.client.post(
        "/desk/cases/typed/number/", {"of": "parties-first", "parties-first-identifier": XIUYING.identifier}
    )
    assert "号码有效" in said.content.decode()
    assert "1985年6月12日" in said.content.decode()
    place = desks.chen.client.post("/desk/cases/typed/place/", {"of": "answering", "answering_text": "440309005"})
    assert "福城街道" in place.content.decode()
    assert desks.chen.client.post("/desk/cases/typed/place/", {"of": "<b>"}).status_code == 404


def test_what_was_typed_comes_back_after_signing_in_again(desks: Desks) -> None:
    path = NEW + "verification/"
    sent = {**form_in(desks.chen.get(path)), **asked_about()}
    session = desks.chen.client.session
    session["strong"] = False
    session.save()
    assert desks.chen.client.post(path, sent).status_code == 302
    session = desks.chen.client.session
    session["strong"] = True
    session.save()
    back = form_in(desks.chen.get(path))
    assert back["subject-name"] == [XIUYING.name]
    assert sorted(back["questions"]) == sorted(asked_about()["questions"])
    assert not Case.objects.exists()


def test_a_supervisor_opens_none(desks: Desks) -> None:
    wu = signed_in("wu.supervisor", roles=(Role.SUPERVISOR,))
    assert wu.get(NEW).status_code == 403
    assert wu.get(NEW + "verification/").status_code == 403
