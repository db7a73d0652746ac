"""Her passes on her own pages: what her session opens she shows, prints, puts into a wallet, or calls lost."""

import html
import json
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection
from django.test import Client
from django.utils import timezone

from suixing.journeys import take_back
from suixing.journeys.register import register_one
from suixing.passes.actions import issue_pass, prepare, renew_pass, sweep_ended
from suixing.passes.formats import cwt
from suixing.passes.formats.claims import Claim
from suixing.passes.models import Offer, Pass
from suixing.passes.wallets.codes import digest_of
from suixing.passes.wallets.offering import WalletRefused, redeem, stands
from suixing.people.queries import find_person
from tests.access.conftest import Sit
from tests.cast import FUCHENG, NOW, XIUYING, ZHONGZHOU
from tests.desk.conftest import as_role
from tests.desk.test_register_and_see import entry
from tests.passes.test_grant_pass import is_revoked
from tests.passes.wallets.offers import code_in
from tests.residents.test_own_pages import as_owner, paper_code, sign_in, text

PASSES = "/me/pass/"


@pytest.fixture
def account(sit: Sit) -> int:
    """Her file number at Zhongzhou, her home, which issues her passes."""
    with sit("gao", ZHONGZHOU):
        return int(register_one(entry=entry(), office=ZHONGZHOU, by="gao", now=timezone.now()).account)


def issued(sit: Sit) -> UUID:
    prepare(by="worker", now=NOW)
    person = find_person(XIUYING.identifier)
    assert person is not None
    with sit("gao", ZHONGZHOU):
        return issue_pass(person=person, office=ZHONGZHOU, by="gao", now=timezone.now())


@pytest.fixture
def number(sit: Sit, account: int) -> UUID:
    """A pass of hers."""
    return issued(sit)


def signed_in(sit: Sit, account: int, officer: str = "gao", office: str = ZHONGZHOU) -> Client:
    """Her browser, signed in by the letter of this office."""
    client = Client()
    code = paper_code(sit, account, officer, office)
    with as_role("serving", ""):
        assert sign_in(client, XIUYING.identifier, "paper", code).status_code == 302
    return client


def kept_in(answer: object) -> dict[str, object]:
    """What a phone keeps of the page, if she wants that."""
    (said,) = re.findall(r'data-kept="([^"]*)"', text(answer))
    kept: dict[str, object] = json.loads(html.unescape(said))
    return kept


def test_she_shows_what_she_chose_and_nothing_else_p6(sit: Sit, account: int, number: UUID) -> None:
    she = signed_in(sit, account)
    with as_role("serving", ""):
        first = text(she.get(PASSES))
        assert f"{PASSES}{number}/" in first
        shown = she.post(f"{PASSES}{number}/", {"name": "on", "age": "adult", "home": "", "shape": "sheet", "tongue": "zh", "act": "show"})  # fmt: skip # noqa: E501
    kept = kept_in(shown)
    stated = cwt.read(str(kept["code"])).claims()
    assert set(stated) == {Claim.NAME, Claim.ADULT}
    assert stated[Claim.NAME] == XIUYING.name
    assert kept["told"] == {
        "zh": [["姓名", XIUYING.name], ["年满 18 周岁", "是"]],
        "en": [["Name", XIUYING.name], ["Eighteen or over", "yes"]],
    }
    assert XIUYING.identifier not in text(shown)
    assert as_owner(
        "SELECT count(*) FROM journal_entry WHERE act = 'pass.printed' AND officer = 'resident:self' AND office IS NULL"
    ) == 1  # fmt: skip


