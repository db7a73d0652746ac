"""Her cases and letters on her own pages: what is open, who must act by when, what she takes back (T2, T3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from suixing.directory.actions import NewContact, update_contact
from suixing.exchange import actions as exchange
from suixing.journeys.cases import files, letters, opening, own_cases, stepping
from suixing.journeys.cases.inbound import HANDLERS
from tests.access.conftest import Sit
from tests.cases.conftest import ASK, CASES
from tests.cast import FUCHENG, NOW, XIUYING, ZHONGZHOU
from tests.desk.conftest import as_role, databases
from tests.desk.test_plain_sql import refused
from tests.emptying import empty
from tests.residents.test_own_pages import account, as_owner, identifier, paper_code, she, sign_in, text

__all__ = ["account", "identifier", "she"]
QUESTIONS = {"questions": ASK["questions"]}


@pytest.fixture(autouse=True)
def _no_cases(sit: Sit) -> Iterator[None]:
    empty(CASES.split(", "))
    with as_role("owner", ""):
        contact = NewContact("0755-2800 0000", "观澜大道100号", "工作日 9:00–18:00", "100 Guanlan Avenue")
        update_contact(office=FUCHENG, by="chen", now=NOW, contact=contact)
    yield
    empty(CASES.split(", "))


@dataclass
class AtFucheng:
    """What the desk of her office does, by the clock of the machine."""

    sit: Sit
    account: int

    def open(self, code: str, content: dict[str, Any], **more: Any) -> UUID:
        with self.sit("zhou", FUCHENG):
            return opening.open_case(
                code=code, content=content, office=FUCHENG, by="zhou", now=timezone.now(), account=self.account, **more
            )

    def takes(self, case: UUID, step: str, content: dict[str, Any]) -> None:
        with self.sit("zhou", FUCHENG):
            stepping.take(
                case=case, step=step, content=content, office=FUCHENG, seen=None, by="zhou", now=timezone.now()
            )

    def registers(self) -> UUID:
        registrant = {"name": "周小宝", "born": timezone.localdate().isoformat(), "sex": 2}
        return self.open(
            "registration",
            {"parties": {"registrant": registrant, "named": []}, "papers": ["identity_card"],
             "since": timezone.now().isoformat()},
        )  # fmt: skip

    def writes(self, case: UUID, kind: str) -> None:
        with self.sit("zhou", FUCHENG):
            letters.letter_for(
                case=case, kind=kind, site="https://suixing.invalid", english=False, office=FUCHENG, by="zhou",
                now=timezone.now(),
            )  # fmt: skip


@pytest.fixture
def fucheng(sit: Sit, account: int) -> AtFucheng:
    return AtFucheng(sit, account)


def work(now: datetime | None = None) -> int:
    """The worker, under its own role; how many cases it took back."""
    at = now or timezone.now()
    with as_role("intake", ""):
        for _ in range(3):
            exchange.relay(now=at)
            exchange.hand_to(HANDLERS, now=at)
            exchange.take_in(files.read, files.keep, now=at)
        return own_cases.take_up(now=at)


def signed_in(sit: Sit, account: int, identifier: str, she: Client) -> Client:
    assert sign_in(she, identifier, "paper", paper_code(sit, account)).status_code == 302
    return she


def test_a_case_shows_who_must_act_by_when_and_what_happened(
    sit: Sit, account: int, identifier: str, she: Client, fucheng: AtFucheng
) -> None:
    case = fucheng.open("verification", QUESTIONS, answering=ZHONGZHOU)
    signed_in(sit, account, identifier, she)
    work()
    listed = text(she.get("/me/cases/"))
    assert listed.count(f"/me/cases/{case}/") == 1
    assert listed.count("<li><h3>") == 1, "both copies of a pair are one case to her"
    due = timezone.localtime(as_owner("SELECT due_at FROM cases_case WHERE id = %s", case))
    assert "忠州街道" in listed
    page = text(she.get(f"/me/cases/{case}/"))
    assert "办件开立" in page
    assert "忠州街道" in page
    assert "最迟" in page
    assert str(due.year) in page
    for said in (XIUYING.name, identifier):
        assert said not in page


def test_a_session_that_opens_later_acts_only_shows_no_earlier_case(
    sit: Sit, account: int, identifier: str, she: Client, fucheng: AtFucheng
) -> None:
    case = fucheng.open("verification", QUESTIONS, answering=ZHONGZHOU)
    signed_in(sit, account, identifier, she)
    as_owner("UPDATE residents_session SET opens_from = clock_timestamp(), of_offices = '{}' RETURNING 1")
    assert str(case) not in text(she.get("/me/cases/"))
    assert she.get(f"/me/cases/{case}/").status_code == 404
    assert she.post(f"/me/cases/{case}/take-back/").status_code == 404
    later = fucheng.open("verification", QUESTIONS, answering=ZHONGZHOU)
    assert str(later) in text(she.get("/me/cases/"))


def test_she_takes_a_case_back_and_the_other_office_is_told(
    sit: Sit, account: int, identifier: str, she: Client, fucheng: AtFucheng
) -> None:
    case = fucheng.open("verification", QUESTIONS, answering=ZHONGZHOU)
    signed_in(sit, account, identifier, she)
    work()
    address = f"/me/cases/{case}/take-back/"
    assert address in text(she.get(f"/me/cases/{case}/"))
    assert "撤回" in text(she.get(address))
    for _ in range(2):
        assert she.post(address)["Location"] == f"/me/cases/{case}/?asked=1"
    assert "已收到" in text(she.get(f"/me/cases/{case}/?asked=1"))
    assert as_owner("SELECT count(*) FROM journal_entry WHERE act = 'resident.case_withdrawn'") == 1
    assert work() == 1
    work()
    assert as_owner("SELECT count(*) FROM cases_case WHERE state = 'withdrawn'") == 2
    assert as_owner("SELECT count(*) FROM cases_lodged WHERE of_case IS NOT NULL") == 0
    assert she.get(address)["Location"] == f"/me/cases/{case}/"
    assert "已办结" in text(she.get("/me/cases/"))


def test_a_registration_that_she_takes_back_leaves_nothing(
    sit: Sit, account: int, identifier: str, she: Client, fucheng: AtFucheng
) -> None:
    case = fucheng.registers()
    fucheng.writes(case, "status")
    signed_in(sit, account, identifier, she)
    assert "登记事项" in text(she.get(f"/me/cases/{case}/"))
    she.post(f"/me/cases/{case}/take-back/")
    assert work() == 1
    for table in ("cases_case", "cases_event", "cases_letter", "clocks_clock", "clocks_event"):
        assert as_owner(f"SELECT count(*) FROM {table}") == 0, table
    assert as_owner("SELECT ended FROM cases_status_link") == "withdrawn"
    assert she.get(f"/me/cases/{case}/").status_code == 404
    assert "没有正在办理的" in text(she.get("/me/cases/"))


def test_what_a_case_waits_for_about_somebody_else_is_told_without_whose(
    sit: Sit, account: int, identifier: str, she: Client, fucheng: AtFucheng
) -> None:
    name = "阿依古丽"
    other = {"name": name, "identifier": "11010119900307002X", "born": "1990-03-07", "sex": 2, "home": ZHONGZHOU,
             "pass": False}  # fmt: skip
    registrant = {"name": "周小宝", "born": timezone.localdate().isoformat(), "sex": 2}
    case = fucheng.open(
        "registration",
        {"parties": {"registrant": registrant, "named": [other]}, "papers": ["identity_card"],
         "since": timezone.now().isoformat()},
    )  # fmt: skip
    fucheng.takes(case, "ask", QUESTIONS)
    signed_in(sit, account, identifier, she)
    page = text(she.get(f"/me/cases/{case}/"))
    assert page.count("关于另一个人") == 1
    assert name not in page
    assert text(she.get("/me/cases/")).count("<li><h3>") == as_owner(
        "SELECT count(*) FROM cases_case WHERE person_id IS NOT NULL"
    )


def test_letters_are_read_and_downloaded_without_a_code(
    sit: Sit, account: int, identifier: str, she: Client, fucheng: AtFucheng
) -> None:
    case = fucheng.registers()
    day = timezone.localdate().isoformat()
    fucheng.takes(case, "tell_missing", {"on": day, "missing": ["birth_certificate"]})
    signed_in(sit, account, identifier, she)
    (number,) = set(re.findall(r"/me/letters/(\d+)/", text(she.get("/me/letters/"))))
    page = text(she.get(f"/me/letters/{number}/"))
    assert "一次性告知" in page
    answer = she.get(f"/me/letters/{number}/letter.pdf")
    assert answer["Content-Type"] == "application/pdf"
    said = "".join(one.extract_text() for one in PdfReader(BytesIO(answer.content)).pages)
    assert "一次性告知书" in said
    assert "/status/" not in said
    assert as_owner("SELECT count(*) FROM cases_status_link") == 0
    assert she.get("/me/letters/999999999/").status_code == 404
    assert str(case) in page


def test_in_her_session_no_case_is_written_by_hand(
    sit: Sit, account: int, identifier: str, she: Client, fucheng: AtFucheng
) -> None:
    case = fucheng.open("verification", QUESTIONS, answering=ZHONGZHOU)
    signed_in(sit, account, identifier, she)
    work()
    key = she.cookies["resident"].value
    with databases().serving.connect() as opened, opened.cursor() as sql:
        sql.execute("SELECT set_config('suixing.resident', %s, false)", [key])
        assert sql.execute("SELECT count(*) FROM cases_case").fetchone() == (1,)
        assert sql.execute("SELECT count(*) FROM cases_event").fetchone() == (1,)
        assert sql.execute("SELECT count(*) FROM clocks_clock").fetchone() == (1,)
        for statement in (
            "UPDATE cases_case SET state = 'withdrawn'", "DELETE FROM cases_case", "DELETE FROM cases_event",
            "UPDATE cases_event SET counted = false", "UPDATE clocks_clock SET due_at = now()",
            "UPDATE cases_letter SET channel = ''", "DELETE FROM cases_letter",
        ):  # fmt: skip
            assert sql.execute(statement).rowcount == 0, statement
        for statement in (
            "INSERT INTO cases_event (case_id, side, seq, turn, step, at, officer, counted)"
            " SELECT id, side, 9, 9, 'withdraw', now(), 'node', true FROM cases_case",
            "INSERT INTO clocks_event (clock_id, kind, reason, officer, limit_unit, recorded_at)"
            " SELECT id, 'void', '', '', '', now() FROM clocks_clock",
        ):
            assert "row-level security" in refused(sql, statement)
        for values in (f"'own_withdrawal', '{case}'", f"'withdrawal', '{case}'", "'own_withdrawal', NULL"):
            assert "row-level security" in refused(
                sql, "INSERT INTO cases_lodged (id, what, of_case, office_id, digest, lodged_at, refused)"
                f" VALUES (gen_random_uuid(), {values}, '{FUCHENG}', '', now(), '')",
            )  # fmt: skip
        assert "permission denied" in refused(sql, f"SELECT cases_is_hers('{case}')")
        assert "permission denied" in refused(sql, f"SELECT cases_drop_withdrawn('{case}')")
        sql.execute("SELECT set_config('suixing.resident', '', false)")
        assert sql.execute(f"SELECT cases_take_back_own('{case}')").fetchone() == (False,)
        assert sql.execute("SELECT count(*) FROM cases_case").fetchone() == (0,)
