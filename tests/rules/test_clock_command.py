"""``suixing clock``: one limit, a file of limits, and what it refuses."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from suixing.config.command import main

KEYS = ["due_on", "due_at", "provisional", "explanation", "not_counted"]


@pytest.fixture
def clock(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command: exit code, standard output, standard error."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["clock", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_one_limit_as_json(clock: Any) -> None:
    code, out, err = clock("15 working days", "--from", "2026-09-28T16:30+08:00", "--json")
    found = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert list(found) == KEYS
    assert found["due_on"] == "2026-10-23"
    assert found["due_at"] == "2026-10-24T00:00:00+08:00"
    assert found["provisional"] is False
    assert set(found["explanation"]) == {"zh", "en"}
    assert found["not_counted"][0] == {"on": "2026-10-01", "why": "国庆节 National Day"}


@pytest.mark.parametrize(
    ("start", "due_at"),
    [
        ("2026-09-28T16:30+08:00", "2026-09-28T18:00:00+08:00"),
        ("2026-09-28T08:30Z", "2026-09-28T18:00:00+08:00"),
        ("2026-09-28t08:30:59.5z", "2026-09-28T18:00:00+08:00"),
        ("2026-09-28 16:30", "2026-09-28T18:00:00+08:00"),
        ("2026-09-27T22:30-10:00", "2026-09-28T18:00:00+08:00"),
        ("2026-09-28T14:15+0545", "2026-09-28T18:00:00+08:00"),
        ("2026-09-28", "2026-09-28T02:00:00+08:00"),
    ],
)
def test_a_start_may_have_an_offset_or_none(clock: Any, start: str, due_at: str) -> None:
    assert json.loads(clock("1 hour", "--from", start, "--json")[1])["due_at"] == due_at


def test_suspensions_and_closures_may_be_repeated(clock: Any) -> None:
    words = ["5 working days", "--from", "2026-11-02", "--suspended", "2026-11-03..2026-11-03"]
    words += ["--suspended", "2026-11-05..2026-11-05", "--local-closure", "2026-11-06", "--local-closure", "2026-11-09"]
    found = json.loads(clock(*words, "--json")[1])
    assert found["due_on"] == "2026-11-13"
    assert {"on": "2026-11-06", "why": "当地停止办公 local closure"} in found["not_counted"]


def test_a_suspension_that_goes_on_has_no_due_date(clock: Any) -> None:
    words = ("5 working days", "--from", "2026-11-02", "--suspended", "2026-11-04..")
    found = json.loads(clock(*words, "--json")[1])
    assert (found["due_on"], found["due_at"]) == (None, None)
    assert "4 working days" in found["explanation"]["en"]
    assert clock(*words)[0] == 0


def test_a_person_reads_it_in_both_languages(clock: Any) -> None:
    code, out, _ = clock("30 days", "--from", "2026-12-03")
    assert code == 0
    assert out.startswith("届满 due: 2027-01-04 24:00 (暂定 provisional)\n")
    assert "第 30 日是 2027-01-02" in out
    assert "Day number 30 is 2027-01-02" in out
    assert "  2027-01-02  周末 weekend\n" in out
    assert "due: 2026-11-03 10:00" in clock("24 hours", "--from", "2026-11-02T09:30")[1]


@pytest.mark.parametrize(
    "words",
    [
        [], ["5 days"], ["--from", "2026-01-01"], ["5 days", "--batch", "x"], ["--batch", "x", "--from", "2026-01-01"],
        ["--batch", "x", "--suspended", "2026-01-01..2026-01-02"], ["--batch", "/nowhere/file"], ["--batch", "/"],
        ["soon", "--from", "2026-01-01"], ["0 days", "--from", "2026-01-01"], ["-5 days", "--from", "2026-01-01"],
        ["99999 days", "--from", "2026-01-01"],
        ["5 days", "--from", "2026-02-30"], ["5 days", "--from", "tomorrow"], ["5 days", "--from", ""],
        ["5 days", "--from", "2026-W05-1"], ["5 days", "--from", "20260101"], ["5 days", "--from", "2026-01-01T25:00"],
        ["5 days", "--from", "2026-01-01T09"], ["5 days", "--from", "2026-01-01T09:00+99:00"],
        ["5 days", "--from", "2026-01-01T09:00[Asia/Shanghai]"], ["5 days", "--from", "２０２６-01-01"],
        ["5 days", "--from", "2003-12-31T23:59"], ["5 days", "--from", "3000-01-01"],
        ["5 days", "--from", "9999-12-31T23:00-10:00"], ["5 days", "--from", "0001-01-01T00:00+14:00"],
        ["5 days", "--from", "2099-12-30"], ["2500 working days", "--from", "2095-01-01"],
        ["5 days", "--from", "2026-01-01", "--suspended", "2026-01-05..2026-01-02"],
        ["5 days", "--from", "2026-01-01", "--suspended", "2026-01-05"],
        ["5 days", "--from", "2026-01-01", "--suspended", "..2026-01-05"],
        ["5 days", "--from", "2026-01-01", "--suspended", "2026-02-30..2026-03-01"],
        ["5 days", "--from", "2026-01-01", "--suspended", "2026-01-02..2999-12-31"],
        ["5 days", "--from", "2026-01-01", "--suspended", "2026-01-02..2099-12-31"],
        ["5 days", "--from", "2026-01-01", "--local-closure", "2026-1-2"],
        ["5 days", "--from", "2026-01-01", "--local-closure", "2003-01-02"],
        ["5\udcff days", "--from", "2026-01-01"], ["5 days", "--from", "2026\u2028-01-01"],
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused_with_one_sentence(clock: Any, words: list[str]) -> None:
    code, out, err = clock(*words)
    assert (code, out) == (2, "")
    zh, en = err.splitlines()
    assert any("\u4e00" <= char <= "\u9fff" for char in zh)
    assert "Traceback" not in en
    assert len(en) < 250


def test_an_unknown_option_ends_with_two(clock: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["clock", "5 days", "--form", "2026-01-01"])
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


GOOD = {"from": "2026-09-28T16:30+08:00", "limit": "15 working days"}


def test_a_file_is_answered_line_by_line(clock: Any, tmp_path: Path) -> None:
    lines = [
        GOOD,
        {
            "from": "2026-11-02",
            "limit": "5 working days",
            "suspended": ["2026-11-04..2026-11-04", "2026-11-05..2026-11-05"],
        },
        {"from": "2026-11-02", "limit": "5 working days", "local_closures": ["2026-11-04"]},
        {"from": "2026-11-02T09:10", "limit": "24 hours", "suspended": [], "local_closures": []},
    ]
    file = tmp_path / "clocks"
    file.write_text("\ufeff" + "\n\n  \n".join(map(json.dumps, lines)), encoding="utf-8")
    code, out, err = clock("--batch", str(file))
    found = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [one["due_on"] for one in found] == ["2026-10-23", "2026-11-11", "2026-11-10", "2026-11-03"]
    assert all(list(one) == KEYS for one in found)
    assert clock("--batch", str(file), "--json") == (code, out, err)


def test_a_line_of_a_file_says_the_same_as_the_command(clock: Any, tmp_path: Path) -> None:
    file = tmp_path / "clocks"
    file.write_text(json.dumps(GOOD))
    assert clock("--batch", str(file))[1] == clock(GOOD["limit"], "--from", GOOD["from"], "--json")[1]


def test_bad_lines_are_answered_in_their_place(clock: Any, tmp_path: Path) -> None:
    bad = [
        b"{", b"\xff\xfe", b"[]", b'"5 days"', b"null", b"NaN", b"{}", b'{"from": "2026-01-01"}',
        b'{"from": "2026-01-01", "limit": 5}', b'{"from": "2026-01-01", "limit": "5 days", "until": "x"}',
        b'{"from": "2026-02-30", "limit": "5 days"}', b'{"from": "2026-01-01", "limit": "0 days"}',
        b'{"from": "2026-01-01", "limit": "5 days", "suspended": "2026-01-02..2026-01-03"}',
        b'{"from": "2026-01-01", "limit": "5 days", "suspended": [["2026-01-02", "2026-01-03"]]}',
        b'{"from": "2026-01-01", "limit": "5 days", "suspended": null}',
        b'{"from": "2026-01-01", "limit": "5 days", "local_closures": ["x"]}',
        b"[" * 5_000,
    ]  # fmt: skip
    good = json.dumps(GOOD).encode()
    file = tmp_path / "clocks"
    file.write_bytes(b"\n".join(line for one in bad for line in (good, one)))
    code, out, err = clock("--batch", str(file))
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 2
    assert len(err.splitlines()) == 2
    assert f": {len(bad)};" in err
    assert [one["due_on"] for one in found[::2]] == ["2026-10-23"] * len(bad)
    assert [one["line"] for one in found[1::2]] == list(range(2, 2 * len(bad) + 1, 2))
    for one in found[1::2]:
        assert set(one) == {"line", "error"}
        assert set(one["error"]) == {"zh", "en"}


def test_standard_input_is_answered_as_it_comes() -> None:
    """A program may write a line and wait for its answer; no node, database or settings are needed."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SUIXING", "DJANGO"))}
    with subprocess.Popen(
        [sys.executable, "-m", "suixing.config.command", "clock", "--batch", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env=environment,
    ) as running:  # fmt: skip
        ended = threading.Timer(60, running.kill)
        ended.start()
        assert running.stdin
        assert running.stdout
        for _ in range(2):
            running.stdin.write(json.dumps(GOOD) + "\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["due_on"] == "2026-10-23"
        rest = running.communicate()
        ended.cancel()
        assert (rest, running.returncode) == (("", ""), 0)


def test_counting_needs_no_settings_and_no_database() -> None:
    probe = (
        "import sys; from suixing.config.commands import clock; clock.asked(limit='5 days', start='2026-01-01').due();"
        "print({'django.conf', 'django.db', 'numpy', 'chinese_calendar', 'holidays'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def test_an_empty_file_gives_nothing(clock: Any, tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    assert clock("--batch", str(tmp_path / "empty")) == (0, "", "")


def test_output_is_one_line_whatever_is_quoted(clock: Any, tmp_path: Path) -> None:
    file = tmp_path / "clocks"
    file.write_text(json.dumps({"from": "\u2028\n\x1b[31m", "limit": "5 days"}) + "\n" + json.dumps({"\x85\u2029": 1}))
    out = clock("--batch", str(file))[1]
    assert len(out.splitlines()) == 2
    assert not any(char in out for char in ("\x1b", "\u2028", "\u2029", "\x85"))
