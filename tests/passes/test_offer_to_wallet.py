"""An offer to a wallet: made at the issuing office alone, at work with her, and gone before her pass is."""

from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from suixing.journeys import take_back
from suixing.passes.actions import revoke_pass
from suixing.passes.errors import NoSuchPass, NotValid
from suixing.passes.models import Offer, Pass, RevokedFor
from suixing.passes.wallets.asking import ask, pending
from suixing.passes.wallets.offering import WalletRefused, offer_pass, redeem, stands
from tests.cast import FUCHENG, ZHONGZHOU
from tests.desk.conftest import Sit
from tests.passes.test_grant_pass import GAO, issued
from tests.passes.wallets.offers import code_in


def offered(sit: Sit, number: UUID) -> tuple[str, str]:
    """The code and the number of an offer that gao made."""
    with sit("gao", ZHONGZHOU):
        made = offer_pass(number=number, office=ZHONGZHOU, by="gao", now=timezone.now())
    return code_in(made.link), made.number


def test_offer_at_the_issuing_office_only(sit: Sit, xiuying: UUID) -> None:
    number = issued(sit, xiuying)
    offered(sit, number)
    with sit("chen", FUCHENG), pytest.raises((NoSuchPass, ProgrammingError)), transaction.atomic():
        offer_pass(number=number, office=FUCHENG, by="chen", now=timezone.now())
    assert Offer.objects.count() == 1


def test_offer_no_revoked_pass(sit: Sit, xiuying: UUID) -> None:
    number = issued(sit, xiuying)
    code, typed = offered(sit, number)
    with sit("gao", ZHONGZHOU):
        revoke_pass(number=number, reason=RevokedFor.ASKED, **GAO)
        with pytest.raises(NotValid):
            offer_pass(number=number, office=ZHONGZHOU, by="gao", now=timezone.now())
    with pytest.raises(WalletRefused):
        redeem(code=code, number=typed)


def test_another_offer_ends_the_first(sit: Sit, xiuying: UUID) -> None:
    number = issued(sit, xiuying)
    code, typed = offered(sit, number)
    second = offered(sit, number)
    with pytest.raises(WalletRefused):
        redeem(code=code, number=typed)
    assert stands(redeem(code=second[0], number=second[1]))


def test_the_serving_role_reads_no_hash_of_a_code(sit: Sit, xiuying: UUID) -> None:
    offered(sit, issued(sit, xiuying))
    with sit("gao", ZHONGZHOU), connection.cursor() as cursor, pytest.raises(ProgrammingError):
        cursor.execute("SELECT digest, tx_digest, token_digest FROM passes_offer")


def test_erase_takes_the_offers_too(sit: Sit, xiuying: UUID) -> None:
    offered(sit, issued(sit, xiuying))
    with sit("gao", ZHONGZHOU):
        take_back.erase_here(person=xiuying, office=ZHONGZHOU, by="gao", now=timezone.now())
    assert not Offer.objects.exists()
    assert not Pass.objects.exists()


def test_erase_everywhere_takes_the_offers_too(sit: Sit, xiuying: UUID) -> None:
    offered(sit, issued(sit, xiuying))
    take_back.erase(person=xiuying, by="gao", now=timezone.now())
    assert not Offer.objects.exists()


def test_a_request_is_of_one_session(sit: Sit, xiuying: UUID) -> None:
    now = timezone.now()
    with sit("chen", FUCHENG):
        asked = ask(claims=(), office=FUCHENG, by="chen", now=now)
        assert pending(token=asked.token, now=now) is not None
    with sit("gao", ZHONGZHOU):
        assert pending(token=asked.token, now=now) is None
        with pytest.raises(ProgrammingError), transaction.atomic():
            ask(claims=(), office=FUCHENG, by="chen", now=now)
