"""The worker checks shown passes once a year, by its own rights and by what lies at hand (P5)."""

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from suixing.journal.models import Entry
from suixing.journeys.take_back import withdraw
from suixing.passes.actions import RevokedFor, issue_pass, paper_token, prepare, revoke_pass
from suixing.passes.formats.claims import Claim
from suixing.passes.models import Presentation
from suixing.passes.showing import check, check_due, record_showing
from suixing.passes.trusting import renew_trust
from tests.cast import FUCHENG, NOW, TODAY, ZHONGZHOU
from tests.desk.conftest import Sit, as_role

GAO: dict[str, Any] = {"office": ZHONGZHOU, "by": "gao", "now": NOW}


@pytest.fixture
def shown(sit: Sit, xiuying: UUID) -> UUID:
    """She showed her pass at Fucheng; its number. The yearly check is due."""
    prepare(by="worker", now=NOW)
    renew_trust(now=NOW)
    with sit("gao", ZHONGZHOU):
        number = issue_pass(person=xiuying, **GAO)
        code = paper_token(number=number, chosen=[Claim.NAME], **GAO)
    with sit("chen", FUCHENG):
        checked = check(code, now=NOW)
        assert record_showing(person=xiuying, office=FUCHENG, checked=checked, by="chen", now=NOW)
    Presentation.objects.update(next_check_on=TODAY)
    return number


def checks() -> int:
    with as_role("intake", ""):
        return check_due(now=NOW)


def test_by_its_own_rights_and_in_the_journal_p5(shown: UUID) -> None:
    assert [checks(), checks()] == [1, 0]
    kept = Presentation.objects.get()
    assert (kept.verdict, kept.next_check_on) == ("valid", TODAY.replace(year=TODAY.year + 1))
    assert Entry.objects.filter(act="pass.checked", office=FUCHENG, officer="worker").count() == 1


def test_it_finds_what_was_revoked_since(sit: Sit, shown: UUID) -> None:
    with sit("gao", ZHONGZHOU):
        revoke_pass(number=shown, reason=RevokedFor.ASKED, **GAO)
    assert checks() == 1
    kept = Presentation.objects.get()
    assert (kept.verdict, kept.next_check_on) == ("revoked", None)


def test_it_looks_nothing_up_once_her_consent_was_taken_back(xiuying: UUID, shown: UUID) -> None:
    withdraw(person=xiuying, office=FUCHENG, by="chen", now=timezone.now())
    checks()
    kept = Presentation.objects.first()
    assert kept is None or (kept.next_check_on is None and bytes(kept.sealed) == b"")
    assert not Entry.objects.filter(act="pass.checked").exists()


def test_another_office_sees_nothing_of_it(sit: Sit, shown: UUID) -> None:
    with sit("gao", ZHONGZHOU):
        assert not Presentation.objects.exists()
    with sit("chen", FUCHENG):
        assert Presentation.objects.count() == 1
