"""Two places agree on shorter limits for the offices in them (X6)."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from django.db import connection

from suixing.access.roles import Role
from suixing.kernel.errors import Refusal
from suixing.places import errors
from suixing.places.actions import agree, end_agreement
from suixing.places.models import AgreedLimit, Agreement
from suixing.places.queries import NATION, agreed_limits, agreement_of, agreements_of
from suixing.rules.books import book_for, effective_limit
from suixing.rules.limits import Limit, Unit
from tests.access.conftest import AsServing, as_serving
from tests.cast import FUCHENG, GUANHU, ZHONGZHOU
from tests.desk.conftest import Sit, appoint, databases, sit
from tests.desk.test_plain_sql import refused

__all__ = ["as_serving", "sit"]

LONGHUA, ZHONG = "440309", "500233"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
EIGHT = Limit(8, Unit.WORKING_DAYS)
ADMINISTRATOR = (Role.STAFF_ADMINISTRATOR,)


@pytest.fixture(autouse=True)
def none_held(node: None) -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE places_agreement CASCADE")


def made(**changed: Any) -> str:
    """Longhua and Zhong county agree on eight working days to answer a verification."""
    said: dict[str, Any] = {
        "first": LONGHUA, "second": ZHONG, "first_telephone": "0755-23456789", "second_telephone": "023-54231234",
        "limits": {"answer_verification": EIGHT}, "valid_from": TODAY, "valid_until": None, "office": LONGHUA,
        "by": "he.staff", "now": NOW,
    }  # fmt: skip
    return agree(**(said | changed))


def held(first: str, second: str, on: date = TODAY, key: str = "answer_verification") -> list[Limit]:
    return agreed_limits(first=first, second=second, key=key, on=on)


def acts() -> list[tuple[str, str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT act, office, detail FROM journal_entry WHERE starts_with(act, 'agreement.') ORDER BY id")
        return [(act, office, json.loads(detail)) for act, office, detail in cursor.fetchall()]


def test_it_holds_for_all_offices_below_in_either_direction() -> None:
    made()
    assert held(FUCHENG, ZHONGZHOU) == held(ZHONGZHOU, FUCHENG) == held(LONGHUA, ZHONG) == [EIGHT]
    assert held(FUCHENG, GUANHU) == held(FUCHENG, "500101001") == held("44", ZHONGZHOU) == held("", ZHONGZHOU) == []
    assert held(FUCHENG, ZHONGZHOU, key="notify") == held(FUCHENG, NATION) == []


def test_a_province_that_hides_its_office_matches_provinces_only() -> None:
    made()
    assert held(FUCHENG, "50") == []
    made(first="50", second="44", office="50", limits={"answer_verification": Limit(9, Unit.WORKING_DAYS)})
    assert held(FUCHENG, "50") == held("50", FUCHENG) == [Limit(9, Unit.WORKING_DAYS)]
    assert sorted(one.amount for one in held(ZHONGZHOU, FUCHENG)) == [8, 9]


def test_the_shorter_limit_takes_effect() -> None:
    made(limits={"answer_verification": Limit(12, Unit.WORKING_DAYS)})
    agreed = held(FUCHENG, ZHONGZHOU)
    nation, chongqing = (book_for(place=code, on=TODAY) for code in (FUCHENG, ZHONGZHOU))
    assert effective_limit(nation, "answer_verification", agreed) == Limit(12, Unit.WORKING_DAYS)
    assert effective_limit(chongqing, "answer_verification", agreed) == Limit(10, Unit.WORKING_DAYS)


def test_its_days_are_both_included() -> None:
    made(valid_from=date(2026, 12, 1), valid_until=date(2026, 12, 31))
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [len(held(FUCHENG, ZHONGZHOU, on=day)) for day in days] == [0, 1, 1, 0]


def test_parties_stand_in_one_order_whoever_writes() -> None:
    one = made()
    other = made(first=ZHONG, second=LONGHUA, first_telephone="023-1111111", office=ZHONG, by="ran.staff")
    assert (one, other) == ("440309-500233-2026-1", "440309-500233-2026-2")
    kept = agreement_of(office=ZHONG, code=other)
    assert kept is not None
    assert (kept.parties, kept.second_telephone, kept.first_name) == (
        (LONGHUA, ZHONG),
        "023-1111111",
        "广东省深圳市龙华区",
    )
    assert [one.code for one in agreements_of(office=FUCHENG)] == [one, other]
    assert agreements_of(office="44") == agreements_of(office=NATION) == []
    assert agreement_of(office=FUCHENG, code=one) is None
    assert acts()[1] == (
        "agreement.made",
        ZHONG,
        {"agreement": other, "from": "2026-11-23", "until": None, "limits": {"answer_verification": "8:working_days"}},
    )


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"second": LONGHUA}, errors.PartiesUnclear),
        ({"second": FUCHENG}, errors.PartiesUnclear),
        ({"second": "44"}, errors.PartiesUnclear),
        ({"second": NATION}, errors.PartiesUnclear),
        ({"second": "509999"}, errors.PartiesUnclear),
        ({"second": ""}, errors.PartiesUnclear),
        ({"office": FUCHENG}, errors.NotParty),
        ({"office": "44"}, errors.NotParty),
        ({"first_telephone": "何静"}, errors.AgreementUnclear),
        ({"second_telephone": ""}, errors.AgreementUnclear),
        ({"limits": {}}, errors.AgreementUnclear),
        ({"valid_until": date(2026, 11, 22)}, errors.AgreementUnclear),
        ({"limits": {"answer_verification": Limit(16, Unit.WORKING_DAYS)}}, errors.LimitNotShorter),
        ({"limits": {"answer_verification": Limit(1, Unit.MONTHS)}}, errors.LimitNotShorter),
        ({"limits": {"answer_request": Limit(20, Unit.WORKING_DAYS)}}, errors.LimitNotShorter),
        ({"limits": {"answer_request_urgent": Limit(1, Unit.DAYS)}}, errors.LimitNotShorter),
        ({"limits": {"answer_complaint": EIGHT}}, errors.LimitNotAgreeable),
        ({"limits": {"no_such": EIGHT}}, errors.LimitNotAgreeable),
        ({"valid_from": date(1999, 1, 1)}, Refusal),
    ],
)
def test_what_cannot_be_agreed_is_refused(changed: dict[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        made(**changed)
    assert not Agreement.objects.exists()
    assert acts() == []


def test_days_may_stand_for_working_days_where_they_are_never_longer() -> None:
    made(limits={"answer_verification": Limit(15, Unit.DAYS)} | {"answer_request": Limit(20, Unit.DAYS)})
    assert held(ZHONGZHOU, FUCHENG, key="answer_request") == [Limit(20, Unit.DAYS)]


def end(code: str, last_day: date, **changed: Any) -> None:
    said: dict[str, Any] = {"seen": None, "office": ZHONG, "by": "ran.staff", "now": NOW}
    end_agreement(code=code, last_day=last_day, **(said | changed))


def test_either_party_ends_it() -> None:
    code = made()
    end(code, date(2026, 11, 30))
    assert [len(held(FUCHENG, ZHONGZHOU, on=date(2026, month, 30))) for month in (11, 12)] == [1, 0]
    assert acts()[1] == ("agreement.ended", ZHONG, {"agreement": code, "until": "2026-11-30"})
    end(code, TODAY, seen=date(2026, 11, 30))
    assert not held(FUCHENG, ZHONGZHOU, on=date(2026, 11, 24))


def test_one_that_has_not_begun_may_never_begin() -> None:
    code = made(valid_from=date(2027, 1, 1))
    end(code, TODAY)
    kept = agreement_of(office=ZHONG, code=code)
    assert kept is not None
    assert kept.is_over(TODAY)
    assert not held(FUCHENG, ZHONGZHOU, on=date(2027, 1, 1))
    with pytest.raises(errors.AgreementOver):
        end(code, TODAY, seen=kept.valid_until)


@pytest.mark.parametrize(
    ("last_day", "changed", "refusal"),
    [
        (date(2026, 11, 22), {}, errors.AgreementOver),
        (date(2027, 6, 1), {"seen": date(2026, 12, 31)}, errors.AgreementOver),
        (date(2026, 12, 31), {"seen": date(2026, 12, 31)}, errors.AgreementOver),
        (date(2026, 12, 1), {"seen": date(2026, 12, 30)}, errors.AgreementChangedMeanwhile),
        (date(2026, 12, 1), {"seen": None}, errors.AgreementChangedMeanwhile),
        (date(2026, 12, 1), {"office": ZHONGZHOU}, errors.NotParty),
    ],
)
def test_ending_neither_prolongs_nor_reaches_back(
    last_day: date, changed: dict[str, Any], refusal: type[Refusal]
) -> None:
    code = made(valid_until=date(2026, 12, 31))
    with pytest.raises(refusal):
        end(code, last_day, **({"seen": date(2026, 12, 31)} | changed))
    assert Agreement.objects.get().valid_until == date(2026, 12, 31)
    with pytest.raises(errors.NoSuchAgreement):
        end("440309-500233-2026-9", last_day)


def test_an_administrator_of_a_party_makes_and_ends_it_as_the_serving_role(sit: Sit) -> None:
    with sit("he.staff", LONGHUA, ADMINISTRATOR):
        code = made()
    with sit("ran.staff", ZHONG, ADMINISTRATOR):
        end(code, TODAY)
    assert [act for act, *_ in acts()] == ["agreement.made", "agreement.ended"]


INSERT = (
    "INSERT INTO places_agreement (code, first_id, second_id, first_telephone, second_telephone, valid_from)"
    " VALUES ('mine', '440309', '500233', '0755-1234567', '023-1234567', '2026-11-23')"
)


@pytest.mark.parametrize(
    ("office", "roles"),
    [(LONGHUA, (Role.DESK_OFFICER, Role.SUPERVISOR)), (FUCHENG, ADMINISTRATOR), ("44", ADMINISTRATOR)],
)
def test_nobody_else_writes_one(as_serving: AsServing, office: str, roles: tuple[Role, ...]) -> None:
    made()
    with as_serving(appoint("zhou", office, roles)) as sql:
        said = refused(sql, INSERT)
        assert "row-level security" in said
        limit = "INSERT INTO places_agreed_limit (agreement_id, key, amount, unit) SELECT id, 'notify', 1, 'days'"
        assert "row-level security" in refused(sql, f"{limit} FROM places_agreement")
        assert sql.execute("UPDATE places_agreement SET valid_until = '2026-11-23'").rowcount == 0


def test_what_was_agreed_is_not_written_over(as_serving: AsServing) -> None:
    made()
    with as_serving(appoint("he.staff", LONGHUA, ADMINISTRATOR)) as sql:
        for statement in (
            "UPDATE places_agreement SET first_telephone = '110'",
            "UPDATE places_agreed_limit SET amount = 1",
            "DELETE FROM places_agreed_limit",
            "DELETE FROM places_agreement",
        ):
            assert "permission denied" in refused(sql, statement)


def test_every_officer_reads_it_and_nobody_without_a_session(as_serving: AsServing) -> None:
    made()
    count = "SELECT (SELECT count(*) FROM places_agreement), (SELECT count(*) FROM places_agreed_limit)"
    with as_serving(appoint("lian", ZHONGZHOU)) as sql:
        assert sql.execute(count).fetchone() == (1, 1)
    with as_serving("nobody") as sql:
        assert sql.execute(count).fetchone() == (0, 0)
    with databases().intake.connect() as worker:
        assert worker.execute(count).fetchone() == (1, 1)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            worker.execute(INSERT)
    assert AgreedLimit.objects.count() == 1


def test_the_nation_stands_over_all_in_the_database_too(as_serving: AsServing) -> None:
    asked = "SELECT access_stands_over('44'), access_stands_over('440309005001'), access_stands_over('00')"
    with as_serving(appoint("wang", NATION, (Role.SUPERVISOR,))) as sql:
        assert sql.execute(asked).fetchone() == (True, True, False)
    with as_serving(appoint("zheng", "44", (Role.SUPERVISOR,))) as sql:
        assert sql.execute(asked).fetchone() == (False, True, False)
    with as_serving("nobody") as sql:
        assert sql.execute(asked).fetchone() == (False, False, False)
