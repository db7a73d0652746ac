"""The measuring of worklist and case page, in short: its filled office opens, and every list is read along an index."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from suixing.cases.models import Case
from suixing.cases.procedures import Keeper
from suixing.cases.worklist import MOST_COUNTED, PAGE, Item, Wanted, counts, worklist
from suixing.clocks.models import Clock
from suixing.config.bench import cases
from suixing.config.bench.cases_node import OFFICE_CASES, OFFICERS, fill
from suixing.config.bench.desk_node import BIG_OFFICE, OFFICE
from tests.cases.conftest import House
from tests.desk.conftest import as_role

BIG = 4 * MOST_COUNTED
_READ = re.compile(r"(?:Scan[^\n]* on cases_case|Scan using \w+ on cases_case)[^\n]*actual[^\n]* rows=(\d+)")
_REMOVED = re.compile(r"Rows Removed by Filter: (\d+)")
Told = dict[str, Any]


@pytest.fixture
def told(house: House) -> Told:
    """A big office and one of 1,000 open cases."""
    return fill(people=400, cases=BIG + OFFICE_CASES, first=BIG)


def plans(key: str, ask: Callable[[], object]) -> list[str]:
    """How the database carries out what is asked of cases, as the serving role in an officer's session."""
    with as_role("serving", key):
        with CaptureQueriesContext(connection) as captured:
            ask()
        asked = [query["sql"] for query in captured.captured_queries if "cases_case" in query["sql"]]
        said = []
        with connection.cursor() as cursor:
            for query in asked:
                cursor.execute("EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) " + query)
                said.append("\n".join(row[0] for row in cursor.fetchall()))
    assert said
    return said


def read(plan: str) -> int:
    """The most rows of cases that one part of a plan touched."""
    return max(map(int, _READ.findall(plan)), default=0) + sum(map(int, _REMOVED.findall(plan)))


def test_the_filled_office_holds_what_is_measured(told: Told) -> None:
    assert Case.objects.filter(office_id=BIG_OFFICE, closed_at=None).count() == BIG
    assert Case.objects.filter(office_id=OFFICE, closed_at=None).count() == OFFICE_CASES
    assert Clock.objects.filter(ended_at=None).count() == BIG + OFFICE_CASES
    for office in (BIG_OFFICE, OFFICE):
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = told[office]["cookies"][0]
        for address in (*cases.PAGES.values(), *(f"/desk/cases/{case}/" for case in told[office]["cases"][:6])):
            assert client.get(address).status_code == 200, address


LISTS = (
    Wanted(whose="ours"), Wanted(whose="others"), Wanted(whose="nobodys"), Wanted(whose="mine"),
    Wanted(whose="ours", due="overdue"), Wanted(whose="ours", due="week"), Wanted(whose="others", due="week"),
)  # fmt: skip


def test_a_list_of_a_big_office_is_read_along_an_index(told: Told) -> None:
    """No more rows than two pages show, also further on; hers alone are sorted, and she has few."""
    by, now = f"bench.{BIG_OFFICE}.0", timezone.now()
    shown: list[Item] = []

    def ask(wanted: Wanted) -> None:
        shown[:] = worklist(office=BIG_OFFICE, keeper=Keeper.DESK, by=by, wanted=wanted, now=now)[0]

    for wanted in LISTS:
        shown.clear()
        for _ in range(3):
            after = (shown[-1].due_at, shown[-1].case) if shown else None
            for plan in plans(told[BIG_OFFICE]["cookies"][0], partial(ask, replace(wanted, after=after))):
                assert "Seq Scan on cases_case" not in plan, plan
                assert "case_by_due" in plan or "case_of_nobody" in plan or "case_by_officer" in plan, plan
                most = PAGE + 1 if wanted.whose != "mine" else BIG // OFFICERS
                assert read(plan) <= most + PAGE, plan


def test_counts_of_a_big_office_stop_at_a_thousand(told: Told) -> None:
    by, now = f"bench.{BIG_OFFICE}.0", timezone.now()
    found: dict[str, int] = {}

    def ask() -> None:
        found.update(counts(office=BIG_OFFICE, keeper=Keeper.DESK, by=by, now=now))

    (plan, *_) = plans(told[BIG_OFFICE]["cookies"][0], ask)
    assert found["others"] == found["nobodys"] == MOST_COUNTED
    assert 0 < found["mine"] < MOST_COUNTED
    assert "Seq Scan on cases_case" not in plan, plan
    assert 0 < read(plan) <= MOST_COUNTED, plan


def test_what_was_measured_is_told_beside_the_first_office() -> None:
    out = io.StringIO()
    desks = [cases.CaseDesk(label, "http://127.0.0.1:1/", ["x"], [], cases=["y"]) for label in ("few", "many")]
    for desk, times in zip(desks, ((0.010, 0.012), (0.030, 0.036)), strict=True):
        desk.taken = {act: [*times] * 10 for act in desk.taken}
    cases._print(desks, out)
    assert "( 3.00)!" in out.getvalue()
    assert "( 1.00) " in out.getvalue()
