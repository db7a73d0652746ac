"""``place read``: one address, or a file of them."""

import io
import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from suixing.config.commands import place
from suixing.kernel.errors import Refusal
from suixing.places.reading import Reader

RESOLVED = "重庆市忠县忠州街道和平村3组12号"


@pytest.fixture(autouse=True)
def _one_index(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "load_reader", lambda: reader)


def answers(text: str | None = None, batch: Path | None = None) -> list[dict[str, Any]]:
    """What the command prints as JSON."""
    out = io.StringIO()
    assert place.read(text, batch=batch, as_json=True, out=out) == 0
    return [json.loads(line) for line in out.getvalue().splitlines()]


def refused(text: str | None = None, batch: Path | None = None) -> str:
    """The sentence of a refusal, before which nothing was printed."""
    out = io.StringIO()
    with pytest.raises(Refusal) as refusal:
        place.read(text, batch=batch, as_json=True, out=out)
    assert out.getvalue() == ""
    assert refusal.value.sentence.zh
    assert refusal.value.sentence.en
    return refusal.value.sentence.both()


def test_one_address() -> None:
    assert answers(RESOLVED) == [
        {
            "text": RESOLVED,
            "status": "resolved",
            "code": "500233001",
            "rest": "和平村3组12号",
            "candidates": [],
            "name": "重庆市忠县忠州街道",
        }
    ]


def test_chinese_is_not_escaped() -> None:
    out = io.StringIO()
    place.read("龙华区", batch=None, as_json=True, out=out)
    assert "龙华区" in out.getvalue()
    assert '"code":null' in out.getvalue()


def test_a_line_for_a_person() -> None:
    out = io.StringIO()
    place.read(RESOLVED, batch=None, as_json=False, out=out)
    place.read("龙华区", batch=None, as_json=False, out=out)
    place.read("同上", batch=None, as_json=False, out=out)
    first, second, third = out.getvalue().splitlines()
    assert "500233001 重庆市忠县忠州街道" in first
    assert "440309 广东省深圳市龙华区" in second
    assert "无法识别 unresolved" in third


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_line_of_the_file_is_a_line_of_output(tmp_path: Path, encoding: str) -> None:
    batch = tmp_path / "addresses.txt"
    batch.write_bytes(f"{RESOLVED}\n\n龙华区\r\n同上".encode(encoding))
    found = answers(batch=batch)
    assert [answer["status"] for answer in found] == ["resolved", "unresolved", "ambiguous", "unresolved"]
    assert [answer["text"] for answer in found] == [RESOLVED, "", "龙华区", "同上"]


def test_odd_lines_do_no_harm(tmp_path: Path) -> None:
    batch = tmp_path / "addresses.txt"
    lines = ["重庆市\0忠县", "忠" * 1_000_000, "忠县\u2028忠州街道", "忠县\x85忠州街道", "忠县\x0c忠州街道", "  "]
    batch.write_text("\n".join(lines), encoding="utf-8")
    found = answers(batch=batch)
    assert [answer["text"] for answer in found] == lines
    assert [answer["code"] for answer in found] == ["500233", None, *["500233001"] * 3, None]


def test_an_empty_file_has_no_answers(tmp_path: Path) -> None:
    batch = tmp_path / "empty.txt"
    batch.write_bytes(b"")
    assert answers(batch=batch) == []


def test_a_pipe_is_read_too(tmp_path: Path) -> None:
    batch = tmp_path / "pipe"
    os.mkfifo(batch)
    writer = threading.Thread(target=batch.write_text, args=(f"{RESOLVED}\n",), kwargs={"encoding": "utf-8"})
    writer.start()
    assert answers(batch=batch)[0]["code"] == "500233001"
    writer.join()


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert "--batch" in refused()
    assert "--batch" in refused("忠县", tmp_path / "x")
    assert "gone.txt" in refused(batch=tmp_path / "gone.txt")
    assert str(tmp_path) in refused(batch=tmp_path)
    assert "UTF-8" in refused("\udcff忠县")


def test_a_file_that_is_no_text_is_refused_before_its_first_line_is_answered(tmp_path: Path) -> None:
    batch = tmp_path / "binary"
    batch.write_bytes(f"{RESOLVED}\n".encode() * 100_000 + b"\xff\xfe\x00\xff\n")
    assert "GB18030" in refused(batch=batch)
