"""The database against the log of heads: what was signed must still be there."""

from collections.abc import Iterable, Mapping, Sequence

from suixing.journal import storage
from suixing.journal.encoding import instant_text
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


def compare_witnessed(
    cursor: Cursor, verdict: Verdict, witnessed: Mapping[str, Sequence[Line]], newest: Head, restores: Restores
) -> None:
    """Find heads that others saw and that are gone or are others now; each witness is named once.

    What a restore that is in the journal took back, after it was seen, is no fault.
    """
    restored = _restored_at(cursor, restores) if witnessed else []
    for by, lines in witnessed.items():
        stored = _hashes(cursor, [line.number for line in lines])
        gone = [line for line in lines if stored.get(line.number) != line.hash and not _taken_back(line, restored)]
        if not gone:
            continue
        first, last = min(gone, key=lambda line: line.number), max(gone, key=lambda line: line.number)
        if first.number > newest.number:
            verdict.fault("witnessed_truncated", by=by, block=newest.number, last=last.number, at=last.sealed_at)
        else:
            verdict.fault("witnessed_rewritten", by=by, block=first.number, at=first.sealed_at)


def _restored_at(cursor: Cursor, restores: Restores) -> list[tuple[int, str]]:
    """Blocks that hold a restore, and when they were sealed; one that is not sealed yet comes after everything."""
    found = _heads(cursor, [one for one in restores if one is not None])
    sealed = [(head.number, instant_text(head.sealed_at)) for head in found]
    return [*sealed, (0, "9")] if None in restores else sealed


def _taken_back(line: Line, restored: Iterable[tuple[int, str]]) -> bool:
    return any(block <= line.number + RESTORE_WITHIN and at > line.sealed_at for block, at in restored)


def _hashes(cursor: Cursor, numbers: Sequence[int]) -> dict[int, bytes]:
    return {head.number: head.hash() for head in _heads(cursor, numbers)}


def _heads(cursor: Cursor, numbers: Sequence[int]) -> list[Head]:
    found = list[Head]()
    for start in range(0, len(numbers), LINES_A_READING):
        part = list(numbers[start : start + LINES_A_READING])
        query = f"SELECT {COLUMNS} FROM journal_block WHERE number = ANY(%b::bigint[])"  # noqa: S608
        found += [storage.head_of(row) for row in storage.rows(cursor, query, [part])]
    return found
