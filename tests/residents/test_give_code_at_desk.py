"""An officer prints a code for who stands before her, and is the second officer for who comes from elsewhere."""

import re

from suixing.residents.models import Code
from tests.web.conftest import begin_in_chinese
from tests.web.desk.conftest import desk
from tests.web.person.conftest import Held, held

__all__ = ["begin_in_chinese", "desk", "held"]


def test_a_code_is_printed_once_and_kept_as_a_hash(held: Held) -> None:
    page = f"/desk/people/{held.account}/own-pages/"
    assert "打印登录码" in held.desk.get(page).content.decode()
    printed = held.desk.post(page).content.decode()
    (code,) = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", printed)
    kept = Code.objects.get(kind="desk")
    assert code.encode() not in bytes(kept.hash)
    held.desk.post(page)
    assert Code.objects.filter(kind="desk").count() == 1, "the former code of the account stayed"
    assert "已取消" in held.desk.post(page, {"object": "1"}).content.decode()


def test_a_second_officer_types_both_numbers_and_says_that_she_saw_her(held: Held) -> None:
    page = "/desk/own-pages/"
    assert held.desk.get(page).status_code == 200
    assert held.desk.post(page, {"identifier": "510223198506120029", "number": "12345678"}).status_code == 422
    answer = held.desk.post(page, {"identifier": "510223198506120029", "number": "12345678", "seen": "on"})
    assert answer.status_code == 422
    assert "没有改动" in answer.content.decode()
