"""Break-glass: open a record without a confirmed tie, with a second officer of another office (REFUSALS 5).

The database decides each step and writes its journal entry; here numbers are hashed and sealed, and what
an officer may see is put together for her. docs/break-glass.md.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from suixing.access import actions as access_actions
from suixing.access import queries as access
from suixing.access.queries import BreakGlassReason, Finding, Requested
from suixing.kernel.errors import Sentence
from suixing.kernel.keys import keyring_at
from suixing.people import queries as people
from suixing.places.queries import stands_over
from suixing.rules.identifiers import mask

__all__ = ["BreakGlassReason", "Finding", "Requested"]  # the rest is defined here

SEALED_AS = b"break-glass-number"

REASONS = {
    BreakGlassReason.DANGER: Sentence(
        "有生命危险，且无法征得本人同意", "Danger to life, and the person cannot be asked"
    ),
    BreakGlassReason.HERSELF: Sentence(
        "本人持证件在场，但无法完成确认", "She stands here with her paper, but cannot confirm"
    ),
    BreakGlassReason.REPAIR: Sentence("须更正有误的登记", "A wrong record has to be put right"),
}
FINDINGS = {
    Finding.NEEDED: Sentence("有必要", "It was needed"),
    Finding.COULD_WAIT: Sentence("可以等待，不必例外", "It could have waited"),
    Finding.COULD_ASK: Sentence("本可由本人确认", "The person could have confirmed herself"),
    Finding.NO_GROUND: Sentence("所述理由不成立", "The stated reason did not hold"),
    Finding.WRONG_PERSON: Sentence("查看的不是所述当事人", "Another person was opened than the reason was about"),
}


@dataclass(frozen=True, slots=True)
class Mine:
    """One of her own requests. ``accounts`` (number, office) is filled while the record is open.

    ``state`` is one of waiting, expired, declined, nothing_held, open, ended.
    """

    requested: Requested
    state: str
    masked: str
    until: datetime | None
    accounts: tuple[tuple[int, str], ...]


_SAME_CITY = 4
_NEAR = 60


def who_may_answer(*, office: str) -> tuple[list[str], list[str]]:
    """The offices to choose from: of the same prefecture or above it, at most 60; and all that may be asked."""
    others = access.second_offices()
    near = [code for code in others if code[:_SAME_CITY] == office[:_SAME_CITY] or stands_over(code, office)]
    return near[:_NEAR], others


@transaction.atomic
def ask(*, identifier: str, reason: BreakGlassReason, second: str) -> int:
    """Ask an officer of ``second`` to agree; the number of the request.

    Raises NotAsked, TooManyRequests. Known and unknown numbers are answered alike; kept are the
    number's blind index and its masked form, sealed.
    """
    keys = keyring_at(settings.SUIXING_KEYS_DIR)
    return access_actions.ask_break_glass(
        blind=people.blind_index(identifier),
        sealed=keys.wrapping.seal(mask(identifier).encode(), SEALED_AS),
        reason=reason,
        second=second,
    )


def mine(*, by: str, now: datetime) -> list[Mine]:
    """Her own requests, the newest first."""
    return [_mine(one, by, now) for one in access.requests_of(officer=by)]


def _mine(requested: Requested, by: str, now: datetime) -> Mine:
    opening = access.opening_of(request=requested.number, officer=by, now=now)
    if opening is None:
        return Mine(requested, state_of(requested, now), "", None, ())
    keys = keyring_at(settings.SUIXING_KEYS_DIR)
    masked = keys.wrapping.open(opening.sealed, SEALED_AS).decode()
    state = state_of(requested, now)
    if state == "agreed":
        state = "nothing_held" if opening.opened_at is None else "open" if opening.person else "ended"
    accounts = tuple(people.accounts_of(opening.person)) if opening.person else ()
    return Mine(requested, state, masked, opening.until, accounts)


def state_of(requested: Requested, now: datetime) -> str:
    """waiting, expired, declined or agreed, as everybody who takes part sees it."""
    if requested.agreed is None:
        return "expired" if requested.expires_at <= now else "waiting"
    return "agreed" if requested.agreed else "declined"


def close(*, request: int) -> bool:
    """End an opened record before its time."""
    with transaction.atomic():
        return access_actions.close_break_glass(request=request)


def put_to(*, office: str, by: str) -> list[Requested]:
    """What other offices asked ``office`` to agree to, the newest first; not who is sought."""
    return access.requests_to(office=office, officer=by)


def answer(*, request: int, agree: bool) -> None:
    """Agree or decline as the second officer. Raises NotAnswered."""
    with transaction.atomic():
        access_actions.answer_break_glass(request=request, agree=agree)


def to_review() -> list[Requested]:
    """Opened records that the supervisor of this session may review, the newest first."""
    return access.requests_to_review()


def review(*, request: int, finding: Finding) -> None:
    """Say what the review found. Raises NotReviewed."""
    with transaction.atomic():
        access_actions.review_break_glass(request=request, finding=finding)
