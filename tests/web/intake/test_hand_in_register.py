"""Hand in a register in the browser: upload, progress, reasons, report, and the same sheet again."""

import io
import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from openpyxl import load_workbook

from suixing.access.roles import Role
from suixing.config.invented import write_register
from suixing.journal.models import Entry
from suixing.journeys.intake import kept, work
from suixing.journeys.models import IntakeRun
from suixing.web.intake import uploads
from tests.cast import CAST, FUCHENG, MAIMAITI, XIUYING, write_csv
from tests.web.intake.conftest import Seat


def send(client: Client, content: bytes, *, name: str = "名册.csv", **others: object) -> HttpResponseBase:
    data = {"sheet": SimpleUploadedFile(name, content), "form_number": str(uuid4()), **others}
    return client.post("/intake/", data)


def hand_in(client: Client, content: bytes, name: str = "名册.csv", **others: object) -> str:
    """The address of the run."""
    answer = send(client, content, name=name, **others)
    assert answer.status_code == 302, answer.content.decode()  # type: ignore[attr-defined]
    return str(answer.headers["Location"])


def work_off() -> None:
    assert not [fault for _, fault in work.work_off(stop=lambda: False) if fault]


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def downloaded(client: Client, address: str) -> bytes:
    answer = client.get(address + "report")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def register(path: Path, *rows: object) -> bytes:
    return write_csv(path / "r.csv", list(rows or CAST)).read_bytes()  # type: ignore[arg-type]


def test_messy_register_is_taken_in_and_its_report_handed_in_again(desk: Client, tmp_path: Path) -> None:
    write_register(tmp_path / "messy.csv", 400, seed=7, living_in=(FUCHENG,))
    address = hand_in(desk, (tmp_path / "messy.csv").read_bytes())
    said = page(desk, address)
    assert 'hx-trigger="every 1s"' in said
    assert '<noscript><meta http-equiv="refresh"' in said
    work_off()
    run = IntakeRun.objects.get()
    assert run.state == "finished"
    assert run.rows_done == 400
    assert run.accepted + run.rejected == 400
    said = page(desk, address)
    assert f"{run.accepted} registered" in said
    assert "every 1s" not in said
    book = load_workbook(io.BytesIO(downloaded(desk, address)))
    again = hand_in(desk, downloaded(desk, address), name="report.xlsx")
    work_off()
    second = IntakeRun.objects.order_by("handed_in_at").last()
    assert second is not None
    assert (second.accepted, second.unchanged, second.rejected) == (0, run.accepted, run.rejected)
    assert again != address
    assert book.active is not None
    assert book.active.max_row == 401


def test_rows_page_says_row_column_reason_and_shows_nothing_typed(desk: Client, tmp_path: Path) -> None:
    bad = XIUYING.but(identifier="51022319850612002Y", home="宝山区", name="李秀英甲")
    address = hand_in(desk, register(tmp_path, *CAST, bad))
    work_off()
    said = page(desk, address + "rows")
    assert re.search(r'<td class="number">5</td><td>[^<]*公民身份号码', said)
    assert "type it again from the paper" in said
    for typed in ("51022319850612002Y", "宝山区", "李秀英甲"):
        assert typed not in said
    entry = Entry.objects.get(act="intake.report_read")
    assert (entry.officer, entry.office, entry.detail["rows"], entry.subjects) == ("zhou", FUCHENG, 1, [])


def test_rows_are_paged_by_fifty(desk: Client, tmp_path: Path) -> None:
    address = hand_in(desk, register(tmp_path, *[XIUYING.but(identifier=str(n)) for n in range(120)]))
    work_off()
    first, last = page(desk, address + "rows"), page(desk, address + "rows?page=3")
    assert "Page 1 of 3" in first
    assert '<td class="number">2</td>' in first
    assert '<td class="number">121</td>' in last
    assert '<td class="number">2</td>' not in last
    assert "Page 3 of 3" in page(desk, address + "rows?page=999")
    assert "Page 1 of 3" in page(desk, address + "rows?page=-1")


def test_report_has_a_neutral_name_and_is_kept_by_no_browser(desk: Client, tmp_path: Path) -> None:
    address = hand_in(desk, register(tmp_path), name="李秀英等人.csv")
    work_off()
    answer = desk.get(address + "report")
    assert re.fullmatch(r'attachment; filename="report-\d{8}-[0-9a-f]{8}\.xlsx"', answer.headers["Content-Disposition"])
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert Entry.objects.filter(act="intake.report_taken", officer="zhou").count() == 1
    assert "李秀英等人.csv" in page(desk, address)


