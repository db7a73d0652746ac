"""Papers at the desk and from a phone, through the pages."""

import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from suixing.access.roles import Role
from suixing.cases.models import Case
from suixing.journal.models import Entry
from suixing.papers import storing
from suixing.papers.models import Paper, UploadTicket
from tests.cast import GUANHU
from tests.papers import files
from tests.papers.conftest import lying
from tests.web.papers.conftest import CODE, open_case
from tests.web.signing_in import make_officer, sign_in


def page_of(case: UUID, code: str = CODE) -> str:
    return reverse("paper_scan", args=[case, code])


def upload(content: bytes, name: str = "IMG 李秀英.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def token_from(page: str) -> str:
    found = re.search(r"http://testserver/scan/([\w-]{43})/", page)
    assert found, page
    return found[1]


def begin_scan(desk: Client, case: UUID) -> str:
    """What the phone reads from the screen."""
    answer = desk.post(page_of(case), {"way": "phone"})
    assert answer.status_code == 200
    return token_from(answer.content.decode())


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_paper_is_added_and_opened(desk: Client, case: UUID) -> None:
    answer = desk.post(page_of(case), {"paper": upload(files.jpeg())})
    assert answer.status_code == 302
    assert answer.headers["Location"] == page_of(case)
    page = desk.get(page_of(case)).content.decode()
    assert "paper-1.jpg" in page
    assert "李秀英" not in page
    paper = Paper.objects.get()
    opened = desk.get(f"/desk/papers/{paper.id}/")
    assert body(opened) == files.jpeg()
    assert opened.headers["Content-Type"] == "image/jpeg"
    assert opened.headers["Content-Disposition"] == 'attachment; filename="paper-1.jpg"'
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert opened.headers["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in opened.headers["Cache-Control"]
    assert opened.headers["Content-Length"] == str(len(files.jpeg()))


def test_an_entry_says_whom_it_concerns_and_not_what_for(desk: Client, case: UUID) -> None:
    desk.post(page_of(case), {"paper": upload(files.jpeg())})
    entry = Entry.objects.get(act="paper.kept")
    assert (entry.officer, entry.purpose, entry.detail) == ("zhou", "case", {})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"<html>", "只收 PDF"),
        (files.jpeg()[:-2], "不完整"),
        (bytes((20 << 20) + 1), "超过 20 MB"),
    ],
)
def test_what_is_refused_says_why_beside_the_field(desk: Client, case: UUID, content: bytes, said: str) -> None:
    answer = desk.post(page_of(case), {"paper": upload(content)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>有误：" in page
    assert said in page
    assert 'href="#id_paper"' in page
    assert not Paper.objects.exists()


def test_no_file_at_all_is_asked_for(desk: Client, case: UUID) -> None:
    answer = desk.post(page_of(case), {})
    assert answer.status_code == 422
    assert "请选择一个文件" in answer.content.decode()


def test_a_form_from_elsewhere_is_refused(desk: Client, case: UUID) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.cookies
    assert strict.post(page_of(case), {"paper": upload(files.jpeg())}).status_code == 403
    assert not Paper.objects.exists()


@pytest.mark.parametrize("kind", ["0", "999", "identity_card"])
def test_a_kind_that_the_rule_book_has_not_is_no_page(desk: Client, case: UUID, kind: str) -> None:
    page = f"/desk/papers/scan/{case}/{kind}/"
    assert desk.get(page).status_code == 404
    assert desk.post(page, {"paper": upload(files.jpeg())}).status_code == 404


def test_the_address_does_not_say_what_the_paper_is(case: UUID) -> None:
    assert CODE not in page_of(case)


def test_another_office_finds_nothing(desk: Client, case: UUID) -> None:
    desk.post(page_of(case), {"paper": upload(files.jpeg())})
    make_officer("lin", Role.DESK_OFFICER, office=GUANHU)
    other = Client()
    sign_in(other, "lin")
    for address in (
        page_of(case),
        page_of(uuid4()),
        f"/desk/papers/{Paper.objects.get().id}/",
        f"/desk/papers/{uuid4()}/",
    ):
        assert other.get(address).status_code == 404
    for way in ({"way": "phone"}, {"paper": upload(files.png())}):
        assert other.post(page_of(case), way).status_code == 404
    assert not UploadTicket.objects.exists()
    assert Paper.objects.count() == 1


def test_a_closed_case_takes_no_more(desk: Client, case: UUID) -> None:
    token = begin_scan(desk, case)
    Case.objects.filter(pk=case).update(closed_at=timezone.now())
    for way in ({"way": "phone"}, {"paper": upload(files.jpeg())}):
        answer = desk.post(page_of(case), way)
        assert answer.status_code == 422
        assert "已办结" in answer.content.decode()
    assert desk.get(page_of(case)).status_code == 200
    assert token


def test_a_paper_lost_on_the_disk_says_so(desk: Client, case: UUID) -> None:
    desk.post(page_of(case), {"paper": upload(files.jpeg())})
    paper = Paper.objects.get()
    storing.unlink(paper.id)
    answer = desk.get(f"/desk/papers/{paper.id}/")
    assert answer.status_code == 409
    assert "已损坏或丢失" in answer.content.decode()


def test_a_phone_sends_pictures_with_the_code_from_the_screen(desk: Client, case: UUID) -> None:
    page = desk.post(page_of(case), {"way": "phone"}).content.decode()
    token = token_from(page)
    assert '<svg viewBox="0 0 ' in page
    phone = Client()
    shown = phone.get(f"/scan/{token}/")
    text = shown.content.decode()
    assert shown.status_code == 200
    assert 'capture="environment"' in text
    assert "居民身份证" not in text
    assert str(case) not in text
    assert "no-store" in shown.headers["Cache-Control"]
    sent = phone.post(f"/scan/{token}/", {"paper": upload(files.jpeg())}, follow=True)
    assert "已收到" in sent.content.decode()
    assert "还可以添加 9 份" in sent.content.decode()
    listed = desk.get(page_of(case)).content.decode()
    assert "paper-1.jpg" in listed
    assert "手机" in listed
    assert not phone.cookies.get("sessionid")


def test_what_a_phone_sends_is_refused_in_the_same_words(desk: Client, case: UUID) -> None:
    token = begin_scan(desk, case)
    answer = Client().post(f"/scan/{token}/", {"paper": upload(b"<html>")})
    assert answer.status_code == 422
    assert "只收 PDF" in answer.content.decode()
    assert Client().post(f"/scan/{token}/", {}).status_code == 422
    assert lying(Path(storing.folder())) == []


@pytest.mark.parametrize("token", ["a" * 43, "x", "%00", "..%2F", "é", "a" * 3000])
def test_a_guessed_address_is_answered_with_one_sentence(node: None, disk: None, token: str) -> None:
    for answer in (
        Client().get(f"/scan/{token}/"), Client().post(f"/scan/{token}/?sent", {"paper": upload(files.jpeg())}),
    ):  # fmt: skip
        assert answer.status_code == 404
    assert not Paper.objects.exists()


def test_an_expired_ticket_looks_like_none(desk: Client, case: UUID) -> None:
    token = begin_scan(desk, case)
    UploadTicket.objects.update(ended_at=timezone.now())
    expired, none = (Client().get(f"/scan/{one}/") for one in (token, "a" * 43))
    assert expired.status_code == none.status_code == 404
    assert expired.content.replace(token.encode(), b"") == none.content.replace(b"a" * 43, b"")


def test_the_phones_page_speaks_english(desk: Client, case: UUID) -> None:
    token = begin_scan(desk, case)
    phone = Client()
    phone.cookies["django_language"] = "en"
    assert "Lay the paper flat" in phone.get(f"/scan/{token}/").content.decode()


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.PROVIDER, Role.STAFF_ADMINISTRATOR])
def test_posts_that_meet_nobody_add_and_open_nothing(desk: Client, case: UUID, role: Role) -> None:
    make_officer("wu.other", role)
    other = Client()
    sign_in(other, "wu.other")
    assert other.get(page_of(case)).status_code == 403
    assert other.post(page_of(case), {"way": "phone"}).status_code == 403
    assert other.get(f"/desk/papers/{uuid4()}/").status_code == 403


def test_two_cases_do_not_share_papers(desk: Client, case: UUID) -> None:
    other = open_case()
    desk.post(page_of(case), {"paper": upload(files.jpeg())})
    assert "paper-1.jpg" not in desk.get(page_of(other)).content.decode()
