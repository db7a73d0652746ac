"""Officers are added, changed, given start codes; only of one's own office, never oneself."""

import re
import threading
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from suixing.access import actions, staff
from suixing.access.errors import LastAdministrator, NameTaken, NotAdministrator
from suixing.access.models import Officer, OfficerSession, StartCode
from suixing.access.roles import Role
from suixing.journeys import officer_begins
from suixing.web.sign_in.factors import give_totp
from tests.cast import GUANHU, NOW
from tests.web.staff.conftest import ADMINISTRATOR, DESK, Office, acts, hidden_of, make, redirected, send, sit

CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}")
NEW = {"name": "林岚", "username": "lin.desk", "posts": ["desk_officer"]}
MOST_QUERIES = 15


def test_the_list_shows_the_office_and_no_other(office: Office) -> None:
    make("far.away", DESK, office=GUANHU, name="远方人")
    page = office.browser.get("/staff/").content.decode()
    assert "陈晓" in page
    assert "chen.desk" in page
    assert "正在使用" in page  # He herself
    assert "远方人" not in page


def test_an_officer_is_added_and_her_code_is_shown_once(office: Office) -> None:
    answer = send(office.browser, "/staff/add/", **NEW)
    assert answer.url == "/staff/start-code/"
    shown = office.browser.get(answer.url).content.decode()
    code = CODE.search(shown)
    assert code is not None
    assert "林岚" in shown
    assert CODE.search(office.browser.get(answer.url).content.decode()) is None
    lin = Officer.objects.get(username="lin.desk")
    assert lin.office_id == office.he.office_id
    assert not lin.has_usable_password()
    assert actions.start_code_opens(username="lin.desk", code=code[0], now=lin.joined_at) == lin
    assert [act for act, by, _ in acts("lin.desk") if by == "he.staff"] == [
        "officer.appointed",
        "officer.start_code_made",
    ]


def test_a_code_that_waits_is_not_readable_in_the_session(office: Office) -> None:
    send(office.browser, "/staff/add/", **NEW)
    held = office.browser.session["start_code"]
    assert CODE.search(held) is None
    assert "lin" not in held


def test_sent_twice_she_is_added_once(office: Office) -> None:
    sent = hidden_of(office.browser.get("/staff/add/")) | NEW
    first, second = (redirected(office.browser.post("/staff/add/", sent)) for _ in range(2))
    assert first == second
    assert Officer.objects.filter(username="lin.desk").count() == 1
    assert CODE.search(office.browser.get(second).content.decode())


def test_the_same_form_with_something_else_is_refused_and_can_be_sent_anew(office: Office) -> None:
    sent = hidden_of(office.browser.get("/staff/add/")) | NEW
    office.browser.post("/staff/add/", sent)
    refused = office.browser.post("/staff/add/", sent | {"username": "other.desk"})
    assert refused.status_code == 422
    assert hidden_of(refused)["form_number"] != sent["form_number"]
    assert not Officer.objects.filter(username="other.desk").exists()
    anew = office.browser.post("/staff/add/", sent | {"username": "other.desk"} | hidden_of(refused))
    assert anew.status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        {"username": "chen.desk"}, {"username": "console"}, {"username": "operator"}, {"username": "a"},
        {"username": "' OR 1=1 --"}, {"username": "林岚"}, {"username": "x" * 500}, {"username": "a\x00b"},
        {"username": ""}, {"name": ""}, {"name": "名" * 61}, {"name": "a\u202eb"}, {"name": "a\x00"}, {"posts": []},
        {"posts": ["root"]}, {"posts": ["desk_officer", "x" * 5000]}, {"form_number": ""},
        {"form_number": "x" * 5000},
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_hostile_text_ends_in_a_sentence(office: Office, typed: dict[str, object], language: str) -> None:
    office.browser.cookies["django_language"] = language
    before = Officer.objects.count()
    answer = send(office.browser, "/staff/add/", **(NEW | typed))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "error-summary" in text
    assert ("有误：" if language == "zh-hans" else "Error: ") in text
    assert Officer.objects.count() == before


def test_markup_in_a_name_stays_text(office: Office) -> None:
    send(office.browser, "/staff/add/", **(NEW | {"name": "<script>alert(1)</script>"}))
    assert "<script>alert" not in office.browser.get("/staff/").content.decode()


