"""Break-glass: asked at one office, agreed at another, told to the person, ended by itself, reviewed from above."""

from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from suixing.access.errors import NotAnswered, NotAsked, NotReviewed, TooManyRequests
from suixing.access.models import BreakGlass, BreakGlassSought, Tie, TieSource
from suixing.access.roles import Role
from suixing.config.roles import grant_roles
from suixing.journal.models import Entry
from suixing.journeys import break_glass, ledger, person
from suixing.journeys.break_glass import BreakGlassReason, Finding
from suixing.kernel.errors import Refusal
from suixing.people.models import Account
from tests.access.conftest import COUNTY, PREFECTURE, PROVINCE, SUPERVISOR, AsServing, Sit
from tests.cast import FUCHENG, GUANHU, JUNYAO, NOW, XIUYING, ZHONGZHOU
from tests.desk.conftest import VILLAGE, appoint, databases
from tests.desk.test_register_and_see import register

Sent = Callable[[], list[dict[str, str]]]
KNOWN, UNKNOWN = XIUYING.identifier, JUNYAO.identifier


@pytest.fixture
def held(sit: Sit, superiors: None) -> int:
    """Somebody whom only Zhongzhou holds."""
    with sit("lian", ZHONGZHOU):
        return register(office=ZHONGZHOU, by="lian").account


def ask(sit: Sit, identifier: str = KNOWN, second: str = GUANHU) -> int:
    with sit("zhou", FUCHENG):
        return break_glass.ask(identifier=identifier, reason=BreakGlassReason.DANGER, second=second)


def answer(sit: Sit, request: int, *, agree: bool = True) -> None:
    with sit("wang", GUANHU):
        break_glass.answer(request=request, agree=agree)


def mine(sit: Sit) -> break_glass.Mine:
    with sit("zhou", FUCHENG):
        return break_glass.mine(by="zhou", now=timezone.now())[0]


def test_two_officers_open_for_one_of_them(sit: Sit, held: int, outgoing: Sent) -> None:
    request = ask(sit)
    assert mine(sit).state == "waiting"
    answer(sit, request)
    (told,) = outgoing()
    assert told["to"] == "13900000001"
    opened = mine(sit)
    assert (opened.state, opened.accounts) == ("open", ((held, ZHONGZHOU),))
    assert KNOWN not in opened.masked
    assert opened.masked.endswith(KNOWN[-2:])
    assert opened.until is not None
    left = opened.until - timezone.now()
    assert timedelta(hours=3, minutes=59) < left <= timedelta(hours=4)
    with sit("zhou", FUCHENG):
        assert person.see(account=held, office=FUCHENG, by="zhou", now=NOW).person.confirmed
    for colleague, office in (("colleague", FUCHENG), ("wang", GUANHU)):
        with sit(colleague, office):
            assert not Account.objects.exists()
    acts = list(Entry.objects.filter(act__startswith="break_glass").order_by("id").values_list("act", "officer"))
    assert acts == [("break_glass.asked", "zhou"), ("break_glass.agreed", "wang"), ("break_glass.opened", "zhou")]


def test_an_emergency_shows_and_neither_copies_nor_erases_what_others_entered(sit: Sit, held: int) -> None:
    with sit("zhou", FUCHENG):
        own = register(office=FUCHENG, by="zhou").account
    answer(sit, ask(sit))
    with sit("zhou", FUCHENG):
        assert len(person.see(account=own, office=FUCHENG, by="zhou", now=NOW).person.accounts) == 2
        assert Entry.objects.filter(act="person.read").latest("id").purpose == "exception"
        with pytest.raises(person.NotOwn):
            person.carry_away(account=own, office=FUCHENG, by="zhou", now=NOW)
        person.erase_at(account=own, office=FUCHENG, by="zhou", now=NOW)
    assert list(Account.objects.values_list("id", flat=True)) == [held]
    # What stands in the ledger is carried out again after a restore, by the owner.
    lines = [line for line in ledger.read(settings.SUIXING_KEYS_DIR) if line.person == Account.objects.get().person_id]
    assert [line.office for line in lines] == [FUCHENG]


def test_known_and_unknown_differ_for_nobody_but_who_asked(sit: Sit, held: int, as_serving: AsServing) -> None:
    known, unknown = ask(sit), ask(sit, UNKNOWN)
    said = []
    for request in (known, unknown):
        answer(sit, request)
        with as_serving(appoint("wang", GUANHU)) as sql:
            rows = []
            for question in (
                "SELECT officer, office, reason, agreed FROM access_break_glass WHERE id = %s",
                "SELECT 1 FROM access_break_glass_sought WHERE request_id = %s",
                "SELECT act, cardinality(subjects) FROM journal_entry WHERE detail ->> 'request' = %s::text",
                "SELECT access_may_review(%s)",
            ):
                sql.execute(question, [request])
                rows.append(sql.fetchall())
            said.append(rows)
    assert said[0] == said[1]
    with sit("zhou", FUCHENG):
        states = [one.state for one in break_glass.mine(by="zhou", now=timezone.now())]
    assert states == ["nothing_held", "open"]


