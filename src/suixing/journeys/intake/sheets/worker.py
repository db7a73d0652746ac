"""The child process that opens what others wrote: bounded in memory and time, it can die without harm.

It writes lines of JSON: one about the workbook, then batches of rows, the last with ``"end"``, or a refusal.
A line ``{}`` says only that it is alive.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from suixing.journeys.intake.sheets.html_file import HtmlFile
from suixing.journeys.intake.sheets.layout import find_layout
from suixing.journeys.intake.sheets.model import Format, Formula, SheetRow, UnreadableSheet
from suixing.journeys.intake.sheets.ods_file import OdsFile
from suixing.journeys.intake.sheets.refusals import refuse
from suixing.journeys.intake.sheets.xls_file import XlsFile
from suixing.journeys.intake.sheets.xlsx_file import XlsxFile

MEMORY_LIMIT = 384 << 20
START_SECONDS = 12
"""Processor time for opening; a sheet then adds half a second for each MB of XML, five times its need."""
_BATCH = 200
_MAX_SHEETS = 60
_BEAT_SECONDS = 1.0


class _Workbook(Protocol):
    sheets: Any

    def estimate(self, part: Any, /) -> int: ...
    def megabytes(self, part: Any, /) -> float: ...
    def rows(self, part: Any, /) -> Iterator[SheetRow]: ...


def main(arguments: list[str]) -> None:
    """Entry of the child: format and path."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    _allow_seconds(START_SECONDS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    kind, path = arguments
    try:
        _serve(kind, Path(path))  # type: ignore[arg-type]  # our own parent wrote it
    except UnreadableSheet as refusal:
        _write({"refusal": [refusal.code, refusal.sentence.zh, refusal.sentence.en]})
    except (MemoryError, RecursionError):
        error = refuse("too_large")
        _write({"refusal": [error.code, error.sentence.zh, error.sentence.en]})
    except BrokenPipeError:
        sys.stderr.close()


def _allow_seconds(seconds: float) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), resource.RLIM_INFINITY))


def _write(message: object) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def _serve(kind: Format, path: Path) -> None:
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass", newline="\n")  # type: ignore[union-attr]
    beat = _beater()
    book = _open(kind, path, beat)
    parts = list(book.sheets)[:_MAX_SHEETS]
    with_header, refusal = _with_header(book, parts)
    if not with_header:
        raise refusal or refuse("blank")
    part = with_header[0]
    _allow_seconds(time.process_time() + START_SECONDS + book.megabytes(part) / 2)
    about = {
        "name": part.name,
        "others": [one.name for one in with_header[1:]],
        "hidden": getattr(book, "hidden", 0),
        "estimate": book.estimate(part),
    }
    _write(about)
    batch: list[tuple[int, list[object]]] = []
    for row in book.rows(part):
        batch.append((row.number, [_plain(cell) for cell in row.cells]))
        if len(batch) >= _BATCH:
            _write({"rows": batch})
            batch = []
    _write({"rows": batch, "end": True})


def _open(kind: Format, path: Path, beat: Callable[[], None]) -> _Workbook:
    if kind == "xlsx":
        return XlsxFile(path, beat)
    if kind == "ods":
        return OdsFile(path, beat)
    return XlsFile(path) if kind == "xls" else HtmlFile(path, beat)


def _with_header(book: _Workbook, parts: list[Any]) -> tuple[list[Any], UnreadableSheet | None]:
    """The sheets that have a header, and why the first written one of the others is refused."""
    found: list[Any] = []
    refusal: UnreadableSheet | None = None
    for part in parts:
        _allow_seconds(time.process_time() + START_SECONDS + book.megabytes(part) / 2)
        try:
            find_layout(book.rows(part))
        except UnreadableSheet as error:
            if error.code not in ("blank", "no_header") and not found:
                raise
            if refusal is None or refusal.code == "blank":
                refusal = error
        else:
            found.append(part)
    return found, refusal


def _beater() -> Callable[[], None]:
    last = time.monotonic()

    def beat() -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > _BEAT_SECONDS:
            last = now
            _write({})

    return beat


def _plain(cell: object) -> object:
    if isinstance(cell, Formula):
        return {"formula": cell.text}
    if isinstance(cell, date | datetime):
        return {"day": cell.isoformat()}
    return cell
