"""A tie is confirmed by a code of another office, and by nothing that one office can do alone."""

import re
from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from django.utils import timezone

from suixing.access.models import Tie
from suixing.journal.models import Entry
from suixing.journeys import confirm, take_back
from suixing.notices.models import Notice
from suixing.people.actions import issue_paper_code
from suixing.people.confirming import draw_paper_code
from suixing.people.errors import NoSuchAccount
from suixing.people.models import Account, ConfirmationCode, ConfirmationTry
from tests.access.conftest import AsServing, Sit
from tests.cast import FUCHENG, GUANHU, NOW, ZHONGZHOU
from tests.desk.conftest import VILLAGE, appoint
from tests.desk.test_register_and_see import register

Sent = Callable[[], list[dict[str, str]]]
HOME_TELEPHONE, CITY_TELEPHONE = "13900000001", "13900000002"


def registered(sit: Sit, officer: str, office: str, telephone: str) -> int:
    with sit(officer, office):
        return register(office=office, by=officer, telephone=telephone).account


def paper(sit: Sit, officer: str, office: str, account: int) -> str:
    with sit(officer, office):
        return issue_paper_code(account=account, by=officer, now=NOW)


def by_paper(sit: Sit, officer: str, office: str, account: int, code: str) -> bool:
    with sit(officer, office):
        return confirm.confirm_by_paper(account=account, code=code, office=office, by=officer, now=NOW)


@pytest.fixture
def home(sit: Sit) -> int:
    """Her first account, at the home place."""
    return registered(sit, "lian", ZHONGZHOU, HOME_TELEPHONE)


@pytest.fixture
def city(sit: Sit, home: int) -> int:
    """Her second account, at the current place."""
    return registered(sit, "zhou", FUCHENG, CITY_TELEPHONE)


def seen_by(sit: Sit, officer: str, office: str) -> set[str]:
    with sit(officer, office):
        return set(Account.objects.values_list("office_id", flat=True))


def test_a_paper_code_of_the_first_office_opens(sit: Sit, home: int, city: int, outgoing: Sent) -> None:
    code = paper(sit, "lian", ZHONGZHOU, home)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", code)
    assert seen_by(sit, "zhou", FUCHENG) == {FUCHENG}
    assert by_paper(sit, "zhou", FUCHENG, city, code.lower().replace("-", " ").replace("0", "o"))
    assert seen_by(sit, "zhou", FUCHENG) == {FUCHENG, ZHONGZHOU}
    assert seen_by(sit, "lian", ZHONGZHOU) == {ZHONGZHOU}
    entry = Entry.objects.get(act="tie.confirmed")
    assert (entry.office, entry.officer, entry.detail["way"]) == (FUCHENG, "zhou", "paper")
    (told,) = outgoing()
    assert (told["channel"], told["to"]) == ("sms", HOME_TELEPHONE)
    with sit("zhou", FUCHENG):
        assert confirm.is_confirmed(account=city)


def test_a_code_opens_once(sit: Sit, home: int, city: int) -> None:
    code = paper(sit, "lian", ZHONGZHOU, home)
    third = registered(sit, "wang", GUANHU, "")
    assert by_paper(sit, "zhou", FUCHENG, city, code)
    assert not by_paper(sit, "wang", GUANHU, third, code)


def test_a_newer_code_replaces_the_former(sit: Sit, home: int, city: int) -> None:
    former, newer = (paper(sit, "lian", ZHONGZHOU, home) for _ in range(2))
    assert not by_paper(sit, "zhou", FUCHENG, city, former)
    assert by_paper(sit, "zhou", FUCHENG, city, newer)


def test_nobody_confirms_with_what_her_own_office_printed(sit: Sit, home: int, city: int) -> None:
    assert not by_paper(sit, "zhou", FUCHENG, city, paper(sit, "zhou", FUCHENG, city))
    assert not by_paper(sit, "lian", ZHONGZHOU, home, paper(sit, "lian", ZHONGZHOU, home))
    # The later office does not speak for her to the earlier one, and an unconfirmed one to nobody.
    assert not by_paper(sit, "lian", ZHONGZHOU, home, paper(sit, "zhou", FUCHENG, city))
    third = registered(sit, "wang", GUANHU, "")
    assert not by_paper(sit, "wang", GUANHU, third, paper(sit, "zhou", FUCHENG, city))


def test_a_confirmed_office_speaks_for_her_too(sit: Sit, home: int, city: int) -> None:
    assert by_paper(sit, "zhou", FUCHENG, city, paper(sit, "lian", ZHONGZHOU, home))
    third = registered(sit, "wang", GUANHU, "")
    assert by_paper(sit, "wang", GUANHU, third, paper(sit, "zhou", FUCHENG, city))


def test_a_village_does_not_speak_to_its_township(sit: Sit) -> None:
    village = registered(sit, "chen", VILLAGE, CITY_TELEPHONE)
    township = registered(sit, "zhou", FUCHENG, "")
    assert not by_paper(sit, "zhou", FUCHENG, township, paper(sit, "chen", VILLAGE, village))


