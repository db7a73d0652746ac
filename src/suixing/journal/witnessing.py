"""The database against the log of heads: what was signed must still be there."""

from suixing.journal import storage
from suixing.journal.findings import Verdict
from suixing.journal.heads import COLUMNS, Head
from suixing.journal.storage import Cursor
from suixing.journal.witness import Line

RESTORE_WITHIN = 16  # blocks after going back, in which the restore must have recorded itself
LINES_A_READING = 1_000

Restores = list[int | None]


def compare(cursor: Cursor, verdict: Verdict, log: tuple[list[Line], int], newest: Head, restores: Restores) -> None:
    """Find heads that were signed and are gone. Going back is a note where the restore is in the journal.

    ``restores`` names the blocks that hold a restore of the node, None for one that is not sealed yet.
    """
    lines, damaged = log
    if damaged:
        verdict.fault("log_damaged", number=damaged)
    held: list[Line] = []
    for line in lines:
        last = held[-1] if held else None
        while held and held[-1].number >= line.number:
            held.pop()
        if last is not None and line.number <= last.number and line != last:
            _went_back(verdict, line.number - 1, last, _restored_after(restores, line.number))
        held.append(line)
    _compare_stored(cursor, verdict, held, newest)
    if held and held[-1].number > newest.number:
        _went_back(verdict, newest.number, held[-1], None in restores)
    elif newest.number and (not held or held[-1].number < newest.number):
        verdict.note("log_behind", last=held[-1].number if held else 0, block=newest.number)


def _restored_after(restores: Restores, block: int) -> bool:
    return any(one is not None and block <= one < block + RESTORE_WITHIN for one in restores)


def _went_back(verdict: Verdict, block: int, lost: Line, restored: bool) -> None:
    if restored:
        verdict.note("restored", block=block, last=lost.number, at=lost.sealed_at)
    else:
        verdict.fault("truncated", block=block, last=lost.number, number=lost.tree_size, at=lost.sealed_at)


def _compare_stored(cursor: Cursor, verdict: Verdict, held: list[Line], newest: Head) -> None:
    for start in range(0, len(held), LINES_A_READING):
        part = {line.number: line for line in held[start : start + LINES_A_READING] if line.number <= newest.number}
        found = storage.rows(
            cursor,
            f"SELECT {COLUMNS} FROM journal_block WHERE number = ANY(%b::bigint[]) ORDER BY number",  # noqa: S608
            [list(part)],
        )
        for row in found:
            head = storage.head_of(row)
            if head.hash() != part[head.number].hash:
                verdict.fault("rewritten", block=head.number, at=part[head.number].sealed_at)
