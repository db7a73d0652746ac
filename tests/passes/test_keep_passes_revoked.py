"""What was revoked stays so: when a person is erased, when a key was stolen, when a backup from before is restored."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, transaction

from suixing.journeys import take_back
from suixing.passes import ledger
from suixing.passes.actions import (
    carry_on_after_restore,
    issue_pass,
    paper_token,
    prepare,
    renew_tokens,
    revoke_pass,
    rotate_key,
    withdraw_key,
)
from suixing.passes.errors import NotReady
from suixing.passes.formats import cwt, status_list
from suixing.passes.formats.claims import Claim
from suixing.passes.formats.keys import PublicKey
from suixing.passes.models import IssuerKey, Pass, RevokedFor, StatusList
from suixing.passes.queries import issuer_keys, pass_of, signed_with, status_token, status_tokens
from tests.cast import FUCHENG, JUNYAO, NOW, TODAY, ZHONGZHOU
from tests.desk.conftest import Sit, as_role
from tests.passes.conftest import register
from tests.passes.test_grant_pass import GAO, is_revoked, issued


def place_of(number: UUID) -> tuple[int, int]:
    held = Pass.objects.get(pk=number)
    return held.status_list_id, held.index


def is_set(place: tuple[int, int]) -> bool:
    token = status_token(place[0])
    assert token is not None
    return status_list.read(token.token).is_revoked(place[1])


def test_erase_revokes_first_and_leaves_no_link(sit: Sit, xiuying: UUID) -> None:
    place = place_of(issued(sit, xiuying))
    take_back.erase(person=xiuying, by="gao", now=NOW)
    assert not Pass.objects.exists()
    assert is_set(place)


def test_erase_at_one_office_revokes_what_it_issued(sit: Sit, xiuying: UUID) -> None:
    place = place_of(issued(sit, xiuying))
    with sit("chen", FUCHENG):
        take_back.erase_here(person=xiuying, office=FUCHENG, by="chen", now=NOW)
    assert Pass.objects.count() == 1
    assert not is_set(place)
    with sit("gao", ZHONGZHOU):
        take_back.erase_here(person=xiuying, office=ZHONGZHOU, by="gao", now=NOW)
    assert not Pass.objects.exists()
    assert is_set(place)


def test_rotate_key_and_what_it_signed_still_counts(sit: Sit, xiuying: UUID) -> None:
    number = issued(sit, xiuying)
    before = paper_token(number=number, chosen=[Claim.NAME], by="gao", now=NOW)
    made = rotate_key(by="console", now=NOW)
    after = paper_token(number=number, chosen=[Claim.NAME], by="gao", now=NOW)
    old, new = issuer_keys()[-2:]
    assert (new.number, new.signs, old.signs, old.withdrawn_at) == (made, True, False, None)
    assert cwt.read(before).is_signed_by(PublicKey.from_jwk(old.public_jwk))
    assert cwt.read(after).is_signed_by(PublicKey.from_jwk(new.public_jwk))
    assert pass_of(number, today=TODAY).signed_with == (old.number, new.number)


def test_withdraw_key_lists_what_to_hand_out_anew(sit: Sit, xiuying: UUID) -> None:
    number = issued(sit, xiuying)
    junyao = register(sit, JUNYAO, office=ZHONGZHOU, by="gao")
    other = issued(sit, junyao)
    paper_token(number=number, chosen=[Claim.NAME], by="gao", now=NOW)
    (stolen,) = [one for one in issuer_keys() if one.signs]
    file = settings.SUIXING_KEYS_DIR / "passes" / f"{stolen.number:02}.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert withdraw_key(number=stolen.number, by="console", now=NOW) == 1
    assert signed_with(key=stolen.number, today=TODAY) == [(number, ZHONGZHOU)]
    assert not file.exists()
    assert stolen.thumbprint in ledger.withdrawn(settings.SUIXING_KEYS_DIR)
    (fresh,) = [one for one in issuer_keys() if one.signs]
    for token in status_tokens():
        assert status_list.read(token.token).kid == fresh.thumbprint
    paper_token(number=other, chosen=[Claim.NAME], by="gao", now=NOW)
    assert pass_of(other, today=TODAY).signed_with == (fresh.number,)


def test_no_desk_makes_a_key(sit: Sit, xiuying: UUID) -> None:
    """Only the node itself does; a desk is told to try again."""
    with transaction.atomic():
        IssuerKey.objects.update(signs_until=NOW)
        StatusList.objects.update(used=131072)
        with pytest.raises(NotReady):
            issue_pass(person=xiuying, **GAO)
        transaction.set_rollback(True)
    with as_role("intake", ""):
        prepare(by="worker", now=NOW)


def test_sign_lists_anew_each_day(sit: Sit) -> None:
    tomorrow = NOW + timedelta(days=1, minutes=1)
    with as_role("intake", ""):
        renew_tokens(now=NOW, before=tomorrow)
        assert renew_tokens(now=NOW + timedelta(hours=23)) == 0
        assert renew_tokens(now=tomorrow) == StatusList.objects.count()
    for token in status_tokens():
        read = status_list.read(token.token)
        assert read.expires == token.expires_at.replace(microsecond=0) == tomorrow + timedelta(days=7)
    renew_tokens(now=NOW, before=tomorrow)


def test_restored_database_revokes_again_what_was_revoked(sit: Sit, xiuying: UUID) -> None:
    """And gives no place away that somebody may have got since the backup."""
    number = issued(sit, xiuying)
    place = place_of(number)
    with sit("gao", ZHONGZHOU):
        revoke_pass(number=number, reason=RevokedFor.LOST, **GAO)
    before = Pass.objects.values_list("status_list__used", flat=True).get(pk=number)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE passes_pass SET state = 'valid', revoked_at = NULL, revoked_for = NULL")
        cursor.execute("UPDATE passes_status_list SET bits = decode(repeat('00', 16384), 'hex'), used = used - 1")
        cursor.execute("SET LOCAL session_replication_role = origin")
    renew_tokens(now=NOW, before=NOW + timedelta(days=400))
    assert not is_set(place)
    carry_on_after_restore(by="console", now=NOW)
    assert is_revoked(number)
    newest = StatusList.objects.order_by("-number").first()
    assert newest is not None
    assert (newest.number > place[0], newest.used) == (True, 0)
    assert before > 0
    junyao = register(sit, JUNYAO, office=ZHONGZHOU, by="gao")
    assert place_of(issued(sit, junyao))[0] == newest.number
