"""She asks an office to put right what it entered; it answers at its desk, and she sees how (A5)."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from suixing.access.roles import Role
from suixing.journeys import asked_corrections as corrections
from suixing.journeys import take_back
from suixing.rules import books
from suixing.rules.counting import CHINA
from suixing.rules.limits import Limit, Unit
from tests.access.conftest import Sit
from tests.cast import FUCHENG, GUANHU, ZHONGZHOU
from tests.desk.conftest import as_role
from tests.residents.test_be_told import accounts, owner, she
from tests.residents.test_own_pages import Sent, text
from tests.web.signing_in import make_officer, sign_in

__all__ = ["accounts", "she"]

SAID = {"field": "name", "right": "李秀瑛", "why": "身份证上是这个字"}
Desk = Callable[[str, str], AbstractContextManager[Client]]


@pytest.fixture
def at_desk() -> Desk:
    """The browser of an officer who is signed in at an office, for the time of a block."""

    @contextmanager
    def opened(officer: str, office: str) -> Iterator[Client]:
        with as_role("owner", ""):
            make_officer(officer, Role.DESK_OFFICER, office=office)
        client = Client()
        sign_in(client, officer)
        yield client

    return opened


def ask(she: Client, account: int, **said: str) -> Any:
    return she.post(f"/me/correct/{account}/", {**SAID, **said})


def asked() -> int:
    """The number of the newest one."""
    ((number,),) = owner("SELECT max(id) FROM people_asked_correction")
    return int(number)


def test_what_she_asks_is_sealed_and_has_a_day(she: Client, accounts: list[int]) -> None:
    assert "李秀英" in text(she.get(f"/me/correct/{accounts[0]}/"))
    assert ask(she, accounts[0]).status_code == 302
    ((office, sealed, due),) = owner("SELECT office_id, sealed, due_on FROM people_asked_correction")
    assert office == ZHONGZHOU
    assert "瑛".encode() not in bytes(sealed)
    assert due >= timezone.localdate() + timedelta(days=21)
    said = text(she.get("/me/correct/"))
    assert "李秀瑛" in said
    assert "待答复" in said
    assert owner("SELECT subjects = ARRAY[(SELECT person_id FROM people_asked_correction)] FROM journal_entry"
                 " WHERE act = 'resident.correction_asked'") == [(True,)]  # fmt: skip


def test_fifteen_working_days_by_the_rule_book(she: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted by a wall calendar: from Monday 2 November 2026 to Monday 23 November; another limit is another day."""
    assert corrections.limit_at(ZHONGZHOU, on=date(2026, 11, 2)) == Limit(15, Unit.WORKING_DAYS)
    monday = datetime(2026, 11, 2, 9, tzinfo=CHINA)
    assert corrections.due_on(office=ZHONGZHOU, now=monday) == date(2026, 11, 23)
    longer = Limit(16, Unit.WORKING_DAYS)
    monkeypatch.setattr("suixing.journeys.asked_corrections.effective_limit", lambda *_: longer)
    assert corrections.due_on(office=ZHONGZHOU, now=monday) == date(2026, 11, 24)
    assert books.book("CN-2009").limits["answer_correction"].rules == ("A5",)


def test_of_what_is_not_open_nothing_is_asked(she: Client, accounts: list[int]) -> None:
    """Fucheng registered her before the letter was printed: another proof opens that."""
    assert she.get(f"/me/correct/{accounts[1]}/").status_code == 404
    assert ask(she, accounts[1]).status_code == 404
    assert ask(she, 999_999).status_code == 404
    assert owner("SELECT count(*) FROM people_asked_correction") == [(0,)]


def test_what_she_typed_comes_back_with_what_is_to_be_mended(she: Client, accounts: list[int]) -> None:
    answer = ask(she, accounts[0], field="", right="李秀瑛")
    assert answer.status_code == 422
    assert "李秀瑛" in text(answer)
    for _ in range(5):
        assert ask(she, accounts[0]).status_code == 302
    refused = ask(she, accounts[0], right="李秀莹")
    assert refused.status_code == 422
    assert "李秀莹" in text(refused)


