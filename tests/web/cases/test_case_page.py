"""The page of a case: what it shows, to whom, and in how many queries."""

import re
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from suixing.access.roles import Role
from suixing.cases.models import Case
from suixing.directory.actions import NewContact, update_contact
from suixing.exchange.models import FarOffice, Node
from suixing.journal.models import Entry
from suixing.places.queries import full_name
from tests.cast import FUCHENG, ZHONGZHOU
from tests.exchange.far_node import empty_exchange
from tests.web.cases.desks import NEW, Desks, desks
from tests.web.cases.test_take_step import ANSWERS, DECIDED
from tests.web.desk.conftest import signed_in

__all__ = ["desks"]

MOST = 15
FAR = "500233002"
INLINE = re.compile(r" style=| on[a-z]+=|<style|javascript:")


def queries_of(desks: Desks, path: str) -> int:
    """How many queries the page takes the second time, the session's included."""
    desks.chen.text(path)
    with CaptureQueriesContext(connection) as held:
        desks.chen.text(path)
    return len([one for one in held if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))])


def test_what_happened_on_both_sides_with_who_when_and_rule(desks: Desks) -> None:
    case = desks.asks()
    desks.work()
    copy = desks.copy_of(case)
    desks.gao.step(copy, "answer", **ANSWERS)
    desks.work(minutes=2)
    page = desks.chen.text(f"/desk/cases/{case}/")
    for said in ("办件开立", "询问已送达", "已答复", "对方机构", "V3", "送达凭证", "一致，予以确认"):
        assert said in page
    assert page.count('<li class="theirs">') >= 1
    assert page.count("<h1>") == 1
    assert not INLINE.search(page)


def test_the_evidence_is_a_file_to_take_along(desks: Desks) -> None:
    case = desks.asks()
    before = desks.chen.client.get(f"/desk/cases/{case}/evidence/")
    assert before.status_code == 409
    assert "送达凭证" in before.content.decode()
    desks.work()
    copy = desks.copy_of(case)
    assert f"/desk/cases/{case}/evidence/" in desks.chen.text(f"/desk/cases/{case}/")
    got = desks.chen.client.get(f"/desk/cases/{case}/evidence/")
    assert got.headers["Content-Disposition"] == 'attachment; filename="evidence.zip"'
    names = ZipFile(BytesIO(got.content)).namelist()
    assert {"VERIFY.txt", "manifest.json", "messages/asking-1/content_consignment.sig"} <= set(names)
    assert desks.chen.client.get(f"/desk/cases/{copy}/evidence/").status_code == 404
    assert desks.gao.client.get(f"/desk/cases/{copy}/evidence/").status_code == 200
    read = Entry.objects.filter(act="case.evidence_read").values_list("office", flat=True)
    assert set(read) == {FUCHENG, ZHONGZHOU}


def test_a_clock_is_a_bar_with_its_explanation_and_the_days_that_did_not_count(desks: Desks) -> None:
    case = desks.asks()
    desks.work()
    page = desks.chen.text(f"/desk/cases/{case}/")
    assert '<svg class="bar"' in page
    assert "哪些日子没有计入" in page
    assert "个工作日" in page
    desks.chen.client.cookies["django_language"] = "en"
    english = desks.chen.text(f"/desk/cases/{case}/")
    assert "Which days were not counted" in english
    assert " working days" in english


def test_a_suspended_span_is_in_the_bar(desks: Desks) -> None:
    case = desks.chen.opens(NEW + "registration/", **DECIDED)
    today = timezone.localdate().isoformat()
    desks.chen.step(case, "tell_missing", on=today, missing=["birth_certificate"])
    page = desks.chen.text(f"/desk/cases/{case}/")
    assert '<rect class="still"' in page
    assert "仍在暂停" in page
    assert "尚缺" in page  # the paper that is always needed is not here


def test_who_must_act_is_named_with_telephone(desks: Desks) -> None:
    contact = NewContact(telephone="023-54230000", address_zh="和平路3号", hours_zh="9:00–17:00")
    update_contact(office=ZHONGZHOU, by="gao.desk", now=timezone.now(), contact=contact)
    content = {name: value for name, value in DECIDED.items() if not name.endswith("-pass")}
    case = desks.chen.opens(NEW + "registration/", **content)
    desks.chen.step(case, "ask", questions=["identity.name_matches"])
    desks.work()
    page = desks.chen.text(f"/desk/cases/{case}/")
    assert "向其他机构的询问" in page
    assert "忠州街道" in page
    assert "023-54230000" in page
    pair = Case.objects.get(parent=case)
    assert f"/desk/cases/{pair.pk}/" in page
    assert f"/desk/cases/{case}/" in desks.chen.text(f"/desk/cases/{pair.pk}/")
    copy = desks.gao.text(f"/desk/cases/{desks.copy_of(pair.pk)}/")
    for hidden in (str(case), str(pair.pk), "生育", "福城", "Fucheng"):
        assert hidden not in copy


def test_an_office_of_another_node_is_named_with_the_telephone_of_its_roll(desks: Desks) -> None:
    node = Node.objects.create(pk="50", role="province", joined_at=timezone.now())
    FarOffice.objects.create(code=FAR, node=node, telephone="023-54000002")
    try:
        case = desks.asks(answering_text=FAR)
        assert Case.objects.get(pk=case).joined
        page = desks.chen.text(f"/desk/cases/{case}/")
    finally:
        empty_exchange()
    assert full_name(FAR) in page
    assert "023-54000002" in page


def test_each_reading_is_recorded(desks: Desks) -> None:
    case = desks.asks()
    before = Entry.objects.filter(act="case.read").count()
    desks.chen.text(f"/desk/cases/{case}/")
    assert Entry.objects.filter(act="case.read").count() == before + 1


def test_another_offices_case_and_none_are_answered_alike(desks: Desks) -> None:
    case = desks.asks()
    foreign, none = desks.gao.get(f"/desk/cases/{case}/"), desks.gao.get(f"/desk/cases/{uuid4()}/")
    assert foreign.status_code == none.status_code == 404
    assert len(foreign.content) == len(none.content)
    for part in ("step/withdraw/", "take-back/", "assign/"):
        assert desks.gao.client.post(f"/desk/cases/{case}/{part}", {}).status_code == 404


def test_a_supervisor_sees_no_case_of_the_desk(desks: Desks) -> None:
    case = desks.asks()
    wu = signed_in("wu.supervisor", office=FUCHENG, roles=(Role.SUPERVISOR,))
    assert wu.get(f"/desk/cases/{case}/").status_code == 404
    assert wu.post(f"/desk/cases/{case}/step/withdraw/", {}).status_code == 404


def test_the_title_says_nothing_about_a_family(desks: Desks) -> None:
    case = desks.chen.opens(NEW + "registration/", **DECIDED)
    page = desks.chen.text(f"/desk/cases/{case}/")
    title = re.search(r"<title>([^<]*)</title>", page)
    assert title
    assert "登记事项" in title[1]
    assert "生育" not in title[1]


@pytest.mark.parametrize("procedure", ["verification", "registration"])
def test_no_page_takes_more_than_fifteen_queries(desks: Desks, procedure: str) -> None:
    case = desks.asks() if procedure == "verification" else desks.chen.opens(NEW + "registration/", **DECIDED)
    step = "withdraw"
    for path in (f"/desk/cases/{case}/", f"/desk/cases/{case}/step/{step}/", f"{NEW}{procedure}/", NEW):
        assert queries_of(desks, path) <= MOST, path
