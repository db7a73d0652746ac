"""``suixing clock``: when a limit ends, and why; one from the command line, or a file with one JSON object a line."""

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO, TextIO

import orjson

from suixing.config.commands.clock_reading import asked, asked_by
from suixing.kernel.errors import Refusal, Sentence
from suixing.rules.counting import Due

NOTHING_TO_COUNT = Sentence(
    zh="没有要计算的期限：请给出期限和 --from，或用 --batch 指定文件。",
    en="There is no limit to count: give a limit and --from, or name a file after --batch.",
)
BOTH_GIVEN = Sentence(
    zh="用了 --batch 就不能再给期限、--from、--suspended 或 --local-closure；请写在文件的各行里。",
    en="With --batch, limit, --from, --suspended and --local-closure belong into the lines of the file.",
)
NO_START = Sentence(
    zh="缺少 --from：请给出起算时间，例如 --from 2026-09-28T16:30+08:00。",
    en="--from is missing: say when the limit starts, like --from 2026-09-28T16:30+08:00.",
)
NO_SUCH_FILE = Sentence(
    zh="找不到文件 {path}，或无权读取。",
    en="The file {path} is not there or may not be read.",
)
NOT_JSON = Sentence(
    zh="该行不是有效的 JSON，无法计算。",
    en="The line is not valid JSON and cannot be counted.",
)
LINES_REFUSED = Sentence(
    zh="{refused} 行无法计算，原因写在相应的输出行；其余各行已算出。",
    en="Lines that could not be counted: {refused}; each says why in its place, all others are counted.",
)
_DUE = Sentence(zh="届满", en="due")
_HELD = Sentence(zh="期限中止，届满日未定", en="suspended, not due yet")
_PROVISIONAL = Sentence(zh="暂定", en="provisional")
_NOT_COUNTED = Sentence(zh="不计的日子", en="days that do not count")
_REFUSED = 2
CHECK = "check"
"""In place of a limit: the clocks of this node are checked."""
_STANDARD_INPUT = Path("-")


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``clock``."""
    top = words.add_parser("clock", help="计算期限 count a limit to its due date")
    top.add_argument("limit", nargs="?", metavar="LIMIT", help='例如 like "15 working days"; check: 核对 this node')
    top.add_argument("--from", dest="start", metavar="TIME", help="起算时间 when it starts")
    top.add_argument(
        "--suspended", action="append", default=[], metavar="FROM..TO", help="中止期间（含首尾）days, both included"
    )
    top.add_argument("--local-closure", action="append", default=[], metavar="DATE", help="当地停止办公 offices closed")
    top.add_argument("--batch", type=Path, metavar="FILE", help="每行一个 JSON 对象 one JSON object a line; - stdin")
    top.add_argument("--json", action="store_true")
    top.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    if chosen.limit == CHECK:
        from suixing.config.commands import clock_check  # noqa: PLC0415 - a limit is counted without a node

        return clock_check.run(as_json=chosen.json)
    if chosen.batch is not None:
        if chosen.limit is not None or chosen.start is not None or chosen.suspended or chosen.local_closure:
            raise Refusal(BOTH_GIVEN)
        return count_file(chosen.batch, out=sys.stdout)
    if chosen.limit is None:
        raise Refusal(NOTHING_TO_COUNT)
    if chosen.start is None:
        raise Refusal(NO_START)
    due = asked(limit=chosen.limit, start=chosen.start, suspended=chosen.suspended, closures=chosen.local_closure).due()
    sys.stdout.write(_as_json(due) + "\n" if chosen.json else _as_text(due))
    return 0


def count_file(path: Path, *, out: TextIO) -> int:
    """Print the due date of every line, or why there is none, in order; 2 where a line was refused.

    Blank lines are skipped. Raises ``Refusal`` where the file cannot be read.
    """
    if path == _STANDARD_INPUT:
        return _count_lines(sys.stdin.buffer, out=out, after_each=out.flush)
    try:
        opened = path.open("rb")
    except (OSError, ValueError) as missing:
        raise Refusal(NO_SUCH_FILE.format(path=path)) from missing
    with opened:
        return _count_lines(opened, out=out, after_each=None)


def _count_lines(lines: BinaryIO, *, out: TextIO, after_each: Callable[[], object] | None) -> int:
    refused = 0
    for number, line in _numbered(lines):
        try:
            out.write(_as_json(asked_by(orjson.loads(line)).due()) + "\n")
        except (Refusal, orjson.JSONDecodeError) as fault:
            refused += 1
            why = fault.sentence if isinstance(fault, Refusal) else NOT_JSON
            out.write(orjson.dumps({"line": number, "error": {"zh": why.zh, "en": why.en}}).decode() + "\n")
        if after_each is not None:
            after_each()
    if not refused:
        return 0
    said = LINES_REFUSED.format(refused=refused)
    print(f"{said.zh}\n{said.en}", file=sys.stderr)
    return _REFUSED


def _numbered(lines: Iterable[bytes]) -> Iterable[tuple[int, bytes]]:
    """Lines that are not blank, with their numbers in the file; a mark of the encoding before the first is dropped."""
    for number, line in enumerate(lines, start=1):
        text = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
        if text:
            yield number, text


def _as_json(due: Due) -> str:
    return orjson.dumps(
        {
            "due_on": due.on.isoformat() if due.on else None,
            "due_at": due.at.isoformat() if due.at else None,
            "provisional": due.provisional,
            "explanation": {"zh": due.explanation.zh, "en": due.explanation.en},
            "not_counted": [{"on": day.isoformat(), "why": why.both()} for day, why in due.not_counted],
        }
    ).decode()


def _as_text(due: Due) -> str:
    """For a person: the date first, then why, then day by day."""
    lines = [_HELD.both() if due.at is None else f"{_DUE.both()}: {_end(due)}"]
    if due.provisional:
        lines[0] += f" ({_PROVISIONAL.both()})"
    lines += ["", due.explanation.zh, due.explanation.en]
    if due.not_counted:
        lines += ["", f"{_NOT_COUNTED.both()}:"]
        lines += [f"  {day}  {why.both()}" for day, why in due.not_counted]
    return "\n".join(lines) + "\n"


def _end(due: Due) -> str:
    if due.at is None or due.on is None or due.at.date() == due.on:
        return f"{due.at:%Y-%m-%d %H:%M}"
    return f"{due.on} 24:00"
