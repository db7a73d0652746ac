"""Opens a register, whatever it is, and gives its rows."""

import itertools
import json
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from suixing.journeys.intake.sheets.csv_file import CsvFile
from suixing.journeys.intake.sheets.layout import Layout, find_layout
from suixing.journeys.intake.sheets.model import Cell, Format, Formula, SheetRow, UnreadableSheet
from suixing.journeys.intake.sheets.refusals import refuse
from suixing.journeys.intake.sheets.sniff import sniff
from suixing.kernel.errors import Sentence

_SILENCE_SECONDS = 16
"""How long the reading process may say nothing."""
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    " from suixing.journeys.intake.sheets.worker import main; main(sys.argv[2:])"
)
_MAX_LINE = 256 << 20


class Sheet:
    """An open register: one sheet of one file, with its header found.

    ``rows()`` may be called again and starts from the top each time. A file may turn out broken while its
    rows are given (only a .csv is proved whole beforehand): store nothing for good before ``rows()`` ends.
    """

    def __init__(self, path: Path) -> None:
        try:
            self.format: Format = sniff(path)
            self._csv = CsvFile(path) if self.format == "csv" else None
        except OSError:
            raise refuse("disk") from None
        self.path = path
        self.name = ""
        self._readers: list[_Reader] = []
        self._first: Iterator[SheetRow] | None = None
        if self._csv:
            self.layout: Layout = self._csv.layout
            self.row_estimate: int = self._csv.row_estimate
            self.notes: tuple[Sentence, ...] = self.layout.notes
        else:
            try:
                self._open_reader()
            except BaseException:
                self.close()
                raise

    def _open_reader(self) -> None:
        reader = self._start_reader()
        self.name = reader.about["name"]
        self.row_estimate = reader.about["estimate"]
        head: list[SheetRow] = []
        stream = reader.rows()
        self.layout = find_layout(_remember(stream, head))
        self._first = itertools.chain(head, stream)
        self.notes = (*_sheet_notes(reader.about), *self.layout.notes)

    def _start_reader(self) -> "_Reader":
        reader = _Reader(self.path, self.format)
        self._readers.append(reader)
        reader.begin()
        return reader

    def rows(self) -> Iterator[SheetRow]:
        """All rows from the top, title lines included, in order; blank rows may be left out."""
        if self._csv:
            return self._csv.rows()
        first, self._first = self._first, None
        return first if first is not None else self._start_reader().rows()

    def close(self) -> None:
        """Ends the reading processes; the file itself is never held open."""
        while self._readers:
            self._readers.pop().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_sheet(path: Path) -> Sheet:
    """Opens a register; raises ``UnreadableSheet`` with the sentence that says why it cannot be taken."""
    return Sheet(path)


def _remember(rows: Iterator[SheetRow], seen: list[SheetRow]) -> Iterator[SheetRow]:
    for row in rows:
        seen.append(row)
        yield row


def _sheet_notes(about: dict[str, Any]) -> Iterator[Sentence]:
    others = "、".join(map(str, about["others"]))
    if others:
        yield Sentence(
            f"工作簿中还有其他带表头的工作表（{others}），本次只读取了“{about['name']}”。其余的请分别保存为文件提交。",
            f"The workbook has other sheets with a header ({others}); only “{about['name']}” was read."
            " Please hand in each of the others as a file of its own.",
        )
    if about["hidden"]:
        yield Sentence("隐藏的工作表没有读取。", "Hidden sheets were not read.")


class _Reader:
    """A child process that reads one file and hands back its rows through a pipe."""

    def __init__(self, path: Path, kind: Format) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, json.dumps(sys.path), kind, str(path.absolute())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        self._buffer = bytearray()
        self.about: dict[str, Any] = {}

    def begin(self) -> None:
        """Waits for what the child has to say about the workbook."""
        while "name" not in self.about:
            self.about = self._message()

    def rows(self) -> Iterator[SheetRow]:
        while True:
            message = self._message()
            for number, cells in message.get("rows", ()):
                yield SheetRow(number, tuple(cells))
            if message.get("end"):
                self.close()
                return

    def _message(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._line().decode("utf-8", "surrogatepass"), object_hook=_rich)
        if "refusal" in message:
            self.close()
            code, zh, en = message["refusal"]
            raise UnreadableSheet(Sentence(zh, en), code)
        return message

    def _line(self) -> bytes:
        stream = self._process.stdout
        if stream is None or stream.closed:
            raise refuse("failed")
        scanned = 0
        while (end := self._buffer.find(b"\n", scanned)) < 0:
            scanned = len(self._buffer)
            ready, _, _ = select.select([stream], [], [], _SILENCE_SECONDS)
            chunk = stream.read(1 << 18) if ready else None
            if chunk is None or scanned > _MAX_LINE:
                self.close()
                raise refuse("too_slow")
            if not chunk:
                raise self._died()
            self._buffer += chunk
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def _died(self) -> UnreadableSheet:
        status = self._process.wait()
        self.close()
        if status == -signal.SIGXCPU:
            return refuse("too_slow")
        # Native code ends the process where Python would raise MemoryError; so does a system short of memory.
        no_memory = (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGKILL)
        return refuse("too_large" if status in no_memory else "failed")

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        if self._process.stdout:
            self._process.stdout.close()
        self._process.wait()


def _rich(found: dict[str, Any]) -> Cell | dict[str, Any]:
    if "formula" in found:
        return Formula(found["formula"])
    if "day" in found:
        text: str = found["day"]
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    return found
