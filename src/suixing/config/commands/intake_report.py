"""The office's own sheet with a reason column, after the rows were settled."""

import os
from collections.abc import Iterator
from pathlib import Path

from suixing.config.commands.intake import OUTCOMES, Batches
from suixing.journeys.intake.problems import Problem
from suixing.journeys.intake.sheets.layout import Layout
from suixing.journeys.intake.sheets.report import Verdict, write_report
from suixing.kernel.errors import Refusal, Sentence

CANNOT_WRITE = Sentence(
    "报告无法写入 {path}；登记簿未读取，未写入任何内容。请换一个位置或文件名。",
    "The report cannot be written to {path}; the register was not read and nothing was stored. Choose another place "
    "or name.",
)


class Report:
    """Remembers what became of each row while the batches pass, and writes the sheet at the end."""

    def __init__(self, out: Path | None, register: Path) -> None:
        self._out = out
        self._register = register
        self._layout: Layout | None = None
        self._rows: list[tuple[int, str, tuple[Problem, ...]]] = []
        if out is not None:
            self._check(out)

    def _check(self, out: Path) -> None:
        # Said before anything is stored: afterwards it would be too late to choose again.
        same = out.exists() and self._register.exists() and out.samefile(self._register)
        if same or out.is_dir() or not os.access(out.absolute().parent, os.W_OK):
            raise Refusal(CANNOT_WRITE.format(path=out))

    def watching(self, batches: Batches) -> Batches:
        """The same batches, remembered."""
        for intake, settled in batches:
            if self._out is not None:
                self._layout = intake.layout
                self._rows += [(row.judged.row, row.outcome, tuple(row.judged.problems)) for row in settled]
            yield intake, settled

    def write(self) -> None:
        """Write the sheet, if one was asked for."""
        if self._out is not None and self._layout is not None:
            write_report(self._out, self._register, self._layout, self._verdicts())

    def _verdicts(self) -> Iterator[Verdict]:
        for row, outcome, problems in self._rows:
            reasons = [f"{problem.column}：{problem.message.zh} {problem.message.en}" for problem in problems]
            yield Verdict(row, OUTCOMES[outcome].both(), reasons, outcome == "rejected")
