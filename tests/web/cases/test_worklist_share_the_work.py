"""Who does which case: assigned one by one or many at once, covered in an absence, handed over when somebody leaves."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from suixing.access.models import Officer
from suixing.access.roles import Role
from suixing.cases.models import CalendarToken, Case, Cover
from suixing.cases.queries import due_by_day
from suixing.journeys.cases import covering
from suixing.journeys.officer_leaves import leave
from tests.cast import FUCHENG, GUANHU
from tests.web.cases.worklist import Worklist, ids, in_days, listed, office, text
from tests.web.desk.conftest import signed_in
from tests.web.staff.conftest import ADMINISTRATOR, hidden_of, make, redirected

__all__ = ["office"]


def assigned(case: Case) -> str:
    return Case.objects.values_list("assigned_to", flat=True).get(pk=case.pk)


def test_many_are_given_to_a_colleague_at_once_and_the_filter_is_kept(office: Worklist) -> None:
    held = [office.case(in_days(1)) for _ in range(3)]
    page = text(office.chen, "/desk/cases/?due=week")
    assert 'name="asked" value="?due=week"' in page
    answer = office.chen.post(
        "/desk/cases/assign/", {"case": [str(one.id) for one in held[:2]], "to": "lin.desk", "asked": "?due=week"}
    )
    assert answer.status_code == 302
    assert redirected(answer) == "/desk/cases/?due=week"
    assert [assigned(one) for one in held] == ["lin.desk", "lin.desk", ""]
    after = text(office.chen, redirected(answer))
    assert "已分配 2 件" in after
    assert "林岚" in after
    assert "已分配 2 件" not in text(office.chen, redirected(answer))
    assert set(listed(text(office.lin, "/desk/cases/?tab=mine"))) == set(ids(held[:2]))


def test_a_case_can_be_given_back_to_nobody(office: Worklist) -> None:
    case = office.case(in_days(1), to="lin.desk")
    office.chen.post("/desk/cases/assign/", {"case": str(case.id), "to": ""})
    assert assigned(case) == ""


def test_another_offices_case_is_passed_over_like_none(office: Worklist) -> None:
    theirs = office.case(in_days(1), office=GUANHU)
    answer = office.chen.post("/desk/cases/assign/", {"case": [str(theirs.id), str(uuid4()), "x"], "to": "lin.desk"})
    assert answer.status_code == 302
    assert assigned(theirs) == ""
    assert "已分配 0 件" in text(office.chen, "/desk/cases/")


@pytest.mark.parametrize("to", ["nobody.here", "far.away", "left.desk", "\x00", "x" * 5000])
def test_only_somebody_in_service_here_gets_work(office: Worklist, to: str) -> None:
    make("far.away", (Role.DESK_OFFICER,), office=GUANHU)
    gone = make("left.desk", (Role.DESK_OFFICER,))
    Officer.objects.filter(pk=gone.pk).update(is_active=False, left_at=timezone.now())
    case = office.case(in_days(1), to="lin.desk")
    answer = office.chen.post("/desk/cases/assign/", {"case": str(case.id), "to": to})
    if to == "\x00":  # which is nobody
        assert assigned(case) == ""
        return
    assert answer.status_code == 422
    assert "本机构在岗人员" in answer.content.decode()
    assert assigned(case) == "lin.desk"


def test_nothing_ticked_is_said(office: Worklist) -> None:
    office.case(in_days(1))
    answer = office.chen.post("/desk/cases/assign/", {"to": "lin.desk", "asked": "?tab=mine&" + "a=b&" * 400})
    assert answer.status_code == 422
    assert "请先勾选办件" in answer.content.decode()


def test_assigning_is_in_the_journal_and_decides_nothing(office: Worklist) -> None:
    case = office.case(in_days(1))
    office.chen.post("/desk/cases/assign/", {"case": str(case.id), "to": "lin.desk"})
    case.refresh_from_db()
    assert (case.state, case.turn, case.version) == ("sent", "answering", case.version)
    with connection.cursor() as cursor:
        cursor.execute("SELECT officer FROM journal_entry WHERE act = 'case.assigned'")
        assert cursor.fetchall() == [("chen.desk",)]


def test_who_covers_finds_the_cases_among_her_own(office: Worklist) -> None:
    case = office.case(in_days(1), to="chen.desk")
    today = timezone.localdate()
    page = office.lin.get("/desk/cases/cover/")
    sent = hidden_of(page) | {
        "officer": "chen.desk", "by_officer": "lin.desk", "first": today.isoformat(),
        "last": (today + timedelta(days=5)).isoformat(),
    }  # fmt: skip
    for _ in range(2):  # sent twice, done once
        answer = office.lin.post("/desk/cases/cover/", sent)
        assert answer.status_code == 302
        assert redirected(answer) == "/desk/cases/cover/"
    assert Cover.objects.count() == 1
    assert "林岚 代办 陈晓 的办件" in text(office.chen, "/desk/cases/cover/")
    assert listed(text(office.lin, "/desk/cases/?tab=mine")) == ids([case])
    assert listed(text(office.chen, "/desk/cases/?tab=mine")) == ids([case])
    office.chen.post(f"/desk/cases/cover/{Cover.objects.get().pk}/end/")
    assert listed(text(office.lin, "/desk/cases/?tab=mine")) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"last": "2020-01-01"}, "不能早于"),
        ({"by_officer": "chen.desk"}, "另一位"),
        ({"first": "x"}, ""),
        ({"by_officer": "far.away"}, "不在可选范围"),
        ({"last": f"{timezone.localdate().year + 2}-01-01"}, "最长一年"),
    ],
)
def test_a_cover_that_cannot_be_is_said_at_its_field(office: Worklist, typed: dict[str, str], said: str) -> None:
    today = timezone.localdate().isoformat()
    sent = {"officer": "chen.desk", "by_officer": "lin.desk", "first": today, "last": today} | typed
    answer = office.chen.post("/desk/cases/cover/", hidden_of(office.chen.get("/desk/cases/cover/")) | sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Cover.objects.exists()


def test_another_offices_cover_is_not_ended(office: Worklist) -> None:
    today = timezone.localdate()
    Cover.objects.create(office_id=GUANHU, officer="a.desk", by="b.desk", first=today, last=today)
    assert office.chen.post(f"/desk/cases/cover/{Cover.objects.get().pk}/end/").status_code == 302
    assert Cover.objects.count() == 1
    assert office.chen.post(f"/desk/cases/cover/{10**30}/end/").status_code in {302, 404}


def test_leaving_hands_cases_over_in_the_same_step(office: Worklist) -> None:
    from suixing.access import staff

    he = make("he.staff", ADMINISTRATOR)
    chen, lin = Officer.objects.get(username="chen.desk"), Officer.objects.get(username="lin.desk")
    hers, closed = office.case(in_days(1), to="chen.desk"), office.case(None, to="chen.desk", closed=True)
    elsewhere = office.case(in_days(1), to="chen.desk", office=GUANHU)
    token = covering.make_feed(office=FUCHENG, officer="chen.desk", now=timezone.now())
    today = timezone.localdate()
    Cover.objects.create(office_id=FUCHENG, officer="chen.desk", by="lin.desk", first=today, last=today)
    leave(
        number=chen.pk, successor=lin.pk, office=FUCHENG, seen=staff.version_of(chen), by=he.username,
        now=timezone.now(),
    )  # fmt: skip
    assert [assigned(one) for one in (hers, closed, elsewhere)] == ["lin.desk", "chen.desk", "chen.desk"]
    assert due_by_day(token) is None
    assert not CalendarToken.objects.exists()
    assert not Cover.objects.exists()


@pytest.mark.parametrize("heir", [None, "he.staff"])
def test_without_somebody_fit_the_cases_are_nobodys(office: Worklist, heir: str | None) -> None:
    from suixing.access import staff

    he = make("he.staff", ADMINISTRATOR)
    chen = Officer.objects.get(username="chen.desk")
    case = office.case(in_days(1), to="chen.desk")
    leave(
        number=chen.pk, successor=he.pk if heir else None, office=FUCHENG, seen=staff.version_of(chen), by="he.staff",
        now=timezone.now(),
    )  # fmt: skip
    assert assigned(case) == ""
    assert listed(text(office.lin, "/desk/cases/?tab=nobodys")) == ids([case])


def test_who_stays_keeps_her_cases(office: Worklist) -> None:
    case = office.case(in_days(1), to="lin.desk")
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT cases_hand_over('lin.desk', 'chen.desk')")
    assert assigned(case) == "lin.desk"


def test_work_is_named_by_who_does_it(office: Worklist) -> None:
    office.case(in_days(1), to="lin.desk")
    both = signed_in("both.posts", roles=(Role.COMMUNITY_WORKER,))
    assert "林岚" in text(both, "/desk/cases/")
