"""Register, find, see, correct, move, withdraw and erase, each as the role that serves pages."""

from datetime import date, timedelta

import pytest

from suixing.access.roles import Role
from suixing.journeys import find, person
from suixing.journeys.register import Entry, Registered, held_here, register_one, similar_here
from suixing.people.errors import BadMove, ChangedMeanwhile
from suixing.people.models import Account, Person
from suixing.rules.identifiers import Identifier, read_identifier
from tests.cast import FUCHENG, GUANHU, JUNYAO, NOW, TODAY, XIUYING, ZHONGZHOU
from tests.desk.conftest import VILLAGE, Sit

LATER = NOW + timedelta(minutes=5)


def identifier_of(text: str) -> Identifier:
    read = read_identifier(text, today=TODAY)
    assert isinstance(read, Identifier)
    return read


def entry(**changes: object) -> Entry:
    said = {
        "identifier": identifier_of(XIUYING.identifier), "name": XIUYING.name, "sex": 2, "born": date(1985, 6, 12),
        "telephone": "13900000001", "home": ZHONGZHOU, "home_text": XIUYING.home, "current": FUCHENG,
        "current_text": XIUYING.current, "arrived": date(2025, 3, 1), "consent_on": TODAY, "way": "desk",
    }  # fmt: skip
    return Entry(**{**said, **changes})  # type: ignore[arg-type] # the cast's words, by field


def register(office: str = FUCHENG, by: str = "zhou", **changes: object) -> Registered:
    return register_one(entry=entry(**changes), office=office, by=by, now=NOW)


def found(office: str, by: str) -> find.Hit | None:
    return find.find_by_identifier(identifier=XIUYING.identifier, office=office, by=by, now=NOW)


def test_register_then_find_and_see_her(sit: Sit) -> None:
    with sit("zhou", FUCHENG):
        done = register()
        assert done.outcome == "accepted"
        hit = found(FUCHENG, "zhou")
        assert hit is not None
        assert (hit.account, hit.name) == (done.account, XIUYING.name)
        seen = person.see(account=done.account, office=FUCHENG, by="zhou", now=LATER)
        assert seen.own
        assert not seen.person.confirmed
        assert seen.account.private.telephone == "13900000001"
        assert [(stay.kind, stay.division) for stay in seen.account.stays] == [
            ("current", FUCHENG),
            ("home", ZHONGZHOU),
        ]
        assert [given.way for given in seen.consents] == ["desk"]
        assert [told.act for told in seen.readings][:2] == ["person.read", "person.found"]


def test_an_office_without_a_tie_finds_nobody_and_no_page(sit: Sit) -> None:
    with sit("zhou", FUCHENG):
        account = register().account
    with sit("hemei", GUANHU):
        assert found(GUANHU, "hemei") is None
        with pytest.raises(person.NotSeen):
            person.see(account=account, office=GUANHU, by="hemei", now=NOW)
        assert Account.objects.count() == Person.objects.count() == 0


def test_a_silent_join_shows_only_what_the_joining_office_entered(sit: Sit) -> None:
    with sit("zhou", FUCHENG):
        first = register().account
    with sit("hemei", GUANHU):
        joined = register(GUANHU, "hemei", telephone="", current_text="深圳市龙华区观湖街道")
        assert joined.outcome == "accepted"
        seen = person.see(account=joined.account, office=GUANHU, by="hemei", now=LATER)
        assert [one.number for one in seen.person.accounts] == [joined.account]
        assert {told.office for told in seen.readings} == {GUANHU}
        with pytest.raises(person.NotSeen):
            person.see(account=first, office=GUANHU, by="hemei", now=LATER)
    assert Person.objects.count() == 1


def test_the_township_sees_what_its_village_registered_and_changes_nothing(sit: Sit) -> None:
    with sit("tian", VILLAGE, (Role.COMMUNITY_WORKER,)):
        account = register(VILLAGE, "tian").account
    with sit("zhou", FUCHENG):
        hit = found(FUCHENG, "zhou")
        assert hit is not None
        assert hit.account == account
        seen = person.see(account=account, office=FUCHENG, by="zhou", now=LATER)
        assert not seen.own
        with pytest.raises(person.NotOwn):
            person.withdraw_at(account=account, office=FUCHENG, by="zhou", now=LATER)
    with sit("hemei", GUANHU):
        assert found(GUANHU, "hemei") is None


def test_other_posts_meet_nobody_even_at_the_same_office(sit: Sit) -> None:
    with sit("zhou", FUCHENG):
        register()
    for post in (Role.SUPERVISOR, Role.PROVIDER, Role.STAFF_ADMINISTRATOR, Role.EXCHANGE_OPERATOR):
        with sit(f"someone-{post.value[:8]}", FUCHENG, (post,)):
            assert found(FUCHENG, f"someone-{post.value[:8]}") is None
            assert Account.objects.count() == 0