def test_she_prints_it(sit: Sit, account: int, number: UUID) -> None:
    she = signed_in(sit, account)
    sent = {"name": "on", "age": "", "home": "", "shape": "card", "tongue": "en", "act": "print"}
    with as_role("serving", ""):
        printed = she.post(f"{PASSES}{number}/", sent)
        assert she.post(f"{PASSES}{number}/", {**sent, "shape": "poster"}).status_code == 422
    assert (printed["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")


def test_what_is_older_than_her_proof_stays_closed(sit: Sit, account: int, number: UUID) -> None:
    with sit("zhou", FUCHENG):
        other = int(register_one(entry=entry(), office=FUCHENG, by="zhou", now=timezone.now()).account)
    she = signed_in(sit, other, "zhou", FUCHENG)
    with as_role("serving", ""):
        page = text(she.get(PASSES))
        assert str(number) not in page
        assert "/me/more/" in page
        for address in (f"{PASSES}{number}/", f"{PASSES}{number}/lost/"):
            assert she.get(address).status_code == 404
            assert she.post(address).status_code == 404
        assert she.post(f"{PASSES}{number}/wallet/").status_code == 404
    assert Pass.objects.get(pk=number).state == "valid"
    assert not Offer.objects.exists()


def test_a_pass_of_nobody_is_answered_like_anothers(sit: Sit, account: int, number: UUID) -> None:
    she = signed_in(sit, account)
    with as_role("serving", ""):
        assert she.get(f"{PASSES}{uuid4()}/").status_code == 404
        assert she.post(f"{PASSES}{uuid4()}/lost/").status_code == 404


def test_lost_is_revoked_at_once_and_for_good(sit: Sit, account: int, number: UUID) -> None:
    she = signed_in(sit, account)
    with as_role("serving", ""):
        assert "即刻注销" in text(she.get(f"{PASSES}{number}/lost/"))
        assert she.post(f"{PASSES}{number}/lost/")["Location"] == PASSES
        assert she.post(f"{PASSES}{number}/lost/").status_code == 409
        assert she.post(f"{PASSES}{number}/wallet/").status_code == 409
        shown = she.post(f"{PASSES}{number}/", {"name": "on", "shape": "sheet", "tongue": "zh"})
        assert shown.status_code == 409
        assert "遗失，已注销" in text(she.get(PASSES))
        assert "报失，随行证已注销" in text(she.get("/me/looked/"))
    assert is_revoked(number)
    assert as_owner("SELECT revoked_for FROM passes_pass WHERE id = %s", number) == "lost"


def test_a_wallet_takes_what_she_made_ready_and_no_desk_sees_it(sit: Sit, account: int, number: UUID) -> None:
    she = signed_in(sit, account)
    with as_role("serving", ""):
        page = text(she.post(f"{PASSES}{number}/wallet/"))
        again = text(she.post(f"{PASSES}{number}/wallet/"))
    offers = []
    for said in (page, again):
        (link,), (typed,) = re.findall(r'href="(openid[^"]*)"', said), re.findall(r'"number">(\d{6})<', said)
        offers.append((code_in(html.unescape(link)), typed))
    with sit("gao", ZHONGZHOU), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM passes_offer")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM journal_entry WHERE act = 'pass.offered'")
        assert cursor.fetchone() == (0,)
    with as_role("serving", ""):
        with pytest.raises(WalletRefused):
            redeem(code=offers[0][0], number=offers[0][1])
        token = redeem(code=offers[1][0], number=offers[1][1])
        assert stands(token)
        with connection.cursor() as cursor:
            put = "SELECT pass FROM passes_put_in_wallet(%s, %s, %s, 1)"
            cursor.execute(put, [digest_of(token), b"n" * 32, "A" * 43])
            assert cursor.fetchone() == (number,)
    for act, times in (("pass.offered", 2), ("pass.put_in_wallet", 1)):
        counted = "SELECT count(*) FROM journal_entry WHERE act = %s AND officer = 'resident:self' AND office IS NULL"
        assert as_owner(counted, act) == times


def test_her_offers_go_with_the_pass_where_she_takes_her_consent_back(sit: Sit, account: int, number: UUID) -> None:
    she = signed_in(sit, account)
    with as_role("serving", ""):
        assert she.post(f"{PASSES}{number}/wallet/").status_code == 200
    person = Pass.objects.get(pk=number).person_id
    with sit("gao", ZHONGZHOU):
        take_back.erase_here(person=person, office=ZHONGZHOU, by="gao", now=timezone.now())
    assert not Offer.objects.exists()
    assert not Pass.objects.exists()


def test_the_older_of_two_stays_to_be_shown(sit: Sit, account: int, number: UUID) -> None:
    with sit("gao", ZHONGZHOU):
        newer = renew_pass(number=number, office=ZHONGZHOU, by="gao", now=timezone.now())
    she = signed_in(sit, account)
    with as_role("serving", ""):
        page = text(she.get(PASSES))
        assert f'action="{PASSES}{newer}/"' in page
        assert f'href="{PASSES}{number}/"' in page
        assert she.get(f"{PASSES}{number}/").status_code == 200


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE passes_pass SET state = 'revoked', revoked_at = now(), revoked_for = 'asked'",
        "DELETE FROM passes_pass",
        "DELETE FROM passes_offer",
    ],
)
def test_plain_sql_in_her_session_changes_nothing(sit: Sit, account: int, number: UUID, statement: str) -> None:
    she = signed_in(sit, account)
    with as_role("serving", ""), connection.cursor() as cursor:
        assert she.post(f"{PASSES}{number}/wallet/").status_code == 200
        cursor.execute("SELECT set_config('suixing.resident', %s, false)", [she.cookies["resident"].value])
        cursor.execute(statement)
        assert cursor.rowcount == 0
        cursor.execute("SELECT count(*) FROM passes_pass")
        assert cursor.fetchone() == (1,)


def test_no_session_no_pass(sit: Sit, account: int, number: UUID) -> None:
    with as_role("serving", ""), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM passes_pass")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT passes_note_own(%s, 'screen', 1), passes_offer_own(%s, '\\x00', '\\x00')", [number] * 2)
        assert cursor.fetchone() == (False, None)
        cursor.execute("SELECT * FROM passes_revoke_own(%s)", [number])
        assert cursor.fetchone() is None
        with pytest.raises(ProgrammingError):
            cursor.execute("SELECT (passes_own(%s)).id", [number])


def test_the_worker_takes_away_what_has_ended(sit: Sit, account: int, number: UUID) -> None:
    now = timezone.now()
    made = {"held_id": number, "office_id": ZHONGZHOU, "by": "gao", "tx_digest": b"x"}
    for digest in (b"old", b"new"):
        Offer.objects.create(digest=digest, made_at=now, until=now + timedelta(minutes=15), **made)
    earlier = now - timedelta(days=2)
    Offer.objects.filter(digest=b"old").update(made_at=earlier, until=earlier + timedelta(minutes=15))
    with as_role("intake", ""):
        assert sweep_ended() == 1
    assert [bytes(one) for one in Offer.objects.values_list("digest", flat=True)] == [b"new"]
