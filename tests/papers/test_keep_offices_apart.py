"""Row-level security on papers and tickets, asked with plain SQL under the serving role."""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.utils import timezone

from suixing.access.models import OfficerSession
from suixing.access.roles import Role
from suixing.papers import actions, queries
from suixing.papers.errors import NoSuchPaper
from suixing.papers.queries import KeptPaper
from suixing.papers.tickets import digest_of
from tests.cast import FUCHENG, GUANHU
from tests.desk.conftest import VILLAGE, Sit, appoint, databases
from tests.papers import files

Sql = psycopg.Cursor[tuple[Any, ...]]
pytestmark = pytest.mark.usefixtures("disk")


def keep(file: UUID, office: str, by: str) -> KeptPaper:
    return actions.keep_paper(
        file=file, office=office, code="identity_card", upload=io.BytesIO(files.pdf()), name="a.pdf", by=by,
        now=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def kept(sit: Sit, file: UUID) -> KeptPaper:
    """A paper of FUCHENG, and a ticket for more."""
    with sit("zhou", FUCHENG):
        actions.make_ticket(file=file, office=FUCHENG, code="identity_card", by="zhou", now=timezone.now())
        return keep(file, FUCHENG, "zhou")


@pytest.fixture
def intruder(kept: KeptPaper) -> Iterator[Sql]:
    """A connection of the serving role, nobody's session."""
    with databases().serving.connect() as connection, connection.cursor() as cursor:
        yield cursor


def sit_down(cursor: Sql, key: str) -> None:
    cursor.execute("SELECT set_config('suixing.session', %s, false)", [key])


def seen(cursor: Sql) -> tuple[int, int]:
    counts = []
    for table in ("papers_paper", "papers_upload_ticket"):
        row = cursor.execute(f"SELECT count(id) FROM {table}").fetchone()
        counts.append(row[0] if row else -1)
    return counts[0], counts[1]


def refused(cursor: Sql, statement: str, values: tuple[Any, ...] = ()) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        cursor.execute(statement, values)


def test_an_officer_keeps_opens_and_removes_what_is_her_offices(sit: Sit, kept: KeptPaper) -> None:
    with sit("chen", FUCHENG):
        assert queries.papers_of(file=kept.file, office=FUCHENG) == (kept,)
        assert b"".join(actions.open_paper(paper=kept.id, office=FUCHENG, by="chen", now=timezone.now())) == files.pdf()
        actions.remove_paper(paper=kept.id, office=FUCHENG, by="chen", now=timezone.now())
        assert keep(kept.file, FUCHENG, "chen").number == 2
        assert actions.destroy_papers_of(file=kept.file, office=FUCHENG, by="chen", now=timezone.now()) == 1


def test_a_file_of_two_offices_has_papers_of_each_by_itself(sit: Sit, kept: KeptPaper) -> None:
    with sit("lin", GUANHU):
        other = keep(kept.file, GUANHU, "lin")
        assert other.number == 1
        assert queries.papers_of(file=kept.file, office=GUANHU) == (other,)
        with pytest.raises(NoSuchPaper):
            actions.open_paper(paper=kept.id, office=FUCHENG, by="lin", now=timezone.now())


def test_nobody_sees_anything(intruder: Sql) -> None:
    assert seen(intruder) == (0, 0)


@pytest.mark.parametrize(
    ("office", "roles", "rows"),
    [
        (FUCHENG, (Role.DESK_OFFICER,), (1, 1)), (FUCHENG, (Role.COMMUNITY_WORKER,), (1, 1)),
        (FUCHENG, (Role.SUPERVISOR,), (0, 0)), (FUCHENG, (Role.PROVIDER, Role.STAFF_ADMINISTRATOR), (0, 0)),
        (GUANHU, (Role.DESK_OFFICER,), (0, 0)), (VILLAGE, (Role.COMMUNITY_WORKER,), (0, 0)),
        ("440309", (Role.SUPERVISOR, Role.DESK_OFFICER), (0, 0)),
    ],
)  # fmt: skip
def test_a_row_is_seen_by_its_own_office_and_posts_that_meet_persons(
    intruder: Sql, office: str, roles: tuple[Role, ...], rows: tuple[int, int]
) -> None:
    sit_down(intruder, appoint("someone", office, roles))
    assert seen(intruder) == rows


def test_a_locked_or_weak_session_sees_nothing(intruder: Sql) -> None:
    sit_down(intruder, appoint("someone", FUCHENG))
    OfficerSession.objects.update(locked_at=timezone.now())
    assert seen(intruder) == (0, 0)
    OfficerSession.objects.update(locked_at=None, strong=False)
    assert seen(intruder) == (0, 0)


_PAPER = (
    "INSERT INTO papers_paper (id, file, office_id, code, number, media_type, size, mark, wrapped_key, sealed_name,"
    " added_at, added_by) VALUES (gen_random_uuid(), %s, %s, 'identity_card', 7, 'image/png', 1, '', '', '', now(), %s)"
)
_TICKET = (
    "INSERT INTO papers_upload_ticket (digest, file, office_id, code, by, made_at, until, used)"
    " VALUES (%s, gen_random_uuid(), %s, 'identity_card', %s, now(), now() + %s, %s)"
)


def test_nobody_writes_for_another_office_or_officer(intruder: Sql, kept: KeptPaper) -> None:
    sit_down(intruder, appoint("someone", FUCHENG))
    quarter = timedelta(minutes=15)
    refused(intruder, _PAPER, (kept.file, GUANHU, "someone"))
    refused(intruder, _PAPER, (kept.file, FUCHENG, "zhou"))
    refused(intruder, _TICKET, (b"1", GUANHU, "someone", quarter, 0))
    refused(intruder, _TICKET, (b"1", FUCHENG, "zhou", quarter, 0))
    refused(intruder, _TICKET, (b"1", FUCHENG, "someone", timedelta(days=1), 0))
    refused(intruder, _TICKET, (b"1", FUCHENG, "someone", quarter, 3))
    intruder.execute(_PAPER, (kept.file, FUCHENG, "someone"))
    intruder.execute(_TICKET, (b"1", FUCHENG, "someone", quarter, 0))


def test_a_paper_is_neither_changed_nor_deleted_nor_moved(intruder: Sql, kept: KeptPaper) -> None:
    sit_down(intruder, appoint("someone", FUCHENG))
    for statement in (
        "UPDATE papers_paper SET file = gen_random_uuid()", "UPDATE papers_paper SET office_id = '440309001'",
        "UPDATE papers_paper SET added_by = 'x'", "DELETE FROM papers_paper", "SELECT digest FROM papers_upload_ticket",
        "UPDATE papers_upload_ticket SET used = 0", "UPDATE papers_upload_ticket SET until = now()",
        "UPDATE papers_upload_ticket SET ended_at = NULL", "UPDATE papers_paper SET wrapped_key = ''",
    ):  # fmt: skip
        refused(intruder, statement)
    assert seen(intruder) == (1, 1)


def test_another_office_cannot_remove(intruder: Sql, kept: KeptPaper) -> None:
    sit_down(intruder, appoint("someone", GUANHU))
    intruder.execute("UPDATE papers_paper SET wrapped_key = NULL, sealed_name = NULL, removed_at = now()")
    assert intruder.rowcount == 0


@pytest.mark.parametrize("role", ["sign_in", "intake"])
def test_other_processes_read_no_paper_and_use_no_ticket(kept: KeptPaper, role: str) -> None:
    with getattr(databases(), role).connect() as connection, connection.cursor() as cursor:
        for statement in (
            "SELECT wrapped_key FROM papers_paper", "SELECT file FROM papers_paper",
            "SELECT * FROM papers_upload_ticket",
            "SELECT papers_ticket_left('')",
        ):  # fmt: skip
            refused(cursor, statement)


def test_the_worker_knows_which_papers_are_there(kept: KeptPaper) -> None:
    from tests.desk.conftest import as_role

    with as_role("intake", ""):
        assert actions.sweep_orphans(now=timezone.now() + timedelta(hours=2)) == 0


def test_a_session_lets_nobody_past_a_ticket(intruder: Sql) -> None:
    sit_down(intruder, appoint("someone", FUCHENG))
    row = intruder.execute("SELECT papers_ticket_left(%s)", [digest_of("a" * 43)]).fetchone()
    assert row == (0,)
    said = intruder.execute(
        "SELECT papers_keep_by_ticket(%s, %s, 'image/png', 1, 1, '', '', '')", [b"", uuid4()]
    ).fetchone()
    assert said == ("closed",)


_ARRIVED = (
    "SELECT papers_keep_arrived(gen_random_uuid(), gen_random_uuid(), '440309005', gen_random_uuid(), 'identity_card',"
    " gen_random_uuid(), 'image/png', 1, 1, '', '', '', now())"
)


def test_the_worker_opens_and_keeps_only_what_crosses(kept: KeptPaper) -> None:
    """What no officer offered to another office has no key for it, and nothing arrives that was not announced."""
    with databases().intake.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT papers_offered_key(%s, %s)", [kept.id, kept.office])
        assert cursor.fetchone() == (None,)
        refused(cursor, _ARRIVED)


def test_no_desk_calls_what_the_worker_calls(intruder: Sql, kept: KeptPaper) -> None:
    sit_down(intruder, appoint("someone", FUCHENG))
    refused(intruder, f"SELECT papers_offered_key('{kept.id}', '{kept.office}')")
    refused(intruder, _ARRIVED)
