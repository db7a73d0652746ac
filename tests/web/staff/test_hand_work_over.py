"""An officer leaves in one step; what she had open is her successor's, or nothing happens at all."""

import threading
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from django.utils import timezone

from suixing.access import actions, staff
from suixing.access.errors import LastAdministrator, NotAdministrator
from suixing.access.models import BreakGlass, BreakGlassSought, Officer, OfficerSession, Tie
from suixing.journeys.errors import SuccessorCannot, SuccessorNeeded
from suixing.journeys.models import HandingOver, IntakeRun, RunState
from suixing.journeys.officer_leaves import leave
from suixing.kernel.errors import Refusal
from tests.cast import FUCHENG, GUANHU
from tests.web.staff.conftest import ADMINISTRATOR, DESK, Office, acts, hidden_of, make, send, sit


def run_of(officer: str, state: RunState, *, office: str = FUCHENG, days: int = 0) -> UUID:
    at = timezone.now() - timedelta(days=days)
    began = None if state == RunState.WAITING else at
    ended = None if state in (RunState.WAITING, RunState.RUNNING) else at
    run = IntakeRun.objects.create(
        id=uuid4(), office_id=office, officer=officer, state=state, handed_in_at=at, began_at=began, finished_at=ended
    )
    return UUID(str(run.id))


def open_break_glass(officer: str) -> BreakGlassSought:
    now = timezone.now()
    asked = BreakGlass.objects.create(
        officer=officer, office=FUCHENG, reason="danger", second_office=GUANHU, asked_at=now, expires_at=now,
        decided_at=now, decided_by="far.away", agreed=True,
    )  # fmt: skip
    until = now + timedelta(hours=1)
    tie = Tie.objects.create(
        person=uuid4(), office_id=FUCHENG, source="break_glass", since=now, confirmed_at=now, until=until,
        officer=officer,
    )  # fmt: skip
    return BreakGlassSought.objects.create(request=asked, sealed=b"x", tie=tie.pk, opened_at=now, until=until)


def go(office: Office, successor: Officer | None, *, by: str = "he.staff") -> None:
    leave(
        number=office.chen.pk, successor=successor.pk if successor else None, office=FUCHENG,
        seen=staff.version_of(office.chen), by=by, now=timezone.now(),
    )  # fmt: skip


