"""What is due stands by day, the most overdue first; tabs, filters and pages are addresses without personal data."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from suixing.access.roles import Role
from suixing.cases.worklist import PAGE
from tests.cast import GUANHU, XIUYING
from tests.web.cases.worklist import Worklist, ids, in_days, listed, office, text
from tests.web.desk.conftest import signed_in

__all__ = ["office"]


def test_overdue_comes_first_then_day_by_day_then_what_has_no_date(office: Worklist) -> None:
    none, later, today = office.case(None), office.case(in_days(40)), office.case(in_days(0))
    late, later_late = office.case(in_days(-3)), office.case(in_days(-2))
    page = text(office.chen, "/desk/cases/")
    assert listed(page) == ids([late, later_late, today, later, none])
    assert re.findall(r'<h2 id="day-\d+">([^<]+?) ', page)[0] == "已超期"
    assert "今天，" in page
    assert "没有时限" in page
    assert "超期 3 天" in page
    assert f"/desk/cases/{late.id}/" in page or 'href=""' in page
    assert XIUYING.name not in page
    assert XIUYING.identifier not in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_tab_holds_its_cases_and_no_others(office: Worklist, language: str) -> None:
    mine, hers, free = (
        office.case(in_days(2), to="chen.desk"),
        office.case(in_days(2), to="lin.desk"),
        office.case(None),
    )
    waits = office.case(in_days(3), ours=False)
    closed = office.case(None, closed=True)
    office.case(in_days(1), office=GUANHU)
    office.supervised(in_days(1))
    office.chen.cookies["django_language"] = language
    tabs = {
        "ours": {mine, hers, free}, "mine": {mine}, "nobodys": {free}, "others": {waits}, "closed": {closed},
    }  # fmt: skip
    for tab, expected in tabs.items():
        assert set(listed(text(office.chen, f"/desk/cases/?tab={tab}"))) == {one.id for one in expected}, tab
    shown = text(office.chen, "/desk/cases/?tab=others")
    assert ("等待" if language == "zh-hans" else "Waiting for") in shown


def test_the_counterpart_is_no_more_than_its_province_where_its_name_was_not_told(office: Worklist) -> None:
    case = office.case(in_days(1), ours=False)
    case.counterpart, case.turn = "50", "answering"
    case.save(update_fields=["counterpart", "turn"])
    assert "重庆市的一个机构" in text(office.chen, "/desk/cases/?tab=others")


def test_filters_stand_in_the_address_and_hold_when_it_is_bookmarked(office: Worklist) -> None:
    late, today, week = office.case(in_days(-1)), office.case(in_days(0)), office.case(in_days(5))
    office.case(in_days(30))
    assert listed(text(office.chen, "/desk/cases/?due=overdue")) == ids([late])
    assert listed(text(office.chen, "/desk/cases/?due=today")) == ids([today])
    assert listed(text(office.chen, "/desk/cases/?due=week")) == ids([today, week])
    assert len(listed(text(office.chen, "/desk/cases/?procedure=verification"))) == 4
    page = text(office.chen, "/desk/cases/?procedure=request&due=week&tab=mine")
    assert listed(page) == []
    assert '<option value="request" selected>' in page
    assert 'value="tab"' not in page
    assert '<input type="hidden" name="tab" value="mine">' in page


@pytest.mark.parametrize(
    "query", ["tab=x&due=y&procedure=z", "after=none", "after=none_x", "after=99999999T000000.0Z_x", "work=supervisor",
              "procedure=complaint", "tab=%00", "after=20260101T000000.000000Z_00000000-0000-0000-0000-000000000000"],
)  # fmt: skip
def test_an_address_that_means_nothing_shows_the_list(office: Worklist, query: str) -> None:
    case = office.case(in_days(1))
    assert listed(text(office.chen, f"/desk/cases/?{query}")) == ids([case])


def test_pages_follow_each_other_without_gap_or_repetition(office: Worklist) -> None:
    for at in range(PAGE + 7):
        office.case(None if at % 10 == 0 else in_days(at % 4))
    seen, path = [], "/desk/cases/"
    for _ in range(3):
        page = text(office.chen, path)
        seen += listed(page)
        after = re.search(r'rel="next" href="([^"]+)"', page)
        if after is None:
            break
        path = after[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == PAGE + 7
    assert "tab=" not in path


def test_closed_cases_are_paged_too(office: Worklist) -> None:
    held = [office.case(None, closed=True) for _ in range(PAGE + 3)]
    first = text(office.chen, "/desk/cases/?tab=closed")
    after = re.search(r'rel="next" href="([^"]+)"', first)
    assert after is not None
    second = text(office.chen, after[1].replace("&amp;", "&"))
    assert sorted(listed(first) + listed(second)) == sorted(ids(held))
    assert 'type="checkbox"' not in first


def test_a_supervisor_sees_her_own_work_and_who_does_both_chooses(office: Worklist) -> None:
    desk, supervised = office.case(in_days(1)), office.supervised(in_days(1))
    assert listed(text(office.wu, "/desk/cases/")) == ids([supervised])
    assert listed(text(office.wu, "/desk/cases/?work=desk")) == ids([supervised])
    both = signed_in("both.posts", roles=(Role.DESK_OFFICER, Role.SUPERVISOR))
    assert listed(text(both, "/desk/cases/")) == ids([desk])
    assert listed(text(both, "/desk/cases/?work=supervisor")) == ids([supervised])
    assert 'href="/desk/cases/?work=supervisor&amp;tab=mine"' in text(both, "/desk/cases/?work=supervisor")


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.EXCHANGE_OPERATOR, Role.STAFF_ADMINISTRATOR])
def test_other_posts_are_turned_back(office: Worklist, role: Role) -> None:
    browser = signed_in("other.post", roles=(role,))
    for path in ("", "part/", "cover/", "feed/", "templates/"):
        assert browser.get(f"/desk/cases/{path}").status_code == 403


def test_a_provisional_date_says_so(office: Worklist) -> None:
    case = office.case(in_days(300))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO clocks_clock (id, file, office, duty, bears, place, limit_amount, limit_unit, rule, book,"
            " limit_key, since, due_on, due_at, provisional, binds_person, edition, how, version) VALUES"
            " (gen_random_uuid(), %s, %s, 'answer', 'own', '44', 15, 'working_days', 'V3', 'CN-2009',"
            " 'answer_verification', now(), %s, %s, true, false, 1, '', 1)",
            [case.id, case.office_id, case.due_at, case.due_at],
        )
    assert "日期暂定" in text(office.chen, "/desk/cases/")


def test_the_list_takes_few_queries_however_long_it_is(office: Worklist) -> None:
    counts = []
    for _ in range(2):
        for at in range(8):
            office.case(in_days(at), to="lin.desk")
        with CaptureQueriesContext(connection) as captured:
            text(office.chen, "/desk/cases/")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 15


def test_the_list_without_script_is_complete(office: Worklist) -> None:
    office.case(in_days(1))
    page = text(office.chen, "/desk/cases/")
    assert "刷新清单" in page
    assert "<button>分配</button>" in page
    assert "键盘操作" in page
    assert 'role="status"' in page


def test_renewing_says_nothing_where_nothing_changed(office: Worklist) -> None:
    case = office.case(in_days(1))
    page = text(office.chen, "/desk/cases/?due=week")
    found = re.search(r'hx-get="([^"]+)" hx-trigger="every 20s"', page)
    assert found is not None
    part = found[1].replace("&amp;", "&")
    assert part.startswith("/desk/cases/part/?due=week&was=")
    assert office.chen.get(part).status_code == 204
    other = office.case(in_days(2))
    answer = office.chen.get(part)
    assert answer.status_code == 200
    renewed = answer.content.decode()
    assert listed(renewed) == ids([case, other])
    assert "<h1" not in renewed
    assert 'hx-swap-oob="innerHTML:#cases-news"' in renewed
    assert "本页 2 件" in renewed


def test_renewing_keeps_no_session_awake(office: Worklist) -> None:
    from suixing.access.models import OfficerSession

    long_ago = timezone.now() - timedelta(minutes=5)
    OfficerSession.objects.update(seen_at=long_ago)
    office.chen.get("/desk/cases/part/")
    assert set(OfficerSession.objects.values_list("seen_at", flat=True)) == {long_ago}
    office.chen.get("/desk/cases/")
    assert OfficerSession.objects.filter(seen_at__gt=long_ago).count() == 1
    OfficerSession.objects.update(seen_at=timezone.now() - timedelta(hours=5))
    answer = office.chen.get("/desk/cases/part/", headers={"HX-Request": "true"})
    assert "HX-Redirect" in answer.headers
