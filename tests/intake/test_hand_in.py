"""A sheet is handed in, waits, is worked off, and leaves a report; what is kept of it, and how long (REFUSALS 7)."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.utils import timezone
from openpyxl import load_workbook

from suixing.journal.models import Entry
from suixing.journeys import take_back
from suixing.journeys.intake import actions, kept, queries, work
from suixing.journeys.intake.errors import NoSuchRun, RunRefused
from suixing.journeys.intake.run import BATCH_ROWS
from suixing.journeys.intake.sheets.model import UnreadableSheet
from suixing.journeys.intake.workshop import clear_abandoned, workshop
from suixing.journeys.models import IntakeFile, IntakeRun
from suixing.kernel.errors import Refusal
from suixing.people.models import Person
from suixing.people.queries import find_person
from tests.cast import CAST, FUCHENG, GUANHU, JUNYAO, MAIMAITI, XIUYING, Row, write_csv

pytestmark = pytest.mark.usefixtures("node", "empty_folder")
DESK = "desk-1"


@pytest.fixture
def empty_folder() -> Iterator[None]:
    yield
    for path in kept.folder().iterdir():
        path.unlink()


def sealed(path: Path) -> kept.SealedFile:
    with kept.SealedWriter(f"李秀英的登记簿 {path.name}") as writer:
        writer.write(path.read_bytes())
        return writer.close()


def hand_in(path: Path, *, office: str = FUCHENG, check: bool = False, number: UUID | None = None) -> UUID:
    number = number or uuid4()
    actions.hand_in(
        number=number, sheet=sealed(path), office=office, by=DESK, check=check, now=timezone.now()
    )  # fmt: skip
    return number


def work_off() -> list[str]:
    return [fault for _, fault in work.work_off(stop=lambda: False)]


def counts(number: UUID) -> dict[str, int]:
    run = IntakeRun.objects.get(pk=number)
    return {name: getattr(run, name) for name in ("accepted", "updated", "unchanged", "rejected")}


def report(number: UUID) -> bytes:
    return b"".join(actions.take_report(number=number, office=FUCHENG, by=DESK, now=timezone.now()))


def test_handed_in_sheet_is_worked_off_and_leaves_a_report(tmp_path: Path) -> None:
    number = hand_in(write_csv(tmp_path / "r.csv", [*CAST, XIUYING.but(name="", identifier="1")]))
    assert [run.state for run in queries.running_at(office=FUCHENG)] == ["waiting"]
    assert work_off() == [""]
    assert counts(number) == {"accepted": 3, "updated": 0, "unchanged": 0, "rejected": 1}
    assert queries.running_at(office=FUCHENG) == []
    page = queries.run_at(number=number, office=FUCHENG)
    assert page is not None
    assert page.has_report
    assert page.file_name == "李秀英的登记簿 r.csv"
    sheet = load_workbook(io.BytesIO(report(number))).active
    assert sheet is not None
    assert sheet.max_row == 5
    reasons = actions.read_reasons(number=number, office=FUCHENG, by=DESK, page=1, now=timezone.now())
    assert [row for row, _ in reasons.rows] == [5]
    assert {one.code for one in reasons.rows[0][1]} == {"name.missing", "identifier.length"}
    assert set(reasons.remarks.not_kept) == {"婚姻状况", "备注"}
    acts = set(Entry.objects.filter(detail__intake=str(number)).values_list("act", "officer", "office"))
    assert {act for act, _, _ in acts} == {
        "intake.handed_in", "intake.started", "intake.finished", "person.taken_in", "intake.report_taken",
        "intake.report_read",
    }  # fmt: skip
    assert {(officer, office) for _, officer, office in acts} == {(DESK, FUCHENG)}


def test_same_form_twice_is_one_run(tmp_path: Path) -> None:
    register = write_csv(tmp_path / "r.csv", CAST)
    number = hand_in(register)
    again = actions.hand_in(
        number=number, sheet=sealed(register), office=FUCHENG, by=DESK, check=False, now=timezone.now()
    )  # fmt: skip
    assert again is False
    assert IntakeRun.objects.count() == 1
    assert len(list(kept.folder().iterdir())) == 1


def test_what_is_no_sheet_is_refused_at_once_and_not_kept(tmp_path: Path) -> None:
    for content in (b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n" + bytes(200), b"PK\x03\x04" + bytes(60)):
        (tmp_path / "x.xlsx").write_bytes(content)
        with pytest.raises(UnreadableSheet):
            hand_in(tmp_path / "x.xlsx")
    assert IntakeRun.objects.count() == 0
    assert list(kept.folder().iterdir()) == []


def test_sheet_without_a_header_ends_refused_with_the_sentence(tmp_path: Path) -> None:
    (tmp_path / "letter.csv").write_text("亲爱的妈妈：\n今天天气很好。\n", encoding="utf-8")
    number = hand_in(tmp_path / "letter.csv")
    assert work_off() == [""]
    page = queries.run_at(number=number, office=FUCHENG)
    assert page is not None
    assert page.counts.state == "refused"
    assert page.counts.refusal is not None
    assert "header" in page.counts.refusal.en
    assert (page.has_report, page.has_reasons, page.can_try_again) == (False, False, False)
    assert list(kept.folder().iterdir()) == []


def test_check_stores_nobody_and_has_a_report(tmp_path: Path) -> None:
    number = hand_in(write_csv(tmp_path / "r.csv", CAST), check=True)
    work_off()
    assert counts(number)["accepted"] == 3
    assert Person.objects.count() == 0
    assert report(number).startswith(b"PK")


def test_another_office_finds_no_such_run(tmp_path: Path) -> None:
    number = hand_in(write_csv(tmp_path / "r.csv", CAST))
    work_off()
    assert queries.run_at(number=number, office=GUANHU) is None
    with pytest.raises(NoSuchRun):
        actions.take_report(number=number, office=GUANHU, by=DESK, now=timezone.now())
    with pytest.raises(NoSuchRun):
        actions.read_reasons(number=number, office=GUANHU, by=DESK, page=1, now=timezone.now())
    with pytest.raises(NoSuchRun):
        actions.take_back(number=number, office=GUANHU, by=DESK, now=timezone.now())
    (below,) = queries.runs_below(office="440309", now=timezone.now())
    assert below.accepted == 3


def test_waiting_sheet_can_be_taken_back_and_a_finished_one_cannot(tmp_path: Path) -> None:
    register = write_csv(tmp_path / "r.csv", CAST)
    number = hand_in(register)
    actions.take_back(number=number, office=FUCHENG, by=DESK, now=timezone.now())
    assert list(kept.folder().iterdir()) == []
    assert work_off() == []
    done = hand_in(register)
    work_off()
    with pytest.raises(RunRefused):
        actions.take_back(number=done, office=FUCHENG, by=DESK, now=timezone.now())


class Killed(BaseException):
    """What ends a process ends it; nothing may catch it."""


def test_killed_run_is_taken_up_again_and_counts_what_it_had_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = many_rows(BATCH_ROWS + 20)
    hand_in(write_csv(tmp_path / "before.csv", rows[:5]))
    work_off()
    number = hand_in(write_csv(tmp_path / "r.csv", [rows[0].but(telephone="13900009999"), *rows[1:]]))

    def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(work, "_save_progress", die)
        with pytest.raises(Killed):
            work_off()
    assert IntakeRun.objects.get(pk=number).state == "running"
    assert Person.objects.count() >= BATCH_ROWS
    assert work_off() == [""]
    assert counts(number) == {"accepted": BATCH_ROWS + 15, "updated": 1, "unchanged": 4, "rejected": 0}


def many_rows(count: int) -> list[Row]:
    from suixing.rules.identifiers import check_character

    stems = (f"510223198506{day:02}{n:03}" for day in range(1, 29) for n in range(1000))
    return [Row(f"王{n}", stem + check_character(stem)) for n, stem in zip(range(count), stems, strict=False)]


def test_run_that_always_kills_its_worker_is_given_up_and_can_be_tried_again(tmp_path: Path) -> None:
    number = hand_in(write_csv(tmp_path / "r.csv", CAST))
    IntakeRun.objects.update(attempts=work.MOST_ATTEMPTS)
    assert work_off() == ["TooOften"]
    page = queries.run_at(number=number, office=FUCHENG)
    assert page is not None
    assert page.can_try_again
    actions.try_again(number=number, office=FUCHENG, by=DESK, now=timezone.now())
    assert work_off() == [""]
    assert counts(number)["accepted"] == 3


def test_worker_that_is_asked_to_end_leaves_the_run_to_the_next(tmp_path: Path) -> None:
    number = hand_in(write_csv(tmp_path / "r.csv", CAST))
    asked = iter([False, True])
    with pytest.raises(work.Stopped):
        list(work.work_off(stop=lambda: next(asked)))
    run = IntakeRun.objects.get(pk=number)
    assert (run.state, run.attempts) == ("running", 0)
    assert list((settings.SUIXING_RUN_DIR / "intake").glob("*/register")) == []
    assert work_off() == [""]
    assert counts(number) == {"accepted": 3, "updated": 0, "unchanged": 0, "rejected": 0}


def test_report_handed_in_again_finds_everybody_unchanged(tmp_path: Path) -> None:
    number = hand_in(write_csv(tmp_path / "r.csv", [*CAST, XIUYING.but(identifier="1")]))
    work_off()
    (tmp_path / "report.xlsx").write_bytes(report(number))
    again = hand_in(tmp_path / "report.xlsx")
    work_off()
    assert counts(again) == {"accepted": 0, "updated": 0, "unchanged": 3, "rejected": 1}


def test_nothing_of_a_sheet_lies_in_plain(tmp_path: Path, plain_sql: "psycopg.Cursor[Any]") -> None:
    marks = ("马克姓名甲", "13987654321", "MARKED-FILE")
    register = write_csv(tmp_path / "MARKED-FILE.csv", [XIUYING.but(name=marks[0], telephone=marks[1], identifier="1")])
    number = hand_in(register)
    assert_nowhere(marks)
    work_off()
    assert_nowhere(marks)
    plain_sql.execute("SELECT coalesce(string_agg(t::text, ' '), '') FROM journeys_intake_run t")
    text = str(plain_sql.fetchall()[0][0])
    plain_sql.execute("SELECT coalesce(string_agg(t::text, ' '), '') FROM journeys_intake_file t")
    text += str(plain_sql.fetchall()[0][0])
    for mark in marks:
        assert mark not in text
        assert mark.encode().hex() not in text
    assert str(number) in text


def assert_nowhere(marks: tuple[str, ...]) -> None:
    for above in (settings.SUIXING_FILES_DIR, settings.SUIXING_RUN_DIR):
        for path in above.rglob("*"):
            for mark in marks:
                assert mark not in path.name
                assert not path.is_file() or mark.encode() not in path.read_bytes()


def test_erasing_destroys_every_sheet_that_may_still_show_her(tmp_path: Path) -> None:
    done = hand_in(write_csv(tmp_path / "r.csv", CAST))
    elsewhere = hand_in(write_csv(tmp_path / "g.csv", [MAIMAITI]), office=GUANHU)
    work_off()
    waiting = hand_in(write_csv(tmp_path / "w.csv", [JUNYAO]))
    person = find_person(XIUYING.identifier)
    assert person is not None
    take_back.erase(person=person, by="console", now=timezone.now())
    page = queries.run_at(number=done, office=FUCHENG)
    assert page is not None
    assert (page.has_report, page.has_reasons, page.gone, page.file_name) == (False, False, "taken_back", "")
    with pytest.raises(RunRefused):
        report(done)
    stopped = queries.run_at(number=waiting, office=FUCHENG)
    assert stopped is not None
    assert (stopped.counts.state, stopped.gone) == ("withdrawn", "taken_back")
    other = queries.run_at(number=elsewhere, office=GUANHU)
    assert other is not None
    assert other.has_report
    assert len(list(kept.folder().iterdir())) == 2


def test_report_leaves_out_who_took_her_consent_back(tmp_path: Path) -> None:
    register = write_csv(tmp_path / "r.csv", CAST)
    hand_in(register)
    work_off()
    person = find_person(XIUYING.identifier)
    assert person is not None
    take_back.withdraw(person=person, office=FUCHENG, by=DESK, now=timezone.now())
    number = hand_in(register)
    work_off()
    sheet = load_workbook(io.BytesIO(report(number))).active
    assert sheet is not None
    texts = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    assert not any(XIUYING.name in text or XIUYING.identifier in text for row in texts for text in row)
    assert any(MAIMAITI.name in text for row in texts for text in row)
    assert "took the earlier consent back" in " ".join(texts[1])


def test_run_during_which_somebody_took_it_back_keeps_no_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = hand_in(write_csv(tmp_path / "r.csv", CAST))
    save = work._save_progress

    def erase_in_between(run: IntakeRun) -> None:
        save(run)
        person = find_person(XIUYING.identifier)
        if person is not None:
            take_back.erase(person=person, by="console", now=timezone.now())

    monkeypatch.setattr(work, "_save_progress", erase_in_between)
    assert work_off() == [""]
    page = queries.run_at(number=number, office=FUCHENG)
    assert page is not None
    assert (page.counts.state, page.has_report, page.has_reasons) == ("finished", False, True)
    assert page.gone == "taken_back"
    assert len(list(kept.folder().iterdir())) == 1


def test_files_go_after_thirty_days(tmp_path: Path) -> None:
    number = hand_in(write_csv(tmp_path / "r.csv", CAST))
    work_off()
    later = timezone.now() + timedelta(days=actions.KEPT_DAYS, minutes=1)
    assert actions.destroy_old(by="worker", now=timezone.now()) == 0
    assert actions.destroy_old(by="worker", now=later) == 2
    assert list(kept.folder().iterdir()) == []
    page = queries.run_at(number=number, office=FUCHENG)
    assert page is not None
    assert page.gone == "age"
    assert not IntakeFile.objects.filter(wrapped_key__isnull=False).exists()


def test_files_without_a_row_are_removed_later(tmp_path: Path) -> None:
    number = hand_in(write_csv(tmp_path / "r.csv", CAST))
    with kept.SealedWriter() as writer:
        writer.write(b"left behind")
        orphan = writer.close()
    assert actions.remove_orphans(now=timezone.now()) == 0
    assert actions.remove_orphans(now=timezone.now() + timedelta(hours=2)) == 1
    assert not kept.path_of(orphan.id).exists()
    assert IntakeFile.objects.filter(run=number).count() == 1


def test_cut_off_or_swapped_files_do_not_open() -> None:
    with kept.SealedWriter() as writer:
        writer.write(bytes(3 * kept.CHUNK_BYTES))
        file = writer.close()
    path = kept.path_of(file.id)
    whole = path.read_bytes()
    third = len(whole) // 3
    for broken in (whole[: 2 * third], whole[third:], whole[:third] * 3, whole[:-1], b"", whole[:1000]):
        path.write_bytes(broken)
        with pytest.raises(Refusal):
            list(kept.read_chunks(file.id, file.open_key()))
    path.write_bytes(whole)
    assert sum(map(len, kept.read_chunks(file.id, file.open_key()))) == 3 * kept.CHUNK_BYTES


def test_workshop_of_a_dead_process_is_cleared_and_one_at_work_is_not() -> None:
    left = settings.SUIXING_RUN_DIR / "intake" / "left"
    with workshop() as place:
        left.mkdir()
        (left / "register").write_text("x")
        assert clear_abandoned() == 1
        assert place.is_dir()
        assert place.stat().st_mode & 0o077 == 0
    assert not left.exists()
    assert not place.exists()
