"""Where parcels go: by the hub, or directly while an agreement allows; what cannot be opened is no way for a while."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from suixing.config import ways
from suixing.config.nats_terms import NatsTerms
from suixing.config.node.joining_keys import make_tls
from suixing.config.ways import ByHttps, Ways, way_to
from suixing.exchange.nodes.errors import NoAgreement, NotAProvince
from suixing.exchange.nodes.linking import link
from suixing.exchange.nodes.queries import next_hop
from suixing.exchange.post.nats_pass import NatsPass, keep_pass
from suixing.journal.models import Entry
from suixing.places.actions import agree, end_agreement
from suixing.rules.limits import Limit, Unit
from tests.cast import FUCHENG, NOW, ZHONGZHOU
from tests.exchange.far_node import FarNode
from tests.exchange.nodes import made

pytestmark = pytest.mark.usefixtures("without_agreements")
TODAY = timezone.localdate(NOW)


@pytest.fixture
def without_agreements(guangdong: Path) -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE places_agreement CASCADE")


@pytest.fixture
def joined(guangdong: Path) -> Path:
    """Our node knows the hub and Chongqing; the folder of our keys."""
    know_others()
    return guangdong


def know_others() -> None:
    for place in ("00", "50"):
        FarNode(place).pin_here()


def agreed() -> str:
    """A county of ours and one of theirs agreed on something; the agreement's code."""
    return agree(
        first=FUCHENG, second=ZHONGZHOU, first_telephone="0755-12345678", second_telephone="023-12345678",
        limits={"answer_verification": Limit(5, Unit.WORKING_DAYS)}, valid_from=TODAY, valid_until=None,
        office=FUCHENG, by="console", now=NOW,
    )  # fmt: skip


def place_of_hop() -> str | None:
    hop = next_hop("50", on=TODAY)
    return hop.place if hop else None


def test_without_an_agreement_there_is_no_direct_link(joined: Path) -> None:
    with pytest.raises(NoAgreement):
        link("50", direct=True, by="console", now=NOW)
    assert place_of_hop() == "00"


@pytest.mark.parametrize("place", ["00", "44", "32"])
def test_only_another_province_that_is_known_can_be_linked(joined: Path, place: str) -> None:
    with pytest.raises(NotAProvince):
        link(place, direct=True, by="console", now=NOW)


def test_a_direct_link_is_gone_while_the_agreement_is_in_force(joined: Path) -> None:
    code = agreed()
    link("50", direct=True, by="console", now=NOW)
    assert place_of_hop() == "50"
    assert Entry.objects.filter(act="node.link_changed").latest("pk").detail == {"node": "50", "direct": True}
    end_agreement(code=code, last_day=TODAY, seen=None, office=FUCHENG, by="console", now=NOW)
    assert place_of_hop() == "50"
    hop = next_hop("50", on=TODAY + timedelta(days=1))
    assert hop is not None
    assert hop.place == "00"


def test_a_link_goes_by_the_hub_again_when_that_is_said(joined: Path) -> None:
    agreed()
    link("50", direct=True, by="console", now=NOW)
    link("50", direct=False, by="console", now=NOW)
    assert place_of_hop() == "00"


def test_a_way_that_cannot_be_opened_is_said_once_and_tried_again(
    joined: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "LOOK_AGAIN_SECONDS", 0.0)
    found = Ways()
    assert found("50") is None  # the certificate in these key logs is none
    assert found("50") is None
    assert capsys.readouterr().err.count("no way to node 50") == 1
    found.close()


def test_a_changed_certificate_of_ours_is_taken_up(guangdong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "LOOK_AGAIN_SECONDS", 0.0)
    monkeypatch.setattr(made, "CERTIFICATE", (guangdong / "exchange-tls.pem").read_text())
    know_others()
    found = Ways()
    before = found("50")
    assert before is not None
    assert found("50") is before
    (guangdong / "exchange-tls.pem").unlink()
    assert found("50") is None
    make_tls(guangdong, place="44", host="127.0.0.1")
    assert found("50") not in (None, before)
    found.close()


def test_with_nats_parcels_go_to_the_stream_once_the_hub_gave_a_password(
    joined: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SUIXING_EXCHANGE", {**settings.SUIXING_EXCHANGE, "transport": "nats"})
    assert way_to("50") is None
    keep_pass(NatsPass("44", ("nats://127.0.0.1:1",), "word", 3))
    way = way_to("50")
    assert isinstance(way, NatsTerms)
    assert (way.urls, way.replicas, way.place, way.password) == (("nats://127.0.0.1:1",), 3, "44", "word")
    assert way_to("00") == way
    agreed()
    link("50", direct=True, by="console", now=timezone.now())
    assert isinstance(way_to("50"), ByHttps)
