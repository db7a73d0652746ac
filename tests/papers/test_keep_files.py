"""A paper is kept sealed, whole or not at all; what was altered on the disk does not open."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from suixing.journal.models import Entry
from suixing.papers import actions, errors, queries, storing
from suixing.papers.errors import NoSuchPaper, PaperRefused
from suixing.papers.models import MOST_PAPERS, Paper
from suixing.papers.queries import KeptPaper
from suixing.places.actions import open_office
from tests.cast import FUCHENG, GUANHU, NOW
from tests.papers import files
from tests.papers.conftest import lying

SUBJECT = uuid4()
pytestmark = pytest.mark.usefixtures("node", "disk")


@pytest.fixture(autouse=True)
def offices(node: None) -> None:
    for office in (FUCHENG, GUANHU):
        open_office(code=office, now=NOW)


def keep(file: UUID, content: bytes, *, office: str = FUCHENG, code: str = "identity_card") -> KeptPaper:
    return actions.keep_paper(
        file=file, office=office, code=code, upload=io.BytesIO(content), name="扫描 身份证.pdf", by="zhou",
        subjects=(SUBJECT,), now=NOW,
    )  # fmt: skip


def opened(paper: UUID, *, office: str = FUCHENG) -> bytes:
    return b"".join(actions.open_paper(paper=paper, office=office, by="zhou", subjects=(SUBJECT,), now=NOW))


def long_pdf(chunks: int) -> bytes:
    """As long as so many chunks and a bit, and nowhere the same."""
    return files.plain_pdf().replace(b"xref\n", b"%" + os.urandom(chunks << 19).hex().encode() + b"\nxref\n", 1)


def acts() -> list[tuple[str, str, list[UUID]]]:
    return list(Entry.objects.order_by("id").values_list("act", "purpose", "subjects"))


@pytest.mark.parametrize("content", [files.pdf(), files.jpeg(), files.png(), files.webp(), long_pdf(3)])
def test_what_is_kept_comes_back_and_each_reading_is_recorded(file: UUID, content: bytes) -> None:
    kept = keep(file, content)
    assert opened(kept.id) == (content if kept.media_type != "image/webp" else files.webp().replace(b"\x0c", b"\0", 1))
    assert queries.papers_of(file=file, office=FUCHENG) == (kept,)
    assert acts() == [("paper.kept", "case", [SUBJECT]), ("paper.opened", "case", [SUBJECT])]


def test_nothing_of_it_lies_on_the_disk_as_it_was(file: UUID, disk: Path) -> None:
    keep(file, files.plain_pdf())
    (path,) = lying(disk)
    held = path.read_bytes()
    assert b"%PDF" not in held
    assert b"Catalog" not in held
    row = Paper.objects.get()
    assert "身份证".encode() not in bytes(row.sealed_name or b"")
    assert path.stat().st_mode & 0o077 == 0


def test_names_outside_say_nothing(file: UUID) -> None:
    assert [keep(file, one).file_name for one in (files.pdf(), files.jpeg(), files.png())] == [
        "paper-1.pdf", "paper-2.jpg", "paper-3.png",
    ]  # fmt: skip


def test_the_same_paper_sent_twice_is_kept_once(file: UUID, disk: Path) -> None:
    assert keep(file, files.pdf()) == keep(file, files.pdf())
    assert len(lying(disk)) == 1
    assert [act for act, _, _ in acts()] == ["paper.kept"]
    assert keep(file, files.pdf(), code="certificate").number == 2


def test_the_same_paper_at_two_offices_cannot_be_told(file: UUID) -> None:
    keep(file, files.pdf())
    keep(file, files.pdf(), office=GUANHU)
    keep(uuid4(), files.pdf())
    assert len({bytes(one.mark) for one in Paper.objects.all()}) == 3


def test_one_hash_of_the_content_is_not_enough_to_find_it(file: UUID) -> None:
    keep(file, files.pdf())
    row = Paper.objects.values_list("mark", flat=True).get()
    assert bytes(row) != hashlib.sha256(files.pdf()).digest()


@pytest.mark.parametrize("content", [b"", b"hello", files.jpeg()[:-2]])
def test_what_is_refused_leaves_nothing(file: UUID, disk: Path, content: bytes) -> None:
    with pytest.raises(PaperRefused):
        keep(file, content)
    assert lying(disk) == []
    assert not Paper.objects.exists()
    assert acts() == []


def test_a_file_takes_forty(file: UUID, disk: Path) -> None:
    for at in range(MOST_PAPERS):
        keep(file, files.plain_pdf(b"/Number %d" % at))
    with pytest.raises(PaperRefused) as full:
        keep(file, files.pdf())
    assert full.value.sentence == errors.TOO_MANY.format(limit=40)
    assert len(lying(disk)) == 40
    first = queries.papers_of(file=file, office=FUCHENG)[0]
    actions.remove_paper(paper=first.id, office=FUCHENG, by="zhou", now=NOW)
    assert keep(file, files.pdf()).number == 41


def test_two_at_once_get_two_numbers(file: UUID) -> None:
    def one(at: int) -> None:
        keep(file, files.plain_pdf(b"/Number %d" % at))
        connections.close_all()

    working = [threading.Thread(target=one, args=(at,)) for at in range(6)]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    assert [one.number for one in queries.papers_of(file=file, office=FUCHENG)] == [1, 2, 3, 4, 5, 6]


def test_another_office_has_no_such_paper(file: UUID) -> None:
    kept = keep(file, files.pdf())
    assert queries.papers_of(file=file, office=GUANHU) == ()
    for act in (
        lambda: opened(kept.id, office=GUANHU),
        lambda: actions.remove_paper(paper=kept.id, office=GUANHU, by="lin", now=NOW),
    ):
        with pytest.raises(NoSuchPaper):
            act()
    assert opened(kept.id)


def test_a_removed_paper_is_destroyed(file: UUID, disk: Path) -> None:
    kept = keep(file, files.pdf())
    actions.remove_paper(paper=kept.id, office=FUCHENG, by="zhou", now=NOW)
    row = Paper.objects.get()
    assert (row.wrapped_key, row.sealed_name) == (None, None)
    assert lying(disk) == []
    with pytest.raises(NoSuchPaper):
        opened(kept.id)
    with pytest.raises(NoSuchPaper):
        actions.remove_paper(paper=kept.id, office=FUCHENG, by="zhou", now=NOW)


def test_a_removal_that_is_not_final_keeps_the_file(file: UUID, disk: Path) -> None:
    kept = keep(file, files.pdf())
    with transaction.atomic():
        actions.remove_paper(paper=kept.id, office=FUCHENG, by="zhou", now=NOW)
        transaction.set_rollback(True)
    assert opened(kept.id) == files.pdf()


def test_all_papers_of_a_file_go_and_no_others(file: UUID, disk: Path) -> None:
    stays = [keep(uuid4(), files.pdf()).id, keep(file, files.pdf(), office=GUANHU).id]
    for content in (files.pdf(), files.jpeg()):
        keep(file, content)
    assert actions.destroy_papers_of(file=file, office=FUCHENG, by="zhou", now=NOW) == 2
    assert {UUID(path.name) for path in lying(disk)} == set(stays)
    assert actions.destroy_papers_of(file=file, office=FUCHENG, by="zhou", now=NOW) == 0


def _flip(held: bytes) -> bytes:
    return held[:700] + bytes((held[700] ^ 1,)) + held[701:]


def _swap(held: bytes) -> bytes:
    one, two = storing.SEALED_BYTES, 2 * storing.SEALED_BYTES
    return held[one:two] + held[:one] + held[two:]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a bit": _flip,
    "chunks swapped": _swap,
    "a chunk left out": lambda held: held[: storing.SEALED_BYTES] + held[2 * storing.SEALED_BYTES :],
    "a chunk twice": lambda held: held[: storing.SEALED_BYTES] + held,
    "cut between chunks": lambda held: held[: 2 * storing.SEALED_BYTES],
    "cut inside": lambda held: held[:-1],
    "something behind": lambda held: held + b"\0",
    "a whole chunk behind": lambda held: held + bytes(storing.SEALED_BYTES),
    "empty": lambda held: held[:0],
    "of another suite": lambda held: b"\x02" + held[1:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_altered_on_the_disk_does_not_open(file: UUID, disk: Path, damage: str) -> None:
    kept = keep(file, long_pdf(3))
    (path,) = lying(disk)
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.raises(PaperRefused) as found:
        opened(kept.id)
    assert found.value.sentence == errors.DAMAGED


def test_one_paper_in_the_place_of_another_does_not_open(file: UUID, disk: Path) -> None:
    one, two = keep(file, files.pdf()), keep(file, files.jpeg())
    storing.path_of(one.id).write_bytes(storing.path_of(two.id).read_bytes())
    with pytest.raises(PaperRefused):
        opened(one.id)
    with connection.cursor() as cursor:  # nor with the other's key
        cursor.execute(
            "UPDATE papers_paper SET wrapped_key = (SELECT wrapped_key FROM papers_paper WHERE id = %s) WHERE id = %s",
            [two.id, one.id],
        )
    with pytest.raises(PaperRefused):
        opened(one.id)


def test_a_paper_that_is_gone_is_said_before_a_reading_is_recorded(file: UUID) -> None:
    kept = keep(file, files.pdf())
    storing.unlink(kept.id)
    with pytest.raises(PaperRefused):
        actions.open_paper(paper=kept.id, office=FUCHENG, by="zhou", now=NOW)
    assert [act for act, _, _ in acts()] == ["paper.kept"]


CHILD = """
import io, os, resource, signal, sys, uuid
from datetime import datetime, UTC
import django
django.setup()
from django.conf import settings
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from suixing.papers import actions, storing
from suixing.papers.errors import PaperRefused
from tests.papers import files
from tests.papers.test_keep_files import long_pdf
way = sys.argv[2]
if way == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
if way == "killed":
    write = storing.write
    def write_and_die(*given):
        write(*given)
        os.kill(os.getpid(), signal.SIGKILL)
    storing.write = write_and_die
