"""The reasons of a run, kept by row number and code alone: what was typed is not in them.

The first chunk tells what holds for the whole sheet; each further one is a page of rejected rows, so that a page is
found without reading the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from suixing.journeys.intake.kept import SealedFile, SealedWriter
from suixing.journeys.intake.problems import Problem
from suixing.kernel.errors import Sentence

PAGE_ROWS = 50

Reason = tuple[int, tuple[Problem, ...]]
"""The row's number in the sheet, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class SheetRemarks:
    """What is said about a sheet as a whole: notes, and titles of the columns that are not kept."""

    notes: tuple[Sentence, ...]
    not_kept: tuple[str, ...]

    def encoded(self) -> bytes:
        """For the first chunk."""
        return orjson.dumps({"notes": [[note.zh, note.en] for note in self.notes], "not_kept": list(self.not_kept)})


def read_remarks(chunk: bytes) -> SheetRemarks:
    """The first chunk again."""
    said: dict[str, Any] = orjson.loads(chunk)
    return SheetRemarks(tuple(Sentence(zh, en) for zh, en in said["notes"]), tuple(said["not_kept"]))


def encode_reasons(reasons: Sequence[Reason]) -> bytes:
    """Rows with their reasons as JSON; also one line each in a workshop."""
    return orjson.dumps([[row, [[one.column, one.code, one.other] for one in problems]] for row, problems in reasons])


def read_reasons(chunk: bytes) -> list[Reason]:
    """The inverse of ``encode_reasons``."""
    return [
        (row, tuple(Problem(column, code, other) for column, code, other in problems))
        for row, problems in orjson.loads(chunk)
    ]


class ReasonsWriter:
    """Gathers rejected rows into pages."""

    def __init__(self) -> None:
        self._writer = SealedWriter()
        self._page: list[Reason] = []

    def begin(self, remarks: SheetRemarks) -> None:
        """What holds for the whole sheet comes first."""
        self._writer.write_chunk(remarks.encoded())

    def add(self, row: int, problems: Sequence[Problem]) -> None:
        """One rejected row; rows come in order."""
        self._page.append((row, tuple(problems)))
        if len(self._page) == PAGE_ROWS:
            self._writer.write_chunk(encode_reasons(self._page))
            self._page = []

    def close(self) -> SealedFile:
        """The file is on the disk."""
        if self._page:
            self._writer.write_chunk(encode_reasons(self._page))
        return self._writer.close()

    def discard(self) -> None:
        """Give up."""
        self._writer.discard()