def test_declined_and_expired_open_nothing(sit: Sit, held: int) -> None:
    request = ask(sit)
    answer(sit, request, agree=False)
    assert mine(sit).state == "declined"
    with pytest.raises(NotAnswered):
        answer(sit, request)
    late = ask(sit)
    BreakGlass.objects.filter(pk=late).update(expires_at=timezone.now())
    with pytest.raises(NotAnswered):
        answer(sit, late)
    assert mine(sit).state == "expired"
    assert not Tie.objects.filter(source=TieSource.BREAK_GLASS).exists()
    assert BreakGlassSought.objects.get(request=request).blind is None
    ask(sit)
    assert BreakGlassSought.objects.get(request=late).blind is None


def test_it_ends_by_itself_and_can_be_closed(sit: Sit, held: int) -> None:
    answer(sit, ask(sit))
    Tie.objects.filter(source=TieSource.BREAK_GLASS).update(until=timezone.now())
    assert mine(sit).state == "ended"
    with sit("zhou", FUCHENG):
        assert not Account.objects.exists()
    request = ask(sit)
    answer(sit, request)
    with sit("zhou", FUCHENG):
        assert Account.objects.exists()
        assert break_glass.close(request=request)
        assert not break_glass.close(request=request)
        assert not Account.objects.exists()


def test_the_second_office_is_another_one(sit: Sit, held: int) -> None:
    for second in (FUCHENG, VILLAGE, "no office"):
        with pytest.raises(NotAsked):
            ask(sit, second=second)
    with sit("chen", VILLAGE), pytest.raises(NotAsked):
        break_glass.ask(identifier=KNOWN, reason=BreakGlassReason.REPAIR, second=FUCHENG)


def test_ten_requests_a_day(sit: Sit, held: int) -> None:
    for _ in range(10):
        ask(sit, UNKNOWN)
    with pytest.raises(TooManyRequests):
        ask(sit)


def test_who_left_meanwhile_gets_nothing(sit: Sit, held: int) -> None:
    request = ask(sit)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_officer SET office_id = %s WHERE username = 'zhou'", [ZHONGZHOU])
    answer(sit, request)
    assert not Tie.objects.filter(source=TieSource.BREAK_GLASS).exists()


def test_a_superior_reviews_what_was_opened(sit: Sit, held: int) -> None:
    request, nothing = ask(sit), ask(sit, UNKNOWN)
    answer(sit, request)
    answer(sit, nothing)
    for officer, office in (("county", COUNTY), ("beside", ZHONGZHOU), ("below", FUCHENG)):
        with sit(officer, office, SUPERVISOR):
            assert break_glass.to_review() == []
            with pytest.raises(NotReviewed):
                break_glass.review(request=request, finding=Finding.NEEDED)
    with sit("clerk", PREFECTURE, (Role.DESK_OFFICER,)):
        assert break_glass.to_review() == []
    with sit("province", PROVINCE, SUPERVISOR):
        assert [one.number for one in break_glass.to_review()] == [request]
    with sit("prefecture", PREFECTURE, SUPERVISOR):
        assert [one.number for one in break_glass.to_review()] == [request]
        assert not BreakGlassSought.objects.exists()
        assert not Account.objects.exists()
        break_glass.review(request=request, finding=Finding.COULD_WAIT)
        with pytest.raises(NotReviewed):
            break_glass.review(request=request, finding=Finding.NEEDED)
        with pytest.raises(NotReviewed):
            break_glass.review(request=nothing, finding=Finding.NEEDED)
    with sit("zhou", FUCHENG):
        seen = {one.requested.number: one.requested for one in break_glass.mine(by="zhou", now=NOW)}
    assert (seen[request].justified, seen[request].finding) == (False, "could_wait")
    with sit("wang", GUANHU):
        assert {one.number: one.justified for one in break_glass.put_to(office=GUANHU, by="wang")}[request] is False
    reviewed = Entry.objects.get(act="break_glass.reviewed")
    assert (reviewed.office, reviewed.subjects) == (PREFECTURE, [])


def test_who_agreed_does_not_review(sit: Sit, held: int) -> None:
    request = ask(sit, second=PREFECTURE)
    with sit("prefecture", PREFECTURE, SUPERVISOR):
        break_glass.answer(request=request, agree=True)
        assert break_glass.to_review() == []
    with sit("province", PROVINCE, SUPERVISOR):
        break_glass.review(request=request, finding=Finding.NEEDED)


