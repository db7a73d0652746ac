"""``suixing pass verify``: files in, an answer with its exit code out; no node, database or network."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from suixing.config.command import main
from suixing.config.commands import pass_verify
from suixing.passes.formats import cwt, sd_jwt
from suixing.passes.formats.claims import EVERYTHING
from tests.passes.formats.samples import (
    AT,
    BOUND,
    CODE,
    ISSUING,
    LIST,
    LONG_NAME,
    PERSON,
    REVOKED_TERMS,
    SHOWN,
    STATUS_TOKEN,
    STRANGER,
    TERMS,
    TRUST_TOKEN,
    status_token,
    trust_token,
)

Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SUIXING_HOME", str(tmp_path / "nowhere"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trust").write_text(TRUST_TOKEN + "\n")
    (tmp_path / "status").write_text(STATUS_TOKEN)
    (tmp_path / "lists").write_text(json.dumps({"lists": [{"token": STATUS_TOKEN}, "x"], "n": 1}))
    return tmp_path


@pytest.fixture
def run(files: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(text: str, *words: str, at: str = AT.isoformat()) -> tuple[int, dict[str, Any]]:
        (files / "pass").write_text(text, errors="surrogatepass")
        code = main(["pass", "verify", "pass", "--json", "--at", at, *words])
        return code, json.loads(capsys.readouterr().out)

    return run


LISTS = ("--trust", "trust", "--anchor", LIST.kid, "--status", "status")


@pytest.mark.parametrize(
    ("text", "code", "verdict"),
    [
        (CODE, 0, "valid"), (SHOWN, 0, "valid"), (BOUND + "\n", 0, "valid"),
        (cwt.issue(ISSUING, REVOKED_TERMS, PERSON, EVERYTHING), 11, "revoked"),
        (sd_jwt.issue(STRANGER, TERMS, PERSON, None), 14, "untrusted_issuer"),
        (SHOWN.replace(SHOWN.split("~")[1], "WyJzIiwibmFtZSIsIngiXQ"), 15, "forged"), ("", 16, "unreadable"),
        ("\0\x1b[31m", 16, "unreadable"), ("x" * 1_100_000, 16, "unreadable"),
    ],
)  # fmt: skip
def test_each_answer_has_its_exit_code(run: Run, text: str, code: int, verdict: str) -> None:
    found, told = run(text, *LISTS)
    assert (found, told["verdict"]) == (code, verdict)
    assert told["sentence"]["zh"]
    assert told["reason_sentence"]["en"]


def test_dates_and_an_unknown_status_have_theirs(run: Run, files: Path) -> None:
    (files / "trust").write_text(trust_token(timedelta(days=3000)))
    assert run(CODE, *LISTS, at="2029-03-02")[0] == 10
    assert run(CODE, *LISTS, at="2026-02-28T23:59:59+08:00")[0] == 13
    assert run(CODE, *LISTS[:4])[0] == 12
    code, told = run(CODE, *LISTS, at=(AT + timedelta(days=9)).isoformat())
    assert (code, told["reason"]) == (12, "status_outdated")
    assert told["status_age_seconds"] == 9 * 86400 + 3 * 3600


def test_several_status_lists_come_in_one_file_or_in_many(run: Run, files: Path) -> None:
    assert run(CODE, "--trust", "trust", "--status", "lists")[0] == 0
    (files / "older").write_text(status_token(at=AT - timedelta(days=20)))
    assert run(CODE, "--trust", "trust", "--status", "older", "--status", "status")[0] == 0


def test_what_is_no_status_list_is_said(run: Run, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for content in ("", "x", "{", "[" * 100_000, '{"a": "b"}', "\udcff"):
        (files / "status").write_bytes(content.encode(errors="surrogateescape"))
        (files / "pass").write_text(CODE)
        assert main(["pass", "verify", "pass", *LISTS, "--at", AT.isoformat()]) == 12
        assert "no status list" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("trust", "reason"),
    [
        ("", "malformed"), ("x", "malformed"), (STATUS_TOKEN, "not_a_pass"), (TRUST_TOKEN[:-4] + "AAAA", "signature"),
        ("[" * 100_000, "malformed"),
    ],
)  # fmt: skip
def test_a_trust_list_that_does_not_hold_trusts_nobody(run: Run, files: Path, trust: str, reason: str) -> None:
    (files / "trust").write_text(trust)
    code, told = run(CODE, *LISTS)
    assert (code, told["reason"], told["claims"], told["trust"]) == (14, reason, {}, None)


def test_a_trust_list_of_another_key_than_the_anchor_trusts_nobody(run: Run) -> None:
    code, told = run(CODE, "--trust", "trust", "--anchor", STRANGER.kid, "--status", "status")
    assert (code, told["reason"]) == (14, "anchor")


def test_an_expired_trust_list_trusts_nobody(run: Run) -> None:
    code, told = run(CODE, *LISTS, at=(AT + timedelta(days=30)).isoformat())
    assert (code, told["reason"]) == (14, "trust_list_expired")


def test_a_trust_list_that_vouches_for_itself_is_said(
    run: Run, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "pass").write_text(CODE)
    assert main(["pass", "verify", "pass", "--trust", "trust", "--status", "status", "--at", AT.isoformat()]) == 0
    said = capsys.readouterr()
    assert "--anchor" in said.err
    assert LIST.kid in said.err
    assert f"姓名 Name: {LONG_NAME}\n" in said.out
    assert "随行证有效。\nThe pass is valid.\n" in said.out
    assert "2026-03-01 .. 2029-03-01" in said.out
    assert "(0 天 3 小时前 0 d 3 h before)" in said.out


def test_a_forged_pass_shows_nothing_of_what_it_states(
    run: Run, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "pass").write_text(CODE[:-1] + ("0" if CODE[-1] != "0" else "1"))
    assert main(["pass", "verify", "pass", *LISTS, "--at", AT.isoformat()]) in {15, 16}
    assert LONG_NAME not in capsys.readouterr().out


@pytest.mark.parametrize(
    "at", ["", "x", "2026", "2026-13-01", "2026-11-29T25:00", "0000-01-01", "0001-01-01T00:00+14:00"]
)
def test_a_time_that_cannot_be_read_is_refused(files: Path, at: str, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "pass").write_text(CODE)
    assert main(["pass", "verify", "pass", "--at", at]) == 2
    assert "--at" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["nowhere"], ["."], ["a\0b"], ["trust", "--trust", "nowhere"], ["trust", "--status", "."]]
)
def test_a_file_that_is_not_there_is_refused(files: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pass", "verify", *words]) == 2
    assert "nothing was checked" in capsys.readouterr().err


def test_lists_too_large_are_refused(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pass_verify, "LARGEST_BUNDLE", 1000)
    (files / "lists").write_text("x" * 1001)
    assert main(["pass", "verify", "trust", "--status", "lists"]) == 2


def test_it_reads_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(CODE.encode() + b"\r\n")))
    assert main(["pass", "verify", "-", *LISTS, "--at", AT.isoformat()]) == 0
    assert LONG_NAME in capsys.readouterr().out


def test_it_needs_no_node_no_database_and_no_network(files: Path) -> None:
    """In a process of its own, in which nothing can connect."""
    (files / "pass").write_text(CODE)
    alone = (
        "import sys, socket, psycopg; socket.socket.connect = psycopg.connect = psycopg.Connection.connect = None\n"
        "from suixing.config.command import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", alone, "pass", "verify", "pass", *LISTS, "--at", AT.isoformat()],
        cwd=files, env={**os.environ, "SUIXING_HOME": str(files / "nowhere")}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert LONG_NAME in done.stdout
    assert not (files / "nowhere").exists()
