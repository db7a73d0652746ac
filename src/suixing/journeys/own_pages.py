"""Her own pages, as far as several rooms take part. What is open to her session the database says, row by row.

Whether there is a telephone, or anybody, is told to no process that serves pages (docs/residents.md).
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from suixing.consent.queries import GivenConsent, consents_of
from suixing.journal.queries import Told, count_about, newest_about, own_inclusion_proof
from suixing.kernel.errors import Refusal, Sentence
from suixing.notices.actions import seal_own_code
from suixing.people.queries import SeenPerson, blind_index, offices_of, see_herself
from suixing.residents import actions as residents
from suixing.residents.queries import links_of, tree_of

SENT = Sentence(
    zh="如果有机构登记过您的手机号，验证码已发往该手机，10 分钟内有效；一天最多三次。",
    en="If an office holds a telephone of yours, a code was sent to it. It holds for 10 minutes; three a day at most.",
)


@transaction.atomic
def send_code(*, identifier: str) -> None:
    """Send a code to the telephones of who has this number; the answer is always ``SENT``."""
    blind, code = blind_index(identifier), residents.draw_short_code()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT journeys_send_resident_code(%s, %s, %s)",
            [blind, residents.hash_of("telephone", code, blind=blind), seal_own_code(code)],
        )


class NothingOpen(Refusal):
    """Her session ended meanwhile."""

    def __init__(self) -> None:
        super().__init__(Sentence(zh="登录已结束，请重新登录。", en="You are no longer signed in; sign in again."))


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """What is open to her of her own record: accounts with who entered them, numbers, consents."""

    person: SeenPerson
    consents: list[GivenConsent]


@transaction.atomic
def see(*, person: UUID, whole_numbers: bool) -> OwnRecord:
    """Her record as far as her session reaches; whole numbers are an entry of their own. Raises NothingOpen."""
    seen = see_herself(person=person, whole_numbers=whole_numbers)
    if seen is None:
        raise NothingOpen
    if whole_numbers:
        residents.note_numbers_shown()
    return OwnRecord(seen, consents_of(person=person, offices=offices_of(person)))


def who_looked(*, person: UUID, before: int | None, most: int) -> tuple[list[Told], int]:
    """Entries about her that are open to her session, the newest first, and how many there are in all."""
    with transaction.atomic():
        return newest_about(person, before=before, limit=most), count_about(person)


def proof_of(*, person: UUID, entry: int) -> dict[str, Any]:
    """The inclusion proof of an entry that she sees; others in it stay hashes. Raises Refusal."""
    links = [
        {"hash": other.hex()} if other is not None else
        {"subject": str(person), "number": number, "previous": previous.hex()}
        for number, previous, other in links_of(entry)
    ]  # fmt: skip
    return own_inclusion_proof(entry, links=links, fetch=tree_of)
