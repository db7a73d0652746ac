"""A phone adds to exactly one file for fifteen minutes, at most ten papers, and learns nothing of it."""

import io
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, connections
from django.utils import timezone

from suixing.access.models import Officer
from suixing.journal.models import Entry
from suixing.papers import actions, errors, queries
from suixing.papers.errors import PaperRefused, TicketClosed
from suixing.papers.models import Paper, UploadTicket
from suixing.papers.tickets import digest_of
from tests.cast import FUCHENG
from tests.desk.conftest import Sit, as_role
from tests.papers import files
from tests.papers.conftest import lying

pytestmark = pytest.mark.usefixtures("disk")


@pytest.fixture
def token(sit: Sit, file: UUID) -> str:
    """A ticket of zhou's for this file."""
    with sit("zhou", FUCHENG):
        return actions.make_ticket(file=file, office=FUCHENG, code="identity_card", by="zhou", now=timezone.now())


def send(token: str, content: bytes | None = None) -> int:
    """As the web process does for a phone: the serving role, nobody's session."""
    with as_role("serving", ""):
        return actions.keep_by_ticket(token=token, upload=io.BytesIO(content or files.jpeg()), name="IMG_1.jpg")


def different(at: int) -> bytes:
    return files.jpeg(width=8 + at)


def test_a_phone_adds_to_the_file_of_its_ticket(sit: Sit, file: UUID, token: str) -> None:
    assert send(token) == 9
    with sit("chen", FUCHENG):
        (kept,) = queries.papers_of(file=file, office=FUCHENG)
        assert (kept.code, kept.added_by, kept.number) == ("identity_card", "phone", 1)
        content = b"".join(actions.open_paper(paper=kept.id, office=FUCHENG, by="chen", now=timezone.now()))
    assert content == files.jpeg()
    entry = Entry.objects.get(act="paper.kept")
    assert (entry.office, entry.officer, entry.purpose, entry.subjects) == (FUCHENG, "zhou", "case", [])
    assert entry.detail["way"] == "phone"


def test_papers_of_phone_and_desk_are_numbered_together(sit: Sit, file: UUID, token: str) -> None:
    with sit("zhou", FUCHENG):
        actions.keep_paper(
            file=file, office=FUCHENG, code="identity_card", upload=io.BytesIO(files.pdf()), name="", by="zhou",
            now=timezone.now(),
        )  # fmt: skip
    send(token)
    with sit("zhou", FUCHENG):  # the same from the desk is the same
        same = actions.keep_paper(
            file=file, office=FUCHENG, code="identity_card", upload=io.BytesIO(files.jpeg()), name="", by="zhou",
            now=timezone.now(),
        )  # fmt: skip
    assert same.number == 2


def test_only_the_hash_of_a_token_is_kept(token: str) -> None:
    row = UploadTicket.objects.get()
    assert bytes(row.digest) == digest_of(token)
    assert token not in str(UploadTicket.objects.values().get())


def test_ten_papers_and_no_more(token: str) -> None:
    assert [send(token, different(at)) for at in range(10)] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    with pytest.raises(TicketClosed):
        send(token, different(10))
    assert Paper.objects.count() == 10


def test_the_same_picture_twice_is_kept_once(token: str, disk: Path) -> None:
    assert [send(token), send(token)] == [9, 8]
    assert Paper.objects.count() == 1
    assert len(lying(disk)) == 1


def test_what_is_refused_does_not_use_the_ticket(token: str, disk: Path) -> None:
    with pytest.raises(PaperRefused):
        send(token, b"<html>")
    assert UploadTicket.objects.get().used == 0
    assert lying(disk) == []


def _expire() -> None:
    UploadTicket.objects.update(made_at=timezone.now() - timedelta(minutes=16), until=timezone.now())


def _leave() -> None:
    Officer.objects.update(is_active=False)


def _move() -> None:
    Officer.objects.update(office_id="440309001")


def _lose_the_post() -> None:
    Officer.objects.update(roles=["supervisor"])


def _end() -> None:
    UploadTicket.objects.update(ended_at=timezone.now())


