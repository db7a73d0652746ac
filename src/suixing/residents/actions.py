"""The verbs of her own pages. The database decides each of them and writes the entry in the journal.

None takes a person: in a session the database knows whose it is, before it a proof has to be shown.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from suixing.people.queries import blind_index
from suixing.residents.mandates import end_mandate, give_mandate, hash_of_mandate, seal_user
from suixing.residents.models import Erasure
from suixing.residents.passkeys import Ceremony, begin_making, begin_showing, made, shown
from suixing.residents.proving import (
    HERSELF,
    WAYS,
    digest_of,
    draw_code,
    draw_key,
    draw_short_code,
    hash_of,
    mark_of_passkey,
)

__all__ = [
    "HERSELF",
    "Ceremony",
    "begin_making",
    "begin_showing",
    "draw_short_code",
    "end_mandate",
    "give_mandate",
    "hash_of",
    "hash_of_mandate",
    "made",
    "seal_user",
    "shown",
]  # the rest is defined here


def _ask(statement: str, *values: str | bytes | int | UUID | None) -> object:
    """The one value that a function of the owner gives."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        row = cursor.fetchone()
    return row[0] if row else None


def sign_in(*, identifier: str, way: str, code: str, browser: str) -> str | None:
    """The key of a new session where the code fits the number of her paper; None for whatever is wrong.

    ``way`` is one of ``paper``, ``desk``, ``telephone``, ``widening``. Known and unknown numbers take the same
    steps and leave the same rows.
    """
    if way not in WAYS:
        return None
    blind, key = blind_index(identifier), draw_key()
    done = _ask(
        "SELECT residents_sign_in(%s, %s, %s, %s, %s)",
        blind, way, hash_of(way, code, blind=blind), digest_of(key), browser,
    )  # fmt: skip
    return key if done else None


def show_code(*, way: str, code: str) -> str | None:
    """One more proof in her session, which then goes on under the key that is given; None where it does not fit."""
    if way not in WAYS or way == "telephone":
        return None
    key = draw_key()
    return key if _ask("SELECT residents_show_code(%s, %s, %s)", way, hash_of(way, code), digest_of(key)) else None


def show_passkey(*, credential_id: bytes, challenge: bytes, counter: int, browser: str) -> str | None:
    """Sign in, or open more in her session, by a passkey whose signature was checked; the key to go on under."""
    key = draw_key()
    done = _ask(
        "SELECT residents_show_passkey(%s, %s, %s, %s, %s)",
        mark_of_passkey(credential_id), mark_of_passkey(challenge), counter, digest_of(key), browser,
    )  # fmt: skip
    return key if done else None


def keep_passkey(*, credential_id: bytes, sealed: bytes, counter: int, name: str) -> bool:
    """Keep a passkey of hers, which opens what this session opens; False for one too many or one already held."""
    return bool(
        _ask("SELECT residents_keep_passkey(%s, %s, %s, %s)", mark_of_passkey(credential_id), sealed, counter, name)
    )


def end_passkey(*, passkey: int) -> bool:
    """End one of her passkeys and the sessions that it began."""
    return bool(_ask("SELECT residents_end_passkey(%s)", passkey))


def end_session(*, session: int | None = None) -> bool:
    """End one of her sessions; this one where none is named."""
    return bool(_ask("SELECT residents_end_session(%s)", session))


def choose(*, block_telephone: bool, hide: bool) -> bool:
    """What she chose: no codes to telephones; pages that say nothing."""
    return bool(_ask("SELECT residents_choose(%s, %s)", block_telephone, hide))


def note_numbers_shown() -> None:
    """She asked for numbers in plain."""
    _ask("SELECT residents_numbers_shown()")


def note_copied() -> None:
    """She took a copy of all that is open to her."""
    _ask("SELECT residents_copied()")


def lock() -> None:
    """Fold again what one more proof had opened behind the second lock."""
    _ask("SELECT residents_lock()")


def question(*, entry: int) -> bool:
    """Mark an entry of an office that is open to her as questioned; False where she sees no such entry."""
    return bool(_ask("SELECT residents_question(%s)", entry))


def make_desk_code(*, account: int) -> str:
    """A code for her who stands at the desk of this session's officer: 12 signs, once, within 72 hours.

    The database refuses an account whose office the officer does not work with, or without an open tie.
    """
    code = draw_code()
    _ask("SELECT residents_make_desk_code(%s, %s)", account, hash_of("desk", code))
    return code


def ask_widening() -> tuple[str, str] | None:
    """Ask that everything be opened: the number for the second officer, and the code for afterwards.

    None where everything is open, where one is under way, and after three a day.
    """
    code = draw_code()
    number = _ask("SELECT residents_ask_widening(%s)", hash_of("widening", code))
    return (str(number), code) if number else None


def cancel_widening(*, widening: int) -> bool:
    """Object in any session of hers."""
    return bool(_ask("SELECT residents_cancel_widening(%s)", widening))


def approve_widening(*, identifier: str, number: str) -> bool:
    """The officer of this session, of another office, saw her and her paper; False for whatever is wrong."""
    return bool(_ask("SELECT residents_second(%s, %s)", blind_index(identifier), number))


def object_at_desk(*, account: int) -> None:
    """She objects in person at an office that has a tie to her; whether anything waited is not told."""
    _ask("SELECT residents_object_at_desk(%s)", account)


def forget(*, person: UUID) -> None:
    """Delete the proofs of an erased person; the database refuses it for one who is still held."""
    _ask("SELECT residents_forget(%s)", person)
    _ask("SELECT residents_forget_questions(%s)", person)


def ask_erasure(*, office: str | None) -> bool:
    """Ask that what one office holds be erased in three days, or everything (None).

    False where her session does not open it from the beginning, where a request waits already, and after five a day.
    """
    return bool(_ask("SELECT residents_ask_erasure(%s)", office))


def cancel_erasure(*, erasure: int) -> bool:
    """Object in any session of hers, until it is begun."""
    return bool(_ask("SELECT residents_cancel_erasure(%s)", erasure))


@dataclass(frozen=True, slots=True)
class DueErasure:
    """What is to be erased now, by the clock of the database."""

    number: int
    person: UUID
    office: str | None


def begin_erasures() -> list[DueErasure]:
    """For the node, as the owner: what is due and was not cancelled. From here on it is not cancelled any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE residents_erasure SET begun_at = coalesce(begun_at, clock_timestamp())"
            " WHERE due_at <= clock_timestamp() RETURNING id, person, office"
        )
        return [DueErasure(*row) for row in cursor.fetchall()]


def end_erasure(*, erasure: int) -> None:
    """For the node: it was carried out. Within the transaction of that."""
    Erasure.objects.filter(pk=erasure).delete()


def put_off_erasures() -> int:
    """After a restore: what waits waits three days from now and is told again, for a cancellation may be lost."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE residents_erasure SET due_at = clock_timestamp() + interval '3 days', begun_at = NULL")
        return int(cursor.rowcount)


def sit_down(key: str) -> None:
    """Tell the database whose session the next statements are; past Django's cursor, which would write the key out."""
    connection.ensure_connection()
    connection.connection.execute("SELECT set_config('suixing.resident', %s, false)", [key])
