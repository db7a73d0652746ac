"""A file is added in the form of an answer and goes along with it: the other office opens it on its own case page."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from suixing.cases.models import CaseEvent
from suixing.exchange import actions as exchange
from suixing.exchange.models import ComingFile
from suixing.journeys.cases import files as crossing
from suixing.papers import storing
from suixing.papers.models import Paper
from tests.cast import FUCHENG, ZHONGZHOU
from tests.papers import files
from tests.web.cases.desks import NEW, Desks, asked_about, desks, form_in
from tests.web.cases.test_take_step import ANSWERS, text

__all__ = ["desks"]

NEW_REGISTER, NEW_PERMIT = "paper-household_register", "paper-residence_permit"


@pytest.fixture(autouse=True)
def _disk(desks: Desks) -> Iterator[None]:
    shutil.rmtree(storing.folder(), ignore_errors=True)
    yield
    shutil.rmtree(storing.folder(), ignore_errors=True)


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG 李秀英.jpg", content, content_type="text/html")


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def carry(desks: Desks) -> None:
    """The worker, two minutes later: messages first, then what goes along with them."""
    desks.work(minutes=2)
    exchange.take_in(crossing.read, crossing.keep, now=timezone.now() + timedelta(minutes=2))


def asked(desks: Desks) -> tuple[UUID, UUID]:
    case = desks.asks()
    desks.work()
    return case, desks.copy_of(case)


def test_a_file_is_added_with_the_answer_and_opened_by_who_asked(desks: Desks) -> None:
    case, copy = asked(desks)
    form = text(desks.gao.get(f"/desk/cases/{copy}/step/answer/"))
    assert 'enctype="multipart/form-data"' in form
    assert f'name="{NEW_REGISTER}"' in form
    done = desks.gao.step(copy, "answer", **ANSWERS, **{NEW_REGISTER: upload(files.jpeg())})
    assert done.status_code == 302, text(done)
    desks.work(minutes=2)
    on_its_way = desks.chen.text(f"/desk/cases/{case}/")
    assert "正在传送：0/1" in on_its_way
    carry(desks)
    page = desks.chen.text(f"/desk/cases/{case}/")
    assert "正在传送" not in page
    assert "对方机构发来" in page
    assert "李秀英.jpg" not in page
    paper = Paper.objects.get(office=FUCHENG)
    assert f'href="/desk/papers/{paper.id}/"' in page
    assert body(desks.chen.get(f"/desk/papers/{paper.id}/")) == files.jpeg()
    assert desks.gao.get(f"/desk/papers/{paper.id}/").status_code == 404


def test_a_file_stays_when_the_form_has_to_be_mended(desks: Desks) -> None:
    _, copy = asked(desks)
    page = desks.gao.step(copy, "answer", **{NEW_REGISTER: upload(files.jpeg())})
    assert page.status_code == 422
    assert "有内容需要更正" in text(page)
    sent = form_in(page)
    (paper,) = Paper.objects.filter(office=ZHONGZHOU)
    assert sent["files"] == [str(paper.id)]
    path = f"/desk/cases/{copy}/step/answer/"
    assert desks.gao.client.post(path, {**sent, **ANSWERS}).status_code == 302
    told = CaseEvent.objects.get(case=copy, step="answer")
    assert told.message is not None
    carry(desks)
    assert Paper.objects.filter(office=FUCHENG).count() == 1


def test_what_is_refused_says_why_at_its_input_and_the_rest_stays(desks: Desks) -> None:
    _, copy = asked(desks)
    typed = {**ANSWERS, NEW_REGISTER: upload(b"<html>"), NEW_PERMIT: upload(files.png())}
    page = desks.gao.step(copy, "answer", **typed)
    assert page.status_code == 422
    assert f'href="#id_{NEW_REGISTER}"' in text(page)
    assert "只收 PDF" in text(page)
    sent = form_in(page)
    assert sent["answers-identity-name_matches"] == ["confirmed"]
    assert sent["files"] == [str(Paper.objects.get(code="residence_permit").id)]
    assert not CaseEvent.objects.filter(case=copy, step="answer").exists()


def test_what_is_held_goes_along_only_where_it_is_ticked(desks: Desks) -> None:
    _, copy = asked(desks)
    part = {"answers-identity-name_matches": "confirmed"}
    assert desks.gao.step(copy, "answer_in_part", **part, **{NEW_PERMIT: upload(files.png())}).status_code == 302
    page = desks.gao.get(f"/desk/cases/{copy}/step/answer/")
    assert "paper-1.png" in text(page)
    assert "files" not in form_in(page)
    assert desks.gao.step(copy, "answer", **{"answers-residence-registered_here": "confirmed"}).status_code == 302
    carry(desks)
    assert Paper.objects.filter(office=FUCHENG).count() == 1
    assert not ComingFile.objects.exists()


def test_a_request_takes_a_file_along(desks: Desks) -> None:
    typed = {**asked_about(), "questions": ["residence.served_here"]}
    case = desks.chen.opens(NEW + "request/", **typed)
    sent = desks.chen.step(case, "show", way="at_the_desk", **{NEW_PERMIT: upload(files.png())})
    assert sent.status_code == 302, text(sent)
    carry(desks)
    assert "对方机构发来" in desks.gao.text(f"/desk/cases/{desks.copy_of(case)}/")


def test_a_form_from_elsewhere_adds_nothing(desks: Desks) -> None:
    _, copy = asked(desks)
    desks.gao.client.handler.enforce_csrf_checks = True
    path = f"/desk/cases/{copy}/step/answer/"
    answer = desks.gao.client.post(path, {**ANSWERS, NEW_REGISTER: upload(files.jpeg())})
    assert answer.status_code == 403
    assert not Paper.objects.exists()


def test_a_step_without_files_takes_none(desks: Desks) -> None:
    case = desks.asks()
    sent = desks.chen.step(case, "withdraw", reason="sent_by_mistake", **{NEW_REGISTER: upload(files.jpeg())})
    assert sent.status_code == 302
    assert not Paper.objects.exists()


def test_a_file_that_will_not_come_says_why(desks: Desks) -> None:
    case, copy = asked(desks)
    desks.gao.step(copy, "answer", **ANSWERS, **{NEW_REGISTER: upload(files.jpeg())})
    desks.work(minutes=2)
    for refusal, said in (("gone", "不再持有"), ("wrong_digest", "与对方所述不符"), ("paper_refused", "未能保存")):
        ComingFile.objects.update(refusal=refusal)
        assert said in desks.chen.text(f"/desk/cases/{case}/")
