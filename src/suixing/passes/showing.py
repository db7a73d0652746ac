"""A pass shown at the office of the current place: checked at once (P4), then once a year by machine (P5).

It is checked by the lists at hand, so that nobody learns of it. What is kept of it is where its status stands, under
the person's key: neither the pass nor what it disclosed. A pass that does not hold is not kept, and nothing follows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from suixing.access.queries import has_open_tie
from suixing.exchange.queries import documents
from suixing.journal import actions as journal
from suixing.kernel.crypto import CryptoError
from suixing.passes.formats import cwt, sd_jwt, trust_list
from suixing.passes.formats.reasons import Malformed
from suixing.passes.formats.terms import Terms, read_instant, seconds
from suixing.passes.formats.trust_list import TrustList
from suixing.passes.formats.verdicts import Verdict
from suixing.passes.formats.verify import LONGEST, Binding, Checked, Statuses, verify
from suixing.passes.models import Presentation, StatusList
from suixing.passes.trust_models import SignedTrust
from suixing.passes.trusting import STATUS
from suixing.people.queries import key_of
from suixing.rules.counting import CHINA

KEPT = frozenset({Verdict.VALID, Verdict.STATUS_UNKNOWN})
"""What is recorded: a pass that is genuine and within its dates."""
TRIED_AGAIN = timedelta(days=1)
AT_ONCE = 200
BY = "worker"
_SHOWN = UUID(int=0)
"""Under which number what is kept of a showing is sealed; there is one of a person at an office."""


@dataclass(frozen=True, slots=True)
class Showing:
    """What an office keeps of a pass that was shown there. ``next_check_on``: None once it needs no more checks."""

    shown_on: date
    checked_at: datetime
    verdict: Verdict
    next_check_on: date | None


def check(text: str, *, now: datetime, binding: Binding | None = None) -> Checked:
    """Check what somebody shows, by the trust list and the status lists that this node holds. Never raises for it.

    ``binding`` is what her wallet was asked to sign, where it was asked.
    """
    trust = trust_at(now)
    return verify(text, trust, Statuses(_tokens(_terms_in(text), trust)), now, binding)


def trust_at(now: datetime) -> TrustList | None:
    """The issuers that this node trusts, as it signed them; None before it did, or where the list is out of date."""
    token = SignedTrust.objects.values_list("token", flat=True).first()
    try:
        return trust_list.read(token, now, None) if token else None
    except Malformed:
        return None


def showing_of(*, person: UUID, office: str) -> Showing | None:
    """What this office keeps of a pass of hers, if she showed one."""
    kept = Presentation.objects.filter(person_id=person, office_id=office)
    found = kept.values_list("shown_on", "checked_at", "verdict", "next_check_on").first()
    return None if found is None else Showing(found[0], found[1], Verdict(found[2]), found[3])


@transaction.atomic
def record_showing(*, person: UUID, office: str, checked: Checked, by: str, now: datetime) -> bool:
    """Keep that she showed a pass here, with the first check (P4); False for one that is not kept.

    Another one that she shows takes its place. Of the same day or not, the next check is a year away at most.
    """
    if checked.verdict not in KEPT or checked.expires is None or checked.status_index is None:
        return False
    today = now.astimezone(CHINA).date()
    kept = [checked.issuer, checked.status_uri, checked.status_index, seconds(checked.expires)]
    Presentation.objects.update_or_create(
        person_id=person,
        office_id=office,
        defaults={
            "shown_on": today,
            "checked_at": now,
            "verdict": checked.verdict.value,
            "sealed": key_of(person).seal_pass(_SHOWN, kept),
            "next_check_on": _next(checked.verdict, checked.expires, today),
        },
    )
    journal.record(act="pass.shown", office=office, officer=by, purpose="registration", subjects=[person], now=now)
    return True


def check_due(*, now: datetime) -> int:
    """The yearly checks that are due (P5), each in a transaction of its own; how many were made.

    Nobody is asked or summoned. One whose status is not known is looked at again the day after.
    """
    trust = trust_at(now)
    if trust is None:
        return 0
    made = 0
    while made < AT_ONCE and _check_next(trust, now):
        made += 1
    return made


@transaction.atomic
def _check_next(trust: TrustList, now: datetime) -> bool:
    today = now.astimezone(CHINA).date()
    due = Presentation.objects.select_for_update(skip_locked=True).filter(next_check_on__lte=today)
    kept = due.order_by("next_check_on").first()
    if kept is None:
        return False
    if not has_open_tie(person=kept.person_id, office=kept.office_id):
        # Her consent was taken back: the office does not see her, and nothing more is looked up.
        kept.next_check_on, kept.sealed = None, b""
        kept.save(update_fields=["next_check_on", "sealed"])
        return True
    terms = _terms_of(kept)
    verdict = Verdict.STATUS_UNKNOWN if terms is None else _standing(terms, trust, now)
    if verdict is Verdict.STATUS_UNKNOWN:
        # What was known stays; a list that comes late changes nothing for her.
        kept.next_check_on = None if terms is None else today + TRIED_AGAIN
        kept.save(update_fields=["next_check_on"])
        return True
    kept.verdict, kept.checked_at = verdict.value, now
    kept.next_check_on = _next(verdict, terms.expires, today) if terms else None
    kept.save(update_fields=["verdict", "checked_at", "next_check_on"])
    journal.record(
        act="pass.checked", office=kept.office_id, officer=BY, purpose="registration", subjects=[kept.person_id],
        now=now,
    )  # fmt: skip
    return True


def _standing(terms: Terms, trust: TrustList, now: datetime) -> Verdict:
    if terms.expires <= now:
        return Verdict.EXPIRED
    reason, _ = Statuses(_tokens(terms, trust)).look_up(terms, trust, now)
    return {"sound": Verdict.VALID, "revoked": Verdict.REVOKED}.get(reason.value, Verdict.STATUS_UNKNOWN)


def _next(verdict: Verdict, expires: datetime, today: date) -> date | None:
    """A year later, or when it has ended; the day after where its status is not known; never once it has ended."""
    if verdict is Verdict.STATUS_UNKNOWN:
        return today + TRIED_AGAIN
    if verdict is not Verdict.VALID:
        return None
    later = date(today.year + 1, today.month, min(today.day, 28) if today.month == 2 else today.day)
    return min(later, expires.astimezone(CHINA).date())


def _terms_in(text: str) -> Terms | None:
    """Whose list would tell of its status; None where nothing can be read."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    try:
        return cwt.read(text).terms if text.startswith(cwt.PREFIX) else sd_jwt.read(text).terms
    except Malformed:
        return None


def _terms_of(kept: Presentation) -> Terms | None:
    try:
        issuer, uri, index, expires = key_of(kept.person_id).open_pass(_SHOWN, bytes(kept.sealed))
    except (ObjectDoesNotExist, CryptoError):
        return None
    ends = read_instant(expires)
    return Terms(issuer=issuer, not_before=ends, expires=ends, status_uri=uri, status_index=index)


def _tokens(terms: Terms | None, trust: TrustList | None) -> Iterator[str]:
    """The status list that a pass names, as this node made it or was told it by the issuer's node."""
    issuer = trust.issuers.get(terms.issuer) if trust and terms else None
    number = terms.status_uri.rpartition("/")[2] if terms else ""
    if issuer is None or not number.isascii() or not number.isdigit() or len(number) > 9:
        return
    yield from StatusList.objects.filter(number=int(number)).values_list("token", flat=True)
    for one in documents(f"{STATUS}{number}"):
        if one.name == f"{STATUS}{number}" and one.node == issuer.place:
            yield one.body