def test_posts_are_changed_and_written_down(office: Office) -> None:
    path = f"/staff/officers/{office.chen.pk}/change/"
    answer = send(office.browser, path, name="陈小晓", posts=["desk_officer", "supervisor"], subject="P-77")
    assert answer.status_code == 302
    office.chen.refresh_from_db()
    assert (office.chen.name, office.chen.oidc_subject) == ("陈小晓", "P-77")
    assert office.chen.roles == ["desk_officer", "supervisor"]
    said = {act: detail for act, _, detail in acts("chen.desk")}
    assert said["officer.posts_changed"]["posts"] == ["desk_officer", "supervisor"]
    assert "officer.renamed" in said
    assert said["officer.factor_changed"]["factor"] == "provider"


def test_the_second_of_two_administrators_is_told(office: Office) -> None:
    path = f"/staff/officers/{office.chen.pk}/change/"
    other = sit(make("gao.staff", ADMINISTRATOR, name="高原"))
    held = {"name": "陈晓", "posts": ["desk_officer"]}
    second = hidden_of(other.get(path))
    send(office.browser, path, **(held | {"posts": ["supervisor"]}))
    answer = other.post(path, held | second | {"name": "错的"})
    assert answer.status_code == 409
    assert "另一位管理员" in answer.content.decode()
    office.chen.refresh_from_db()
    assert (office.chen.name, office.chen.roles) == ("陈晓", ["supervisor"])


@pytest.mark.parametrize("page", ["change", "start-code", "leave"])
def test_nobody_administers_herself(office: Office, page: str) -> None:
    make("gao.staff", ADMINISTRATOR)
    path = f"/staff/officers/{office.he.pk}/{page}/"
    assert "另一位人员管理员" in office.browser.get(path).content.decode()
    number = hidden_of(office.browser.get("/staff/add/"))
    typed = {"name": "何静", "posts": ["desk_officer", "staff_administrator"], "successor": str(office.chen.pk)}
    assert office.browser.post(path, typed | number | {"seen": staff.version_of(office.he)}).status_code == 422
    office.he.refresh_from_db()
    assert office.he.roles == ["staff_administrator"]
    assert office.he.is_active


@pytest.mark.parametrize("page", ["", "change/", "start-code/", "leave/", "handed-over/", "return/"])
@pytest.mark.parametrize("number", [999_999_999, 10**30])
def test_officers_of_other_offices_are_not_there(office: Office, page: str, number: int) -> None:
    far = make("far.away", DESK, office=GUANHU)
    for one in (far.pk, number):
        path = f"/staff/officers/{one}/{page}"
        assert office.browser.get(path).status_code == 404
        assert office.browser.post(path, {"form_number": "1", "name": "x"}).status_code in (404, 405)
    far.refresh_from_db()
    assert far.roles == ["desk_officer"]


def test_actions_refuse_who_administers_another_office(office: Office) -> None:
    make("gao.staff", ADMINISTRATOR, office=GUANHU)
    told: dict[str, Any] = {
        "name": "x",
        "roles": DESK,
        "oidc_subject": "",
        "seen": staff.version_of(office.chen),
        "now": NOW,
    }
    for by in ("gao.staff", "chen.desk", "nobody.here"):
        with pytest.raises(NotAdministrator):
            actions.change_member(number=office.chen.pk, office=office.chen.office_id, by=by, **told)


def test_the_last_administrator_stays_even_for_the_operator(office: Office) -> None:
    with pytest.raises(LastAdministrator):
        actions.change_member(
            number=office.he.pk, office=office.he.office_id, name="何静", roles=DESK, oidc_subject="",
            seen=staff.version_of(office.he), by="console", now=NOW,
        )  # fmt: skip


def test_an_identity_belongs_to_one_officer(office: Office) -> None:
    lin = make("lin.desk", DESK)
    for officer, status in ((office.chen, 302), (lin, 422)):
        typed = {"name": "x", "posts": ["desk_officer"], "subject": "P-77"}
        assert send(office.browser, f"/staff/officers/{officer.pk}/change/", **typed).status_code == status


