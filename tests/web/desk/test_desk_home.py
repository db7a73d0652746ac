"""The desk's first page: honest about what is not there yet, and for each post what it can do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from suixing.access.roles import MEETS_PERSONS, TITLES, Role
from suixing.journeys.person import withdraw_at
from suixing.people.models import Account
from suixing.people.queries import changes_at
from tests.cast import FUCHENG, JUNYAO, MAIMAITI, XIUYING
from tests.web.desk.conftest import signed_in
from tests.web.desk.entries import register


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_post_has_a_first_page(desk: Client, role: Role, language: str) -> None:
    browser = signed_in(f"one.{role.value}"[:40], FUCHENG, (role,))
    browser.cookies["django_language"] = language
    answer = browser.get("/desk/")
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert TITLES[role].in_language(language) in shown
    meets = role in MEETS_PERSONS
    assert ('href="/desk/find/"' in shown) is meets
    assert ('href="/desk/register/"' in shown) is meets
    if role is Role.PROVIDER:
        assert ("后续部分" if language == "zh-hans" else "later part") in shown
    # The exchange is operated at the office of a province or the nation; this is a township's.
    assert (("省级或全国机构" if language == "zh-hans" else "operated at a province") in shown) is (
        role is Role.EXCHANGE_OPERATOR
    )
    assert 'href="/exchange/"' not in shown


@pytest.mark.parametrize("role", [role for role in Role if role not in MEETS_PERSONS])
def test_who_meets_nobody_is_turned_back(desk: Client, role: Role) -> None:
    browser = signed_in(f"one.{role.value}"[:40], FUCHENG, (role,))
    for path in ("/desk/find/", "/desk/register/", "/desk/registered/1/"):
        assert browser.get(path).status_code == 403
    for path in ("/desk/register/identifier/", "/desk/register/address/", "/desk/registered/1/welcome/"):
        assert browser.post(path).status_code == 403


def test_counts_what_changed_since_yesterday(desk: Client) -> None:
    accounts = [register(desk, row) for row in (XIUYING, MAIMAITI, JUNYAO)]
    long_ago = timezone.now() - timedelta(days=9)
    Account.objects.filter(pk=accounts[0]).update(entered_at=long_ago, changed_at=long_ago)
    Account.objects.filter(pk=accounts[1]).update(entered_at=long_ago)
    withdraw_at(account=accounts[2], office=FUCHENG, by="chen.desk", now=timezone.now())
    counted = changes_at(office=FUCHENG, since=timezone.now() - timedelta(days=1), now=timezone.now())
    assert (counted.registered, counted.updated, counted.withdrawn) == (1, 1, 1)
    shown = desk.get("/desk/").content.decode()
    assert "昨天以来" in shown


def test_counting_reads_an_index(desk: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT FROM people_account WHERE office_id = %s AND changed_at >= %s", [FUCHENG, timezone.now()]
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("RESET enable_seqscan")
    assert "account_by_change" in plan


def test_costs_few_queries(desk: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        desk.get("/desk/")
    assert len(captured) <= 15, [query["sql"] for query in captured]