def test_accepted_it_is_the_usual_correction_and_she_is_told(
    she: Client, accounts: list[int], at_desk: Desk, outgoing: Sent
) -> None:
    ask(she, accounts[0])
    outgoing()
    account = accounts[0]
    with at_desk("gao", ZHONGZHOU) as desk:
        assert "1 项待答复" in text(desk.get("/desk/"))
        assert f"/desk/people/{account}/asked/" in text(desk.get("/desk/corrections/"))
        assert "1 项待答复" in text(desk.get(f"/desk/people/{account}/"))
        assert "身份证上是这个字" in text(desk.get(f"/desk/people/{account}/asked/"))
        form = text(desk.get(f"/desk/people/{account}/correct/?asked={asked()}"))
        assert 'value="李秀瑛"' in form
        sent = dict(re.findall(r'<input[^>]*?name="([a-z_]+)"[^>]*?value="([^"]*)"', form))
        sent |= {"sex": "2", "name": "李秀瑛"}
        assert desk.post(f"/desk/people/{account}/correct/", sent).status_code == 302
        assert "项待答复" not in text(desk.get("/desk/"))
        # Answered once: sent again by a colleague it changes nothing.
        again = {**sent, "form_number": "another", "name": "李秀莹", "seen": held_version(account)}
        assert desk.post(f"/desk/people/{account}/correct/", again).status_code == 422
    assert owner("SELECT name FROM people_account WHERE id = %s", account) == [("李秀瑛",)]
    said = text(she.get("/me/correct/"))
    assert "已采纳" in said
    assert [one["text"] for one in outgoing() if "新消息" in one["text"]]
    assert "机构答复了您请求的更正" in text(she.get("/me/notices/"))


def held_version(account: int) -> str:
    ((changed,),) = owner("SELECT changed_at FROM people_account WHERE id = %s", account)
    return str(changed.isoformat())


def test_declined_she_reads_why_and_may_complain(she: Client, accounts: list[int], at_desk: Desk) -> None:
    ask(she, accounts[0], field="telephone", right="13900000009")
    page = f"/desk/people/{accounts[0]}/asked/"
    with at_desk("gao", ZHONGZHOU) as desk:
        assert desk.post(page, {"asked": str(asked()), "reason": ""}).status_code == 422
        assert desk.post(page, {"asked": str(asked()), "reason": "请带证件到窗口"}).status_code == 302
        assert desk.post(page, {"asked": str(asked()), "reason": "再一次"}).status_code == 409
    said = text(she.get("/me/correct/"))
    assert "未采纳" in said
    assert "请带证件到窗口" in said
    assert "/complain/" in said
    assert owner("SELECT act FROM journal_entry WHERE act LIKE 'correction.%%'") == [("correction.declined",)]


def test_no_other_office_reads_or_answers_it(she: Client, accounts: list[int], at_desk: Desk) -> None:
    ask(she, accounts[0])
    for officer, office in (("fang", FUCHENG), ("hua", GUANHU)):
        with at_desk(officer, office) as desk:
            page = f"/desk/people/{accounts[0]}/asked/"
            assert desk.get(page).status_code in {403, 404}
            assert desk.post(page, {"asked": str(asked()), "reason": "不"}).status_code in {403, 404}
            assert "项待答复" not in text(desk.get("/desk/"))
    assert owner("SELECT outcome FROM people_asked_correction") == [("",)]


def test_late_it_is_said_to_both(she: Client, accounts: list[int], at_desk: Desk) -> None:
    ask(she, accounts[0])
    owner("UPDATE people_asked_correction SET due_on = current_date - 7")
    assert "已逾期" in text(she.get("/me/correct/"))
    with at_desk("gao", ZHONGZHOU) as desk:
        assert 'class="tag bad"' in text(desk.get("/desk/corrections/"))


def test_she_takes_it_back_and_nobody_else_does(she: Client, accounts: list[int]) -> None:
    ask(she, accounts[0])
    assert she.post(f"/me/correct/asked/{asked() + 1}/take-back/").status_code == 404
    assert she.post(f"/me/correct/asked/{asked()}/take-back/").status_code == 302
    assert she.post(f"/me/correct/asked/{asked()}/take-back/").status_code == 404
    assert "您已收回" in text(she.get("/me/correct/"))


def test_who_withdrew_there_has_nobody_to_ask(she: Client, accounts: list[int], sit: Sit) -> None:
    ((person,),) = owner("SELECT DISTINCT person_id FROM people_account")
    with as_role("owner", ""):
        take_back.withdraw(person=person, office=ZHONGZHOU, by="lian", now=timezone.now())
    assert ask(she, accounts[0]).status_code == 422


@pytest.mark.parametrize("office", [ZHONGZHOU, None])
def test_erased_with_what_it_is_about(she: Client, accounts: list[int], office: str | None) -> None:
    ask(she, accounts[0])
    ((person,),) = owner("SELECT DISTINCT person_id FROM people_account")
    with as_role("owner", ""):
        if office is None:
            take_back.erase(person=person, by="lian", now=timezone.now())
        else:
            take_back.erase_here(person=person, office=office, by="lian", now=timezone.now())
    assert owner("SELECT count(*) FROM people_asked_correction") == [(0,)]