REFUSED = {
    "reads the index": "SELECT blind FROM access_break_glass_sought",
    "agrees by hand": "UPDATE access_break_glass SET agreed = true",
    "asks by hand": "INSERT INTO access_break_glass (officer, office, reason, second_office, asked_at, expires_at)"
    " VALUES ('zhou', '440309005', 'danger', '440309001', now(), now())",
    "opens by hand": "INSERT INTO access_tie (person, office_id, source, since, confirmed_at, until, officer)"
    " VALUES (gen_random_uuid(), '440309005', 'break_glass', now(), now(), now() + interval '1 hour', 'zhou')",
    "opens for all": "UPDATE access_tie SET officer = NULL",
    "sets the limit": "UPDATE access_time_limit SET minutes = 720",
    "asks her own office": "SELECT access_ask_break_glass(sha256('x'), 'x', 'danger', '440309005')",
    "asks her village": "SELECT access_ask_break_glass(sha256('x'), 'x', 'danger', '440309005001')",
    "gives no reason of the list": "SELECT access_ask_break_glass(sha256('x'), 'x', 'because', '440309001')",
    "tells of a review": "INSERT INTO access_break_glass_review (request_id, reviewed_at, officer, office, justified,"
    " reason) VALUES (1, now(), 'a', 'b', true, 'needed')",
}


@pytest.mark.parametrize("what", REFUSED)
def test_plain_sql_opens_nothing(held: int, sit: Sit, as_serving: AsServing, what: str) -> None:
    answer(sit, ask(sit))
    with as_serving(appoint("zhou", FUCHENG)) as sql, pytest.raises(psycopg.Error):
        sql.execute(REFUSED[what])


def test_plain_sql_neither_agrees_extends_nor_takes_away(held: int, sit: Sit, as_serving: AsServing) -> None:
    request, other = ask(sit), ask(sit)
    answer(sit, request)
    until = Tie.objects.get(source=TieSource.BREAK_GLASS).until
    with as_serving(appoint("zhou", FUCHENG, (Role.DESK_OFFICER, Role.SUPERVISOR))) as sql:
        for call in ("access_decide_break_glass(%s, true)", "access_review_break_glass(%s, true, 'needed')"):
            sql.execute(f"SELECT {call}", [other])
            assert sql.fetchone() == (False,)
        sql.execute("UPDATE access_tie SET until = now() + interval '1 year' WHERE officer = 'zhou'")
        assert sql.rowcount == 0
        for table in ("people_account", "people_residence", "consent_record", "people_identifier", "people_person"):
            sql.execute(f"DELETE FROM {table}")
            assert sql.rowcount == 0, table
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql.execute(
                "INSERT INTO people_mandate (id, person_id, act, sealed, granted_at, expires_at)"
                " SELECT gen_random_uuid(), person, 'x', 'x', now(), now() + interval '1 day' FROM access_tie"
            )
    # The second officer, too, agrees for her own office only, once, and never for herself.
    with as_serving(appoint("sun", ZHONGZHOU)) as sql:
        sql.execute("SELECT access_decide_break_glass(%s, true)", [other])
        assert sql.fetchone() == (False,)
        sql.execute("SELECT count(*) FROM access_break_glass")
        assert sql.fetchone() == (0,)
    assert Tie.objects.get(source=TieSource.BREAK_GLASS).until == until


def test_nobody_agrees_with_herself_after_moving(held: int, sit: Sit, as_serving: AsServing) -> None:
    request = ask(sit)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_officer SET office_id = %s WHERE username = 'zhou'", [GUANHU])
    with as_serving(appoint("zhou", GUANHU)) as sql:
        sql.execute("SELECT access_decide_break_glass(%s, true)", [request])
        assert sql.fetchone() == (False,)


def test_no_number_stands_in_plain_anywhere(held: int, sit: Sit, outgoing: Sent) -> None:
    answer(sit, ask(sit))
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^places_'")
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            for mark in (KNOWN, "13900000001"):
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{mark}%"])
                assert cursor.fetchone() == (0,), table
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{mark.encode().hex()}%"])
                assert cursor.fetchone() == (0,), table


def test_only_the_operator_sets_for_how_long(held: int, sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    for said in ("0", "13", "many"):
        monkeypatch.setenv("SUIXING_BREAK_GLASS_HOURS", said)
        with pytest.raises(Refusal):
            grant_roles(databases())
    monkeypatch.setenv("SUIXING_BREAK_GLASS_HOURS", "2")
    grant_roles(databases())
    answer(sit, ask(sit))
    until = Tie.objects.get(source=TieSource.BREAK_GLASS).until
    monkeypatch.setenv("SUIXING_BREAK_GLASS_HOURS", "4")
    grant_roles(databases())
    assert until is not None
    assert timedelta(hours=1, minutes=59) < until - timezone.now() <= timedelta(hours=2)
