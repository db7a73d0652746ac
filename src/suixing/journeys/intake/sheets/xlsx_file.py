"""Rows of an .xlsx as they stand in its XML, in flat memory but for the shared strings.

openpyxl is not used to read: it drops rows whose numbers go back without a word, refuses whole files for a
broken decoration, and needs two to three times as long. A formula is given as a formula; the value that was
stored with it is not read.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from suixing.journeys.intake.sheets.archive import Archive
from suixing.journeys.intake.sheets.model import (
    KEPT_COLUMNS,
    MAX_CELL_CHARACTERS,
    MAX_SHEET_COLUMNS,
    MAX_SHEET_ROWS,
    Cell,
    Formula,
    SheetRow,
)
from suixing.journeys.intake.sheets.refusals import refuse
from suixing.journeys.intake.sheets.xml_events import feed, local, safe_parser, well_formed

_MAX_SHARED_BYTES = 512 << 20
_MAX_SHARED = 8_000_000
_BUILT_IN_DATES = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_FORMAT_NOISE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ROW_MARKS = (b"<row ", b"<row>", b":row ")


@dataclass(frozen=True)
class SheetPart:
    """One visible worksheet of the workbook."""

    name: str
    part: str


class XlsxFile:
    """An .xlsx with its visible sheets; ``beat`` is called while long parts without rows are read."""

    def __init__(self, path: Path, beat: Callable[[], None] = lambda: None) -> None:
        self._archive = Archive(path)
        self._beat = beat
        with well_formed():
            self._open()

    def _open(self) -> None:
        root = self._relations("")
        book = next((target for kind, target in root.values() if kind.endswith("/officeDocument")), "xl/workbook.xml")
        relations = self._relations(book)
        self.sheets: list[SheetPart] = []
        self.hidden = 0
        self._epoch = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet knows no zone
        self._read_workbook(book, relations)
        by_kind = {kind.rpartition("/")[2]: target for kind, target in relations.values()}
        self._dates = self._date_styles(by_kind.get("styles", ""))
        self._shared_part = by_kind.get("sharedStrings", "")
        self._shared: list[str] | None = None

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}
        if path not in self._archive.names:
            return found

        def start(tag: str, of: dict[str, str]) -> None:
            if local(tag) == "Relationship" and of.get("TargetMode") != "External":
                target = of.get("Target", "")
                target = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                found[of.get("Id", "")] = of.get("Type", ""), posixpath.normpath(target)

        self._parse(path, start)
        return found

    def _parse(self, part: str, start: Callable[[str, dict[str, str]], None]) -> None:
        parser = safe_parser()
        parser.StartElementHandler = start
        parser.Parse(self._archive.read(part), True)

    def _read_workbook(self, book: str, relations: dict[str, tuple[str, str]]) -> None:
        def start(tag: str, of: dict[str, str]) -> None:
            name = local(tag)
            if name == "workbookPr" and of.get("date1904", "0") in ("1", "true"):
                self._epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - a spreadsheet knows no zone
            if name != "sheet":
                return
            key = next((value for attribute, value in of.items() if local(attribute) == "id"), "")
            kind, target = relations.get(key, ("", ""))
            if kind.endswith("/worksheet") and target in self._archive.names:
                if of.get("state", "visible") == "visible":
                    self.sheets.append(SheetPart(of.get("name", ""), target))
                else:
                    self.hidden += 1

        self._parse(book, start)
        if not self.sheets:
            raise refuse("hidden_only" if self.hidden else "damaged")

    def _date_styles(self, part: str) -> set[str]:
        """Styles whose numbers are shown as days."""
        dates: set[str] = set()
        if part not in self._archive.names:
            return dates
        custom: set[int] = set()
        count, inside = 0, False

        def start(tag: str, of: dict[str, str]) -> None:
            nonlocal count, inside
            name = local(tag)
            if name == "numFmt" and "numFmtId" in of and _is_date_format(of.get("formatCode", "")):
                custom.add(int(of["numFmtId"]))
            elif name in ("cellXfs", "cellStyleXfs"):
                inside = name == "cellXfs"
            elif name == "xf" and inside:
                if int(of.get("numFmtId", "0")) in _BUILT_IN_DATES | custom:
                    dates.add(str(count))
                count += 1

        self._parse(part, start)
        return dates

    def estimate(self, sheet: SheetPart) -> int:
        """Rows in the sheet, blank ones included; proves the sheet's checksum on the way."""
        return self._archive.count(sheet.part, _ROW_MARKS)

    def megabytes(self, sheet: SheetPart) -> float:
        """What must be parsed for this sheet, in MB: the measure for the time that it may take."""
        return (self._archive.size(sheet.part) + self._archive.size(self._shared_part)) / 1e6

    def rows(self, sheet: SheetPart) -> Iterator[SheetRow]:
        """Rows with something in them, in order."""
        if self._shared is None:
            self._shared = self._shared_strings()
        with self._archive.open(sheet.part) as stream:
            reader = _SheetReader(self._shared, self._dates, self._epoch)
            for _ in feed(reader.parser, stream, self._beat):
                yield from reader.taken()

    def _shared_strings(self) -> list[str]:
        if self._shared_part not in self._archive.names:
            return []
        if self._archive.size(self._shared_part) > _MAX_SHARED_BYTES:
            raise refuse("too_large")
        with self._archive.open(self._shared_part) as stream:
            return _shared_strings(stream, self._beat)

    def close(self) -> None:
        self._archive.close()