def test_registering_again_stops_before_anything_is_written(sit: Sit) -> None:
    with sit("zhou", FUCHENG):
        account = register().account
        held = held_here(identifier=identifier_of(XIUYING.identifier), office=FUCHENG, by="zhou", now=NOW)
        assert held is not None
        assert held.account == account
        other = entry(identifier=identifier_of(JUNYAO.identifier))
        assert similar_here(entry=other, office=FUCHENG, by="zhou", now=NOW)[0].account == account


def test_correct_keeps_the_old_value_and_tells_the_second_officer(sit: Sit) -> None:
    with sit("zhou", FUCHENG):
        account = register().account
        seen = person.see(account=account, office=FUCHENG, by="zhou", now=NOW)
        changes = person.Changes(
            "李秀英", 2, date(1985, 6, 12), "13911112222", ZHONGZHOU, XIUYING.home, GUANHU, "观湖街道", date(2025, 4, 1)
        )
        person.correct(
            account=account, seen_version=seen.account.version, changes=changes, office=FUCHENG, by="zhou", now=LATER
        )
        after = person.see(account=account, office=FUCHENG, by="zhou", now=LATER)
        assert after.account.private.telephone == "13911112222"
        assert [(stay.division, stay.since) for stay in after.account.stays if stay.kind == "current"] == [
            (GUANHU, date(2025, 4, 1))
        ]
        assert after.corrections[0].before["telephone"] == "13900000001"
        with pytest.raises(ChangedMeanwhile):
            person.correct(
                account=account, seen_version=seen.account.version, changes=changes, office=FUCHENG, by="zhou",
                now=LATER,
            )  # fmt: skip


def _move(account: int, version: str, since: date) -> None:
    person.move(
        account=account, seen_version=version, kind="current", division=GUANHU, text="观湖街道", since=since,
        office=FUCHENG, by="zhou", now=LATER,
    )  # fmt: skip


def test_move_ends_one_residence_and_begins_another_g2(sit: Sit) -> None:
    with sit("zhou", FUCHENG):
        account = register().account
        version = person.see(account=account, office=FUCHENG, by="zhou", now=NOW).account.version
        with pytest.raises(BadMove):
            _move(account, version, date(2025, 2, 1))
        _move(account, version, date(2026, 1, 5))
        stays = person.see(account=account, office=FUCHENG, by="zhou", now=LATER).account.stays
        assert [(stay.division, stay.since, stay.until) for stay in stays if stay.kind == "current"] == [
            (FUCHENG, date(2025, 3, 1), date(2026, 1, 5)), (GUANHU, date(2026, 1, 5), None),
        ]  # fmt: skip


def test_withdrawal_closes_the_record_and_a_new_consent_opens_it_the_same_day_g1(sit: Sit) -> None:
    with sit("zhou", FUCHENG):
        account = register().account
        person.withdraw_at(account=account, office=FUCHENG, by="zhou", now=LATER)
        assert found(FUCHENG, "zhou") is None
        with pytest.raises(person.NotSeen):
            person.see(account=account, office=FUCHENG, by="zhou", now=LATER)
        again = register_one(entry=entry(), office=FUCHENG, by="zhou", now=LATER + timedelta(minutes=5))
        assert again.account == account
        seen = person.see(account=account, office=FUCHENG, by="zhou", now=LATER)
        assert [given.withdrawn_at for given in seen.consents] == [None]


def test_erasing_destroys_her_key_where_nobody_else_holds_her(sit: Sit) -> None:
    with sit("zhou", FUCHENG):
        account = register().account
        person.erase_at(account=account, office=FUCHENG, by="zhou", now=LATER)
        assert found(FUCHENG, "zhou") is None
    assert Person.objects.count() == Account.objects.count() == 0


def test_an_office_that_acted_alone_erases_only_what_it_entered(sit: Sit) -> None:
    with sit("zhou", FUCHENG):
        register()
    with sit("hemei", GUANHU):
        joined = register(GUANHU, "hemei").account
        person.erase_at(account=joined, office=GUANHU, by="hemei", now=LATER)
        assert found(GUANHU, "hemei") is None
    assert Person.objects.count() == 1
    with sit("zhou", FUCHENG):
        assert found(FUCHENG, "zhou") is not None


def test_a_budget_of_searches(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    from suixing.access.errors import BudgetSpent

    monkeypatch.setattr(find, "IDENTIFIERS_AN_HOUR", 2)
    with sit("zhou", FUCHENG):
        for _ in range(2):
            found(FUCHENG, "zhou")
        with pytest.raises(BudgetSpent):
            found(FUCHENG, "zhou")
