"""The box into which the public puts complaints: sealed at once, write only for the pages, emptied by the node."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from django.conf import settings

from suixing.cases import sealing
from suixing.cases.models import Case, Lodged, StatusLink
from suixing.cases.standing import LINK_HOLDS
from suixing.kernel.keys import keyring_at

CODE_GROUPS = 4
_SEALED_AS = b"lodged"


@dataclass(frozen=True, slots=True)
class InTheBox:
    """One thing lodged. ``what`` is complaint, appeal or withdrawal; ``digest`` is of the code that she keeps."""

    id: UUID
    what: str
    office: str
    digest: bytes
    content: dict[str, str]
    lodged_at: datetime


def draw_code() -> str:
    """A code for who lodges something and asks later how it stands: four groups of four signs, 80 random bits."""
    return sealing.draw(CODE_GROUPS)


def digest_of_code(code: str) -> bytes:
    """Under what something is found by such a code, however it is typed: 32 octets."""
    return sealing.link_digest(code)


def put_in_the_box(*, what: str, office: str, content: dict[str, str], cause: str, now: datetime) -> str:
    """Seal and store; the code under which it is found again.

    What is lodged twice for one ``cause`` (a button pressed twice) is kept once, and has the same code.
    """
    code = sealing.derive(CODE_GROUPS, f"{what}:{cause}")
    wrapping = keyring_at(settings.SUIXING_KEYS_DIR).wrapping
    digest = sealing.link_digest(code)
    row = Lodged(
        id=UUID(bytes=digest[:16], version=4), what=what, office_id=office, digest=digest, lodged_at=now,
        sealed=wrapping.seal(orjson.dumps(content), _SEALED_AS),
    )  # fmt: skip
    # One statement that reads nothing back, which this role may not.
    Lodged.objects.bulk_create([row], ignore_conflicts=True)
    return code


def waiting_in_the_box(*, limit: int) -> list[UUID]:
    """What the public lodged and was not taken up yet, the oldest first."""
    waiting = Lodged.objects.filter(taken_up_at=None, of_case=None).order_by("lodged_at")
    return list(waiting.values_list("id", flat=True)[:limit])


def take_out_of_the_box(ident: UUID) -> InTheBox | None:
    """Open one, locked for this transaction; None where another worker has it."""
    held = Lodged.objects.select_for_update(skip_locked=True).filter(pk=ident, taken_up_at=None).first()
    if held is None or held.sealed is None:
        return None
    content = orjson.loads(keyring_at(settings.SUIXING_KEYS_DIR).wrapping.open(bytes(held.sealed), _SEALED_AS))
    return InTheBox(held.id, held.what, held.office_id, bytes(held.digest), content, held.lodged_at)


def own_waiting(*, limit: int) -> list[UUID]:
    """What persons took back on their own pages and was not taken up yet, the oldest first."""
    waiting = Lodged.objects.filter(taken_up_at=None, of_case__isnull=False).order_by("lodged_at")
    return list(waiting.values_list("id", flat=True)[:limit])


def own_taken_back(ident: UUID) -> tuple[UUID, str] | None:
    """The case that is taken back and its office, locked for this transaction; None where another worker has it."""
    held = Lodged.objects.select_for_update(skip_locked=True).filter(pk=ident, taken_up_at=None).first()
    return None if held is None or held.of_case is None else (held.of_case, held.office_id)


def mark_taken_up(ident: UUID, *, refused: str, now: datetime) -> None:
    """It was dealt with; what was written goes, and of which case it was."""
    Lodged.objects.filter(pk=ident).update(taken_up_at=now, refused=refused, sealed=None, of_case=None)


def link_code(case: Case, *, digest: bytes, now: datetime) -> None:
    """Let the code that she was given show this case."""
    StatusLink.objects.create(
        digest=digest, case=case, office_id=case.office_id, made_at=now, expires_at=now + LINK_HOLDS
    )


def linked(code: str) -> Iterator[tuple[UUID, str]]:
    """The case that a code shows, and its office."""
    for case, office in StatusLink.objects.filter(digest=sealing.link_digest(code)).values_list("case_id", "office_id"):
        if case is not None:
            yield case, office
