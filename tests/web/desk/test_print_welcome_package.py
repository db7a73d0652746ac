"""The welcome package after a registration: a PDF with a new paper code, for the office's own people only."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from suixing.directory.actions import NewContact, update_contact
from suixing.journal.models import Entry
from tests.cast import FUCHENG, GUANHU
from tests.web.desk.conftest import signed_in
from tests.web.desk.entries import register

CONTACT = NewContact(
    telephone="0755-12345678", address_zh="观澜大道1号", hours_zh="工作日 9:00-17:00", hours_en="Weekdays"
)


@pytest.fixture
def reached(desk: Client) -> Client:
    """The office has said how it is reached."""
    from suixing.directory.models import OfficeContact

    held = OfficeContact.objects.filter(pk=FUCHENG).first()
    update_contact(
        office=FUCHENG, by="chen.desk", now=timezone.now(), contact=CONTACT, seen=held.updated_at if held else None
    )
    return desk


@pytest.mark.parametrize("tongue", ["zh", "en"])
@pytest.mark.parametrize("large", ["", "on"])
def test_prints_a_letter_with_a_new_code_each_time(reached: Client, tongue: str, large: str) -> None:
    account = register(reached)
    with CaptureQueriesContext(connection) as captured:
        answer = reached.post(f"/desk/registered/{account}/welcome/", {"tongue": tongue, "large": large})
    assert answer.status_code == 200, answer.content.decode()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "no-store" in answer.headers["Cache-Control"]
    assert len(captured) <= 30
    reached.post(f"/desk/registered/{account}/welcome/", {"tongue": tongue})
    assert Entry.objects.filter(act="code.issued").count() == 2
    assert Entry.objects.filter(act="person.read").count() == 2


def test_without_a_contact_it_says_what_to_do(desk: Client) -> None:
    account = register(desk)
    answer = desk.post(f"/desk/registered/{account}/welcome/", {"tongue": "zh"})
    assert answer.status_code == 409
    assert "登记已保存" in answer.content.decode()
    assert not Entry.objects.filter(act="code.issued").exists()


def test_another_office_gets_no_letter(reached: Client) -> None:
    account = register(reached)
    other = signed_in("wu.desk", GUANHU)
    assert other.post(f"/desk/registered/{account}/welcome/", {"tongue": "zh"}).status_code == 404
    assert not Entry.objects.filter(act="code.issued").exists()


def test_whoever_is_held_here_is_given_one_later_too(reached: Client) -> None:
    account = register(reached)
    colleague = signed_in("sun.desk", FUCHENG)  # did not register her, so there is no page of success for him
    page = colleague.get(f"/desk/people/{account}/").content.decode()
    there = f"/desk/registered/{account}/welcome/"
    assert f'href="{there}"' in page
    shown = colleague.get(there)
    assert shown.status_code == 200
    assert f'action="{there}"' in shown.content.decode()
    assert "已登记，同意已记录" not in shown.content.decode()
    assert signed_in("wu.desk", GUANHU).get(there).status_code == 404
