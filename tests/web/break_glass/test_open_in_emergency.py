"""The pages of emergency openings: ask, answer, read, end, review; none of them names who is sought."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from suixing.access.models import BreakGlass, Officer, OfficerSession
from suixing.access.roles import Role
from suixing.places.actions import open_office
from tests.access.conftest import COUNTY, PREFECTURE
from tests.cast import FUCHENG, GUANHU, JUNYAO, NOW, XIUYING, ZHONGZHOU
from tests.desk.test_register_and_see import register
from tests.web.desk.conftest import signed_in

MARKS = (XIUYING.identifier, XIUYING.name)


@pytest.fixture
def held(node: None) -> Iterator[int]:
    """Somebody whom only Zhongzhou holds."""
    for code in (ZHONGZHOU, FUCHENG, GUANHU):
        open_office(code=code, now=NOW)
    yield register(office=ZHONGZHOU, by="lian").account
    OfficerSession.objects.all().delete()
    Officer.objects.all().delete()


@pytest.fixture
def asking(held: int) -> Client:
    return signed_in("zhou", FUCHENG)


@pytest.fixture
def answering(held: int) -> Client:
    return signed_in("wang", GUANHU)


def ask(asking: Client, **changes: str) -> int:
    page = asking.get("/desk/break-glass/ask/").content.decode()
    found = re.search(r'name="form_number" value="(\w+)"', page)
    assert found
    said = {"form_number": found[1], "identifier": XIUYING.identifier, "reason": "danger", "second": GUANHU} | changes
    for _ in range(2):  # a second click asks no second time
        answer = asking.post("/desk/break-glass/ask/", said)
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/desk/break-glass/")
    return int(BreakGlass.objects.order_by("-pk").values_list("pk", flat=True)[0])


def test_ask_answer_read_and_end(asking: Client, answering: Client, held: int) -> None:
    number = ask(asking)
    assert BreakGlass.objects.count() == 1
    waiting = answering.get("/second/").content.decode()
    assert "zhou" in waiting
    assert not any(mark in waiting for mark in MARKS)
    assert answering.post(f"/second/{number}/", {"answer": "agree"}).status_code == 302
    assert answering.post(f"/second/{number}/", {"answer": "agree"}).status_code == 422
    mine = asking.get("/desk/break-glass/").content.decode()
    assert f'href="/desk/people/{held}/"' in mine
    assert not any(mark in mine for mark in MARKS)
    page = asking.get(f"/desk/people/{held}/")
    assert page.status_code == 200
    assert "只对您打开，至" in page.content.decode()
    assert "本人已确认" not in page.content.decode()
    assert "<td>紧急情况</td>" in page.content.decode()
    assert asking.post(f"/desk/break-glass/{number}/close/").status_code == 302
    assert "/desk/people/" not in asking.get("/desk/break-glass/").content.decode()


def test_an_unknown_number_is_asked_for_alike(asking: Client, answering: Client, held: int) -> None:
    number = ask(asking, identifier=JUNYAO.identifier)
    assert answering.post(f"/second/{number}/", {"answer": "agree"}).status_code == 302
    assert "没有这个号码的登记" in asking.get("/desk/break-glass/").content.decode()
    assert "没有这个号码的登记" not in answering.get("/second/").content.decode()


def test_who_declines_opens_nothing(asking: Client, answering: Client, held: int) -> None:
    number = ask(asking)
    assert answering.post(f"/second/{number}/", {"answer": "decline"}).status_code == 302
    assert "未获同意" in asking.get("/desk/break-glass/").content.decode()
    assert asking.get(f"/desk/people/{held}/").status_code == 404


def test_faults_are_said_beside_their_fields(asking: Client) -> None:
    answer = asking.post("/desk/break-glass/ask/", {"form_number": "a", "identifier": "123", "second": "other"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for field in ("id_identifier", "id_reason_0", "id_other"):
        assert f'href="#{field}"' in page


def test_a_superior_reviews(asking: Client, answering: Client, held: int) -> None:
    number = ask(asking)
    answering.post(f"/second/{number}/", {"answer": "agree"})
    county = signed_in("county", COUNTY, (Role.SUPERVISOR,))
    assert county.get(f"/supervisor/break-glass/{number}/").status_code == 404
    above = signed_in("prefecture", PREFECTURE, (Role.SUPERVISOR,))
    assert f"/supervisor/break-glass/{number}/" in above.get("/supervisor/break-glass/").content.decode()
    assert above.post(f"/supervisor/break-glass/{number}/", {}).status_code == 422
    assert above.post(f"/supervisor/break-glass/{number}/", {"finding": "no_ground"}).status_code == 302
    assert above.post(f"/supervisor/break-glass/{number}/", {"finding": "needed"}).status_code == 422
    for client, path in ((asking, "/desk/break-glass/"), (answering, "/second/")):
        assert "复核：不正当" in client.get(path).content.decode()
    page = above.get(f"/supervisor/break-glass/{number}/").content.decode()
    assert not any(mark in page for mark in MARKS)


def test_each_page_is_for_its_post(held: int) -> None:
    worker = signed_in("worker", FUCHENG, (Role.COMMUNITY_WORKER,))
    for path in ("/desk/break-glass/", "/desk/break-glass/ask/", "/second/", "/supervisor/break-glass/"):
        assert worker.get(path).status_code == 403
        assert Client().get(path).status_code == 302
