"""The desk's first page counts what is due, leads to those very cases, and tells once of dates that moved (T4)."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from suixing.access.roles import Role
from suixing.clocks.models import Clock, DateChanged
from tests.cast import GUANHU
from tests.web.cases.worklist import Worklist, in_days, listed, office, text
from tests.web.desk.conftest import signed_in
from tests.web.staff.conftest import redirected

__all__ = ["office"]


def due_counts(page: str) -> dict[str, int]:
    """Each count with the address that it leads to."""
    found = re.findall(r'<a href="([^"]+)"><strong>(\d+)</strong>', page)
    return {href.replace("&amp;", "&"): int(count) for href, count in found}


def test_each_count_is_the_length_of_the_list_it_leads_to(office: Worklist) -> None:
    for days in (-2, -1, 0, 0, 3, 9):
        office.case(in_days(days), to="chen.desk" if days > 0 else "")
        office.case(in_days(days), ours=False)
    office.case(in_days(-1), office=GUANHU)
    counted = due_counts(text(office.chen, "/desk/"))
    assert sorted(counted.values(), reverse=True) == [6, 4, 3, 2, 2, 2]
    for path, count in counted.items():
        assert len(listed(text(office.chen, path))) == count, path


def test_supervisors_count_their_own_work(office: Worklist) -> None:
    office.case(in_days(0))
    office.supervised(in_days(-1))
    assert due_counts(text(office.wu, "/desk/"))["/desk/cases/?due=overdue"] == 1
    both = signed_in("both.posts", roles=(Role.DESK_OFFICER, Role.SUPERVISOR))
    counted = due_counts(text(both, "/desk/"))
    assert counted["/desk/cases/?due=today"] == 1
    assert counted["/desk/cases/?work=supervisor&due=overdue"] == 1


def move(office: Worklist, days: int = 3) -> DateChanged:
    """A case whose date a new calendar moved."""
    case = office.case(in_days(days))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO clocks_clock (id, file, office, duty, bears, place, limit_amount, limit_unit, rule, book,"
            " limit_key, since, due_on, due_at, provisional, binds_person, edition, how, version) VALUES"
            " (gen_random_uuid(), %s, %s, 'answer', 'own', '44', 15, 'working_days', 'V3', 'CN-2009',"
            " 'answer_verification', now(), %s, %s, false, false, 1, '', 1)",
            [case.id, case.office_id, case.due_at, case.due_at],
        )
    clock = Clock.objects.get(file=case.id)
    return DateChanged.objects.create(
        clock=clock,
        office=case.office_id,
        file=case.id,
        before=date(2027, 1, 4),
        after=date(2027, 1, 6),
        at=timezone.now(),
    )


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_dates_that_moved_are_told_in_one_notice_until_it_was_read(office: Worklist, language: str) -> None:
    moved = [move(office), move(office)]
    office.chen.cookies["django_language"] = language
    page = text(office.chen, "/desk/")
    said = "2 个到期日已变" if language == "zh-hans" else "Due dates that moved: 2"
    assert page.count(said) == 1
    assert (
        "由 2027年1月4日 改为 2027年1月6日" if language == "zh-hans" else "from 4 January 2027 to 6 January 2027"
    ) in page
    sent = re.findall(r'name="moved" value="([^"]+)"', page)
    assert len(sent) == 2
    # Meanwhile one of them moves again: that was not shown.
    DateChanged.objects.filter(pk=moved[0].pk).update(after=date(2027, 1, 7))
    assert (
        redirected(
            office.chen.post("/desk/cases/dates-read/", {"moved": [*sent, "x", "1:x", "9" * 40 + ":2027-01-01"]})
        )
        == "/desk/"
    )
    office.lin.cookies["django_language"] = language
    after = text(office.lin, "/desk/")
    assert ("1 个到期日已变" if language == "zh-hans" else "Due dates that moved: 1") in after
    office.chen.post("/desk/cases/dates-read/", {"moved": re.findall(r'name="moved" value="([^"]+)"', after)})
    assert 'name="moved"' not in text(office.chen, "/desk/")


def test_another_posts_or_offices_dates_are_not_told(office: Worklist) -> None:
    change = move(office)
    assert 'name="moved"' not in text(signed_in("far.away", GUANHU), "/desk/")
    answer = signed_in("far.away", GUANHU).post("/desk/cases/dates-read/", {"moved": f"{change.pk}:2027-01-06"})
    assert answer.status_code == 302
    assert 'name="moved"' in text(office.chen, "/desk/")


def test_the_first_page_takes_few_queries(office: Worklist) -> None:
    for at in range(6):
        office.case(in_days(at))
        move(office)
    with CaptureQueriesContext(connection) as captured:
        text(office.chen, "/desk/")
    assert len(captured) <= 15


def test_the_navigation_leads_to_cases(office: Worklist) -> None:
    for browser in (office.chen, office.wu):
        assert '<a href="/desk/cases/"' in text(browser, "/desk/")