try:
    actions.keep_paper(
        file=uuid.uuid4(), office="440309005", code="identity_card", upload=io.BytesIO(long_pdf(3)), name="x",
        by="zhou", now=datetime.now(UTC),
    )
except PaperRefused as refusal:
    print(refusal.sentence.en)
"""


def in_a_child(way: str) -> "subprocess.CompletedProcess[str]":
    """Keep a paper in a process of its own, on this database and disk."""
    name = str(connection.settings_dict["NAME"])
    return subprocess.run(
        [sys.executable, "-c", CHILD, name, way], capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )  # fmt: skip


def test_a_full_disk_keeps_nothing_and_says_so(disk: Path) -> None:
    said = in_a_child("full")
    assert said.stdout.strip() == errors.NO_ROOM.en, said.stderr
    assert lying(disk) == []
    assert not Paper.objects.exists()


def test_a_file_without_its_row_is_swept_and_no_other(file: UUID, disk: Path) -> None:
    kept = keep(file, files.pdf())
    assert in_a_child("killed").returncode == -signal.SIGKILL
    assert Paper.objects.count() == 1
    assert len(lying(disk)) == 2
    (disk / "aa").mkdir(exist_ok=True)
    (disk / "aa" / f"{uuid4()}.partial").write_bytes(b"half")
    assert actions.sweep_orphans(now=NOW) == 0  # they may be at work on it
    later = max(path.stat().st_mtime for path in lying(disk))
    assert actions.sweep_orphans(now=datetime.fromtimestamp(later, UTC) + timedelta(minutes=61)) == 2
    assert [UUID(path.name) for path in lying(disk)] == [kept.id]
    assert opened(kept.id) == files.pdf()


def test_what_was_removed_but_still_lies_there_is_swept(file: UUID, disk: Path) -> None:
    kept = keep(file, files.pdf())
    held = storing.path_of(kept.id).read_bytes()
    actions.remove_paper(paper=kept.id, office=FUCHENG, by="zhou", now=NOW)
    storing.path_of(kept.id).write_bytes(held)
    assert actions.sweep_orphans(now=timezone.now() + timedelta(hours=2)) == 1
    assert lying(disk) == []


def test_values_that_the_database_refuses() -> None:
    """Whoever writes past the actions."""
    good: dict[str, Any] = {
        "id": uuid4(), "file": uuid4(), "office_id": FUCHENG, "code": "identity_card", "number": 1,
        "media_type": "image/png", "size": 1, "mark": b"x", "wrapped_key": b"x", "sealed_name": b"x", "added_at": NOW,
        "added_by": "zhou",
    }  # fmt: skip
    for wrong in (
        {"code": "Identity card"}, {"code": "x"}, {"media_type": "text/html"}, {"size": 0}, {"size": 21 << 20},
        {"wrapped_key": None}, {"removed_at": NOW},
    ):  # fmt: skip
        with pytest.raises(IntegrityError):
            Paper.objects.create(**{**good, **wrong})
    Paper.objects.create(**good)