def test_progress_is_a_fragment_that_ends(desk: Client, tmp_path: Path) -> None:
    address = hand_in(desk, register(tmp_path))
    answer = desk.get(address + "progress", headers={"hx-request": "true"})
    assert "HX-Refresh" not in answer.headers
    assert b"<html" not in answer.content
    assert b"Waiting" in answer.content
    work_off()
    answer = desk.get(address + "progress", headers={"hx-request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert b"every 1s" not in answer.content


def test_same_form_sent_twice_makes_one_run(desk: Client, tmp_path: Path) -> None:
    number = str(uuid4())
    content = register(tmp_path)
    assert hand_in(desk, content, form_number=number) == hand_in(desk, content, form_number=number)
    assert IntakeRun.objects.count() == 1
    refused = send(desk, content + b"\n", form_number=number)
    assert refused.status_code == 422
    assert b"sent before with another file" in refused.content  # type: ignore[attr-defined]
    assert len(list(kept.folder().iterdir())) == 1


def test_check_only_registers_nobody(desk: Client, tmp_path: Path) -> None:
    address = hand_in(desk, register(tmp_path), check_only="on")
    work_off()
    said = page(desk, address)
    assert "3 could be registered" in said
    assert "nothing was registered" in said


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7 ", "This is not a spreadsheet"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "This is not a spreadsheet"),
        (b"PK\x03\x04" + bytes(60), "damaged"),
        (b"MZ\x00\x01" + bytes(100), "This is not a spreadsheet"),
    ],
)
def test_what_is_no_register_is_refused_in_the_form(desk: Client, content: bytes, sentence: str) -> None:
    answer = send(desk, content, name="register.xlsx")
    assert answer.status_code == 422
    said = answer.content.decode()  # type: ignore[attr-defined]
    assert sentence in said
    assert "<title>Error: " in said
    assert 'href="#id_sheet"' in said
    assert IntakeRun.objects.count() == 0
    assert list(kept.folder().iterdir()) == []


def test_no_file_and_two_files_are_refused(desk: Client, tmp_path: Path) -> None:
    none = desk.post("/intake/", {"form_number": str(uuid4())})
    assert b"Choose the file of your register" in none.content
    both = [SimpleUploadedFile("a.csv", register(tmp_path)), SimpleUploadedFile("b.csv", register(tmp_path))]
    two = desk.post("/intake/", {"sheet": both, "form_number": str(uuid4())})
    assert two.status_code == 422
    assert b"One file is taken at a time" in two.content
    other = desk.post("/intake/", {"elsewhere": both[0], "form_number": str(uuid4())})
    assert other.status_code == 422
    assert list(kept.folder().iterdir()) == []


def test_too_large_a_file_is_refused_and_not_kept(
    desk: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST_BYTES", 100)
    answer = send(desk, register(tmp_path))
    assert answer.status_code == 422
    assert b"larger than 100 MB" in answer.content  # type: ignore[attr-defined]
    assert list(kept.folder().iterdir()) == []


def test_a_foreign_form_is_refused_and_leaves_nothing(desk: Client, tmp_path: Path) -> None:
    desk.handler.enforce_csrf_checks = True
    assert send(desk, register(tmp_path)).status_code == 403
    assert IntakeRun.objects.count() == 0
    assert list(kept.folder().iterdir()) == []


def test_sheet_that_cannot_be_read_says_what_to_do(desk: Client) -> None:
    address = hand_in(desk, "亲爱的妈妈：\n今天天气很好。\n".encode())
    work_off()
    said = page(desk, address)
    assert "nothing was registered" in said
    assert "Please add the header" in said
    assert "report" not in re.findall(r'href="[^"]*"', said)
    page(desk, address + "report", 409)
    page(desk, address + "rows", 409)


def test_another_office_and_other_posts_find_nothing(
    desk: Client, neighbour: Client, seat: Seat, tmp_path: Path
) -> None:
    address = hand_in(desk, register(tmp_path))
    work_off()
    for part in ("", "progress", "rows", "report"):
        assert neighbour.get(address + part).status_code == 404
        assert seat("sun", "440309", Role.SUPERVISOR).get(address + part).status_code == 403
    for part in ("take-back", "again"):
        assert neighbour.post(address + part).status_code == 404
        assert desk.get(address + part).status_code == 405
    number = UUID(address.strip("/").split("/")[-1])
    assert send(neighbour, register(tmp_path, MAIMAITI), form_number=str(number)).status_code == 422
    assert "No register was handed in yet" in page(neighbour, "/intake/")


def test_waiting_sheet_is_taken_back(desk: Client, tmp_path: Path) -> None:
    address = hand_in(desk, register(tmp_path))
    assert desk.post(address + "take-back").status_code == 302
    assert "nothing was registered" in page(desk, address)
    answer = desk.post(address + "take-back")
    assert answer.status_code == 409
    assert b"cannot be taken back" in answer.content


def test_broken_off_run_is_tried_again(desk: Client, tmp_path: Path) -> None:
    address = hand_in(desk, register(tmp_path))
    IntakeRun.objects.update(attempts=work.MOST_ATTEMPTS)
    assert [fault for _, fault in work.work_off(stop=lambda: False)] == ["TooOften"]
    assert "Try again" in page(desk, address)
    assert desk.post(address + "again").status_code == 302
    work_off()
    assert "3 registered" in page(desk, address)


def test_list_is_newest_first_and_paged(desk: Client, tmp_path: Path) -> None:
    addresses = [hand_in(desk, register(tmp_path)) for _ in range(21)]
    first, second = page(desk, "/intake/"), page(desk, "/intake/?page=2")
    assert addresses[-1] in first
    assert addresses[0] not in first
    assert addresses[0] in second


def test_pages_are_complete_in_chinese(desk: Client, tmp_path: Path) -> None:
    address = hand_in(desk, register(tmp_path, *CAST, XIUYING.but(identifier="1")))
    work_off()
    chinese = Client(headers={"accept-language": "zh-hans"})
    chinese.cookies = desk.cookies
    assert "3 人已登记" in page(chinese, address)
    assert "请对照证件重新填写" in page(chinese, address + "rows")
    assert "提交登记簿" in page(chinese, "/intake/")
