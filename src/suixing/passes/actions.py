"""The verbs about passes: issue, renew, re-issue, revoke, hand out, keep their status and the issuing keys in order."""

from datetime import datetime

from django.db import transaction

from suixing.passes import keys, lists
from suixing.passes.handing_out import paper_token, wallet_token
from suixing.passes.hers import PAPER, SCREEN, offer_own, own_code, report_lost
from suixing.passes.issuing import (
    Issued,
    issue_or_renew,
    issue_pass,
    issue_passes,
    reissue_pass,
    renew_pass,
    replace_lost,
)
from suixing.passes.keys import ensure_key, rotate_key, take_up_files
from suixing.passes.lists import make_list_if_full, renew_tokens
from suixing.passes.models import Pass, RevokedFor, State, StatusList
from suixing.passes.newcomers import let_be, tell_newcomers
from suixing.passes.revoking import forget, forget_at, revoke_pass
from suixing.passes.showing import check_due, record_showing
from suixing.passes.sweeping import sweep_ended
from suixing.passes.trusting import Seen, keep_status, keep_trust, renew_trust

__all__ = [
    "PAPER", "SCREEN", "Issued", "RevokedFor", "Seen", "check_due", "forget", "forget_at", "issue_or_renew",
    "issue_pass", "issue_passes", "keep_status", "keep_trust", "let_be", "offer_own", "own_code", "paper_token",
    "record_showing", "reissue_pass", "renew_pass", "renew_tokens", "renew_trust", "replace_lost", "report_lost",
    "revoke_pass", "rotate_key", "sweep_ended", "tell_newcomers", "wallet_token",
]  # fmt: skip # the rest is defined here


def prepare(*, by: str, now: datetime) -> None:
    """Whatever issuing needs is there afterwards: a key that signs, and a status list with places."""
    ensure_key(by=by, now=now)
    make_list_if_full(now=now)


@transaction.atomic
def withdraw_key(*, number: int, by: str, now: datetime) -> int:
    """Nothing that this issuer key signed counts any more; of how many valid passes forms are to be handed out anew.

    Every status list is signed anew at once, by the key that signs now. Raises NoSuchKey.
    """
    affected = keys.withdraw_key(number=number, by=by, now=now)
    renew_tokens(now=now, before=now)
    return affected


@transaction.atomic
def carry_on_after_restore(*, by: str, now: datetime) -> None:
    """After a restore nothing that was revoked or withdrawn since the backup counts again; as the owner.

    Before anybody is erased again, which signs lists; afterwards ``renew_tokens`` dates them of today.

    No place of a list is given away again either: who got it since the backup holds a pass that is not known here.
    """
    if not StatusList.objects.exists():
        return
    take_up_files(now=now)
    ensure_key(by=by, now=now)
    revoked = lists.close_all(now=now)
    for number, places in revoked.items():
        Pass.objects.filter(status_list_id=number, index__in=places, state=State.VALID).update(
            state=State.REVOKED, revoked_at=now, revoked_for=RevokedFor.ASKED
        )
    make_list_if_full(now=now)