@pytest.mark.parametrize("closing", [_expire, _leave, _move, _lose_the_post, _end])
def test_a_ticket_that_ended_keeps_nothing(token: str, disk: Path, closing: Callable[[], None]) -> None:
    closing()
    with as_role("serving", ""):
        assert queries.ticket_left(token=token) == 0
    with pytest.raises(TicketClosed) as closed:
        send(token)
    assert closed.value.sentence == errors.TICKET_CLOSED
    assert lying(disk) == []


@pytest.mark.parametrize("guess", ["", "a" * 43, "x", "a" * 5000, "\0", "é" * 43, "' OR 1=1 --"])
def test_a_guess_opens_nothing(token: str, guess: str) -> None:
    with pytest.raises(TicketClosed) as closed:
        send(guess)
    assert closed.value.sentence == errors.TICKET_CLOSED


def test_a_ticket_that_ends_while_a_picture_is_sent_keeps_nothing(token: str, disk: Path) -> None:
    """It was open when the phone began."""

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            UploadTicket.objects.update(ended_at=timezone.now())
            return super().read(size)

    with pytest.raises(TicketClosed):
        actions.keep_by_ticket(token=token, upload=Slow(files.jpeg()), name="")
    assert lying(disk) == []
    assert not Paper.objects.exists()


def test_a_full_file_says_so(token: str, file: UUID, disk: Path) -> None:
    for at in range(40):
        Paper.objects.create(
            id=UUID(int=at), file=file, office_id=FUCHENG, code="identity_card", number=at + 1, media_type="image/png",
            size=1, mark=b"", wrapped_key=b"", sealed_name=b"", added_at=timezone.now(), added_by="zhou",
        )  # fmt: skip
    with pytest.raises(PaperRefused) as full:
        send(token)
    assert full.value.sentence == errors.TOO_MANY.format(limit=40)
    assert UploadTicket.objects.get().used == 0
    assert lying(disk) == []


def test_two_phones_at_once_do_not_take_more_than_there_is(token: str) -> None:
    UploadTicket.objects.update(used=7)
    said: list[str] = []

    def one(at: int) -> None:
        try:
            actions.keep_by_ticket(token=token, upload=io.BytesIO(different(at)), name="")
            said.append("kept")
        except TicketClosed:
            said.append("closed")
        connections.close_all()

    working = [threading.Thread(target=one, args=(at,)) for at in range(6)]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    assert sorted(said) == ["closed"] * 3 + ["kept"] * 3
    assert Paper.objects.count() == 3


def test_a_new_ticket_ends_her_last_one_for_this_file(sit: Sit, file: UUID, token: str) -> None:
    with sit("zhou", FUCHENG):
        new = actions.make_ticket(file=file, office=FUCHENG, code="certificate", by="zhou", now=timezone.now())
    with pytest.raises(TicketClosed):
        send(token)
    assert send(new) == 9


def test_the_officer_ends_her_tickets(sit: Sit, file: UUID, token: str) -> None:
    with sit("chen", FUCHENG):
        assert actions.end_tickets(file=file, office=FUCHENG, by="chen", now=timezone.now()) == 0
    with sit("zhou", FUCHENG):
        assert actions.end_tickets(file=file, office=FUCHENG, by="zhou", now=timezone.now()) == 1
    with pytest.raises(TicketClosed):
        send(token)


def test_old_tickets_go(sit: Sit, file: UUID, token: str) -> None:
    UploadTicket.objects.update(made_at=timezone.now() - timedelta(days=3), until=timezone.now() - timedelta(days=2))
    with sit("zhou", FUCHENG):
        actions.make_ticket(file=file, office=FUCHENG, code="certificate", by="zhou", now=timezone.now())
    assert UploadTicket.objects.count() == 1


def test_the_limits_in_the_database_are_those_of_the_room() -> None:
    from suixing.papers.models import MOST_BY_TICKET, MOST_PAPERS

    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'papers_keep_by_ticket'")
        (source,) = cursor.fetchone()
    assert f"used < {MOST_BY_TICKET} " in source
    assert f">= {MOST_PAPERS} THEN" in source