def test_who_withdrew_is_not_spoken_for(sit: Sit, home: int, city: int) -> None:
    code = paper(sit, "lian", ZHONGZHOU, home)
    Tie.objects.filter(office_id=ZHONGZHOU).update(until=NOW)
    assert not by_paper(sit, "zhou", FUCHENG, city, code)


def test_five_wrong_tries_end_the_day(sit: Sit, home: int, city: int) -> None:
    code = paper(sit, "lian", ZHONGZHOU, home)
    assert not any(by_paper(sit, "zhou", FUCHENG, city, draw_paper_code()) for _ in range(5))
    assert not by_paper(sit, "zhou", FUCHENG, city, code)
    ConfirmationTry.objects.update(day=timezone.now().date() - timedelta(days=3))
    assert by_paper(sit, "zhou", FUCHENG, city, code)


def test_an_old_code_does_not_open(sit: Sit, home: int, city: int) -> None:
    code = paper(sit, "lian", ZHONGZHOU, home)
    ConfirmationCode.objects.update(expires_at=timezone.now())
    assert not by_paper(sit, "zhou", FUCHENG, city, code)


def ask_for_code(sit: Sit, officer: str, office: str, account: int) -> None:
    with sit(officer, office):
        confirm.send_code(account=account, office=office, by=officer, now=NOW)


def by_telephone(sit: Sit, officer: str, office: str, account: int, code: str) -> bool:
    with sit(officer, office):
        return confirm.confirm_by_telephone(account=account, code=code, office=office, by=officer, now=NOW)


def code_in(text: str) -> str:
    found = re.search(r"\d{6}", text)
    assert found
    return found.group()


def test_a_code_goes_to_the_telephone_held_before(sit: Sit, home: int, city: int, outgoing: Sent) -> None:
    ask_for_code(sit, "zhou", FUCHENG, city)
    (message,) = outgoing()
    assert message["to"] == HOME_TELEPHONE
    assert by_telephone(sit, "zhou", FUCHENG, city, code_in(message["text"]))
    assert seen_by(sit, "zhou", FUCHENG) == {FUCHENG, ZHONGZHOU}
    assert Notice.objects.exclude(sealed=None).count() == 0


def test_three_wrong_tries_end_a_telephone_code(sit: Sit, home: int, city: int, outgoing: Sent) -> None:
    ask_for_code(sit, "zhou", FUCHENG, city)
    code = code_in(outgoing()[0]["text"])
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert not any(by_telephone(sit, "zhou", FUCHENG, city, wrong) for _ in range(3))
    assert not by_telephone(sit, "zhou", FUCHENG, city, code)


def test_a_telephone_code_ends_after_ten_minutes(sit: Sit, home: int, city: int, outgoing: Sent) -> None:
    ask_for_code(sit, "zhou", FUCHENG, city)
    code = code_in(outgoing()[0]["text"])
    left = ConfirmationCode.objects.get().expires_at - timezone.now()
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    ConfirmationCode.objects.update(expires_at=timezone.now())
    assert not by_telephone(sit, "zhou", FUCHENG, city, code)


def test_a_telephone_code_is_for_the_office_that_asked(sit: Sit, home: int, city: int, outgoing: Sent) -> None:
    third = registered(sit, "wang", GUANHU, "")
    ask_for_code(sit, "zhou", FUCHENG, city)
    assert not by_telephone(sit, "wang", GUANHU, third, code_in(outgoing()[0]["text"]))


def test_whether_somebody_else_holds_her_leaves_the_same_traces(sit: Sit, home: int, outgoing: Sent) -> None:
    """The office that is alone and the one that is not: the same rows, the same answers."""
    traces = []
    for officer, office, account in (
        ("lian", ZHONGZHOU, home), ("zhou", FUCHENG, registered(sit, "zhou", FUCHENG, CITY_TELEPHONE)),
    ):  # fmt: skip
        before = [model.objects.count() for model in (ConfirmationCode, ConfirmationTry, Notice, Entry)]
        ask_for_code(sit, officer, office, account)
        assert not by_telephone(sit, officer, office, account, "000000")
        after = [model.objects.count() for model in (ConfirmationCode, ConfirmationTry, Notice, Entry)]
        traces.append([late - early for early, late in zip(before, after, strict=True)])
    assert traces[0] == traces[1]
    assert [message["to"] for message in outgoing()] == [HOME_TELEPHONE]


def test_codes_are_not_sent_without_end(sit: Sit, home: int, city: int, outgoing: Sent) -> None:
    sent = 0
    for _ in range(6):
        ask_for_code(sit, "zhou", FUCHENG, city)
        sent += len(outgoing())
    assert sent == 3