def test_a_lost_password_keeps_the_second_factors(office: Office) -> None:
    give_totp(office.chen, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    answer = send(office.browser, f"/staff/officers/{office.chen.pk}/start-code/")
    assert CODE.search(office.browser.get(answer.url).content.decode())
    assert Authenticator.objects.filter(user=office.chen).exists()


def test_lost_factors_need_her_presence_and_end_everything(office: Office) -> None:
    give_totp(office.chen, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    office.chen.set_password("a long sentence 7")
    office.chen.save()
    sit(office.chen)
    path = f"/staff/officers/{office.chen.pk}/start-code/"
    assert send(office.browser, path, lost_factors="on").status_code == 422
    assert Authenticator.objects.filter(user=office.chen).exists()
    assert send(office.browser, path, lost_factors="on", standing="on").status_code == 302
    office.chen.refresh_from_db()
    assert not Authenticator.objects.filter(user=office.chen).exists()
    assert not OfficerSession.objects.filter(officer=office.chen).exists()
    assert not office.chen.has_usable_password()
    assert StartCode.objects.filter(officer=office.chen).exists()
    said = [detail for act, by, detail in acts("chen.desk") if act == "officer.factor_changed" and by == "he.staff"]
    assert said == [{"officer": "chen.desk", "factor": "all", "change": "removed", "sessions": 1}]


def test_who_left_her_desk_open_gives_no_start_code_to_others(office: Office) -> None:
    session = office.browser.session
    session["shown_at"] = 0
    session.save()
    answer = office.browser.get(f"/staff/officers/{office.chen.pk}/start-code/")
    assert redirected(answer).startswith("/sign-in/confirm/")


def test_pages_are_for_administrators(office: Office) -> None:
    for role in Role:
        if role != Role.STAFF_ADMINISTRATOR:
            browser = sit(make(f"one.{role.value}"[:40], (role,)))
            for path in ("/staff/", "/staff/add/", f"/staff/officers/{office.chen.pk}/", "/staff/contact/"):
                assert browser.get(path).status_code == 403
    assert connection.alias == "default"


@pytest.mark.parametrize(
    "path", ["", "add/", "officers/{n}/", "officers/{n}/change/", "officers/{n}/leave/", "below/", "contact/"]
)
def test_pages_ask_little_of_the_database(office: Office, path: str) -> None:
    for one in range(20):
        make(f"desk.{one:02}", DESK)
    with (
        CaptureQueriesContext(connection) as rows,
        CaptureQueriesContext(connections["door"]) as door,
    ):
        assert office.browser.get("/staff/" + path.format(n=office.chen.pk)).status_code == 200
    assert len(rows) + len(door) <= MOST_QUERIES


@pytest.mark.parametrize(
    "path",
    ["", "add/", "officers/{n}/", "officers/{n}/change/", "officers/{n}/start-code/", "officers/{n}/leave/",
     "officers/{n}/handed-over/", "start-code/", "below/", "contact/"],
)  # fmt: skip
def test_pages_speak_english(office: Office, path: str) -> None:
    office.browser.cookies["django_language"] = "en"
    page = office.browser.get("/staff/" + path.format(n=office.chen.pk))
    assert page.status_code == 200
    text = re.sub(r'lang="zh-Hans"[^>]*>[^<]*', "", page.content.decode())
    text = re.sub("陈晓|何静|随行", "", text)
    assert re.findall("[\u3400-\u9fff]+", text) == []


def test_what_was_typed_comes_back_after_a_locked_session(office: Office) -> None:
    path = f"/staff/officers/{office.chen.pk}/change/"
    page = office.browser.get(path)
    signed = re.search(r'name="typed_by" value="([^"]+)"', page.content.decode())
    assert signed is not None
    typed = {"name": "陈小晓", "posts": ["supervisor"], "typed_by": signed[1]} | hidden_of(page)
    OfficerSession.objects.filter(officer=office.he).update(locked_at=NOW)
    assert redirected(office.browser.post(path, typed)).startswith("/sign-in/locked/")
    OfficerSession.objects.filter(officer=office.he).update(locked_at=None)
    back = office.browser.get(path).content.decode()
    assert "陈小晓" in back
    assert re.search(r'value="supervisor"[^>]*checked', back)
    office.chen.refresh_from_db()
    assert office.chen.name == "陈晓"


def test_two_who_give_the_same_name_at_once(office: Office) -> None:
    """At two offices: the name is free when both look; the database lets one have it, and the other is told."""
    make("gao.staff", ADMINISTRATOR, office=GUANHU)
    administrators = [("he.staff", office.he.office_id), ("gao.staff", GUANHU)]
    begun = threading.Barrier(2)
    answers: list[str] = []

    def appoint(by: str, where: str) -> None:
        begun.wait()
        try:
            officer_begins.appoint(username="lin.desk", name="林岚", office=where, roles=DESK, by=by, now=NOW)
            answers.append("appointed")
        except NameTaken:
            answers.append("taken")
        finally:
            connections.close_all()

    both = [threading.Thread(target=appoint, args=one) for one in administrators]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(answers) == ["appointed", "taken"]
