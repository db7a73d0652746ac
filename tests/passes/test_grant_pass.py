"""Issue, renew and re-issue a pass (P1, P2, P3, P6): by the home office, for three years, free."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from suixing.journal.models import Entry
from suixing.passes.actions import (
    issue_or_renew,
    issue_pass,
    issue_passes,
    paper_token,
    reissue_pass,
    renew_pass,
    revoke_pass,
    wallet_token,
)
from suixing.passes.errors import (
    AlreadyReplaced,
    AlreadyRevoked,
    HoldsOne,
    NoSuchPass,
    NotHeldHere,
    NotHome,
    NotValid,
    TooMuchForPaper,
)
from suixing.passes.formats import cwt, sd_jwt, status_list
from suixing.passes.formats.claims import Claim
from suixing.passes.formats.keys import PublicKey, new_signing_key
from suixing.passes.issuing import last_day
from suixing.passes.models import Pass, RevokedFor
from suixing.passes.queries import Standing, claims_of, issuer_keys, pass_of, passes_of, status_token, terms_of
from tests.cast import FUCHENG, GUANHU, JUNYAO, NOW, TODAY, XIUYING, ZHONGZHOU
from tests.cast import number as checked
from tests.desk.conftest import Sit
from tests.passes.conftest import register

GAO: dict[str, Any] = {"office": ZHONGZHOU, "by": "gao", "now": NOW}


def issued(sit: Sit, person: UUID) -> UUID:
    with sit("gao", ZHONGZHOU):
        return issue_pass(person=person, **GAO)


def is_revoked(number: UUID) -> bool:
    """What whoever checks learns of the pass."""
    row = Pass.objects.get(pk=number)
    token = status_token(row.status_list_id)
    assert token is not None
    held = status_list.read(token.token)
    (key,) = [one for one in issuer_keys() if one.thumbprint == held.kid]
    assert held.is_signed_by(PublicKey.from_jwk(key.public_jwk))
    return held.is_revoked(row.index)


def test_issue_pass_by_the_home_office_only_p1(sit: Sit, xiuying: UUID) -> None:
    with sit("chen", FUCHENG), pytest.raises(NotHome):
        issue_pass(person=xiuying, office=FUCHENG, by="chen", now=NOW)
    with sit("lin", GUANHU), pytest.raises(NotHeldHere):
        issue_pass(person=xiuying, office=GUANHU, by="lin", now=NOW)
    assert not Pass.objects.exists()
    number = issued(sit, xiuying)
    seen = pass_of(number, today=TODAY)
    assert (seen.office, seen.standing) == (ZHONGZHOU, Standing.VALID)
    assert Entry.objects.filter(act="pass.issued", office=ZHONGZHOU, officer="gao", subjects=[xiuying]).count() == 1


def test_issue_pass_for_three_years_to_the_day_p3(sit: Sit, xiuying: UUID) -> None:
    seen = pass_of(issued(sit, xiuying), today=TODAY)
    assert (seen.valid_from, seen.valid_until) == (date(2026, 11, 20), date(2029, 11, 20))
    said = terms_of(seen)
    assert said.not_before.isoformat() == "2026-11-20T00:00:00+08:00"
    assert said.expires.isoformat() == "2029-11-21T00:00:00+08:00"
    assert last_day(date(2028, 2, 29)) == date(2031, 2, 28)


@pytest.mark.parametrize("days", [-1, 1, -365])
def test_no_sql_shortens_or_lengthens_a_pass_p3(sit: Sit, xiuying: UUID, days: int) -> None:
    """Not even the owner of the tables."""
    number = issued(sit, xiuying)
    for change in (
        "UPDATE passes_pass SET valid_until = valid_until + %s WHERE id = %s",
        "UPDATE passes_pass SET valid_from = valid_from + %s WHERE id = %s",
        "INSERT INTO passes_pass SELECT gen_random_uuid(), valid_from, valid_until + %s, (index + 1) %% 131072, sealed,"
        " signed_with, issued_at, 'revoked', now(), 'lost', office_id, person_id, NULL, status_list_id"
        " FROM passes_pass WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change, [days, number])


def test_a_pass_states_a_closed_set_p6(sit: Sit, xiuying: UUID) -> None:
    seen = pass_of(issued(sit, xiuying), today=TODAY)
    claims = claims_of(seen, day=TODAY)
    assert claims.chosen(list(Claim)) == {
        "name": "李秀英", "birthdate": "1985-06-12", "adult": True,
        "home_province": {"code": "50", "name": "重庆市"}, "home_county": {"code": "500233", "name": "重庆市忠县"},
        "home_township": {"code": "500233001", "name": "重庆市忠县忠州街道"},
        "current_place": {"code": "440309005", "name": "广东省深圳市龙华区福城街道"}, "free_services": True,
    }  # fmt: skip


def test_hold_one_valid_pass_of_an_office(sit: Sit, xiuying: UUID) -> None:
    issued(sit, xiuying)
    with sit("gao", ZHONGZHOU), pytest.raises(HoldsOne):
        issue_pass(person=xiuying, **GAO)


def test_renewal_overlaps_p3(sit: Sit, xiuying: UUID) -> None:
    old = issued(sit, xiuying)
    later = NOW + timedelta(days=1000)
    with sit("gao", ZHONGZHOU):
        new = renew_pass(number=old, office=ZHONGZHOU, by="gao", now=later)
        with pytest.raises(AlreadyReplaced):
            renew_pass(number=old, office=ZHONGZHOU, by="gao", now=later)
        day = later.date()
        newest, before = passes_of(person=xiuying, today=day)
        assert (newest.number, newest.replaces, newest.standing) == (new, old, Standing.VALID)
        assert (before.number, before.replaced_by, before.standing) == (old, new, Standing.VALID)
        assert pass_of(old, today=date(2029, 11, 20)).standing is Standing.VALID
        assert pass_of(old, today=date(2029, 11, 21)).standing is Standing.EXPIRED
        assert newest.valid_until == last_day(day)
        assert not is_revoked(old)
        # A third one replaces the second; who applies again is never refused.
        assert pass_of(issue_or_renew(person=xiuying, **GAO), today=TODAY).replaces == new


def test_reissue_after_loss_revokes_the_old_one_and_says_so(sit: Sit, xiuying: UUID) -> None:
    old = issued(sit, xiuying)
    with sit("gao", ZHONGZHOU):
        new = reissue_pass(number=old, **GAO)
        newest, before = passes_of(person=xiuying, today=TODAY)
        assert (newest.number, newest.standing, newest.replaces) == (new, Standing.VALID, old)
        assert (before.standing, before.revoked_for, before.replaced_by) == (Standing.REVOKED, "lost", new)
        assert is_revoked(old)
        assert not is_revoked(new)
        with pytest.raises(AlreadyRevoked):
            reissue_pass(number=old, **GAO)
    acts = list(
        Entry.objects.filter(subjects=[xiuying], act__startswith="pass.").order_by("id").values_list("act", "detail")
    )
    assert acts == [("pass.issued", {}), ("pass.revoked", {"for": "lost"}), ("pass.reissued", {})]


def test_issue_again_after_a_mistaken_one_was_revoked(sit: Sit, xiuying: UUID) -> None:
    old = issued(sit, xiuying)
    with sit("gao", ZHONGZHOU):
        revoke_pass(number=old, reason=RevokedFor.MISTAKEN, **GAO)
        assert is_revoked(old)
        with pytest.raises(AlreadyRevoked):
            renew_pass(number=old, **GAO)
        with pytest.raises(NotValid):
            paper_token(number=old, chosen=[Claim.NAME], by="gao", now=NOW)
        new = issue_pass(person=xiuying, **GAO)
        assert not is_revoked(new)


def test_what_was_revoked_stays_revoked_by_sql(sit: Sit, xiuying: UUID) -> None:
    old = issued(sit, xiuying)
    with sit("gao", ZHONGZHOU):
        revoke_pass(number=old, reason=RevokedFor.ASKED, **GAO)
    for change in (
        "UPDATE passes_pass SET state = 'valid', revoked_at = NULL, revoked_for = NULL",
        "UPDATE passes_status_list SET bits = decode(repeat('00', 16384), 'hex')",
        "UPDATE passes_status_list SET used = used - 1",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_another_office_neither_sees_nor_revokes(sit: Sit, xiuying: UUID) -> None:
    """Not before she confirmed its tie, and then it only sees."""
    number = issued(sit, xiuying)
    for name, office in (("chen", FUCHENG), ("lin", GUANHU)):
        with sit(name, office):
            assert passes_of(person=xiuying, today=TODAY) == []
            with pytest.raises(NoSuchPass):
                pass_of(number, today=TODAY)
            for claimed in (office, ZHONGZHOU):
                with pytest.raises(NoSuchPass):
                    revoke_pass(number=number, office=claimed, reason=RevokedFor.LOST, by=name, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_tie SET confirmed_at = %s WHERE office_id = %s", [NOW, FUCHENG])
    with sit("chen", FUCHENG):
        assert pass_of(number, today=TODAY).standing is Standing.VALID
        with pytest.raises(NoSuchPass):
            revoke_pass(number=number, office=FUCHENG, reason=RevokedFor.LOST, by="chen", now=NOW)
        assert Pass.objects.filter(pk=number).delete()[0] == 0
        assert Pass.objects.filter(pk=number).update(state="revoked", revoked_at=NOW, revoked_for="lost") == 0


def test_hand_out_both_forms(sit: Sit, xiuying: UUID) -> None:
    number = issued(sit, xiuying)
    holder = new_signing_key()
    with sit("gao", ZHONGZHOU):
        code = paper_token(number=number, chosen=[Claim.NAME, Claim.HOME_COUNTY], by="gao", now=NOW, office=ZHONGZHOU)
        token = wallet_token(number=number, holder=holder.public_jwk, by="gao", now=NOW, office=ZHONGZHOU)
        said = terms_of(pass_of(number, today=TODAY))
    paper, wallet = cwt.read(code), sd_jwt.read(token)
    assert set(paper.claims()) == {Claim.NAME, Claim.HOME_COUNTY}
    assert set(wallet.claims()) == set(Claim)
    assert wallet.holder == holder.public_jwk
    assert (paper.terms.status_uri, paper.terms.status_index) == (said.status_uri, said.status_index)
    assert (wallet.terms.status_uri, wallet.terms.status_index) == (said.status_uri, said.status_index)
    (key,) = [one for one in issuer_keys() if one.signs]
    public = PublicKey.from_jwk(key.public_jwk)
    assert paper.is_signed_by(public)
    assert wallet.is_signed_by(public)
    assert pass_of(number, today=TODAY).signed_with == (key.number,)
    details = list(Entry.objects.filter(act="pass.printed").order_by("id").values_list("detail", flat=True))
    assert details == [{"form": "paper"}, {"form": "wallet"}]


def test_name_places_briefly_where_paper_has_no_room(sit: Sit) -> None:
    """At most 520 characters with a long Uyghur name; a short one leaves room for whole names of places."""
    chosen = [Claim.NAME, Claim.BIRTHDATE, Claim.HOME_COUNTY, Claim.CURRENT_PLACE]
    long = register(sit, JUNYAO.but(name="阿卜杜热合曼·买买提吐尔逊·吐尔洪"), office=ZHONGZHOU, by="gao")
    number = issued(sit, long)
    with sit("gao", ZHONGZHOU):
        code = paper_token(number=number, chosen=chosen, by="gao", now=NOW)
    assert len(code) <= 520
    claims = cwt.read(code).claims()
    assert claims[Claim.CURRENT_PLACE] == {"code": FUCHENG, "name": "福城街道"}
    assert claims[Claim.HOME_COUNTY] == {"code": "500233", "name": "忠县"}


def test_refuse_more_on_paper_than_can_be_read(sit: Sit) -> None:
    long = JUNYAO.but(name="麦尔耶姆古丽·阿卜杜热依木江·吐尔逊娜依古丽·" * 4)
    person = register(sit, long, office=ZHONGZHOU, by="gao")
    number = issued(sit, person)
    with sit("gao", ZHONGZHOU):
        with pytest.raises(TooMuchForPaper):
            paper_token(number=number, chosen=list(Claim), by="gao", now=NOW)
        paper_token(number=number, chosen=[Claim.HOME_TOWNSHIP, Claim.ADULT], by="gao", now=NOW)


def test_issue_to_many_at_once(sit: Sit, xiuying: UUID) -> None:
    junyao = register(sit, JUNYAO, office=ZHONGZHOU, by="gao")
    stranger = register(
        sit, XIUYING.but(name="王芳", identifier=checked("50023319800101002")), office=FUCHENG, by="chen"
    )
    with sit("gao", ZHONGZHOU):
        done = issue_passes(persons=[xiuying, junyao, stranger, xiuying], printed=[Claim.NAME], **GAO)
        again = issue_passes(persons=[xiuying], **GAO)
    assert set(done.passes) == set(done.codes) == {xiuying, junyao}
    assert isinstance(done.refused[stranger], NotHeldHere)
    assert isinstance(again.refused[xiuying], HoldsOne)
    for person, made in done.passes.items():
        code = cwt.read(done.codes[person])
        seen = pass_of(made, today=TODAY)
        assert code.terms == terms_of(seen)
        assert code.claims()[Claim.NAME] == claims_of(seen, day=TODAY).name
        assert not is_revoked(made)
        acts = Entry.objects.filter(subjects=[person], act__startswith="pass.")
        assert list(acts.values_list("act", "detail")) == [("pass.issued", {"form": "paper"})]
