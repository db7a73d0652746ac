"""Finding a person at the desk: by number however it comes, by name with few hits, and nobody is told of others."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from suixing.journal.models import Entry
from suixing.journeys.find import IDENTIFIERS_AN_HOUR
from tests.cast import GUANHU, JUNYAO, MAIMAITI, XIUYING, number
from tests.web.desk.conftest import signed_in
from tests.web.desk.entries import register

FIND = "/desk/find/"
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
ENDS_IN_X = next(
    number(f"5102231985061{rest:04d}") for rest in range(2000, 2999) if number(f"5102231985061{rest:04d}").endswith("X")
)


@pytest.mark.parametrize(
    "shape",
    [
        "{0}",
        "  {0}  ",
        "510223 19850612 0029",
        "510223-19850612-0029",
        "\t{0}\n",
        "%{0}?",
        ";{0}=",
        "\x02{0}\x03\r",
        "{0};",
        "身份证号：{0}",
        "李秀英 {0}",
        "{0}（李秀英）",
    ],
)
def test_a_number_is_read_however_it_comes(desk: Client, shape: str) -> None:
    account = register(desk)
    answer = desk.post(FIND, {"looked_for": shape.format(XIUYING.identifier), "born": ""})
    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"] == f"/desk/people/{account}/"


def test_full_width_and_small_x(desk: Client) -> None:
    account = register(desk, XIUYING.but(identifier=ENDS_IN_X))
    for typed in (ENDS_IN_X.lower(), ENDS_IN_X.translate(WIDE), ENDS_IN_X[:-1] + "×"):
        answer = desk.post(FIND, {"looked_for": typed, "born": ""})
        assert answer.headers["Location"] == f"/desk/people/{account}/"


def test_with_htmx_the_page_is_opened_by_its_header(desk: Client) -> None:
    account = register(desk)
    answer = desk.post(FIND, {"looked_for": XIUYING.identifier}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"/desk/people/{account}/"
    assert answer.content == b""


@pytest.mark.parametrize("typed", ["李秀英", "li xiuying", "lixiuying", "LI Xiu Ying"])
def test_a_name_is_found_as_written_or_as_it_sounds(desk: Client, typed: str) -> None:
    account = register(desk)
    register(desk, MAIMAITI)
    shown = desk.post(FIND, {"looked_for": typed, "born": ""}).content.decode()
    assert f'href="/desk/people/{account}/">李秀英</a>' in shown
    for told in ("1985年6月12日", "<td>女</td>", "福城街道"):
        assert told in shown
    assert "麦麦提" not in shown
    entry = Entry.objects.filter(act="person.found").latest("id")
    assert len(entry.subjects) == 1


def test_more_than_five_ask_for_the_date_of_birth(desk: Client) -> None:
    for index in range(6):
        row = XIUYING.but(identifier=number(f"5102231985060{index + 1}002"))
        register(desk, row)
    shown = desk.post(FIND, {"looked_for": "李秀英"}).content.decode()
    assert shown.count('class="hit"') == 5
    assert "还有更多同名的人" in shown
    shown = desk.post(FIND, {"looked_for": "李秀英", "born": "19850603"}).content.decode()
    assert shown.count('class="hit"') == 1
    assert "还有更多同名的人" not in shown


def test_unknown_and_held_by_others_are_the_same_page(desk: Client) -> None:
    other = signed_in("wu.desk", GUANHU)
    register(other)
    answers = []
    costs = []
    for looked_for in (XIUYING.identifier, JUNYAO.identifier, XIUYING.name, JUNYAO.name):
        with CaptureQueriesContext(connection) as captured:
            answer = desk.post(FIND, {"looked_for": looked_for})
        costs.append(len(captured))
        text = answer.content.decode().replace(looked_for, "…")
        answers.append((answer.status_code, re.sub(r'value="\w{60,}"', "", text)))
    assert answers[0] == answers[1]
    assert answers[2] == answers[3]
    assert costs[0] == costs[1]
    assert costs[2] == costs[3]
    assert max(costs) <= 15
    assert "登记此人" in answers[0][1]


def test_nobody_found_is_registered_with_what_was_typed(desk: Client) -> None:
    page = desk.post(FIND, {"looked_for": XIUYING.identifier.lower()}).content.decode()
    assert f'name="identifier" value="{XIUYING.identifier}"' in page
    begun = desk.post("/desk/register/", {"begin": "yes", "identifier": XIUYING.identifier}).content.decode()
    assert f'value="{XIUYING.identifier}"' in begun
    assert "1985年6月12日" in begun
    assert "error-summary" not in begun


def test_a_wrong_number_is_said_and_nothing_is_searched(desk: Client) -> None:
    before = Entry.objects.count()
    answer = desk.post(FIND, {"looked_for": XIUYING.identifier[:-1] + "8"})
    assert answer.status_code == 422
    assert "校验不通过" in answer.content.decode()
    assert XIUYING.identifier[:-1] + "8" in answer.content.decode()
    fragment = desk.post(FIND, {"looked_for": "1234567890"}, headers={"HX-Request": "true"})
    assert "位数不对" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    mixed = desk.post(FIND, {"looked_for": "李秀英 13900000001"}).content.decode()
    assert "请只填写姓名全称" in mixed
    assert Entry.objects.count() == before


def test_a_part_of_a_name_is_no_search(desk: Client) -> None:
    register(desk)
    for typed in ("李", "李%", "li"):
        answer = desk.post(FIND, {"looked_for": typed})
        assert answer.status_code == 422
        assert 'class="hit"' not in answer.content.decode()


def test_a_spent_budget_is_said(desk: Client) -> None:
    for _ in range(IDENTIFIERS_AN_HOUR):
        desk.post(FIND, {"looked_for": JUNYAO.identifier}, headers={"HX-Request": "true"})
    answer = desk.post(FIND, {"looked_for": JUNYAO.identifier})
    assert answer.status_code == 422
    assert f"检索次数（{IDENTIFIERS_AN_HOUR} 次）已用完" in answer.content.decode()


def test_nothing_personal_stands_in_addresses(desk: Client) -> None:
    register(desk)
    page = desk.post(FIND, {"looked_for": XIUYING.name}).content.decode()
    assert 'method="post"' in page
    assert "?" not in "".join(re.findall(r'(?:href|action)="(/desk[^"]*)"', page))
    assert desk.get(FIND, {"looked_for": XIUYING.name}).content.decode().count("李秀英") == 0