def test_she_is_out_and_her_work_is_her_successors(office: Office) -> None:
    lin = make("lin.desk", DESK, name="林岚")
    browser = sit(office.chen)
    taken = [run_of("chen.desk", state) for state in (RunState.WAITING, RunState.RUNNING, RunState.FAILED)]
    kept = [
        run_of("chen.desk", RunState.FINISHED), run_of("chen.desk", RunState.FAILED, days=31),
        run_of("lin.desk", RunState.WAITING),
    ]  # fmt: skip
    opening = open_break_glass("chen.desk")
    path = f"/staff/officers/{office.chen.pk}/leave/"
    assert office.browser.get(path).content.decode().count("<tr>") == 1 + len(taken)
    answer = send(office.browser, path, successor=str(lin.pk))
    assert answer.url == f"/staff/officers/{office.chen.pk}/handed-over/"
    office.chen.refresh_from_db()
    assert not office.chen.is_active
    assert not OfficerSession.objects.filter(officer=office.chen).exists()
    assert browser.get("/desk/").status_code == 302
    assert set(IntakeRun.objects.filter(officer="lin.desk").values_list("pk", flat=True)) == {*taken, kept[2]}
    assert set(IntakeRun.objects.filter(officer="chen.desk").values_list("pk", flat=True)) == set(kept[:2])
    opening.refresh_from_db()
    assert opening.closed_at is not None
    assert not Tie.objects.filter(officer="chen.desk", until__gt=timezone.now()).exists()
    page = office.browser.get(answer.url).content.decode()
    assert "林岚" in page
    assert page.count("<tr>") == 1 + len(taken)
    done = [act for act, by, _ in acts("chen.desk") if by == "he.staff"]
    assert done == ["officer.left", "officer.work_handed_over"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_entry WHERE act = 'break_glass.closed' AND officer = 'chen.desk'")
        assert cursor.fetchone() == (1,)


def test_sent_twice_it_is_done_once(office: Office) -> None:
    path = f"/staff/officers/{office.chen.pk}/leave/"
    sent = hidden_of(office.browser.get(path)) | {"successor": ""}
    assert [office.browser.post(path, sent).status_code for _ in range(2)] == [302, 302]
    assert HandingOver.objects.count() == 1


@pytest.mark.parametrize("heir", ["none", "herself", "no_desk", "elsewhere", "left"])
def test_without_a_fit_successor_nothing_happens(office: Office, heir: str) -> None:
    run = run_of("chen.desk", RunState.WAITING)
    opening = open_break_glass("chen.desk")
    sit(office.chen)
    left = make("left.desk", DESK)
    actions.end_service(officer=left, by="he.staff", now=timezone.now())
    heirs = {
        "none": None, "herself": office.chen, "no_desk": office.he, "elsewhere": make("far.away", DESK, office=GUANHU),
        "left": left,
    }  # fmt: skip
    with pytest.raises(Refusal) as refused:
        go(office, heirs[heir])
    if heir in ("none", "herself"):
        assert isinstance(refused.value, SuccessorNeeded)
    if heir == "no_desk":
        assert isinstance(refused.value, SuccessorCannot)
    office.chen.refresh_from_db()
    opening.refresh_from_db()
    assert office.chen.is_active
    assert opening.closed_at is None
    assert OfficerSession.objects.filter(officer=office.chen).exists()
    assert IntakeRun.objects.get(pk=run).officer == "chen.desk"
    assert not HandingOver.objects.exists()
    assert "officer.left" not in {act for act, _, _ in acts("chen.desk")}


@pytest.mark.parametrize("typed", ["999999999999999999999999", "x", "-1", "0' --", "\x00", "９"])
def test_hostile_successors_end_in_a_sentence(office: Office, typed: str) -> None:
    answer = send(office.browser, f"/staff/officers/{office.chen.pk}/leave/", successor=typed)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


def test_the_second_administrator_is_told_that_she_has_left(office: Office) -> None:
    other = sit(make("gao.staff", ADMINISTRATOR))
    path = f"/staff/officers/{office.chen.pk}/leave/"
    second = hidden_of(other.get(path))
    send(office.browser, path, successor="")
    answer = other.post(path, second | {"successor": ""})
    assert answer.status_code == 409
    assert "没有这位在职人员" in answer.content.decode()


def test_two_administrators_cannot_end_each_other(office: Office) -> None:
    """At the same moment: one is out, and the other, who is then the last, stays."""
    gao = make("gao.staff", ADMINISTRATOR)
    ended: list[str] = []

    def end(target: Officer, by: str) -> None:
        try:
            leave(
                number=target.pk, successor=None, office=FUCHENG, seen=staff.version_of(target), by=by,
                now=timezone.now(),
            )  # fmt: skip
            ended.append(target.username)
        except (NotAdministrator, LastAdministrator):
            pass
        finally:
            connections.close_all()

    pairs = ((gao, "he.staff"), (office.he, "gao.staff"))
    both = [threading.Thread(target=end, args=pair) for pair in pairs]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(ended) == 1
    assert Officer.objects.filter(is_active=True, roles__contains=["staff_administrator"]).count() == 1


def test_the_operator_cannot_take_the_last_administrator_from_a_staffed_office(office: Office) -> None:
    with pytest.raises(LastAdministrator):
        leave(
            number=office.he.pk, successor=None, office=FUCHENG, seen=staff.version_of(office.he), by="console",
            now=timezone.now(),
        )  # fmt: skip


def test_one_who_left_comes_back_with_new_ways_in(office: Office) -> None:
    office.chen.set_password("a long sentence 7")
    office.chen.save()
    go(office, None)
    path = f"/staff/officers/{office.chen.pk}/return/"
    answer = send(office.browser, path, posts=["supervisor"])
    assert answer.url == "/staff/start-code/"
    office.chen.refresh_from_db()
    assert office.chen.is_active
    assert office.chen.left_at is None
    assert office.chen.roles == ["supervisor"]
    assert not office.chen.has_usable_password()
    assert "officer.returned" in {act for act, _, _ in acts("chen.desk")}
    assert office.browser.get(path).status_code == 404
