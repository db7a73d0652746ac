"""The operator sees what comparing found, and downloads what both signed: a third party checks it with openssl."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from tests.cast import NOW
from tests.exchange.others import compared_with, know
from tests.exchange.test_prove_to_a_third import unpacked, wrong_in
from tests.web.exchange.conftest import PROVINCE, text_of

LIST = "/exchange/statements/"


def test_every_result_has_its_words_in_both_languages(operator: Client) -> None:
    assert "还没有核对过" in text_of(operator, LIST)
    keeper = know("50", now=NOW)
    compared_with(keeper, now=NOW, equal=None)
    compared_with(keeper, now=NOW)
    compared_with(keeper, now=NOW, equal=False, lacking_there=7)
    compared_with(keeper, now=NOW, equal=False, lacking_there=7, settled_at=NOW)
    compared_with(keeper, now=NOW, equal=False, conflicts=1, lost=1)
    for page in (text_of(operator, LIST), text_of(operator, "/exchange/nodes/50/")):
        for said in ("等候对方答复", "一致", "缺失的正在补送", "曾有差异，后已一致", "2 条不能自动补齐"):
            assert said in page
    operator.cookies["django_language"] = "en"
    page = text_of(operator, LIST)
    for said in ("not answered yet", "equal", "is on its way", "was equal later", "2 cannot be settled"):
        assert said in page


def test_one_statement_says_what_either_node_signed(operator: Client) -> None:
    keeper = know("50", now=NOW)
    number = compared_with(keeper, now=NOW, equal=False, lacking_there=12, lacking_here=3, complete=False)
    page = text_of(operator, f"{LIST}{number}/")
    assert str(number) in page
    for said in ("重庆市（50）的陈述", "本节点的陈述", "对方缺少，已补送", "一次未列完"):
        assert said in page
    signed_by = keeper.chain[-1].signing.hex()
    assert signed_by[:8] + " " + signed_by[8:16] in page
    waiting = compared_with(keeper, now=NOW, equal=None)
    assert "对方尚未签署" in text_of(operator, f"{LIST}{waiting}/")
    assert operator.get(f"{LIST}{uuid4()}/").status_code == 404


def test_anybody_checks_what_both_signed(operator: Client, tmp_path: Path, settings: Any) -> None:
    settings.SUIXING_NODE_PLACE = PROVINCE
    number = compared_with(know("50", now=NOW), now=timezone.now(), equal=False, lacking_there=12)
    answer = operator.get(f"{LIST}{number}/file/")
    assert answer.headers["Content-Type"] == "application/zip"
    folder = unpacked(answer.content, tmp_path / "third")
    assert wrong_in(folder) == set()
    (said,) = folder.glob("50/*.json")
    said.write_text(said.read_text().replace('"messages":0', '"messages":1'))
    (wrong,) = wrong_in(folder)
    assert "50/exchange_compared.json" in wrong
    assert str(number) in (folder / "found.json").read_text()
