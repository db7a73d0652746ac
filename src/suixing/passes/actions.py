"""The verbs about passes: issue, renew, re-issue, revoke, hand out, keep their status and the issuing keys in order."""

from datetime import datetime

from django.db import transaction

from suixing.passes import lists
from suixing.passes.handing_out import paper_token, wallet_token
from suixing.passes.issuing import Issued, issue_or_renew, issue_pass, issue_passes, reissue_pass, renew_pass
from suixing.passes.keys import ensure_key, rotate_key, take_up_files, withdraw_key
from suixing.passes.lists import make_list_if_full, renew_tokens
from suixing.passes.models import Pass, RevokedFor, State, StatusList
from suixing.passes.revoking import forget, forget_at, revoke_pass

__all__ = [
    "Issued", "RevokedFor", "forget", "forget_at", "issue_or_renew", "issue_pass", "issue_passes", "paper_token",
    "reissue_pass", "renew_pass", "renew_tokens", "revoke_pass", "rotate_key", "wallet_token", "withdraw_key",
]  # fmt: skip # the rest is defined here


def prepare(*, by: str, now: datetime) -> None:
    """Whatever issuing needs is there afterwards: a key that signs, and a status list with places."""
    ensure_key(by=by, now=now)
    make_list_if_full(now=now)


@transaction.atomic
def carry_on_after_restore(*, by: str, now: datetime) -> None:
    """After a restore nothing that was revoked or withdrawn since the backup counts again; as the owner.

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
