"""``suixing place read``: one address from the command line, or a file with one address a line."""

import codecs
import io
import shutil
import sys
import tempfile
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

import orjson

from suixing.kernel.errors import Refusal, Sentence
from suixing.places.reading import Reader, Reading, load_reader, needs_building

NOTHING_TO_READ = Sentence(
    zh="没有要识别的地址：请给出一个地址，或用 --batch 指定每行一个地址的文件。",
    en="There is no address to read: give one, or name a file with one address a line after --batch.",
)
BOTH_GIVEN = Sentence(
    zh="地址和 --batch 文件只能给一个。",
    en="Give either an address or a --batch file, not both.",
)
NO_SUCH_FILE = Sentence(
    zh="找不到文件 {path}，或无权读取。",
    en="The file {path} is not there or may not be read.",
)
NOT_TEXT = Sentence(
    zh="文件 {path} 不是 UTF-8 或 GB18030 文本。请另存为 UTF-8 文本后再试。",
    en="The file {path} is not text in UTF-8 or GB18030. Save it as UTF-8 text and try again.",
)
ARGUMENT_NOT_TEXT = Sentence(
    zh="所给地址不是有效的 UTF-8 文本。",
    en="The address given is not valid UTF-8 text.",
)
BUILDING = Sentence(
    zh="首次使用：正在建立地名索引，约需十秒…",
    en="First use: building the index of places, about ten seconds ...",
)
_STATUS = {
    "resolved": Sentence(zh="已识别", en="resolved"),
    "ambiguous": Sentence(zh="不唯一", en="ambiguous"),
    "unresolved": Sentence(zh="无法识别", en="unresolved"),
}
_BLOCK = 1 << 20
_LINES_AT_ONCE = 1_000
_LONGEST_SHOWN = 200
# Characters that some readers of lines take for an end of line and JSON lets stand.
_LINE_ENDS = ("\x85", "\u2028", "\u2029")


def read(text: str | None, *, batch: Path | None, as_json: bool, out: TextIO) -> int:
    """Print what an address, or each line of a file, says; returns the exit code.

    A line of the file gives a line of output, blank lines included. Raises ``Refusal`` where there is nothing
    to read.
    """
    if batch is not None:
        if text is not None:
            raise Refusal(BOTH_GIVEN)
        _read_file(batch, as_json=as_json, out=out)
        return 0
    if text is None:
        raise Refusal(NOTHING_TO_READ)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as damaged:
        raise Refusal(ARGUMENT_NOT_TEXT) from damaged
    reader = _reader()
    reading = reader.read(text)
    if as_json:
        named = reader.name(reading.code) if reading.code else None
        out.write(_on_one_line(orjson.dumps(reading._asdict() | {"name": named}).decode()) + "\n")
    else:
        out.write(_sentence(reader, reading) + "\n")
    return 0


def _reader() -> Reader:
    if needs_building():
        print(BUILDING.both(), file=sys.stderr, flush=True)
    return load_reader()


def _read_file(path: Path, *, as_json: bool, out: TextIO) -> None:
    try:
        with path.open("rb") as opened:
            file = opened if opened.seekable() else _kept(opened)
            encoding = _encoding(file, path)
            file.seek(0)
            with io.TextIOWrapper(file, encoding) as lines:
                _print_all(_reader(), lines, as_json=as_json, out=out)
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as missing:
        raise Refusal(NO_SUCH_FILE.format(path=path)) from missing


def _kept(pipe: BinaryIO) -> BinaryIO:
    """What comes from a pipe, on disk: it is gone through twice."""
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    shutil.copyfileobj(pipe, kept)
    kept.seek(0)
    return kept


def _encoding(file: BinaryIO, path: Path) -> str:
    """The first encoding in which the whole file is text, found before a line of it is answered."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Refusal(NOT_TEXT.format(path=path))


def _print_all(reader: Reader, lines: Iterable[str], *, as_json: bool, out: TextIO) -> None:
    """One line of output for each line, a thousand at a time."""
    if not as_json:
        for line in lines:
            out.write(_sentence(reader, reader.read(line.rstrip("\n"))) + "\n")
        return
    read_one, dumps = reader.read, orjson.dumps
    waiting = iter(lines)
    while some := list(islice(waiting, _LINES_AT_ONCE)):
        answers = []
        for line in some:
            text, status, code, rest, candidates = read_one(line.rstrip("\n"))
            answers.append(
                dumps({"text": text, "status": status, "code": code, "rest": rest, "candidates": candidates})
            )
        answers.append(b"")
        out.write(_on_one_line(b"\n".join(answers).decode()))


def _on_one_line(dumped: str) -> str:
    for char in _LINE_ENDS:
        if char in dumped:
            dumped = dumped.replace(char, f"\\u{ord(char):04x}")
    return dumped


def _sentence(reader: Reader, reading: Reading) -> str:
    """A line for a person: what was read, the division, the rest or the choice."""
    parts = [_visible(reading.text), _STATUS[reading.status].both()]
    if reading.code:
        parts.append(f"{reading.code} {reader.name(reading.code)}")
    if reading.code and reading.rest:
        parts.append(f"其余 rest: {_visible(reading.rest)}")
    if reading.candidates:
        named = "; ".join(f"{code} {reader.name(code)}" for code in reading.candidates)
        parts.append(f"可能 candidates: {named}")
    return "\t".join(parts)


def _visible(text: str) -> str:
    """A text on one line of bearable length, without what would move the cursor."""
    shown = "".join(char if char.isprintable() else " " for char in text[:_LONGEST_SHOWN])
    return shown + "…" if len(text) > _LONGEST_SHOWN else shown
