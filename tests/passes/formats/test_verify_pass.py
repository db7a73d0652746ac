"""Eight answers: each verdict, in its order, for both forms of a pass, with what is told beside it (P3, P5, P6)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from suixing.passes.formats import cwt, sd_jwt, trust_list
from suixing.passes.formats.claims import EVERYTHING, Claim
from suixing.passes.formats.keys import SigningKey
from suixing.passes.formats.reasons import SENTENCES as REASONS
from suixing.passes.formats.reasons import Malformed, Reason
from suixing.passes.formats.terms import Terms
from suixing.passes.formats.verdicts import EXIT_CODES, Verdict
from suixing.passes.formats.verdicts import SENTENCES as VERDICTS
from suixing.passes.formats.verify import Statuses
from tests.passes.formats.samples import (
    AT,
    BOUND,
    CODE,
    HOLDER,
    ISSUER,
    ISSUING,
    LIST,
    LONG_NAME,
    NONCE,
    OLD_KEY,
    OTHER,
    PERSON,
    REVOKED_INDEX,
    REVOKED_TERMS,
    SHOWN,
    STATUS,
    STOLEN,
    STRANGER,
    TERMS,
    TRUST,
    check,
    status_token,
    trust_token,
)


def wallet(key: SigningKey = ISSUING, terms: Terms = TERMS) -> str:
    return sd_jwt.issue(key, terms, PERSON, None)


def paper(key: SigningKey = ISSUING, terms: Terms = TERMS) -> str:
    return cwt.issue(key, terms, PERSON, EVERYTHING)


FORMS = pytest.mark.parametrize("form", [wallet, paper])


def test_every_verdict_and_reason_has_sentence_and_code() -> None:
    assert set(VERDICTS) == set(Verdict) == set(EXIT_CODES)
    assert [verdict.exit_code for verdict in Verdict] == [0, *range(10, 17)]
    assert set(REASONS) == set(Reason)


def test_a_presentation_says_what_the_holder_chose() -> None:
    checked = check(BOUND, bound=True)
    assert checked.verdict is Verdict.VALID
    assert checked.claims == {
        Claim.NAME: LONG_NAME, Claim.ADULT: True, Claim.HOME_PROVINCE: {"code": "65", "name": "新疆维吾尔自治区"},
    }  # fmt: skip
    assert checked.issued_by == TRUST.issuers[ISSUER]
    assert (checked.not_before, checked.expires) == (TERMS.not_before, TERMS.expires)
    assert checked.status_at == AT - timedelta(hours=3)
    assert checked.holder_bound


def test_a_code_says_what_was_printed() -> None:
    checked = check(CODE)
    assert (checked.verdict, checked.reason) == (Verdict.VALID, Reason.SOUND)
    assert checked.claims == {Claim.NAME: LONG_NAME, Claim.ADULT: True, Claim.FREE_SERVICES: True}
    assert not checked.holder_bound


def test_what_surrounds_a_text_in_a_file_does_not_count() -> None:
    assert check(f"\ufeff{CODE}\r\n").verdict is Verdict.VALID
    assert check(f" {SHOWN}\n").verdict is Verdict.VALID


@FORMS
def test_it_is_valid_from_the_first_moment_of_its_first_day_to_the_last_of_its_last(form) -> None:  # type: ignore[no-untyped-def]
    statuses = Statuses([status_token(at=at) for at in (TERMS.not_before, TERMS.expires - timedelta(hours=1))])
    trust = trust_list.read(trust_token(timedelta(days=2000)), AT, LIST.kid)
    moments = [TERMS.not_before + timedelta(seconds=-1), TERMS.not_before, TERMS.expires - timedelta(seconds=1)]
    moments.append(TERMS.expires)
    found = [check(form(), trust=trust, statuses=statuses, at=at).verdict for at in moments]
    assert found == [Verdict.NOT_YET_VALID, Verdict.VALID, Verdict.VALID, Verdict.EXPIRED]
    assert TERMS.not_before.isoformat() == "2026-03-01T00:00:00+08:00"
    assert TERMS.expires.isoformat() == "2029-03-02T00:00:00+08:00"


@FORMS
def test_a_revoked_pass_is_revoked(form) -> None:  # type: ignore[no-untyped-def]
    assert check(form(terms=REVOKED_TERMS)).verdict is Verdict.REVOKED


@FORMS
def test_an_outdated_list_still_tells_that_a_pass_was_revoked(form) -> None:  # type: ignore[no-untyped-def]
    old = Statuses([status_token(at=AT - timedelta(days=200))])
    checked = check(form(terms=REVOKED_TERMS), statuses=old)
    assert (checked.verdict, checked.status_at) == (Verdict.REVOKED, AT - timedelta(days=200))


@FORMS
def test_without_a_list_the_status_is_unknown(form) -> None:  # type: ignore[no-untyped-def]
    checked = check(form(), statuses=Statuses())
    assert (checked.verdict, checked.reason) == (Verdict.STATUS_UNKNOWN, Reason.NO_STATUS)
    assert checked.status_at is None
    assert checked.claims


@FORMS
def test_by_an_outdated_list_the_status_is_unknown_and_its_age_is_told(form) -> None:  # type: ignore[no-untyped-def]
    old = Statuses([status_token(at=AT - timedelta(days=2)), status_token(at=AT - timedelta(days=9))])
    checked = check(form(), statuses=old)
    assert (checked.verdict, checked.reason) == (Verdict.STATUS_UNKNOWN, Reason.STATUS_OUTDATED)
    assert checked.status_at == AT - timedelta(days=2)


@FORMS
def test_the_newest_of_several_lists_counts(form) -> None:  # type: ignore[no-untyped-def]
    both = Statuses([status_token(at=AT - timedelta(days=2)), status_token(OLD_KEY)])
    assert check(form(), statuses=both).verdict is Verdict.VALID


@FORMS
def test_a_place_that_the_list_does_not_have_is_unknown(form) -> None:  # type: ignore[no-untyped-def]
    checked = check(form(terms=replace(TERMS, status_index=131_072)))
    assert (checked.verdict, checked.reason) == (Verdict.STATUS_UNKNOWN, Reason.STATUS_RANGE)


@FORMS
def test_an_older_key_still_counts(form) -> None:  # type: ignore[no-untyped-def]
    assert check(form(OLD_KEY)).verdict is Verdict.VALID


@FORMS
@pytest.mark.parametrize(
    ("key", "reason"),
    [(STRANGER, Reason.UNKNOWN_KEY), (OTHER, Reason.UNKNOWN_KEY), (STOLEN, Reason.KEY_WITHDRAWN)],
)
def test_a_key_that_is_not_the_issuers_is_not_trusted(form, key: SigningKey, reason: Reason) -> None:  # type: ignore[no-untyped-def]
    checked = check(form(key))
    assert (checked.verdict, checked.reason, checked.claims) == (Verdict.UNTRUSTED_ISSUER, reason, {})


@FORMS
def test_an_issuer_that_is_not_listed_is_not_trusted(form) -> None:  # type: ignore[no-untyped-def]
    checked = check(form(terms=replace(TERMS, issuer="https://suixing.example.com")))
    assert (checked.verdict, checked.reason) == (Verdict.UNTRUSTED_ISSUER, Reason.UNKNOWN_ISSUER)
    assert checked.issuer == "https://suixing.example.com"
    assert checked.issued_by is None


@FORMS
def test_without_a_trust_list_nobody_is_trusted(form) -> None:  # type: ignore[no-untyped-def]
    checked = check(form(), trust=None)
    assert (checked.verdict, checked.reason, checked.claims) == (Verdict.UNTRUSTED_ISSUER, Reason.NO_TRUST_LIST, {})


@FORMS
def test_an_expired_trust_list_trusts_nobody(form) -> None:  # type: ignore[no-untyped-def]
    held = trust_list.read(trust_token(timedelta(hours=1)), AT, LIST.kid)
    checked = check(form(), trust=held, at=AT + timedelta(hours=1))
    assert (checked.verdict, checked.reason) == (Verdict.UNTRUSTED_ISSUER, Reason.TRUST_LIST_EXPIRED)
    with pytest.raises(Malformed) as found:
        trust_list.read(trust_token(timedelta(hours=1)), AT + timedelta(hours=1), LIST.kid)
    assert found.value.reason is Reason.TRUST_LIST_EXPIRED


def test_revocation_is_told_before_an_unknown_status_and_dates_before_both() -> None:
    late = TERMS.expires + timedelta(days=1)
    trust = trust_list.read(trust_token(timedelta(days=2000)), AT, LIST.kid)
    assert check(paper(terms=REVOKED_TERMS), trust=trust, at=late).verdict is Verdict.EXPIRED
    assert check(paper(STRANGER, REVOKED_TERMS), at=late).verdict is Verdict.UNTRUSTED_ISSUER


def test_a_key_binding_that_nobody_asked_for_is_checked_and_not_counted() -> None:
    checked = check(BOUND)
    assert (checked.verdict, checked.holder_bound) == (Verdict.VALID, False)
    wrong = sd_jwt.bind(SHOWN, STRANGER, NONCE.nonce, NONCE.audience, AT)
    assert check(wrong).reason is Reason.BINDING


@pytest.mark.parametrize("seconds", [-60, 0, 600])
def test_a_key_binding_counts_for_ten_minutes(seconds: int) -> None:
    made = sd_jwt.bind(SHOWN, HOLDER, NONCE.nonce, NONCE.audience, AT - timedelta(seconds=seconds))
    assert check(made, bound=True).holder_bound


def test_lists_of_other_widths_are_understood() -> None:
    """Two bits a place, as a list that also knows suspension: 0 valid, anything else not."""
    import zlib

    from tests.passes.formats.samples import base64url, jws

    bits = bytearray(64)
    bits[INDEX_IN_SHORT // 4] |= 2 << (INDEX_IN_SHORT % 4 * 2)
    payload = {
        "sub": STATUS, "iat": int(AT.timestamp()), "exp": int(AT.timestamp()) + 3600,
        "status_list": {"bits": 2, "lst": base64url(zlib.compress(bytes(bits)))},
    }  # fmt: skip
    wide = Statuses([jws({"alg": "ES256", "typ": "statuslist+jwt", "kid": ISSUING.kid}, payload)])
    for index, verdict in ((INDEX_IN_SHORT, Verdict.REVOKED), (INDEX_IN_SHORT + 1, Verdict.VALID)):
        assert check(paper(terms=replace(TERMS, status_index=index)), statuses=wide).verdict is verdict
    assert REVOKED_INDEX != INDEX_IN_SHORT


INDEX_IN_SHORT = 101
