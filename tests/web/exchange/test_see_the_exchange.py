"""The operator sees nodes, what is stuck and keys to compare, in both languages, and nobody who asks."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from suixing.access.roles import Role
from suixing.exchange.models import Traffic
from suixing.exchange.nodes.chain import fingerprint
from suixing.rules.counting import CHINA
from suixing.web.exchange.chart import by_day, chart_of
from tests.cast import FUCHENG
from tests.exchange.conftest import Pair, pair, post
from tests.exchange.others import know, leaving
from tests.web.desk.conftest import signed_in
from tests.web.exchange.conftest import PROVINCE, text_of

__all__ = ["pair", "post"]
PAGES = ("/exchange/", "/exchange/stuck/", "/exchange/traffic/", "/exchange/nodes/50/")


def travelled(node: str, way: str, parcels: int, *, back: int = 0) -> date:
    day = timezone.now().astimezone(CHINA).date() - timedelta(days=back)
    Traffic.objects.create(day=day, node=node, way=way, parcels=parcels, octets=parcels * 500_000)
    return day


def test_a_node_that_stands_alone_says_so(operator: Client) -> None:
    page = text_of(operator, "/exchange/")
    assert "单独运行" in page
    assert "没有其他节点" in page
    assert "没有需要处理的事项" in page


def test_nodes_and_what_needs_attention(operator: Client, settings: Any) -> None:
    settings.SUIXING_NODE_PLACE = PROVINCE
    now = timezone.now()
    know("44", now=now)
    know("50", now=now, heard_at=now, skew=3600.0)
    leaving("50", tries=9, fault="unreachable", now=now - timedelta(hours=3))
    page = text_of(operator, "/exchange/")
    assert "单独运行" not in page
    assert "重庆市（50）：1 个包裹发不出去，最久 3 小时。" in page
    assert "重庆市（50） 的时钟快 60 分钟" in page
    assert "参加（本节点）" in page
    operator.cookies["django_language"] = "en"
    page = text_of(operator, "/exchange/")
    assert "1 parcels do not get there, the oldest for 3 hours." in page
    assert "its clock is 60 minutes ahead of ours" in page


def test_fingerprints_to_compare(operator: Client) -> None:
    keeper = know("50", now=timezone.now())
    page = text_of(operator, "/exchange/nodes/50/")
    assert page.count(fingerprint(keeper.chain)) == 2  # of the node, and of its first key
    assert operator.get("/exchange/nodes/51/").status_code == 404
    assert operator.get("/exchange/nodes/500233001/").status_code == 404


def test_traffic_as_a_chart_without_style_or_script_and_as_a_table(operator: Client) -> None:
    assert "<svg" not in operator.get("/exchange/traffic/").content.decode()
    travelled("50", "sent", 30)
    travelled("44", "received", 10)
    travelled("50", "sent", 1234, back=3)
    travelled("50", "sent", 5, back=40)
    answer = operator.get("/exchange/traffic/")
    shown = answer.content.decode()
    (picture,) = re.findall(r"<svg.*?</svg>", shown, re.DOTALL)
    assert not re.search(r"style|<script|href|url\(", picture)
    assert 'role="img"' in picture
    assert picture.count("<rect") == 3 + 3  # and the key to the colours
    assert "1,234" in shown
    assert "617.0" in shown  # megabytes of that day
    assert re.search(r"重庆市（50）</td>\s*<td class=\"number\">1,264<", shown)


def test_bars_are_as_high_as_their_numbers() -> None:
    last = date(2026, 11, 20)
    counted = {last: {"sent": 30, "received": 10}, last - timedelta(days=1): {"sent": 20}}
    chart = chart_of(counted, last=last, days=30)
    before, sent, received = chart.parts
    assert sent.height == pytest.approx(3 * received.height, abs=0.2)
    assert before.height == pytest.approx(2 * received.height, abs=0.2)
    assert received.y + received.height == pytest.approx(sent.y, abs=0.2)
    assert chart.days[-1].text == "11-20"
    assert not chart_of({}, last=last, days=30).shown
    assert by_day([]) == {}


def test_refused_messages_without_who_asks(operator: Client, pair: Pair) -> None:
    from suixing.exchange.models import Outgoing

    message = pair.ask()
    Outgoing.objects.filter(pk=message).update(refusal="no_such_office", refused_at=timezone.now())
    for path in ("/exchange/", "/exchange/stuck/"):
        shown = operator.get(path).content.decode()
        assert FUCHENG not in shown
        assert str(pair.id) not in shown
    page = text_of(operator, "/exchange/stuck/")
    assert str(message) in page
    assert "对方节点没有该机构" in page


def test_only_where_a_province_or_the_nation_is_served(operator: Client) -> None:
    below = signed_in("xu.here", FUCHENG, (Role.EXCHANGE_OPERATOR,))
    assert [below.get(path).status_code for path in PAGES] == [403] * 4
    assert below.post("/exchange/settle/").status_code == 403
    home = operator.get("/desk/").content.decode()
    assert home.count('href="/exchange/"') == 2
