"""Superiors see clocks and counts of the offices below them: no person, no file, no small number."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from suixing.access.models import Officer, OfficerSession
from suixing.access.roles import Role
from suixing.directory.actions import NewContact, update_contact
from suixing.journeys.models import IntakeRun, RunState
from suixing.journeys.offices_below import roughly
from suixing.places.actions import open_office
from suixing.places.models import Division, Tier
from tests.cast import FUCHENG, GUANHU, ZHONGZHOU
from tests.web.staff.conftest import DESK, make, sit

COUNTY = "440309"
MOST_QUERIES = 15


@pytest.fixture
def above(node: None) -> Iterator[Client]:
    """A supervisor of Longhua, above Fucheng and Guanhu."""
    now = timezone.now()
    for code in (FUCHENG, GUANHU, ZHONGZHOU, FUCHENG + "001"):
        open_office(code=code, now=now)
    make("chen.desk", DESK, name="陈晓")
    yield sit(make("wu.supervisor", (Role.SUPERVISOR,), office=COUNTY, name="吴越"))
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE journeys_intake_run CASCADE")
    OfficerSession.objects.all().delete()
    Officer.objects.all().delete()


def run_at(office: str, *, rows: int = 1234, rejected: int = 7, minutes: int | None = 3) -> IntakeRun:
    now = timezone.now()
    return IntakeRun.objects.create(
        id=uuid4(), office_id=office, officer="chen.desk", handed_in_at=now - timedelta(minutes=minutes or 1),
        began_at=now, finished_at=now if minutes else None, rows_done=rows, rejected=rejected, accepted=rows - rejected,
        state=RunState.FINISHED if minutes else RunState.RUNNING,
    )  # fmt: skip


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_the_offices_below_and_no_others(above: Client) -> None:
    run_at(FUCHENG, minutes=None)
    page = text_of(above, "/supervisor/")
    assert "福城街道" in page
    assert "观湖街道" in page
    assert "忠州" not in page
    assert "陈晓" not in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=福城", {FUCHENG}), (f"q={GUANHU}", {GUANHU}), ("tier=4", {FUCHENG, GUANHU}),
        ("tier=5", {FUCHENG + "001"}), ("q=忠州", set()), ("q=%25", set()), ("q=_", set()), ("page=999", None),
        ("page=-1", None), ("page=%00", None),
    ],
)  # fmt: skip
def test_search_by_name_code_and_tier(above: Client, asked: str, found: set[str] | None) -> None:
    page = text_of(above, f"/supervisor/?{asked}")
    shown = set(re.findall(r"/supervisor/offices/(\d+)/", page))
    assert shown == ({FUCHENG, GUANHU, FUCHENG + "001"} if found is None else found)


@pytest.mark.parametrize("asked", ["tier=9", "tier=x", "tier=1", "q=" + "x" * 41, "q=a%00b", "q=%E2%80%AE", "tier=%00"])
def test_hostile_search_ends_in_a_sentence(above: Client, asked: str) -> None:
    answer = above.get(f"/supervisor/?{asked}")
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


def test_more_offices_than_a_page_holds(above: Client) -> None:
    villages = Division.objects.filter(code__startswith=COUNTY, tier=Tier.VILLAGE, valid_until=None).order_by("code")
    for code in villages.values_list("code", flat=True)[:30]:
        open_office(code=code, now=timezone.now())
    first, second = (text_of(above, f"/supervisor/?q=440309&page={page}") for page in (1, 2))
    assert "page=2" in first
    assert "q=440309" in first
    both = [set(re.findall(r"/supervisor/offices/(\d+)/", page)) for page in (first, second)]
    assert all(both)
    assert not both[0] & both[1]


def test_one_office_shows_its_contact_staff_and_intakes(above: Client) -> None:
    run_at(FUCHENG)
    contact = NewContact("0755-23456789", "福城一路1号", "工作日", "1 First Road", "Workdays")
    update_contact(office=FUCHENG, by="chen.desk", now=timezone.now(), contact=contact)
    page = text_of(above, f"/supervisor/offices/{FUCHENG}/")
    for said in ("0755-23456789", "福城一路1号", "陈晓", "窗口经办人", "约 1,230", "少于 10", "3 分钟", "已完成"):
        assert said in page, said
    for hidden in ("chen.desk", "1,234", "1234", "1,227"):
        assert hidden not in page, hidden


def test_intakes_of_all_offices_below(above: Client) -> None:
    run_at(FUCHENG)
    run_at(GUANHU, rows=5, rejected=0)
    run_at(ZHONGZHOU)
    page = text_of(above, "/supervisor/intakes/")
    assert page.count("<tr>") == 1 + 2
    assert "忠州" not in page
    assert "chen.desk" not in page


@pytest.mark.parametrize(
    "code",
    [ZHONGZHOU, COUNTY, "44", "440309002", "440309999", "x", "440309005'--", "%00", "４４０３０９００５", "4" * 99],
)
def test_an_office_that_is_not_below_is_not_there(above: Client, code: str) -> None:
    assert above.get(f"/supervisor/offices/{code}/").status_code == 404


@pytest.mark.parametrize("path", ["/supervisor/", "/supervisor/intakes/", f"/supervisor/offices/{FUCHENG}/"])
def test_pages_are_for_supervisors_and_only_to_read(above: Client, path: str) -> None:
    desk = sit(make("lin.desk", (*DESK, Role.STAFF_ADMINISTRATOR), office=COUNTY))
    assert desk.get(path).status_code == 403
    assert above.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/supervisor/", "/supervisor/intakes/", f"/supervisor/offices/{FUCHENG}/"])
def test_pages_ask_little_and_speak_english(above: Client, path: str) -> None:
    for _ in range(30):
        run_at(FUCHENG)
    above.cookies["django_language"] = "en"
    with CaptureQueriesContext(connection) as rows, CaptureQueriesContext(connections["door"]) as door:
        page = text_of(above, path)
    assert len(rows) + len(door) <= MOST_QUERIES
    text = re.sub(r'lang="zh-Hans"[^>]*>[^<]*', "", page)
    text = re.sub("陈晓|吴越|随行|中文|广东省深圳市龙华区\\w*", "", text)
    assert re.findall("[\u3400-\u9fff]+", text) == []


@pytest.mark.parametrize(("count", "said"), [(0, None), (9, None), (10, 10), (14, 10), (15, 20), (1234, 1230)])
def test_numbers_of_rows_are_rounded(count: int, said: int | None) -> None:
    assert roughly(count) == said
