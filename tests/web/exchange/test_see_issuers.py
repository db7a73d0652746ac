"""The operator sees who issues passes: keys, ages of lists, and two nodes that claim one address."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from suixing.config.metrics import metrics_text
from suixing.exchange.models import Node, Publication
from suixing.kernel.keys import create_keys
from suixing.passes.actions import Seen, keep_trust, prepare
from suixing.passes.formats import status_list
from suixing.passes.formats.keys import new_signing_key
from suixing.passes.formats.terms import seconds
from suixing.places.actions import open_office
from tests.cast import FUCHENG
from tests.passes.apart import without_passes
from tests.web.exchange.conftest import text_of

PAGE = "/exchange/issuers/"
OURS, THEIRS = "https://pass.guangdong.example", "https://pass.chongqing.example"
KEY = new_signing_key()
NOW = timezone.now()
DAYS_AGO = NOW - timedelta(days=5)


def publish(node: str, name: str, body: object) -> None:
    """What this node holds of another one's documents."""
    text = body if isinstance(body, str) else json.dumps(body)
    Publication.objects.create(node=node, name=name, version=1, body=text, at=DAYS_AGO)


def stated(iss: str) -> dict[str, object]:
    keys = [{"jwk": KEY.public_jwk, "kid": KEY.kid, "since": seconds(DAYS_AGO)}]
    return {"iss": iss, "name_zh": "某地", "name_en": "Somewhere", "keys": keys}


@pytest.fixture
def issuing(operator: Client, tmp_path: Path) -> Iterator[Client]:
    """The node of Guangdong issues, and knows two others."""
    create_keys(tmp_path / "keys")
    with pytest.MonkeyPatch.context() as changed, without_passes():
        changed.setattr(settings, "SUIXING_KEYS_DIR", tmp_path / "keys")
        changed.setattr(settings, "SUIXING_NODE_PLACE", "44")
        changed.setattr(settings, "SUIXING_PUBLIC_ADDRESS", OURS)
        open_office(code=FUCHENG, now=NOW)
        prepare(by="test", now=NOW)
        for place in ("50", "51"):
            Node.objects.create(place=place, role="province", joined_at=NOW)
        yield operator


def test_all_is_well_where_each_issues_under_its_own_address(issuing: Client) -> None:
    publish("50", "passes.issuer", stated(THEIRS))
    publish("50", "passes.status.1", status_list.issue(KEY, f"{THEIRS}/passes/status/1", [], NOW, timedelta(days=7)))
    keep_trust(Seen(), now=NOW)
    said = text_of(issuing, PAGE)
    assert "没有需要处理的事项" in said
    for shown in (OURS, THEIRS, "重庆市（50）", "本节点的信任名单"):
        assert shown in said
    assert "随行证的签发者" in text_of(issuing, "/exchange/")


def test_contradictions_and_old_lists_stand_first(issuing: Client) -> None:
    publish("50", "passes.issuer", stated(OURS))
    publish("51", "passes.issuer", "no statement")
    publish("51", "passes.status.1", "no list")
    publish("50", "passes.status.1", status_list.issue(KEY, f"{OURS}/passes/status/9", [], DAYS_AGO, timedelta(days=7)))
    keep_trust(Seen(), now=NOW)
    said = text_of(issuing, PAGE)
    told = [
        f"重庆市（50） 使用的签发地址 {OURS} 已属 广东省（44）", "四川省（51） 公布的签发信息无法辨认",
        "四川省（51） 有 1 份状态名单无法读取", "重庆市（50） 的状态名单最旧的是 5 天 前签署的",
    ]  # fmt: skip
    places = [said.find(one) for one in told]
    assert -1 not in places, said
    assert places == sorted(places)


def test_metrics_tell_ages_and_who_is_left_out(issuing: Client) -> None:
    publish("50", "passes.issuer", stated(THEIRS))
    publish("51", "passes.issuer", stated(OURS))
    publish(
        "50", "passes.status.1", status_list.issue(KEY, f"{THEIRS}/passes/status/1", [], DAYS_AGO, timedelta(days=7))
    )
    keep_trust(Seen(), now=NOW)
    lines = metrics_text(NOW + timedelta(hours=1)).splitlines()
    assert 'suixing_passes_issuer_trusted{node="44"} 1' in lines
    assert 'suixing_passes_issuer_trusted{node="50"} 1' in lines
    assert 'suixing_passes_issuer_trusted{node="51"} 0' in lines
    assert "suixing_passes_trust_age_seconds 3600" in lines
    assert any(line.startswith('suixing_passes_status_list_age_seconds{node="50"} 4356') for line in lines)