def test_another_offices_account_is_as_if_it_were_not_there(sit: Sit, home: int, city: int) -> None:
    with sit("wang", GUANHU):
        for account in (home, city, 999_999_999):
            with pytest.raises(NoSuchAccount):
                confirm.confirm_by_paper(account=account, code="0000-0000-0000", office=GUANHU, by="wang", now=NOW)
            with pytest.raises(NoSuchAccount):
                confirm.send_code(account=account, office=GUANHU, by="wang", now=NOW)


def test_erasing_takes_codes_and_notices_along(sit: Sit, home: int, city: int) -> None:
    assert by_paper(sit, "zhou", FUCHENG, city, paper(sit, "lian", ZHONGZHOU, home))
    person = Account.objects.values_list("person_id", flat=True).get(pk=city)
    take_back.erase(person=person, by="console", now=NOW)
    for model in (ConfirmationCode, ConfirmationTry, Notice):
        assert not model.objects.filter(person=person).exists()


ATTACKS = {
    "reads codes": "SELECT * FROM people_confirmation_code",
    "resets tries": "DELETE FROM people_confirmation_try",
    "reads notices": "SELECT * FROM notices_notice",
    "confirms": "UPDATE access_tie SET confirmed_at = now()",
    "confirms by making": "INSERT INTO access_tie (person, office_id, source, since, confirmed_at)"
    " SELECT person, office_id, 'case', now(), now() FROM access_tie",
    "lists vouchers": "SELECT people_vouchers(id) FROM access_tie",
    "finds ties": "SELECT people_tie_to_confirm({account})",
    "draws codes": "SELECT people_issue_telephone_code({account}, sha256('x'))",
    "prints for others": "SELECT people_issue_paper_code({other}, sha256('x'))",
    "counts codes": "SELECT last_value FROM people_confirmation_code_id_seq",
    "asks what was written": "SELECT lastval()",
    "asks what was sent": "SELECT currval('notices_notice_id_seq')",
    "forgets her tries": "SELECT people_forget_codes(person) FROM access_tie",
    "forgets notices": "SELECT notices_forget(person) FROM access_tie",
    "makes herself bulk": "INSERT INTO access_bulk_role VALUES ('suixing_serving')",
}


@pytest.mark.parametrize("what", ATTACKS)
def test_plain_sql_gets_no_further(sit: Sit, home: int, city: int, as_serving: AsServing, what: str) -> None:
    paper(sit, "lian", ZHONGZHOU, home)
    with as_serving(appoint("zhou", FUCHENG)) as sql:
        sql.execute("SELECT notices_send_telephone_code(%s, sha256('x'), 'x')", [city])
        with pytest.raises(psycopg.Error):
            sql.execute(ATTACKS[what].format(account=city, other=home))
    assert not Tie.objects.exclude(confirmed_at=None).exists()


def test_plain_sql_cannot_speak_through_an_account_of_its_own(
    sit: Sit, home: int, city: int, as_serving: AsServing
) -> None:
    """Codes of her own making, ties made anew and dated back: the database goes by the order of ids."""
    with as_serving(appoint("zhou", FUCHENG)) as sql:
        sql.execute("SELECT people_issue_paper_code(%s, sha256('x'))", [city])
        sql.execute("UPDATE access_tie SET since = '1900-01-01'")
        sql.execute("SELECT people_confirm_tie(%s, 'paper', sha256('x'))", [city])
        assert sql.fetchone() == (False,)
        sql.execute("DELETE FROM access_tie RETURNING person")
        row = sql.fetchone()
        assert row is not None
        sql.execute(
            "INSERT INTO access_tie (person, office_id, source, since) VALUES (%s, %s, 'registration', '1900-01-01')",
            [row[0], FUCHENG],
        )
        for way in ("paper", "telephone", "both", ""):
            sql.execute("SELECT people_confirm_tie(%s, %s, sha256('x'))", [city, way])
            assert sql.fetchone() == (False,)
        sql.execute("SELECT count(*) FROM people_account")
        assert sql.fetchone() == (1,)


def test_without_a_session_nothing_is_asked(city: int, as_serving: AsServing) -> None:
    for call in ("people_confirm_tie(%s, 'paper', sha256('x'))", "notices_send_telephone_code(%s, sha256('x'), 'x')",
                 "people_issue_paper_code(%s, sha256('x'))"):  # fmt: skip
        with as_serving("") as sql, pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql.execute(f"SELECT {call}", [city])


def test_what_colleagues_ask_the_database_is_not_shown(sit: Sit, as_serving: AsServing) -> None:
    """Statements of other connections of the role hold keys of sessions and hashes of codes."""
    with sit("wang", GUANHU), as_serving("") as sql:
        sql.execute("SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%key-of-%'")
        assert sql.fetchone() == (0,)


def test_who_joined_since_is_not_told_that_she_confirmed(sit: Sit, home: int, city: int, outgoing: Sent) -> None:
    code = paper(sit, "lian", ZHONGZHOU, home)
    registered(sit, "wang", GUANHU, "13900000003")
    assert by_paper(sit, "zhou", FUCHENG, city, code)
    assert [told["to"] for told in outgoing()] == [HOME_TELEPHONE]
