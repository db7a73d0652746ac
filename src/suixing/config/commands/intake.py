"""``suixing intake``: hand in the register that an office has on its disk."""

import argparse
import itertools
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Never, TextIO

from tqdm import tqdm

from suixing.config.commands.sealing import seal_journal
from suixing.config.home import home_from_environment
from suixing.config.session import node_session, set_up_django
from suixing.kernel.errors import Refusal, Sentence

if TYPE_CHECKING:
    from suixing.journeys.intake.run import Intake
    from suixing.journeys.intake.store import Settled

OFFICER = "console"
BEIJING = timezone(timedelta(hours=8))
SHOWN_ROWS = 20

BAD_DAY = Sentence(
    "--today 须为 2026-11-20 这样的日期；未读取文件。", "--today takes a date like 2026-11-20; the file was not read."
)


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``intake``."""
    intake = words.add_parser("intake", help="接收登记簿 take in a register (.xlsx .xls .ods .csv)")
    intake.add_argument("file", type=Path, metavar="FILE")
    intake.add_argument("--office", required=True, metavar="CODE", help="经办机构编号 code of the office")
    intake.add_argument("--check", action="store_true", help="只检查不写入 judge only, write nothing")
    intake.add_argument("--today", metavar="DATE", help="按此日判断 the day on which the file is judged")
    intake.add_argument("--json", action="store_true", help="逐行结果 every row as JSON")
    intake.add_argument("--report", type=Path, metavar="OUT.xlsx", help="附原因的登记簿 the sheet with reasons")
    intake.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Take in one file; 0 also where rows were rejected, for that is an answer and not a failure."""
    today = _day(chosen.today)
    if chosen.check and not home_from_environment().exists:
        return _judge_only(chosen, today)
    with node_session():
        from suixing.config.commands.intake_report import Report  # noqa: PLC0415 - only after setup
        from suixing.journeys.intake.run import take_in  # noqa: PLC0415

        now = datetime.now(BEIJING)
        report = Report(chosen.report, chosen.file)
        with _Bar(quiet=not sys.stderr.isatty()) as bar:
            batches = take_in(
                chosen.file, office=chosen.office, by=OFFICER, today=today, now=now,
                check=chosen.check, progress=bar.show,
            )  # fmt: skip
            shown = _print_json if chosen.json else _print_text
            shown(report.watching(batches), sys.stdout)
        report.write()
        seal_journal(now=datetime.now(BEIJING))
    return 0


def _judge_only(chosen: argparse.Namespace, today: date) -> int:
    """A check where no node is: the file is judged by itself."""
    set_up_django()
    from suixing.config.commands.intake_report import Report  # noqa: PLC0415 - only after setup
    from suixing.journeys.intake.run import judge_only  # noqa: PLC0415
    from suixing.places.queries import reader_without_node  # noqa: PLC0415

    report = Report(chosen.report, chosen.file)
    with _Bar(quiet=not sys.stderr.isatty()) as bar:
        batches = judge_only(
            chosen.file, office=chosen.office, today=today, by_reader=reader_without_node(), progress=bar.show
        )
        shown = _print_json if chosen.json else _print_text
        shown(report.watching(batches), sys.stdout)
    report.write()
    return 0


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(BEIJING).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(BAD_DAY) from None


class _Bar:
    """Rows done, rows a second, time left; only where somebody watches."""

    def __init__(self, *, quiet: bool) -> None:
        self._bar: tqdm[Never] = tqdm(unit=" 行 rows", disable=quiet, file=sys.stderr)

    def show(self, done: int, expected: int) -> None:
        self._bar.total = expected
        self._bar.update(done - self._bar.n)

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()


Batches = Iterator[tuple["Intake", list["Settled"]]]


def row_json(settled: "Settled") -> dict[str, object]:
    """One row of the answer; the identifier masked."""
    judged = settled.judged
    return {
        "row": judged.row,
        "outcome": settled.outcome,
        "identifier": judged.masked,
        "home": judged.home,
        "current": judged.current,
        "problems": [problem.as_json() for problem in judged.problems],
    }


def _print_json(batches: Batches, out: TextIO) -> None:
    """One JSON object, written as the rows come: a million rows are not held in memory."""
    first, batches = _peek(batches)
    out.write('{"rows": [')
    separator = "\n"
    for _, settled in batches:
        for row in settled:
            out.write(separator + json.dumps(row_json(row), ensure_ascii=False))
            separator = ",\n"
    intake = first[0]
    rest = {
        "counts": {outcome: intake.counts[outcome] for outcome in OUTCOMES},
        "not_kept": list(intake.not_kept),
        "notes": [{"zh": note.zh, "en": note.en} for note in intake.notes],
        "check": intake.check,
    }
    out.write("\n],\n" + json.dumps(rest, ensure_ascii=False)[1:] + "\n")


OUTCOMES = {
    "accepted": Sentence("已登记", "accepted"),
    "unchanged": Sentence("无变化", "unchanged"),
    "updated": Sentence("已更新", "updated"),
    "rejected": Sentence("未接收", "rejected"),
}


def _peek(batches: Batches) -> tuple[tuple["Intake", list["Settled"]], Batches]:
    # Nothing is printed before the file is known to be readable: a refusal must not follow half an answer.
    first = next(batches)
    return first, itertools.chain([first], batches)


def _print_text(batches: Batches, out: TextIO) -> None:
    first, batches = _peek(batches)
    shown = 0
    for _, settled in batches:
        for row in settled:
            if row.outcome == "rejected" and shown < SHOWN_ROWS:
                shown += 1
                for problem in row.judged.problems:
                    message = problem.message
                    out.write(f"  第 {row.judged.row} 行 row {row.judged.row} · {problem.column} · {problem.code}\n")
                    out.write(f"      {message.zh}\n      {message.en}\n")
    intake = first[0]
    rejected = intake.counts["rejected"]
    if rejected > shown:
        out.write(f"  … 另有 {rejected - shown} 行未接收 {rejected - shown} more rejected rows: --json, --report\n")
    for note in intake.notes:
        out.write(f"{note.zh}\n{note.en}\n")
    if intake.not_kept:
        named = "、".join(intake.not_kept)
        out.write(f"未保存的列 Columns not kept: {named}\n")
    counted = " · ".join(f"{said.zh} {said.en} {intake.counts[name]:,}" for name, said in OUTCOMES.items())
    out.write(("仅检查，未写入 Checked only, nothing written: " if intake.check else "") + counted + "\n")
