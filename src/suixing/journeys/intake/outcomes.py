"""What became of the rows, written down as they pass: row numbers and codes, a million of them held by no memory."""

from collections.abc import Iterator
from pathlib import Path

import orjson

from suixing.journeys.intake.kept import SealedFile
from suixing.journeys.intake.problems import Problem
from suixing.journeys.intake.reasons import ReasonsWriter, SheetRemarks
from suixing.journeys.intake.run import Intake
from suixing.journeys.intake.sheets.report import Verdict
from suixing.journeys.intake.store import Settled
from suixing.kernel.errors import Sentence

WORDS = {
    "accepted": Sentence("已登记", "accepted"),
    "unchanged": Sentence("无变化", "unchanged"),
    "updated": Sentence("已更新", "updated"),
    "rejected": Sentence("未接收", "rejected"),
}
TAKEN_BACK = "consent.withdrawn"


class Outcomes:
    """Two records of the same rows: one in the workshop for the report, one sealed for the page of reasons."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self.reasons = ReasonsWriter()

    def begin(self, intake: Intake) -> None:
        """What holds for the whole sheet."""
        self.reasons.begin(SheetRemarks(intake.notes, intake.not_kept))

    def add(self, settled: list[Settled]) -> bool:
        """A batch; whether it shows somebody who took her consent back."""
        taken_back = False
        lines = []
        for row in settled:
            problems = row.judged.problems
            taken_back |= any(one.code == TAKEN_BACK for one in problems)
            lines.append(
                orjson.dumps([row.judged.row, row.outcome, [[one.column, one.code, one.other] for one in problems]])
            )
            if row.outcome == "rejected":
                self.reasons.add(row.judged.row, problems)
        self._file.writelines(line + b"\n" for line in lines)
        self._file.flush()
        return taken_back

    def close(self) -> SealedFile:
        """All rows are written down; the sealed reasons."""
        self._file.close()
        return self.reasons.close()

    def discard(self) -> None:
        """Give up."""
        self._file.close()
        self.reasons.discard()


def verdicts(path: Path) -> Iterator[Verdict]:
    """The rows again, for the report. The values of who took her consent back are left out of it."""
    with path.open("rb") as file:
        for line in file:
            row, outcome, said = orjson.loads(line)
            problems = [Problem(column, code, other) for column, code, other in said]
            reasons = [f"{one.column}：{one.message.zh} {one.message.en}" for one in problems]
            withheld = any(one.code == TAKEN_BACK for one in problems)
            yield Verdict(row, WORDS[outcome].both(), reasons, outcome == "rejected", withheld)