def _is_date_format(code: str) -> bool:
    plain = _FORMAT_NOISE.sub("", code.lower()).split(";")[0]
    return (
        "general" not in plain
        and any(letter in plain for letter in "ydme")
        and not re.search("[0#?]", plain.replace("e+", "0"))
    )


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _shared_strings(stream: IO[bytes], beat: Callable[[], None]) -> list[str]:
    reader = _SharedReader()
    for _ in feed(reader.parser, stream, beat):
        pass
    return reader.strings


class _SharedReader:
    """The texts that cells refer to. One too long is cut just past the limit and refused where it is used."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._taking = self._phonetic = False
        self._length = 0
        self.parser = safe_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, tag: str, _: dict[str, str]) -> None:
        name = local(tag)
        if name == "t":
            self._taking = not self._phonetic
        elif name == "si":
            self._parts, self._length = [], 0
        elif name == "rPh":
            self._phonetic = True

    def _end(self, tag: str) -> None:
        name = local(tag)
        if name == "t":
            self._taking = False
        elif name == "si":
            self.strings.append(_unescape("".join(self._parts)))
            if len(self.strings) > _MAX_SHARED:
                raise refuse("too_large")
        elif name == "rPh":
            self._phonetic = False

    def _text(self, data: str) -> None:
        if self._taking and self._length <= MAX_CELL_CHARACTERS:
            self._parts.append(data[: MAX_CELL_CHARACTERS + 1])
            self._length += len(data)


class _SheetReader:
    """Collects the rows of one worksheet from its events."""

    def __init__(self, shared: list[str], dates: set[str], epoch: datetime) -> None:
        self._shared, self._dates, self._epoch = shared, dates, epoch
        self._done: list[SheetRow] = []
        self._cells: list[Cell] = []
        self._row = self._column = self._length = 0
        self._kind = self._style = ""
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._taking: list[str] | None = None
        self._phonetic = False
        self._column_of: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self.parser = safe_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def taken(self) -> list[SheetRow]:
        done, self._done = self._done, []
        return done

    def _start(self, tag: str, of: dict[str, str]) -> None:
        name = self._names.get(tag) or self._names.setdefault(tag, local(tag))
        if name == "c":
            self._start_cell(of)
        elif name == "v" or (name == "t" and not self._phonetic):
            self._taking = self._value
        elif name == "f":
            self._taking = self._formula = []
        elif name == "row":
            self._start_row(of)
        elif name == "rPh":
            self._phonetic = True

    def _start_row(self, of: dict[str, str]) -> None:
        number = int(of["r"]) if "r" in of else self._row + 1
        if number <= self._row:
            raise refuse("row_order", row=self._row)
        if number > MAX_SHEET_ROWS:
            raise refuse("too_many_rows")
        self._row, self._column, self._cells = number, 0, []

    def _start_cell(self, of: dict[str, str]) -> None:
        reference = of.get("r")
        self._column = self._column_number(reference) if reference else self._column + 1
        if self._column > MAX_SHEET_COLUMNS:
            raise refuse("too_many_columns", row=self._row)
        self._kind = of.get("t", "n")
        self._style = of.get("s", "0")
        self._value = []
        self._formula = self._taking = None
        self._length = 0

    def _column_number(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        number = self._column_of.get(letters)
        if number is None:
            if not (letters.isascii() and letters.isalpha()) or len(letters) > 3:
                raise refuse("damaged" if len(letters) <= 3 else "too_many_columns", row=self._row)
            number = 0
            for letter in letters.upper():
                number = number * 26 + ord(letter) - 64
            self._column_of[letters] = number
        return number

    def _text(self, data: str) -> None:
        if self._taking is not None:
            self._length += len(data)
            if self._length > MAX_CELL_CHARACTERS:
                raise refuse("long_cell", row=self._row)
            self._taking.append(data)

    def _end(self, tag: str) -> None:
        name = self._names[tag]
        if name in ("v", "t", "f"):
            self._taking = None
        elif name == "c":
            self._end_cell()
        elif name == "row":
            if self._cells:
                self._done.append(SheetRow(self._row, tuple(self._cells)))
        elif name == "rPh":
            self._phonetic = False

    def _end_cell(self) -> None:
        value: Cell
        if self._formula is not None:
            value = Formula("=" + "".join(self._formula))
        elif self._value:
            value = self._convert("".join(self._value))
        else:
            return
        column = self._column
        if column > KEPT_COLUMNS:
            return
        cells = self._cells
        if column > len(cells):
            cells.extend([None] * (column - len(cells)))
        cells[column - 1] = value

    def _convert(self, text: str) -> Cell:
        kind = self._kind
        if kind == "s":
            found = self._shared[int(text)]
            if len(found) > MAX_CELL_CHARACTERS:
                raise refuse("long_cell", row=self._row)
            return found
        if kind == "n":
            return self._number(text)
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "d":
            return text
        return _unescape(text)

    def _number(self, text: str) -> Cell:
        number = float(text) if any(mark in text for mark in ".eENn") else int(text)
        if self._style in self._dates:
            try:
                day = self._epoch + timedelta(days=number)
            except OverflowError:
                return number
            # Before March 1900 the serial counts a 29 February that never was; nobody is so old.
            return (day + timedelta(milliseconds=500)).replace(microsecond=0) if number >= 61 else number
        return number
