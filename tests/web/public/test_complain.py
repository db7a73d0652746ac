"""Anybody complains about an office, without a name, to the tier that she chooses; only that tier can read it."""

import re
from uuid import uuid4

import orjson
import pytest
from django.conf import settings
from django.test import Client

from suixing.access.models import OfficerSession
from suixing.access.roles import Role
from suixing.cases.models import Case, Lodged
from suixing.directory.actions import NewContact, update_contact
from suixing.journal.models import Entry
from suixing.kernel.keys import keyring_at
from suixing.places.actions import open_office
from tests.cases.conftest import House, house, sit
from tests.cast import FUCHENG, NOW
from tests.desk.conftest import as_role, give_roles
from tests.web.public.pages import Page, chinese_left

__all__ = ["house", "sit"]

ABOUT = "广东省深圳市龙华区福城街道"
DISTRICT, NATION = "440309", "00"
TEXT = "窗口要我多跑三次，还收了二十元。"
CODE = re.compile(r'<p class="code">([0-9A-Z-]{19})</p>')


def sent(client: Client, fields: dict[str, str], *, status: int = 200, language: str = "en") -> str:
    """What the page answers, under the role of the web process and in nobody's session."""
    with as_role("serving", ""):
        answer = client.post("/complain/", fields, headers={"accept-language": language})
    assert answer.status_code == status, answer.status_code
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies
    return answer.content.decode()


def typed(**other: str) -> dict[str, str]:
    return {
        "about_code": FUCHENG, "form_number": str(uuid4()), "tier": DISTRICT, "ground": "charged", "text": TEXT, **other
    }  # fmt: skip


@pytest.mark.usefixtures("house")
def test_first_which_office_then_what_happened(client: Client) -> None:
    page = Page(sent(client, {"about": ABOUT}))
    tiers = [one["value"] for one in page.all("input") if one.get("name") == "tier"]
    assert tiers == [DISTRICT, NATION]  # the open ones above it, the nearest first
    hidden = {one["name"]: one["value"] for one in page.all("input") if one.get("type") == "hidden" and one.get("name")}
    assert hidden["about_code"] == FUCHENG
    code = CODE.search(sent(client, typed(form_number=str(hidden["form_number"]))))
    assert code is not None


def test_the_tier_that_was_chosen_reads_it_and_no_other(house: House, client: Client) -> None:
    update_contact(
        office=DISTRICT,
        by="chen",
        now=NOW,
        contact=NewContact("0755-2333 0000", "示例路1号", "工作日", "1 Example Road"),
    )
    text = sent(client, typed())
    assert "0755-2333 0000" in text
    code = CODE.search(text)
    assert code is not None
    house.work()
    case = Case.objects.get(procedure="complaint")
    assert (case.office_id, case.person_id) == (DISTRICT, None)
    assert house.desk("wu.district", DISTRICT, (Role.SUPERVISOR,)).sees(case.pk).content["text"] == TEXT
    with as_role("serving", ""):
        shown = client.post("/status/", {"code": code[1]}, headers={"accept-language": "en"})
    assert shown.status_code == 200
    assert TEXT not in shown.content.decode()


@pytest.mark.usefixtures("house")
def test_who_sent_it_is_not_kept_and_what_was_written_is_sealed(client: Client) -> None:
    before = Entry.objects.count()
    sent(client, typed())
    held = Lodged.objects.get()
    assert held.sealed is not None
    assert TEXT.encode() not in bytes(held.sealed)
    keys = keyring_at(settings.SUIXING_KEYS_DIR)
    assert set(orjson.loads(keys.wrapping.open(bytes(held.sealed), b"lodged"))) == {"about", "ground", "text", "since"}
    assert Entry.objects.count() == before
    assert not OfficerSession.objects.exists()


@pytest.mark.usefixtures("house")
def test_a_form_sent_twice_is_one_complaint_and_another_text_another(client: Client) -> None:
    form = typed()
    first, second = (CODE.search(sent(client, form)) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first[1] == second[1]
    third = CODE.search(sent(client, {**form, "text": "后来又收了一次。"}))
    assert third is not None
    assert third[1] != first[1]
    assert Lodged.objects.count() == 2


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    "about",
    [
        "", " ", "无此街道", "Fucheng", "7" * 201, "\x00", "福城\u202e街道", "广东省深圳市", "<script>",
        "四川省成都市武侯区浆洗街街道",
    ],
)  # fmt: skip
def test_an_office_that_is_none_here_is_told_and_what_was_typed_comes_back(client: Client, about: str) -> None:
    page = Page(sent(client, {"about": about}, status=422))
    assert page.said["title"].startswith("Error: ")
    (field,) = [one for one in page.all("input") if one.get("name") == "about"]
    assert (field.get("value") or "").strip() == about.replace("\x00", "").strip() or "\x00" in about


@pytest.mark.usefixtures("sit")
def test_where_no_office_above_has_joined_it_says_so_and_keeps_nothing(client: Client) -> None:
    give_roles()
    open_office(code=FUCHENG, now=NOW)
    assert "None of the offices above it has joined" in sent(client, {"about": ABOUT}, status=422)
    assert "Error: " in sent(client, typed(), status=422)
    assert not Lodged.objects.exists()


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    "wrong",
    [
        {"tier": FUCHENG}, {"tier": "500233"}, {"tier": ""}, {"tier": "44\x00"}, {"ground": "nonsense"}, {"ground": ""},
        {"text": ""}, {"text": " \n "}, {"text": "多" * 2001}, {"text": "多\x00"}, {"text": "多\x1b[2J"},
        {"text": "多\u202e"}, {"form_number": "1"}, {"form_number": ""},
    ],
    ids=lambda wrong: "-".join(f"{name}={len(value)}" for name, value in wrong.items()),
)  # fmt: skip
def test_what_cannot_be_handed_in_is_told_and_the_text_is_kept(client: Client, wrong: dict[str, str]) -> None:
    text = sent(client, typed(**wrong), status=422)
    assert Page(text).said["title"].startswith("Error: ")
    assert not Lodged.objects.exists()
    if "text" not in wrong:
        assert TEXT in text


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("code", ["", "\x00", "9" * 400, "000000000", "440309005\x00"])
def test_a_forged_office_begins_from_the_beginning(client: Client, code: str) -> None:
    sent(client, typed(about_code=code), status=422)
    assert not Lodged.objects.exists()


@pytest.mark.usefixtures("house")
def test_markup_stays_text(client: Client) -> None:
    page = Page(sent(client, typed(text="</textarea><script>alert(1)</script>", tier=""), status=422))
    assert not page.all("script")
    assert page.said["textarea"].strip() == "</textarea><script>alert(1)</script>"


@pytest.mark.usefixtures("house")
def test_the_pages_speak_either_language(client: Client) -> None:
    english = Page(sent(client, {"about": ABOUT}))
    for name in (ABOUT, "广东省深圳市龙华区", "全国"):
        english.said["body"] = english.said["body"].replace(name, "")
    assert chinese_left(english) == ""
    assert "由您选择哪一级阅读" in sent(client, {"about": ABOUT}, language="zh-hans")
    assert "请记下查询码" in sent(client, typed(), language="zh-hans")
